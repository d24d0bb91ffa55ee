"""Whether the text itself says that frontier workers or commuters are exempt, or that they are not.

Those who cross to work, and what is said of them, are looked for in one sentence, or in several that belong
together.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from measures.classify.card import Card
from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.classify.tables import table
from measures.model import Item
from measures.vocabulary import Impact, Language, Topic

# How far from those who cross to work the words about them may stand, a denial from the duty that it denies,
# and a word like "also" from them.
REACH = 200
DENIAL_REACH = 45
TOO_REACH = 30
# So many lines of a list, or sentences, belong to the one that opens it.
LIST_LINES = 8
# So many are looked at in what is read as one.
MOST = 40
# What each manner of saying weighs: the heaviest counts.
WEIGHTS = {
    "ended": 2.6,
    "refused": 2.5,
    "free": 2.0,
    "denied": 1.9,
    "alike": 1.8,
    "only": 1.7,
    "too": 1.6,
    "lane": 1.5,
    "may": 1.4,
    "paper": 1.2,
    "must": 1.0,
}
_HOLDING = frozenset(("ended", "refused", "alike", "too", "must"))
# A rule of the workplace lets people in or leaves them out in words like these only.
_FIRM = frozenset(("free", "denied", "refused", "ended"))
# What lets people through where the border is shut for others.
_SHOWN = ("reasons", "papers")
_AT_ENTRY = frozenset({Topic.BORDER_CONTROL, Topic.ENTRY, Topic.QUARANTINE})
_CROSSING = _AT_ENTRY | {Topic.TESTING, Topic.MOVEMENT, Topic.TRANSPORT}
# Agreements on tax and care exempt nobody, and being let into a benefit is no exemption.
_EXEMPTING_NOBODY = frozenset({Topic.SOCIAL_SECURITY_TAX, Topic.HEALTH_CARE, Topic.IDENTITY_DIGITAL})
_TOUCHING = (Impact.DIRECT, Impact.BLOCKING)
_NAMED = ("frontier_worker", "frontier_pupil")
_COMMUTERS = (*_NAMED, "commuter", "work_purpose")
# People told by their work cross the border to it where their sentence speaks of one of these.
_BEYOND_BORDER = ("their_place", "abroad", "neighbour", "border", "border_region", "crossing")
_BEYOND = (*_BEYOND_BORDER, "lives", "entry", "cross_border")

Span = tuple[int, int]


class _Said(NamedTuple):
    """One thing said of those who cross to work: in which manner, of whom and in which words."""

    manner: str
    who: Span
    words: Span


def frontier_exempt(item: Item, reader: Reader, card: Card, trail: Trail) -> bool | None:
    """True, False, or None where the text says nothing of it."""
    said = [*_said(item, reader, card)] if _binds_travellers(card) else []
    if not said:
        trail.settle("frontier_exempt", "null", "the text does not say whether frontier workers are exempt")
        return None
    best = max(said, key=lambda each: WEIGHTS[each.manner])
    value = best.manner not in _HOLDING
    rule = f"said of frontier workers: {best.manner}"
    for span in (best.who, best.words):
        trail.note_span("frontier_exempt", str(value).lower(), rule, *span)
    return value


def _binds_travellers(card: Card) -> bool:
    """Whether an item is about a rule on crossing, from which people can be exempt."""
    if _CROSSING.isdisjoint(card.topics) and not _EXEMPTING_NOBODY.isdisjoint(card.topics):
        return False
    return card.impact in _TOUCHING or (card.is_measure and not _CROSSING.isdisjoint(card.topics))


def _said(item: Item, reader: Reader, card: Card) -> Iterator[_Said]:
    words = _words(item.language)
    named_only = card.impact not in _TOUCHING and _AT_ENTRY.isdisjoint(card.topics)
    firm = _CROSSING.isdisjoint(card.topics)
    spoken_of = [_people(reader, words, index, named_only) for index in range(len(reader.by_sentence))]
    if not any(spoken_of):
        return
    for first, last in _together(reader, words):
        people = [span for index in range(first, last + 1) for span in spoken_of[index]][:MOST]
        if not people:
            continue
        start, end = reader.text.sentences[first][0], reader.text.sentences[last][1]
        text = words["mild"].sub(lambda match: "~" * len(match[0]), reader.text.folded[start:end])
        manners = _manners(text, words, [(a - start, b - start) for a, b in people], last > first)
        told = [*islice(manners, MOST)]
        if card.impact == Impact.BLOCKING and _HOLDING.isdisjoint(manner for manner, _ in told):
            shown = (("paper", match.span()) for name in _SHOWN for match in words[name].finditer(text))
            told += islice(shown, MOST)
        for manner, span in told:
            if firm and manner not in _FIRM:
                continue
            inside = start + span[0], start + span[1]
            who = min(people, key=lambda each: _gap(each, inside))
            if (_gap(who, inside) or manner != "paper") and _gap(who, inside) <= REACH:
                yield _Said(manner, who, inside)


def _together(reader: Reader, words: dict[str, re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """First and last sentence of what is read as one: each sentence, a list, a question and its answer."""
    text = reader.text
    for first, (start, end) in enumerate(text.sentences):
        yield first, first
        if first < text.title_sentences - 1 or first + 1 >= len(text.sentences):
            continue
        ending = text.folded[start:end].rstrip()[-1:]
        following = text.sentences[first + 1][0]
        if ending == ":" or (ending == ";" and ":" in text.folded[start:end]):
            end_of_list = min(first + LIST_LINES, len(text.sentences) - 1)
            last = first + 1
            while last < end_of_list and _lists_on(reader, last):
                last += 1
            yield first, last
        elif first >= text.title_sentences and (
            ending == "?" or words["goes_on"].match(text.folded, following)
        ):
            yield first, first + 1


def _lists_on(reader: Reader, index: int) -> bool:
    start, end = reader.text.sentences[index]
    return reader.text.folded[start:end].rstrip(" ")[-1:] in ("\n", ";", ",")


def _people(reader: Reader, words: dict[str, re.Pattern[str]], index: int, named_only: bool) -> list[Span]:
    """Where a sentence names or describes those who cross to work."""
    concepts = reader.by_sentence[index]
    known = _NAMED if named_only else _COMMUTERS
    name = "commuters" if named_only else "who"
    beyond = _BEYOND_BORDER if named_only else _BEYOND
    found = [(hit.start, hit.end) for concept in known for hit in concepts.get(concept, ())]
    start, end = reader.text.sentences[index]
    found += [match.span() for match in words[name].finditer(reader.text.folded, start, end)]
    before = reader.by_sentence[index - 1].keys() if index > reader.text.title_sentences else set()
    if not (concepts.keys().isdisjoint(beyond) and before.isdisjoint(beyond)):
        found += [match.span() for match in words["workers"].finditer(reader.text.folded, start, end)]
    return found


def _manners(
    text: str, words: dict[str, re.Pattern[str]], people: list[Span], joined: bool
) -> Iterator[tuple[str, Span]]:
    """All that a text says of exemptions and duties, each in its manner."""
    exempts = False
    for match in words["free"].finditer(text):
        if words["refused"].search(text, max(0, match.start() - TOO_REACH), match.start()) or (
            words["noun"].match(text, match.start()) and words["refused_behind"].match(text, match.end())
        ):
            yield "refused", match.span()
        elif words["noun"].match(text, match.start()) and (words["ended_behind"].match(text, match.end())):
            yield "ended", match.span()
        elif not (
            words["only_behind"].match(text, match.end()) and all(end <= match.start() for _, end in people)
        ):
            exempts = True
            yield "free", match.span()
    for match in words["denied"].finditer(text):
        exempts = True
        yield "denied", match.span()
    for match in words["may"].finditer(text):
        if words["denied_leave"].match(text, match.start()) is None:
            only = words["only"].search(text, 0, match.end())
            exempts = True
            yield ("only" if only else "may"), match.span()
    for manner in ("lane", "alike"):
        for match in words[manner].finditer(text):
            if manner != "lane" or words["asked"].search(text) is None:
                yield manner, match.span()
    if exempts:
        return
    for match in words["must"].finditer(text):
        if words["denies"].search(text, match.start(), match.end()) is None:
            yield "must", match.span()
    for start, end in people:
        before = words["too"].search(text, max(0, start - TOO_REACH), start)
        behind = words["too_behind"].match(text, end)
        if (before or behind) and (joined or words["binds"].search(text)):
            span = before or behind
            assert span is not None
            yield "too", span.span()


def _gap(one: Span, other: Span) -> int:
    return max(other[0] - one[1], one[0] - other[1], 0)


@cache
def _words(language: Language) -> dict[str, re.Pattern[str]]:
    """The patterns of a language by name (kept for the life of the process)."""
    data: dict[str, list[str]] = table("exemption.toml")[language.value]
    word = {name: rf"(?<!\w)(?:{'|'.join(forms)})" for name, forms in data.items()}
    # A French "n'" runs into its word.
    denies = rf"{word['denies']}(?:(?<=')|(?!\w))"
    # Leave denied is no duty denied ("ohne Test darf er nicht"), nor what people lack ("die keinen haben").
    behind = "".join(f"(?<!{before} )" for before in data["leave"] + data["lacking"])
    denial = rf"{behind}{denies}(?! (?:{'|'.join(data['unless_denial'])}))"
    leave = "|".join(data["leave"])
    near = rf"(?:(?!(?<!\w)(?:{leave})(?!\w))[^.,;:?!]){{0,{DENIAL_REACH}}}?(?<!\w)"
    clause = r"[^.,;:?!]{0,70}?"
    patterns = word | {
        "denies": denies,
        "denied": rf"{denial}{near}{word['binds']}(?!\w)|{word['binds']}(?!\w){near}{denial}",
        "denied_leave": rf"[^.,;:?!]*?{denies}",
        "refused": rf"{denies}[^.,;:?!]{{0,20}}$",
        "refused_behind": rf"{clause}{denies}",
        "ended_behind": rf"{clause}{word['ends']}",
        "only_behind": rf"[^.,;:?!]{{0,30}}{word['only']}(?!\w)",
        "too": rf"{word['too']}(?!\w)[^.;:]*$",
        "too_behind": rf"\w*,? (?:{'|'.join(data['too_behind'])})(?!\w)",
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}
