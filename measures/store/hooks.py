"""Webhooks as people add, try, switch on again and remove them; each act is in the audit trail."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from measures.errors import StoreError
from measures.outgoing import Channel, Subscription, SubscriptionState, Wishes, masked
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.subscriptions import TooManyError, activate, request, subscription

MOST = 50
"""Webhooks at the same time."""
MOST_AN_HOUR = 10
"""Webhooks added in an hour, and requests that people send to one of them in an hour."""
CHALLENGE, TEST = "subscription:challenge", "subscription:test"

_s, _a = t.subscription.c, t.audit.c
_HOOKS = _s.channel == Channel.WEBHOOK.value


def add(tx: Connection, address: str, secret: str, wishes: Wishes, who: str, at: datetime) -> Subscription:
    """Keep a webhook that is sent nothing until it answers a challenge; TooManyError beyond the limits.

    The address is in its one spelling (measures.outgoing.web_address); the audit trail keeps its host alone.
    """
    count = select(func.count()).where(_HOOKS)
    here = count.where(_s.state != SubscriptionState.ENDED.value)
    lately = count.where(_s.created_at > at - timedelta(hours=1))
    if tx.execute(here).scalar_one() >= MOST or tx.execute(lately).scalar_one() >= MOST_AN_HOUR:
        raise TooManyError("too many webhooks were added", subject=masked(address))
    one = request(tx, Channel.WEBHOOK, address, wishes, at, secret, who)
    assert one is not None
    audit(tx, who, "subscription:webhook", one.id, {"host": masked(address)}, at)
    return one


def begin_try(tx: Connection, hook_id: str, what: str, who: str, at: datetime) -> Subscription:
    """The webhook to which somebody is about to send a request (CHALLENGE or TEST), written down first.

    TooManyError after MOST_AN_HOUR of them: nobody else's server is to be troubled by way of ours.
    StoreError where it has ended, or where a test is for one that is not active.
    """
    one = subscription(tx, hook_id)
    fits = (SubscriptionState.ACTIVE,) if what == TEST else _TO_BEGIN
    if one is None or one.channel is not Channel.WEBHOOK or one.state not in fits:
        raise StoreError("this webhook can no longer be tried", subject=hook_id)
    tries = select(func.count()).where(_a.subject == hook_id, _a.what.in_((CHALLENGE, TEST)))
    if tx.execute(tries.where(_a.at > at - timedelta(hours=1))).scalar_one() >= MOST_AN_HOUR:
        raise TooManyError("it was tried too often", subject=hook_id)
    audit(tx, who, what, hook_id, {}, at)
    return one


def begin(tx: Connection, hook_id: str, who: str, at: datetime) -> None:
    """Send to a webhook from here on: it has answered its challenge. StoreError where it has ended."""
    one = subscription(tx, hook_id)
    if one is None or one.state not in _TO_BEGIN:
        raise StoreError("this webhook can no longer be begun", subject=hook_id)
    activate(tx, one, at, who)


_TO_BEGIN = (SubscriptionState.UNCONFIRMED, SubscriptionState.DISABLED)
