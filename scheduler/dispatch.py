"""Claims due sources, polls them side by side, hands their items on, writes down how each poll went.

Whatever touches the database runs in one thread of its own, so that a slow disk never makes a fast
server look slow; the network runs in the event loop.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import httpx
import structlog

from measures.model import Item
from measures.settings import Settings
from measures.store import Store
from measures.store.received import keep_bytes
from measures.store.sources import (
    Memory,
    PollRow,
    SourceRow,
    claim_due,
    memory_of,
    record_poll,
    register_sources,
    release,
)
from measures.vocabulary import AnswerState
from scheduler.pipeline import fresh, take_in
from scheduler.slots import Slots
from sources.catalogue import Source
from sources.fetch import reason
from sources.politeness import Hosts
from sources.poll import Poll, poll_source

LEASE = timedelta(minutes=5)
"""How long a claim lasts: a killed scheduler's sources come back to the others after it."""
QUEUED_PER_SLOT = 4
"""Claimed sources for each slot: some wait for their host, and should not keep others waiting."""
ALL_NEW = 5
"""An answer with so many items, none of them known, has rolled over since the last one."""

T = TypeVar("T")
log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """The clock at this edge."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one poll: how it ended, and how many of its items were new or changed."""

    poll: Poll
    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Taken:
    new: int = 0
    changed: int = 0
    failed: str = ""


def register(store: Store, catalogue: Mapping[str, Source], at: datetime) -> None:
    """Tell the store which sources there are."""
    with store.begin() as tx:
        register_sources(tx, [_row(source) for source in catalogue.values()], at)


def _row(source: Source) -> SourceRow:
    address = source.url.partition("?")[0] if "{" in source.url else source.url
    return SourceRow(
        id=source.id,
        name=source.name,
        country=source.country,
        authority=source.authority,
        level=source.level,
        url=address,
        interval_minutes=source.interval_minutes,
        standing=source.standing,
        evidence_date=source.evidence_date,
        quiet_days=source.expect.quiet_days,
    )


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
        lease: timedelta = LEASE,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
    ) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._store = store
        self._catalogue = catalogue
        self._client = client
        self._settings = settings
        self._clock = clock
        self._lease = lease
        self._on_outcome = on_outcome
        self._hosts = Hosts()
        self._slots = Slots(settings.slots)
        self._tasks: set[asyncio.Task[None]] = set()
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._stopping = False

    async def tick(self) -> int:
        """Start polling what is due, as far as there is room; the number of sources started."""
        room = self._settings.slots * QUEUED_PER_SLOT - len(self._tasks)
        if self._stopping or room <= 0:
            return 0
        rows = await self._in_store(self._claim, room)
        for row in rows:
            task = asyncio.create_task(self._poll(row.id, self._clock()), name=row.id)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return len(rows)

    async def drain(self) -> None:
        """Poll everything that is due, and return when all of it is done."""
        while not self._stopping:
            await self.tick()
            if not self._tasks:
                return
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self) -> None:
        """Finish the item in hand, leave the rest to the next run, and give the claims back."""
        self._stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._in_store(self._release)
        self._writer.shutdown(wait=True)

    async def in_store(self, work: Callable[[Store], object]) -> None:
        """Run `work` in the store's thread, between two items."""
        await self._in_store(work, self._store)

    async def _in_store(self, work: Callable[..., T], *args: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, work, *args)

    async def _poll(self, source_id: str, claimed_at: datetime) -> None:
        source = self._catalogue.get(source_id)
        try:
            if source is None:
                # Another scheduler runs with a larger catalogue; the claim is its to make.
                return
            async with self._hosts.turn(source), self._slots:
                if self._clock() > claimed_at + self._lease - timedelta(
                    seconds=source.limits.total_seconds + 30
                ):
                    return
                memory = await self._in_store(self._memory, source_id)
                poll = await poll_source(self._client, source, memory, self._clock())
            outcome = await self._in_store(self._keep, source, memory, poll)
            if outcome is not None:
                self._on_outcome(outcome)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("poll failed inside", source=source_id)

    def _claim(self, room: int) -> list[SourceRow]:
        with self._store.begin() as tx:
            return claim_due(tx, self._clock(), self.holder, self._lease, room)

    def _release(self) -> None:
        with self._store.begin() as tx:
            release(tx, self.holder)

    def _memory(self, source_id: str) -> Memory:
        with self._store.read() as tx:
            return memory_of(tx, source_id)

    def _keep(self, source: Source, memory: Memory, poll: Poll) -> Outcome | None:
        """Store what a poll brought: each item in its own transaction, the poll itself last.

        None where the process is asked to stop in between: nothing is then said of the poll, and the
        next run asks again.
        """
        taken = _Taken()
        for item in fresh(self._store, poll.items) if poll.items else ():
            if self._stopping:
                return None
            taken = self._take(item, poll.at, taken)
        poll = conclude(poll, taken.new, taken.changed, taken.failed, source, memory)
        with self._store.begin() as tx:
            digest = keep_bytes(tx, poll.body, poll.at) if poll.body else None
            record_poll(tx, _poll_row(poll, taken, self.holder, digest))
        log.info(
            "polled",
            source=poll.source_id,
            state=poll.state.value,
            detail=poll.detail.code,
            items=len(poll.items),
            new=taken.new,
            changed=taken.changed,
            seconds=round(poll.seconds, 2),
        )
        return Outcome(poll, taken.new, taken.changed)

    def _take(self, item: Item, at: datetime, so_far: _Taken) -> _Taken:
        """One item more; a failure is kept for the poll's record and does not cost the other items."""
        try:
            state = take_in(self._store, item, at, is_fresh=True).saved.state
        except Exception as error:
            log.exception("item not taken in", item=item.id)
            return replace(so_far, failed=type(error).__name__)
        return replace(
            so_far, new=so_far.new + (state == "new"), changed=so_far.changed + (state == "changed")
        )


def conclude(poll: Poll, new: int, changed: int, failed: str, source: Source, memory: Memory) -> Poll:
    """The poll in the light of what the store knew already; pure.

    News without a new item is none; an answer in which nothing is known may have rolled over.
    """
    if failed:
        # Without validators the next answer is read again, and the items that failed with it.
        detail = reason("failed_inside", reason=failed)
        return replace(poll, ok=False, detail=detail, etag="", last_modified="", body_hash="")
    if poll.state is not AnswerState.NEW:
        return poll
    as_expected = poll.detail.code == "items_read"
    if not new and not changed:
        detail = reason("same_items") if as_expected else poll.detail
        return replace(poll, state=AnswerState.UNCHANGED, detail=detail)
    windowed = source.request.window_days is not None
    if as_expected and memory.last_ok_at and not windowed and new == len(poll.items) >= ALL_NEW:
        return replace(poll, detail=reason("rolled_over", count=new))
    return poll


def _poll_row(poll: Poll, taken: _Taken, holder: str, digest: str | None) -> PollRow:
    return PollRow(
        source_id=poll.source_id,
        at=poll.at,
        state=poll.state,
        next_try_at=poll.next_try_at,
        detail=poll.detail,
        ok=poll.ok,
        holder=holder,
        http_status=poll.status or None,
        item_count=len(poll.items),
        new_count=taken.new + taken.changed,
        size=len(poll.body),
        seconds=poll.seconds,
        sha256=digest,
        etag=poll.etag,
        last_modified=poll.last_modified,
        body_hash=poll.body_hash,
    )
