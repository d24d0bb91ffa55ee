"""Documents that many ask for again and again: made once for each state of the store, sent once a client."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

FRESH_SECONDS = 300
"""How long a document may be used again without asking."""
MOST_BYTES = 20_000_000
"""Bytes that are kept; documents that were asked for longest ago go first."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as made from a state of the store; `modified` is when this content was first seen here.

    So a client that goes by the date alone never misses a change, also one that comes with old days.
    """

    rests_on: object
    body: bytes
    tag: str
    modified: datetime


class Shelf:
    """The documents of this process, by their addresses; `clock` gives instants in UTC."""

    def __init__(
        self, clock: Callable[[], datetime] = lambda: datetime.now(UTC), most_bytes: int = MOST_BYTES
    ) -> None:
        self._clock, self._most = clock, most_bytes
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def take(self, name: str, rests_on: object, make: Callable[[], bytes]) -> Document:
        """The document of that name, made anew where it rests on something else than the one held."""
        with self._lock:
            held = self._documents.get(name)
        if held is None or held.rests_on != rests_on:
            seen = self._clock().replace(microsecond=0)
            body = make()
            tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
            if held is not None:
                # The header tells no less than seconds apart.
                seen = held.modified if held.tag == tag else max(seen, held.modified + timedelta(seconds=1))
            held = Document(rests_on, body, tag, seen)
        with self._lock:
            before = self._documents.pop(name, None)
            self._documents[name] = held
            self._bytes += len(held.body) - (len(before.body) if before else 0)
            while self._bytes > self._most:
                _, gone = self._documents.popitem(last=False)
                self._bytes -= len(gone.body)
        return held


def answer(request: Request, document: Document, media_type: str) -> Response:
    """The document, or 304 where the client has it: by its tag, or by the date where it names no tag."""
    headers = {
        "ETag": document.tag,
        "Last-Modified": format_datetime(document.modified, usegmt=True),
        "Cache-Control": f"public, max-age={FRESH_SECONDS}",
    }
    if _has(request, document):
        return Response(status_code=304, headers=headers)
    return Response(document.body, headers={**headers, "Content-Type": media_type})


def _has(request: Request, document: Document) -> bool:
    if (tags := request.headers.get("if-none-match")) is not None:
        held = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in held or document.tag in held
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):
        return False
    return since.tzinfo is not None and document.modified <= since
