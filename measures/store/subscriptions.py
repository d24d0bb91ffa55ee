"""Subscriptions: asked for, confirmed, ended; an address is kept only as long as it is written to.

Tokens are random and stored as their SHA-256: whoever reads the database can neither confirm nor end one.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from measures.days import day_of
from measures.errors import InputError
from measures.outgoing import (
    Channel,
    Digest,
    Purpose,
    Rhythm,
    Subscription,
    SubscriptionState,
    Wishes,
    baseline,
    newest_slot,
)
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.engine import Store
from measures.store.outbox import keep_notices, put_in
from measures.store.standing import standing
from measures.vocabulary import Border, Language, Topic

UNCONFIRMED_FOR = timedelta(days=7)
"""After so long an address that nobody confirmed is erased, with all that was asked for it."""
DISABLED_FOR = timedelta(days=30)
"""After so long a subscription that could not be reached is ended."""
MOST_A_DAY = 3
"""Messages that ask one address for confirmation, a day; what goes beyond is passed over in silence."""
MOST_AN_HOUR = 60
"""Messages that ask for confirmation, an hour, to all addresses together."""
WHO = "subscriber"
"""Their name in the audit trail, where addresses do not belong."""

_s, _k = t.subscription.c, t.subscription_token.c


class TooManyError(InputError):
    """More was asked for in a short time than anybody can have wanted."""


def request(
    tx: Connection,
    channel: Channel,
    address: str,
    wishes: Wishes,
    at: datetime,
    secret: str = "",
    who: str = WHO,
) -> Subscription | None:
    """Keep a subscription that is yet to be confirmed; for mail, the message that asks for it waits then.

    None where the address was asked too often lately: whoever asks must not see the difference.
    TooManyError where all together did. The address is in its one spelling (measures.outgoing.mail_address).
    """
    if channel is Channel.MAIL:
        asked = select(func.count()).where(
            _s.channel == channel.value, _s.state != SubscriptionState.ACTIVE.value
        )
        if tx.execute(asked.where(_s.created_at > at - timedelta(hours=1))).scalar_one() >= MOST_AN_HOUR:
            raise TooManyError("too many subscriptions were asked for; try again in an hour")
        same = func.lower(_s.address) == address.lower()
        if tx.execute(asked.where(same, _s.created_at > at - timedelta(days=1))).scalar_one() >= MOST_A_DAY:
            return None
    one = Subscription(
        secrets.token_hex(8), channel, address, wishes, SubscriptionState.UNCONFIRMED, at, secret=secret
    )
    row: dict[str, object] = {"id": one.id, "channel": channel.value, "address": address, "secret": secret}
    row |= {"state": one.state.value, "created_at": at, "seen": 0, "failures": 0, "code": "", "args": "[]"}
    tx.execute(insert(t.subscription).values(**row, **_columns(wishes)))
    if channel is Channel.MAIL:
        put_in(tx, one.id, Purpose.CONFIRM, Digest(day_of(at)), at)
    audit(tx, who, "subscription:request", one.id, {"channel": channel}, at)
    return one


def confirm(tx: Connection, token: str, at: datetime) -> Subscription | None:
    """Begin the subscription that the token confirms; None where it confirms none that waits for it.

    An older one of that address with the same wishes is replaced by it.
    """
    one = of_token(tx, token, Purpose.CONFIRM)
    if one is None or one.state is not SubscriptionState.UNCONFIRMED:
        return None
    for older in _read(tx, _s.state == SubscriptionState.ACTIVE.value, _s.channel == one.channel.value):
        if older.address.lower() == one.address.lower() and older.wishes == one.wishes:
            end(tx, older.id, WHO, "replaced", at)
    activate(tx, one, at)
    return subscription(tx, one.id)


def activate(tx: Connection, one: Subscription, at: datetime, who: str = WHO) -> None:
    """Begin or resume a subscription: what stands on this day counts as known, and is told by no message."""
    found = standing(tx, at)
    values: dict[str, object] = {
        "state": SubscriptionState.ACTIVE.value,
        "slot": newest_slot(one.wishes.rhythm, at),
        "seen": found.seen,
        "ended_at": None,
        "failures": 0,
        "code": "",
        "args": "[]",
    }
    if one.confirmed_at is None:
        values["confirmed_at"] = at
        keep_notices(tx, one.id, baseline(found.open, one.wishes), None, at)
    tx.execute(update(t.subscription).where(_s.id == one.id).values(**values))
    audit(tx, who, "subscription:active", one.id, {}, at)


def end(tx: Connection, subscription_id: str, who: str, why: str, at: datetime) -> bool:
    """End a subscription and erase its address, secret and what it was told; False where it is ended already.

    What is kept: that it was there, when, and with which wishes.
    """
    here = (_s.id == subscription_id, _s.state != SubscriptionState.ENDED.value)
    gone = {"state": SubscriptionState.ENDED.value, "ended_at": at}
    # What receivers answered often repeats the address.
    gone |= {"address": "", "secret": "", "code": "", "args": "[]"}
    if tx.execute(update(t.subscription).where(*here).values(**gone)).rowcount == 0:
        return False
    _forget_messages(tx, subscription_id)
    tx.execute(delete(t.notice).where(t.notice.c.subscription_id == subscription_id))
    tx.execute(update(t.outbox).where(t.outbox.c.subscription_id == subscription_id).values(args="[]"))
    audit(tx, who, "subscription:end", subscription_id, {"why": why}, at)
    return True


def disable(
    tx: Connection, subscription_id: str, code: str, args: Sequence[tuple[str, str]], at: datetime
) -> None:
    """Send an active subscription nothing more, for the reason of a code, until it is activated again."""
    here = (_s.id == subscription_id, _s.state == SubscriptionState.ACTIVE.value)
    values = {"state": SubscriptionState.DISABLED.value, "ended_at": at, "code": code}
    if tx.execute(update(t.subscription).where(*here).values(**values, args=json.dumps(args))).rowcount:
        _forget_messages(tx, subscription_id)
        audit(tx, "sender", "subscription:disable", subscription_id, {"code": code}, at)


def forget_subscriptions(tx: Connection, now: datetime) -> int:
    """Erase what nobody confirmed in time, end what could not be reached for long; how many those were."""
    late = (_s.state == SubscriptionState.UNCONFIRMED.value, _s.created_at <= now - UNCONFIRMED_FOR)
    erased = tx.execute(delete(t.subscription).where(*late)).rowcount
    lasting = (_s.state == SubscriptionState.DISABLED.value, _s.ended_at <= now - DISABLED_FOR)
    ended = [one.id for one in _read(tx, *lasting)]
    return erased + sum(end(tx, one, "sender", "not reached", now) for one in ended)


def new_token(tx: Connection, subscription_id: str, purpose: Purpose, at: datetime) -> str:
    """A token of 256 random bits to stand in a message's links; those given out before still hold."""
    token = secrets.token_urlsafe(32)
    row = {"hash": _hash(token), "subscription_id": subscription_id, "purpose": purpose.value, "made_at": at}
    tx.execute(insert(t.subscription_token).values(**row))
    return token


def of_token(tx: Connection, token: str, purpose: Purpose) -> Subscription | None:
    """The subscription that a token of this purpose was given out for, however it stands."""
    hashed = _hash(token)
    row = tx.execute(select(_k.hash, _k.subscription_id, _k.purpose).where(_k.hash == hashed)).first()
    if row is None or not hmac.compare_digest(row.hash, hashed) or row.purpose != purpose.value:
        return None
    return subscription(tx, row.subscription_id)


def subscription(tx: Connection, subscription_id: str) -> Subscription | None:
    """One subscription by its id."""
    return next(iter(_read(tx, _s.id == subscription_id)), None)


def subscriptions(store: Store, channel: Channel) -> list[Subscription]:
    """All of a channel, the newest first, ended ones too."""
    with store.read() as tx:
        return _read(tx, _s.channel == channel.value)


def _read(tx: Connection, *where: Any) -> list[Subscription]:
    query = select(t.subscription).where(*where).order_by(_s.created_at.desc(), _s.id)
    return [subscription_of(row._asdict()) for row in tx.execute(query)]


def subscription_of(row: Mapping[str, Any]) -> Subscription:
    """A subscription from the columns of its row."""
    borders, topics = (tuple(filter(None, row[name].split(","))) for name in ("borders", "topics"))
    wishes = Wishes(
        Language(row["language"]),
        Rhythm(row["rhythm"]),
        tuple(map(Border, borders)),
        tuple(map(Topic, topics)),
        row["least"],
    )
    same = ("id", "address", "created_at", "confirmed_at", "ended_at", "slot", "seen", "failures", "code")
    return Subscription(
        channel=Channel(row["channel"]),
        wishes=wishes,
        state=SubscriptionState(row["state"]),
        args=tuple((name, value) for name, value in json.loads(row["args"])),
        secret=row["secret"],
        **{name: row[name] for name in same},
    )


def _columns(wishes: Wishes) -> dict[str, object]:
    return {
        "language": wishes.language.value,
        "rhythm": wishes.rhythm.value,
        "borders": ",".join(wishes.borders),
        "topics": ",".join(wishes.topics),
        "least": wishes.least,
    }


def _forget_messages(tx: Connection, subscription_id: str) -> None:
    """Take back what was not sent; whoever has it in hand may still finish."""
    o, n = t.outbox.c, t.notice.c
    unsent = select(o.id).where(o.subscription_id == subscription_id, o.sent_at.is_(None))
    tx.execute(delete(t.notice).where(n.outbox_id.in_(unsent)))
    tx.execute(delete(t.outbox).where(o.id.in_(unsent)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
