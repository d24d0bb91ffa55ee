"""Towns and regions at the borders by the names people use, found in spite of typing errors and accents.

The facts stand in places.toml; regions and the names of Länder and provinces come from measures.geography.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from measures import geography
from measures.classify.text import fold
from measures.vocabulary import Country

LIKE = 78.0
"""From this likeness (0 to 100) on a name is taken for a mistyped one."""

SWAPPED = 4
"""Letters from which on a name with two neighbours swapped is taken for a mistyped one: "Akne" for Aken."""

SHORTEST = 5
"""Letters from which on a name in a running text is taken for a place: shorter ones are words as well."""

# Asked for thousands of times by one question at the counter, where the call of an enumeration is slow.
_COUNTRIES = {country.value: country for country in Country}
_BETWEEN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A town, region or country: `key` names it in addresses, `code` is the NUTS code of its ground.

    `names` are its own name and those in the neighbours' languages; `town` tells a town from a region.
    """

    key: str
    code: str
    names: tuple[str, ...]
    town: bool

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def country(self) -> Country:
        return _COUNTRIES[self.code[:2]]


@cache
def towns() -> dict[str, Place]:
    """The towns by key, region by region."""
    found: dict[str, Place] = {}
    for code, rows in cast(dict[str, list[list[str]]], _facts()["towns"]).items():
        for names in rows:
            key = folded(names[0]).replace(" ", "-")
            assert key not in found, f"two towns are called {key}"
            found[key] = Place(key, code, tuple(names), town=True)
    return found


@cache
def areas() -> dict[str, Place]:
    """Countries, and regions of any NUTS level that have a name, by their code."""
    names: dict[str, list[str]] = {country.value: [country.value] for country in Country if country != "EU"}
    inside: dict[str, set[str]] = {}
    for place in towns().values():
        inside.setdefault(place.code, set()).update(folded(name) for name in place.names)
    for region in geography.regions().values():
        names[region.code] = [region.name]
    for code, known in geography.names_by_code().items():
        own = inside.get(code, set())
        names.setdefault(code, []).extend(name for name in known if folded(name) not in own)
    return {
        code: Place(code, code, tuple(dict.fromkeys(known)), town=False)
        for code, known in names.items()
        if known
    }


def get(key: str) -> Place | None:
    """The place of a key; None where there is none."""
    return towns().get(key) or areas().get(key)


def named(text: str) -> Place | None:
    """The place that is called so, whatever accents, capitals and hyphens: towns before regions."""
    return _by_name().get(folded(text))


def find(text: str, limit: int = 6) -> list[Place]:
    """The places a typed text may mean, the likeliest first: exact names, beginnings, then near spellings."""
    typed = folded(text)
    if not typed:
        return []
    known = _by_name()
    exact = [known[typed]] if typed in known else []
    begun = [place for name, place in known.items() if name.startswith(typed)]
    inside = [place for name, place in known.items() if f" {typed}" in name]
    near = process.extract(typed, known.keys(), scorer=fuzz.ratio, limit=2 * limit, score_cutoff=LIKE)
    swapped = [known[name] for name in known if _swapped(typed, name)]
    ranked = [*exact, *begun, *inside, *swapped, *(known[name] for name, _, _ in near)]
    return list(dict.fromkeys(ranked))[:limit]


def _swapped(typed: str, name: str) -> bool:
    """Whether two words differ by two neighbouring letters that changed places."""
    if len(typed) != len(name) or len(typed) < SWAPPED or sorted(typed) != sorted(name):
        return False
    return OSA.distance(typed, name) == 1


@lru_cache(maxsize=5_000)
def towns_in(authority: str) -> frozenset[str]:
    """Keys of the towns whose own authority a name is; none for that of a district or region."""
    words = folded(authority)
    parts = words.split()
    if any(word in parts or any(part.startswith(word) for part in parts) for word in _districts()):
        return frozenset()
    found = {
        (name, place.key) for name, place in _by_name().items() if place.town and f" {name} " in f" {words} "
    }
    longest = max((len(name) for name, _ in found), default=0)
    return frozenset(key for name, key in found if len(name) == longest)


def folded(text: str) -> str:
    """Small letters and digits without accents, all else a space."""
    return _BETWEEN.sub(" ", fold(text).replace("ß", "ss").replace("œ", "oe")).strip()


@lru_cache(maxsize=20_000)
def named_in(text: str) -> frozenset[str]:
    """NUTS codes of the places that a text names: countries, regions and towns, whole words only."""
    words = f" {folded(text)} "
    return frozenset(code for name, code in _codes_by_name().items() if f" {name} " in words)


@cache
def _codes_by_name() -> dict[str, str]:
    """Names long enough to be no common word; a region's or town's before nothing else."""
    names = {name: place.code for name, place in _by_name().items() if len(name) >= SHORTEST}
    for code, known in cast(dict[str, list[str]], _facts()["countries"]).items():
        names |= {folded(name): code for name in known}
    return names


@cache
def _by_name() -> dict[str, Place]:
    names: dict[str, Place] = {}
    for place in (*towns().values(), *areas().values()):
        for name in place.names:
            names.setdefault(folded(name), place)
    return names


@cache
def _districts() -> tuple[str, ...]:
    return tuple(cast(dict[str, list[str]], _facts()["districts"])["words"])


@cache
def _facts() -> dict[str, object]:
    return tomllib.loads(files("measures").joinpath("places.toml").read_text("utf-8"))
