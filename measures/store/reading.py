"""What the dashboard reads: frames and single records, filtered and paged in the database.

Each function is one reading transaction, or a few queries in one. Days are days in Europe/Amsterdam,
instants UTC. The frames and their columns are described in measures.store.frames.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, Unpack

import pandas as pd
from sqlalchemy import ColumnElement, UnaryExpression, func, or_, select

from measures.conflicts.changes import changes
from measures.days import ZONE
from measures.model import Conflict, Event, Item, Measure
from measures.store import tables as t
from measures.store.alarms import alarms
from measures.store.codec import decode
from measures.store.conflicts import as_seen
from measures.store.crisis import Crisis, crisis
from measures.store.engine import Store
from measures.store.events import events_of_measure
from measures.store.exercise import Exercise, exercise
from measures.store.feeds import (
    Summary,
    answers_by_day,
    new_since,
    poll_history,
    sources_frame,
    store_summary,
)
from measures.store.filters import (
    ConflictFilters,
    MeasureFilters,
    conflict_conditions,
    measure_conditions,
)
from measures.store.frames import CONFLICT_COLUMNS, MEASURE_COLUMNS, conflict_row, frame, measure_row
from measures.store.measures import measures_of_items, read_measure
from measures.store.probes import Probe, last_probes
from measures.store.questions import questions

__all__ = [
    "ConflictFilters",
    "Crisis",
    "Exercise",
    "MeasureFilters",
    "Probe",
    "Summary",
    "alarms",
    "answers_by_day",
    "conflict_history",
    "conflicts_frame",
    "count_conflicts",
    "count_measures",
    "crisis",
    "events_of",
    "exercise",
    "get_conflict",
    "get_measure",
    "get_measures",
    "item_versions",
    "last_probes",
    "list_measures",
    "measures_frame",
    "new_since",
    "poll_history",
    "questions",
    "sources_frame",
    "starts_and_ends",
    "store_summary",
]


_ORDERS: dict[str, tuple[UnaryExpression[Any], ...]] = {
    "since": (t.measure.c.since.asc(), t.measure.c.id.asc()),
    "newest": (t.measure.c.since.desc(), t.measure.c.id.asc()),
    "until": (t.measure.c.until.asc(), t.measure.c.id.asc()),
    "known": (t.measure.c.last_known_at.desc(), t.measure.c.id.asc()),
    "impact": (t.measure.c.impact_rank.desc(), t.measure.c.since.desc(), t.measure.c.id.asc()),
}


def measures_frame(
    store: Store,
    *,
    limit: int | None = 300,
    offset: int = 0,
    order: str = "since",
    **filters: Unpack[MeasureFilters],
) -> pd.DataFrame:
    """One row a measure (MEASURE_COLUMNS), narrowed by the filters of MeasureFilters.

    `order`: since (earliest first), newest (latest beginning first), until (what ends first), known
    (last heard of first) or impact (hardest, then latest, first). `limit` None takes all.
    """
    found = list_measures(store, limit=limit, offset=offset, order=order, **filters)
    return frame(map(measure_row, found), MEASURE_COLUMNS)


def list_measures(
    store: Store,
    *,
    limit: int | None = 300,
    offset: int = 0,
    order: str = "since",
    **filters: Unpack[MeasureFilters],
) -> list[Measure]:
    """The measures of `measures_frame` with all that is known of them."""
    query = select(t.measure.c.body).order_by(*_ORDERS[order]).limit(limit).offset(offset)
    with store.read() as tx:
        query = query.where(*measure_conditions(tx, filters))
        return [read_measure(body) for body in tx.execute(query).scalars()]


def count_measures(store: Store, **filters: Unpack[MeasureFilters]) -> int:
    """How many measures the same filters let through."""
    query = select(func.count()).select_from(t.measure)
    with store.read() as tx:
        query = query.where(*measure_conditions(tx, filters))
        return tx.execute(query).scalar_one()


def get_measure(store: Store, measure_id: str) -> Measure | None:
    """One measure; None where there is none of that id."""
    with store.read() as tx:
        body = tx.execute(select(t.measure.c.body).where(t.measure.c.id == measure_id)).scalar()
    return None if body is None else read_measure(body)


def get_measures(store: Store, measure_ids: list[str]) -> dict[str, Measure]:
    """Several measures by id; unknown ids are left out."""
    query = select(t.measure.c.id, t.measure.c.body).where(t.measure.c.id.in_(measure_ids))
    with store.read() as tx:
        return {key: read_measure(body) for key, body in tx.execute(query)}


def measures_behind(store: Store, conflict: Conflict) -> dict[str, Measure]:
    """The measures behind a conflict by id: the two that it names, then those of its items in their order."""
    named = [key for key in (conflict.measure_a, conflict.measure_b) if key]
    items = (*conflict.items_a, *conflict.items_b)
    found = get_measures(store, named)
    with store.read() as tx:
        of_item = measures_of_items(tx, items)
    in_order = [*(found[key] for key in named if key in found), *(of_item[i] for i in items if i in of_item)]
    return {measure.id: measure for measure in in_order}


def events_of(store: Store, measure_id: str) -> list[Event]:
    """The events behind a measure with their items and readings, oldest known first."""
    with store.read() as tx:
        return events_of_measure(tx, measure_id)


def item_versions(store: Store, item_id: str) -> list[tuple[int, datetime, Item]]:
    """All versions of an item (version, known at, item), oldest first; empty where there is none."""
    v = t.item_version.c
    query = select(v.version, v.known_at, v.body).where(v.item_id == item_id).order_by(v.version)
    with store.read() as tx:
        return [(version, known_at, decode(Item, body)) for version, known_at, body in tx.execute(query)]


def starts_and_ends(
    store: Store, day: date, days: int = 14, *, limit: int = 300, **filters: Unpack[MeasureFilters]
) -> pd.DataFrame:
    """What starts or ends from `day` on, that day and the `days` after it, in the order of days.

    MEASURE_COLUMNS and `what` (starts or ends) and `day`; a measure that does both has two rows.
    Assumed ends and unknown beginnings are not among them: nobody announced those.
    """
    m = t.measure.c
    last = day + timedelta(days=days)
    soon = or_(m.begins.between(day, last), m.ends.between(day, last))
    with store.read() as tx:
        query = select(m.body).where(soon, *measure_conditions(tx, filters))
        found = [read_measure(body) for body in tx.execute(query).scalars()]
    rows = [
        {**measure_row(measure), "what": what, "day": when}
        for measure in found
        for what, when in (("starts", measure.begins), ("ends", measure.ends))
        if when is not None and day <= when <= last
    ]
    rows.sort(key=lambda row: (str(row["day"]), str(row["what"]), str(row["id"])))
    return frame(rows[:limit], (*MEASURE_COLUMNS, "what", "day"))


def conflicts_frame(
    store: Store,
    *,
    on: date,
    open_only: bool = False,
    cleared: bool = False,
    limit: int | None = 300,
    offset: int = 0,
    **filters: Unpack[ConflictFilters],
) -> pd.DataFrame:
    """One row a conflict (CONFLICT_COLUMNS), the most severe first, then the latest.

    `on` is the day from which early warnings count. `open_only` keeps what is in force on that day, and
    what was known by its end to begin later.
    `cleared` adds those whose facts are gone (`active` false).
    """
    c = t.conflict.c
    query = select(c.body, c.first_flagged_at, c.active)
    query = query.where(*_conditions(on, open_only, cleared, filters))
    query = query.order_by(c.severity.desc(), c.since.desc(), c.key).limit(limit).offset(offset)
    with store.read() as tx:
        rows = tx.execute(query).all()
    return frame((conflict_row(as_seen(body, on), at, active) for body, at, active in rows), CONFLICT_COLUMNS)


def count_conflicts(
    store: Store,
    *,
    on: date,
    open_only: bool = False,
    cleared: bool = False,
    **filters: Unpack[ConflictFilters],
) -> int:
    """How many conflicts the same filters let through."""
    query = select(func.count()).select_from(t.conflict)
    query = query.where(*_conditions(on, open_only, cleared, filters))
    with store.read() as tx:
        return tx.execute(query).scalar_one()


def get_conflict(store: Store, key: str, on: date) -> Conflict | None:
    """One conflict as seen on a day, also one whose facts are gone since; None for an unknown key."""
    with store.read() as tx:
        body = tx.execute(select(t.conflict.c.body).where(t.conflict.c.key == key)).scalar()
    return None if body is None else as_seen(body, on)


def conflict_history(store: Store, key: str) -> pd.DataFrame:
    """What happened to a conflict, oldest first.

    Columns: at; what (flagged, changed, cleared, returned); told: what a reader sees change, as Reasons of
    measures.conflicts.changes; since, until, counted_until and severity as of then. What changed more than
    once at one instant is one row, and a change of which nothing is seen (such as one more text of a measure
    that was part of it) is left out.
    """
    h = t.conflict_history.c
    query = select(h.at, h.what, h.body).where(h.conflict_key == key).order_by(h.id)
    steps: list[tuple[datetime, str, Conflict]] = []
    with store.read() as tx:
        for at, what, body in tx.execute(query):
            if steps and what == "changed" and steps[-1][0] == at:
                what = steps.pop()[1]
            steps.append((at, what, decode(Conflict, body)))
        measures = measures_of_items(
            tx, {item_id for _, _, facts in steps for item_id in (*facts.items_a, *facts.items_b)}
        )
    columns = ("since", "until", "counted_until", "severity")
    rows: list[dict[str, object]] = []
    before: Conflict | None = None
    for at, what, facts in steps:
        told = changes(before, facts, measures) if before is not None else ()
        before = facts
        if told or what != "changed":
            days = {name: getattr(facts, name) for name in columns}
            rows.append({"at": at, "what": what, "told": told, **days})
    return frame(rows, ("at", "what", "told", *columns))


def _conditions(
    on: date, open_only: bool, cleared: bool, filters: ConflictFilters
) -> list[ColumnElement[bool]]:
    c = t.conflict.c
    found = conflict_conditions(filters)
    if open_only:
        tomorrow = datetime.combine(on + timedelta(days=1), time.min, ZONE)
        found += [c.last_day >= on, or_(c.since <= on, c.first_flagged_at < tomorrow)]
    if not cleared:
        found.append(c.active.is_(True))
    return found
