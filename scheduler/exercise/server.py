"""Serves the feeds of an exercise over HTTP on a loopback address, as of the exercise's clock."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scheduler.exercise.feeds import Feed, rss


@contextmanager
def serving(feeds: Iterable[Feed], clock: Callable[[], datetime]) -> Iterator[str]:
    """The address of a running server, for the length of the block."""
    by_path = {feed.path: feed for feed in feeds}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            feed, now = by_path.get(self.path), clock()
            if feed is None:
                self._answer(404)
                return
            # A feed only ever grows: how much stands in it says whether it has changed.
            etag = f'"{sum(at <= now for _, at in feed.entries)}"'
            if self.headers.get("If-None-Match") == etag:
                self._answer(304, etag)
            else:
                self._answer(200, etag, rss(feed, now))

        def _answer(self, status: int, etag: str = "", body: bytes = b"") -> None:
            self.send_response(status)
            if etag:
                self.send_header("ETag", etag)
            if status != 304:
                self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The scheduler's log tells of every answer already."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
