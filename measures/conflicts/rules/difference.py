"""Rules on difference: stricter on one side, earlier or later, without an arrangement, without a word."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from measures.conflicts import facts
from measures.conflicts.findings import Finding, from_span
from measures.conflicts.rules.duties import each, is_duty, not_closing
from measures.conflicts.sides import Sides, Step, Stretch, compare, step_function, step_on
from measures.days import day_of
from measures.vocabulary import ConflictKind, Country, Impact, Strictness, Topic

_ON_CROSSING = (Topic.ENTRY, Topic.QUARANTINE, Topic.TESTING)
_Dated = tuple[int, Stretch]


def divergent_strictness(sides: Sides) -> Iterator[Finding]:
    """A gap of two steps or more on a topic on which people go where the rule is lighter.

    The waterbed effect: they move from the stricter side to the other. A rule that is not known counts
    as none. Rests on: shopping across the border in November 2020 and December 2021.
    """
    kind = ConflictKind.DIVERGENT_STRICTNESS
    gap = facts.number(kind, "gap")
    first, second = sides.border.sides
    for topic in facts.topics(kind):
        ours, theirs = (sides.steps(country, topic, not_closing) for country in (first, second))
        for span in compare(ours, theirs):
            a, b = (step.level if step else 0 for step in (span.first, span.second))
            if abs(a - b) < gap:
                continue
            acting, cause, other = (
                (first, span.first, span.second) if a > b else (second, span.second, span.first)
            )
            assert cause is not None
            code = "divergent_crossing" if topic in _ON_CROSSING else "divergent"
            yield from_span(kind, acting, topic, span, cause, other, strand=f"{acting}:{topic}", code=code)


def timing_gap(sides: Sides) -> Iterator[Finding]:
    """The same rule starts or ends on the two sides some days apart, so that it holds on one side only.

    Same rule: same topic, in force together for at least a day, at most one step apart, one of them
    on crossing. Only dates that a source gives count, and only where nothing else fills the gap.
    Rests on: lapse of the NL-DE tax agreement, 30 April 2022; end of poultry housing, February 2022.
    """
    kind = ConflictKind.TIMING_GAP
    for country, topic in each(sides, facts.topics(kind)):
        neighbour = sides.border.other_side(country)
        steps = sides.steps(neighbour, topic)
        for alone, late in _near(
            _dated(sides, country, topic, "begins"), _dated(sides, neighbour, topic, "begins")
        ):
            if not _step_holds(steps, alone[0]) and _same_rule(alone[1], late[1]):
                yield _apart(country, topic, alone[1], late[1], alone[0], late[0] - 1, "starts_apart")
        ends = _near(_dated(sides, neighbour, topic, "ends"), _dated(sides, country, topic, "ends"))
        for early, longer in ends:
            if not _step_holds(steps, early[0] + 1) and _same_rule(longer[1], early[1]):
                yield _apart(country, topic, longer[1], early[1], early[0] + 1, longer[0], "ends_apart")


def social_security_tax_gap(sides: Sides) -> Iterator[Finding]:
    """A telework duty moves the place of work while no tax or social-security arrangement is known.

    Working days at home count for taxes and insurance of the country of residence unless the states
    agree otherwise; an arrangement helps from the day it is known, even where it looks back.
    Rests on: agreements of 6 April (NL-DE), 30 April (NL-BE) and 6 May 2020 (BE-DE), after telework
    had been made compulsory on 18 March.
    """
    kind = ConflictKind.SOCIAL_SECURITY_TAX_GAP
    arrangements = (s for c in sides.border.sides for s in sides.stretches(c, Topic.SOCIAL_SECURITY_TAX))
    arranged = step_function(_from_known(s) for s in arrangements if s.until >= _known(s))
    for country in sides.border.sides:
        telework = sides.steps(country, Topic.WORK, _makes_telework)
        for span in compare(telework, arranged):
            long_enough = span.until - span.since + 1 >= facts.number(kind, "min_days")
            if span.first is not None and span.second is None and long_enough:
                yield from_span(
                    kind, country, Topic.WORK, span, span.first, None, strand=country, code="no_arrangement"
                )


def information_gap(sides: Sides) -> Iterator[Finding]:
    """A duty at the border has been in force for weeks with no end, no word on frontier workers, no answer.

    All three at once: no date of ending, no exemption text, no item of the other side on the topic.
    Rests on: statements at the Belgian border, January 2021; slaughterhouse quarantine, May 2020.
    """
    kind = ConflictKind.INFORMATION_GAP
    wait = facts.number(kind, "after_days")
    for country, topic in each(sides, facts.topics(kind)):
        neighbour = sides.border.other_side(country)
        unclear = sides.steps(country, topic, _is_unclear)
        for span in compare(unclear, step_function(sides.stretches(neighbour, topic))):
            if span.first is None or span.second is not None:
                continue
            since = max(span.since, span.first.by.since + wait)
            if since <= span.until:
                strand = f"{country}:{span.first.by.measure.id}"
                cause, days = span.first.by, (("days", str(wait)),)
                yield Finding(
                    kind, country, topic, since, span.until, span.open, cause, None, strand, "unclear", days
                )


def _makes_telework(s: Stretch) -> bool:
    return s.level >= Strictness.PARTIAL


def _is_unclear(s: Stretch) -> bool:
    return is_duty(s) and s.lapses and s.phase.frontier_exempt is None and not s.phase.documents


def _from_known(s: Stretch) -> Stretch:
    """An arrangement counts from the day people could know of it."""
    return replace(s, since=max(s.since, _known(s)))


def _known(s: Stretch) -> int:
    return day_of(s.measure.first_known_at).toordinal()


def _dated(sides: Sides, country: Country, topic: Topic, edge: str) -> list[_Dated]:
    """Stretches whose measure has a known beginning or end, by that day, in order."""
    found: list[_Dated] = []
    for s in sides.stretches(country, topic):
        day: date | None = s.measure.begins if edge == "begins" else s.measure.ends
        own = s.since if edge == "begins" else s.until
        if day is not None and day.toordinal() == own and s.level:
            found.append((own, s))
    return sorted(found, key=lambda dated: (dated[0], dated[1].measure.id))


def _near(first: list[_Dated], second: list[_Dated]) -> Iterator[tuple[_Dated, _Dated]]:
    """Each of `first` with the next of `second` after it, within the declared days apart."""
    least, most = (facts.number(ConflictKind.TIMING_GAP, name) for name in ("min_days", "max_days"))
    days = [day for day, _ in second]
    for day, stretch in first:
        at = bisect_left(days, day)
        if at < len(second) and least <= days[at] - day <= most:
            yield (day, stretch), second[at]


def _same_rule(a: Stretch, b: Stretch) -> bool:
    together = a.since <= b.until and b.since <= a.until
    impact = max(a.impact.rank, b.impact.rank)
    return together and abs(a.level - b.level) <= 1 and impact >= Impact.DIRECT.rank


def _step_holds(steps: list[Step], day: int) -> bool:
    return step_on(steps, day) is not None


def _apart(
    country: Country, topic: Topic, cause: Stretch, other: Stretch, since: int, until: int, code: str
) -> Finding:
    strand = f"{code}:{cause.measure.id}:{other.measure.id}"
    detail = (("days", str(until - since + 1)),)
    kind = ConflictKind.TIMING_GAP
    return Finding(kind, country, topic, since, until, False, cause, other, strand, code, detail)
