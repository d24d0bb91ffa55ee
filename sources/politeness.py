"""One request a host at a time, with the pause its sources ask for between two.

Within a process hosts are locked here; those of several schedulers ask the store, by `take`, who may go.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from measures.hosts import host_of
from sources.catalogue.entry import Source

LONGEST_CRAWL_DELAY = 60.0
LOOK_AGAIN_SECONDS = 0.5
"""So often a host that another process holds is asked for again."""

Take = Callable[[str, float], Awaitable[float | None]]
"""Takes a host, for so many seconds at least: how long it still rests, None where another process has it."""


class HostBusyError(Exception):
    """A host that a redirect leads to did not become free in time."""


class Turn:
    """One's time at a host, and at those that it leads to, one after the other.

    `pause` seconds follow it, unless the host was never `reached`.
    """

    def __init__(self, hosts: "Hosts", pause: float, longest: float) -> None:
        self.host: str | None = None
        self.pause = pause
        self.reached = True
        self._hosts = hosts
        self._least = pause
        self._longest = longest

    async def move(self, url: str) -> None:
        """Go where an address is: leave the host one is at where it is another, and wait for that one's turn.

        HostBusyError where it does not come in time.
        """
        host = host_of(url)
        if host == self.host:
            return
        onward = self.host is not None
        # Left before the other is waited for: two that lead to each other would wait for ever.
        self.end()
        try:
            async with asyncio.timeout(self._hosts.patience if onward else None):
                await self._hosts.enter(host, self._longest + self._least)
        except TimeoutError as error:
            raise HostBusyError(host) from error
        self.host, self.pause, self.reached = host, self._least, True

    def slow_down(self, crawl_delay: float) -> None:
        """Keep at least the pause that the host's robots.txt asks for, up to a minute."""
        self.pause = max(self.pause, min(crawl_delay, LONGEST_CRAWL_DELAY))

    async def rest(self, at_most: float = LONGEST_CRAWL_DELAY) -> None:
        """Keep the pause before a further request within the same turn."""
        await asyncio.sleep(min(self.pause, at_most))

    def end(self) -> None:
        """Leave the host that one is at."""
        if self.host is not None:
            self._hosts.leave(self.host, self.pause if self.reached else 0.0)
            self.host = None


class Hosts:
    """Whose turn it is at each host, for one event loop.

    With `take`, no host is entered that was not taken for as long as the request, its pause and half a
    `lease` (seconds) may last; all that was taken and is needed no more is given back by `idle`.
    """

    def __init__(self, take: Take | None = None, lease: float = 0.0) -> None:
        self.patience = lease / 2 if take else None
        self._take = take
        self._margin = lease / 2
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free_at: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._users: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, source: Source) -> AsyncIterator[Turn]:
        """Wait until the source's host is free and its pause is over, then hold the host.

        The pause follows only what reached the host: one that has no address is owed none.
        """
        async with self.turn_at(source.url, source.min_delay_seconds, source.limits.total_seconds) as turn:
            yield turn

    @asynccontextmanager
    async def turn_at(self, url: str, pause: float, longest: float) -> AsyncIterator[Turn]:
        """A turn at any address: a request that takes `longest` seconds at most, and the pause after it."""
        turn = Turn(self, pause, longest)
        try:
            await turn.move(url)
            yield turn
        finally:
            turn.end()

    async def enter(self, host: str, seconds: float) -> None:
        """Wait for the host's lock, and for its pause; then it is held until `leave`."""
        self._users[host] += 1
        try:
            await self._locks[host].acquire()
            try:
                await self._ready(host, seconds)
            except BaseException:
                self._locks[host].release()
                raise
        except BaseException:
            self.unneed(host)
            raise

    def leave(self, host: str, pause: float) -> None:
        """End what `enter` began; nobody here enters within `pause` seconds."""
        self._free_at[host] = max(self._free_at.get(host, 0.0), time.monotonic() + pause)
        self._locks[host].release()
        self.unneed(host)

    def need(self, host: str, since: float, seconds: float, rest: float) -> None:
        """A host was asked for at `since` (monotonic) and taken for so many seconds, kept until `unneed`."""
        self._users[host] += 1
        self._note(host, since + seconds, rest)

    def unneed(self, host: str) -> None:
        """One fewer needs the host."""
        self._users[host] -= 1
        if not self._users[host]:
            del self._users[host]

    def idle(self) -> dict[str, float]:
        """The hosts that were taken and that nobody here needs, each with the seconds that it still rests.

        They are to be given back: whoever enters one from now on takes it again.
        """
        now = time.monotonic()
        gone = [host for host in self._held if host not in self._users]
        for host in gone:
            del self._held[host]
            self._locks.pop(host, None)
        return {host: max(0.0, self._free_at.pop(host, 0.0) - now) for host in gone}

    async def _ready(self, host: str, seconds: float) -> None:
        """Return when the host's pause is over, and it is ours for long enough."""
        while True:
            await asyncio.sleep(max(0.0, self._free_at.get(host, 0.0) - time.monotonic()))
            now = time.monotonic()
            if self._take is None or self._held.get(host, 0.0) - now >= seconds + self._margin:
                return
            lease = seconds + 2 * self._margin
            rest = await self._take(host, lease)
            if rest is None:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
            else:
                self._note(host, now + lease + rest, rest)

    def _note(self, host: str, until: float, rest: float) -> None:
        """Held from the asking on, at rest from the answer on: neither is made longer by the time between."""
        self._held[host] = max(self._held.get(host, 0.0), until)
        self._free_at[host] = max(self._free_at.get(host, 0.0), time.monotonic() + rest)
