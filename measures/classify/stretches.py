"""Days that belong together: a beginning with its end, and the night from one weekday to the next."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import zip_longest

from measures.classify.dates import Mention, safe_day

# How far apart two days of one stretch may stand, and what may not stand between.
_REACH = 30
_YEARS_APART = 330
_BREAKS = frozenset("();")
_OPENING = ("opens", "between", "from", "none", "on")
# What may stand between: hours, and what joins two days where the second has
# no role of its own ("du 9 décembre au 8 juin", "14.06. - 16.06.").
_CLOCK = r"\d{1,2}(?:[.:h]\d\d)? ?(?:heures?|uhr|uur|h|[ap]\.?m\.?)"
_HOUR = (
    r"(?:,? (?:a|um|om|at) (?:midi|minuit|mitternacht|middernacht|midnight|noon"
    r"|\d{1,2}(?:[.:h]\d\d)?(?: ?(?:heures?|uhr|uur|h))?)"
    rf"|,? {_CLOCK})?"
)
_JOIN = re.compile(
    r"\)?" + _HOUR + r"\)?,? ?(?:tot(?: en met)?|t/m|bis(?: zum| einschliesslich)?|au|to|through|until|--?)"
    r"(?: le| dem| den)? ?$"
)
_BETWEEN = re.compile(
    rf"{_HOUR},? (?:en|und|et|and)(?: le| dem| den)? (?:{_CLOCK},? (?:am |op |on |le |de )?)?$"
)
# "Von Montag, 17. Januar, an".
_ONWARDS = re.compile(r",? an\b")
_NIGHT = re.compile(r"(?:nacht|nuit|night)\w* (?:van|von|vom|de|du|from|of)(?: the)? $")


def stretches(folded: str, found: list[Mention]) -> list[Mention]:
    """The days with their roles settled: what opens a stretch begins where its end follows closely."""
    settled = []
    joined = _joined(folded, found)
    for mention, following in zip_longest(joined, joined[1:]):
        closes = (
            following is not None
            and following.role == "until"
            and following.start - mention.end <= _REACH
            and _BREAKS.isdisjoint(folded[mention.end : following.start].removeprefix(")"))
        )
        role = mention.role
        if role in ("opens", "between"):
            role = "from" if closes or _ONWARDS.match(folded, mention.end) else "named"
        stretch = closes and role == "from"
        if stretch or role != mention.role:
            mention = replace(mention, role=role, stretch=stretch)
        settled.append(mention)
    return settled


def _joined(folded: str, found: list[Mention]) -> list[Mention]:
    joined: list[Mention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if before is None or mention.start - before.end > _REACH:
            joined.append(mention)
            continue
        weekdays = not before.exact and not mention.exact
        if weekdays and _NIGHT.search(folded, max(0, before.start - 24), before.start):
            joined[-1] = replace(mention, role="from")
            continue
        if before.role in _OPENING and mention.role in ("on", "none", "from", "until"):
            between = folded[before.end : mention.start]
            if ((before.role in ("none", "on") and before.exact) or mention.role != "until") and (
                _JOIN.match(between) or (before.role == "between" and _BETWEEN.match(between))
            ):
                before = joined[-1] = replace(before, role="from")
                mention = replace(mention, role="until")
            if mention.role == "until" and before.role in ("opens", "between", "from"):
                joined[-1], mention = _in_order(before, mention)
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
    elif not first.year_given and not last.year_given and (last.day - first.day).days > _YEARS_APART:
        # "Vom 24. bis einschließlich 26. Dezember", read in March: both ends lie in one winter.
        nearer = safe_day(first.day.year + 1, first.day.month, first.day.day)
        if nearer is not None and nearer <= last.day:
            first = replace(first, day=nearer)
    elif first.year_given and not last.year_given:
        for year in (first.day.year, first.day.year + 1):
            day = safe_day(year, last.day.month, last.day.day)
            if day is not None and day >= first.day:
                return first, replace(last, day=day)
    return first, last
