"""How concepts that stand together are read: the constructions of readings.toml, weighed over a text."""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from operator import or_

from measures.classify.text import Text
from measures.classify.turns import turned
from measures.classify.words import Hit, Lexicon
from measures.vocabulary import Country

# What a reading in the title and in the first sentence counts for (the title says what happens: for the
# action it weighs more), what a second and third sentence with the same reading add, and the most it gives.
TITLE_WEIGHT = 1.6
TITLE_WEIGHT_OF_ACTION = 3.0
LEAD_WEIGHT = 1.15
REPEATS = (1.0, 0.5, 0.25)
MOST = 7.0

# A negation this close before (or, for a few, after) turns the concept into its denial.
_DENIED_BEFORE = {"border_closed": 20, "entry_ban": 22, "travel_ban": 20, "closed": 24, "stopped": 6}
_DENIED_AFTER = {"border_closed": 14}
# Dutch and German put the negation at the clause's end: "sluit de grenzen met België en Duitsland niet."
_DENIED_AT_END = re.compile(r"[^,.;:]{0,60}\b(?:niet|nicht)\b\s*(?:[,.;:!]|$)")
# What words like "findet nicht statt" take back, and how far behind it they may stand.
_DISCLAIMED = ("border_closed", "border_control", "closed", "control", "entry_ban", "road_closed", "stopped")
_DISCLAIM_REACH = 70
# What a word that turns one way means by default, and then means no more.
_CONTRARY = {"tighten": ("relax", "extend"), "relax": ("tighten", "extend")}
# A name in quotation marks, not a sentence that somebody says.
_QUOTED = re.compile(r'"[^".!?\n]{2,28}"')
# "Niet-essentiële winkels dicht" closes shops.
_NON_ESSENTIAL = re.compile(r"(?:-| (?:essent|nood|notw|zwing|unbed|lebens))")
_SEATS = frozenset({"@BE100"})
_TRAVELLED = frozenset({"rail", "bus", "road", "strike", "waterway"})
_PLACES = {"place_nl": Country.NL, "place_de": Country.DE, "place_be": Country.BE}
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
    `masks` and `unless` hold them as bits, one a concept, so that a sentence is asked with an integer.
    """

    name: str
    says: str
    weight: float
    slots: tuple[tuple[str, ...], ...]
    within: int
    masks: tuple[int, ...]
    unless: int


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

    __slots__ = ("by_concept", "by_sentence", "country", "findings", "hits", "scores", "text")

    def __init__(self, text: Text, lexicon: Lexicon, country: Country) -> None:
        self.text = text
        self.country = country
        self.hits = [hit for hit in lexicon.find(text) if not self._common_word(hit)]
        self.by_sentence: list[dict[str, list[Hit]]] = [{} for _ in text.sentences]
        self.by_concept: dict[str, list[Hit]] = {}
        for hit in self.hits:
            self._keep(hit, hit.concept)
        # A seat of government stands for the government, unless trains run there.
        self.hits = [
            hit
            for hit in self.hits
            if hit.concept not in _SEATS or not _TRAVELLED.isdisjoint(self.by_sentence[hit.sentence])
        ]
        for hit in self.hits:
            place = place_of(hit)
            if place is not None:
                self._keep(hit, "own_place" if place == country else "their_place")
            elif _PEOPLE.get(hit.concept, country) != country:
                self._keep(hit, "their_people")
        self._unquote()
        self._deny()
        self._disclaim()
        self._turn()
        # What the body says of other countries' borders is not what the measure does at ours.
        for index, concepts in enumerate(self.by_sentence):
            third = concepts.get("place_third") or concepts.get("third_travel")
            if index >= text.title_sentences and third and "their_place" not in concepts:
                concepts["only_third"] = third
        self.findings: dict[str, list[Finding]] = {}
        self.scores: dict[str, float] = {}
        self._weigh()

    def _keep(self, hit: Hit, concept: str) -> None:
        self.by_sentence[hit.sentence].setdefault(concept, []).append(hit)
        self.by_concept.setdefault(concept, []).append(hit)

    def _common_word(self, hit: Hit) -> bool:
        return (
            hit.concept[0] == "@"
            and Country(hit.concept[1:3]) != self.country
            and self.text.folded[hit.start : hit.end] in _COMMON_WORDS
        )

    def _unquote(self) -> None:
        """Takes out borders in names of products, projects and exercises ("Frontière d'or")."""
        borders = self.by_concept.get("border", ())
        if borders and '"' in self.text.folded:
            names = [match.span() for match in _QUOTED.finditer(self.text.folded)]
            for hit in tuple(borders):
                if any(start < hit.start and hit.end < end for start, end in names):
                    self._drop(hit)

    def _deny(self) -> None:
        """Takes out what the text denies ("geen grenssluiting", "grens sluiten kan niet")."""
        negations = [
            hit
            for hit in self.by_concept.get("negation", ())
            if not _NON_ESSENTIAL.match(self.text.folded, hit.end)
        ]
        if not negations:
            return
        starts = [hit.start for hit in negations]
        for concept, reach in _DENIED_BEFORE.items():
            after = _DENIED_AFTER.get(concept, 0)
            for hit in tuple(self.by_concept.get(concept, ())):
                at = bisect_left(starts, hit.start)
                before = negations[at - 1] if at else None
                behind = negations[at] if after and at < len(negations) else None
                if (before and before.sentence == hit.sentence and 0 <= hit.start - before.end <= reach) or (
                    behind and behind.sentence == hit.sentence and 0 <= behind.start - hit.end < after
                ):
                    self._drop(hit)
                    self._keep(hit, "denied")

        for hit in (*self.by_concept.get("border_closed", ()), *self.by_concept.get("closed", ())):
            if _DENIED_AT_END.match(self.text.folded, hit.end):
                self._drop(hit)
                self._keep(hit, "denied")

    def _disclaim(self) -> None:
        """Takes out what the same clause says will not be ("Kontrollen finden nicht statt")."""
        for unreal in self.by_concept.get("unreal", ()):
            concepts = self.by_sentence[unreal.sentence]
            for concept in _DISCLAIMED:
                for hit in tuple(concepts.get(concept, ())):
                    between = self.text.folded[hit.end : unreal.start]
                    if hit.start <= unreal.end and len(between) <= _DISCLAIM_REACH and "," not in between:
                        self._drop(hit)
                        self._keep(hit, "denied")

    def _turn(self) -> None:
        """Settles which way words like "widened" and "no longer" turn what they stand beside."""
        for concepts in self.by_sentence:
            for hit, turn in turned(concepts):
                if hit.concept == "expand" and self.text.folded[hit.end : hit.end + 2].strip().isdigit():
                    continue  # "Extended to 30 March" is longer, not wider.
                usual = [
                    (concept, other)
                    for concept in _CONTRARY.get(turn.means, ())
                    for other in concepts.get(concept, ())
                ]
                if any(_holds_more(other, hit) for _, other in usual):
                    continue
                if turn.instead:
                    self._drop(hit)
                for concept, other in usual:
                    if hit.start <= other.start and other.end <= hit.end:
                        self._drop(other, concept)
                self._keep(hit, turn.means)

    def _drop(self, hit: Hit, concept: str = "") -> None:
        concept = concept or hit.concept
        for table in (self.by_sentence[hit.sentence], self.by_concept):
            kept = [other for other in table[concept] if other is not hit]
            if kept:
                table[concept] = kept
            else:
                del table[concept]

    def _weigh(self) -> None:
        known, bits = readings()
        asked = [
            (index, sum(bits.get(concept, 0) for concept in concepts), concepts)
            for index, concepts in enumerate(self.by_sentence)
            if concepts
        ]
        title_sentences = self.text.title_sentences
        everywhere = reduce(or_, (mask for _, mask, _ in asked), 0)
        for reading in known:
            first, *others = reading.masks
            if not everywhere & first or not _holds(everywhere, others):
                continue
            fired = []
            for index, mask, concepts in asked:
                if mask & reading.unless or not mask & first or not _holds(mask, others):
                    continue
                hits = _together(concepts, reading)
                if hits is not None:
                    factor = 1.0
                    if index < title_sentences:
                        factor = TITLE_WEIGHT_OF_ACTION if reading.says[:7] == "action:" else TITLE_WEIGHT
                    elif index == title_sentences:
                        factor = LEAD_WEIGHT
                    fired.append(Finding(reading, hits, reading.weight * factor))
            if fired:
                fired.sort(key=lambda finding: -finding.weight)
                self.findings.setdefault(reading.says, []).extend(fired)
                self.scores[reading.says] = self.scores.get(reading.says, 0.0) + sum(
                    finding.weight * share for finding, share in zip(fired, REPEATS, strict=False)
                )

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
    if hit.concept[0] == "@":
        return Country(hit.concept[1:3])
    return _PLACES.get(hit.concept)


def _holds_more(form: Hit, word: Hit) -> bool:
    """Whether a longer form around the word says already which way it turns."""
    return (
        form.start <= word.start and word.end <= form.end and (form.start, form.end) != (word.start, word.end)
    )


def _holds(mask: int, slots: Iterable[int]) -> bool:
    for slot in slots:  # noqa: SIM110 - a generator costs more than the question
        if not mask & slot:
            return False
    return True


def _together(concepts: dict[str, list[Hit]], reading: Reading) -> tuple[Hit, ...] | None:
    slots = []
    for slot in reading.slots:
        hits = [hit for concept in slot if concept in concepts for hit in concepts[concept]]
        if len(slot) > 1:
            hits.sort(key=lambda hit: hit.start)
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
def readings() -> tuple[tuple[Reading, ...], dict[str, int]]:
    """All readings, in the file's order, and the bit of each concept they ask for."""
    data = tomllib.loads(files("measures.classify").joinpath("lexicon", "readings.toml").read_text("utf-8"))
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
                        tuple(mask(slot) for slot in slots),
                        mask(entry.get("unless", ())),
                    )
                )
    return tuple(known), bits
