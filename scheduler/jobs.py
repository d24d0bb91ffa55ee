"""What runs when: a tick that starts what is due, a nightly cleaning, open data, the summary, the sender."""

import asyncio
import signal
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from measures.network import open_client
from measures.opendata.folder import PUBLISHED, publish
from measures.settings import Settings
from measures.store import Store
from measures.store.editions import make_due
from measures.store.hosts import forget_hosts
from measures.store.outbox import forget_texts
from measures.store.received import prune
from measures.store.sources import ask_poll
from measures.store.subscriptions import forget_subscriptions
from scheduler.dispatch import Dispatcher, Outcome, register, utc_now
from scheduler.outgoing import Sender
from sources.catalogue import Source

log = structlog.get_logger(__name__)

FIRST_OPEN_DATA = timedelta(minutes=10)
"""So long after the start the first open data are written: the first polls are in by then."""


def asked_to_stop() -> asyncio.Event:
    """Set when the process gets SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def run(
    store: Store,
    catalogue: Mapping[str, Source],
    settings: Settings,
    *,
    stop: asyncio.Event | None = None,
    clock: Callable[[], datetime] = utc_now,
    lease: timedelta | None = None,
) -> None:
    """Poll until `stop` is set, by default by SIGTERM or SIGINT; then finish the item in hand and return.

    `clock` tells the instant that polls and items carry, and that decides what is due.
    """
    stop = stop or asked_to_stop()
    register(store, catalogue, clock(), settings.robots_exception_hosts)
    async with open_client(
        contact=settings.contact, open_loopback=settings.open_loopback, slots=settings.slots
    ) as client:
        dispatcher = Dispatcher(store, catalogue, client, settings, clock=clock, lease=lease)
        sender = Sender(settings, clock)
        scheduler = build(dispatcher, settings, clock, sender)
        scheduler.start()
        log.info("scheduler started", sources=len(catalogue), holder=dispatcher.holder)
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            await asyncio.gather(dispatcher.stop(), sender.stop())
            log.info("scheduler stopped")


def build(
    dispatcher: Dispatcher,
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    sender: Sender | None = None,
) -> AsyncIOScheduler:
    """The clock, with its jobs in memory: what is due, and who has it, is for the store to say."""

    async def tick() -> None:
        try:
            await dispatcher.tick()
        except asyncio.CancelledError:
            # The scheduler is being shut down: what was claimed meanwhile goes back with the rest.
            log.debug("tick cut short")
        except Exception:
            # The database may be away for a while; the next tick tries again.
            log.exception("tick failed")

    async def clean() -> None:
        await dispatcher.in_store(lambda store: _clean(store, settings, clock()))

    async def weekly() -> None:
        try:
            made = await dispatcher.beside(lambda store: make_due(store, clock()))
        except asyncio.CancelledError:
            log.debug("weekly summary cut short")
        except Exception:
            # What was not made is still due the next time.
            log.exception("weekly summary failed")
        else:
            for edition in made:
                log.info("weekly summary kept", week=edition.week, number=edition.number)

    async def open_data() -> None:
        try:
            changed = await dispatcher.beside(lambda store: publish(store, settings, clock()))
        except asyncio.CancelledError:
            log.debug("open data cut short")
        except Exception:
            log.exception("open data failed")
        else:
            log.info("open data written", changed=changed)

    async def send() -> None:
        assert sender is not None
        try:
            if await dispatcher.beside(sender.is_due):
                await sender.send()
        except asyncio.CancelledError:
            log.debug("sending cut short")
        except Exception:
            log.exception("sending failed")

    # A job that is late runs once, however late; APScheduler's own grace is one second.
    late = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = AsyncIOScheduler(timezone="Europe/Amsterdam")
    every = IntervalTrigger(seconds=settings.tick_seconds)
    scheduler.add_job(tick, every, id="tick", next_run_time=utc_now(), **late)
    # Half past three exists once on every day of the year, also when the clocks change.
    scheduler.add_job(clean, CronTrigger(hour=3, minute=30, timezone="Europe/Amsterdam"), id="clean", **late)
    nightly = CronTrigger(hour=3, timezone="Europe/Amsterdam")
    soon = {} if (settings.data_dir / PUBLISHED).exists() else {"next_run_time": utc_now() + FIRST_OPEN_DATA}
    scheduler.add_job(open_data, nightly, id="open_data", **soon, **late)
    # At once too: what came due while nothing ran is made up for, and what is kept already is left alone.
    monday = CronTrigger(day_of_week="mon", hour=6, timezone="Europe/Amsterdam")
    scheduler.add_job(weekly, monday, id="weekly", next_run_time=utc_now(), **late)
    if sender is not None:
        scheduler.add_job(send, every, id="send", next_run_time=utc_now(), **late)
    return scheduler


def _clean(store: Store, settings: Settings, now: datetime) -> None:
    with store.begin() as tx:
        pruned = prune(tx, now, settings.keep_bytes_days, settings.keep_polls_days)
        forget_hosts(tx)
        forget_subscriptions(tx, now)
        forget_texts(tx, now)
    log.info("cleaned", received=pruned.received, polls=pruned.polls)


async def once(
    store: Store,
    catalogue: Mapping[str, Source],
    settings: Settings,
    *,
    every: bool = False,
    stop: asyncio.Event | None = None,
    clock: Callable[[], datetime] = utc_now,
    lease: timedelta | None = None,
) -> list[Outcome]:
    """Poll what is due, once (with `every`, all that may be polled); what came of it, by source."""
    outcomes: list[Outcome] = []
    register(store, catalogue, clock(), settings.robots_exception_hosts)
    if every:
        with store.begin() as tx:
            for source in catalogue.values():
                if source.standing_with(settings.robots_exception_hosts) == "use":
                    ask_poll(tx, source.id, "scheduler once --all", clock())
    stop = stop or asked_to_stop()
    async with open_client(
        contact=settings.contact, open_loopback=settings.open_loopback, slots=settings.slots
    ) as client:
        dispatcher = Dispatcher(
            store, catalogue, client, settings, clock=clock, lease=lease, on_outcome=outcomes.append
        )
        work, stopped = asyncio.create_task(dispatcher.drain()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((work, stopped), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
        finally:
            stopped.cancel()
            work.cancel()
            await dispatcher.stop()
    return sorted(outcomes, key=lambda outcome: outcome.poll.source_id)
