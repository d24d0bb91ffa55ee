"""Signals from the counter for the pages, and what people do with them, through the store."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from dashboard.data import kept, store
from measures.conflicts.severity import signals_counted
from measures.model import Conflict
from measures.signals import Act, Done, Signal, Standing, Suggestion, suggestions
from measures.store import reading, tying
from measures.store import signals as signal_store
from measures.vocabulary import Border, Group, Impact, Topic

# Rules offered behind a bottleneck: those felt at the border on its day, the hardest first.
RULES = 100
# How far from the day of a signal conflicts are looked for.
_AROUND = timedelta(days=28)


@dataclass(frozen=True)
class Filters:
    """What the list of signals is narrowed to; `tied` None lets both through."""

    borders: tuple[Border, ...] = ()
    groups: tuple[Group, ...] = ()
    topics: tuple[Topic, ...] = ()
    tied: bool | None = None
    search: str = ""
    withdrawn: bool = False
    conflict: str = ""

    def asked(self) -> dict[str, Any]:
        return dict(vars(self))


@kept
def rows(filters: Filters, limit: int, offset: int = 0) -> pd.DataFrame:
    """Signals, what happened last first."""
    return signal_store.signals_frame(store(), limit=limit, offset=offset, **filters.asked())


@kept
def count(filters: Filters) -> int:
    return signal_store.count_signals(store(), **filters.asked())


@kept
def counted(conflict: Conflict) -> int:
    """How many of its signals count for the severity of a conflict."""
    return signals_counted(conflict, signal_store.signal_days(store(), conflict.key))


def signal(signal_id: str) -> tuple[Signal, tuple[Done, ...]] | None:
    """A signal and what was done with it."""
    with store().read() as tx:
        return signal_store.read_signal(tx, signal_id)


@kept
def rules(border: Border, day: date) -> dict[str, str]:
    """The rules felt at a border on a day: country and title by id, the hardest first."""
    felt = (Impact.BLOCKING, Impact.DIRECT, Impact.INDIRECT)
    found = reading.measures_frame(
        store(), since=day, until=day, borders=(border,), impacts=felt, order="impact", limit=RULES
    )
    return {
        str(key): f"{country} · {title}"
        for key, country, title in zip(found["id"], found["country"], found["title"], strict=True)
    }


@kept
def fitting(given: Signal) -> list[Suggestion]:
    """The conflicts that a signal may belong to, those that fit best first."""
    near = reading.conflicts_frame(
        store(), on=given.happened, borders=(given.border,), limit=None,
        since=given.happened - _AROUND, until=given.happened + _AROUND,
    )  # fmt: skip
    found = [reading.get_conflict(store(), str(key), given.happened) for key in near["key"]]
    conflicts = [conflict for conflict in found if conflict is not None]
    ids = {id for conflict in conflicts for id in (conflict.measure_a, conflict.measure_b) if id}
    return suggestions(given, conflicts, reading.get_measures(store(), sorted(ids)), most=len(conflicts))


def report(given: Signal, conflict: str | None) -> None:
    """Keeps a signal; StoreError where the point has reported just this already."""
    with store().begin() as tx:
        tying.report(tx, given, conflict)


def do(
    signal_id: str, act: Act, who: str, now: datetime, seen: Standing, conflict: str | None = None
) -> None:
    """Ties, unties or withdraws a signal; StoreError where someone else just decided on it."""
    with store().begin() as tx:
        tying.act(tx, Done(signal_id, act, now, who, conflict), seen)
