"""Several schedulers on one PostgreSQL, each a process of its own: work is shared, and none dies with one."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from measures.store import Store, open_store
from measures.store.reading import poll_history, sources_frame
from scheduler.dispatch import utc_now
from tests.loopback import Asked, Loopback, Reply, serving
from tests.scheduler.test_cli import ENTRY
from tests.sources.conftest import sample
from tests.stores import fresh_database, give_back
from tests.support import ROOT

FEED = sample("de-bgbl-2.xml")
NAMES = [f"nl-feed-{n:02}" for n in range(12)]
LEASE_SECONDS = 2


class Busy:
    """Answers each feed after a while, and counts how many ask for the same one at the same time."""

    def __init__(self, server: Loopback) -> None:
        self.most: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self._server = server
        self._lock = threading.Lock()
        self._now: Counter[str] = Counter()

    def serve(self, name: str, late: float) -> None:
        def route(asked: Asked) -> Reply:
            with self._lock:
                self.asked[name] += 1
                self._now[name] += 1
                self.most[name] = max(self.most[name], self._now[name])
            threading.Timer(late, self._done, [name]).start()
            return Reply(FEED, late=late)

        self._server.routes[f"/{name}"] = route

    def _done(self, name: str) -> None:
        with self._lock:
            self._now[name] -= 1


@pytest.fixture
def busy() -> Iterator[Busy]:
    with serving() as server:
        yield Busy(server)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = fresh_database("postgresql", tmp_path)
    opened = open_store(url)
    yield opened
    opened.close()
    give_back(url)


@pytest.fixture
def start(busy: Busy, store: Store, tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Starts one more scheduler; all of them are gone at the end."""
    limits = "[source.limits]\nconnect_seconds = 0.5\nread_seconds = 2\ntotal_seconds = 3\n"
    entries = [ENTRY.format(id=name, url=busy._server.url(f"/{name}")) + limits for name in NAMES]
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "nl.toml").write_text("".join(entries))
    environment = {
        **os.environ,
        "DATABASE_URL": store.engine.url.render_as_string(hide_password=False),
        "TASKFORCE_DATA_DIR": str(tmp_path / "data"),
        "TASKFORCE_CATALOGUE": str(tmp_path / "catalogue"),
        "TASKFORCE_OPEN_LOOPBACK": "1",
        "TASKFORCE_TICK_SECONDS": "0.2",
        "TASKFORCE_LEASE_SECONDS": str(LEASE_SECONDS),
        "TASKFORCE_LOG_LEVEL": "error",
    }
    running: list[subprocess.Popen[bytes]] = []

    def one() -> "subprocess.Popen[bytes]":
        running.append(
            subprocess.Popen([sys.executable, "-m", "scheduler", "run"], cwd=ROOT, env=environment)
        )
        return running[-1]

    yield one
    for process in running:
        process.kill()
        process.wait()


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 40
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def polled(store: Store) -> int:
    frame = sources_frame(store, utc_now())
    return int(frame.last_ok_at.notna().sum()) if len(frame) else 0


def test_two_never_poll_the_same_source_at_once(
    busy: Busy, store: Store, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    for name in NAMES:
        busy.serve(name, late=0.1)
    both = [start(), start()]
    until(lambda: polled(store) == len(NAMES), "all sources are polled")
    for process in both:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(15) for process in both] == [0, 0]
    assert set(busy.most.values()) == {1}
    assert set(busy.asked.values()) == {1}, "and what one has polled, the other leaves alone"


def test_the_claims_of_a_killed_one_return_by_themselves(
    busy: Busy, store: Store, start: Callable[[], "subprocess.Popen[bytes]"]
) -> None:
    for name in NAMES:
        busy.serve(name, late=1.5)
    killed = start()
    until(lambda: bool(busy.asked), "the first one asks")
    killed.send_signal(signal.SIGKILL)
    killed.wait(5)
    assert polled(store) < len(NAMES)
    for name in NAMES:
        busy.serve(name, late=0)
    start()
    until(lambda: polled(store) == len(NAMES), "the other one polls what was claimed")
    assert all(len(poll_history(store, name)) == 1 for name in NAMES)
