"""Towns are found by the names people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures import geography, places


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Aachen", "aachen"),
        ("aken", "aachen"),
        ("Aix la Chapelle", "aachen"),
        ("Luik", "liege"),
        ("Lüttich", "liege"),
        ("liege", "liege"),
        ("maastrict", "maastricht"),
        ("Heinsbrg", "heinsberg"),
        ("'s heerenberg", "s-heerenberg"),
        ("la calamine", "kelmis"),
        ("eup", "eupen"),
        ("Saint Vith", "sankt-vith"),
        ("Akne", "aachen"),
        ("Gnet", "gent"),
        ("NRW", "DEA"),
        ("vlaanderen", "BE2"),
    ],
)
def test_a_place_is_found_by_the_names_and_near_spellings(typed, key):
    assert places.find(typed)[0].key == key


@pytest.mark.parametrize("typed", ["52062", "Hintertupfing", "Atlantis", "Bonm", "xyz"])
def test_what_is_no_place_here_is_taken_for_none(typed):
    assert places.find(typed) == []


def test_every_town_lies_in_a_region_and_those_at_a_border_are_all_there():
    towns = places.towns().values()
    assert len(towns) > 300
    assert all(place.country.value in ("NL", "DE", "BE") and len(place.code) == 5 for place in towns)
    assert {place.code for place in towns} >= set(geography.regions())


def test_no_town_contradicts_the_names_by_which_texts_are_read():
    for place in places.towns().values():
        known = geography.names().get(place.name.casefold())
        assert known is None or place.code.startswith(known), (place.name, known)


@given(st.sampled_from([*places.towns().values(), *places.areas().values()]))
def test_a_place_is_found_by_its_key_and_its_name(place):
    assert places.get(place.key) == place
    assert places.named(place.name) is not None


@given(st.text(max_size=60))
def test_any_text_may_be_typed(text):
    found = places.find(text)
    assert len(found) == len(set(found)) <= 6
    assert places.named_in(text) <= {p.code for p in (*places.towns().values(), *places.areas().values())}


@pytest.mark.parametrize(
    ("authority", "towns"),
    [
        ("Gemeente Essen", {"essen"}),
        ("Stadt Aachen", {"aachen"}),
        ("StädteRegion Aachen", set()),
        ("Kreis Kleve", set()),
        ("Gemeente Baarle-Nassau", {"baarle-nassau"}),
        ("Rijksoverheid", set()),
    ],
)
def test_the_towns_of_an_authority_are_told_from_districts(authority, towns):
    assert places.towns_in(authority) == towns


def test_a_title_names_the_places_it_is_about():
    assert places.named_in("Provinz Antwerpen als Risikogebiet eingestuft") == {"BE211", "BE21"}
    assert places.named_in("Niederlande bis auf Zeeland und Limburg Risikogebiet") == {"NL", "NL34"}
