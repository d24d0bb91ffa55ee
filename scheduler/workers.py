"""Reading answers and assessing items in processes of their own, which take the load off polling.

What comes from the network may hang whoever reads it, or cost its life: that then ends one process and one
answer, and the scheduler goes on.
"""

import asyncio
import fcntl
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from multiprocessing.connection import wait
from typing import TypeVar, TypeVarTuple

from measures.classify import classify
from measures.model import Assessment, Item
from sources.catalogue import Source
from sources.errors import FormatError
from sources.poll import Found, read_answer

COUNT = 2
"""Processes side by side; more would take the cores from the database."""
LONGEST_SECONDS = 60.0
"""So much processor time may one answer, or the items assessed together, take."""
GRACE_SECONDS = 2.0
"""So long may what is in hand take when the scheduler stops."""
TOGETHER = 200
"""Items assessed in one go: at some tenths of a millisecond each, far from the limit."""

Given = TypeVarTuple("Given")
T = TypeVar("T")


class Workers:
    """Processes that are started with the first answer that must be read, and end with `stop` or with us."""

    def __init__(self, count: int = COUNT, longest: float = LONGEST_SECONDS) -> None:
        self._count = count
        self._longest = longest
        self._shared: ProcessPoolExecutor | None = None
        self._alone = asyncio.Lock()

    async def read(self, source: Source, body: bytes, today: date) -> Found:
        """As sources.poll.read_answer; FormatError also for an answer that ends whoever reads it."""
        try:
            return await self._run(read_answer, source, body, today)
        except BrokenProcessPool:
            return FormatError("reading_given_up", size=len(body))

    async def assess(self, items: Sequence[Item]) -> list[Assessment | str]:
        """What is read in each item; where a defect kept it from being read, the name of the error."""
        readings: list[Assessment | str] = []
        for start in range(0, len(items), TOGETHER):
            part = items[start : start + TOGETHER]
            try:
                readings += await self._run(_assess, part)
            except BrokenProcessPool as error:
                readings += [type(error).__name__] * len(part)
        return readings

    def stop(self) -> None:
        """End the processes; what takes longer than GRACE_SECONDS is given up, as nobody waits for it."""
        if self._shared is not None:
            _end(self._shared, GRACE_SECONDS)
            self._shared = None

    async def _run(self, work: Callable[[*Given], T], *args: *Given) -> T:
        """What `work` makes of its arguments; BrokenProcessPool where that ends the process which does it."""
        loop = asyncio.get_running_loop()
        if self._shared is None:
            self._shared = _processes(self._count)
        shared = self._shared
        try:
            return await loop.run_in_executor(shared, _limited, self._longest, work, *args)
        except BrokenProcessPool:
            if self._shared is shared:
                self._shared = None
        # Whose work ended the process cannot be told, so all that was under way is done again, each alone.
        async with self._alone:
            single = _processes(1)
            try:
                return await loop.run_in_executor(single, _limited, self._longest, work, *args)
            finally:
                _end(single)


def _processes(count: int) -> ProcessPoolExecutor:
    # Forked from a server that has the modules loaded and nothing else: quick, and free of our threads.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin)


def _end(pool: ProcessPoolExecutor, grace: float = 0.0) -> None:
    """End the processes of a pool, those that are still at work after so many seconds by force."""
    # Looked at first: a pool that is shut down no longer knows them, and has no way of its own to do this.
    running = {process.sentinel: process for process in pool._processes.values()}
    pool.shutdown(wait=False, cancel_futures=True)
    deadline = time.monotonic() + grace
    while running and (ended := wait(running, max(0.0, deadline - time.monotonic()))):
        running = {sentinel: process for sentinel, process in running.items() if sentinel not in ended}
    for process in running.values():
        process.terminate()


def _begin() -> None:
    # Ctrl-C is for the scheduler, which ends us when it has finished.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        # When the scheduler is gone, the system itself ends us by SIGIO: a thread might never get its turn.
        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        if wait([parent.sentinel], 0):
            # It went while we were started: no signal tells of what is past.
            os._exit(1)


def _limited(seconds: float, work: Callable[[*Given], T], *args: *Given) -> T:
    """`work` within so much processor time: the signal ends the process, whatever it is doing."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work(*args)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _assess(items: Sequence[Item]) -> list[Assessment | str]:
    return [_assessed(item) for item in items]


def _assessed(item: Item) -> Assessment | str:
    try:
        return classify(item)
    except Exception as error:
        return type(error).__name__
