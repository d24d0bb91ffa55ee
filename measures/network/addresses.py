"""The door to the network: a connection is made only to an address that was looked at the moment before.

A name is resolved once, every address of the answer is checked, and the socket goes to the checked
address itself, so that a name cannot lead elsewhere between the check and the connection.
"""

import asyncio
import contextlib
import ipaddress
import socket
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from measures.errors import CodedError
from measures.hosts import is_allowed

IDLE = 4
"""Connections kept open after an answer, for the next request to the same host."""
NOWHERE_SECONDS = 60
"""So long a name without an address is not looked up again: an outage costs its wait once a host."""


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, in the resolver's order; OSError where it has none."""
    with contextlib.suppress(ValueError):
        # What is an address already needs no resolver, whose threads may be busy with names that hang.
        return [str(ipaddress.ip_address(host))]
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class ForbiddenAddress(CodedError):  # noqa: N818 - the name says what it is
    """A host leads to an address that nothing may be asked of: private, loopback, link-local, reserved."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only; raises ForbiddenAddress for others."""

    def __init__(self, *, open_loopback: bool) -> None:
        self._open_loopback = open_loopback
        self._inner = httpcore.AnyIOBackend()
        self._nowhere: dict[str, float] = {}

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._addresses(host, port, timeout)
        for address in addresses:
            if not is_allowed(address, open_loopback=self._open_loopback):
                raise ForbiddenAddress("forbidden_address", host=host, address=address)
        failure: Exception = httpcore.ConnectError(f"no address for {host}")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        if time.monotonic() < self._nowhere.get(host, 0.0):
            raise httpcore.ConnectError(f"no address for {host}")
        try:
            async with asyncio.timeout(timeout):
                return await resolve(host, port)
        except TimeoutError as error:
            self._nowhere[host] = time.monotonic() + NOWHERE_SECONDS
            raise httpcore.ConnectTimeout(f"no answer about {host}") from error
        except (OSError, UnicodeError) as error:
            self._nowhere[host] = time.monotonic() + NOWHERE_SECONDS
            raise httpcore.ConnectError(f"no address for {host}") from error

    async def connect_unix_socket(self, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        raise ForbiddenAddress("forbidden_address", host="unix socket", address="")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a pool that connects through GuardedBackend; TLS is verified."""

    def __init__(self, *, open_loopback: bool, connections: int) -> None:
        # Few idle connections: hosts are asked minutes apart, and each new request looks at all of them.
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=IDLE)
        trusted = httpx.create_ssl_context()
        super().__init__(verify=trusted, http2=True, limits=limits)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=trusted,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            http1=True,
            http2=True,
            network_backend=GuardedBackend(open_loopback=open_loopback),
        )
