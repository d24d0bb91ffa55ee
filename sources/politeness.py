"""One request a host at a time, with the pause its sources ask for between two."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from sources.catalogue.entry import Source

LONGEST_CRAWL_DELAY = 60.0


@dataclass(slots=True)
class Turn:
    """One's time at a host: `pause` seconds are to follow it, unless the host was never `reached`."""

    pause: float
    reached: bool = True

    def slow_down(self, crawl_delay: float) -> None:
        """Keep at least the pause that the host's robots.txt asks for, up to a minute."""
        self.pause = max(self.pause, min(crawl_delay, LONGEST_CRAWL_DELAY))

    async def rest(self, at_most: float = LONGEST_CRAWL_DELAY) -> None:
        """Keep the pause before a further request within the same turn."""
        await asyncio.sleep(min(self.pause, at_most))


class Hosts:
    """Whose turn it is at each host, for one event loop."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, source: Source) -> AsyncIterator[Turn]:
        """Wait until the source's host is free and its pause is over, then hold the host.

        The pause follows only what reached the host: one that has no address is owed none.
        """
        host = urlsplit(source.url).netloc.lower()
        async with self._locks[host]:
            await asyncio.sleep(max(0.0, self._free_at.get(host, 0.0) - time.monotonic()))
            turn = Turn(source.min_delay_seconds)
            try:
                yield turn
            finally:
                if turn.reached:
                    self._free_at[host] = time.monotonic() + turn.pause
