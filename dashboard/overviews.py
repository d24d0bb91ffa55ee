"""What the overview shows, counted from the store and kept until it changes."""

from collections.abc import Iterable
from datetime import date, timedelta

from dashboard import cases
from dashboard.data import kept, store
from measures.geography import regions
from measures.overview import Figures, Load, Watched, by_region, by_week, figures, weeks
from measures.store import overview
from measures.vocabulary import Border, ConflictKind

# Weeks shown: so many before that of the day looked at, and so many after it.
BEFORE, AFTER = timedelta(weeks=20), timedelta(weeks=5)


@kept
def watched() -> list[Watched]:
    """Every conflict whose facts stand and that nobody dismissed, with its days and regions."""
    left_out = cases.dismissed()
    return [one for one in overview.watched(store()) if one.conflict.key not in left_out]


@kept
def open_in_regions(day: date, borders: tuple[Border, ...]) -> dict[str, Load]:
    """Conflicts open on a day at some borders, by region."""
    return by_region(_at(borders), day)


@kept
def open_in_weeks(
    day: date, borders: tuple[Border, ...], region: str | None
) -> tuple[list[date], dict[Border | str, list[Load]]]:
    """The Mondays around a day, and the conflicts of each week: by border, and in a region."""
    mondays = weeks(day - BEFORE, day + AFTER)
    found: dict[Border | str, list[Load]] = {border: by_week(_at((border,)), mondays) for border in borders}
    if region:
        found[region] = by_week([one for one in _at(borders) if region in one.regions], mondays)
    return mondays, found


@kept
def quickness(day: date, borders: tuple[Border, ...]) -> dict[Border | ConflictKind, Figures]:
    """How long conflicts of the year up to a day stay open, and how soon they were flagged."""
    year = [one for one in _at(borders) if one.holds(day - timedelta(days=365), date.max)]
    found: dict[Border | ConflictKind, Figures] = {
        border: figures([one for one in year if one.conflict.border == border], day) for border in borders
    }
    found |= {kind: figures([one for one in year if one.conflict.kind == kind], day) for kind in ConflictKind}
    return {name: row for name, row in found.items() if row.number}


@kept
def felt_in(day: date, borders: tuple[Border, ...], region: str) -> list[str]:
    """The keys of the conflicts open on a day that are felt in a region, the gravest first."""
    here = [one.conflict for one in _at(borders) if one.holds(day, day) and region in one.regions]
    return [one.key for one in sorted(here, key=lambda one: (-one.severity, one.since, one.key))]


def regions_of(borders: Iterable[Border]) -> list[str]:
    """The regions that lie at some of the borders, by name."""
    wanted = set(borders)
    known = regions().values()
    return [one.code for one in sorted(known, key=lambda r: r.name) if wanted & set(one.borders)]


def _at(borders: tuple[Border, ...]) -> list[Watched]:
    return [one for one in watched() if one.conflict.border in borders]
