"""A second look at action, topics and groups: learnt weights of what the rules found in a text.

The weights stand in lexicon/learned.toml, made by `make train` from labelled items, for those labels alone on
which they do better than the rules. What the rules found in the text stays the evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from measures.classify.card import Card
from measures.classify.evidence import Trail
from measures.classify.readings import MOST, Reader
from measures.classify.words import table
from measures.model import Item
from measures.vocabulary import Action, Group, Topic

Values = dict[str, tuple[str, ...]]
"""The values of each label: `action` (one), `topics`, `groups`."""
Weights = dict[str, dict[str, dict[str, float]]]
"""What each found thing speaks for a value: by label, value and found thing."""
Spoken = dict[str, tuple[tuple[str, str, float], ...]]
"""The same by found thing: label, value, weight."""

# Found in every text: what speaks for a value before a word is read.
ALWAYS = "always"
# First character of places, of which nothing is to be learnt: the next item is about another town.
PLACE = "@"
VALUES: Values = {"action": tuple(Action), "topics": tuple(Topic), "groups": tuple(Group)}
DOUBT = 0.3
_MOST = {"action": 1, "topics": 3, "groups": 5}
# Named as the reason of a value that no reading names.
_REASONS = 3


def second_look(
    item: Item, reader: Reader, card: Card, groups: tuple[Group, ...], trail: Trail
) -> tuple[Card, tuple[Group, ...]]:
    """The card, and the groups with everyone first, as learnt; `card` and `groups` are as the rules read."""
    spoken, found = _spoken(), findings(item, reader, card)
    read = values_of(card, groups)
    said = answers(spoken, found, read)
    for label, values in said.items():
        if set(values) != set(read[label]):
            _tell(label, values, _Grounds(reader, found, spoken), trail)
    card = replace(card, action=Action(said["action"][0]), topics=tuple(map(Topic, said["topics"])))
    return card, tuple(sorted(map(Group, said["groups"]), key=lambda group: group != Group.EVERYONE))


def values_of(card: Card, groups: tuple[Group, ...]) -> Values:
    """What the rules read, label by label."""
    return {"action": (card.action,), "topics": card.topics, "groups": groups}


def findings(item: Item, reader: Reader, card: Card) -> dict[str, float]:
    """What was found, 0 to 1 each: readings by weight, words, those of the title, what the rules read."""
    lead = reader.text.title_sentences
    found = {says: min(weight, MOST) / MOST for says, weight in reader.scores.items()}
    found.update((f"{says} in title", 1.0) for says in reader.findings if reader.in_title(says))
    found.update((concept, 1.0) for concept in reader.by_concept if concept[0] != PLACE)
    words = {word for words in reader.by_sentence[:lead] for word in words if word[0] != PLACE}
    found.update((f"{word} in title", 1.0) for word in words)
    found.update((f"read as {value}", 1.0) for value in (card.action, card.impact, *card.topics))
    if card.is_measure:
        found["read as a measure"] = 1.0
    found[f"level {item.level}"] = found[f"country {item.country}"] = found[ALWAYS] = 1.0
    return found


def by_finding(weights: Weights) -> Spoken:
    """The weights by what is found."""
    spoken: dict[str, list[tuple[str, str, float]]] = {}
    for label, values in weights.items():
        for value, found in values.items():
            for name, weight in found.items():
                spoken.setdefault(name, []).append((label, value, float(weight)))
    return {name: tuple(said) for name, said in spoken.items()}


def answers(spoken: Spoken, found: Mapping[str, float], read: Values) -> Values:
    """The values for which more speaks than against, most first; what was read where nothing is learnt.

    An action is always given, and where nothing speaks for any other value the first one read. What is no
    measure keeps the action that it was read with.
    """
    scores: dict[str, dict[str, float]] = {}
    for name, strength in found.items():
        for label, value, weight in spoken.get(name, ()):
            of_label = scores.setdefault(label, {})
            of_label[value] = of_label.get(value, 0.0) + weight * strength
    said = dict(read)
    for label, of_label in scores.items():
        # What the rules read has the benefit of the doubt.
        for value in VALUES[label]:
            of_label[value] = of_label.get(value, 0.0) + (DOUBT if value in read[label] else -DOUBT)
        ranked = sorted(of_label, key=lambda value: -of_label[value])
        if label != "action":
            ranked = [value for value in ranked if of_label[value] > 0]
        elif "read as a measure" not in found:
            continue
        said[label] = tuple(ranked[: _MOST[label]]) or read[label][:1]
    return said


class _Grounds:
    """What a value can be shown to rest on."""

    def __init__(self, reader: Reader, found: Mapping[str, float], spoken: Spoken) -> None:
        self.findings = reader.findings
        self._found = found
        self._spoken = spoken

    def most(self, label: str, value: str) -> str:
        """What was found and speaks for a value most."""
        spoke = {
            name: weight * strength
            for name, strength in self._found.items()
            for of, answer, weight in self._spoken.get(name, ())
            if (of, answer) == (label, value) and weight > 0 and name != ALWAYS
        }
        return ", ".join(sorted(spoke, key=lambda name: -spoke[name])[:_REASONS]) or "what is usual"


def _tell(label: str, values: Sequence[str], grounds: _Grounds, trail: Trail) -> None:
    """Put what led to these values in the place of what led the rules to theirs."""
    trail.forget(label)
    for value in values:
        if not trail.note(label, value, grounds.findings.get(f"{label.removesuffix('s')}:{value}", ())):
            trail.settle(label, value, f"learnt from {grounds.most(label, value)}")
    if not values:
        trail.settle(label, "", "nothing speaks for any")


@cache
def _spoken() -> Spoken:
    return by_finding(table("learned.toml")["weights"])
