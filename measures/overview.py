"""Conflicts counted by border, region and week, and how quickly they were seen; no clock, no database.

Days are calendar days, first and last inclusive; weeks begin on Monday.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from measures.geography import border_regions, overlaps, touching
from measures.model import Conflict, Measure
from measures.vocabulary import Border

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Watched:
    """A conflict, the day it was first flagged, and the NUTS 3 regions in which it is felt.

    `published` is the publication of the text that made it visible, None where that carries no date.
    """

    conflict: Conflict
    flagged: date
    published: date | None
    regions: tuple[str, ...]

    def holds(self, first: date, last: date) -> bool:
        """Whether the conflict exists on some day of a period."""
        return self.conflict.since <= last and first <= self.conflict.last_day


@dataclass(frozen=True, slots=True)
class Load:
    """How many conflicts there are, and the worst of them: its severity (0 where none) and key."""

    number: int = 0
    worst: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Conflicts of a year in figures, all in days; None where nothing can be counted.

    `over` are those that have ended, `open_days` the median of their length and `longest` the most.
    `lead` is the median from publication to flag, `ahead` the share that was flagged before it began.
    """

    number: int
    open: int
    over: int
    open_days: float | None
    longest: int | None
    lead: float | None
    ahead: float | None


def felt_in(border: Border, cause: Measure | None) -> tuple[str, ...]:
    """The regions at a border in which a measure is felt: those where it holds, and those that meet them.

    All regions of the border where the measure is not known, holds all over its country or names none.
    """
    return felt_where(border, cause.regions if cause is not None else ())


def felt_where(border: Border, codes: Collection[str]) -> tuple[str, ...]:
    """The regions at a border in which a rule that holds in `codes` (empty for all) is felt."""
    everywhere = tuple(r.code for side in border.sides for r in border_regions(border, side))
    own = {code for code in everywhere if any(overlaps(code, named) for named in codes)}
    if not own:
        return everywhere
    met = {code for pair in touching()[border] if own & set(pair) for code in pair}
    return tuple(code for code in everywhere if code in own | met)


def weeks(first: date, last: date) -> list[date]:
    """The Mondays of the weeks from that of `first` to that of `last`."""
    monday = first - timedelta(days=first.weekday())
    return [monday + WEEK * number for number in range(((last - monday).days // 7) + 1)]


def load(watched: Iterable[Watched], first: date, last: date) -> Load:
    """The conflicts that exist on some day of a period."""
    found = [one.conflict for one in watched if one.holds(first, last)]
    worst = max(found, key=lambda conflict: (conflict.severity, conflict.since, conflict.key), default=None)
    return Load(len(found), worst.severity, worst.key) if worst else Load()


def by_week(watched: Iterable[Watched], mondays: Sequence[date]) -> list[Load]:
    """The conflicts that exist in each week."""
    known = list(watched)
    return [load(known, monday, monday + WEEK - timedelta(days=1)) for monday in mondays]


def by_region(watched: Iterable[Watched], day: date) -> dict[str, Load]:
    """The conflicts that are felt on a day, by region; regions without any are left out."""
    here: dict[str, list[Watched]] = {}
    for one in watched:
        if one.holds(day, day):
            for code in one.regions:
                here.setdefault(code, []).append(one)
    return {code: load(found, day, day) for code, found in sorted(here.items())}


def figures(watched: Iterable[Watched], day: date) -> Figures:
    """What conflicts that began or were flagged by a day come to."""
    found = [one for one in watched if min(one.conflict.since, one.flagged) <= day]
    over = [one.conflict for one in found if one.conflict.last_day < day]
    lasted = [(conflict.last_day - conflict.since).days + 1 for conflict in over]
    leads = [max(0, (one.flagged - one.published).days) for one in found if one.published is not None]
    return Figures(
        number=len(found),
        open=sum(one.holds(day, day) for one in found),
        over=len(over),
        open_days=median(lasted) if lasted else None,
        longest=max(lasted, default=None),
        lead=median(leads) if leads else None,
        ahead=sum(one.flagged < one.conflict.since for one in found) / len(found) if found else None,
    )
