"""What words mean where they stand: denied, disclaimed, part of a name, or turned by what they act upon."""

import re
from bisect import bisect_left

from measures.classify.text import Text
from measures.classify.turns import Sentence, turned
from measures.classify.words import Hit

# A negation this close before (or, for a few, after) turns the concept into its denial.
_DENIED_BEFORE = {
    "border_closed": 20,
    "entry_ban": 22,
    "travel_ban": 20,
    "closed": 24,
    "stopped": 6,
    "border_control": 24,
    "control": 24,
}
_DENIED_AFTER = {"border_closed": 14}
# What may stand inside a form's gap: "de grens met België wordt niet gesloten".
_DENIED_INSIDE = ("border_closed", "border_control")
# "Geen einde aan de controles" and "nicht nur Kontrollen" deny no checks.
_CHECKS = ("border_control", "control")
_GOING_ON = ("end", "relax", "expire", "shrink")
_ONLY = re.compile(r"\W*(?:nur|allein|alleen|enkel|slechts|only|just|seulement|uniquement)\b")
_CLAUSE = re.compile(r"[,;:]")
# Dutch and German put the negation at the clause's end: "sluit de grenzen met België en Duitsland niet."
_DENIED_AT_END = re.compile(
    r"[^,.;:]{0,60}\b(?:niet|nicht)\b\s*(?:[,.;:!]|$|(?:en|maar|und|aber|sondern)\b)"
    r"|(?:(?<=ferme)|(?<=ferment)) pas\b"
)
_SWALLOWED = (
    ("entry", "begin"),
    ("in_force", "crime"),
    ("bus", "certificate"),
    ("price", "certificate"),
    ("extend", "school"),
    ("end", "school_shut"),
    ("relax", "school_shut"),
)
# What words like "findet nicht statt" take back, and how far behind it they may stand.
_DISCLAIMED = ("border_closed", "border_control", "closed", "control", "entry_ban", "road_closed", "stopped")
_DISCLAIM_REACH = 70
# What a word that turns one way means by default, and then means no more.
_CONTRARY = {"tighten": ("relax", "extend"), "relax": ("tighten", "extend")}
# What is "no longer" this close before is no ban any more.
_LIFTED_REACH = 12
# A name in quotation marks, not a sentence that somebody says.
_QUOTED = re.compile(r'"[^".!?\n]{2,28}"')
# "Niet-essentiële winkels dicht" closes shops.
_NON_ESSENTIAL = re.compile(r"(?:-| (?:essent|nood|notw|zwing|unbed|lebens))")


def settle(text: Text, by_sentence: list[Sentence], by_concept: Sentence) -> None:
    """Takes out of both tables what the text denies, and adds what its words mean beside each other."""
    _Settling(text, by_sentence, by_concept).run()


def keep(hit: Hit, concept: str, by_sentence: list[Sentence], by_concept: Sentence) -> None:
    """Enters a hit under a concept in both tables."""
    by_sentence[hit.sentence].setdefault(concept, []).append(hit)
    by_concept.setdefault(concept, []).append(hit)


class _Settling:
    """The hits of a text by sentence and concept, while they are being settled."""

    def __init__(self, text: Text, by_sentence: list[Sentence], by_concept: Sentence) -> None:
        self.text = text
        self.by_sentence = by_sentence
        self.by_concept = by_concept

    def run(self) -> None:
        """All of it, in the order in which each rests on the one before."""
        self._unquote()
        self._unenter()
        self._deny()
        self._disclaim()
        self._turn()

    def _keep(self, hit: Hit, concept: str) -> None:
        keep(hit, concept, self.by_sentence, self.by_concept)

    def _unquote(self) -> None:
        """Takes out borders in names of products, projects and exercises ("Frontière d'or")."""
        borders = self.by_concept.get("border", ())
        if borders and '"' in self.text.folded:
            names = [match.span() for match in _QUOTED.finditer(self.text.folded)]
            for hit in tuple(borders):
                if any(start < hit.start and hit.end < end for start, end in names):
                    self._drop(hit)

    def _unenter(self) -> None:
        """Takes out what is part of a longer form: "a été arrêté" is no decree."""
        for concept, longer in _SWALLOWED:
            if longer in self.by_concept:
                for hit in tuple(self.by_concept.get(concept, ())):
                    if any(_holds_more(form, hit) for form in self.by_sentence[hit.sentence].get(longer, ())):
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
            for hit in tuple(self.by_concept.get(concept, ())):
                at = bisect_left(starts, hit.start)
                near = [
                    other for other in negations[max(at - 1, 0) : at + 1] if other.sentence == hit.sentence
                ]
                if any(self._denies(other, hit, reach) for other in near):
                    self._drop(hit)
                    self._keep(hit, "unchecked" if concept in _CHECKS else "denied")
        for hit in (*self.by_concept.get("border_closed", ()), *self.by_concept.get("closed", ())):
            if _DENIED_AT_END.match(self.text.folded, hit.end):
                self._drop(hit)
                self._keep(hit, "denied")

    def _denies(self, negation: Hit, hit: Hit, reach: int) -> bool:
        """Whether a negation stands close before what it denies, inside it or, for a few, close behind."""
        concept = hit.concept
        if negation.start >= hit.end:
            return negation.start - hit.end < _DENIED_AFTER.get(concept, 0)
        if negation.start >= hit.start:
            before = self.text.folded[hit.start : negation.start]
            return concept in _DENIED_INSIDE and negation.end <= hit.end and "," not in before
        between = self.text.folded[negation.end : hit.start]
        if not 0 <= hit.start - negation.end <= reach:
            return False
        return concept not in _CHECKS or not (
            _CLAUSE.search(between)
            or _ONLY.match(between)
            or any(
                negation.end <= other.start < hit.start
                for going in _GOING_ON
                for other in self.by_sentence[hit.sentence].get(going, ())
            )
        )

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
                if hit.concept == "no_more" and turn.means == "relax":
                    for ban in tuple(concepts.get("ban", ())):
                        if 0 <= ban.start - hit.end <= _LIFTED_REACH:
                            self._drop(ban, "ban")  # "Nicht mehr verboten".
                            self._keep(ban, "denied")

    def _drop(self, hit: Hit, concept: str = "") -> None:
        concept = concept or hit.concept
        for table in (self.by_sentence[hit.sentence], self.by_concept):
            kept = [other for other in table[concept] if other is not hit]
            if kept:
                table[concept] = kept
            else:
                del table[concept]


def _holds_more(form: Hit, word: Hit) -> bool:
    """Whether a longer form around the word says already which way it turns."""
    return (
        form.start <= word.start and word.end <= form.end and (form.start, form.end) != (word.start, word.end)
    )
