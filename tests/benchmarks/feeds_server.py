"""A process that serves feeds of ordinary government news on many loopback addresses, each answer late.

`python -m tests.benchmarks.feeds_server SPEC`: SPEC is JSON with feeds, items, hosts, late (seconds).
Prints one line of JSON, the addresses of the feeds, and serves until its standard input ends.
Each feed stands under /etag/ (answers 304) and /plain/ (no validators). /dead never answers.
"""

import asyncio
import contextlib
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import cycle
from xml.sax.saxutils import escape

from measures.classify import classify
from measures.items import read_items
from measures.model import Item
from measures.vocabulary import Country, Language, Level
from sources.archive import archive_items
from tests.support import ROOT

ONE_MEASURE_IN = 30
"""Most of what a government publishes is no measure at all."""
Texts = Iterator[tuple[str, str]]
_NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)


def feeds(count: int, items: int) -> list[bytes]:
    """So many RSS feeds with so many items, no two alike."""
    news, measures = texts(is_measure=False), texts(is_measure=True)
    return [_feed(feed, items, news, measures) for feed in range(count)]


def texts(*, is_measure: bool) -> Texts:
    """Titles and summaries of the project's own items, over and over, that are read as a measure or as none.

    Read as what they become in a feed: items of a Dutch national source, in Dutch.
    """
    return cycle(
        (i.title, i.summary) for i in map(_as_served, _items()) if classify(i).is_measure is is_measure
    )


def _as_served(item: Item) -> Item:
    return replace(
        item,
        country=Country.NL,
        language=Language.NL,
        level=Level.NATIONAL,
        authority="Authority",
        regions=(),
    )


def _items() -> Iterator[Item]:
    for file in sorted((ROOT / "tests" / "evaluation" / "items").glob("*.jsonl")):
        with file.open("rb") as lines:
            yield from (item for _, item in read_items(lines))
    yield from (item for item, _ in archive_items())


def _feed(feed: int, items: int, news: Texts, measures: Texts) -> bytes:
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>']
    parts.append(
        f"<title>Feed {feed}</title><link>https://example.org/</link><description>News</description>"
    )
    for number in range(items):
        title, summary = next(measures if (feed * items + number) % ONE_MEASURE_IN == 0 else news)
        day = format_datetime(_NEWEST - timedelta(hours=feed + number))
        parts.append(
            f"<item><guid>https://example.org/{feed}/{number}</guid>"
            f"<title>{escape(title)} ({feed}.{number})</title>"
            f"<link>https://example.org/{feed}/{number}</link><description>{escape(summary)}</description>"
            f"<pubDate>{day}</pubDate></item>"
        )
    parts.append("</channel></rss>\n")
    return "".join(parts).encode()


class Server:
    """Answers after `late` seconds; keeps connections alive as most servers do."""

    def __init__(self, bodies: list[bytes], late: float) -> None:
        self._late = late
        self._bodies = bodies
        self._etags = [f'"{hashlib.sha256(body).hexdigest()[:16]}"' for body in bodies]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request by request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                if path == "/dead":
                    await asyncio.sleep(3_600)
                await asyncio.sleep(self._late)
                writer.write(self._answer(path, head))
                await writer.drain()
        writer.close()

    def _answer(self, path: str, head: str) -> bytes:
        if path == "/robots.txt":
            return _head("404 Not Found", "Content-Length: 0")
        kind, number = path.strip("/").removesuffix(".xml").split("/")
        etag, body = self._etags[int(number)], self._bodies[int(number)]
        if kind == "plain":
            return _head("200 OK", f"Content-Length: {len(body)}") + body
        if etag in head:
            return _head("304 Not Modified", f"ETag: {etag}")
        return _head("200 OK", f"Content-Length: {len(body)}", f"ETag: {etag}") + body


def _head(status: str, *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status}", "Content-Type: application/rss+xml; charset=utf-8", *headers)
    return "\r\n".join((*lines, "", "")).encode("latin-1")


def loopback(count: int) -> list[str]:
    """So many addresses of this machine that no other can reach."""
    return [f"127.0.{number // 100 + 1}.{number % 100 + 1}" for number in range(count)]


async def _main(spec: dict[str, float]) -> None:
    server = Server(feeds(int(spec["feeds"]), int(spec["items"])), spec["late"])
    hosts = loopback(int(spec["hosts"]))
    first = await asyncio.start_server(server.serve, hosts[0], 0)
    port = first.sockets[0].getsockname()[1]
    rest = await asyncio.start_server(server.serve, hosts[1:], port) if hosts[1:] else None
    print(
        json.dumps([f"http://{hosts[feed % len(hosts)]}:{port}" for feed in range(int(spec["feeds"]))]),
        flush=True,
    )
    await asyncio.to_thread(sys.stdin.read)
    for opened in (first, rest):
        if opened is not None:
            opened.close()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main(json.loads(sys.argv[1])))
