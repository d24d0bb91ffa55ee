"""Exercises: the archive's past played as live feeds, by real processes in quick motion."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from measures.store import Store, open_store
from measures.store.exercise import Exercise, begin_exercise, set_instant
from measures.store.reading import (
    events_of,
    exercise,
    measures_frame,
    poll_history,
    sources_frame,
    store_summary,
)
from scheduler.exercise.feeds import LONGEST_FEED, catalogue, make_feeds, rss
from scheduler.exercise.play import Clock, Plan
from scheduler.exercise.server import serving
from scheduler.pipeline import recompute
from sources.archive import archive_items
from sources.formats import parse
from tests.commands import run_command
from tests.support import ROOT

MARCH = Plan(date(2020, 3, 10), date(2020, 3, 24), 10)


def _within(plan: Plan) -> list:
    return [entry for entry in archive_items() if plan.start <= entry[1] <= plan.end]


def _say(*args: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scheduler", "exercise", *args],
        cwd=ROOT,
        env={**os.environ, "TASKFORCE_DATA_DIR": str(folder), **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_feed_gives_back_what_the_archive_holds() -> None:
    entries = _within(MARCH)
    feeds = make_feeds(entries)
    sources = catalogue(feeds, "http://127.0.0.1:1", 1)
    assert len(sources) == len(feeds)
    read = [item for feed in feeds for item in parse(sources[feed.source_id], rss(feed, MARCH.end))]

    def facts(item) -> tuple:
        return (item.title, item.summary, item.published, item.authority, item.regions, item.url)

    assert sorted(map(facts, read)) == sorted(facts(item) for item, _ in entries)


def test_a_feed_holds_nothing_of_tomorrow_and_is_of_a_usual_length() -> None:
    (item, at), *_ = _within(MARCH)
    many = [(item, at + timedelta(days=day)) for day in range(LONGEST_FEED + 10)]
    (feed,) = make_feeds(many)
    assert feed.published(at - timedelta(seconds=1)) == []
    assert feed.published(at + timedelta(days=2)) == many[2::-1]
    assert feed.published(at + timedelta(days=999)) == many[:-51:-1]


def test_the_clock_starts_when_it_is_first_asked_and_stops_at_the_end() -> None:
    clock = Clock(Plan(date(2020, 3, 29), date(2020, 3, 29), 1_000))
    time.sleep(0.01)
    # Midnight in Amsterdam, on the day when the clocks change.
    assert clock() - datetime(2020, 3, 28, 23, tzinfo=UTC) < timedelta(hours=20)
    time.sleep(0.05)
    assert clock.is_over
    assert clock() == datetime(2020, 3, 29, 21, 59, 59, tzinfo=UTC)


def test_the_server_says_when_nothing_has_changed() -> None:
    feeds = make_feeds(_within(MARCH))
    with serving(feeds, lambda: MARCH.end) as address:
        request = urllib.request.Request(address + feeds[0].path)
        with urllib.request.urlopen(request) as answer:
            etag = answer.headers["ETag"]
        request.add_header("If-None-Match", etag)
        for asked, status in ((request, 304), (address + "/nl/none.xml", 404)):
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(asked)
            caught.value.close()
            assert caught.value.code == status


def test_a_store_says_that_it_is_for_an_exercise(store: Store) -> None:
    assert exercise(store) is None
    told = Exercise(date(2020, 3, 1), date(2020, 3, 2), 0.5, datetime(2020, 3, 1, 12, tzinfo=UTC))
    with store.begin() as tx:
        begin_exercise(tx, told)
    assert exercise(store) == told
    before = store.revision("sources")
    with store.begin() as tx:
        set_instant(tx, datetime(2020, 3, 1, 23, tzinfo=UTC))
    played = exercise(store)
    assert played is not None
    assert (played.day, store.revision("sources") > before) == (date(2020, 3, 2), True)


def test_an_exercise_brings_all_that_was_published_as_known_when_it_was_polled(tmp_path: Path) -> None:
    done = _say(
        "--from", "2020-03-10", "--until", "2020-03-24", "--speed", "10", "--no-dashboard", folder=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Played 2020-03-10 to 2020-03-24: ")
    store = open_store(f"sqlite:///{tmp_path / 'exercise.db'}")
    try:
        entries = [entry for entry in archive_items() if entry[1] <= MARCH.end]
        assert store_summary(store).items == len(entries)
        played = exercise(store)
        assert played is not None
        assert (played.since, played.until, played.day) == (MARCH.since, MARCH.until, MARCH.until)
        sources = sources_frame(store)
        assert set(sources.state) <= {"new", "unchanged"}
        polls = poll_history(store, sources.id[0])
        assert MARCH.start <= polls["at"].min() <= polls["at"].max() <= MARCH.end
        measures = measures_frame(store)
        assert (measures.first_known_at <= MARCH.end).all()
        # Nothing was known before it was published: the archive's days are those of publication.
        published = {item.title: at for item, at in entries}
        for row in measures.itertuples():
            events = events_of(store, row.id)
            assert row.first_known_at == events[0].known_at
            assert all(event.known_at >= published[event.item.title] for event in events)
        assert len(recompute(store)[0]) == len(measures)
    finally:
        store.close()


def test_ctrl_c_stops_an_exercise_and_the_next_one_starts_anew(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scheduler", "exercise", "--no-dashboard", "--speed", "0.5"]
    environment = {**os.environ, "TASKFORCE_DATA_DIR": str(tmp_path)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 40
        while not _has_begun(tmp_path / "exercise.db") and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=15)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert said.startswith("Stopped while playing 2020-03-01 to 2020-04-20")
    again = _say(
        "--from", "2020-01-15", "--until", "2020-01-16", "--speed", "50", "--no-dashboard", folder=tmp_path
    )
    assert (again.returncode, again.stderr.strip()) == (0, "")


def _has_begun(file: Path) -> bool:
    """Whether the clock runs: what was known before is loaded first."""
    if not file.exists():
        return False
    store = open_store(f"sqlite:///{file}")
    try:
        return exercise(store) is not None
    except DBAPIError:
        return False  # being migrated
    finally:
        store.close()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--from", "2020-04-01", "--until", "2020-03-01"), "--until: 2020-03-01 lies before"),
        (("--from", "2020-02-30"), "--from: '2020-02-30' is no day"),
        (("--from", "1066-10-14"), "--from: a day lies between"),
        (("--from", "2019-01-01", "--until", "2019-02-01"), "--from: the archive, 2020-01-15 to "),
        (("--speed", "0"), "--speed: must be 0.01 to 100 days a second, got 0"),
        (("--speed", "nan"), "--speed: must be 0.01 to 100 days a second, got nan"),
    ],
)
def test_what_cannot_be_played_is_said_in_one_line(tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    env = {**os.environ, "TASKFORCE_DATA_DIR": str(tmp_path)}
    done = run_command("scheduler", "exercise", *args, env=env)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, b"", 1)
    assert done.stderr.decode().startswith(says)
    assert not list(tmp_path.iterdir())


def test_a_port_in_use_leaves_the_exercise_that_runs_there_alone(tmp_path: Path) -> None:
    (tmp_path / "exercise.db").write_bytes(b"of another")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = _say("--port", str(other.getsockname()[1]), folder=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert (tmp_path / "exercise.db").read_bytes() == b"of another"


def test_the_dashboard_shows_the_exercise_and_stays_after_its_end(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    days = ["--from", "2020-03-18", "--until", "2020-03-19", "--speed", "10"]
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler", "exercise", *days, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "TASKFORCE_DATA_DIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert f":{port} " in process.stdout.readline()
        assert process.stdout.readline().startswith("The exercise has come to its end, 2020-03-19.")
        assert _answers(port, within=30)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, said.split(":")[0]) == (0, "Played 2020-03-18 to 2020-03-19")
    assert not _answers(port)


def _answers(port: int, within: float = 0) -> bool:
    deadline = time.monotonic() + within
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.2)
