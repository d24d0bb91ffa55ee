"""Webhooks for the page: added, tried, switched on and removed, by the store and one request at a time."""

import asyncio
import secrets
from datetime import datetime

from dashboard.data import store
from dashboard.outgoing.hooks import deliver, new_secret
from dashboard.outgoing.payload import HookMessage, challenge_message, ping_message
from dashboard.outgoing.post import Failure
from measures.hosts import host_of
from measures.network import open_client
from measures.outgoing import Channel, Subscription, Wishes, web_address
from measures.settings import load_settings
from measures.store import hooks, sendings
from measures.store.subscriptions import end


def add(address: str, wishes: Wishes, who: str, now: datetime) -> Subscription:
    """Keeps a webhook with a new secret; WebAddressError or TooManyError where that cannot be."""
    url = web_address(address, open_loopback=load_settings().open_loopback)
    with store().begin() as tx:
        return hooks.add(tx, url, new_secret(), wishes, who, now)


def challenge(hook_id: str, who: str, now: datetime) -> Failure | None:
    """Asks a webhook for its challenge and begins it when it answers; why it did not, else None.

    One of a host that the operator trusts need only accept a test. Raises TooManyError where it was asked too
    often, StoreError where it has ended meanwhile.
    """
    with store().begin() as tx:
        one = hooks.begin_try(tx, hook_id, hooks.CHALLENGE, who, now)
    if host_of(one.address) in load_settings().without_challenge:
        failed = _send(one, ping_message(one.wishes.language, now), now)
    else:
        word = secrets.token_urlsafe(24)
        failed = _send(one, challenge_message(word, one.wishes.language, now), now, word)
    if failed is None:
        with store().begin() as tx:
            hooks.begin(tx, hook_id, who, now)
    return failed


def test(hook_id: str, who: str, now: datetime) -> Failure | None:
    """Sends a test to an active webhook; why it did not arrive, else None. Raises as `challenge` does."""
    with store().begin() as tx:
        one = hooks.begin_try(tx, hook_id, hooks.TEST, who, now)
    return _send(one, ping_message(one.wishes.language, now), now)


def remove(hook_id: str, who: str, now: datetime) -> None:
    """Ends a webhook and erases its address and secret."""
    with store().begin() as tx:
        end(tx, hook_id, who, "removed", now)


def lines() -> list[sendings.Line]:
    """The webhooks that have not ended, the newest first, each with its last message."""
    found = sendings.lines(store(), Channel.WEBHOOK)
    return [line for line in found if line.subscription.address]


def troubles() -> dict[str, sendings.Trouble]:
    """The last message that did not arrive so far, by webhook."""
    found: dict[str, sendings.Trouble] = {}
    for one in sendings.troubles(store(), Channel.WEBHOOK, limit=200):
        found.setdefault(one.subscription_id, one)
    return found


def _send(one: Subscription, message: HookMessage, now: datetime, word: str = "") -> Failure | None:
    settings = load_settings()

    async def once() -> Failure | None:
        async with open_client(contact=settings.contact, open_loopback=settings.open_loopback) as client:
            return await deliver(
                client,
                one.address,
                one.secret,
                secrets.token_hex(16),
                message,
                now,
                open_loopback=settings.open_loopback,
                challenge=word,
            )

    return asyncio.run(once())
