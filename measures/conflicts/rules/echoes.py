"""Whose checks: a notice of one side may tell of the checks or the closure of the other."""

from collections import defaultdict

from measures.conflicts import facts
from measures.conflicts.sides import Reach, Sides, Stretch
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
    by_them = [s for s in theirs if _by_the_state(s)]
    attested: dict[int, int] = defaultdict(int)
    for s in by_them:
        attested[s.since] = max(attested[s.since], len(s.measure.item_ids))
    by_us = [s for s in ours if _by_the_state(s) and attested.get(s.since, 0) <= len(s.measure.item_ids)]
    our_checks, their_checks, named = Reach(by_us), Reach(by_them), {(s.measure.id, s.since) for s in by_us}

    def told(s: Stretch) -> bool:
        if (s.measure.id, s.since) in named:
            return False
        return _of_others(s) or (their_checks.until(s) is not None and our_checks.until(s) is None)

    return frozenset(s.measure.id for s in ours if told(s))


def _by_the_state(s: Stretch) -> bool:
    return s.measure.level == Level.NATIONAL and not _of_others(s)


def _of_others(s: Stretch) -> bool:
    """Whether the title speaks of another country's checks and not of its own."""
    title = s.measure.title.casefold()
    named = {country for country in Country if any(stem in title for stem in facts.peoples(country))}
    return bool(named) and s.measure.country not in named
