"""One request a host at a time, with the pause its sources ask for between two."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from sources.catalogue.entry import Source


class Hosts:
    """Whose turn it is at each host, for one event loop."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, source: Source) -> AsyncIterator[None]:
        """Wait until the source's host is free and its pause is over, then hold the host."""
        host = urlsplit(source.url).netloc.lower()
        async with self._locks[host]:
            await asyncio.sleep(max(0.0, self._free_at.get(host, 0.0) - time.monotonic()))
            try:
                yield
            finally:
                self._free_at[host] = time.monotonic() + source.min_delay_seconds
