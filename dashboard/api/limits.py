"""How much one client may ask: a bucket each, emptied by requests and filled by time; and safe headers."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from starlette.datastructures import MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.api.answers import problem

HEAVY = 10
"""Requests that one with as_of counts for: it folds the whole history anew."""

CLIENTS = 10_000
"""Clients that are remembered; who was not heard of longest is forgotten first."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Buckets:
    """`per_minute` requests a minute for each client, as many at once; the clock counts seconds."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._size, self._clock = float(per_minute), clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    @property
    def limited(self) -> bool:
        """Whether there is a limit at all; none is set by 0 a minute."""
        return self._size > 0

    def wait(self, client: str, cost: int = 1) -> int:
        """Takes `cost` from a client's bucket: 0 where it may go on, else the seconds it must wait."""
        now, rate = self._clock(), self._size / 60
        cost = min(cost, int(self._size))
        with self._lock:
            bucket = self._buckets.setdefault(client, _Bucket(self._size, now))
            self._buckets.move_to_end(client)
            if len(self._buckets) > CLIENTS:
                self._buckets.popitem(last=False)
            bucket.left = min(self._size, bucket.left + (now - bucket.at) * rate)
            bucket.at = now
            if bucket.left >= cost:
                bucket.left -= cost
                return 0
            return max(1, math.ceil((cost - bucket.left) / rate))


class Guard:
    """Limits clients, answers HEAD as GET without its body, and puts safe headers on every answer."""

    def __init__(self, app: ASGIApp, per_minute: Callable[[], int]) -> None:
        self._app, self._per_minute = app, per_minute
        self._buckets: Buckets | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        cost = HEAVY if "as_of" in QueryParams(scope.get("query_string", b"")) else 1
        if seconds := self._wait(client_of(scope), cost):
            refusal = problem(429, headers={"Retry-After": str(seconds), "Access-Control-Allow-Origin": "*"})
            await refusal(scope, receive, guarded)
            return
        await self._app({**scope, "method": "GET"} if is_head else scope, receive, guarded)

    def _wait(self, client: str, cost: int) -> int:
        if self._buckets is None:
            # The settings are read when they are first needed.
            self._buckets = Buckets(self._per_minute())
        return self._buckets.wait(client, cost) if self._buckets.limited else 0


def client_of(scope: Scope) -> str:
    """Whom a request counts for: its address, in IPv6 the network of a household."""
    host = str((scope.get("client") or ("",))[0])
    try:
        address = ipaddress.ip_address(host)
        # A socket for both versions names clients of the older one by an address of the newer.
        address = getattr(address, "ipv4_mapped", None) or address
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
