"""A process with feeds that grow and change for as long as it runs, and answer badly now and then.

`python -m tests.soak.server SPEC`: SPEC is JSON with feeds, faults (share of bad answers), every (seconds
between two publications of a feed). Prints the addresses of the feeds as one line of JSON, serves until
its standard input ends, then prints what it gave out whole: titles, and how many answers of each kind. From
a line on standard input on, nothing more is published, and what is given out is not counted.
"""

import asyncio
import contextlib
import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import islice
from xml.sax.saxutils import escape

from tests.benchmarks.feeds_server import loopback, texts

LONGEST = 20
FAULTS = (
    "status 500",
    "status 503",
    "status 404",
    "too many",
    "reset",
    "cut short",
    "page",
    "empty",
    "stall",
)
HOSTS = 150


class Feed:
    """Items with their titles; every title is given once, so that each version can be told from others."""

    def __init__(self, number: int, every: float, stock: list[tuple[str, str]]) -> None:
        self._number, self._every, self._stock = number, every, stock
        self._random = random.Random(number)
        self._next = time.monotonic() + self._random.uniform(0, every)
        self._count = self._edits = 0
        self.items: list[tuple[str, str, str]] = []
        for _ in range(5):
            self._publish()

    def grow(self) -> None:
        """Publish what is due by now."""
        while time.monotonic() >= self._next:
            self._next += self._every * self._random.uniform(0.5, 1.5)
            if self._random.random() < 0.1:
                guid, title, summary = self.items[0]
                self._edits += 1
                self.items[0] = (guid, f"{title} (gewijzigd {self._edits})", summary)
            else:
                self._publish()

    def _publish(self) -> None:
        self._count += 1
        title, summary = self._stock[(self._number * 7 + self._count) % len(self._stock)]
        guid = f"https://example.org/{self._number}/{self._count}"
        self.items.insert(0, (guid, f"{title} ({self._number}.{self._count})", summary))
        del self.items[LONGEST:]

    def rss(self) -> bytes:
        """The feed as it stands."""
        day = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><guid>{guid}</guid><title>{escape(title)}</title><link>{guid}</link>"
            f"<description>{escape(summary)}</description><pubDate>{day}</pubDate></item>"
            for guid, title, summary in self.items
        )
        return f'<rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'.encode()


class Server:
    """Answers well or, as often as asked, in one of the bad ways; notes what it gave out whole."""

    def __init__(self, feeds: list[Feed], faults: float) -> None:
        self._feeds, self._faults = feeds, faults
        self._random = random.Random(1)
        self.given: set[str] = set()
        self.answers: Counter[str] = Counter()
        self.closing = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request by request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1].strip("/")
                if path == "robots.txt":
                    writer.write(_answer("404 Not Found", b""))
                    continue
                feed = self._feeds[int(path)]
                if not self.closing:
                    feed.grow()
                kind = self._random.choice(FAULTS) if self._random.random() < self._faults else "well"
                self.answers[kind] += 1
                await self._answer(kind, feed, writer)
        writer.close()

    async def _answer(self, kind: str, feed: Feed, writer: asyncio.StreamWriter) -> None:
        body = feed.rss()
        titles = [title for _, title, _ in feed.items]
        if kind == "stall":
            await asyncio.sleep(30)
        elif kind == "reset":
            writer.write(_answer("200 OK", body)[: len(body) // 2])
            await writer.drain()
            writer.transport.abort()
        elif kind.startswith("status"):
            writer.write(_answer(f"{kind[7:]} Fault", b""))
        elif kind == "too many":
            writer.write(_answer("429 Too Many Requests", b"", "Retry-After: 60"))
        else:
            bodies = {"cut short": body[: len(body) // 2], "page": b"<html><body>Wartung", "empty": b""}
            writer.write(_answer("200 OK", bodies.get(kind, body)))
            await writer.drain()
            if kind == "well" and not self.closing:
                self.given.update(titles)
        await writer.drain()


def _answer(status: str, body: bytes, *headers: str) -> bytes:
    lines = (f"HTTP/1.1 {status}", "Content-Type: text/xml", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join((*lines, "", "")).encode() + body


async def _main(spec: dict[str, float]) -> None:
    stock = list(islice(texts(is_measure=False), 60)) + list(islice(texts(is_measure=True), 2))
    count = int(spec["feeds"])
    server = Server([Feed(number, spec["every"], stock) for number in range(count)], spec["faults"])
    hosts = loopback(min(HOSTS, count))
    first = await asyncio.start_server(server.serve, hosts[0], 0)
    port = first.sockets[0].getsockname()[1]
    rest = await asyncio.start_server(server.serve, hosts[1:], port)
    print(json.dumps([f"http://{hosts[n % len(hosts)]}:{port}/{n}" for n in range(count)]), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    server.closing = True
    await asyncio.to_thread(sys.stdin.read)
    first.close()
    rest.close()
    print(json.dumps({"given": sorted(server.given), "answers": server.answers}), flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_main(json.loads(sys.argv[1])))
