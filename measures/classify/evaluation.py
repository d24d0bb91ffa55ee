"""How well labelled items are read: figures by label and language, and the misread items with evidence."""

import hashlib
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Self

from measures.model import Assessment
from measures.vocabulary import BORDER_LIFE, Action, Impact

Pair = tuple[dict[str, Any], Assessment]

LABELS = (
    "is_measure",
    "topics",
    "action",
    "border_impact",
    "borders",
    "groups",
    "frontier_exempt",
    "valid_from",
    "valid_until",
)
HALVES = ("even", "odd")
_RELIABILITY_EDGES = (0.0, 0.6, 0.7, 0.8, 0.9, 1.01)


@dataclass(frozen=True, slots=True)
class Rate:
    """Counts of one yes-or-no answer and the usual figures of them (1 where there was nothing to find)."""

    true_positive: int
    false_positive: int
    false_negative: int

    @classmethod
    def of(cls, answers: Iterable[tuple[bool, bool]]) -> Self:
        """Of pairs: what was given and what was read."""
        return cls.of_sets(({1} if given else set(), {1} if read else set()) for given, read in answers)

    @classmethod
    def of_sets(cls, answers: Iterable[tuple[Set[object], Set[object]]]) -> Self:
        """Of pairs of sets, each value in them an answer: what was given and what was read."""
        right = extra = missed = 0
        for given, read in answers:
            right += len(given & read)
            extra += len(read - given)
            missed += len(given - read)
        return cls(right, extra, missed)

    @property
    def precision(self) -> float:
        found = self.true_positive + self.false_positive
        return self.true_positive / found if found else 1.0

    @property
    def recall(self) -> float:
        there = self.true_positive + self.false_negative
        return self.true_positive / there if there else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.true_positive + self.false_positive + self.false_negative
        return 2 * self.true_positive / total if total else 1.0

    def as_json(self) -> dict[str, float]:
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of one set of items."""

    items: int
    rates: dict[str, Rate]
    impact_kappa: float
    action_macro_f1: float
    dates_exact: float
    dates_given_exact: float

    def as_json(self) -> dict[str, Any]:
        return {
            "items": self.items,
            **{name: rate.as_json() for name, rate in self.rates.items()},
            "border_impact_kappa": self.impact_kappa,
            "action_macro_f1": self.action_macro_f1,
            "dates_exact": self.dates_exact,
            "dates_given_exact": self.dates_given_exact,
        }


@dataclass(frozen=True, slots=True)
class Bin:
    """Items whose confidence lies in [low, high): how many, said and true share of right ones."""

    low: float
    high: float
    items: int
    said: float
    right: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of all items, by language and half; how far confidence can be trusted; the misread items.

    The halves are those of the ids' SHA-256 (even, odd): a rule made with one half in view shows in the
    other whether it holds. A misread row has id, language, title, and for each label misread what was
    given, what was read, and why.
    """

    overall: Scores
    by_language: dict[str, Scores]
    by_half: dict[str, Scores]
    reliability: tuple[Bin, ...]
    misread: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "all": self.overall.as_json(),
            "by_language": {language: scores.as_json() for language, scores in self.by_language.items()},
            "by_half": {half: scores.as_json() for half, scores in self.by_half.items()},
            "reliability": [asdict(row) for row in self.reliability],
        }


def evaluate(pairs: Iterable[Pair]) -> Evaluation:
    """Compares labelled items (the codebook's fields as a dict) with their assessments."""
    rows = list(pairs)
    languages = sorted({labelled["language"] for labelled, _ in rows})
    return Evaluation(
        _scores(rows),
        {language: _scores([r for r in rows if r[0]["language"] == language]) for language in languages},
        {half: _scores([r for r in rows if half_of(r[0]["id"]) == half]) for half in HALVES},
        _reliability(rows),
        tuple(row for labelled, read in rows if (row := _misread(labelled, read))),
    )


def half_of(identity: str) -> str:
    """The half to which an item belongs, by its id; the same on every machine."""
    return HALVES[hashlib.sha256(identity.encode()).digest()[-1] % 2]


def kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Cohen's kappa with quadratic weights of two readings on an ordered scale; 1 where they never differ."""
    count = len(pairs)
    observed = sum((a - b) ** 2 for a, b in pairs)
    if not observed:
        return 1.0
    expected = sum((a - b) ** 2 for a, _ in pairs for _, b in pairs) / count
    return 1.0 - observed / expected if expected else 0.0


def border_life_right(labelled: dict[str, Any], read: Assessment) -> bool:
    """Whether the two answers that decide what people are shown first are both right."""
    labels = labelled["labels"]
    touches = Impact(labels["border_impact"]) in BORDER_LIFE
    return labels["is_measure"] is read.is_measure and touches is (read.border_impact in BORDER_LIFE)


def _scores(rows: Sequence[Pair]) -> Scores:
    rates = {
        "is_measure": _rate(rows, lambda labels: labels["is_measure"], lambda read: read.is_measure),
        "border_life": _rate(
            rows,
            lambda labels: Impact(labels["border_impact"]) in BORDER_LIFE,
            lambda read: read.border_impact in BORDER_LIFE,
        ),
        "topics": _micro(rows, "topics"),
        "borders": _micro(rows, "borders"),
        "groups": _micro(rows, "groups"),
        "frontier_exempt": _rate(
            rows, lambda labels: labels["frontier_exempt"] is True, lambda read: read.frontier_exempt is True
        ),
    }
    days = [
        (labelled["labels"][name], _day(read, name))
        for labelled, read in rows
        for name in ("valid_from", "valid_until")
    ]
    return Scores(
        len(rows),
        rates,
        kappa([(Impact(d["labels"]["border_impact"]).rank, read.border_impact.rank) for d, read in rows]),
        sum(rate.f1 for rate in _actions(rows)) / len(Action),
        _share([given == read for given, read in days]),
        _share([given == read for given, read in days if given is not None]),
    )


def _rate(
    rows: Sequence[Pair], given: Callable[[dict[str, Any]], bool], read: Callable[[Assessment], bool]
) -> Rate:
    return Rate.of((given(labelled["labels"]), read(assessment)) for labelled, assessment in rows)


def _micro(rows: Sequence[Pair], label: str) -> Rate:
    return Rate.of_sets(
        (set(labelled["labels"][label]), set(map(str, getattr(assessment, label))))
        for labelled, assessment in rows
    )


def _actions(rows: Sequence[Pair]) -> list[Rate]:
    return [
        Rate.of((labelled["labels"]["action"] == action, read.action == action) for labelled, read in rows)
        for action in Action
    ]


def _day(read: Assessment, name: str) -> str | None:
    day = getattr(read, name)
    return day.isoformat() if day is not None else None


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers) if answers else 1.0


def _reliability(rows: Sequence[Pair]) -> tuple[Bin, ...]:
    bins = []
    for low, high in pairwise(_RELIABILITY_EDGES):
        inside = [(labelled, read) for labelled, read in rows if low <= read.confidence < high]
        if inside:
            said = sum(read.confidence for _, read in inside) / len(inside)
            bins.append(
                Bin(low, min(high, 1.0), len(inside), said, _share([border_life_right(*r) for r in inside]))
            )
    return tuple(bins)


def _misread(labelled: dict[str, Any], read: Assessment) -> dict[str, Any]:
    wrong = {}
    for label in LABELS:
        given, got = labelled["labels"][label], plain(getattr(read, label))
        if (sorted(given) if isinstance(given, list) else given) != (
            sorted(got) if isinstance(got, list) else got
        ):
            why = [f"{e.rule}: {e.text}" if e.text else e.rule for e in read.evidence if e.label == label]
            wrong[label] = {"given": given, "read": got, "why": why}
    if not wrong:
        return {}
    return {
        "id": labelled["id"],
        "language": labelled["language"],
        "title": labelled["title"],
        "wrong": wrong,
    }


def plain(value: Any) -> Any:
    """A label's value as the codebook writes it in JSON."""
    if isinstance(value, tuple):
        return [str(part) for part in value]
    if value is None or isinstance(value, bool):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
