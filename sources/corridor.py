"""The corridor along the three borders: how far a place is from them, and which crossing is the nearest.

Pure; the lines and crossings are facts of corridor.toml, good to about a kilometre.
"""

import math
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from measures.vocabulary import Border

Place = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""

LATITUDES, LONGITUDES = (49.0, 54.5), (2.0, 12.0)
"""The part of the world where a place of the three countries can lie; no number fits both."""

_KM_A_DEGREE = 111.2
# A degree of longitude is at least this part of one of latitude here.
_NARROWEST = 0.55
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_MOST_PLACES = 2_000


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where people and goods pass a border; `way` is the road, line or water, `regions` NUTS 3 codes."""

    name: str
    kind: str
    way: str
    border: Border
    at: Place
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nearby:
    """The border nearest to some places, the distance to its line in km, and its nearest crossing."""

    border: Border
    km: float
    crossing: Crossing


def near(places: Iterable[Place], km: float, kind: str = "") -> Nearby | None:
    """The nearest border and crossing of `places`, together a point or a line; None beyond `km` or of none.

    With `kind` (road, rail, waterway) the nearest crossing of that kind.
    """
    found = [(*nearest, place) for place in places if (nearest := _nearest(place, km)) is not None]
    if not found:
        return None
    distance, border, place = min(found)
    own = (crossing for crossing in crossings() if crossing.border == border and kind in ("", crossing.kind))
    return Nearby(border, distance, min(own, key=lambda crossing: km_between(place, crossing.at)))


def km_between(first: Place, second: Place) -> float:
    """Distance of two places of the three countries in km, right to a few parts in a thousand."""
    x, y = _flat(second, first)
    return math.hypot(x, y)


def places_in(text: str) -> tuple[Place, ...]:
    """The places that a text of numbers gives, latitude or longitude first, whichever the ranges allow."""
    numbers = [float(number) for number in _NUMBER.findall(text[:100_000])]
    found = []
    for first, second in zip(numbers[::2], numbers[1::2], strict=False):
        if _in(first, LATITUDES) and _in(second, LONGITUDES):
            found.append((first, second))
        elif _in(second, LATITUDES) and _in(first, LONGITUDES):
            found.append((second, first))
    return tuple(found[:_MOST_PLACES])


@cache
def lines() -> dict[Border, tuple[Place, ...]]:
    """The line of each border, from one end to the other."""
    return {
        Border(row["border"]): tuple((lat, lon) for lat, lon in row["points"]) for row in _facts()["line"]
    }


@cache
def crossings() -> tuple[Crossing, ...]:
    """Every crossing, border by border."""
    return tuple(
        Crossing(
            row["name"],
            row["kind"],
            row["way"],
            Border(row["border"]),
            (row["at"][0], row["at"][1]),
            tuple(row["regions"]),
        )
        for row in _facts()["crossing"]
    )


def _facts() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _in(number: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= number <= bounds[1]


@lru_cache(maxsize=50_000)
def _nearest(place: Place, km: float) -> tuple[float, Border] | None:
    """Km to the nearest border and which it is; None beyond `km`."""
    lat, lon = place
    high, wide = km / _KM_A_DEGREE, km / (_KM_A_DEGREE * _NARROWEST)
    # Most of a country's roads are far from its borders: a look at the degrees spares the sums.
    distances = [
        (_to_segment(_flat(first, place), _flat(second, place)), border)
        for border, first, second, (south, north), (west, east) in _segments()
        if south - high <= lat <= north + high and west - wide <= lon <= east + wide
    ]
    best = min(distances, default=None)
    return best if best is not None and best[0] <= km else None


@cache
def _segments() -> tuple[tuple[Border, Place, Place, tuple[float, float], tuple[float, float]], ...]:
    """The pieces of all lines, with their least and greatest latitude and longitude."""
    return tuple(
        (
            border,
            first,
            second,
            (min(first[0], second[0]), max(first[0], second[0])),
            (min(first[1], second[1]), max(first[1], second[1])),
        )
        for border, line in lines().items()
        for first, second in pairwise(line)
    )


def _flat(place: Place, origin: Place) -> tuple[float, float]:
    """Km east and north of `origin`."""
    narrow = math.cos(math.radians((place[0] + origin[0]) / 2))
    return (place[1] - origin[1]) * _KM_A_DEGREE * narrow, (place[0] - origin[0]) * _KM_A_DEGREE


def _to_segment(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Km from the origin to the segment between two points."""
    (ax, ay), (bx, by) = first, second
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if length == 0 else min(1.0, max(0.0, -(ax * (bx - ax) + ay * (by - ay)) / length))
    return math.hypot(ax + share * (bx - ax), ay + share * (by - ay))
