"""The client that all requests go out by: it says who it is, and reaches public hosts only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version

import httpx

from measures.network.addresses import GuardedTransport


def own_name() -> str:
    """The product's name in the User-Agent, by which robots.txt may speak of it."""
    return "cross-border-taskforce-dashboard"


@asynccontextmanager
async def open_client(
    *, contact: str, open_loopback: bool = False, slots: int = 16
) -> AsyncIterator[httpx.AsyncClient]:
    """A client that says who it is, keeps no cookies, follows nothing itself, reaches public hosts only."""
    try:
        own_version = version(own_name())
    except PackageNotFoundError:
        own_version = "0.1.0"
    headers = {"User-Agent": f"{own_name()}/{own_version} (+{contact})"}
    refuses_all = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    transport = GuardedTransport(open_loopback=open_loopback, connections=slots * 4)
    async with httpx.AsyncClient(
        transport=transport, headers=headers, cookies=refuses_all, follow_redirects=False, trust_env=False
    ) as client:
        yield client
