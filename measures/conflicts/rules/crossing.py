"""Rules on crossing itself: closed, doubly burdened, not exempted, slowed or cut off."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from measures.conflicts import facts
from measures.conflicts.findings import Finding, from_span
from measures.conflicts.rules.duties import closes, each, is_duty, is_zone, not_closing
from measures.conflicts.rules.echoes import tells_of_the_neighbour
from measures.conflicts.sides import Reach, Sides, Stretch, compare, step_function
from measures.days import day_of
from measures.vocabulary import DOMESTIC, ConflictKind, Country, Group, Impact, Level, Strictness, Topic


def blocked_crossing(sides: Sides) -> Iterator[Finding]:
    """Some people who live on one side and work on the other cannot cross, whatever the other side does.

    Cause: a rule that forbids crossing (border closed, entry ban). All such rules of one country at one
    border are one situation. Only states close state borders: a town's or region's notice of a closure
    while the neighbour's state keeps its border shut tells of the neighbour's closure.
    Rests on: Belgian closure of 20 March 2020, travel ban of 27 January 2021.
    """
    kind = ConflictKind.BLOCKED_CROSSING
    closing = {country: _closing(sides, country) for country in sides.border.sides}
    states = {country: _by_state(country, closing, sides) for country in sides.border.sides}
    shut_by = {country: Reach(states[country]) for country in sides.border.sides}
    named = {country: set(map(_name, states[country])) for country in sides.border.sides}
    for country in sides.border.sides:
        neighbour = sides.border.other_side(country)
        own = [s for s in closing[country] if not _echoes(s, named[country], shut_by[neighbour])]
        told = [s for s in closing[neighbour] if _echoes(s, named[neighbour], shut_by[country])]
        by_state = [s for s in own if s.measure.level == Level.NATIONAL]
        around, theirs = Reach(by_state), set(map(_name, by_state))
        decrees = Reach(s for s in by_state if not _in_a_package(s))
        notices = [
            _within(s, decrees) if _in_a_package(s) else s if _name(s) in theirs else _within(s, around)
            for s in (*own, *told)
        ]
        for topic in facts.topics(kind):
            shut = step_function(s for s in notices if s.topic == topic)
            for span in compare(shut, sides.steps(neighbour, topic, not_closing)):
                if span.first is not None:
                    yield from_span(
                        kind, country, topic, span, span.first, span.second, strand=country, code="blocked"
                    )
        for s in notices:
            yield Finding(
                kind, country, s.topic, s.since, s.until, s.open, s, None, strand=country, code="blocked"
            )


def missing_exemption(sides: Sides) -> Iterator[Finding]:
    """One side's duty on crossing falls on frontier workers whom the other side exempts.

    Flags a text that says outright that they are not exempt, and a text that says nothing of them while
    the neighbour's rule on the same topic exempts them; a payment of one side that names them, too, while
    nothing like it is known from the other. A closed border is left to blocked_crossing.
    Rests on: Dutch quarantine advice for Antwerp, July 2020; German energy lump sum, September 2022.
    """
    kind = ConflictKind.MISSING_EXEMPTION
    for country, topic in each(sides, facts.topics(kind)):
        neighbour = sides.border.other_side(country)
        denying = sides.steps(country, topic, lambda s: is_duty(s) and s.phase.frontier_exempt is False)
        for span in compare(denying, sides.steps(neighbour, topic)):
            if span.first is not None:
                yield from_span(
                    kind, country, topic, span, span.first, span.second, strand=country, code="not_exempted"
                )
        silent = sides.steps(country, topic, lambda s: is_duty(s) and s.phase.frontier_exempt is None)
        exempting = sides.steps(neighbour, topic, _exempts)
        for span in compare(silent, exempting):
            if span.first is not None and span.second is not None:
                yield from_span(
                    kind, country, topic, span, span.first, span.second, strand=country, code="not_mentioned"
                )
    for country in sides.border.sides:
        yield from _paid_on_one_side(sides, country)


def _paid_on_one_side(sides: Sides, country: Country) -> Iterator[Finding]:
    topic, kind = Topic.SOCIAL_SECURITY_TAX, ConflictKind.MISSING_EXEMPTION
    paid = sides.steps(country, topic, _is_payment)
    theirs = sides.steps(sides.border.other_side(country), topic, lambda s: facts.is_payment(s.measure))
    for span in compare(paid, theirs):
        if span.first is None or span.second is not None:
            continue
        last = span.first.by.since + facts.number(kind, "benefit_days") - 1
        if span.since <= last:
            yield Finding(
                kind, country, topic, span.since, min(span.until, last), True, span.first.by, None,
                f"{country}:{span.first.by.measure.id}", "paid_on_one_side",
            )  # fmt: skip


def contradictory_duties(sides: Sides) -> Iterator[Finding]:
    """Each side lays a duty on the same person at the same time: two registrations, tests, checks or papers.

    A duty counts where its text does not let frontier workers through without papers; of animals, zones on
    both sides around one outbreak. The stricter side is named as the cause, the first of the border's name
    where both are alike.
    Rests on: curfew forms and sworn statement, NL-BE January 2021; checks on both sides, summer 2025; zones
    around Kranenburg, January 2026.
    """
    kind = ConflictKind.CONTRADICTORY_DUTIES
    first, second = sides.border.sides
    pairs = {pair for a, b in facts.pairs(kind) for pair in ((a, b), (b, a))}
    theirs_told = {country: tells_of_the_neighbour(sides, country) for country in sides.border.sides}

    def falls_on_workers(s: Stretch) -> bool:
        told = s.topic == Topic.BORDER_CONTROL and s.measure.id in theirs_told[s.measure.country]
        return _falls_on_workers(s) and not told

    for left, right in sorted(pairs):
        ours = sides.steps(first, left, falls_on_workers)
        theirs = sides.steps(second, right, falls_on_workers)
        for span in compare(ours, theirs):
            a, b = span.first, span.second
            if a is None or b is None:
                continue
            acting, cause, other = (first, a, b) if a.level >= b.level else (second, b, a)
            yield from_span(
                kind, acting, cause.by.topic, span, cause, other, strand=_of_whom(left), code="both_sides"
            )


def capacity_or_transport(sides: Sides) -> Iterator[Finding]:
    """A line, road, bridge or hospital that the other side relies on is shut or limited, or checks slow it.

    Each disruption is a situation of its own; the checks of one country at one border are one, delays on
    the roads with them. Queues from the day on which the border is shut are told by that.
    Rests on: checks from 16 September 2024 (DE) and 9 December 2024 (NL), works Emmerich-Oberhausen.
    """
    kind = ConflictKind.CAPACITY_OR_TRANSPORT
    for country in sides.border.sides:
        neighbour = sides.border.other_side(country)
        told = tells_of_the_neighbour(sides, country)
        checks = sides.steps(country, Topic.BORDER_CONTROL, lambda s: is_duty(s) and s.measure.id not in told)  # noqa: B023
        for span in compare(checks, sides.steps(neighbour, Topic.BORDER_CONTROL)):
            if span.first is not None:
                yield from_span(
                    kind, country, Topic.BORDER_CONTROL, span, span.first, span.second,
                    strand=f"{country}:checks", code="checks",
                )  # fmt: skip
        shut = {s.since for s in _closing(sides, country)}
        for topic in facts.topics(kind):
            for s in sides.stretches(country, topic):
                if _limits(s) and not (s.since in shut and s.impact.rank < Impact.BLOCKING.rank):
                    by_checks = (
                        dict(s.phase.strictness).get(Topic.BORDER_CONTROL) and s.measure.id not in told
                    )
                    strand = f"{country}:checks" if by_checks else f"{country}:{s.measure.id}"
                    yield Finding(kind, country, topic, s.since, s.until, s.open, s, None, strand, "limited")


def _of_whom(topic: Topic) -> str:
    """Duties on people and duties on holders of animals are two situations."""
    return "holders" if topic == Topic.ANIMAL_PLANT else "people"


def _falls_on_workers(s: Stretch) -> bool:
    if s.topic == Topic.ANIMAL_PLANT:
        return s.level >= Strictness.PARTIAL and is_zone(s)
    names_people = s.impact.rank >= Impact.DIRECT.rank or bool(s.phase.documents)
    waved_through = s.phase.frontier_exempt is True and not s.phase.documents
    return s.level >= Strictness.PARTIAL and names_people and not waved_through and not_closing(s)


def _exempts(s: Stretch) -> bool:
    """Whether frontier workers are exempt by those who can: a town only tells of it."""
    return s.phase.frontier_exempt is True and s.measure.level != Level.LOCAL


def _is_payment(s: Stretch) -> bool:
    """A payment in which frontier workers are named, without a known end."""
    named = Group.FRONTIER_WORKERS in s.phase.groups and s.impact.rank >= Impact.DIRECT.rank
    return named and s.level >= Strictness.PARTIAL and s.lapses and facts.is_payment(s.measure)


def _limits(s: Stretch) -> bool:
    """A disruption of transport on crossing; for care only what shuts it: it always has conditions."""
    cut_off = s.topic == Topic.TRANSPORT or facts.stops_care(s.measure.title)
    least = Impact.DIRECT if cut_off else Impact.BLOCKING
    hard = s.level >= Strictness.PARTIAL and s.impact.rank >= least.rank
    return hard and not_closing(s) and not facts.moves_nobody(s.topic, s.measure.title)


def _closing(sides: Sides, country: Country) -> list[Stretch]:
    blocked = facts.topics(ConflictKind.BLOCKED_CROSSING)
    return [s for s in sides.stretches(country, *blocked) if s.level and closes(s)]


def _within(notice: Stretch, closures: Reach) -> Stretch:
    """A notice without an end lasts no longer than the state's closures it tells of, unless it was heard of
    once more after that: then they went on. So does a package for life in the country that mentions one."""
    package = _in_a_package(notice)
    found = closures.until(notice) if notice.open or package else None
    if found is None:
        return notice
    until, open = found
    heard = day_of(notice.measure.last_known_at).toordinal()
    if until >= notice.until or (heard > until and not package):
        return notice
    return replace(notice, until=until, open=open)


def _in_a_package(s: Stretch) -> bool:
    """Whether the closure stands beside rules on life in the country, whose end the text may give instead."""
    return any(level and topic in DOMESTIC for topic, level in s.phase.strictness)


def _name(s: Stretch) -> tuple[str, Topic, int]:
    """What tells a stretch from others at a border."""
    return s.measure.id, s.topic, s.since


def _by_state(country: Country, closing: dict[Country, list[Stretch]], sides: Sides) -> list[Stretch]:
    """Closures by the state itself: a ministry's text that begins with a closure better attested on the other
    side only tells of that."""
    attested: dict[int, int] = defaultdict(int)
    for s in closing[sides.border.other_side(country)]:
        if s.measure.level == Level.NATIONAL:
            attested[s.since] = max(attested[s.since], len(s.measure.item_ids))
    return [
        own
        for own in closing[country]
        if own.measure.level == Level.NATIONAL and attested.get(own.since, 0) <= len(own.measure.item_ids)
    ]


def _echoes(notice: Stretch, own: set[tuple[str, Topic, int]], neighbours: Reach) -> bool:
    """Whether a notice, where its own state closes nothing with it, tells of a closure by the neighbour's."""
    return _name(notice) not in own and neighbours.until(notice) is not None
