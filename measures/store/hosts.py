"""Turns at hosts, shared by all schedulers: who asks a host at present, and from when the next one may.

The clock is the database's own, as those of several machines differ by more than a pause lasts.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, delete, func, or_, select, update

from measures.hosts import host_of
from measures.store import tables as t
from measures.store.engine import put

_FORGOTTEN_AFTER = timedelta(days=1)
_LEFT_IN_PEACE = timedelta(minutes=1)


def clock_of(tx: Connection) -> datetime:
    """The database's clock (UTC); that of this machine for SQLite, whose file is of one machine."""
    if tx.dialect.name == "postgresql":
        now: datetime = tx.execute(select(func.clock_timestamp())).scalar_one()
        return now.astimezone(UTC)
    return datetime.now(UTC)


def assign_hosts(tx: Connection) -> None:
    """Let each listed source say at which host it lives now, and let there be a row for each host to lock."""
    s = t.source.c
    found = tx.execute(select(s.id, s.url, s.address, s.host).where(s.listed)).all()
    # Of an address with places for the clock only what follows its host can be another one.
    hosts = {row: host_of(row.address if row.address and "{" not in row.url else row.url) for row in found}
    moved = {row.id: host for row, host in hosts.items() if host != row.host}
    # Sources before hosts, and hosts by name, as others do: nobody then waits for another in a circle.
    for source_id, host in moved.items():
        tx.execute(update(t.source).where(s.id == source_id).values(host=host))
    for host in sorted(set(moved.values())):
        put(tx, t.host, {"name": host}, {"name": host})


def open_to(holder: str, now: datetime, patience: timedelta) -> ColumnElement[bool]:
    """Which hosts `holder` may take at `now` (see clock_of): its own, and those that nobody else holds.

    A host whose pause is over within `patience` can be taken already; its next request waits for that.
    """
    h = t.host.c
    resting = and_(h.holder.is_(None), h.free_at <= now + patience)
    return or_(h.holder == holder, h.free_at.is_(None), h.free_at <= now, resting)


def hold_hosts(tx: Connection, names: Collection[str], holder: str, until: datetime) -> None:
    """Write `holder` on hosts until an instant, or as long as it has them already where that is longer."""
    h = t.host.c
    shorter = or_(h.holder.is_(None), h.holder != holder, h.free_at.is_(None), h.free_at < until)
    tx.execute(update(t.host).where(h.name.in_(names), shorter).values(holder=holder, free_at=until))


def take_host(tx: Connection, name: str, holder: str, lease: timedelta) -> float | None:
    """Take a host, known or not, for `holder`; None where somebody else has it.

    The seconds for which it is to be left in peace before it is asked. Returns by itself after `lease`.
    """
    put(tx, t.host, {"name": name}, {"name": name})
    now = clock_of(tx)
    row = tx.execute(select(t.host.c.holder, t.host.c.free_at).where(t.host.c.name == name)).one()
    rest = rest_of(row.holder, row.free_at, now)
    if row.holder not in (None, holder) and row.free_at > now:
        return None
    hold_hosts(tx, [name], holder, now + timedelta(seconds=rest) + lease)
    return rest


def rest_of(holder: str | None, free_at: datetime | None, now: datetime) -> float:
    """The seconds that a host's pause still lasts at `now`; a holder knows that better itself."""
    return max(0.0, (free_at - now).total_seconds()) if free_at and holder is None else 0.0


def release_hosts(tx: Connection, holder: str, rests: Mapping[str, float]) -> None:
    """Give hosts back, each with the seconds for which nobody may ask it."""
    if not rests:
        return
    h, now = t.host.c, clock_of(tx)
    given = update(t.host).where(h.name == bindparam("host"), h.holder == holder)
    # In one order, so that nobody waits for another in a circle.
    rows = [{"host": name, "until": now + timedelta(seconds=rests[name])} for name in sorted(rests)]
    tx.execute(given.values(holder=None, free_at=bindparam("until")), rows)


def release_all_hosts(tx: Connection, holder: str) -> None:
    """Give back the hosts that one who stops has taken and never asked, as if others had just asked them."""
    h, until = t.host.c, clock_of(tx) + _LEFT_IN_PEACE
    own = update(t.host).where(h.holder == holder)
    tx.execute(own.values(holder=None, free_at=case((h.free_at < until, h.free_at), else_=until)))


def forget_hosts(tx: Connection) -> None:
    """Drop hosts that no source has, and that nobody was led to for a day."""
    owned = select(t.source.c.host).where(t.source.c.host.is_not(None))
    old = t.host.c.free_at < clock_of(tx) - _FORGOTTEN_AFTER
    tx.execute(delete(t.host).where(old, t.host.c.name.not_in(owned)))
