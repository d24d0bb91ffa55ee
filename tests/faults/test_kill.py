"""The process is killed at any moment: no item is lost, none counts twice, conflicts are as they must be."""

import multiprocessing
import os
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from measures.model import Item
from measures.store import Store, open_store
from measures.store.codec import decode
from measures.store.conflicts import active_conflicts
from measures.store.measures import all_measures
from measures.store.tables import event, item, item_version
from scheduler.pipeline import recompute, take_in
from tests.stores import DATABASES, fresh_database, give_back
from tests.support import labelled_items

KILLS = 6
KNOWN_AT = datetime(2020, 3, 18, tzinfo=UTC)

# A process of its own each time, started from a clean one that has the modules loaded.
_processes = multiprocessing.get_context("forkserver")


def _work(url: str) -> None:
    """What a scheduler does with a feed: take in every item, known or not."""
    store = open_store(url)
    for one in labelled_items("nl"):
        take_in(store, one, KNOWN_AT)
    store.close()


def _count(store: Store, table) -> int:  # type: ignore[no-untyped-def]
    with store.read() as tx:
        return tx.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize("kind", DATABASES)
def test_killed_at_any_moment_every_item_is_there_once(kind: str, tmp_path: Path) -> None:
    url = fresh_database(kind, tmp_path)
    _processes.set_forkserver_preload(["scheduler.pipeline", "sqlalchemy.dialects.postgresql.psycopg"])
    chance = random.Random(20_200_318)
    store = open_store(url)
    seen = 0
    for _ in range(KILLS):
        child = _processes.Process(target=_work, args=(url,))
        child.start()
        # Killed somewhere in the midst of taking in the next few items.
        goal = min(seen + chance.randint(1, 8), len(labelled_items("nl")) - 1)
        while _count(store, item) < goal and child.is_alive():
            time.sleep(0.001)
        time.sleep(chance.random() / 50)
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        seen = _count(store, item)
        assert _count(store, event) == _count(store, item_version) == seen, "an item is whole or not there"
        measures, conflicts = recompute(store)
        with store.read() as tx:
            assert all_measures(tx) == measures
            assert active_conflicts(tx) == conflicts
    last = _processes.Process(target=_work, args=(url,))
    last.start()
    last.join()
    assert last.exitcode == 0
    with store.read() as tx:
        kept = [decode(Item, body) for body in tx.execute(select(item_version.c.body)).scalars()]
        assert sorted(kept, key=lambda one: one.id) == sorted(labelled_items("nl"), key=lambda one: one.id)
    assert _count(store, event) == len(labelled_items("nl"))
    store.close()
    give_back(url)
