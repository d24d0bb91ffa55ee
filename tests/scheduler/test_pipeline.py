"""Item in, conflicts out: one item at a time comes to the same as all at once, and nothing counts twice."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from measures.classify import classify
from measures.model import Item
from measures.store import Store, open_store, refolding
from measures.store.conflicts import active_conflicts
from measures.store.items import Saved
from measures.store.measures import all_measures
from measures.store.reading import (
    conflict_history,
    conflicts_frame,
    events_of,
    item_versions,
    measures_frame,
    new_since,
    store_summary,
)
from measures.store.tables import event as event_table
from measures.store.tables import event_reading, item_version
from measures.store.tables import item as item_table
from measures.vocabulary import Country, Language, Level
from scheduler import pipeline
from scheduler.pipeline import Arrival, reassess, recompute, take_in, take_in_all
from tests.stores import DATABASES, fresh_database, give_back
from tests.support import labelled_items

DAY_ONE = datetime(2020, 3, 1, tzinfo=UTC)

CLOSURE = Item(
    id="closure",
    source="be-ibz",
    country=Country.BE,
    authority="FOD Binnenlandse Zaken",
    level=Level.NATIONAL,
    language=Language.NL,
    published=date(2020, 3, 20),
    url="https://crisiscentrum.be/nl/news/grenzen",
    title="België sluit de grenzen voor niet-essentiële verplaatsingen",
    summary="Vanaf 20 maart 2020 om 15 uur is de Belgische grens gesloten voor niet-essentiële "
    "verplaatsingen. Grensarbeiders met een vitaal beroep mogen met een vignet de grens over.",
)


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = fresh_database(request.param, tmp_path)
    opened = open_store(url)
    yield opened
    opened.close()
    give_back(url)


@cache
def real_items() -> list[Item]:
    """The items of the evaluation set: four languages, all topics, measures and others."""
    return labelled_items()


def assert_same_as_all_at_once(store: Store) -> None:
    measures, conflicts = recompute(store)
    with store.read() as tx:
        assert all_measures(tx) == measures
        assert active_conflicts(tx) == conflicts


def test_a_closed_border_becomes_a_conflict_with_its_item_behind_it(store: Store) -> None:
    known_at = datetime(2020, 3, 20, 9, tzinfo=UTC)
    taken = take_in(store, CLOSURE, known_at)
    assert taken.saved[0].state == "new"
    found = conflicts_frame(store, on=date(2020, 3, 21), open_only=True, borders=["NL-BE"])
    assert "blocked_crossing" in set(found.kind)
    assert set(found.first_flagged_at) == {known_at}
    [measure_id] = measures_frame(store).id
    assert taken.measures == (measure_id,)
    [event] = events_of(store, measure_id)
    assert event.item == CLOSURE
    assert list(new_since(store, DAY_ONE).measure_id) == [measure_id]
    assert_same_as_all_at_once(store)


def test_the_same_item_again_changes_nothing(store: Store) -> None:
    take_in(store, CLOSURE, DAY_ONE)
    revision = store.revision()
    again = take_in(store, CLOSURE, DAY_ONE + timedelta(days=1))
    assert (again.saved[0].state, again.measures) == ("unchanged", ())
    assert store.revision() == revision


def test_news_that_is_no_measure_is_kept_and_touches_no_conflict(store: Store) -> None:
    take_in(store, CLOSURE, DAY_ONE)
    keys = list(conflicts_frame(store, on=date(2020, 3, 21)).key)
    story = "De minister bezocht een school en sprak met leerlingen over hun toekomst."
    visit = replace(CLOSURE, id="visit", title="Minister bezoekt school", summary=story)
    assert take_in(store, visit, DAY_ONE).measures == ()
    assert list(conflicts_frame(store, on=date(2020, 3, 21)).key) == keys
    assert list(new_since(store, DAY_ONE - timedelta(days=1)).is_measure) == [True, False]


@pytest.mark.timeout(60)
def test_real_items_one_by_one_come_to_the_same_as_all_at_once(store: Store) -> None:
    for item in real_items():
        take_in(store, item, datetime.combine(item.published or date.min, datetime.min.time(), UTC))
    assert store_summary(store).items == len(real_items())
    assert store_summary(store).conflicts > 0
    assert_same_as_all_at_once(store)


@pytest.mark.parametrize("kind", DATABASES)
def test_two_schedulers_at_once_take_in_each_item_once(kind: str, tmp_path: Path) -> None:
    url = fresh_database(kind, tmp_path)
    errors: list[Exception] = []

    def work(items: list[Item]) -> None:
        own = open_store(url)
        try:
            for item in items:
                take_in(own, item, DAY_ONE)
        except Exception as error:
            errors.append(error)
        finally:
            own.close()

    items = real_items()[:60]
    threads = [threading.Thread(target=work, args=(order,)) for order in (items, items[::-1], items[::2])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    store = open_store(url)
    assert store_summary(store).versions == len(items)
    assert_same_as_all_at_once(store)
    store.close()
    give_back(url)


histories = st.lists(
    st.tuples(
        st.integers(0, len(real_items()) - 1),  # whose id and authority
        st.integers(0, 3),  # whose text: its own, or that of a neighbour: the item has changed
        st.integers(0, 400),  # days after the first of March 2020 on which it became known: some come late
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=50, deadline=None)
@given(history=histories)
@example(history=[(0, 0, 5), (0, 1, 3), (0, 0, 9), (1, 0, 1), (0, 0, 9)])
def test_any_history_comes_to_the_same_as_all_at_once(
    history: list[tuple[int, int, int]],
) -> None:
    """With texts that change and change back, and items that come in late."""
    folder = TemporaryDirectory()
    store = open_store(fresh_database("sqlite", Path(folder.name)))
    items = real_items()
    for number, other, days in history:
        text = items[(number + other) % len(items)]
        item = replace(items[number], title=text.title, summary=text.summary, language=text.language)
        take_in(store, item, DAY_ONE + timedelta(days=days))
    assert_same_as_all_at_once(store)
    report = reassess(store)
    assert report.readings_changed == 0
    assert not any((report.measures.changed, report.conflicts.changed))
    store.close()
    folder.cleanup()


@settings(max_examples=50, deadline=None)
@given(history=histories, sizes=st.lists(st.integers(1, 8), min_size=1, max_size=25))
@example(history=[(0, 0, 5), (0, 1, 3), (0, 0, 9), (1, 0, 1), (0, 0, 9)], sizes=[5])
def test_what_is_taken_in_together_comes_to_the_same_as_one_by_one(
    history: list[tuple[int, int, int]], sizes: list[int]
) -> None:
    """However it is divided, with items that change and change back within one part."""
    folder = TemporaryDirectory()
    alone = open_store(fresh_database("sqlite", Path(folder.name)))
    together = open_store(fresh_database("sqlite", Path(folder.name)))
    items = real_items()
    arrivals: list[Arrival] = []
    for number, other, days in history:
        text = items[(number + other) % len(items)]
        item = replace(items[number], title=text.title, summary=text.summary, language=text.language)
        arrivals.append(Arrival(item, DAY_ONE + timedelta(days=days), classify(item)))
    saved = [take_in(alone, arrival.item, arrival.known_at).saved[0] for arrival in arrivals]
    rest, parts = arrivals, cycle(sizes)
    taken: list[Saved] = []
    while rest:
        size = next(parts)
        taken += take_in_all(together, rest[:size]).saved
        rest = rest[size:]
    assert taken == saved
    with alone.read() as one, together.read() as other_one:
        assert all_measures(one) == all_measures(other_one)
        assert active_conflicts(one) == active_conflicts(other_one)
        for table in (item_table, item_version, event_table):
            rows = select(table).order_by(*table.primary_key)
            assert one.execute(rows).all() == other_one.execute(rows).all()
    alone.close()
    together.close()
    folder.cleanup()


def test_reading_anew_replaces_readings_keeps_the_old_and_tells(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older lexicon took every item for no measure; the present one reads them right."""
    items = real_items()[:40]
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "classify", lambda item: replace(classify(item), is_measure=False))
        for item in items:
            take_in(store, item, DAY_ONE)
        assert store_summary(store).measures == 0
    heard: list[tuple[int, int]] = []
    report = reassess(store, DAY_ONE + timedelta(days=9), lambda done, total: heard.append((done, total)))
    assert report.versions == len(items)
    assert report.readings_changed == sum(classify(item).is_measure for item in items) > 0
    assert report.measures.added == store_summary(store).measures > 0
    assert report.conflicts.added == store_summary(store).conflicts
    assert heard[-1] == (len(items), len(items))
    assert_same_as_all_at_once(store)
    with store.read() as tx:
        assert len(tx.execute(event_reading.select()).all()) == report.readings_changed
    again = reassess(store)
    assert (again.readings_changed, again.measures.changed, again.measures.added) == (0, 0, 0)


def test_a_conflict_that_rested_on_a_misreading_is_cleared_and_keeps_its_history(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(store, CLOSURE, DAY_ONE)
    [key, *_] = conflicts_frame(store, on=date(2020, 3, 21)).key
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "classify", lambda item: replace(classify(item), is_measure=False))
        assert reassess(store).conflicts.removed > 0
    assert store_summary(store).conflicts == 0
    assert reassess(store).conflicts.added > 0
    assert list(conflict_history(store, key).what) == ["flagged", "cleared", "returned"]


def test_an_item_that_cannot_be_read_leaves_nothing_half_done(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> list[object]:
        raise RuntimeError("a defect in a rule")

    with monkeypatch.context() as patch:
        patch.setattr(refolding, "detect", breaks)
        with pytest.raises(RuntimeError):
            take_in(store, CLOSURE, DAY_ONE)
    assert item_versions(store, CLOSURE.id) == []
    assert store.revision() == 0
    assert take_in(store, CLOSURE, DAY_ONE).saved[0].state == "new"
    assert_same_as_all_at_once(store)
