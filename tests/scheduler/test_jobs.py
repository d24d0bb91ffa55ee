"""What runs when, also on the two days a year that are not 24 hours long."""

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from measures.settings import Settings
from scheduler.dispatch import Dispatcher
from scheduler.jobs import build

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
