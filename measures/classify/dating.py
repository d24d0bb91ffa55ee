"""From the days a text names to the first and last day of its measure."""

import re
from collections.abc import Callable
from datetime import date

from measures.classify.card import Card
from measures.classify.dates import Mention
from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.classify.words import Hit
from measures.model import Item
from measures.vocabulary import Action

# Words beside which a day is one of the measure's, halts that need no preposition, and sentences that count.
_CHANGE = frozenset(
    [
        "begin",
        "extend",
        "end",
        "expire",
        "relax",
        "tighten",
        "ban",
        "duty",
        "permission",
        "closed",
        "open",
        "disruption",
        "strike",
        "in_force",
    ]
)
_HALT = frozenset(("disruption", "strike", "stopped"))
_SHUT = _HALT | {"closed", "road_closed", "ban", "open"}
_CLOCK = r"\d{1,2}(?:[.:h]\d\d)?(?: ?(?:uur|uhr|heures?|h|[ap]\.?m\.?))?"
# "Van 8 tot 19 uur", "from 9 a.m. to midnight".
_HOURS = re.compile(
    rf"(?:van|von|de|from|between|tussen|zwischen|entre) {_CLOCK} (?:tot|bis|a|to|until|and|en|und|et) "
    rf"(?:{_CLOCK}|middernacht|mitternacht|minuit|midnight)"
)
_COUNTING = frozenset(("statistics", "crime"))
_ROLE_WEIGHT = {"from": 2.2, "since": 1.6, "ending": 1.2, "on": 0.6, "none": 0.2}
# An end told as a month is given more closely elsewhere, if at all.
WHOLE_MONTH_WEIGHT = 0.4
# How closely what begins today follows the word.
_AT_ONCE = 12
# Actions after which the day on which a rule ends is the first of the new state.
_FREEING = (Action.END, Action.RELAX)
# Days this far behind or ahead are seldom the beginning, and ends this far ahead seldom the end.
_LONG_AGO, _FAR_AHEAD, _FAR_END = -45, 500, 900


def validity(
    item: Item, reader: Reader, card: Card, found: list[Mention], trail: Trail
) -> tuple[date | None, date | None]:
    """First and last day in force as the text says; None where it says none, or where it is no measure."""
    if not card.is_measure:
        for label in ("valid_from", "valid_until"):
            trail.settle(label, "null", "what is no measure has no days in force")
        return None, None
    since = _best(found, lambda mention: _weight_of_start(item, reader, card, mention))
    begins = since is not None and since.role == "from"
    until = _best(found, lambda mention: _weight_of_end(item, reader, card, mention, begins))
    if since and not until and _one_day(reader, since, found):
        until = since
    if since and until and since.day == until.day and card.action in _FREEING:
        until = None  # "Endet am 2. Februar ... müssen ab heute keine Maske": the first day without it.
    if since and until and until.day < since.day:
        # Of an extension the end counts; else the later beginning makes the earlier day a former end.
        since, until = (None, until) if card.action == Action.EXTEND else (since, None)
    return _note("valid_from", since, trail), _note("valid_until", until, trail)


def _one_day(reader: Reader, day: Mention, found: list[Mention]) -> bool:
    """Whether what is told of a day is over with it: a strike on it, or a halt between two hours of it."""
    if day.role not in ("on", "none", "named") or any(other.role in ("from", "since") for other in found):
        return False
    concepts = reader.by_sentence[day.sentence]
    first, last = reader.text.sentences[day.sentence]
    return "strike" in concepts or (
        not _SHUT.isdisjoint(concepts) and _HOURS.search(reader.text.folded, first, last) is not None
    )


def _note(label: str, chosen: Mention | None, trail: Trail) -> date | None:
    if chosen is None:
        trail.settle(label, "null", "the text gives no such day")
        return None
    rule = f"a day with the role {chosen.role}"
    trail.note_span(label, chosen.day.isoformat(), rule, chosen.start, chosen.end)
    return chosen.day


def _best(found: list[Mention], weigh: Callable[[Mention], float]) -> Mention | None:
    best, most = None, 0.0
    for mention in found:
        weight = weigh(mention)
        if weight > most:
            best, most = mention, weight
    return best


def _weight_of_end(item: Item, reader: Reader, card: Card, mention: Mention, begins: bool) -> float:
    concepts, in_title, days = _setting(item, reader, mention)
    if mention.role not in ("until", "ending") or _is_another(reader, concepts, in_title, days):
        return 0
    if mention.role == "ending" and card.action in _FREEING:
        return 0
    if "transition" in concepts and not in_title and begins:
        return 0  # "Eine Übergangsfrist besteht bis zum 31. Juli": the rule does not end with it.
    if mention.year_given and not mention.exact:
        return WHOLE_MONTH_WEIGHT
    weight = 2.0 + 2.0 * in_title + 0.5 * (not _CHANGE.isdisjoint(concepts))
    weight -= 0.8 * (not mention.exact)
    weight -= 1.2 * (days < 0 and card.action != Action.END)
    weight -= 1.5 * (days > _FAR_END)
    return weight


def _weight_of_start(item: Item, reader: Reader, card: Card, mention: Mention) -> float:
    concepts, in_title, days = _setting(item, reader, mention)
    if mention.role == "named" and "strike" in concepts and days >= 0:
        return 0.6 + 1.5 * in_title  # "Grève nationale du 13 janvier"
    if mention.role not in _ROLE_WEIGHT or _is_another(reader, concepts, in_title, days):
        return 0
    if card.action == Action.EXTEND and not (mention.role == "from" and (in_title or mention.stretch)):
        return 0
    if mention.role == "ending" and card.action not in _FREEING:
        return 0
    if mention.role == "since" and _is_past(mention, concepts):
        return 0
    if mention.role in ("on", "none") and not _starts_there(mention, concepts, in_title, days):
        return 0
    weight = _ROLE_WEIGHT[mention.role] + 1.5 * in_title + 0.4 * (not _CHANGE.isdisjoint(concepts))
    weight += 0.8 * mention.stretch - 0.4 * (not mention.exact)
    if days < _LONG_AGO:
        weight -= 1.4 if mention.role == "from" else 1.0
    return weight - 1.0 * (days > _FAR_AHEAD)


def _setting(item: Item, reader: Reader, mention: Mention) -> tuple[dict[str, list[Hit]], bool, int]:
    """What stands in the day's sentence, whether it is the title, and how many days after publication."""
    days = (mention.day - item.published).days if item.published else 0
    return (
        reader.by_sentence[mention.sentence],
        mention.sentence < reader.text.title_sentences,
        days,
    )


def _is_another(reader: Reader, concepts: dict[str, list[Hit]], in_title: bool, days: int) -> bool:
    """Days of figures on which nothing changes, and of other countries' borders beside ours."""
    counts = days <= 0 and not _COUNTING.isdisjoint(concepts) and _CHANGE.isdisjoint(concepts)
    return not in_title and (counts or ("only_third" in concepts and reader.has("their_place")))


def _is_past(mention: Mention, concepts: dict[str, list[Hit]]) -> bool:
    """ "Sinds 14 september gold het advies": what no longer holds began then."""
    return any(abs(hit.start - mention.end) <= 30 for hit in concepts.get("past", ()))


def _starts_there(mention: Mention, concepts: dict[str, list[Hit]], in_title: bool, days: int) -> bool:
    """Whether a day merely named is the beginning: something changes on it, and none merely decided."""
    halting = not _HALT.isdisjoint(concepts)
    if _CHANGE.isdisjoint(concepts) or days < -3:
        return False
    if days == 0 and any(0 <= hit.start - mention.end <= _AT_ONCE for hit in concepts.get("begin", ())):
        return True
    if not mention.exact:
        return halting and days >= 0
    if mention.role == "on":
        return days > 0 or ("begin" in concepts and "decide" not in concepts)
    return days > 0 and (in_title or halting)
