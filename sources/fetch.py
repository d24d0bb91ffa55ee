"""Polite, guarded HTTP: one request and its redirects, with limits; what went wrong is part of the answer."""

import asyncio
import hashlib
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import httpx

from measures.errors import CodedError, printable
from measures.hosts import host_of
from measures.model import Reason
from measures.network import failure, reason, retry_after
from measures.vocabulary import AnswerState
from sources.catalogue.entry import Limits
from sources.requests import Outgoing

MAX_REDIRECTS = 5
_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}
_FOR_ANY_HOST = {"accept", "accept-encoding"}
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer to read: the state it makes of the poll, and the reason."""

    state: AnswerState
    reason: Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: all knowledge about an HTTP answer behind small questions.

    `url` is the last address asked; `moved_to` where a permanent redirect led to another place.
    `status` is 0 and `fault` is set where the exchange failed.
    """

    url: str
    status: int = 0
    headers: httpx.Headers = field(default_factory=httpx.Headers)
    body: bytes = b""
    fault: Fault | None = None
    moved_to: str = ""
    seconds: float = 0.0

    @property
    def is_unmodified(self) -> bool:
        """Whether the server says that nothing has changed (304)."""
        return self.status == 304

    @property
    def body_hash(self) -> str:
        """SHA-256 of the unpacked body, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def etag(self) -> str:
        return str(self.headers.get("etag", ""))[:500]

    @property
    def last_modified(self) -> str:
        return str(self.headers.get("last-modified", ""))[:100]

    @property
    def content_type(self) -> str:
        return printable(self.headers.get("content-type", "")).partition(";")[0].strip().lower()[:100]

    def retry_after(self, now: datetime) -> datetime | None:
        """The moment before which a server that turns us away wants no other request (UTC)."""
        return retry_after(self.status, self.headers, now)


Gate = Callable[[str], Awaitable[Fault | None]]
"""Asked before each address, redirects included: why it must not be fetched, None where it may."""


async def fetch(
    client: httpx.AsyncClient,
    request: Outgoing,
    limits: Limits,
    *,
    etag: str = "",
    last_modified: str = "",
    gate: Gate | None = None,
) -> Answer:
    """The answer to `request`, redirects followed where `gate` lets; never raises for the network.

    The time that `gate` takes is not the server's, and counts for no limit.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {
        "Accept-Encoding": "gzip",
        **dict(request.headers),
        **{name: value for name, value in conditions.items() if value},
    }
    loop = asyncio.get_running_loop()
    started = loop.time()

    async def timeless(url: str) -> Fault | None:
        nonlocal started
        if gate is None:
            return None
        asked_at, deadline = loop.time(), clock.when()
        clock.reschedule(None)
        closed = await gate(url)
        waited = loop.time() - asked_at
        started += waited
        clock.reschedule(deadline + waited if deadline is not None else None)
        return closed

    try:
        async with asyncio.timeout(limits.total_seconds) as clock:
            answer = await _follow(client, request, headers, limits, timeless)
    except TimeoutError:
        late = reason("total_timeout", seconds=round(limits.total_seconds))
        answer = Answer(request.url, fault=Fault(AnswerState.TIMEOUT, late))
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, CodedError, OSError) as error:
        answer = Answer(request.url, fault=_fault(error, limits))
    return replace(answer, seconds=loop.time() - started)


async def _follow(
    client: httpx.AsyncClient, request: Outgoing, headers: dict[str, str], limits: Limits, gate: Gate
) -> Answer:
    method, body = request.method, request.body
    url = httpx.URL(request.url)
    timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds, pool=None)
    cookies = httpx.Cookies()
    moved, permanent = "", True
    for _ in range(MAX_REDIRECTS + 1):
        if closed := await gate(str(url)):
            return Answer(str(url), fault=closed)
        outgoing = client.build_request(method, url, headers=headers, content=body, timeout=timeout)
        if cookies:
            cookies.set_cookie_header(outgoing)
        response = await client.send(outgoing, stream=True)
        try:
            if "set-cookie" in response.headers:
                cookies.extract_cookies(response)
            location = response.headers.get("location")
            if response.status_code not in _REDIRECTS or not location:
                content = await _body(response, limits.max_bytes)
                return Answer(str(url), response.status_code, response.headers, content, moved_to=moved)
        finally:
            await response.aclose()
        target = _target(url, location)
        permanent = permanent and response.status_code in _PERMANENT
        if permanent and not _same_place(url, target):
            moved = str(target)
        if target.host != url.host:
            headers = {name: value for name, value in headers.items() if name.lower() in _FOR_ANY_HOST}
        if response.status_code in (301, 302, 303) and method == "POST":
            method, body = "GET", None
            headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
        url = target
    raise CodedError("too_many_redirects", count=MAX_REDIRECTS)


def _target(url: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads. What began on TLS stays on it: some hosts redirect to plain http."""
    target = url.join(location)
    if url.scheme == "https" and target.scheme == "http":
        target = target.copy_with(scheme="https", port=None)
    if target.scheme not in ("http", "https") or not host_of(str(target)):
        raise CodedError("bad_redirect", to=str(target)[:200])
    return target


def _same_place(url: httpx.URL, target: httpx.URL) -> bool:
    return url.copy_with(scheme="https", port=None) == target.copy_with(scheme="https", port=None)


async def _body(response: httpx.Response, limit: int) -> bytes:
    """The body, unpacked piece by piece so that neither it nor what it unpacks to passes the limit.

    Some hosts send gzip as if it were the document itself: the first bytes tell.
    """
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise CodedError("unknown_encoding", encoding=encoding[:40])
    received = bytearray()
    unpacked = bytearray()
    unpacker = None
    async for piece in response.aiter_raw(65_536):
        if not received and piece.startswith(_GZIP_MAGIC):
            unpacker = zlib.decompressobj(wbits=31)
        received += piece
        if len(received) > limit:
            raise CodedError("too_large", limit=limit)
        while unpacker is not None and piece:
            try:
                unpacked += unpacker.decompress(piece, limit + 1 - len(unpacked))
            except zlib.error as error:
                raise CodedError("bad_compression") from error
            if len(unpacked) > limit:
                raise CodedError("too_large", limit=limit)
            if unpacker.eof and unpacker.unused_data.startswith(_GZIP_MAGIC):
                piece, unpacker = unpacker.unused_data, zlib.decompressobj(wbits=31)
            else:
                piece = unpacker.unconsumed_tail
    if unpacker is not None and not unpacker.eof:
        raise CodedError("connection_lost")
    return bytes(unpacked if unpacker is not None else received)


_STATES = {
    "connect_timeout": AnswerState.TIMEOUT,
    "read_timeout": AnswerState.TIMEOUT,
    "tls_error": AnswerState.TLS_ERROR,
    "too_large": AnswerState.TOO_LARGE,
    "unknown_encoding": AnswerState.MALFORMED,
    "bad_compression": AnswerState.MALFORMED,
}


def _fault(error: Exception, limits: Limits) -> Fault:
    """The named state and reason of a failed exchange."""
    why = failure(error, limits.connect_seconds, limits.read_seconds)
    return Fault(_STATES.get(why.code, AnswerState.REFUSED), why)
