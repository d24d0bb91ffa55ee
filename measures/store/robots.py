"""The robots.txt of hosts as last read, so that schedulers share it and a restart asks nothing anew."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

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


_KNOWN = select(t.robots).where(t.robots.c.origin.in_(bindparam("origins", expanding=True)))


def robots_of(tx: Connection, origins: Iterable[str], now: datetime) -> dict[str, RobotsRow]:
    """What is known of some hosts' robots.txt and still holds at `now`, by origin."""
    rows = tx.execute(_KNOWN, {"origins": list(origins)}).mappings()
    return {row["origin"]: RobotsRow(**row) for row in rows if row["until"] > now}


def keep_robots(tx: Connection, row: RobotsRow) -> None:
    """Remember what a host says, in place of what it said before."""
    put(tx, t.robots, asdict(row), asdict(row))
