"""The sender killed while it posts to webhooks: each receiver gets its message, and as one message only."""

import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from dashboard.outgoing.hooks import new_secret
from measures.days import day_of
from measures.outgoing import Channel, MessageState, Rhythm, Wishes
from measures.store import Store, hooks, open_store
from measures.store import tables as t
from measures.store.conflicts import replace_conflicts
from measures.store.sendings import sendings
from measures.vocabulary import Border, Language
from tests.loopback import Asked, Loopback, Reply, serving
from tests.measures.store.facts import a_conflict
from tests.stores import DATABASES, fresh_database, give_back
from tests.support import ROOT

PATHS = [f"/hook/{number:02}" for number in range(20)]
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        yield running


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path, server: Loopback) -> Iterator[Store]:
    """Twenty webhooks, and a conflict that they are to be told of at once."""
    url = fresh_database(request.param, tmp_path)
    opened = open_store(url)
    now = datetime.now(UTC)
    with opened.begin() as tx:
        for number, path in enumerate(PATHS):
            wishes = Wishes(Language.EN, Rhythm.IMMEDIATE)
            earlier = now - timedelta(hours=len(PATHS) - number)
            one = hooks.add(tx, server.url(path), new_secret(), wishes, "Ine Maes", earlier)
            hooks.begin(tx, one.id, "Ine Maes", now)
        conflict = a_conflict(since=day_of(now), until=day_of(now) + timedelta(days=60), reasons=())
        replace_conflicts(tx, [Border.NL_BE], [conflict], now)
    yield opened
    opened.close()
    give_back(url)


@pytest.fixture
def start(store: Store, tmp_path: Path) -> Iterator[Start]:
    """Starts one more sender; all of them are gone at the end."""
    environment = {
        **os.environ,
        "DATABASE_URL": store.engine.url.render_as_string(hide_password=False),
        "TASKFORCE_DATA_DIR": str(tmp_path / "data"),
        "TASKFORCE_OPEN_LOOPBACK": "true",
    }
    running: list[subprocess.Popen[bytes]] = []

    def one() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "dashboard.outgoing", "send"]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE))
        return running[-1]

    yield one
    for process in running:
        process.kill()
        process.communicate()


def ids(server: Loopback) -> dict[str, list[str]]:
    """The ids of what each receiver got, by its path."""
    found: dict[str, list[str]] = defaultdict(list)
    for asked in server.asked:
        found[asked.path].append(asked.headers["webhook-id"])
    return found


def let_leases_run_out(store: Store) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    claimed = t.outbox.c.state == MessageState.CLAIMED.value
    with store.begin() as tx:
        tx.execute(update(t.outbox).where(claimed).values(lease_until=past))


def test_killed_at_any_point_each_receiver_gets_the_message_as_one(
    store: Store, server: Loopback, start: Start
) -> None:
    kill_at = {2, 17}
    doomed: list[subprocess.Popen[bytes]] = []

    def taken(asked: Asked) -> Reply:
        if len(server.asked) in kill_at:
            # The receiver has the message, and the sender will never hear its yes.
            kill_at.discard(len(server.asked))
            doomed[0].kill()
        return Reply(status=204)

    server.routes.update(dict.fromkeys(PATHS, taken))
    while kill_at:
        process = start()
        doomed[:] = [process]
        process.wait(60)
        let_leases_run_out(store)
    last = start()
    assert last.wait(60) == 0
    assert not sendings(store, Channel.WEBHOOK).waiting
    assert sorted(ids(server)) == PATHS
    assert {len(set(found)) for found in ids(server).values()} == {1}
    assert len(server.asked) > len(PATHS), "what was cut off came twice, as the same message"


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_stop_finishes_what_is_in_hand_and_sends_nothing_twice(
    store: Store, server: Loopback, start: Start
) -> None:
    stopped: list[subprocess.Popen[bytes]] = []

    def taken(asked: Asked) -> Reply:
        if len(server.asked) == 3:
            stopped[0].send_signal(signal.SIGTERM)
        return Reply(status=204, late=0.1)

    server.routes.update(dict.fromkeys(PATHS, taken))
    stopped.append(start())
    assert stopped[0].wait(60) == 0
    told = len(server.asked)
    assert 3 <= told < len(PATHS)
    assert sendings(store, Channel.WEBHOOK).number[MessageState.WAITING] == len(PATHS) - told
    assert start().wait(60) == 0
    assert sorted(asked.path for asked in server.asked) == PATHS


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_two_senders_share_the_messages_out(store: Store, server: Loopback, start: Start) -> None:
    server.routes.update(dict.fromkeys(PATHS, Reply(status=204, late=0.05)))
    both = [start(), start()]
    assert [process.wait(60) for process in both] == [0, 0]
    assert sorted(asked.path for asked in server.asked) == PATHS
