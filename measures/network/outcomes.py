"""What became of an exchange: errors as codes of measures.answers, and the pause that a server asks for."""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from measures.errors import CodedError, printable
from measures.model import Reason

LONGEST_WISH = timedelta(days=1)
"""A server may ask for no longer pause than this: a mistake in its header must not silence it for good."""
_MAY_WISH = {403, 429, 503}


def reason(code: str, **args: object) -> Reason:
    """A code of measures.answers with its arguments."""
    return Reason(code, tuple((name, printable(value)) for name, value in args.items()))


def failure(error: Exception, connect_seconds: float, read_seconds: float) -> Reason:
    """Why an exchange failed, from what httpx or the guard raised and the limits it had."""
    if isinstance(error, CodedError):
        return Reason(error.code, tuple(error.args_.items()))
    if isinstance(error, httpx.ConnectTimeout):
        return reason("connect_timeout", seconds=round(connect_seconds))
    if isinstance(error, httpx.TimeoutException):
        return reason("read_timeout", seconds=round(read_seconds))
    if tls := _tls_error(error):
        return reason("tls_error", reason=tls)
    if isinstance(error, httpx.ConnectError):
        return reason("no_address" if "no address for" in str(error) else "no_connection")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return reason("bad_redirect", to=str(error)[:200])
    return reason("connection_lost")


def retry_after(status: int, headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The moment before which a server that turns us away wants no other request (UTC).

    At most LONGEST_WISH from `now`; None where it says none, or answers with something else. The names of
    `headers` are in lower case, or found in any.
    """
    raw = headers.get("retry-after", "").strip()
    if status not in _MAY_WISH or not raw:
        return None
    latest = now + LONGEST_WISH
    if raw.isdecimal():
        return min(now + timedelta(seconds=int(raw[:9])), latest)
    try:
        moment = parsedate_to_datetime(raw)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # Bounded before it is converted: at the ends of the calendar it has no counterpart in UTC.
    return min(max(moment, now), latest).astimezone(UTC)


def _tls_error(error: BaseException | None) -> str:
    """What TLS has against the host, where that is at the root of `error`; else empty."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message[:120]
        if isinstance(error, ssl.SSLError):
            return (error.reason or "SSL")[:120]
        error = error.__cause__ or error.__context__
    return ""
