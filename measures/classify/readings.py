"""How concepts that stand together are read: the constructions of readings.toml, weighed over a text."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from measures.classify.text import Text
from measures.classify.words import Hit, Lexicon

# What a reading in the title counts for, and what a second and a third sentence with the same reading add.
TITLE_WEIGHT = 1.6
REPEATS = (1.0, 0.5, 0.25)


@dataclass(frozen=True, slots=True)
class Reading:
    """A construction: one hit of each slot in one sentence, at most `within` characters from first to last.

    A slot names one concept or several alternatives; `unless` concepts in the same sentence forbid it.
    """

    name: str
    says: str
    weight: float
    slots: tuple[frozenset[str], ...]
    within: int
    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A reading that fired: the hits it rests on and what it weighs there."""

    reading: Reading
    hits: tuple[Hit, ...]
    weight: float

    @property
    def sentence(self) -> int:
        return self.hits[0].sentence


class Reader:
    """A text with its hits by sentence and concept, and what the readings say of it."""

    __slots__ = ("by_concept", "by_sentence", "findings", "hits", "scores", "text")

    def __init__(self, text: Text, lexicon: Lexicon) -> None:
        self.text = text
        self.hits = lexicon.find(text)
        self.by_sentence: list[dict[str, list[Hit]]] = [{} for _ in text.sentences]
        self.by_concept: dict[str, list[Hit]] = {}
        for hit in self.hits:
            self.by_sentence[hit.sentence].setdefault(hit.concept, []).append(hit)
            self.by_concept.setdefault(hit.concept, []).append(hit)
        self.findings: dict[str, list[Finding]] = {}
        self.scores: dict[str, float] = {}
        self._weigh()

    def _weigh(self) -> None:
        present = self.by_concept.keys()
        title_sentences = self.text.title_sentences
        for reading in readings():
            if any(slot.isdisjoint(present) for slot in reading.slots):
                continue
            fired = []
            for index, concepts in enumerate(self.by_sentence):
                if not concepts or not reading.unless.isdisjoint(concepts):
                    continue
                hits = _together(concepts, reading)
                if hits is not None:
                    factor = TITLE_WEIGHT if index < title_sentences else 1.0
                    fired.append(Finding(reading, hits, reading.weight * factor))
            if fired:
                fired.sort(key=lambda finding: -finding.weight)
                self.findings.setdefault(reading.says, []).extend(fired)
                self.scores[reading.says] = self.scores.get(reading.says, 0.0) + sum(
                    finding.weight * share for finding, share in zip(fired, REPEATS, strict=False)
                )

    def score(self, says: str) -> float:
        """The weight of all that says so; 0 where nothing does."""
        return self.scores.get(says, 0.0)

    def best(self, says: str) -> Finding | None:
        """The weightiest finding that says so."""
        return max(self.findings.get(says, ()), key=lambda finding: finding.weight, default=None)

    def has(self, *concepts: str) -> bool:
        """Whether any of the concepts stands in the text."""
        return any(concept in self.by_concept for concept in concepts)


def _together(concepts: dict[str, list[Hit]], reading: Reading) -> tuple[Hit, ...] | None:
    slots = []
    for slot in reading.slots:
        hits = [hit for concept in slot if concept in concepts for hit in concepts[concept]]
        if not hits:
            return None
        slots.append(hits)
    if len(slots) == 1:
        return (slots[0][0],)
    best: tuple[Hit, ...] | None = None
    best_width = reading.within + 1
    for anchor in slots[0][:8]:
        chosen = [anchor]
        for others in slots[1:]:
            near = min(others, key=lambda hit: max(hit.start - anchor.end, anchor.start - hit.end))
            chosen.append(near)
        width = max(h.start for h in chosen) - min(h.end for h in chosen)
        if width < best_width:
            best, best_width = tuple(chosen), width
    return best


@cache
def readings() -> tuple[Reading, ...]:
    """All readings, in the file's order."""
    data = tomllib.loads(files("measures.classify").joinpath("lexicon", "readings.toml").read_text("utf-8"))
    known = []
    for says, rows in data.items():
        for label, entries in rows.items():
            for entry in entries:
                slots = tuple(frozenset(slot.split("|")) for slot in entry["near"])
                known.append(
                    Reading(
                        f"{says}:{label} by {' + '.join(entry['near'])}",
                        f"{says}:{label}",
                        float(entry["weight"]),
                        slots,
                        entry.get("within", 90),
                        frozenset(entry.get("unless", ())),
                    )
                )
    return tuple(known)
