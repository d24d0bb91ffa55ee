"""Several schedulers on one PostgreSQL, each a process of its own: work is shared, and none dies with one."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
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
Start = Callable[..., "subprocess.Popen[bytes]"]


class Busy:
    """Answers each feed after a while, and counts how many ask for the same one at the same time."""

    def __init__(self, server: Loopback) -> None:
        self.most: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.server = server
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

        self.server.routes[f"/{name}"] = route

    def _done(self, name: str) -> None:
        with self._lock:
            self._now[name] -= 1


class Turns:
    """Answers after a while, and notes for each host who asked when, and when it was answered."""

    def __init__(self, late: float) -> None:
        self.noted: dict[str, list[tuple[float, float]]] = {}
        self.agents: set[str] = set()
        self._late = late

    def route(self, reply: Reply) -> Callable[[Asked], Reply]:
        def route(asked: Asked) -> Reply:
            now = time.monotonic()
            self.noted.setdefault(asked.headers["host"], []).append((now, now + self._late))
            self.agents.add(asked.headers["user-agent"])
            return replace(reply, late=self._late)

        return route

    def gaps(self) -> list[float]:
        """The seconds between an answer and the next request at the same host."""
        pairs = [pair for noted in self.noted.values() for pair in itertools.pairwise(noted)]
        return [after[0] - before[1] for before, after in pairs]


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
def start(busy: Busy, store: Store, tmp_path: Path) -> Iterator[Start]:
    """Starts one more scheduler; all of them are gone at the end."""
    write_catalogue(tmp_path, {name: busy.server.url(f"/{name}") for name in NAMES})
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

    def one(**more: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "scheduler", "run"]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment | more))
        return running[-1]

    yield one
    for process in running:
        process.kill()
        process.wait()


def write_catalogue(folder: Path, urls: Mapping[str, str], pause: float = 0) -> None:
    """The catalogue of the schedulers to be started."""
    limits = "[source.limits]\nconnect_seconds = 0.5\nread_seconds = 2\ntotal_seconds = 3\n"
    entries = [ENTRY.format(id=name, url=url) + limits for name, url in urls.items()]
    text = "".join(entries).replace("min_delay_seconds = 0", f"min_delay_seconds = {pause}")
    (folder / "catalogue").mkdir(exist_ok=True)
    (folder / "catalogue" / "nl.toml").write_text(text)


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 80
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def polled(store: Store) -> int:
    frame = sources_frame(store, utc_now())
    return int(frame.last_ok_at.notna().sum()) if len(frame) else 0


def test_two_never_poll_the_same_source_at_once(busy: Busy, store: Store, start: Start) -> None:
    for name in NAMES:
        busy.serve(name, late=0.1)
    both = [start(), start()]
    until(lambda: polled(store) == len(NAMES), "all sources are polled")
    for process in both:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(15) for process in both] == [0, 0]
    assert set(busy.most.values()) == {1}
    assert set(busy.asked.values()) == {1}, "and what one has polled, the other leaves alone"


def test_the_claims_of_a_killed_one_return_by_themselves(busy: Busy, store: Store, start: Start) -> None:
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


@pytest.mark.parametrize("killed", [False, True])
def test_two_never_ask_one_host_at_once_nor_within_its_pause(
    busy: Busy, store: Store, start: Start, tmp_path: Path, killed: bool
) -> None:
    pause, turns, server = 0.25, Turns(late=0.1), busy.server
    names = [f"nl-turn-{n:02}" for n in range(12)]
    hosts = ("127.0.0.1", "localhost")
    # In the order in which they are claimed: those of one host, then those of the other.
    urls = {name: server.url(f"/{name}", hosts[n // 6]) for n, name in enumerate(names)}
    write_catalogue(tmp_path, urls, pause)
    server.routes |= {f"/{name}": turns.route(Reply(FEED)) for name in names}
    for n in range(2, 12, 4):
        # Some of them lead to the other host.
        there = {"Location": server.url("/nl-turn-01", hosts[1 - n // 6])}
        server.routes[f"/{names[n]}"] = turns.route(Reply(status=302, headers=there))
    server.routes["/robots.txt"] = turns.route(Reply(status=404))
    both = [start(TASKFORCE_SLOTS="1", TASKFORCE_CONTACT=f"scheduler {n}") for n in "ab"]
    until(lambda: len(turns.agents) == 2, "both ask")
    if killed:
        both[0].send_signal(signal.SIGKILL)
    until(lambda: polled(store) == len(names), "all sources are polled")
    for process in both[killed:]:
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    assert min(turns.gaps()) >= pause - 0.02
