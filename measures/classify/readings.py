"""How concepts that stand together are read: the constructions of readings.toml, weighed over a text."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from measures.classify.settling import keep, settle
from measures.classify.tables import table
from measures.classify.text import Text
from measures.classify.words import Hit, Lexicon
from measures.vocabulary import Country

# What a reading in the title and in the first sentence counts for (the title says what happens: for the
# action it weighs more), what a second and third sentence with the same reading add, and the most it gives.
TITLE_WEIGHT = 1.6
TITLE_WEIGHT_OF_ACTION = 3.0
LEAD_WEIGHT = 1.15
REPEATS = (1.0, 0.5, 0.25)
MOST = 7.0

_START = itemgetter(1)
# Farther than any two words of a text.
_FAR = 1 << 30
_SEATS = frozenset({"@BE100"})
_TRAVELLED = frozenset({"rail", "bus", "road", "strike", "waterway"})
_RUNS = frozenset({"rail", "bus"})
_PLACES = {"place_nl": Country.NL, "place_de": Country.DE, "place_be": Country.BE}
_COUNTRIES = {country.value: country for country in Country}
_PEOPLE = {"people_nl": Country.NL, "people_de": Country.DE, "people_be": Country.BE}
# Names of border towns that are common words, or towns elsewhere, in texts of another country.
_COMMON_WORDS = frozenset(
    (
        "essen",
        "kapellen",
        "mol",
        "born",
        "stein",
        "echt",
        "thorn",
        "axel",
        "haren",
        "twist",
        "laar",
        "rees",
        "bunde",
        "prum",
    )
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A construction: one hit of each slot in one sentence, at most `within` characters from first to last.

    A slot names one concept or several alternatives; `unless` concepts in the same sentence forbid it.
    `others` (the slots but the first) and `unless` hold them as bits, one a concept, so that a sentence is
    asked with an integer.
    """

    name: str
    says: str
    weight: float
    slots: tuple[tuple[str, ...], ...]
    within: int
    others: tuple[int, ...]
    unless: int


class Finding(NamedTuple):
    """A reading that fired: the hits it rests on and what it weighs there."""

    reading: Reading
    hits: tuple[Hit, ...]
    weight: float

    @property
    def sentence(self) -> int:
        return self.hits[0].sentence


class Reader:
    """A text with its hits by sentence and concept, and what the readings say of it."""

    __slots__ = ("by_concept", "by_sentence", "country", "findings", "hits", "scores", "text")

    def __init__(self, text: Text, lexicon: Lexicon, country: Country) -> None:
        self.text = text
        self.country = country
        self.hits = [hit for hit in lexicon.find(text) if hit[0][0] != "@" or not self._common_word(hit)]
        self.by_sentence: list[dict[str, list[Hit]]] = [{} for _ in text.sentences]
        self.by_concept: dict[str, list[Hit]] = {}
        for hit in self.hits:
            self.by_sentence[hit[3]].setdefault(hit[0], []).append(hit)
            self.by_concept.setdefault(hit[0], []).append(hit)
        # A seat of government stands for the government, unless trains run there.
        self.hits = [
            hit
            for hit in self.hits
            if hit.concept not in _SEATS
            or not _TRAVELLED.isdisjoint(self.by_sentence[hit.sentence])
            or self._in_line(hit)
        ]
        for hit in self.hits:
            place = place_of(hit)
            if place is not None:
                self._keep(hit, "own_place" if place == country else "their_place")
            elif _PEOPLE.get(hit.concept, country) != country:
                self._keep(hit, "their_people")
        self._keep_lines()
        settle(text, self.by_sentence, self.by_concept)
        # What the body says of other countries' borders is not what the measure does at ours.
        for index, concepts in enumerate(self.by_sentence):
            third = concepts.get("place_third") or concepts.get("third_travel")
            if index >= text.title_sentences and third and "their_place" not in concepts:
                concepts["only_third"] = third
        self.findings: dict[str, list[Finding]] = {}
        self.scores: dict[str, float] = {}
        self._weigh()

    def _keep(self, hit: Hit, concept: str) -> None:
        keep(hit, concept, self.by_sentence, self.by_concept)

    def _in_line(self, seat: Hit) -> bool:
        """Whether a dash joins a seat of government to another place ("Brussels-Amsterdam")."""
        return any(
            place_of(hit) and self.text.folded[first:last].strip() == "-"
            for hits in self.by_sentence[seat.sentence].values()
            for hit in hits[:4]
            for first, last in ((seat.end, hit.start), (hit.end, seat.start))
        )

    def _keep_lines(self) -> None:
        """A title's "Brussels-Amsterdam" is a line where the text speaks of trains or buses anywhere."""
        if not _RUNS.isdisjoint(self.by_concept):
            places = [hit for hit in self.hits if hit[3] < self.text.title_sentences and place_of(hit)]
            for one, other in pairwise(places):
                between = self.text.folded[one.end : other.start]
                if place_of(one) != place_of(other) and between.strip() == "-":
                    self._keep(Hit("rail", one.start, other.end, one.sentence), "rail")

    def _common_word(self, hit: Hit) -> bool:
        """Whether a town's name may be a common word in another country's text."""
        return hit.concept[1:3] != self.country and self.text.folded[hit.start : hit.end] in _COMMON_WORDS

    def _weigh(self) -> None:
        known, bits, opening = readings()
        title_sentences = self.text.title_sentences
        fired: dict[int, list[Finding]] = {}
        for index, concepts in enumerate(self.by_sentence):
            if not concepts:
                continue
            mask = 0
            begun: set[int] = set()
            for concept in concepts:
                if concept in bits:
                    mask |= bits[concept]
                    begun.update(opening.get(concept, ()))
            titled, leading = index < title_sentences, index == title_sentences
            for number in begun:
                reading = known[number]
                if mask & reading.unless or (reading.others and not _holds(mask, reading.others)):
                    continue
                hits = _together(concepts, reading)
                if hits is not None:
                    factor = 1.0
                    if titled:
                        factor = TITLE_WEIGHT_OF_ACTION if reading.says[:7] == "action:" else TITLE_WEIGHT
                    elif leading:
                        factor = LEAD_WEIGHT
                    fired.setdefault(number, []).append(Finding(reading, hits, reading.weight * factor))
        for number in sorted(fired):
            found = fired[number]
            weight = found[0].weight
            if len(found) > 1:
                found.sort(key=_heaviest)
                weight = sum(f.weight * share for f, share in zip(found, REPEATS, strict=False))
            says = known[number].says
            self.findings.setdefault(says, []).extend(found)
            self.scores[says] = self.scores.get(says, 0.0) + weight

    def score(self, says: str) -> float:
        """The weight of all that says so, up to a ceiling; 0 where nothing does."""
        return min(self.scores.get(says, 0.0), MOST)

    def shared_score(self, says: str, body: float) -> float:
        """The weight of all that says so, what the body says counting for the share `body`."""
        if body == 1.0:
            return self.score(says)
        title = sum(f.weight for f in self.findings.get(says, ()) if f.sentence < self.text.title_sentences)
        return title + body * max(0.0, self.score(says) - title)

    def in_title(self, says: str) -> bool:
        """Whether the title says so."""
        return any(f.sentence < self.text.title_sentences for f in self.findings.get(says, ()))

    def opens_in_title(self) -> bool:
        """Whether the title says that a border is or becomes open."""
        hits = self.by_concept.get("border_open", ())
        return any(hit.sentence < self.text.title_sentences for hit in hits)

    def has(self, *concepts: str) -> bool:
        """Whether any of the concepts stands in the text."""
        return any(concept in self.by_concept for concept in concepts)


def place_of(hit: Hit) -> Country | None:
    """The country of ours that a hit names: by its own name or by a town's."""
    return _place(hit[0])


@cache
def _place(concept: str) -> Country | None:
    return _COUNTRIES[concept[1:3]] if concept[0] == "@" else _PLACES.get(concept)


def _heaviest(finding: Finding) -> float:
    return -finding.weight


def _holds(mask: int, slots: Iterable[int]) -> bool:
    for slot in slots:  # noqa: SIM110 - a generator costs more than the question
        if not mask & slot:
            return False
    return True


def _together(concepts: dict[str, list[Hit]], reading: Reading) -> tuple[Hit, ...] | None:
    slots = [_hits(concepts, slot) for slot in reading.slots]
    if len(slots) == 1:
        return (slots[0][0],)
    best: tuple[Hit, ...] | None = None
    best_width = reading.within + 1
    for anchor in slots[0][:8]:
        _, starts, ends, _ = anchor
        latest, earliest = starts, ends
        chosen = [anchor]
        for others in slots[1:]:
            near = others[0]
            if len(others) > 1:
                least = _FAR
                for other in others:
                    gap = other[1] - ends if other[1] - ends > starts - other[2] else starts - other[2]
                    if gap < least:
                        near, least = other, gap
            chosen.append(near)
            latest = max(latest, near[1])
            earliest = min(earliest, near[2])
        if latest - earliest < best_width:
            best, best_width = tuple(chosen), latest - earliest
    return best


def _hits(concepts: dict[str, list[Hit]], slot: tuple[str, ...]) -> list[Hit]:
    """The hits of a slot in a sentence, by start."""
    if len(slot) == 1:
        return concepts[slot[0]]
    hits = [hit for concept in slot if concept in concepts for hit in concepts[concept]]
    if len(hits) > 1:
        hits.sort(key=_START)
    return hits


@cache
def readings() -> tuple[tuple[Reading, ...], dict[str, int], dict[str, tuple[int, ...]]]:
    """All readings, in the file's order, the bit of each concept they ask for, and those it can begin."""
    data = table("readings.toml") | table("legal", "readings.toml")
    bits: dict[str, int] = {}

    def mask(concepts: Iterable[str]) -> int:
        return sum(bits.setdefault(concept, 1 << len(bits)) for concept in set(concepts))

    known = []
    for says, rows in data.items():
        for label, entries in rows.items():
            for entry in entries:
                slots = tuple(tuple(slot.split("|")) for slot in entry["near"])
                known.append(
                    Reading(
                        f"{says}:{label} by {' + '.join(entry['near'])}",
                        f"{says}:{label}",
                        float(entry["weight"]),
                        slots,
                        entry.get("within", 90),
                        tuple(mask(slot) for slot in slots[1:]),
                        mask(entry.get("unless", ())),
                    )
                )
    opening: dict[str, list[int]] = {}
    for number, reading in enumerate(known):
        for concept in dict.fromkeys(reading.slots[0]):
            opening.setdefault(concept, []).append(number)
            bits.setdefault(concept, 1 << len(bits))
    return tuple(known), bits, {concept: tuple(numbers) for concept, numbers in opening.items()}
