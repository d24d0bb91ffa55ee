"""What became of conflicts, across all of them: the newest turnings, read from their history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Connection, func, select

from measures.conflicts.course import Line, Moment, course
from measures.model import Conflict, Measure
from measures.store import tables as t
from measures.store.codec import decode
from measures.store.engine import Store, chunks
from measures.store.measures import measures_of_items

MOST = 1_000
"""Conflicts looked at: those that changed last, and those that were over last."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """A conflict with the instants (UTC) at which it was first flagged and last changed, and how often."""

    conflict: Conflict
    flagged_at: datetime
    changed_at: datetime
    changes: int


def beginnings(store: Store, first: date, last: date) -> list[Beginning]:
    """The conflicts whose facts stand and that begin on a day from `first` to `last`, by day and key."""
    c, h = t.conflict.c, t.conflict_history.c
    query = (
        select(c.body, c.first_flagged_at, c.changed_at, func.count(h.id))
        .join(t.conflict_history, h.conflict_key == c.key)
        .where(c.active, c.since.between(first, last))
        .group_by(c.key)
        .order_by(c.since, c.key)
    )
    with store.read() as tx:
        rows = tx.execute(query).all()
    return [Beginning(decode(Conflict, body), at, changed, lines - 1) for body, at, changed, lines in rows]


def newest_moments(store: Store, today: date) -> list[Moment]:
    """The turnings of the conflicts that changed or ended last, newest first (see measures.conflicts.course).

    Complete for the newest MOST turnings; of older ones some may be missing.
    """
    r = t.event_reading.c
    with store.read() as tx:
        lines = _lines(tx, _last_touched(tx, today))
        items = {item for _, line in lines for item in (*line.conflict.items_a, *line.conflict.items_b)}
        measures: dict[str, Measure] = {}
        for ids in chunks(sorted(items)):
            measures |= measures_of_items(tx, ids)
        reread = frozenset(tx.execute(select(r.replaced_at).distinct()).scalars())
    found = [
        moment
        for _, own in groupby(lines, key=lambda one: one[0])
        for moment in course((line for _, line in own), today, measures, reread)
    ]
    return sorted(found, key=lambda moment: (-moment.at.timestamp(), moment.conflict.key))


def _last_touched(tx: Connection, today: date) -> list[str]:
    c = t.conflict.c
    changed = select(c.key).order_by(c.changed_at.desc(), c.key).limit(MOST)
    over = select(c.key).where(c.active, c.last_day < today).order_by(c.last_day.desc(), c.key).limit(MOST)
    return sorted({*tx.execute(changed).scalars(), *tx.execute(over).scalars()})


def _lines(tx: Connection, keys: Iterable[str]) -> list[tuple[str, Line]]:
    """The history of conflicts, by key and then in order."""
    h = t.conflict_history.c
    query = select(h.conflict_key, h.at, h.what, h.body).order_by(h.conflict_key, h.id)
    return [
        (key, Line(at, decode(Conflict, body), what != "cleared"))
        for some in chunks(list(keys))
        for key, at, what, body in tx.execute(query.where(h.conflict_key.in_(some)))
    ]
