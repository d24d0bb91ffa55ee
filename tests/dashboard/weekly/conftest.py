"""The archive in a store, and issues of a week drawn in each language."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from dashboard.reports.weekly.issue import Issue, Scope, issue
from measures.classify import classify
from measures.lifecycle import bucket
from measures.model import Event
from measures.store import Store, open_store
from measures.store.events import save_events
from measures.store.items import save_items
from measures.store.weekly import read_week
from measures.vocabulary import Language
from measures.weekly import IsoWeek, Known, Week
from sources.archive import archive_items
from tests.stores import fresh_database

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    """The address of a store with the archive's events, and the store."""
    url = fresh_database("sqlite", tmp_path_factory.mktemp("archive"))
    store = open_store(url)
    arrivals = sorted(archive_items(), key=lambda one: one[1])
    events = [Event(item, classify(item), at) for item, at in arrivals]
    with store.begin() as tx:
        save_items(tx, arrivals)
        save_events(tx, [(event, bucket(event)) for event in events])
    yield url, store
    store.close()


@pytest.fixture(scope="session")
def facts(archive: tuple[str, Store]) -> Callable[[str], Week]:
    """The facts of a week as known then."""
    return cache(lambda week: read_week(archive[1], IsoWeek.parse(week), Known.THEN, NOW))


@pytest.fixture(scope="session")
def draw(facts: Callable[[str], Week]) -> Callable[[str, Language], Issue]:
    """The issue of a week in a language."""
    return lambda week, language: issue(facts(week), language, Scope(), None, [])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files go."""
    return tmp_path / "out"
