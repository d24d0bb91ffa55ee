"""The outbox: messages that wait, who is sending which, and what came of it.

A message is sent at least once: between the receiver's yes and the commit that follows it at once, only the
message id keeps a second copy from counting. Two senders never have the same message while its lease runs.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from measures.outgoing import (
    Channel,
    Digest,
    MessageState,
    Notice,
    Purpose,
    SubscriptionState,
    from_json,
    next_try,
    to_json,
)
from measures.store import tables as t

KEPT = timedelta(days=90)
"""So long the text of a message is kept after it was sent."""
GIVEN_UP_AFTER = 3
"""Messages in a row that failed for good, after which nothing more is sent to a subscriber."""

_o, _s, _n = t.outbox.c, t.subscription.c, t.notice.c
_UNSENT = (MessageState.WAITING.value, MessageState.CLAIMED.value)


@dataclass(frozen=True, slots=True)
class Message:
    """A message in hand. `message_id` is the same at each try, `attempts` counts this one too.

    `slot` names what it is for: Purpose.CONFIRM, a day, or a number after "+".
    """

    id: int
    subscription_id: str
    slot: str
    message_id: str
    made_at: datetime
    attempts: int
    digest: Digest

    @property
    def is_confirmation(self) -> bool:
        """Whether it asks its reader to confirm the subscription."""
        return self.slot == Purpose.CONFIRM


def put_in(tx: Connection, subscription_id: str, slot: str, digest: Digest, at: datetime) -> int:
    """Let a message wait to be sent; IntegrityError where the subscription has one for this slot."""
    row = {"subscription_id": subscription_id, "slot": str(slot), "message_id": secrets.token_hex(16)}
    row |= {"state": MessageState.WAITING.value, "code": "", "args": "[]", "body": to_json(digest)}
    kept = tx.execute(insert(t.outbox).values(**row, made_at=at, attempts=0, next_try_at=at))
    assert kept.inserted_primary_key is not None
    return int(kept.inserted_primary_key[0])


def keep_notices(
    tx: Connection, subscription_id: str, notices: Sequence[Notice], outbox_id: int | None, at: datetime
) -> None:
    """Write down what a subscriber is told by a message, or taken to know (None).

    IntegrityError where somebody else did so meanwhile for one of these conflicts.
    """
    if not notices:
        return
    mine = _n.subscription_id == subscription_id
    query = select(_n.conflict_key, func.max(_n.number)).where(mine).group_by(_n.conflict_key)
    last = {key: number for key, number in tx.execute(query).all()}  # noqa: C416 (rows, not pairs)
    rows = [
        {
            "subscription_id": subscription_id,
            "conflict_key": one.key,
            "number": last.get(one.key, 0) + 1,
            "kind": one.kind.value,
            "severity": one.severity,
            "since": one.period[0],
            "last_day": one.period[1],
            "at": at,
            "outbox_id": None if one.quiet else outbox_id,
        }
        for one in notices
    ]
    tx.execute(insert(t.notice), rows)


def claim(
    tx: Connection, channel: Channel, now: datetime, holder: str, lease: timedelta, limit: int
) -> list[Message]:
    """Take up to `limit` messages that are due, the oldest first; their tries count from here on.

    Nobody else gets them until something is recorded of them or the lease runs out.
    """
    query = (
        select(_o.id, _o.subscription_id, _o.slot, _o.message_id, _o.made_at, _o.attempts, _o.body)
        .join(t.subscription, _s.id == _o.subscription_id)
        .where(_is_due(now), _s.channel == channel.value)
        .order_by(_o.next_try_at, _o.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=t.outbox)
    )
    found = [
        Message(*row[:5], attempts=row.attempts + 1, digest=from_json(row.body)) for row in tx.execute(query)
    ]
    if found:
        values = {"state": MessageState.CLAIMED.value, "holder": holder, "lease_until": now + lease}
        mine = _o.id.in_([message.id for message in found])
        tx.execute(update(t.outbox).where(mine).values(**values, attempts=_o.attempts + 1))
    return found


def something_waits(tx: Connection, channel: Channel, now: datetime) -> bool:
    """Whether a message is due that nobody is sending."""
    query = select(_o.id).join(t.subscription, _s.id == _o.subscription_id)
    return tx.execute(query.where(_is_due(now), _s.channel == channel.value).limit(1)).first() is not None


def renew(tx: Connection, message: Message, holder: str, until: datetime) -> bool:
    """Keep a message in hand until another instant; False where it was taken back or somebody else has it."""
    mine = update(t.outbox).where(_o.id == message.id, _o.holder == holder)
    return tx.execute(mine.values(lease_until=until)).rowcount == 1


def record_sent(tx: Connection, message: Message, at: datetime) -> None:
    """That a message arrived, whoever has it now: what is out is out."""
    values = {"state": MessageState.SENT.value, "sent_at": at, "code": "", "args": "[]", **_FREE}
    tx.execute(update(t.outbox).where(_o.id == message.id).values(**values))
    tx.execute(update(t.subscription).where(_s.id == message.subscription_id).values(failures=0))


def record_failed(
    tx: Connection,
    message: Message,
    holder: str,
    code: str,
    args: Sequence[tuple[str, str]],
    at: datetime,
    *,
    final: bool = False,
    not_before: datetime | None = None,
) -> bool:
    """That a try failed, and why (a code with arguments); it is tried again later, if not `final`.

    The receiver may have asked for a pause that lasts longer, until `not_before`.

    True where it failed for good: what it would have told counts as untold, and the failures of its
    subscription are one more. After GIVEN_UP_AFTER of these the subscription is to be disabled.
    """
    again = None if final else next_try(message.attempts, at)
    if again and not_before:
        again = max(again, not_before)
    state = MessageState.WAITING if again else MessageState.FAILED
    values = {
        "state": state.value,
        "code": code,
        "args": json.dumps(args),
        "next_try_at": again or at,
        **_FREE,
    }
    mine = update(t.outbox).where(_o.id == message.id, _o.holder == holder)
    if tx.execute(mine.values(**values)).rowcount == 0 or again:
        return False
    tx.execute(delete(t.notice).where(_n.outbox_id == message.id))
    more = update(t.subscription).where(_s.id == message.subscription_id)
    tx.execute(more.values(failures=_s.failures + 1))
    return True


def give_back(tx: Connection, holder: str) -> None:
    """Give back all that `holder` has in hand and did not try."""
    mine = (_o.holder == holder, _o.state == MessageState.CLAIMED.value)
    values = {"state": MessageState.WAITING.value, "attempts": _o.attempts - 1, **_FREE}
    tx.execute(update(t.outbox).where(*mine).values(**values))


def forget_texts(tx: Connection, now: datetime) -> None:
    """Erase the texts of what was sent or given up long ago."""
    old = (_o.state.not_in(_UNSENT), _o.made_at <= now - KEPT, _o.body != "")
    tx.execute(update(t.outbox).where(*old).values(body=""))


_FREE = {"holder": None, "lease_until": None}


def _is_due(now: datetime) -> ColumnElement[bool]:
    waits = and_(_o.state == MessageState.WAITING.value, _o.next_try_at <= now)
    lost = and_(_o.state == MessageState.CLAIMED.value, _o.lease_until <= now)
    asks = and_(_s.state == SubscriptionState.UNCONFIRMED.value, _o.slot == Purpose.CONFIRM.value)
    return and_(or_(waits, lost), or_(_s.state == SubscriptionState.ACTIVE.value, asks))
