"""Whether a text shuts the shops; fewer customers, shorter hours or shut restaurants beside them do not."""

import re
from collections.abc import Iterator

from measures.classify.readings import Reader
from measures.classify.words import Hit

# Other places of the same sentence, each with verbs of its own.
_PLACES = ("hospitality", "events", "contact_profession", "school")
# Characters at most between shops and their verb, between a neighbour's name and its shops, between words
# that stand beside each other, and around both in which an hour counts.
_REACH, _BEFORE, _BESIDE, _AROUND = 160, 40, 15, 40
_THEIRS = ("their_place", "their_people")
# Customers by appointment are customers.
_SOME_MAY = re.compile(r"op afspraak|(?:mit|auf|nach) termin|sur rendez-vous|by appointment")
_CLAUSE_END = re.compile(r"[,;:]")
_JOINED = re.compile(r"\b(?:en|und|et|and)\s+$")
# A closing hour is no closure ("sluiten om 20 uur"); after a day it is the hour at which the closure begins.
_HOUR = re.compile(
    r"([\w.]+)?\W+(?:om|um|a|at|vanaf|ab|des|from|na|nach|apres|after|uiterlijk|spatestens|"
    r"tussen|zwischen|entre|between)\s+"
    r"\d{1,2}(?:[.:h]\d{2})?\s?(?:uur|u\b|uhr|heures?|h\b|[ap]\.?m|en\b|und|et\b|and)"
)
_DAY = re.compile(
    r"\d{1,4}|\w*(?:dag|tag|woch|day|di|che)|"
    r"(?:jan|feb|fev|mar|maa|apr|avr|mei|mai|may|jun|jui|jul|aug|aou|sep|okt|oct|nov|dez|dec)\w*\.?"
)


def shut(reader: Reader) -> Iterator[int]:
    """The sentences that say of shops, not of the places beside them, that they close or stay shut."""
    for index, concepts in enumerate(reader.by_sentence):
        if "closed" in concepts and any(
            _shuts(reader, shops, concepts) for shops in concepts.get("shop_trade", ())
        ):
            yield index


def _shuts(reader: Reader, shops: Hit, concepts: dict[str, list[Hit]]) -> bool:
    """Whether the verb of the shops is that they close: the nearest of those that are not another place's."""
    folded = reader.text.folded
    if _abroad(folded, shops, concepts) or _SOME_MAY.search(folded, shops.start, shops.end + _REACH):
        return False
    places = [hit for place in _PLACES for hit in concepts.get(place, ())]
    own = [
        (not _one_clause(folded, shops, verb), _gap(shops, verb), name, verb)
        for name in ("closed", "open", "permission")
        for verb in concepts.get(name, ())
        if _gap(shops, verb) <= _REACH and not _of_another(folded, shops, verb, places)
    ]
    if not own:
        return False
    _, _, name, verb = min(own)
    theirs = [hit for concept in _THEIRS for hit in concepts.get(concept, ())]
    if any(shops.end < hit.start < verb.start for hit in theirs):
        return False
    return name == "closed" and not _by_the_hour(folded, shops, verb, reader.text.sentences[shops.sentence])


def _abroad(folded: str, shops: Hit, concepts: dict[str, list[Hit]]) -> bool:
    """Whether the shops are the neighbour's: a place or people of theirs stands right beside them."""
    before = [
        (hit.end, concept in _THEIRS)
        for concept in (*_THEIRS, "own_place")
        for hit in concepts.get(concept, ())
        if shops.start - _BEFORE <= hit.end <= shops.start
    ]
    behind = (hit for concept in _THEIRS for hit in concepts.get(concept, ()))
    return max(before, default=(0, False))[1] or any(
        0 < hit.start - shops.end <= _BESIDE and _one_clause(folded, shops, hit) for hit in behind
    )


def _gap(one: Hit, other: Hit) -> int:
    return max(other.start - one.end, one.start - other.end, 0)


def _one_clause(folded: str, one: Hit, other: Hit) -> bool:
    return _CLAUSE_END.search(folded, min(one.end, other.end), max(one.start, other.start)) is None


def _of_another(folded: str, shops: Hit, verb: Hit, places: list[Hit]) -> bool:
    """Whether a verb is another place's: it follows that before the shops come, or is joined to it."""
    if verb.end <= shops.start:
        near = shops.start - verb.end <= _BESIDE and _one_clause(folded, shops, verb)
        return not near and any(place.end <= verb.start for place in places)
    joined = _JOINED.search(folded, shops.end, verb.start) is not None
    return joined and any(0 < place.start - verb.end <= _BESIDE for place in places)


def _by_the_hour(folded: str, shops: Hit, verb: Hit, sentence: tuple[int, int]) -> bool:
    """Whether it is an hour of the day at which they close."""
    first = max(sentence[0], min(shops.start, verb.start) - _AROUND)
    last = min(sentence[1], max(shops.end, verb.end) + _AROUND)
    return any(not _DAY.fullmatch(found[1] or "") for found in _HOUR.finditer(folded, first, last))
