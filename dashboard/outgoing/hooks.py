"""One signed POST to a webhook, by the Standard Webhooks specification (1.0.0), and what came of it."""

import asyncio
import base64
import json
import secrets
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook

from dashboard.outgoing.payload import HookMessage
from dashboard.outgoing.post import Failure
from measures.errors import CodedError
from measures.network import failure, reason, retry_after
from measures.outgoing import web_address

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 10.0, 15.0
"""So long may a receiver take: until it is connected, between two bytes, and until all is said."""
MOST_BYTES = 4096
"""Of what a receiver answers no more is read, and that only to find a challenge in it."""
_PAUSE = {429, 503}
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret to sign with, as its receiver enters it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def headers(secret: str, message_id: str, body: str, at: datetime) -> dict[str, str]:
    """The headers that let a receiver know who speaks: its id stays at each try, its instant does not."""
    at = at.astimezone(UTC)
    return {
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body),
    }


async def deliver(
    client: httpx.AsyncClient,
    address: str,
    secret: str,
    message_id: str,
    message: HookMessage,
    at: datetime,
    *,
    open_loopback: bool = False,
    challenge: str = "",
) -> Failure | None:
    """Send one message; None where the receiver took it. Never raises for the network.

    `client` connects to public addresses only and follows no redirect (measures.network.open_client). With a
    `challenge` the receiver has taken it only if it sends that back. `at` is the instant of this try.
    """
    body = message.model_dump_json()
    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    try:
        url = web_address(address, open_loopback=open_loopback)
        signed = headers(secret, message_id, body, at)
        request = client.build_request("POST", url, content=body.encode(), headers=signed, timeout=timeout)
        async with asyncio.timeout(TOTAL_SECONDS):
            response = await client.send(request, stream=True)
            try:
                failed = _refusal(response, at)
                if failed is None and challenge and not _echoes(await _beginning(response), challenge):
                    failed = Failure("hook_no_echo", ())
            finally:
                await response.aclose()
        return failed
    except TimeoutError:
        why = reason("total_timeout", seconds=round(TOTAL_SECONDS))
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, CodedError, OSError) as error:
        why = failure(error, CONNECT_SECONDS, READ_SECONDS)
    if why.code == "forbidden_address":
        # Without the address found: names of inner networks are not for the page to tell.
        return Failure("hook_private", (), away=True)
    return Failure(why.code, why.args, away=True)


def _refusal(response: httpx.Response, now: datetime) -> Failure | None:
    """Why a receiver did not take a message, None where it did."""
    status = response.status_code
    args = (("status", str(status)),)
    if response.is_success:
        return None
    if status == 410:
        return Failure("hook_gone", (), gone=True)
    if status in _PAUSE:
        return Failure("hook_later", args, away=True, not_before=retry_after(status, response.headers, now))
    return Failure("hook_redirect" if 300 <= status < 400 else "hook_refused", args)


async def _beginning(response: httpx.Response) -> bytes:
    """The body as far as it is read at all."""
    found = b""
    async for piece in response.aiter_raw():
        found += piece
        if len(found) > MOST_BYTES:
            break
    return found[:MOST_BYTES]


def _echoes(body: bytes, challenge: str) -> bool:
    """Whether a body is the challenge, bare or as the only field of an object.

    Not one that holds it somewhere: many programs send back whatever they were sent.
    """
    text = body.decode("utf-8", errors="replace").strip()
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = text
    return found in (challenge, {"challenge": challenge})
