"""Sends what is due to webhooks: several receivers at the same time, each its messages in their order."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import structlog

from dashboard.outgoing.hooks import TOTAL_SECONDS, deliver
from dashboard.outgoing.payload import digest_message
from dashboard.outgoing.post import Failure
from dashboard.outgoing.sending import Sent, record
from measures.network import open_client
from measures.outgoing import Channel, Subscription
from measures.settings import Settings
from measures.store import Store
from measures.store.outbox import Message, claim, give_back, renew
from measures.store.outgoing import collect
from measures.store.subscriptions import subscription

log = structlog.get_logger(__name__)

AT_ONCE = 8
"""Messages in hand at the same time."""
_SHORTEST_LEASE = timedelta(seconds=2 * TOTAL_SECONDS)


def send_hooks(
    store: Store, settings: Settings, clock: Callable[[], datetime], stopped: Callable[[], bool]
) -> Sent:
    """Send all that is due to webhooks, until `stopped` says so; the messages in hand are finished.

    A message whose process dies between the receiver's yes and our commit is sent once more, with the same
    webhook-id, by which the receiver knows it: nobody is left out.
    """
    return asyncio.run(_send_all(store, settings, clock, stopped))


async def _send_all(
    store: Store, settings: Settings, clock: Callable[[], datetime], stopped: Callable[[], bool]
) -> Sent:
    done, holder = Sent(), secrets.token_hex(8)
    lease = max(timedelta(seconds=settings.lease_seconds), _SHORTEST_LEASE)

    async def in_order(client: httpx.AsyncClient, one: Subscription, messages: list[Message]) -> None:
        away: Failure | None = None
        for message in messages:
            if stopped():
                return
            with store.begin() as tx:
                # Taken back meanwhile, as when its subscription ended, or somebody else has it.
                if not renew(tx, message, holder, clock() + lease):
                    continue
            failed = away or await _send(client, settings, message, one, clock())
            if failed and failed.away:
                # What it did not take of the first it would not take of the others either.
                away = failed
            record(store, message, holder, failed, clock(), done)

    collect(store, Channel.WEBHOOK, clock())
    async with open_client(
        contact=settings.contact, open_loopback=settings.open_loopback, slots=AT_ONCE
    ) as client:
        while not stopped():
            with store.begin() as tx:
                found = claim(tx, Channel.WEBHOOK, clock(), holder, lease, AT_ONCE)
                ids = sorted({message.subscription_id for message in found})
                ones = [subscription(tx, key) for key in ids]
            if not found:
                break
            tasks = (
                in_order(client, one, [message for message in found if message.subscription_id == one.id])
                for one in ones
                if one is not None
            )
            await asyncio.gather(*tasks)
    with store.begin() as tx:
        give_back(tx, holder)
    return done


async def _send(
    client: httpx.AsyncClient, settings: Settings, message: Message, one: Subscription, at: datetime
) -> Failure | None:
    try:
        made = digest_message(one, message.digest, message.made_at)
        near = settings.open_loopback
        return await deliver(
            client, one.address, one.secret, message.message_id, made, at, open_loopback=near
        )
    except Exception as error:
        # One that cannot be written must not keep the others waiting.
        log.exception("message not written", message=message.id)
        return Failure("not_written", (("said", type(error).__name__),))
