"""The conflicts as they stand at an instant, for those who are told of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from measures.days import day_of
from measures.model import Conflict
from measures.store import tables as t
from measures.store.casework import dismissed
from measures.store.codec import decode
from measures.store.conflicts import as_seen
from measures.store.engine import chunks


@dataclass(frozen=True, slots=True)
class Standing:
    """The conflicts that stand, are not over and were not dismissed, as seen on the day of `at`.

    `quiet` are the keys of those that stand but were dismissed; `seen` is the last row of their history.
    """

    at: datetime
    open: tuple[Conflict, ...]
    quiet: frozenset[str]
    seen: int


def standing(tx: Connection, at: datetime) -> Standing:
    """How the conflicts stand at an instant."""
    c, day = t.conflict.c, day_of(at)
    seen = last_change(tx)
    away = dismissed(tx)
    query = select(c.key, c.body).where(c.active, c.last_day >= day).order_by(c.key)
    found = tx.execute(query).all()
    return Standing(
        at,
        tuple(as_seen(body, day) for key, body in found if key not in away),
        frozenset(key for key, _ in found if key in away),
        seen,
    )


def last_change(tx: Connection) -> int:
    """The last row of the history of conflicts, whose rows become visible in order; 0 for an empty one."""
    return tx.execute(select(func.max(t.conflict_history.c.id))).scalar() or 0


def last_known(tx: Connection, keys: Collection[str]) -> list[Conflict]:
    """Conflicts as they stood last, whether or not they still do, by key."""
    c = t.conflict.c
    return [
        decode(Conflict, body)
        for some in chunks(sorted(keys))
        for body in tx.execute(select(c.body).where(c.key.in_(some)).order_by(c.key)).scalars()
    ]
