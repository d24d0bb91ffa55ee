"""Learning the weights of the second look from labelled items, and telling whether they are worth having."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from measures.classify.assess import by_rules
from measures.classify.evaluation import Rate, kappa
from measures.classify.learned import (
    ALWAYS,
    SINGLE,
    VALUES,
    Values,
    Weights,
    answers,
    by_finding,
    findings,
)
from measures.model import Item
from measures.vocabulary import Impact

Labelled = tuple[dict[str, Any], Item]

FOLDS = 5
READ_SHARE = 0.3
"""What an item counts that rule writers have read: on it the rules look better than they are."""
SEEN_LEAST = 8
"""From fewer items than these nothing is learnt of a word."""
_SEED = 1
# Low, so that few things found get a weight: they can be read, and hold beyond the items learnt from.
_LOOSENESS = 1.0


@dataclass(frozen=True, slots=True)
class Trained:
    """Weights by label, value and found thing; how good the rules' and the learnt answers are, by label.

    The figures are of the judged items, each answered by weights learnt without it: quadratic kappa of the
    effect at the border, macro-F1 of other labels with a single value, micro-F1 of the rest. Labels on which
    the learnt answers are no better have no weights. `data` is the SHA-256 of all items learnt from.
    """

    weights: Weights
    rules: dict[str, float]
    learnt: dict[str, float]
    items: int
    data: str

    def as_toml(self) -> str:
        """The text of lexicon/learned.toml."""
        lines = [
            "# What each thing found in a text speaks for a value of a label. Made by `make train`.",
            f"items = {self.items}",
            f'data = "{self.data}"',
            "",
            "[weights]",
        ]
        for label, values in self.weights.items():
            for value, found in values.items():
                lines += ["", f"[weights.{label}.{value}]"]
                lines += [f"{json.dumps(name)} = {weight}" for name, weight in found.items()]
        return "\n".join(lines) + "\n"

    def render(self) -> str:
        """The figures as a text table."""
        rows = [
            f"{label:16}{self.rules[label]:8.2f}{self.learnt[label]:8.2f}  "
            + ("learnt" if label in self.weights else "rules")
            for label in VALUES
        ]
        return "\n".join([f"{'':16}{'rules':>8}{'learnt':>8}  used", *rows])


def train(rows: Sequence[Labelled], judged: Sequence[Labelled], folds: int = FOLDS) -> Trained:
    """Learn from `rows` and `judged`; whether it beats the rules is told on `judged`, fold by fold.

    Judged are items that nobody had in view who wrote a rule: on others the rules look better than they
    are. Needs scikit-learn (ImportError without). The same items give the same weights.
    """
    from sklearn.model_selection import KFold

    known, asked = [_Row.of(*row) for row in rows], [_Row.of(*row) for row in judged]
    learnt: list[Values] = [{} for _ in asked]
    for learn, answer in KFold(folds, shuffle=True, random_state=_SEED).split(asked):
        spoken = by_finding(_learn(known, [asked[n] for n in learn]))
        for number in answer:
            learnt[number] = answers(spoken, asked[number].found, asked[number].read)
    rules = {label: _goodness(label, asked, [row.read for row in asked]) for label in VALUES}
    better = {label: _goodness(label, asked, learnt) for label in VALUES}
    weights = _learn(known, asked)
    return Trained(
        {label: weights[label] for label in VALUES if better[label] > rules[label]},
        rules,
        better,
        len(known) + len(asked),
        _digest([*rows, *judged]),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A labelled item as the learner sees it: what was found in it, its labels, and what the rules read."""

    found: dict[str, float]
    labels: Values
    read: Values

    @classmethod
    def of(cls, labelled: dict[str, Any], item: Item) -> "_Row":
        ruled, given = by_rules(item), labelled["labels"]
        labels: Values = {label: tuple(map(_word, _listed(given[label]))) for label in VALUES}
        return cls(findings(item, ruled.reader, ruled.days, ruled.look), labels, ruled.look.values())


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _word(value: object) -> str:
    """A value of the codebook as a word."""
    return {True: "true", False: "false", None: "null"}[value] if value in (True, False, None) else str(value)


def _learn(known: Sequence[_Row], unread: Sequence[_Row]) -> Weights:
    """One small model a value: what speaks for it, by L1-regularised logistic regression."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows = [*known, *unread]
    counts = [READ_SHARE] * len(known) + [1.0] * len(unread)
    columns = DictVectorizer(sparse=False)
    often = Counter(name for row in rows for name in row.found)
    found = columns.fit_transform(
        [{name: v for name, v in row.found.items() if often[name] >= SEEN_LEAST} for row in rows]
    )
    names = columns.get_feature_names_out()
    weights: Weights = {}
    for label, values in VALUES.items():
        for value in values:
            there = [value in row.labels[label] for row in rows]
            if len(set(there)) == 1:
                continue
            # What is always found carries the weight of how rare a value is.
            model = LogisticRegression(
                C=_LOOSENESS, l1_ratio=1.0, solver="liblinear", fit_intercept=False, random_state=_SEED
            )
            given = model.fit(found, there, sample_weight=counts).coef_[0]
            weights.setdefault(label, {})[str(value)] = {
                str(name): round(float(weight), 3)
                for name, weight in zip(names, given, strict=True)
                if abs(weight) >= 0.001
            } or {ALWAYS: 0.0}
    return weights


def _goodness(label: str, rows: Sequence[_Row], answers: Sequence[Values]) -> float:
    """Quadratic kappa of the effect at the border, macro-F1 of other single values, micro-F1 of the rest."""
    pairs = [(row.labels[label], said[label]) for row, said in zip(rows, answers, strict=True)]
    if label == "border_impact":
        return kappa([(Impact(given[0]).rank, Impact(said[0]).rank) for given, said in pairs])
    if label in SINGLE:
        rates = [Rate.of((value in given, value in said) for given, said in pairs) for value in VALUES[label]]
        return sum(rate.f1 for rate in rates) / len(rates)
    return Rate.of_sets((set(given), set(said)) for given, said in pairs).f1


def _digest(rows: Iterable[Labelled]) -> str:
    lines = sorted(json.dumps(labelled, sort_keys=True) for labelled, _ in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
