"""DATEX II and the motorways' JSON: closures near a border, told in words, nothing from elsewhere."""

import gzip
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.classify import classify
from measures.vocabulary import Border, Topic
from sources.catalogue import Source
from sources.corridor import km_between
from sources.errors import FormatError
from sources.formats import lambert72, parse, read
from tests.sources.conftest import sample

Catalogue = dict[str, Source]


def test_closures_at_the_border_and_not_in_utrecht(catalogue: Catalogue) -> None:
    reading = read(catalogue["nl-ndw-closures"], sample("nl-ndw-closures.xml"))
    assert (reading.seen, reading.filtered) == (4, 1)
    first = reading.items[0]
    assert first.title == "N280 Roermond - grens Duitsland dicht"
    assert first.summary == (
        "Weg afgesloten in de grensstreek bij Roermond – Elmpt (N280/A52) 2 km van de grens. "
        "Geldig van 27 november 2026 tot en met 30 november 2026. Bron: Provincie Limburg."
    )
    assert first.regions == ("NL422",)


def test_a_closure_without_any_comment_is_told_by_its_place_and_days(catalogue: Catalogue) -> None:
    item = parse(catalogue["nl-ndw-closures"], sample("nl-ndw-closures.xml"))[2]
    assert item.title.startswith("Rijbaan afgesloten in de grensstreek bij Baarle-Nassau – Baarle-Hertog")
    found = classify(item)
    assert Topic.TRANSPORT in found.topics
    assert found.borders == (Border.NL_BE,)
    assert found.valid_from == found.valid_until == date(2026, 11, 24)


def test_the_answer_packed_as_the_host_packs_it_reads_the_same(catalogue: Catalogue) -> None:
    source, body = catalogue["nl-ndw-closures"], sample("nl-ndw-closures.xml")
    assert parse(source, gzip.compress(body)) == parse(source, body)


def test_place_from_any_record_nightly_hours_and_nothing_put_off(catalogue: Catalogue) -> None:
    items = parse(catalogue["nl-ndw-planning"], sample("nl-ndw-planning.xml"))
    assert [item.title.split(",")[0] for item in items] == [
        "Onderhoud A2 Eijsden tot de Belgische grens",
        "Kerstmarkt; grensovergang Glanerbrug alleen voor fietsers",
    ]
    assert "Telkens van 20:00 tot 05:00 uur." in items[0].summary
    assert "Alleen op gezette tijden." in items[1].summary


def test_a_road_shut_at_the_crossing_is_a_crossing_shut(catalogue: Catalogue) -> None:
    body = sample("nl-ndw-closures.xml").replace(b">51.2250<", b">51.2110<").replace(b">6.0720<", b">6.1000<")
    assert "Weg afgesloten bij grensovergang Roermond" in parse(catalogue["nl-ndw-closures"], body)[0].summary


def test_belgian_coordinates_under_names_that_mean_others(catalogue: Catalogue) -> None:
    items = parse(catalogue["be-verkeerscentrum"], sample("be-verkeerscentrum.xml"))
    assert items[1].title.startswith("Weg afgesloten in de grensstreek bij Stein – Maasmechelen")
    assert items[0].title.startswith("Wegwerkzaamheden, gewijzigde rijstroken")


@pytest.mark.parametrize(
    ("x", "y", "latitude", "longitude"),
    [  # reference values of the PROJ library
        (152_000, 212_000, 51.217945, 4.397382),
        (149_000, 170_000, 50.840411, 4.354555),
        (60_000, 200_000, 51.103093, 3.083743),
        (240_000, 180_000, 50.923324, 5.648843),
        (25_000, 200_000, 51.096594, 2.584181),
    ],
)
def test_lambert_72_agrees_with_known_points_to_five_metres(
    x: float, y: float, latitude: float, longitude: float
) -> None:
    assert km_between(lambert72.to_place(x, y), (latitude, longitude)) < 0.005


def test_of_two_numbers_the_reading_that_lies_in_flanders() -> None:
    bruges = lambert72.to_place(60_000, 200_000)
    assert lambert72.place_of(60_000, 200_000) == lambert72.place_of(200_000, 60_000) == bruges
    # Antwerp or Sint-Truiden: the names of the tags decide.
    assert lambert72.place_of(212_000, 152_000) == lambert72.to_place(152_000, 212_000)
    assert lambert72.place_of(10_000, 10_000) is None


def test_an_answer_cut_short_keeps_its_whole_situations_and_says_so(catalogue: Catalogue) -> None:
    source, body = catalogue["nl-ndw-closures"], sample("nl-ndw-closures.xml")
    reading = read(source, body[: len(body) * 2 // 3])
    assert reading.cut_short
    assert set(reading.items) <= set(parse(source, body))


def test_a_packed_bomb_is_not_unpacked(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.formats.datex.MAX_UNPACKED", 1_000_000)
    bomb = gzip.compress(b"<payload>" + b" " * 30_000_000)
    with pytest.raises(FormatError, match="too_large"):
        read(catalogue["nl-ndw-closures"], bomb)


def test_records_without_any_place_are_an_alarm(catalogue: Catalogue) -> None:
    body = sample("nl-ndw-closures.xml").replace(b"latitude", b"north")
    with pytest.raises(FormatError, match="no_places count=4"):
        read(catalogue["nl-ndw-closures"], body)


def test_a_feed_is_no_list_of_roads(catalogue: Catalogue) -> None:
    with pytest.raises(FormatError, match="not_datex"):
        read(catalogue["nl-ndw-closures"], b"<rss/>")


def test_motorways_by_place_and_not_by_words(catalogue: Catalogue) -> None:
    reading = read(catalogue["de-autobahn-closure-a61"], sample("de-autobahn-closure.json"))
    assert [item.title for item in reading.items] == [
        "A61 | Kaldenkirchen - Grenze Schwanenhaus",
        "A61 | Nettetal - Breyell",
        "A61 | Anschlussstelle Kaldenkirchen-Süd",
    ]
    assert reading.filtered == 1
    assert {item.regions for item in reading.items} == {("DEA1E",)}


def test_no_closure_on_a_road_is_an_empty_list(catalogue: Catalogue) -> None:
    assert read(catalogue["de-autobahn-warning-a61"], sample("de-autobahn-warning.json")).seen == 0


@settings(max_examples=50, deadline=None)
@given(st.floats(20_000, 260_000), st.floats(150_000, 245_000))
def test_every_point_of_the_grid_lies_in_belgium_or_near_it(x: float, y: float) -> None:
    latitude, longitude = lambert72.to_place(x, y)
    assert 50.4 < latitude < 51.7
    assert 2.4 < longitude < 6.1
