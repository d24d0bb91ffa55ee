"""Claims due sources, polls them side by side, hands their items on, writes down how each poll went.

What touches the database runs in threads of its own, so that a slow disk never makes a fast server look
slow: one stores, one claims and keeps claims from running out meanwhile, one reads and waits for neither.
What an answer holds is read in other processes.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar

import httpx
import structlog

from measures.model import Assessment, Item
from measures.settings import Settings
from measures.store import Store
from measures.store.sources import Memory
from scheduler.desk import TOGETHER, Desk, Ended, Outcome, Taken
from scheduler.details import Followed, follow, in_chains, keep_tries, known
from scheduler.gather import Gatherer
from scheduler.pipeline import Arrival
from scheduler.registry import at_address, register
from scheduler.rhythm import REQUESTS, halved, wants_halving
from scheduler.slots import Slots
from scheduler.workers import Workers
from sources.catalogue import Source
from sources.details import has_more, within
from sources.politeness import HostBusyError, Hosts
from sources.poll import Poll, poll_source
from sources.requests import Window, is_divisible, window_of
from sources.robots import Robots

QUEUED_PER_SLOT = 4
"""Claimed sources for each slot: some wait for their host, and should not keep others waiting."""
GATHERED_SECONDS = 0.02
"""For so long what is to be stored waits for more that can be stored with it."""
LOOK_SECONDS = 0.05
"""What ends within so short a time is made up for by one look at what is due."""

GIVE_BACK_SECONDS = 1.0
"""Hosts that are needed no more are given back together, so often at most."""

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger(__name__)

__all__ = ["Dispatcher", "Outcome", "at_address", "register", "utc_now"]


def utc_now() -> datetime:
    """The clock at this edge."""
    return datetime.now(UTC)


class Dispatcher:
    """Polls what is due in the store; several of them, also in other processes, share the work."""

    def __init__(
        self,
        store: Store,
        catalogue: Mapping[str, Source],
        client: httpx.AsyncClient,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = utc_now,
        lease: timedelta | None = None,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._client = client
        self._settings = settings
        self._clock = clock
        self._on_outcome = on_outcome
        lease = lease or timedelta(seconds=settings.lease_seconds)
        self._desk = Desk(store, clock, lease)
        self._lease_seconds = lease.total_seconds()
        self._hosts = Hosts(self._take_host, self._lease_seconds)
        self._gave_back = time.monotonic()
        self._slots = Slots(settings.slots)
        self._tasks: set[asyncio.Task[None]] = set()
        self._catalogue_lacks: set[str] = set()
        self._storing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._claiming = ThreadPoolExecutor(max_workers=1, thread_name_prefix="claim")
        self._asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")
        self._memory = Gatherer(self._asking, self._desk.memories)
        self._recall = Gatherer(self._asking, self._desk.recall_robots)
        self._share = Gatherer(self._storing, self._desk.keep_robots)
        self._take_all = Gatherer(self._storing, self._desk.take_all, GATHERED_SECONDS)
        self._keep_all = Gatherer(self._storing, self._desk.keep_all, GATHERED_SECONDS)
        self._workers = Workers()
        self._robots = Robots(
            client,
            settings.robots_exception_hosts,
            clock=clock,
            recall=lambda origin, now: self._recall((origin, now)),
            keep=self._share,
        )

    @property
    def holder(self) -> str:
        """The name that stands on this scheduler's claims."""
        return self._desk.holder

    async def tick(self) -> int:
        """Start polling what is due, as far as there is room; the number of sources started."""
        if self._desk.stopping:
            return 0
        began = time.monotonic()
        room = self._settings.slots * QUEUED_PER_SLOT - len(self._tasks)
        under_way = {task.get_name() for task in self._tasks}
        until, claims = await self._claim(
            self._desk.claim, room, self._idle(began), under_way, self._catalogue_lacks
        )
        if self._desk.stopping:
            return 0
        for claim in claims:
            self._hosts.need(claim.host, began, self._lease_seconds, claim.rest)
            task = asyncio.create_task(self._poll(claim.source_id, until), name=claim.source_id)
            self._tasks.add(task)
            task.add_done_callback(partial(self._done, claim.host))
        return len(claims)

    def _done(self, host: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._hosts.unneed(host)

    def _idle(self, now: float) -> dict[str, float]:
        """The hosts to give back with this look at what is due; not with each of many in a second."""
        if now - self._gave_back < GIVE_BACK_SECONDS:
            return {}
        self._gave_back = now
        return self._hosts.idle()

    async def drain(self) -> None:
        """Poll everything that is due, and return when all of it is done."""
        while not self._desk.stopping:
            await self.tick()
            if not self._tasks:
                return
            # A look now and then also keeps the claims of what takes long.
            patience = self._settings.lease_seconds / 4
            await asyncio.wait(self._tasks, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if self._tasks:
                await asyncio.sleep(LOOK_SECONDS)

    async def stop(self) -> None:
        """Finish the item in hand, leave the rest to the next run, and give the claims back."""
        self._desk.stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._workers.stop()
        # What is being recorded locks sources in an order of its own: giving back must not meet it.
        self._storing.shutdown(wait=True)
        # In the thread that claims, so that no claim which a look at what is due still makes comes after it.
        await self._claim(self._desk.release, self._hosts.idle())
        self._claiming.shutdown(wait=True)
        self._asking.shutdown(wait=True)

    async def in_store(self, work: Callable[[Store], object]) -> None:
        """Run `work` in the thread that stores, between two items."""
        await self._keep(work, self._store)

    async def beside(self, work: Callable[[Store], T]) -> T:
        """Run `work`, which takes a while and reads above all, in a thread of its own."""
        return await asyncio.to_thread(work, self._store)

    async def _keep(self, work: Callable[P, T], *args: P.args, **_: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._storing, work, *args)

    async def _claim(self, work: Callable[P, T], *args: P.args, **_: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._claiming, work, *args)

    async def _ask(self, work: Callable[P, T], *args: P.args, **_: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._asking, work, *args)

    async def _take_host(self, host: str, seconds: float) -> float | None:
        return await self._claim(self._desk.take_host, host, seconds)

    async def _poll(self, source_id: str, until: datetime) -> None:
        source = self._catalogue.get(source_id)
        try:
            if source is None:
                # Another scheduler runs with a larger catalogue; the next claim is its to make.
                self._catalogue_lacks.add(source_id)
                return
            outcome = await self._named(source, until)
            if outcome is not None:
                self._on_outcome(outcome)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("poll could not be written down", source=source_id)

    async def _named(self, source: Source, until: datetime) -> Outcome | None:
        """The outcome of a poll; one with a state and a pause also where it fails inside."""
        began = self._clock()
        try:
            memory = await self._memory(source.id)
            return await self._whole(at_address(source, memory), memory, until)
        except Exception as error:
            log.exception("poll failed inside", source=source.id)
            return await self._keep(self._desk.keep_failure, source, began, type(error).__name__)

    async def _whole(self, source: Source, memory: Memory, until: datetime) -> Outcome | None:
        """Poll, store what came, and follow up a full window; None where we are stopped or lost the claim."""
        window = window_of(source, self._clock(), memory.last_ok_at)
        poll = await self._request(source, memory, until)
        followed = await self._followed(source, poll, until) if poll else None
        if poll is None or followed is None:
            return None
        poll = followed.poll
        items = await self._keep(in_chains, self._store, followed) if followed.items else ()
        taken = await self._take(items, poll.at, followed.readings)
        if taken is None:
            return None
        if followed.tries and not taken.failed:
            # Only now, as what is written down is not asked for again.
            await self._keep(keep_tries, self._store, followed)
        if wants_halving(poll, taken.news) and is_divisible(source):
            poll = halved(poll, await self._smaller(source, memory, window, until))
        return await self._keep_all(Ended(source, memory, poll, taken))

    async def _take(
        self, items: Sequence[Item], at: datetime, known: Mapping[Item, Assessment | str]
    ) -> Taken | None:
        """Store what came at an instant; None where the process is asked to stop before all of it is in.

        `known` are the readings of those that have been read before.
        """
        fresh = await self._ask(self._desk.fresh, items) if items else []
        if not fresh:
            return Taken()
        unread = [item for item in fresh if item not in known]
        readings = {**known, **dict(zip(unread, await self._workers.assess(unread), strict=True))}
        arrivals = [
            Arrival(item, at, reading) for item in fresh if not isinstance(reading := readings[item], str)
        ]
        taken = Taken(failed=next((said for item in fresh if isinstance(said := readings[item], str)), ""))
        # In parts, so that between two of them others get to write.
        for start in range(0, len(arrivals), TOGETHER):
            part = await self._take_all(arrivals[start : start + TOGETHER])
            if part is None:
                return None
            taken += part
        return taken

    async def _followed(self, source: Source, poll: Poll, until: datetime) -> Followed | None:
        """The poll with the details behind its items; None where we must stop."""
        if not has_more(source, poll):
            return Followed(poll, tuple((item, ()) for item in poll.items))

        async def ask(detail: Source) -> Poll | None:
            return await self._request(detail, Memory(), until, site=source.url)

        before = await self._ask(known, self._store, poll)
        return await follow(ask, self._workers.assess, source, poll, before)

    async def _request(
        self, source: Source, memory: Memory, until: datetime, window: Window | None = None, site: str = ""
    ) -> Poll | None:
        """One request when the host's turn has come; None where another scheduler has the source by then.

        None also where a redirect leads to a host that does not become free in time: the claim then runs
        out, and the source is asked anew. With `site`, it stays on the site of that address.
        """
        try:
            return await self._in_turn(source, memory, until, window, site)
        except HostBusyError as busy:
            log.warning("redirected to a host that is busy", source=source.id, host=str(busy))
            return None

    async def _in_turn(
        self, source: Source, memory: Memory, until: datetime, window: Window | None, site: str
    ) -> Poll | None:
        async with self._hosts.turn(source) as turn, self._slots:
            if not self._desk.has_time(source, until) and not await self._claim(self._desk.renew, source):
                turn.reached = False
                return None
            gate = self._robots.gate(turn)
            if site:
                gate = within(site, gate)
            poll = await poll_source(
                self._client, source, memory, self._clock(), gate=gate, window=window, read=self._workers.read
            )
            # What it brings was seen when the answer had come, not when it was asked for.
            poll = replace(poll, at=self._clock())
            turn.reached = poll.reached_host
            return poll

    async def _smaller(self, source: Source, memory: Memory, full: Window, until: datetime) -> list[Poll]:
        """Ask for the halves of a full window, and theirs, each logged as a poll; those not divided further.

        Later halves go first, as they hold the news; never more than REQUESTS requests. Empty where not all
        of the window could be asked for.
        """
        waiting, parts = list(full.halves()), []
        for _ in range(REQUESTS):
            window = waiting.pop(0)
            poll = await self._request(source, memory, until, window)
            taken = await self._take(poll.items, poll.at, {}) if poll else None
            if poll is None or taken is None:
                return []
            await self._keep(self._desk.keep_part, poll, taken)
            if poll.detail.code == "full_page":
                waiting = [*window.halves(), *waiting]
            else:
                parts.append(poll)
            if not waiting or not poll.ok:
                break
        return [] if waiting else parts
