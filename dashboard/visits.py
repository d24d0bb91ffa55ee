"""Remembers in a cookie when this browser was last here, so that the pages can say what is new since."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "taskforce_visit"
# Pages opened within this time of each other belong to one visit.
PAUSE = timedelta(minutes=30)
_YEAR = 365 * 24 * 3600


def read(cookies: Mapping[str, str]) -> datetime | None:
    """When the visit before this one ended (UTC); None on a first visit."""
    before, _ = _parse(cookies.get(COOKIE, ""))
    return before


def advance(value: str, now: datetime) -> str:
    """The cookie's next value: "<end of the visit before> <last seen>", in seconds."""
    before, seen = _parse(value)
    if seen is not None and now - seen > PAUSE:
        before = seen
    return f"{int(before.timestamp()) if before else 0}.{int(now.timestamp())}"


def _parse(value: str) -> tuple[datetime | None, datetime | None]:
    try:
        before, seen = (datetime.fromtimestamp(int(part), UTC) for part in value.split("."))
    except (ValueError, OverflowError, OSError):
        return None, None
    return (before if before.year > 2000 else None), seen


class VisitMiddleware:
    """Sets the cookie on page loads; it holds two times and nothing about the reader."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else None
        if headers is None or "text/html" not in headers.get("accept", ""):
            await self.app(scope, receive, send)
            return
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        value = advance(_cookie(headers.get("cookie", "")), datetime.now(UTC))

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{COOKIE}={value}; Path=/; Max-Age={_YEAR}; HttpOnly; SameSite=Lax{secure}"
                )
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
