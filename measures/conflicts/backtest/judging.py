"""Found or missed: each documented conflict against the flagged ones, and what stood in the way."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from measures.conflicts.backtest.cases import Case, declared, kinds_for, least_share
from measures.conflicts.sides import counts_at
from measures.model import Conflict, Event, Measure
from measures.vocabulary import Border, ConflictKind


class Miss(StrEnum):
    """Why a documented conflict was not found, from the text to the rule."""

    NO_ITEM = "no item"
    MISREAD = "wrongly classified"
    NO_RULE = "no rule"
    OTHER_KIND = "kind differs"
    OTHER_PERIOD = "period differs"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A documented conflict and the flagged one that is it; `miss` says why there is none.

    `nearest` is the one found or, of those on a topic in common, the one that comes closest; `share` is
    the part (0 to 1) of the documented days it covers.
    """

    case: Case
    nearest: Conflict | None
    share: float
    miss: Miss | None

    @property
    def found(self) -> bool:
        return self.miss is None


@dataclass(frozen=True, slots=True)
class Backtest:
    """Verdicts in the order of the cases, and the flagged conflicts that are none of them."""

    verdicts: tuple[Verdict, ...]
    flagged: tuple[Conflict, ...]
    beside: tuple[Conflict, ...]

    @property
    def with_items(self) -> tuple[Verdict, ...]:
        """Verdicts on the cases whose measures are among the items."""
        return tuple(v for v in self.verdicts if v.miss != Miss.NO_ITEM)


def judge(
    cases: Iterable[Case],
    conflicts: Collection[Conflict],
    measures: Collection[Measure],
    events: Collection[Event],
    on: date,
) -> Backtest:
    """Hold documented conflicts against those flagged in `measures`, the fold of `events`.

    One is found where a flagged conflict at the same border has a topic in common, its kind or one declared
    to stand for it, and covers enough of the documented days; and rests on one of the items that the case
    names, if it names any. Days after `on` do not count.
    """
    known = [case for case in cases if case.since <= on]
    same = {case.id: [c for c in conflicts if _is(case, c, on)] for case in known}
    verdicts = tuple(_verdict(case, same[case.id], conflicts, measures, events, on) for case in known)
    documented = {conflict.key for found in same.values() for conflict in found}
    beside = tuple(conflict for conflict in conflicts if conflict.key not in documented)
    return Backtest(verdicts, tuple(conflicts), beside)


def _is(case: Case, conflict: Conflict, on: date) -> bool:
    near = conflict.border == case.border and bool(set(conflict.topics) & set(case.topics))
    told = not case.items or not set(case.items).isdisjoint((*conflict.items_a, *conflict.items_b))
    alike = conflict.kind in kinds_for(case.kind)
    return near and told and alike and share(case, conflict, on) >= least_share()


def share(case: Case, conflict: Conflict, on: date) -> float:
    """The part of the documented days that the flagged conflict covers.

    Where neither the source nor the conflict knows an end, the days are those until one stops counting it, a
    declared number at least.
    """
    first, last = case.since, case.last_day(on)
    if case.until is None and conflict.until is None:
        least = first + timedelta(days=declared("open_least_days") - 1)
        last = max(first, min(on, max(least, min(last, conflict.last_day))))
    shared = (min(last, conflict.last_day) - max(first, conflict.since)).days + 1
    return max(0, shared) / ((last - first).days + 1)


def _verdict(
    case: Case,
    found: Collection[Conflict],
    conflicts: Collection[Conflict],
    measures: Collection[Measure],
    events: Collection[Event],
    on: date,
) -> Verdict:
    def closeness(conflict: Conflict) -> tuple[bool, int, float]:
        common = len(set(conflict.topics) & set(case.topics))
        return conflict.kind == case.kind, common, share(case, conflict, on)

    near = [c for c in conflicts if c.border == case.border and set(c.topics) & set(case.topics)]
    meeting = [c for c in near if share(case, c, on) > 0]
    nearest = max(found or meeting, key=closeness, default=None)
    miss = None if found else _miss(case, meeting, measures, events, on)
    return Verdict(case, nearest, share(case, nearest, on) if nearest else 0.0, miss)


def _miss(
    case: Case, meeting: list[Conflict], measures: Collection[Measure], events: Collection[Event], on: date
) -> Miss:
    telling = _telling(case, events, on)
    if not telling:
        return Miss.NO_ITEM
    ids = {event.item.id for event in telling}
    behind = [m for m in measures if ids & set(m.item_ids)]
    if not any(_counts(m, case.border) and set(m.topics) & set(case.topics) for m in behind):
        return Miss.MISREAD
    if any(c.kind in kinds_for(case.kind) for c in meeting):
        return Miss.OTHER_PERIOD
    return Miss.OTHER_KIND if meeting else Miss.NO_RULE


def _counts(measure: Measure, border: Border) -> bool:
    return counts_at(measure, border)


def _telling(case: Case, events: Collection[Event], on: date) -> list[Event]:
    """The items that tell of a case: those it names, or else those of its countries, time and topics."""
    if case.items is not None:
        return [event for event in events if event.item.id in case.items]
    first, last = case.since - timedelta(days=declared("days_before")), case.last_day(on)
    return [
        event
        for event in events
        if event.item.country in case.countries
        and event.item.published is not None
        and first <= event.item.published <= last
        and set(event.assessment.topics) & set(case.topics)
    ]


def kinds_beside(backtest: Backtest) -> dict[ConflictKind, int]:
    """How many conflicts of each kind were flagged beside the documented ones."""
    return {kind: sum(c.kind == kind for c in backtest.beside) for kind in ConflictKind}
