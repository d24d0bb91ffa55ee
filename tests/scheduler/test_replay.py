"""Replays: today's formats and lexicons over what was really received, without changing anything."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from measures.model import Event
from measures.settings import Settings
from measures.store import Store
from measures.store.events import buckets, events_in_bucket, save_event
from measures.store.reading import store_summary
from scheduler import jobs
from scheduler.dispatch import utc_now
from scheduler.replay import Change, replay_formats, replay_readings
from sources.catalogue import Source
from tests.commands import run_command
from tests.loopback import Loopback, Reply
from tests.sources.conftest import a_source, sample
from tests.support import ROOT

FEED = sample("nl-rijksoverheid-news.xml")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def source(server: Loopback) -> Source:
    server.routes["/feed"] = Reply(FEED)
    return a_source(server.url("/feed"))


def poll(store: Store, source: Source) -> None:
    settings = Settings(open_loopback=True)
    asyncio.run(jobs.once(store, {source.id: source}, settings, every=True))


def test_nothing_changes_where_nothing_has_changed(store: Store, source: Source) -> None:
    poll(store, source)
    poll(store, source)
    found = replay_formats(store, {source.id: source}, LONG_AGO)
    assert (found.answers, found.items, found.changes) == (1, 6, ())


def test_a_format_that_reads_more_brings_items_that_are_new(store: Store, source: Source) -> None:
    narrow = source.model_copy(update={"only": ("Duitsland",)})
    poll(store, narrow)
    kept = store_summary(store).items
    found = replay_formats(store, {source.id: source}, LONG_AGO)
    assert (found.count("new"), len(found.changes)) == (6 - kept, 6 - kept)
    assert store_summary(store).items == kept


def test_a_format_that_reads_less_lets_items_vanish(store: Store, source: Source) -> None:
    poll(store, source)
    narrow = source.model_copy(update={"only": ("no such words",)})
    found = replay_formats(store, {source.id: narrow}, LONG_AGO)
    assert (found.count("vanished"), len(found.changes)) == (6, 6)


def test_a_field_read_otherwise_is_named(store: Store, source: Source) -> None:
    poll(store, source)
    found = replay_formats(
        store, {source.id: source.model_copy(update={"authority": "Ministerie"})}, LONG_AGO
    )
    changed = [change for change in found.changes if change.what == "changed"]
    assert len(changed) == 6
    assert {change.differs for change in changed} == {("authority",)}


def test_each_answer_is_compared_with_what_was_stored_then(
    store: Store, source: Source, server: Loopback
) -> None:
    poll(store, source)
    server.routes["/feed"] = Reply(FEED.replace(b"</title>", b" (aangevuld)</title>"))
    poll(store, source)
    assert store_summary(store).versions == 12
    found = replay_formats(store, {source.id: source}, LONG_AGO)
    assert (found.answers, found.items, found.changes) == (2, 12, ())


def test_an_answer_that_cannot_be_read_any_more_is_said(store: Store, source: Source) -> None:
    poll(store, source)
    other = Source.model_validate({**source.model_dump(), "format": "json", "items": ("list",)})
    found = replay_formats(store, {source.id: other}, LONG_AGO)
    assert [change.what for change in found.changes] == ["unreadable"]


def test_a_source_that_has_left_the_catalogue_is_said(store: Store, source: Source) -> None:
    poll(store, source)
    assert replay_formats(store, {}, LONG_AGO).changes == (Change("unlisted", source.id),)


def test_only_what_came_since_the_day_is_looked_at(store: Store, source: Source) -> None:
    poll(store, source)
    later = utc_now() + timedelta(hours=1)
    assert replay_formats(store, {source.id: source}, later).answers == 0
    assert replay_readings(store, later).items == 0


def test_labels_read_otherwise_are_told_with_before_and_now(store: Store, source: Source) -> None:
    poll(store, source)
    with store.begin() as tx:
        event = _some_event(store)
        other = replace(event.assessment, is_measure=not event.assessment.is_measure)
        save_event(tx, replace(event, assessment=other), "elsewhere")
    before, now = other.is_measure, event.assessment.is_measure
    for found in (replay_formats(store, {source.id: source}, LONG_AGO), replay_readings(store, LONG_AGO)):
        (change,) = found.changes
        assert (change.what, change.item) == ("labels", event.item.id)
        assert change.differs == (f"is_measure: {before} → {now}",)


def _some_event(store: Store) -> Event:
    with store.read() as tx:
        return next(event for name in buckets(tx) for event in events_in_bucket(tx, name))


def test_the_command_tells_people_and_programs(store: Store, source: Source, tmp_path: Path) -> None:
    poll(store, source)
    environment = {**os.environ, "TASKFORCE_DATA_DIR": str(tmp_path / "data")}

    def say(*args: str) -> str:
        command = [sys.executable, "-m", "scheduler", "replay", *args]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert say("--since", "2020-01-01").endswith("0 answers, 6 items looked at: nothing would change.\n")
    assert say("--formats", "--since", "2020-01-01").endswith("0 answers, 0 items looked at: 1 unlisted.\n")
    told = json.loads(say("--formats", "--since", "2020-01-01", "--json"))
    assert [change["what"] for change in told["changes"]] == ["unlisted"]


@pytest.mark.parametrize(
    "command",
    [
        ("replay", "--since", "0001-01-01"),
        ("replay", "--since", "9999-12-31"),
        ("exercise", "--from", "0001-01-01"),
        ("exercise", "--until", "9999-12-31"),
    ],
)
def test_a_day_that_cannot_be_meant_ends_with_one_line(command: tuple[str, ...], tmp_path: Path) -> None:
    environment = {**os.environ, "TASKFORCE_DATA_DIR": str(tmp_path / "data")}
    done = run_command("scheduler", *command, env=environment)
    told = f"{command[1]}: a day lies between 1990-01-01 and 2100-12-31\n"
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", told)
