"""The filters of measures.store.filters for measures and conflicts that are not stored, as of another day."""

from collections.abc import Collection

from measures.model import Conflict, Measure
from measures.store.filters import ConflictFilters, MeasureFilters
from measures.vocabulary import Country, Group


def measure_passes(measure: Measure, filters: MeasureFilters) -> bool:
    """Whether a measure passes; `search` is none of it: what texts say is looked up in the store."""
    since, until = filters.get("since"), filters.get("until")
    countries, impacts = filters.get("countries"), filters.get("impacts")
    regions = filters.get("regions")
    return (
        (since is None or measure.until >= since)
        and (until is None or measure.since <= until)
        and (not countries or measure.country in countries)
        and (not impacts or measure.border_impact in impacts)
        and _shares(measure.borders, filters.get("borders"))
        and _shares(measure.topics, filters.get("topics"))
        and _concerns(measure.groups, filters.get("groups"))
        and (not regions or any(_holds_in(measure, region) for region in regions))
    )


def conflict_passes(conflict: Conflict, filters: ConflictFilters) -> bool:
    """Whether a conflict passes."""
    since, until = filters.get("since"), filters.get("until")
    borders, kinds, measure = filters.get("borders"), filters.get("kinds"), filters.get("measure")
    return (
        (since is None or conflict.last_day >= since)
        and (until is None or conflict.since <= until)
        and (not borders or conflict.border in borders)
        and (not kinds or conflict.kind in kinds)
        and conflict.severity >= filters.get("min_severity", 1)
        and (not measure or measure in (conflict.measure_a, conflict.measure_b))
        and _shares(conflict.topics, filters.get("topics"))
        and _concerns(conflict.groups, filters.get("groups"))
    )


def _shares(has: Collection[str], wanted: Collection[str] | None) -> bool:
    return not wanted or not set(wanted).isdisjoint(has)


def _concerns(has: Collection[Group], wanted: Collection[Group] | None) -> bool:
    return not wanted or _shares(has, {*wanted, Group.EVERYONE})


def _holds_in(measure: Measure, region: str) -> bool:
    if not measure.regions:
        return measure.country in (region[:2], Country.EU)
    return any(own.startswith(region) or region.startswith(own) for own in measure.regions)
