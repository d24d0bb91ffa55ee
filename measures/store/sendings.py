"""How sending stands: what waits, what arrived, what did not and why; for the page and for /metrics."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from measures.outgoing import Channel, MessageState, Subscription, masked
from measures.store import tables as t
from measures.store.engine import Store
from measures.store.subscriptions import subscriptions

_o, _s = t.outbox.c, t.subscription.c


@dataclass(frozen=True, slots=True)
class Sendings:
    """Messages by state, and when the last one arrived (UTC; None for none)."""

    number: Mapping[MessageState, int]
    last_at: datetime | None

    @property
    def waiting(self) -> int:
        """How many are yet to arrive."""
        return self.number.get(MessageState.WAITING, 0) + self.number.get(MessageState.CLAIMED, 0)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message that did not arrive so far: to whom (masked), how often it was tried, and why it failed.

    `again_at` is when it is tried again (UTC), None where it was given up.
    """

    subscription_id: str
    address: str
    made_at: datetime
    attempts: int
    code: str
    args: tuple[tuple[str, str], ...]
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """A subscription with the instant (UTC) of the last message that arrived there."""

    subscription: Subscription
    sent_at: datetime | None


def sendings(store: Store, channel: Channel) -> Sendings:
    """How many messages of a channel are in which state."""
    here = _o.subscription_id.in_(select(_s.id).where(_s.channel == channel.value))
    query = select(_o.state, func.count(), func.max(_o.sent_at)).where(here).group_by(_o.state)
    with store.read() as tx:
        rows = tx.execute(query).all()
    last = max((at for _, _, at in rows if at is not None), default=None)
    return Sendings({MessageState(state): number for state, number, _ in rows}, last)


def troubles(store: Store, channel: Channel, limit: int = 20) -> list[Trouble]:
    """Messages whose last try failed, those that are tried again first, then the latest."""
    unsent = (MessageState.WAITING.value, MessageState.CLAIMED.value, MessageState.FAILED.value)
    given_up = case((_o.state == MessageState.FAILED.value, 1), else_=0)
    query = (
        select(_s.id, _s.address, _o.made_at, _o.attempts, _o.code, _o.args, _o.next_try_at, given_up)
        .join(t.subscription, _s.id == _o.subscription_id)
        .where(_s.channel == channel.value, _o.state.in_(unsent), _o.code != "")
        .order_by(given_up, _o.made_at.desc(), _o.id.desc())
        .limit(limit)
    )
    with store.read() as tx:
        rows = tx.execute(query).all()
    return [
        Trouble(
            row.id, masked(row.address), row.made_at, row.attempts, row.code,
            tuple((name, value) for name, value in json.loads(row.args)),
            None if row[7] else row.next_try_at,
        )
        for row in rows
    ]  # fmt: skip


def lines(store: Store, channel: Channel) -> list[Line]:
    """The subscriptions of a channel, the newest first."""
    query = select(_o.subscription_id, func.max(_o.sent_at)).group_by(_o.subscription_id)
    with store.read() as tx:
        sent = {key: at for key, at in tx.execute(query).all()}  # noqa: C416 (rows, not pairs)
    return [Line(one, sent.get(one.id)) for one in subscriptions(store, channel)]
