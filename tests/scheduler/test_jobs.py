"""What runs when, also on the two days a year that are not 24 hours long."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from measures.network import open_client
from measures.settings import Settings
from measures.store import Store
from measures.store import tables as t
from measures.store.editions import editions
from scheduler.desk import Desk
from scheduler.dispatch import Dispatcher
from scheduler.jobs import build, run
from tests.sources.conftest import a_source

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_a_late_tick_runs_once_and_ticks_never_overlap() -> None:
    job = build(cast(Dispatcher, None), Settings(tick_seconds=0.5)).get_job("tick")
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)
    assert job.trigger.interval.total_seconds() == 0.5


@pytest.mark.parametrize(
    "day", [datetime(2026, 10, 25, tzinfo=AMSTERDAM), datetime(2026, 3, 29, tzinfo=AMSTERDAM)]
)
def test_the_store_is_cleaned_once_when_the_clocks_change(day: datetime) -> None:
    trigger = build(cast(Dispatcher, None), Settings()).get_job("clean").trigger
    first = trigger.get_next_fire_time(None, day)
    second = trigger.get_next_fire_time(first, first)
    assert (first.date(), first.hour, first.minute) == (day.date(), 3, 30)
    assert (second.date() - first.date()).days == 1


def test_a_stop_in_the_middle_of_a_look_at_what_is_due_leaves_no_claim_and_no_complaint(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looking, claim = asyncio.Event(), Desk.claim

    async def stopped() -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()

        def slow(*args: object) -> object:
            loop.call_soon_threadsafe(looking.set)
            time.sleep(0.3)
            return claim(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(Desk, "claim", slow)
        source = a_source("http://127.0.0.1:9/a")
        running = asyncio.create_task(
            run(store, {source.id: source}, Settings(open_loopback=True), stop=stop)
        )
        await looking.wait()
        stop.set()
        await running

    asyncio.run(stopped())
    with store.read() as tx:
        assert tx.execute(select(t.source.c.holder)).scalars().all() == [None]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize(
    ("sunday", "utc_hour"),
    [
        (datetime(2026, 10, 25, tzinfo=AMSTERDAM), 5),
        (datetime(2026, 3, 29, tzinfo=AMSTERDAM), 4),
    ],
)
def test_the_weekly_summary_is_made_on_monday_at_six_when_the_clocks_change(
    sunday: datetime, utc_hour: int
) -> None:
    trigger = build(cast(Dispatcher, None), Settings()).get_job("weekly").trigger
    first = trigger.get_next_fire_time(None, sunday)
    second = trigger.get_next_fire_time(first, first + timedelta(seconds=1))
    assert (first.date() - sunday.date()).days == 1
    assert (first.hour, first.astimezone(UTC).hour) == (6, utc_hour)
    assert (second.date() - first.date()).days == 7


def test_a_start_makes_the_summary_that_came_due_while_nothing_ran(store: Store) -> None:
    async def started(now: datetime) -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(
            run(store, {}, Settings(open_loopback=True), stop=stop, clock=lambda: now)
        )
        for _ in range(100):
            await asyncio.sleep(0.05)
            if editions(store):
                break
        stop.set()
        await running

    asyncio.run(started(datetime(2026, 11, 4, 12, tzinfo=UTC)))
    asyncio.run(started(datetime(2026, 11, 4, 13, tzinfo=UTC)))
    assert [one.week for one in editions(store)] == ["2026-W44"]


@pytest.mark.parametrize(
    "day", [datetime(2026, 10, 25, tzinfo=AMSTERDAM), datetime(2026, 3, 29, tzinfo=AMSTERDAM)]
)
def test_open_data_are_written_once_a_night_when_the_clocks_change(day: datetime) -> None:
    trigger = build(cast(Dispatcher, None), Settings()).get_job("open_data").trigger
    first = trigger.get_next_fire_time(None, day)
    second = trigger.get_next_fire_time(first, first)
    assert (first.date(), first.hour, first.minute) == (day.date(), 3, 0)
    assert (second.date() - first.date()).days == 1


def test_the_first_open_data_come_soon_after_the_start_and_others_at_night(tmp_path: Path) -> None:
    async def due(settings: Settings) -> timedelta:
        scheduler = build(cast(Dispatcher, None), settings)
        scheduler.start(paused=True)
        due: datetime = scheduler.get_job("open_data").next_run_time
        scheduler.shutdown(wait=False)
        return due - datetime.now(UTC)

    settings = Settings(data_dir=tmp_path)
    assert timedelta(minutes=9) < asyncio.run(due(settings)) <= timedelta(minutes=10)
    (tmp_path / "open").mkdir()
    trigger = build(cast(Dispatcher, None), settings).get_job("open_data").trigger
    now = datetime.now(UTC)
    assert abs(asyncio.run(due(settings)) - (trigger.get_next_fire_time(None, now) - now)) < timedelta(
        minutes=1
    )


def test_open_data_are_written_beside_the_polling(store: Store, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)

    async def written() -> None:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            dispatcher = Dispatcher(store, {}, client, settings)
            await build(dispatcher, settings).get_job("open_data").func()
            await dispatcher.stop()

    asyncio.run(written())
    assert (tmp_path / "open" / "dcat.jsonld").is_file()
