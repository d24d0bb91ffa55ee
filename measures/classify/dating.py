"""From the days a text names to the first and last day of its measure."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

from measures.classify.card import Card
from measures.classify.dates import Mention, mentions, safe_day
from measures.classify.evidence import Trail
from measures.classify.places import Places
from measures.classify.readings import Reader
from measures.model import Item
from measures.vocabulary import Action

_CHANGE = (
    "begin",
    "extend",
    "end",
    "relax",
    "tighten",
    "ban",
    "duty",
    "closed",
    "open",
    "disruption",
    "strike",
    "in_force",
    "permission",
)
_COUNTING = ("statistics", "crime")


def validity(
    item: Item, reader: Reader, card: Card, places: Places, trail: Trail
) -> tuple[date | None, date | None]:
    """First and last day in force as the text says; None where it says none, or where it is no measure."""
    if not card.is_measure:
        trail.settle("valid_from", "null", "what is no measure has no days in force")
        trail.settle("valid_until", "null", "what is no measure has no days in force")
        return None, None
    found = _stretches(reader.text.folded, mentions(reader.text, item.language, item.published))
    until = _best(item, reader, card, found, ends=True)
    since = _best(item, reader, card, found, ends=False)
    if since and until and until.day < since.day:
        if card.action == Action.EXTEND:
            since = None
        else:
            until = None
    for label, chosen in (("valid_from", since), ("valid_until", until)):
        if chosen is None:
            trail.settle(label, "null", "the text gives no such day")
        else:
            trail.note_span(
                label, chosen.day.isoformat(), f"a day with the role {chosen.role}", chosen.start, chosen.end
            )
    return (since.day if since else None), (until.day if until else None)


# What joins two days to a stretch where the second has no role of its own ("du 9 décembre au 8 juin", "14.06. - 16.06.").
_JOIN = re.compile(
    r"\)?,? ?(?:tot(?: en met)?|t/m|bis(?: zum| einschließlich)?|au|to|through|until|-)(?: le| dem| den)? ?$"
)
_OPENING = ("opens", "from", "none", "on")
_NIGHT = re.compile(r"(?:nacht|nuit|night)\w* (?:van|von|vom|de|du|from|of)(?: the)? $")


def _joined(folded: str, found: list[Mention]) -> list[Mention]:
    """Pairs of days that belong together: a stretch, or the night from one weekday to the next."""
    joined: list[Mention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if before is None or mention.start - before.end > 30:
            joined.append(mention)
            continue
        weekdays = not before.exact and not mention.exact
        if weekdays and _NIGHT.search(folded, max(0, before.start - 24), before.start):
            joined[-1] = replace(mention, role="from")
            continue
        if before.role in _OPENING and mention.role in ("on", "none", "from", "until"):
            if mention.role != "until" and _JOIN.match(folded[before.end : mention.start]):
                before = joined[-1] = replace(before, role="from")
                mention = replace(mention, role="until")
            if mention.role == "until" and before.role in ("opens", "from"):
                before, mention = _in_order(before, mention)
                joined[-1] = before
        joined.append(mention)
    return joined


def _in_order(first: Mention, last: Mention) -> tuple[Mention, Mention]:
    """Settles what a stretch leaves open: a weekday after its beginning, a year that only one end gives."""
    if not last.exact:
        last = replace(last, day=first.day + timedelta((last.day.weekday() - first.day.weekday()) % 7))
    elif last.year_given and not first.year_given:
        for year in (last.day.year, last.day.year - 1):
            day = safe_day(year, first.day.month, first.day.day)
            if day is not None and day <= last.day:
                return replace(first, day=day), last
    elif first.year_given and not last.year_given:
        for year in (first.day.year, first.day.year + 1):
            day = safe_day(year, last.day.month, last.day.day)
            if day is not None and day >= first.day:
                return first, replace(last, day=day)
    return first, last


def _stretches(folded: str, found: list[Mention]) -> list[Mention]:
    """Settles what opens a stretch: a beginning where its end follows closely, else a day merely named."""
    settled: list[Mention] = []
    for mention, following in zip_longest(_joined(folded, found), _joined(folded, found)[1:]):
        closes = (
            following is not None
            and following.role == "until"
            and following.start - mention.end <= 30
            and not set("(),;") & set(folded[mention.end : following.start])
        )
        if mention.role == "opens":
            mention = replace(mention, role="from" if closes else "named")
        if mention.role in ("from", "opens") and closes:
            mention = replace(mention, stretch=True)
        settled.append(mention)
    return settled


def _best(item: Item, reader: Reader, card: Card, found: list[Mention], ends: bool) -> Mention | None:
    scored = [(w, -n, m) for n, m in enumerate(found) if (w := _weight(item, reader, card, m, ends)) > 0]
    return max(scored, default=(0, 0, None), key=lambda row: row[:2])[2]


def _weight(item: Item, reader: Reader, card: Card, mention: Mention, ends: bool) -> float:
    concepts = reader.by_sentence[mention.sentence]
    in_title = mention.sentence < reader.text.title_sentences
    days = (mention.day - item.published).days if item.published else 0
    changing = any(name in concepts for name in _CHANGE)
    if not in_title and ("only_third" in concepts or any(name in concepts for name in _COUNTING)):
        return 0
    if ends:
        if mention.role != "until":
            return 0
        weight = 2.0 + 2.0 * in_title + 0.5 * changing
        if days < 0:
            weight -= 1.2 if card.action != Action.END else 0
        if days > 900:
            weight -= 1.5
        return weight
    halting = "disruption" in concepts or "strike" in concepts or "stopped" in concepts
    if mention.role in ("until", "named"):
        return 0
    if card.action == Action.EXTEND and not (mention.role == "from" and (in_title or mention.stretch)):
        return 0
    weight = (
        {"from": 2.2, "since": 1.6, "on": 0.6, "none": 0.2}[mention.role] + 1.5 * in_title + 0.4 * changing
    )
    if mention.stretch:
        weight += 0.8
    if mention.role == "since" and "past" in concepts:
        return 0
    if not mention.exact:
        weight -= 0.4
    if mention.role in ("on", "none"):
        if not changing or days < (-3 if mention.role == "on" and mention.exact else 0):
            return 0
        if mention.role == "none" and ((mention.exact and days == 0) or (not in_title and not halting)):
            return 0
        if not mention.exact and not halting:
            return 0
    if days < -45:
        weight -= 1.0 if mention.role != "from" else 1.4
    if days > 500:
        weight -= 1.0
    return weight
