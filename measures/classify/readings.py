"""How concepts that stand together are read: the constructions of readings.toml, weighed over a text."""

from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from measures.classify.constructions import Reading, readings
from measures.classify.settling import keep, settle
from measures.classify.text import Text
from measures.classify.turns import Sentence
from measures.classify.words import Hit, Lexicon
from measures.vocabulary import Country

# What a second and third sentence with the same reading add, and the most that a text gives.
REPEATS = (1.0, 0.5, 0.25)
MOST = 7.0

_TITLE, _LEAD, _BODY = range(3)
_START = itemgetter(1)
# Farther than any two words of a text.
_FAR = 1 << 30
_SEATS = frozenset({"@BE100"})
_TRAVELLED = frozenset({"rail", "bus", "road", "strike", "waterway", "risk_area"})
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

    __slots__ = ("by_concept", "by_sentence", "country", "findings", "hits", "scores", "text", "titled")

    def __init__(self, text: Text, lexicon: Lexicon, country: Country) -> None:
        self.text = text
        self.country = country
        self.hits: list[Hit] = []
        self.by_sentence: list[Sentence] = [{} for _ in text.sentences]
        self.by_concept: Sentence = {}
        named: list[tuple[Hit, str]] = []
        for hit in lexicon.find(text):
            concept, _, _, sentence = hit
            side = _side(concept, country)
            if side is not None:
                if self._common_word(hit):
                    continue
                named.append((hit, side))
            self.hits.append(hit)
            self.by_sentence[sentence].setdefault(concept, []).append(hit)
            self.by_concept.setdefault(concept, []).append(hit)
        # A seat of government stands for the government, unless trains run there or people fall ill.
        idle = [
            hit
            for seat in _SEATS
            for hit in self.by_concept.get(seat, ())
            if _TRAVELLED.isdisjoint(self.by_sentence[hit.sentence]) and not self._in_line(hit)
        ]
        if idle:
            self.hits = [hit for hit in self.hits if hit not in idle]
        for hit, side in named:
            if hit not in idle:
                self._keep(hit, side)
        self._keep_lines()
        settle(text, self.by_sentence, self.by_concept)
        # What the body says of other countries' borders is not what the measure does at ours.
        for index, concepts in enumerate(self.by_sentence):
            third = concepts.get("place_third") or concepts.get("third_travel")
            if index >= text.title_sentences and third and "their_place" not in concepts:
                concepts["only_third"] = third
        self.findings: dict[str, list[Finding]] = {}
        self.scores: dict[str, float] = {}
        self.titled: set[str] = set()
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
        concept, start, end, _ = hit
        if concept[0] != "@" or concept[1:3] == self.country:
            return False
        return self.text.folded[start:end] in _COMMON_WORDS

    def _weigh(self) -> None:
        title_sentences = self.text.title_sentences
        fired: dict[int, list[Finding]] = {}
        for index, concepts in enumerate(self.by_sentence):
            where = _TITLE if index < title_sentences else _LEAD if index == title_sentences else _BODY
            made = _made(concepts, where)
            for finding in made:
                fired.setdefault(finding.reading.number, []).append(finding)
            if where == _TITLE:
                self.titled.update([finding.reading.says for finding in made])
        for number in sorted(fired):
            found = fired[number]
            weight = found[0].weight
            if len(found) > 1:
                found.sort(key=_heaviest)
                weight = sum([f.weight * share for f, share in zip(found, REPEATS, strict=False)])
            says = found[0].reading.says
            self.findings.setdefault(says, []).extend(found)
            self.scores[says] = self.scores.get(says, 0.0) + weight

    def score(self, says: str) -> float:
        """The weight of all that says so, up to a ceiling; 0 where nothing does."""
        return min(self.scores.get(says, 0.0), MOST)

    def shared_score(self, says: str, body: float) -> float:
        """The weight of all that says so, what the body says counting for the share `body`."""
        if body == 1.0:
            return self.score(says)
        title = 0.0
        if says in self.titled:
            title = sum(f.weight for f in self.findings[says] if f.sentence < self.text.title_sentences)
        return title + body * max(0.0, self.score(says) - title)

    def in_title(self, says: str) -> bool:
        """Whether the title says so."""
        return says in self.titled

    def opens_in_title(self) -> bool:
        """Whether the title says that a border is or becomes open."""
        hits = self.by_concept.get("border_open", ())
        return any(hit.sentence < self.text.title_sentences for hit in hits)

    def has(self, *concepts: str) -> bool:
        """Whether any of the concepts stands in the text."""
        return not self.by_concept.keys().isdisjoint(concepts)


def place_of(hit: Hit) -> Country | None:
    """The country of ours that a hit names: by its own name or by a town's."""
    return _place(hit[0])


@cache
def _place(concept: str) -> Country | None:
    return _COUNTRIES[concept[1:3]] if concept[0] == "@" else _PLACES.get(concept)


@cache
def _side(concept: str, country: Country) -> str | None:
    """What a place, or people called by their country, are to `country`: its own, or a neighbour's."""
    place = _place(concept)
    if place is not None:
        return "own_place" if place == country else "their_place"
    return "their_people" if _PEOPLE.get(concept, country) != country else None


def _heaviest(finding: Finding) -> float:
    return -finding.weight


def _made(concepts: Sentence, where: int) -> list[Finding]:
    """What is found in a sentence, weighed by where it stands."""
    known, bits, alone, opening = readings()
    mask = 0
    begun: set[int] = set()
    made = []
    for concept in concepts:
        mask |= bits.get(concept, 0)
        if concept in opening:
            begun.update(opening[concept])
    for concept, hits in concepts.items():
        for reading in alone.get(concept, ()):
            if not mask & reading.unless:
                made.append(Finding(reading, (hits[0],), reading.weights[where]))
    for number in begun:
        reading = known[number]
        if mask & reading.unless:
            continue
        for slot in reading.others:
            if not mask & slot:
                break
        else:
            together = _together(concepts, reading)
            if together is not None:
                made.append(Finding(reading, together, reading.weights[where]))
    return made


def _together(concepts: Sentence, reading: Reading) -> tuple[Hit, ...] | None:
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
            if near[1] > latest:
                latest = near[1]
            if near[2] < earliest:
                earliest = near[2]
        if latest - earliest < best_width:
            best, best_width = tuple(chosen), latest - earliest
    return best


def _hits(concepts: Sentence, slot: tuple[str, ...]) -> list[Hit]:
    """The hits of a slot in a sentence, by start."""
    if len(slot) == 1:
        return concepts[slot[0]]
    hits = [hit for concept in slot if concept in concepts for hit in concepts[concept]]
    if len(hits) > 1:
        hits.sort(key=_START)
    return hits
