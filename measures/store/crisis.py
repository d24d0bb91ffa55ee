"""Crisis mode: while it is on, sources are asked as often as their limits allow."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from measures.store import tables as t
from measures.store.audit import audit
from measures.store.engine import Store, bump


@dataclass(frozen=True, slots=True)
class Crisis:
    """That crisis mode is on: since when (UTC), switched by whom, and why."""

    since: datetime
    who: str
    why: str


def crisis(store: Store) -> Crisis | None:
    """The crisis mode that is on, None where it is off."""
    with store.read() as tx:
        row = tx.execute(select(t.crisis.c.since, t.crisis.c.who, t.crisis.c.why)).first()
    return Crisis(*row) if row else None


def is_crisis(tx: Connection) -> bool:
    """Whether crisis mode is on."""
    return bool(tx.execute(select(func.count()).select_from(t.crisis)).scalar_one())


def set_crisis(tx: Connection, on: bool, who: str, why: str, at: datetime) -> None:
    """Switch crisis mode; what is on or off already stays as it is. Written into the audit trail.

    Switched on, sources that answer well become due within their crisis pause from `at`.
    """
    bump(tx, "sources")
    if on == is_crisis(tx):
        return
    if on:
        tx.execute(insert(t.crisis).values(id=1, since=at, who=who, why=why))
        _hurry(tx, at)
    else:
        tx.execute(delete(t.crisis))
    audit(tx, who, "set_crisis", "crisis", {"on": on, "why": why}, at)


def _hurry(tx: Connection, at: datetime) -> None:
    """Bring forward the next try of sources without failures; a source that backs off is left in peace."""
    s = t.source.c
    calm = select(s.id, s.last_try_at, s.interval_minutes, s.fastest_minutes).where(s.listed, s.failures == 0)
    for key, last, minutes, fastest in tx.execute(calm).all():
        pause = timedelta(minutes=max(minutes / 3, min(fastest or 0, minutes)))
        soon = max(at, last + pause) if last else at
        tx.execute(update(t.source).where(s.id == key, s.next_try_at > soon).values(next_try_at=soon))
