"""The corridor along the borders: what lies in it, at which border, and which crossing is the nearest."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.geography import regions
from measures.vocabulary import Border
from sources.corridor import crossings, km_between, lines, near, places_in

places = st.tuples(st.floats(50.0, 54.0), st.floats(3.0, 8.0))


@pytest.mark.parametrize(
    ("town", "place", "border"),
    [
        ("Venlo", (51.370, 6.168), Border.NL_DE),
        ("Kaldenkirchen", (51.320, 6.200), Border.NL_DE),
        ("Enschede", (52.221, 6.894), Border.NL_DE),
        ("Emmerich", (51.835, 6.245), Border.NL_DE),
        ("Maastricht", (50.851, 5.691), Border.NL_BE),
        ("Terneuzen", (51.335, 3.828), Border.NL_BE),
        ("Essen (BE)", (51.469, 4.469), Border.NL_BE),
        ("Eupen", (50.630, 6.035), Border.BE_DE),
        ("Sankt Vith", (50.280, 6.127), Border.BE_DE),
        ("Monschau", (50.555, 6.240), Border.BE_DE),
    ],
)
def test_towns_at_a_border(town: str, place: tuple[float, float], border: Border) -> None:
    found = near([place], 15)
    assert found is not None
    assert found.border is border
    assert found.crossing.border is border


@pytest.mark.parametrize(
    "place",
    [(52.09, 5.12), (51.05, 3.72), (50.94, 6.96), (51.44, 5.47), (50.63, 5.57), (52.37, 4.90), (50.94, 6.66)],
    ids=["Utrecht", "Gent", "Köln", "Eindhoven", "Liège", "Amsterdam", "Kerpen"],
)
def test_towns_away_from_every_border(place: tuple[float, float]) -> None:
    assert near([place], 15) is None


def test_of_a_line_the_part_that_comes_near_counts() -> None:
    utrecht, venlo = (52.09, 5.12), (51.37, 6.17)
    assert near([utrecht, venlo], 15) == near([venlo], 15)
    assert near([], 15) is None


def test_the_nearest_crossing_of_a_kind() -> None:
    venlo = [(51.370, 6.168)]
    assert near(venlo, 15, "rail").crossing.name == "Venlo – Kaldenkirchen"  # type: ignore[union-attr]
    assert near(venlo, 15, "road").crossing.kind == "road"  # type: ignore[union-attr]


def test_every_crossing_lies_at_its_border_in_regions_that_meet_there() -> None:
    for crossing in crossings():
        limit = 12 if crossing.kind == "waterway" else 3
        assert near([crossing.at], limit) is not None, crossing.name
        for code in crossing.regions:
            assert crossing.border in regions()[code].borders, crossing.name


def test_each_border_has_a_line_and_crossings_of_road_and_rail() -> None:
    for border in Border:
        own = [crossing for crossing in crossings() if crossing.border is border]
        assert len(own) >= 15
        assert {"road", "rail"} <= {crossing.kind for crossing in own}
    assert set(lines()) == set(Border)


def test_no_two_points_of_a_line_are_far_apart() -> None:
    for line in lines().values():
        for first, second in pairwise(line):
            assert km_between(first, second) < 16


def test_numbers_in_either_order_are_places_and_others_are_not() -> None:
    assert places_in("51.35 6.17") == places_in("6.17,51.35") == ((51.35, 6.17),)
    assert places_in("6.205130,51.344210,6.215130,51.354210") == ((51.34421, 6.20513), (51.35421, 6.21513))
    assert places_in("NaN NaN 0 0 676600.1") == ()


@settings(deadline=None)
@given(places, places)
def test_distances_agree_with_the_sphere(first: tuple[float, float], second: tuple[float, float]) -> None:
    lat, lon, lat2, lon2 = map(math.radians, (*first, *second))
    chord = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    assert km_between(first, second) == pytest.approx(
        12_742 * math.asin(math.sqrt(chord)), rel=0.01, abs=0.01
    )


@settings(deadline=None)
@given(places, st.floats(1, 30), st.floats(1, 30))
def test_a_wider_corridor_holds_a_narrower_one(place: tuple[float, float], a: float, b: float) -> None:
    narrow, wide = sorted((a, b))
    found = near([place], narrow)
    assert found is None or near([place], wide) == found
