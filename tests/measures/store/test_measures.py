"""Measures: replaced by bucket, and read back filtered, ordered and paged by the database."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pandas as pd
import pytest

from measures.store import Store
from measures.store.events import save_event
from measures.store.frames import MEASURE_COLUMNS
from measures.store.items import save_item
from measures.store.measures import all_measures, measures_at, replace_measures
from measures.store.reading import (
    count_measures,
    events_of,
    get_measure,
    get_measures,
    measures_frame,
    new_since,
    starts_and_ends,
    store_summary,
)
from measures.vocabulary import Border, Country, Group, Impact, Topic
from tests.measures.store.facts import MARCH, a_measure, an_event, an_item


def put(store: Store, *measures, bucket: str = "BE"):  # type: ignore[no-untyped-def]
    with store.begin() as tx:
        return replace_measures(tx, bucket, measures)


@pytest.fixture
def filled(store: Store) -> Store:
    """Four measures: the Belgian closure, a Dutch shop rule, one of NRW, and a local one, an item each."""
    measures = (
        a_measure("closure", since=date(2020, 3, 20), until=date(2020, 6, 14)),
        a_measure(
            "shops",
            country=Country.NL,
            authority="Rijksoverheid",
            title="Winkels dicht om 18 uur",
            topics=(Topic.SHOPS_EVENTS, Topic.MOVEMENT),
            borders=(Border.NL_DE, Border.NL_BE),
            border_impact=Impact.INDIRECT,
            groups=(Group.SHOPPERS_VISITORS,),
            documents=(),
            since=date(2020, 3, 15),
        ),
        a_measure(
            "nrw",
            country=Country.DE,
            authority="Staatskanzlei Nordrhein-Westfalen",
            title="Straßenverkehr: 100% Kontrolle",
            regions=("DEA",),
            borders=(Border.NL_DE, Border.BE_DE),
            since=date(2020, 5, 1),
            until=date(2020, 5, 1),
            last_known_at=MARCH + timedelta(days=40),
        ),
        a_measure("limburg", country=Country.NL, regions=("NL422",), borders=(), since=date(2020, 4, 1)),
    )
    told = [replace(measure, event_ids=(f"{measure.id}-item@1",)) for measure in measures]
    with store.begin() as tx:
        for one in told:
            facts = {"title": one.title, "authority": one.authority}
            if one.id == "shops":
                facts["summary"] = "Supermarkten blijven open."
            save_item(tx, an_item(f"{one.id}-item", **facts), MARCH)
    put(store, *told)
    return store


def ids(found: pd.DataFrame) -> list[str]:
    return list(found["id"])


def test_what_differs_is_replaced_and_told(store: Store) -> None:
    one, two = a_measure("m-1"), a_measure("m-2")
    assert put(store, one, two) == ([], [one, two])
    revision = store.revision()
    assert put(store, two, one) == ([], [])
    assert store.revision() == revision
    longer = a_measure("m-2", until=date(2020, 9, 1))
    assert put(store, longer) == ([one, two], [longer])
    with store.read() as tx:
        assert all_measures(tx) == [longer]


def test_other_buckets_are_left_alone_and_a_measure_may_move(store: Store) -> None:
    put(store, a_measure("m-1"), bucket="BE")
    put(store, a_measure("m-2"), bucket="DE")
    put(store, a_measure("m-1"), a_measure("m-2"), bucket="DE")
    put(store, bucket="BE")
    with store.read() as tx:
        assert [measure.id for measure in all_measures(tx)] == ["m-1", "m-2"]


def test_only_what_touches_a_border_is_found_there(filled: Store) -> None:
    with filled.read() as tx:
        assert [m.id for m in measures_at(tx, [Border.NL_BE])] == ["closure", "shops"]
        assert [m.id for m in measures_at(tx, [Border.BE_DE, Border.NL_DE])] == ["closure", "nrw", "shops"]


def test_a_measure_comes_back_as_it_went_in(filled: Store) -> None:
    closure = a_measure(
        "closure", since=date(2020, 3, 20), until=date(2020, 6, 14), event_ids=("closure-item@1",)
    )
    assert get_measure(filled, "closure") == closure
    assert get_measure(filled, "unknown") is None
    assert get_measures(filled, ["closure", "unknown"]) == {"closure": closure}


def test_the_frame_has_plain_words_days_and_tuples(filled: Store) -> None:
    found = measures_frame(filled)
    assert tuple(found.columns) == MEASURE_COLUMNS
    row = found.set_index("id").loc["closure"]
    assert (row.country, row.border_impact, row.borders) == ("BE", "blocking", ("NL-BE", "BE-DE"))
    assert (type(row.country), type(row.borders[0])) == (str, str)
    assert (row.begins, row.ends, row.until, row.strictness) == (
        date(2020, 3, 20),
        date(2020, 6, 14),
        date(2020, 6, 14),
        4,
    )
    assert row.first_known_at == MARCH
    open_ended = found.set_index("id").loc["shops"]
    assert open_ended.ends is None
    assert open_ended.until == open_ended.counted_until == date(2020, 7, 13)


def test_an_empty_store_gives_frames_with_columns(store: Store) -> None:
    found = measures_frame(store)
    assert tuple(found.columns) == MEASURE_COLUMNS
    assert len(found) == 0
    assert str(found.first_known_at.dtype) == "datetime64[us, UTC]"
    assert len(new_since(store, MARCH)) == 0
    assert store_summary(store).newest_known_at is None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["shops", "closure", "limburg", "nrw"]),
        ({"since": date(2020, 6, 14), "until": date(2020, 6, 14)}, ["shops", "closure", "limburg"]),
        ({"since": date(2020, 6, 15)}, ["shops", "limburg"]),
        ({"until": date(2020, 3, 20)}, ["shops", "closure"]),
        ({"until": date(2020, 3, 19)}, ["shops"]),
        ({"borders": [Border.BE_DE]}, ["closure", "nrw"]),
        ({"borders": ["NL-BE", "NL-DE"]}, ["shops", "closure", "nrw"]),
        ({"countries": [Country.NL]}, ["shops", "limburg"]),
        ({"topics": [Topic.MOVEMENT, Topic.SHOPS_EVENTS]}, ["shops"]),
        ({"impacts": [Impact.INDIRECT]}, ["shops"]),
        ({"groups": [Group.FRONTIER_WORKERS]}, ["closure", "limburg", "nrw"]),
        ({"groups": [Group.FRONTIER_WORKERS], "countries": ["NL"]}, ["limburg"]),
        ({"regions": ["NL421"]}, ["shops"]),
        ({"regions": ["NL42"]}, ["shops", "limburg"]),
        ({"regions": ["NL422"]}, ["shops", "limburg"]),
        ({"regions": ["DEA23", "BE33"]}, ["closure", "nrw"]),
        ({"search": "WINKELS 18"}, ["shops"]),
        ({"search": "vignet"}, ["closure", "limburg", "nrw"]),
        ({"search": "STRASSENVERKEHR"}, ["nrw"]),
        ({"search": "100%"}, ["nrw"]),
        ({"search": "_"}, []),
        ({"search": "'; DROP TABLE measure; --"}, []),
    ],
)
def test_filters_narrow_in_the_database(filled: Store, filters, expected) -> None:  # type: ignore[no-untyped-def]
    assert ids(measures_frame(filled, **filters)) == expected
    assert count_measures(filled, **filters) == len(expected)


def test_pages_and_orders(filled: Store) -> None:
    assert ids(measures_frame(filled, limit=2)) == ["shops", "closure"]
    assert ids(measures_frame(filled, limit=2, offset=2)) == ["limburg", "nrw"]
    assert ids(measures_frame(filled, limit=None, order="newest")) == ["nrw", "limburg", "closure", "shops"]
    assert ids(measures_frame(filled, order="impact"))[-1] == "shops"
    assert ids(measures_frame(filled, order="known"))[0] == "nrw"
    assert ids(measures_frame(filled, order="until"))[0] == "nrw"


def test_what_starts_or_ends_soon(filled: Store) -> None:
    found = starts_and_ends(filled, date(2020, 4, 17))
    assert list(zip(found.id, found.what, found.day, strict=True)) == [
        ("nrw", "ends", date(2020, 5, 1)),
        ("nrw", "starts", date(2020, 5, 1)),
    ]
    assert len(starts_and_ends(filled, date(2020, 4, 17), 13)) == 0
    assert ids(starts_and_ends(filled, date(2020, 3, 15), 10, countries=[Country.BE])) == ["closure"]


def test_the_events_behind_a_measure(store: Store) -> None:
    later = MARCH + timedelta(days=9)
    first = an_event()
    second = an_event("be-ibz-2", known_at=later)
    with store.begin() as tx:
        for event in (second, first, an_event("other")):
            save_item(tx, event.item, event.known_at)
            save_event(tx, event, "BE")
        told = ("be-ibz-1@1", "be-ibz-2@1")
        replace_measures(tx, "BE", [a_measure(event_ids=told, item_ids=("be-ibz-1", "be-ibz-2"))])
    assert events_of(store, "m-1") == [first, second]
    assert events_of(store, "m-9") == []


def test_what_is_new_since_an_instant(store: Store) -> None:
    with store.begin() as tx:
        for key, hours in (("be-ibz-1", 0), ("b", 1), ("c", 2)):
            known_at = MARCH + timedelta(hours=hours)
            save_item(tx, an_item(key), known_at)
            save_event(tx, an_event(key, known_at=known_at, is_measure=key != "c"), "BE")
        replace_measures(tx, "BE", [a_measure()])
    found = new_since(store, MARCH - timedelta(seconds=1))
    assert list(found.item_id) == ["c", "b", "be-ibz-1"]
    assert list(found.measure_id) == [None, None, "m-1"]
    assert list(found.is_measure) == [False, True, True]
    assert found.known_at[0].tzinfo == UTC
    assert list(new_since(store, MARCH).item_id) == ["c", "b"]
    assert list(new_since(store, MARCH, until=MARCH + timedelta(hours=1)).item_id) == ["b"]
    assert list(new_since(store, MARCH, limit=1).item_id) == ["c"]
    assert store_summary(store).newest_known_at == MARCH + timedelta(hours=2)


@pytest.mark.parametrize("asked", [Group.FREIGHT, Group.PATIENTS, Group.EVERYONE])
def test_whoever_asks_for_a_group_sees_what_concerns_everyone(asked: Group, store: Store) -> None:
    put(
        store,
        a_measure("all", groups=(Group.EVERYONE,)),
        a_measure("some", groups=(Group.FREIGHT,)),
        a_measure("silent", groups=()),
    )
    expected = {"all", "some"} if asked == Group.FREIGHT else {"all"}
    assert set(ids(measures_frame(store, groups=[asked]))) == expected
    assert count_measures(store, groups=[asked]) == len(expected)


def test_those_that_are_over_can_be_left_out(store: Store) -> None:
    past = a_measure("m-1", since=date(2020, 3, 1), until=date(2020, 3, 9))
    last = a_measure("m-2", since=date(2020, 3, 1), until=date(2020, 3, 10))
    counted = a_measure("m-3", since=date(2020, 3, 1))
    with store.begin() as tx:
        replace_measures(tx, "b", [past, last, counted])
        assert [m.id for m in measures_at(tx, tuple(Border), date(2020, 3, 10))] == ["m-2", "m-3"]
