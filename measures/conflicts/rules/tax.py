"""The rule on working from home: where days at home move tax or social insurance to another country."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import accumulate

from measures.conflicts import facts
from measures.conflicts.findings import Finding, from_span
from measures.conflicts.sides import Sides, Step, Stretch, compare, step_function, step_on
from measures.days import day_of
from measures.vocabulary import Border, ConflictKind, Impact, Strictness, Topic

_KIND = ConflictKind.SOCIAL_SECURITY_TAX_GAP
# Of seven days people work on five.
_WORKING = 5 / 7


def social_security_tax_gap(sides: Sides) -> Iterator[Finding]:
    """Days at home cost frontier workers tax or insurance: nothing is arranged, limits are passed, it ended.

    Days worked at home count for the country of residence unless the states agree otherwise; an arrangement
    helps from the day it is known, even where it looks back. One that was made before there were limits
    leaves all days at home out of account, a later one as many as the limits in rules.toml say. One that
    ends is a gap until something follows.
    Rests on: agreements of 6 April (NL-DE), 30 April (NL-BE) and 6 May 2020 (BE-DE), after telework had been
    made compulsory on 18 March; their end on 30 April and 30 June 2022.
    """
    known = [s for s in _arrangements(sides) if s.level and s.until >= _known(s)]
    ends = sorted(s.until for s in known)
    yield from _without(sides, [replace(s, since=_first_day(s, ends)) for s in known])
    for what in ("tax", "insurance"):
        yield from _ended(sides, what)


def _without(sides: Sides, known: list[Stretch]) -> Iterator[Finding]:
    """Telework that nothing is arranged for, or more of it than a standing arrangement allows."""
    arranged = step_function(s for s in known if not _has_limits(s))
    standing = step_function(s for s in known if _has_limits(s))
    for country in sides.border.sides:
        telework = sides.steps(country, Topic.WORK, _makes_telework)
        for span in compare(telework, arranged):
            days = span.until - span.since + 1
            if span.first is None or span.second is not None or days < facts.number(_KIND, "min_days"):
                continue
            found = from_span(
                _KIND, country, Topic.WORK, span, span.first, None, strand=country, code="no_arrangement"
            )
            allowed = step_on(standing, span.since)
            if allowed is None:
                yield found
            elif limits := _passed(sides.border, span.first, days, date.fromordinal(span.since)):
                yield replace(found, other=allowed.by, code="beyond_limits", detail=limits)


def _first_day(s: Stretch, ends: list[int]) -> int:
    """From when an arrangement helps: the day it is known, or the end of the one that it prolongs."""
    index = bisect_left(ends, s.since)
    if s.measure.begins is None and s.measure.ends is not None and index:
        return ends[index - 1] + 1
    return max(s.since, _known(s))


def _passed(border: Border, telework: Step, days: int, on: date) -> tuple[tuple[str, str], ...]:
    """The limits on a day, as arguments of the reason, where so many days of telework pass one of them."""
    share = facts.home_share(telework.level)
    free_days, free_share = facts.home_limits(border, on)
    if days * _WORKING * share <= free_days and share <= free_share:
        return ()
    return ("days", str(free_days)), ("share", f"{free_share * 100:g}")


def _ended(sides: Sides, what: str) -> Iterator[Finding]:
    """An arrangement that a source of either side says is over is over for both, until something follows."""
    kept = [s for s in _arrangements(sides) if what in facts.concerns(s.measure)]
    after = _After(kept)
    for s in kept:
        ends, last = s.measure.ends, s.until
        if ends is None or ends.toordinal() != last or after.holds(last + 1):
            continue
        following = after.next_beginning(last)
        until = following - 1 if following is not None else last + facts.number(_KIND, "ended_days")
        if until - last >= facts.number(_KIND, "min_days"):
            detail = (("day", ends.isoformat()),)
            yield Finding(
                _KIND, s.measure.country, Topic.SOCIAL_SECURITY_TAX, last + 1, until, following is None,
                s, None, f"ended:{what}", "arrangement_ended", detail,
            )  # fmt: skip


class _After:
    """What holds or follows when an arrangement ends; O(log n) a question.

    One with an end of its own may hold on; one whose beginning nobody tells had begun. One without an end,
    made before, is the agreement that ended.
    """

    def __init__(self, kept: list[Stretch]) -> None:
        begun = [s for s in kept if s.level and s.since == s.measure.since.toordinal()]
        self._beginnings = sorted(s.since for s in begun)
        self._without_end = {s.since for s in kept if s.level and s.measure.ends is None}
        dated = sorted((0 if s.measure.begins is None else s.since, s.until) for s in kept if s.measure.ends)
        self._begins = [since for since, _ in dated]
        self._reach = list(accumulate((until for _, until in dated), max))

    def holds(self, day: int) -> bool:
        index = bisect_right(self._begins, day) - 1
        return day in self._without_end or (index >= 0 and self._reach[index] >= day)

    def next_beginning(self, day: int) -> int | None:
        index = bisect_right(self._beginnings, day)
        return self._beginnings[index] if index < len(self._beginnings) else None


def _arrangements(sides: Sides) -> list[Stretch]:
    return [
        s
        for country in sides.border.sides
        for s in sides.stretches(country, Topic.SOCIAL_SECURITY_TAX)
        if facts.concerns(s.measure) and s.impact.rank >= Impact.DIRECT.rank
    ]


def _makes_telework(s: Stretch) -> bool:
    """A duty to work at home; proof to be shown at work moves nobody."""
    return s.level >= Strictness.PARTIAL and not dict(s.phase.strictness).get(Topic.TESTING)


def _has_limits(s: Stretch) -> bool:
    return s.measure.ends is None and date.fromordinal(s.since) >= facts.first_limit()


def _known(s: Stretch) -> int:
    return day_of(s.measure.first_known_at).toordinal()
