"""Scheduler and sender killed while they send: nobody gets a digest twice or not at all."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from measures.days import day_of
from measures.outgoing import Channel, Purpose, Rhythm, Wishes
from measures.store import Store, open_store
from measures.store import subscriptions as subs
from measures.store import tables as t
from measures.store.conflicts import replace_conflicts
from measures.store.sendings import sendings
from measures.vocabulary import Border, Language
from tests.faults.test_schedulers import until
from tests.measures.store.facts import a_conflict
from tests.postbox import Postbox, receiving
from tests.stores import DATABASES, fresh_database, give_back
from tests.support import ROOT

SUBSCRIBERS = [f"desk{number:02}@example.org" for number in range(30)]
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with receiving() as box:
        yield box


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Thirty subscribers, and a conflict that they are to be told of at once."""
    url = fresh_database(request.param, tmp_path)
    opened = open_store(url)
    now = datetime.now(UTC)
    with opened.begin() as tx:
        for address in SUBSCRIBERS:
            wishes = Wishes(Language.EN, Rhythm.IMMEDIATE)
            one = subs.request(tx, Channel.MAIL, address, wishes, now)
            assert one is not None
            tx.execute(t.outbox.delete())
            assert subs.confirm(tx, subs.new_token(tx, one.id, Purpose.CONFIRM, now), now)
        conflict = a_conflict(since=day_of(now), until=day_of(now) + timedelta(days=60), reasons=())
        replace_conflicts(tx, [Border.NL_BE], [conflict], now)
    yield opened
    opened.close()
    give_back(url)


@pytest.fixture
def start(store: Store, postbox: Postbox, tmp_path: Path) -> Iterator[Start]:
    """Starts one more scheduler, which starts the sender; all of them are gone at the end."""
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "nl.toml").touch()
    environment = {
        **os.environ,
        "DATABASE_URL": store.engine.url.render_as_string(hide_password=False),
        "TASKFORCE_DATA_DIR": str(tmp_path / "data"),
        "TASKFORCE_CATALOGUE": str(tmp_path / "catalogue"),
        "TASKFORCE_TICK_SECONDS": "0.2",
        "TASKFORCE_LEASE_SECONDS": "1",
        "TASKFORCE_LOG_LEVEL": "error",
        "TASKFORCE_SMTP_HOST": "localhost",
        "TASKFORCE_SMTP_PORT": str(postbox.port),
        "TASKFORCE_SMTP_SECURITY": "none",
        "TASKFORCE_SMTP_SENDER": "Taskforce <borders@example.org>",
    }
    running: list[subprocess.Popen[bytes]] = []

    def one() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "scheduler", "run"]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return running[-1]

    yield one
    for process in running:
        for other in (*senders(process), process):
            other.kill()
            other.wait()


def senders(scheduler: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    """The sending processes that a scheduler has started."""
    try:
        children = psutil.Process(scheduler.pid).children()
        return [child for child in children if "dashboard.outgoing" in child.cmdline()]
    except psutil.NoSuchProcess:
        return []


def slow() -> None:
    """A mail server that takes its time: there is some left to send when it is time to kill."""
    time.sleep(0.05)


def all_sent(store: Store) -> bool:
    return not sendings(store, Channel.MAIL).waiting


def test_killed_at_any_point_each_mailbox_holds_the_message_once(
    store: Store, postbox: Postbox, start: Start
) -> None:
    kill_at = {1, 9, 22}
    doomed: list[subprocess.Popen[bytes]] = []

    def arrived() -> None:
        # The server has the message, and the sender will never hear its yes.
        if len(postbox.arrived) in kill_at:
            kill_at.discard(len(postbox.arrived))
            for process in doomed:
                for one in senders(process):
                    one.kill()
                process.kill()

    postbox.on_arrival = arrived
    while kill_at:
        process = start()
        doomed[:] = [process]
        process.wait(60)
    # Another sender with nobody in its way.
    start()
    until(lambda: len(postbox.mailboxes()) == 30 and all_sent(store), "all are told")
    assert sorted(postbox.mailboxes()) == SUBSCRIBERS
    assert {len(ids) for ids in postbox.mailboxes().values()} == {1}
    assert len(postbox.arrived) == 33, "the three that were cut off came twice, as the same message"


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_scheduler_that_is_killed_takes_its_sender_along_after_the_message_in_hand(
    store: Store, postbox: Postbox, start: Start
) -> None:
    postbox.on_arrival = slow
    first = start()
    until(lambda: len(postbox.arrived) >= 3, "the first are told")
    [sender] = senders(first)
    first.kill()
    first.wait()
    assert sender.wait(20) in (0, None)
    assert 3 <= len(postbox.arrived) < 30
    second = start()
    until(lambda: all_sent(store), "all are told")
    second.send_signal(signal.SIGTERM)
    assert second.wait(20) == 0
    assert sorted(to for to, _ in postbox.arrived) == SUBSCRIBERS, "nothing was sent twice at all"


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_stop_finishes_the_message_in_hand(store: Store, postbox: Postbox, start: Start) -> None:
    postbox.on_arrival = slow
    first = start()
    until(lambda: len(postbox.arrived) >= 3, "the first are told")
    first.send_signal(signal.SIGTERM)
    assert first.wait(20) == 0
    time.sleep(0.2)
    told = len(postbox.arrived)
    assert sendings(store, Channel.MAIL).waiting == 30 - told
    start()
    until(lambda: all_sent(store), "all are told")
    assert sorted(to for to, _ in postbox.arrived) == SUBSCRIBERS
