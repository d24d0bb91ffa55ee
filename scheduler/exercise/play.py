"""Plays an exercise: clock, feeds and scheduler in this process, the dashboard beside it in its own."""

import asyncio
import os
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from measures.days import ZONE, day_of
from measures.errors import InputError
from measures.model import Item
from measures.settings import Settings
from measures.store import Store, migrate, open_store
from measures.store.exercise import Exercise, begin_exercise, set_instant
from scheduler import jobs
from scheduler.exercise.feeds import catalogue, make_feeds
from scheduler.exercise.server import serving
from scheduler.pipeline import take_in
from sources.archive import archive_items
from sources.catalogue import Source

_DAY_SECONDS = 86_400
# The clock is written down twice a second, and what is due is looked for five times.
_NOTE_SECONDS, _TICK_SECONDS = 0.5, 0.2
_GRACE_SECONDS = 15
# Longer than any exercise, and within the calendar from any of its days.
_LONGEST_LEASE = timedelta(days=36_500)
SLOWEST, FASTEST = 0.01, 100
"""Days a second that can be played."""


@dataclass(frozen=True, slots=True)
class Plan:
    """First and last day played (inclusive), and how many of them pass in a second."""

    since: date
    until: date
    days_per_second: float

    @property
    def start(self) -> datetime:
        """The midnight with which the first day begins (UTC)."""
        return _midnight(self.since)

    @property
    def end(self) -> datetime:
        """The last second of the last day (UTC); with it the exercise is over (Exercise.is_over)."""
        return _midnight(self.until + timedelta(days=1)) - timedelta(seconds=1)


def check_plan(plan: Plan) -> None:
    """InputError, with the option in its subject, where a plan cannot be played or would play nothing."""
    if plan.until < plan.since:
        raise InputError(f"{plan.until} lies before the first day, {plan.since}", subject="--until")
    if not SLOWEST <= plan.days_per_second <= FASTEST:
        raise InputError(
            f"must be {SLOWEST:g} to {FASTEST:g} days a second, got {plan.days_per_second:g}",
            subject="--speed",
        )
    days = [at for _, at in archive_items()]
    if not any(plan.start <= at <= plan.end for at in days):
        first, last = (day_of(at) for at in (days[0], days[-1]))
        raise InputError(
            f"the archive, {first} to {last}, has nothing from {plan.since} to {plan.until}", subject="--from"
        )


class Clock:
    """The simulated instant (UTC): runs from the plan's start from the first time it is asked, to its end."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._began: float | None = None

    def __call__(self) -> datetime:
        if self._began is None:
            self._began = time.monotonic()
        passed = (time.monotonic() - self._began) * self._plan.days_per_second * _DAY_SECONDS
        # Bounded before it is added: a clock left running overnight would leave the calendar.
        passed = min(passed, (self._plan.end - self._plan.start).total_seconds())
        return self._plan.start + timedelta(seconds=passed)

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return self() >= self._plan.end


@contextmanager
def fresh_store(folder: Path) -> Iterator[tuple[str, Store]]:
    """An empty store in `folder`/exercise.db, in place of that of an earlier exercise; with its address."""
    file = (folder / "exercise.db").resolve()
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        (file.parent / name).unlink(missing_ok=True)
    url = f"sqlite:///{file}"
    migrate(url)
    store = open_store(url)
    try:
        yield url, store
    finally:
        store.close()


Entry = tuple[Item, datetime]


def load_past(store: Store, plan: Plan, track: Callable[[list[Entry]], Iterable[Entry]]) -> None:
    """Take in what was published before the first day, as known then.

    `track` gives back what it is given, item by item, and may show how far it is.
    """
    for item, known_at in track([entry for entry in archive_items() if entry[1] < plan.start]):
        take_in(store, item, known_at)


async def play(store: Store, plan: Plan, settings: Settings, dashboard: Mapping[str, str] | None) -> bool:
    """Play the plan into `store` with the real scheduler; True where it came to its end.

    With a `dashboard` (its environment), one is started beside, and stays after the end until SIGINT or
    SIGTERM. Its ending by itself ends the exercise.
    """
    stop = jobs.asked_to_stop()
    settings = settings.model_copy(update={"open_loopback": True, "tick_seconds": _TICK_SECONDS})
    feeds = make_feeds(entry for entry in archive_items() if plan.start <= entry[1] <= plan.end)
    clock = Clock(plan)
    with store.begin() as tx:
        begin_exercise(tx, Exercise(plan.since, plan.until, plan.days_per_second, plan.start))
    shown = await _start_dashboard(dashboard) if dashboard is not None else None
    watch = asyncio.create_task(_stop_with(shown, stop)) if shown else None
    try:
        with serving(feeds, clock) as address:
            sources = catalogue(feeds, address, plan.days_per_second)
            await _poll(store, sources, settings, clock, plan, stop)
        ended = not stop.is_set()
        if shown and ended:
            print(f"The exercise has come to its end, {plan.until}. Ctrl-C closes the dashboard.", flush=True)
            await stop.wait()
        return ended
    finally:
        if watch is not None:
            watch.cancel()
        if shown is not None:
            await _end(shown)


async def _poll(
    store: Store,
    sources: Mapping[str, Source],
    settings: Settings,
    clock: Clock,
    plan: Plan,
    stop: asyncio.Event,
) -> None:
    """Let the scheduler run until the clock is at its end, then ask every source a last time."""
    # A claim lasts as long as ever in the scheduler's own time, which is not that of the clock.
    faster = max(1, plan.days_per_second * _DAY_SECONDS)
    lease = min(timedelta(seconds=settings.lease_seconds * faster), _LONGEST_LEASE)
    over = asyncio.Event()
    running = asyncio.create_task(jobs.run(store, sources, settings, stop=over, clock=clock, lease=lease))
    try:
        while not (stop.is_set() or clock.is_over or running.done()):
            await asyncio.to_thread(_note, store, clock())
            await asyncio.sleep(_NOTE_SECONDS)
    finally:
        over.set()
        await running
    if not stop.is_set():
        await jobs.once(store, sources, settings, every=True, clock=clock, lease=lease, stop=stop)
    await asyncio.to_thread(_note, store, clock())


def _note(store: Store, instant: datetime) -> None:
    with store.begin() as tx:
        set_instant(tx, instant)


async def _start_dashboard(environment: Mapping[str, str]) -> Process:
    # A process group of its own: Ctrl-C reaches this process alone, which then stops all in order.
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dashboard", env={**os.environ, **environment}, start_new_session=True
    )


async def _stop_with(process: Process, stop: asyncio.Event) -> None:
    code = await process.wait()
    print(f"The dashboard has ended with code {code}; stopping.", file=sys.stderr)
    stop.set()


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(_GRACE_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, clock_time.min, ZONE).astimezone(UTC)
