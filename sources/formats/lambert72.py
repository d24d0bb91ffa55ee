"""Belgian Lambert 72 (EPSG:31370) into latitude and longitude, right to a few metres.

The inverse of the conformal cone of Lambert with the constants that the Belgian mapping agency (NGI)
publishes, then Molodensky's abridged shift from the 1924 ellipsoid to WGS 84.
"""

import math

from sources.corridor import Place

_A, _F = 6_378_388.0, 1 / 297.0  # ellipsoid of 1924
_E2 = _F * (2 - _F)
_N, _K = 0.7716421928, 11_565_915.812935
_X0, _Y0 = 150_000.01256, 5_400_088.4378
_MERIDIAN, _TURN = math.radians(4 + 21 / 60 + 24.983 / 3600), math.radians(29.2985 / 3600)
_DA, _DF = 6_378_137.0 - _A, 1 / 298.257223563 - _F
_DX, _DY, _DZ = -125.8, 79.9, -100.5

# Flanders as a rough outline in Lambert 72, in km: tells an easting from a northing where the ranges overlap.
_FLANDERS = (
    (20, 200), (65, 225), (100, 225), (130, 222), (155, 250), (200, 247), (230, 222), (251, 206), (251, 150),
    (215, 148), (160, 148), (95, 155), (60, 150), (30, 165),
)  # fmt: skip


def to_place(x: float, y: float) -> Place:
    """Latitude and longitude (WGS 84) of an easting and a northing in metres."""
    east, north = x - _X0, _Y0 - y
    longitude = _MERIDIAN + (_TURN + math.atan2(east, north)) / _N
    cone = (math.hypot(east, north) / _K) ** (1 / _N)
    e = math.sqrt(_E2)
    latitude = math.pi / 2 - 2 * math.atan(cone)
    for _ in range(6):
        sine = e * math.sin(latitude)
        latitude = math.pi / 2 - 2 * math.atan(cone * ((1 - sine) / (1 + sine)) ** (e / 2))
    return _shifted(latitude, longitude)


def place_of(first: float, second: float) -> Place | None:
    """The place of two numbers of which either may be the easting: the reading that lies in Flanders.

    Where both do, `first` is the northing, as the tags that they come in say (latitude, longitude).
    """
    for x, y in ((second, first), (first, second)):
        if _in_flanders(x / 1000, y / 1000):
            return to_place(x, y)
    return None


def _shifted(latitude: float, longitude: float) -> Place:
    sin_lat, cos_lat = math.sin(latitude), math.cos(latitude)
    sin_lon, cos_lon = math.sin(longitude), math.cos(longitude)
    across = _A / math.sqrt(1 - _E2 * sin_lat**2)
    along = _A * (1 - _E2) / (1 - _E2 * sin_lat**2) ** 1.5
    d_lat = (
        -_DX * sin_lat * cos_lon
        - _DY * sin_lat * sin_lon
        + _DZ * cos_lat
        + (_A * _DF + _F * _DA) * math.sin(2 * latitude)
    ) / along
    d_lon = (-_DX * sin_lon + _DY * cos_lon) / (across * cos_lat)
    return math.degrees(latitude + d_lat), math.degrees(longitude + d_lon)


def _in_flanders(x: float, y: float) -> bool:
    inside = False
    ring = zip(_FLANDERS, (*_FLANDERS[1:], _FLANDERS[0]), strict=True)
    for (ax, ay), (bx, by) in ring:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
