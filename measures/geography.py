"""The three borders: their regions (NUTS 2021), who touches what, and who commutes.

The facts stand in geography.toml; a rule counts at a border only where its regions touch it.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from measures.vocabulary import Border, Country


@dataclass(frozen=True, slots=True)
class Region:
    """A NUTS 3 region at a border. `contact` is land, water or point (the tripoint only)."""

    code: str
    name: str
    unit: str
    borders: tuple[Border, ...]
    contact: str

    @property
    def country(self) -> Country:
        return Country(self.code[:2])


@dataclass(frozen=True, slots=True)
class Flow:
    """Daily commuters who live in `home` and work in `work`; `year` None where the source gives none."""

    home: Country
    work: Country
    daily: int
    year: int | None
    source: str
    note: str


@cache
def _facts() -> dict[str, object]:
    return tomllib.loads(files("measures").joinpath("geography.toml").read_text("utf-8"))


@cache
def regions() -> dict[str, Region]:
    """The regions at the three borders by NUTS 3 code."""
    rows = _facts()["region"]
    assert isinstance(rows, list)
    return {
        row["code"]: Region(
            row["code"], row["name"], row["unit"], tuple(Border(b) for b in row["borders"]), row["contact"]
        )
        for row in rows
    }


@cache
def flows() -> dict[tuple[Country, Country], Flow]:
    """Commuter flows by (country of residence, country of work)."""
    rows = _facts()["flow"]
    assert isinstance(rows, list)
    return {
        (Country(row["home"]), Country(row["work"])): Flow(
            Country(row["home"]),
            Country(row["work"]),
            row["daily"],
            row.get("year"),
            row["source"],
            row["note"],
        )
        for row in rows
    }


@cache
def touching() -> dict[Border, tuple[tuple[str, str], ...]]:
    """Pairs of NUTS 3 regions that meet at each border."""
    table = _facts()["touching"]
    assert isinstance(table, dict)
    return {Border(name): tuple((a, b) for a, b in row["pairs"]) for name, row in table.items()}


@cache
def borders_of(country: Country) -> tuple[Border, ...]:
    """The borders a rule of the whole country touches; all three for the EU."""
    if country == Country.EU:
        return tuple(Border)
    return tuple(border for border in Border if country in border.sides)


@cache
def border_regions(border: Border, country: Country) -> tuple[Region, ...]:
    """The regions of one side of a border."""
    return tuple(r for r in regions().values() if r.country == country and border in r.borders)


def overlaps(first: str, second: str) -> bool:
    """Whether two NUTS codes share ground: one lies inside the other."""
    return first.startswith(second) or second.startswith(first)


def borders_touched(country: Country, codes: Iterable[str] = ()) -> tuple[Border, ...]:
    """The borders touched by a rule of `country` that holds in the NUTS regions `codes`.

    No codes mean the whole country. Codes may be of any NUTS level.
    """
    codes = tuple(codes)
    if not codes or country == Country.EU:
        return borders_of(country)
    return tuple(
        border
        for border in borders_of(country)
        if any(overlaps(region.code, code) for region in border_regions(border, country) for code in codes)
    )


@cache
def names() -> dict[str, str]:
    """NUTS code by the names that authorities and texts use (Land, province, Kreis, town), casefolded."""
    return {name.casefold(): code for code, known in names_by_code().items() for name in known}


@cache
def names_by_code() -> dict[str, tuple[str, ...]]:
    """The same names as they are written, by NUTS code."""
    table = _facts().get("names", {})
    assert isinstance(table, dict)
    return {code: tuple(known) for code, known in table.items()}
