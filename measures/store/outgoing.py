"""What is to be told: for each subscription that is due, its notices and the message that tells them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, update

from measures.days import day_of
from measures.outgoing import (
    Channel,
    Digest,
    NoticeKind,
    Rhythm,
    Subscription,
    SubscriptionState,
    Told,
    newest_slot,
    notices,
)
from measures.outgoing.model import loud
from measures.store import tables as t
from measures.store.engine import Store
from measures.store.exercise import exercise
from measures.store.outbox import keep_notices, put_in, something_waits
from measures.store.standing import Standing, last_change, last_known, standing
from measures.store.subscriptions import subscription_of

_s, _n, _o = t.subscription.c, t.notice.c, t.outbox.c


def something_is_due(store: Store, channel: Channel, now: datetime) -> bool:
    """Whether there is anything to collect or to send; never in an exercise, of which nothing leaves."""
    if exercise(store):
        return False
    with store.read() as tx:
        if something_waits(tx, channel, now):
            return True
        return tx.execute(_due(channel, now, last_change(tx)).limit(1)).first() is not None


def collect(store: Store, channel: Channel, now: datetime) -> int:
    """Put what is to be told by a channel into the outbox; how many messages that were.

    One transaction a subscription: its notices and its message are kept together, or neither. However many
    processes do this at once, each subscription gets one message for each slot. A weekly message is sent
    though nothing changed, for it carries the summary; others only tell news.
    """
    if exercise(store):
        return 0
    with store.read() as tx:
        found = standing(tx, now)
        due = [row.id for row in tx.execute(_due(channel, now, found.seen))]
    made = 0
    for one in due:
        with store.begin() as tx:
            # Whom somebody else is seeing to now is seen to.
            still = _due(channel, now, found.seen).where(_s.id == one)
            row = tx.execute(still.with_for_update(skip_locked=True)).first()
            if row is not None:
                made += _see_to(tx, subscription_of(row._asdict()), found)
    return made


def _see_to(tx: Connection, one: Subscription, found: Standing) -> bool:
    """Write down one subscription's notices, and its message where there is something to tell."""
    rhythm, at = one.wishes.rhythm, found.at
    day = newest_slot(rhythm, at)
    told = _told(tx, one.id)
    here = {conflict.key for conflict in found.open} | found.quiet
    gone = last_known(tx, [key for key, was in told.items() if _stands(was) and key not in here])
    news = notices(found.open, gone, told, one.wishes)
    loud_ones = loud(news)
    wanted = bool(loud_ones) or rhythm is Rhythm.WEEKLY
    outbox_id = None
    if wanted:
        slot = _next_number(tx, one.id) if rhythm is Rhythm.IMMEDIATE else day.isoformat()
        outbox_id = put_in(tx, one.id, slot, Digest(day_of(at), loud_ones), at)
    keep_notices(tx, one.id, news, outbox_id, at)
    tx.execute(update(t.subscription).where(_s.id == one.id).values(slot=day, seen=found.seen))
    return wanted


def _told(tx: Connection, subscription_id: str) -> Mapping[str, list[Told]]:
    query = select(_n.conflict_key, _n.kind, _n.severity).where(_n.subscription_id == subscription_id)
    found: dict[str, list[Told]] = defaultdict(list)
    for key, kind, severity in tx.execute(query.order_by(_n.conflict_key, _n.number)):
        found[key].append(Told(NoticeKind(kind), severity))
    return found


def _stands(told: list[Told]) -> bool:
    return told[-1].kind is not NoticeKind.ENDED


def _next_number(tx: Connection, subscription_id: str) -> str:
    """A slot that none of its messages has: the row of the subscription is locked meanwhile."""
    mine = select(func.max(_o.id)).where(_o.subscription_id == subscription_id)
    return f"+{tx.execute(mine).scalar() or 0}"


def _due(channel: Channel, now: datetime, seen: int) -> Select[Any]:
    """The active subscriptions whose slot has come, or which are told at once and there is something new."""

    def late(rhythm: Rhythm) -> ColumnElement[bool]:
        slot: date = newest_slot(rhythm, now)
        return and_(_s.rhythm == rhythm.value, or_(_s.slot.is_(None), _s.slot < slot))

    at_once = and_(_s.rhythm == Rhythm.IMMEDIATE.value, _s.seen < seen)
    active = and_(_s.channel == channel.value, _s.state == SubscriptionState.ACTIVE.value)
    return (
        select(t.subscription)
        .where(active, or_(at_once, *(late(rhythm) for rhythm in Rhythm)))
        .order_by(_s.id)
    )
