"""The course of a conflict as a reader follows it: new, worse, eased, ended, open again, with the instants.

Instants are UTC; a day is over when the next begins in Europe/Amsterdam.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from measures.casework import Facts, basis_of, grown
from measures.conflicts.changes import changes
from measures.days import ZONE, day_of
from measures.model import Conflict, Measure, Reason

TEMPLATES: dict[str, str] = {
    "week_ended": "It ended on {day}.",
    "week_lapsed": "Nothing more was heard of it; it is counted until {day}, by assumption.",
    "week_gone": "The facts behind it no longer stand.",
}
"""How a conflict ended, by code."""


class Turning(StrEnum):
    """What became of a conflict at an instant."""

    NEW = "new"
    WORSE = "worse"
    EASED = "eased"
    CHANGED = "changed"
    ENDED = "ended"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a conflict's history: the facts as of an instant, and whether they stood then."""

    at: datetime
    conflict: Conflict
    active: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A turning of a conflict that a reader is told of: its facts as of then, and what changed in words.

    `reread` is set where a text was read anew, by machine or person, and no government changed a rule.
    """

    at: datetime
    turning: Turning
    conflict: Conflict
    told: tuple[Reason, ...] = ()
    reread: bool = False


def course(
    lines: Iterable[Line],
    today: date,
    measures: Mapping[str, Measure],
    reread: Collection[datetime] = (),
) -> list[Moment]:
    """What became of one conflict by the end of `today`, oldest first.

    `lines` are all of its history in order; of several at one instant the last counts. What the days alone
    did is told too: it ended when its last day was over. Left out are changes of which a reader sees
    nothing. `measures` gives, by item id, the measure that the item is part of; `reread` are the instants
    at which texts were read anew.
    """
    at_once = [list(same)[-1] for _, same in groupby(lines, key=lambda line: line.at)]
    until = _midnight_after(today)
    found: list[Moment] = []
    is_open = False
    for before, after in pairwise((None, *at_once, None)):
        if is_open and before and _was_over(before.conflict, after.at if after else until):
            over = _midnight_after(before.conflict.last_day)
            found.append(Moment(over, Turning.ENDED, before.conflict, (_end(before.conflict),)))
            is_open = False
        if after is None:
            continue
        known = before if found else None
        if moment := _moment(known, after, is_open, measures, after.at in reread):
            found.append(moment)
            is_open = after.active and not _is_over(after)
    return found


def weighed(
    before: Conflict, after: Conflict, measures: Mapping[str, Measure]
) -> tuple[int, tuple[Reason, ...]]:
    """Whether a conflict that stays open became worse (1) or eased (-1), else 0; and what changed."""
    worse, better = tuple(_grown(before, after)), tuple(_grown(after, before))
    told = (*changes(before, after, measures), *(one for one in worse if one.code == "case_groups"))
    if before.severity != after.severity:
        return (1 if after.severity > before.severity else -1), told
    return (1 if worse else -1 if better else 0), told


def _moment(
    before: Line | None, after: Line, was_open: bool, measures: Mapping[str, Measure], reread: bool
) -> Moment | None:
    """What a line of the history comes to after the one before it, None where nothing was told yet."""
    now, is_over = after.conflict, _is_over(after)
    if not after.active:
        gone = Moment(after.at, Turning.ENDED, now, (Reason("week_gone"),), reread)
        return gone if was_open else None
    if before is None:
        return Moment(after.at, Turning.NEW, now, (), reread)
    sign, told = weighed(before.conflict, now, measures)
    if not was_open:
        return None if is_over else Moment(after.at, Turning.AGAIN, now, told, reread)
    if is_over:
        return Moment(after.at, Turning.ENDED, now, told or (_end(now),), reread)
    if not sign and not told:
        return None
    turning = {1: Turning.WORSE, -1: Turning.EASED, 0: Turning.CHANGED}[sign]
    return Moment(after.at, turning, now, told, reread)


def _is_over(line: Line) -> bool:
    """Whether its last day is over when that is learnt."""
    return line.conflict.last_day < day_of(line.at)


def _was_over(conflict: Conflict, before: datetime) -> bool:
    """Whether its last day was over before an instant: what is learnt at that midnight comes first."""
    return conflict.last_day < day_of(before) and _midnight_after(conflict.last_day) < before


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZONE).astimezone(UTC)


def _end(conflict: Conflict) -> Reason:
    """That its last day is over, or that it is counted no longer."""
    return Reason(
        "week_ended" if conflict.until else "week_lapsed", (("day", conflict.last_day.isoformat()),)
    )


def _grown(before: Conflict, after: Conflict) -> Iterator[Reason]:
    """In what the later state is worse than the earlier one."""
    return grown(basis_of(Facts(before, True, 0)), Facts(after, True, 0))
