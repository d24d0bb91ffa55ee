"""The rules: one function a kind of conflict, each says why it flags and what that rests on.

Every rule takes the two sides of one border and yields findings; RULES is the one register. Topics,
gaps and pairs stand in rules.toml.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from measures.conflicts import facts
from measures.conflicts.findings import Finding, from_span
from measures.conflicts.sides import Sides, Step, Stretch, compare, step_function, step_on
from measures.lifecycle.phases import day_of
from measures.vocabulary import ConflictKind, Country, Impact, Level, Strictness, Topic


def blocked_crossing(sides: Sides) -> Iterator[Finding]:
    """Some people who live on one side and work on the other cannot cross, whatever the other side does.

    Cause: a rule that forbids crossing (border closed, entry ban). All such rules of one country at one
    border are one situation. Only states close state borders: a town's or region's notice of a closure
    while the neighbour's state keeps its border shut tells of the neighbour's closure.
    Rests on: Belgian closure of 20 March 2020, travel ban of 27 January 2021.
    """
    kind = ConflictKind.BLOCKED_CROSSING
    closing = {country: _closing(sides, country) for country in sides.border.sides}
    for country in sides.border.sides:
        neighbour = sides.border.other_side(country)
        own = [s for s in closing[country] if not _echoes(s, closing[neighbour])]
        told = [s for s in closing[neighbour] if _echoes(s, closing[country])]
        for topic in facts.topics(kind):
            shut = step_function(s for s in (*own, *told) if s.topic == topic)
            for span in compare(shut, sides.steps(neighbour, topic)):
                if span.first is not None:
                    other = span.second if span.second and span.second.by not in told else None
                    yield from_span(
                        kind, country, topic, span, span.first, other, strand=country, code="blocked"
                    )


def missing_exemption(sides: Sides) -> Iterator[Finding]:
    """One side's duty on crossing falls on frontier workers whom the other side exempts.

    Flags a text that says outright that they are not exempt, and a text that says nothing of them while
    the neighbour's rule on the same topic exempts them. A closed border is left to blocked_crossing.
    Rests on: Dutch quarantine advice for Antwerp, July 2020; German energy lump sum, September 2022.
    """
    kind = ConflictKind.MISSING_EXEMPTION
    for country, topic in _each(sides, facts.topics(kind)):
        neighbour = sides.border.other_side(country)
        denying = sides.steps(country, topic, lambda s: _is_duty(s) and s.phase.frontier_exempt is False)
        for span in compare(denying, sides.steps(neighbour, topic)):
            if span.first is not None:
                yield from_span(
                    kind, country, topic, span, span.first, span.second, strand=country, code="not_exempted"
                )
        silent = sides.steps(country, topic, lambda s: _is_duty(s) and s.phase.frontier_exempt is None)
        exempting = sides.steps(neighbour, topic, lambda s: s.phase.frontier_exempt is True)
        for span in compare(silent, exempting):
            if span.first is not None and span.second is not None:
                yield from_span(
                    kind, country, topic, span, span.first, span.second, strand=country, code="not_mentioned"
                )


def contradictory_duties(sides: Sides) -> Iterator[Finding]:
    """Each side lays a duty on the same person at the same time: two registrations, tests, checks or papers.

    A duty counts where its text does not let frontier workers through without papers. The stricter side
    is named as the cause, the first of the border's name where both are alike.
    Rests on: curfew forms and sworn statement, NL-BE January 2021; checks on both sides, summer 2025.
    """
    kind = ConflictKind.CONTRADICTORY_DUTIES
    first, second = sides.border.sides
    pairs = {pair for a, b in facts.pairs(kind) for pair in ((a, b), (b, a))}
    for left, right in sorted(pairs):
        ours, theirs = sides.steps(first, left, _falls_on_workers), sides.steps(second, right, _falls_on_workers)
        for span in compare(ours, theirs):
            a, b = span.first, span.second
            if a is None or b is None:
                continue
            acting, cause, other = (first, a, b) if a.level >= b.level else (second, b, a)
            yield from_span(
                kind, acting, cause.by.topic, span, cause, other, strand="duties", code="both_sides"
            )


def divergent_strictness(sides: Sides) -> Iterator[Finding]:
    """A gap of two steps or more on a topic on which people go where the rule is lighter.

    The waterbed effect: they move from the stricter side to the other. A rule that is not known counts
    as none. Rests on: shopping across the border in November 2020 and December 2021.
    """
    kind = ConflictKind.DIVERGENT_STRICTNESS
    gap = facts.number(kind, "gap")
    first, second = sides.border.sides
    for topic in facts.topics(kind):
        ours, theirs = (sides.steps(country, topic, _not_closing) for country in (first, second))
        for span in compare(ours, theirs):
            a, b = (step.level if step else 0 for step in (span.first, span.second))
            if abs(a - b) < gap:
                continue
            acting, cause, other = (
                (first, span.first, span.second) if a > b else (second, span.second, span.first)
            )
            assert cause is not None
            yield from_span(
                kind, acting, topic, span, cause, other, strand=f"{acting}:{topic}", code="divergent"
            )


def timing_gap(sides: Sides) -> Iterator[Finding]:
    """The same rule starts or ends on the two sides some days apart, so that it holds on one side only.

    Same rule: same topic, in force together for at least a day, at most one step apart, one of them
    on crossing. Only dates that a source gives count, and only where nothing else fills the gap.
    Rests on: lapse of the NL-DE tax agreement, 30 April 2022; end of poultry housing, February 2022.
    """
    kind = ConflictKind.TIMING_GAP
    for country, topic in _each(sides, facts.topics(kind)):
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
    arranged = step_function(
        _from_known(s) for c in sides.border.sides for s in sides.stretches(c, Topic.SOCIAL_SECURITY_TAX)
    )
    for country in sides.border.sides:
        telework = sides.steps(country, Topic.WORK, _makes_telework)
        for span in compare(telework, arranged):
            long_enough = span.until - span.since + 1 >= facts.number(kind, "min_days")
            if span.first is not None and span.second is None and long_enough:
                yield from_span(
                    kind, country, Topic.WORK, span, span.first, None, strand=country, code="no_arrangement"
                )


def capacity_or_transport(sides: Sides) -> Iterator[Finding]:
    """A line, road, bridge or hospital that the other side relies on is shut or limited, or checks slow it.

    Each disruption is a situation of its own; the checks of one country at one border are one.
    Rests on: checks from 16 September 2024 (DE) and 9 December 2024 (NL), works Emmerich-Oberhausen.
    """
    kind = ConflictKind.CAPACITY_OR_TRANSPORT
    for country in sides.border.sides:
        neighbour = sides.border.other_side(country)
        checks = sides.steps(country, Topic.BORDER_CONTROL, lambda s: _is_duty(s) and _not_closing(s))
        for span in compare(checks, sides.steps(neighbour, Topic.BORDER_CONTROL)):
            if span.first is not None:
                yield from_span(
                    kind, country, Topic.BORDER_CONTROL, span, span.first, span.second,
                    strand=f"{country}:checks", code="checks",
                )  # fmt: skip
        for topic in facts.topics(kind):
            for s in sides.stretches(country, topic):
                if s.level >= Strictness.PARTIAL and s.phase.border_impact.rank >= Impact.DIRECT.rank:
                    strand = f"{country}:{s.measure.id}"
                    yield Finding(kind, country, topic, s.since, s.until, s.open, s, None, strand, "limited")


def information_gap(sides: Sides) -> Iterator[Finding]:
    """A duty at the border has been in force for weeks with no end, no word on frontier workers, no answer.

    All three at once: no date of ending, no exemption text, no item of the other side on the topic.
    Rests on: statements at the Belgian border, January 2021; slaughterhouse quarantine, May 2020.
    """
    kind = ConflictKind.INFORMATION_GAP
    wait = facts.number(kind, "after_days")
    for country, topic in _each(sides, facts.topics(kind)):
        neighbour = sides.border.other_side(country)
        unclear = sides.steps(country, topic, _is_unclear)
        for span in compare(unclear, step_function(sides.stretches(neighbour, topic))):
            if span.first is None or span.second is not None:
                continue
            since = max(span.since, span.first.by.since + wait)
            if since <= span.until:
                strand = f"{country}:{span.first.by.measure.id}"
                yield Finding(
                    kind, country, topic, since, span.until, span.open, span.first.by, None, strand, "unclear",
                    (("days", str(wait)),),
                )  # fmt: skip


RULES: tuple[Callable[[Sides], Iterator[Finding]], ...] = (
    blocked_crossing,
    contradictory_duties,
    missing_exemption,
    divergent_strictness,
    timing_gap,
    social_security_tax_gap,
    capacity_or_transport,
    information_gap,
)


def _each(sides: Sides, topics: Iterable[Topic]) -> Iterator[tuple[Country, Topic]]:
    return ((country, topic) for topic in topics for country in sides.border.sides)


def _is_duty(s: Stretch) -> bool:
    """A duty or restriction on crossing itself, short of closing."""
    return (
        s.level >= Strictness.PARTIAL and s.phase.border_impact.rank >= Impact.DIRECT.rank and _not_closing(s)
    )


def _closes(s: Stretch) -> bool:
    return s.phase.border_impact == Impact.BLOCKING and s.topic in facts.topics(ConflictKind.BLOCKED_CROSSING)


def _not_closing(s: Stretch) -> bool:
    return not _closes(s)


def _falls_on_workers(s: Stretch) -> bool:
    names_people = s.phase.border_impact.rank >= Impact.DIRECT.rank or bool(s.phase.documents)
    waved_through = s.phase.frontier_exempt is True and not s.phase.documents
    return s.level >= Strictness.PARTIAL and names_people and not waved_through


def _makes_telework(s: Stretch) -> bool:
    return s.level >= Strictness.PARTIAL and Topic.SOCIAL_SECURITY_TAX not in s.measure.topics


def _is_unclear(s: Stretch) -> bool:
    return _is_duty(s) and s.open and s.phase.frontier_exempt is None and not s.phase.documents


def _closing(sides: Sides, country: Country) -> list[Stretch]:
    blocked = facts.topics(ConflictKind.BLOCKED_CROSSING)
    return [s for s in sides.stretches(country, *blocked) if s.level and _closes(s)]


def _echoes(stretch: Stretch, neighbours: list[Stretch]) -> bool:
    """Whether a town's or region's notice only tells of a closure by the neighbour's state."""
    if stretch.measure.level == Level.NATIONAL:
        return False
    states = (s for s in neighbours if s.measure.level == Level.NATIONAL)
    return any(s.since <= stretch.until and stretch.since <= s.until for s in states)


def _from_known(s: Stretch) -> Stretch:
    """An arrangement counts from the day people could know of it."""
    known = day_of(s.measure.first_known_at).toordinal()
    return Stretch(s.measure, s.phase, s.topic, s.level, max(s.since, min(known, s.until)), s.until, s.open)


_Dated = tuple[int, Stretch]


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
    impact = max(a.phase.border_impact.rank, b.phase.border_impact.rank)
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
