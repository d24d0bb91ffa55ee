"""A second look at what the rules decided: learnt weights of what they found in a text.

The weights stand in lexicon/learned.toml, made by `make train` from labelled items, for those labels alone on
which they do better than the rules. What the rules found in the text stays the evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from measures.classify.card import Card
from measures.classify.dates import Mention
from measures.classify.evidence import Trail
from measures.classify.groups import in_business
from measures.classify.readings import MOST, Reader
from measures.classify.tables import table
from measures.model import Item
from measures.vocabulary import BORDER_LIFE, Action, Group, Impact, Topic

Values = dict[str, tuple[str, ...]]
"""The values of each label in VALUES; of those in SINGLE one."""
Weights = dict[str, dict[str, dict[str, float]]]
"""What each found thing speaks for a value: by label, value and found thing."""
# Found in every text: what speaks for a value before a word is read.
ALWAYS = "always"
# First character of places, of which nothing is to be learnt: the next item is about another town.
PLACE = "@"
VALUES: Values = {
    "action": tuple(Action),
    "border_impact": tuple(Impact),
    "frontier_exempt": ("true", "false", "null"),
    "topics": tuple(Topic),
    "groups": tuple(Group),
}
# Every answer has a number; those of a label stand together.
_SLOT = {
    answer: number
    for number, answer in enumerate((label, value) for label, values in VALUES.items() for value in values)
}
_OF_LABEL = {
    label: slice(_SLOT[label, values[0]], _SLOT[label, values[-1]] + 1) for label, values in VALUES.items()
}
SINGLE = frozenset({"action", "border_impact", "frontier_exempt"})
# What the rules read has the benefit of the doubt, the more in texts shorter than those learnt from.
DOUBT = 0.3
SHORT, DOUBT_OF_SHORT = 260, 1.5
_MOST = {"topics": 3, "groups": 5}
# What readings call a label.
_SAYS = {"topics": "topic", "groups": "group", "border_impact": "impact", "frontier_exempt": "exempt"}
# Named as the reason of a value that no reading names.
_REASONS = 3


class Spoken(NamedTuple):
    """The weights, and the same by what is found, each with the number of its answer."""

    weights: Weights
    of: dict[str, tuple[tuple[int, float], ...]]


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be said of an item, by the rules or after the second look."""

    card: Card
    groups: tuple[Group, ...]
    exempt: bool | None

    def values(self) -> Values:
        """The same, label by label."""
        return {
            "action": (self.card.action,),
            "border_impact": (self.card.impact,),
            "frontier_exempt": ({True: "true", False: "false", None: "null"}[self.exempt],),
            "topics": self.card.topics,
            "groups": self.groups,
        }


def second_look(item: Item, reader: Reader, days: Sequence[Mention], first: Look, trail: Trail) -> Look:
    """What is learnt to be said where the rules said `first`; groups with everyone first.

    Where it moves an item into border life or out of it, nothing is left of the margin.
    """
    spoken, found, read = _spoken(), findings(item, reader, days, first), first.values()
    said = answers(spoken, found, read, DOUBT_OF_SHORT if len(reader.text.folded) < SHORT else DOUBT)
    for label, values in said.items():
        if set(values) != set(read[label]):
            _tell(label, values, _Grounds(reader, found, spoken), trail)
    impact = Impact(said["border_impact"][0])
    moved = (impact in BORDER_LIFE) != (first.card.impact in BORDER_LIFE)
    card = replace(
        first.card,
        action=Action(said["action"][0]),
        topics=tuple(map(Topic, said["topics"])),
        impact=impact,
        impact_margin=0.0 if moved else first.card.impact_margin,
    )
    employees = frozenset({Group.FRONTIER_WORKERS}) if in_business(reader) else frozenset()
    named = [group for group in map(Group, said["groups"]) if group not in employees]
    groups = tuple(sorted(named, key=lambda group: group != Group.EVERYONE))
    return Look(card, groups, {"true": True, "false": False}.get(said["frontier_exempt"][0]))


def findings(item: Item, reader: Reader, days: Sequence[Mention], first: Look) -> dict[str, float]:
    """What was found, 0 to 1 each: readings by weight, words, those of the title, days, the first answers."""
    lead, card = reader.text.title_sentences, first.card
    found = {says: min(weight, MOST) / MOST for says, weight in reader.scores.items()}
    found.update((f"{says} in title", 1.0) for says in reader.findings if reader.in_title(says))
    found.update((concept, 1.0) for concept in reader.by_concept if concept[0] != PLACE)
    if "unchecked" in reader.by_concept:
        found["control"] = 1.0  # The weights were learnt of the word, denied or not.
    words = {word for words in reader.by_sentence[:lead] for word in words if word[0] != PLACE}
    found.update((f"{word} in title", 1.0) for word in words)
    found.update((f"day {day.role}", 1.0) for day in days)
    exempt = first.values()["frontier_exempt"][0]
    found.update((f"read as {value}", 1.0) for value in (card.action, card.impact, *card.topics))
    found[f"read as exempt {exempt}"] = 1.0
    if card.is_measure:
        found["read as a measure"] = 1.0
    found[f"level {item.level}"] = found[f"country {item.country}"] = found[ALWAYS] = 1.0
    return found


def by_finding(weights: Weights) -> Spoken:
    """The weights by what is found."""
    spoken: dict[str, list[tuple[int, float]]] = {}
    for label, values in weights.items():
        for value, found in values.items():
            for name, weight in found.items():
                spoken.setdefault(name, []).append((_SLOT[label, value], float(weight)))
    return Spoken(weights, {name: tuple(said) for name, said in spoken.items()})


def answers(spoken: Spoken, found: Mapping[str, float], read: Values, doubt: float = DOUBT) -> Values:
    """The values for which more speaks than against, most first; what was read where nothing is learnt.

    Of topics and groups the first one read where nothing speaks for any. What is no measure keeps the
    action that it was read with.
    """
    scores = [0.0] * len(_SLOT)
    of = spoken.of
    for name, strength in found.items():
        if name in of:
            for slot, weight in of[name]:
                scores[slot] += weight * strength
    said = dict(read)
    for label in filter(spoken.weights.__contains__, VALUES):
        known = read[label]
        of_label = dict(zip(VALUES[label], scores[_OF_LABEL[label]], strict=True))
        for value in of_label:
            of_label[value] += doubt if value in known else -doubt
        if label not in SINGLE:
            for_it = [value for value, score in of_label.items() if score > 0]
            for_it.sort(key=lambda value: -of_label[value])
            said[label] = tuple(for_it[: _MOST[label]]) or known[:1]
        elif label != "action" or "read as a measure" in found:
            said[label] = (max(of_label, key=of_label.__getitem__),)
    return said


class _Grounds:
    """What a value can be shown to rest on."""

    def __init__(self, reader: Reader, found: Mapping[str, float], spoken: Spoken) -> None:
        self.findings = reader.findings
        self._found = found
        self._spoken = spoken

    def most(self, label: str, value: str) -> str:
        """What was found and speaks for a value most."""
        weights = self._spoken.weights[label].get(value, {})
        spoke = {
            name: weights[name] * strength
            for name, strength in self._found.items()
            if name in weights and weights[name] > 0 and name != ALWAYS
        }
        return ", ".join(sorted(spoke, key=lambda name: -spoke[name])[:_REASONS]) or "what is usual"


def _tell(label: str, values: Sequence[str], grounds: _Grounds, trail: Trail) -> None:
    """Put what led to these values in the place of what led the rules to theirs."""
    trail.forget(label)
    for value in values:
        if not trail.note(label, value, grounds.findings.get(f"{_SAYS.get(label, label)}:{value}", ())):
            trail.settle(label, value, f"learnt from {grounds.most(label, value)}")
    if not values:
        trail.settle(label, "", "nothing speaks for any")


@cache
def _spoken() -> Spoken:
    return by_finding(table("learned.toml")["weights"])
