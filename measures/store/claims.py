"""Claims: which sources are due, and who of several schedulers polls them, at hosts that it then has too."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select, update

from measures.store import tables as t
from measures.store.hosts import clock_of, hold_hosts, open_to, rest_of
from measures.store.sources import UNASKED
from measures.vocabulary import AnswerState


@dataclass(frozen=True, slots=True)
class Claim:
    """A source to poll, and its host, which is to be left in peace for `rest` seconds more."""

    source_id: str
    host: str
    rest: float


def claim_due(
    tx: Connection,
    now: datetime,
    holder: str,
    lease: timedelta,
    limit: int,
    besides: Collection[str] = (),
) -> list[Claim]:
    """Take up to `limit` due sources for `holder` with their hosts, those that a person asked for first.

    Nobody else gets them until they are recorded or the lease runs out, nor anything else at these hosts
    until they are given back. Due: the time of the next try has come and nobody has retired it, or someone
    asked. A wish waits while the source is off or dead, and where it keeps us out, until the time of its
    next try. Nothing is asked before the time that its server named. Two processes that claim at the same
    moment share the sources out. Those `besides` are left out.
    """
    s, h = t.source.c, t.host.c
    clock = clock_of(tx)
    due = and_(s.next_try_at <= now, s.standing == "use", s.retired_at.is_(None))
    free = or_(s.lease_until.is_(None), s.lease_until <= now)
    welcome = or_(s.not_before.is_(None), s.not_before <= now)
    barred = and_(func.coalesce(s.state == AnswerState.BLOCKED.value, False), s.next_try_at > now)
    wanted = and_(s.asked_at.is_not(None), s.standing.not_in(UNASKED), ~barred)
    query = (
        select(s.id, h.name, h.holder, h.free_at)
        .join(t.host, h.name == s.host)
        .where(s.listed, free, welcome, or_(due, wanted), s.id.not_in(besides))
        .where(open_to(holder, clock, lease / 2))
        .order_by(s.asked_at.is_(None), s.next_try_at, s.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=[t.source, t.host])
    )
    claims = [Claim(row.id, row.name, rest_of(row.holder, row.free_at, clock)) for row in tx.execute(query)]
    if claims:
        mine = s.id.in_([claim.source_id for claim in claims])
        tx.execute(update(t.source).where(mine).values(holder=holder, lease_until=now + lease))
        hold_hosts(tx, {claim.host for claim in claims}, holder, clock + lease)
    return claims


def renew(tx: Connection, source_id: str, holder: str, until: datetime) -> bool:
    """Keep a claim until another instant; False where it ran out and somebody else has it now."""
    s = t.source.c
    mine = update(t.source).where(s.id == source_id, s.holder == holder)
    return tx.execute(mine.values(lease_until=until)).rowcount == 1


def prolong(tx: Connection, source_ids: Collection[str], holder: str, until: datetime) -> None:
    """Keep those of some claims that are still `holder`'s from running out before an instant."""
    s = t.source.c
    mine = select(s.id).where(s.id.in_(source_ids), s.holder == holder, s.lease_until < until)
    # What is being recorded is about to be given back: to wait for it could be to wait in a circle.
    free = mine.with_for_update(skip_locked=True)
    tx.execute(update(t.source).where(s.id.in_(free)).values(lease_until=until))


def release(tx: Connection, holder: str) -> None:
    """Give back all that `holder` has claimed, unpolled."""
    s = t.source.c
    tx.execute(update(t.source).where(s.holder == holder).values(holder=None, lease_until=None))
