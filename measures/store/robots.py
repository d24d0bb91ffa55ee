"""The robots.txt of hosts as last read, so that schedulers share it and a restart asks nothing anew."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from measures.store import tables as t
from measures.store.engine import put


@dataclass(frozen=True, slots=True)
class RobotsRow:
    """What a host (`origin`: scheme://host:port) says. `verdict`: rules (in `body`), open or closed."""

    origin: str
    verdict: str
    body: str
    at: datetime
    until: datetime


def robots_of(tx: Connection, origin: str, now: datetime) -> RobotsRow | None:
    """What is known of a host's robots.txt and still holds at `now`."""
    r = t.robots.c
    row = tx.execute(select(t.robots).where(r.origin == origin, r.until > now)).mappings().first()
    return RobotsRow(**row) if row else None


def keep_robots(tx: Connection, row: RobotsRow) -> None:
    """Remember what a host says, in place of what it said before."""
    put(tx, t.robots, asdict(row), asdict(row))
