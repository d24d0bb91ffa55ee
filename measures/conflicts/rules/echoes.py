"""Whose checks: a notice of one side may tell of the checks or the closure of the other."""

from measures.conflicts import facts
from measures.conflicts.sides import Sides, Stretch
from measures.vocabulary import Country, Level, Topic


def tells_of_the_neighbour(sides: Sides, country: Country) -> frozenset[str]:
    """Ids of measures of `country` on border checks that tell of checks or a closure by the other state.

    They meet those in time and, where the state itself tells of them, name the neighbour's people in the
    title or begin on the same day and are worse attested; a town or region alone checks no state border.
    """
    neighbour = sides.border.other_side(country)
    ours, theirs = (
        [s for s in sides.stretches(c, Topic.BORDER_CONTROL) if s.level] for c in (country, neighbour)
    )
    by_them = [s for s in theirs if _is_national(s) and not _names(s, country, neighbour)]
    by_us = [s for s in ours if _is_national(s) and not _echo(s, country, neighbour, by_them)]
    return frozenset(
        s.measure.id
        for s in ours
        if s not in by_us and _any_meets(s, by_them) and not (not _is_national(s) and _any_meets(s, by_us))
    )


def _echo(s: Stretch, country: Country, neighbour: Country, by_them: list[Stretch]) -> bool:
    if _names(s, neighbour, country):
        return True
    attested = len(s.measure.item_ids)
    return any(other.since == s.since and len(other.measure.item_ids) > attested for other in by_them)


def _names(s: Stretch, people: Country, not_people: Country) -> bool:
    """Whether the title speaks of the one country's rules and not of the other's."""
    title = s.measure.title.casefold()
    named, other = ([w for w in facts.peoples(c) if w in title] for c in (people, not_people))
    return bool(named) and not other


def _is_national(s: Stretch) -> bool:
    return s.measure.level == Level.NATIONAL


def _any_meets(s: Stretch, others: list[Stretch]) -> bool:
    return any(s.since <= other.until and other.since <= s.until for other in others)
