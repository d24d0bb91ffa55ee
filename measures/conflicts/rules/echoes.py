"""Whose checks: a notice of one side may tell of the checks or the closure of the other."""

from measures.conflicts import facts
from measures.conflicts.sides import Sides, Stretch
from measures.vocabulary import Country, Level, Topic


def tells_of_the_neighbour(sides: Sides, country: Country) -> frozenset[str]:
    """Ids of measures of `country` on border checks that tell of checks or a closure by the other state.

    Their title speaks of another country's checks; or they meet those in time and begin on the same day,
    worse attested; or a town or region tells of them, which checks no state border.
    """
    neighbour = sides.border.other_side(country)
    ours, theirs = (
        [s for s in sides.stretches(c, Topic.BORDER_CONTROL) if s.level] for c in (country, neighbour)
    )
    by_them = [s for s in theirs if _is_national(s) and not _of_others(s)]
    by_us = [s for s in ours if _is_national(s) and not _of_others(s) and not _same_day(s, by_them)]
    return frozenset(
        s.measure.id
        for s in ours
        if _of_others(s) or (s not in by_us and _any_meets(s, by_them) and not _any_meets(s, by_us))
    )


def _same_day(s: Stretch, by_them: list[Stretch]) -> bool:
    """Whether theirs begin on that day too, and are better attested."""
    attested = len(s.measure.item_ids)
    return any(other.since == s.since and len(other.measure.item_ids) > attested for other in by_them)


def _of_others(s: Stretch) -> bool:
    """Whether the title speaks of another country's checks and not of its own."""
    title = s.measure.title.casefold()
    named = {country for country in Country if any(stem in title for stem in facts.peoples(country))}
    return bool(named) and s.measure.country not in named


def _is_national(s: Stretch) -> bool:
    return s.measure.level == Level.NATIONAL


def _any_meets(s: Stretch, others: list[Stretch]) -> bool:
    return any(s.since <= other.until and other.since <= s.until for other in others)
