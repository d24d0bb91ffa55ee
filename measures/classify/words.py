"""The lexicons as one Aho-Corasick automaton a language: every form of every concept found in one pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from string import digits
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick
from babel import Locale

from measures import geography
from measures.classify.legal import NAMED_ACT, legal
from measures.classify.sought import Sought
from measures.classify.tables import table
from measures.classify.text import Text, fold
from measures.vocabulary import Language

# Motorways and main roads: A76, E40, N 281, B 402; not the A1 form, petrol (E10) or lorries' classes (N2).
_ROAD_NAME = Sought(
    r"(?<![\w-])(?:a[ -]?(?:[2-9]|\d{2,3})|e[ -]?(?!10)\d{2,3}|[nb][ -]?\d{2,3})(?![\w%])",
    map("".join, product("aenb", ("", " ", "-"), digits)),
)


class Hit(NamedTuple):
    """A concept found at `start:end` of the folded text, in the sentence of that index."""

    concept: str
    start: int
    end: int
    sentence: int


# Our own, unions, and the code for no country.
_NO_COUNTRY = frozenset(("NL", "DE", "BE", "EU", "EZ", "UN", "ZZ", "XA", "XB", "BQ"))
# How far the second part of a form like "hebt .. auf" may stand behind the first, and what ends a clause.
_GAP = 100
_CLAUSE_END = re.compile(r"['\")]?(?:$|[.,;:!?)\n]| (?:-|und|oder|sowie|et|ou|en|of|and|or)\b)")


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a form speaks of; of a form in two parts, `part` is 1 or 2 and `form` tells it from others.

    A name counts with a capital only.
    """

    concept: str
    left_open: bool
    right_open: bool
    named: bool = False
    trap: bool = False
    closing: bool = False
    form: str = ""
    part: int = 0


class _Form(NamedTuple):
    """A form's concepts as a whole word, its senses with a condition, and whether any leaves an edge open."""

    plain: tuple[str, ...]
    others: tuple[_Sense, ...]
    left_open: bool
    right_open: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language's forms, compiled: one automaton that finds them, and what each speaks of."""

    automaton: AhoCorasick
    forms: tuple[_Form, ...]
    concepts: frozenset[str]
    traps: frozenset[str]

    def find(self, text: Text) -> list[Hit]:
        """All hits outside traps, by start; a word's edge is where no letter or digit goes on."""
        folded = text.folded
        size = len(folded)
        # Sorted as they are: by start, the longer first, and then as the lexicon has them.
        found: list[tuple[int, int, int, str]] = []
        trapped: list[tuple[int, int]] = []
        begun: dict[str, tuple[int, int]] = {}
        forms = self.forms
        for number, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            plain, others, left_open, right_open = forms[number]
            at_left = start == 0 or not folded[start - 1].isalnum()
            if not (at_left or left_open):
                continue
            at_right = end == size or not folded[end].isalnum()
            if not (at_right or right_open):
                continue
            if at_left and at_right:
                for concept in plain:
                    found.append((start, -end, len(found), concept))
            for sense in others:
                if sense.part == 2 and sense.form not in begun:
                    continue
                if (at_left or sense.left_open) and (at_right or sense.right_open):
                    if sense.closing and not _CLAUSE_END.match(folded, end):
                        continue
                    if sense.part == 1:
                        begun[sense.form] = (start, end)
                    elif sense.part == 2:
                        if _belong(text, begun[sense.form], start):
                            found.append((begun[sense.form][0], -end, len(found), sense.concept))
                    elif sense.trap:
                        trapped.append((start, end))
                    elif not sense.named or text.original(start).isupper():
                        found.append((start, -end, len(found), sense.concept))
        for match in _ROAD_NAME.finditer(folded):
            start, end = match.span()
            if text.original(start).isupper():
                found.append((start, -end, len(found), "road_name"))
        if trapped:
            inside = bytearray(size)
            for start, end in trapped:
                inside[start:end] = b"\x01" * (end - start)
            found = [
                row for row in found if row[3].startswith(NAMED_ACT) or not all(inside[row[0] : -row[1]])
            ]
        found.sort()
        return _in_sentences(found, text.sentences)


def _in_sentences(found: list[tuple[int, int, int, str]], sentences: list[tuple[int, int]]) -> list[Hit]:
    """The hits, each with the index of its sentence; both are in the order of the text."""
    hits = []
    index, last = 0, len(sentences) - 1
    for start, end, _, concept in found:
        while index < last and sentences[index + 1][0] <= start:
            index += 1
        hits.append(Hit(concept, start, -end, index))
    return hits


def _belong(text: Text, first: tuple[int, int], second: int) -> bool:
    """Whether a form's first part stands not far before its second, in the same sentence."""
    if not 0 <= second - first[1] <= _GAP:
        return False
    return first[0] >= text.sentences[text.sentence_at(second)][0]


def _form(meant: list[_Sense]) -> _Form:
    """What a form says, sorted by whether it says it without a condition."""
    plain = tuple(sense.concept for sense in meant if sense == _Sense(sense.concept, False, False))
    others = tuple(sense for sense in meant if sense != _Sense(sense.concept, False, False))
    return _Form(
        plain, others, any(sense.left_open for sense in others), any(sense.right_open for sense in others)
    )


def _senses(concept: str, form: str, trap: bool) -> Iterator[tuple[str, _Sense]]:
    """The parts of a form with what each means: one, or two where " .. " stands for words between.

    A star leaves a word's edge open; "$" asks for the end of a clause behind it.
    """
    parts = form.split(" .. ")
    for number, part in enumerate(parts, 1):
        bare = part.removesuffix("$")
        sense = _Sense(
            concept,
            bare.startswith("*"),
            bare.endswith("*"),
            trap=trap,
            closing=bare != part,
            form=f"{concept}:{form}" if len(parts) > 1 else "",
            part=number if len(parts) > 1 else 0,
        )
        for spelling in spellings(bare.strip("*")):
            yield spelling, sense


def spellings(form: str) -> set[str]:
    """The ways a form is written once folded: umlauts as one letter or as ae, oe, ue; ß as ss; œ as oe."""
    lowered = form.lower()
    wide = lowered.translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss", ord("œ"): "oe"})
    return {fold(lowered), fold(wide), fold(lowered.replace("ß", "ss").replace("œ", "oe"))}


@cache
def towns() -> dict[str, str]:
    """NUTS code by folded name of regions and towns."""
    known = {fold(name): code for name, code in geography.names().items()}
    for code, names in table("places.toml").items():
        known |= {fold(name): code for name in names}
    return known


def _other_countries(language: Language) -> set[str]:
    """Folded names of all countries but ours, as the Unicode CLDR has them, with their genitives."""
    names = {
        fold(name.partition(" (")[0].partition(" SAR")[0])
        for code, name in Locale(language.value).territories.items()
        if len(code) == 2 and code not in _NO_COUNTRY and len(name) > 3
    }
    return names | {f"{name}s" for name in names if language != Language.FR and not name.endswith("s")}


@cache
def lexicon(language: Language) -> Lexicon:
    """The compiled lexicon of a language (kept for the life of the process)."""
    data = table(f"{language.value}.toml")
    law = legal(language)
    concepts, traps = data["concepts"] | law.concepts, data["traps"] | law.traps
    senses: dict[str, list[_Sense]] = {}
    for known in (concepts, traps):
        for concept, forms in known.items():
            for form in forms:
                for spelling, sense in _senses(concept, form, known is traps):
                    if sense not in senses.setdefault(spelling, []):
                        senses[spelling].append(sense)
    for name, code in towns().items():
        senses.setdefault(name, []).append(_Sense(f"@{code}", False, False, named=True))
    for name in _other_countries(language):
        sense = _Sense("place_third", False, False, named=True)
        if not any(known.concept == sense.concept for known in senses.get(name, ())):
            senses.setdefault(name, []).append(sense)
    return Lexicon(
        AhoCorasick(list(senses)),
        tuple(_form(meant) for meant in senses.values()),
        frozenset(concepts),
        frozenset(traps),
    )
