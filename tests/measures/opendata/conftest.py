"""A store with a past: the archive, a text that changed, decisions, readings replaced; written out once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from measures.classify import classify
from measures.corrections import Correction, Verdict, new_correction
from measures.corrections.model import labels_of
from measures.model import Event, Item
from measures.opendata.folder import export
from measures.settings import Settings
from measures.store import Store, open_store
from measures.store.deciding import decide
from measures.store.events import events_of_items
from measures.store.sources import PollRow, SourceRow, record_poll, register_sources
from measures.vocabulary import AnswerState, Country, Impact, Language, Level
from scheduler.pipeline import Arrival, take_in_all
from sources.archive import archive_items
from tests.stores import DATABASES, fresh_database, give_back

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
WHO, WHY = "Wilhelmina Zandstra", "Asked the ministry by telephone"
ODD = Item(
    "=odd", "nl-odd", Country.NL, "'s-Hertogenbosch", Level.LOCAL, Language.NL, None, "https://example.org/o",
    "=HYPERLINK(\"https://example.org\")",
    "-1\r\n\"twee\", drie;\r'vier'\tвосемь ‮abc‬ 😀",
    ("NL411",), "31/31/2020",
)  # fmt: skip
SETTINGS = Settings(publisher="Ministry of <Borders> & Co", licence="https://example.org/licence")


@dataclass(frozen=True)
class Past:
    """The store, and the folder that was written from it."""

    store: Store
    folder: Path


@pytest.fixture(scope="session")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    home = tmp_path_factory.mktemp("past")
    store = open_store(fresh_database("sqlite", home))
    fill(store)
    folder = home / "out"
    export(store, folder, SETTINGS, NOW)
    yield Past(store, folder)
    store.close()


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = fresh_database(request.param, tmp_path)
    store = open_store(url)
    yield store
    store.close()
    give_back(url)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """An empty store where it does not matter which database has it."""
    store = open_store(fresh_database("sqlite", tmp_path))
    yield store
    store.close()


def fill(store: Store) -> None:
    """The archive as it came, then what people and later versions did to it."""
    arrivals = [Arrival(item, at, classify(item)) for item, at in archive_items()]
    for start in range(0, len(arrivals), 20):
        take_in_all(store, arrivals[start : start + 20])
    at = NOW - timedelta(days=3)
    _register(store, at)
    take_in_all(store, [Arrival(ODD, at, classify(ODD))])
    changed, more = (replace(ODD, title=title) for title in ("@changed", "Grens dicht vanaf 1 december 2026"))
    take_in_all(store, [Arrival(one, at + timedelta(hours=1), classify(one)) for one in (changed, more)])
    with store.begin() as tx:
        names = ("be-sociale-contacten-10-maart", "nl-horeca-scholen-dicht", "nl-verlenging-19-mei")
        first, second, third = events_of_items(tx, [f"a-2020-{name}" for name in names])
        decide(tx, _decisions(first, second, third, at), at)


def _decisions(first: Event, second: Event, third: Event, at: datetime) -> list[Correction]:
    """Labels changed, an item split off, an answer taken back."""
    given = labels_of(first.assessment).model_copy(
        update={"border_impact": Impact.DIRECT, "valid_until": date(2020, 4, 5)}
    )

    def said(event: Event, verdict: Verdict, minutes: int, **facts: object) -> Correction:
        when = at + timedelta(minutes=minutes)
        return new_correction(event.item, verdict, WHO, when, WHY, **facts)  # type: ignore[arg-type]

    gone = said(third, Verdict.NOT_A_MEASURE, 2, machine=third.assessment)
    return [
        said(first, Verdict.CHANGE, 0, machine=first.assessment, human=given),
        said(second, Verdict.SPLIT, 1, items=[third.item.id]),
        gone,
        said(third, Verdict.UNDO, 3, undoes=gone.id),
    ]


def _register(store: Store, at: datetime) -> None:
    notes = '{"priority": "primary", "licence": "CC0", "quirks": ["=1+1", "b"]}'
    rows = [
        SourceRow(
            "nl-odd", "Odd", Country.NL, "Odd", Level.LOCAL, "https://example.org/feed", 60, notes=notes
        ),
        SourceRow("be-gone", "Gone", Country.BE, "Gone", Level.NATIONAL, "https://example.org/g", 60, "off"),
    ]
    with store.begin() as tx:
        register_sources(tx, rows, at)
        register_sources(tx, rows[:1], at)
        record_poll(tx, PollRow("nl-odd", at, AnswerState.NEW, at + timedelta(hours=1), new_count=1))
