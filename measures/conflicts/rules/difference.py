"""Rules on difference: stricter on one side, earlier or later, without an arrangement, without a word."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date

from measures.conflicts import facts
from measures.conflicts.findings import Finding, from_span
from measures.conflicts.rules.duties import each, is_duty, is_zone, not_closing
from measures.conflicts.sides import Sides, Step, Stretch, compare, step_function, step_on
from measures.lifecycle.facts import instruments
from measures.vocabulary import CROSSING, DOMESTIC, ConflictKind, Country, Impact, Strictness, Topic

_ON_CROSSING = (Topic.ENTRY, Topic.QUARANTINE, Topic.TESTING)
_Dated = tuple[int, Stretch]


def divergent_strictness(sides: Sides) -> Iterator[Finding]:
    """A gap of two steps or more on a topic on which people go where the rule is lighter.

    The waterbed effect: they move from the stricter side to the other. A rule that is not known counts
    as none; but a gap that opens only because nothing more was heard of the other side's rule is none.
    Rests on: shopping across the border in November 2020 and December 2021.
    """
    kind = ConflictKind.DIVERGENT_STRICTNESS
    gap = facts.number(kind, "gap")
    first, second = sides.border.sides
    for topic in facts.topics(kind):
        ours, theirs = (sides.steps(country, topic, _moves_people) for country in (first, second))
        for span in compare(ours, theirs):
            a, b = (step.level if step else 0 for step in (span.first, span.second))
            if abs(a - b) < gap:
                continue
            acting, cause, other = (
                (first, span.first, span.second) if a > b else (second, span.second, span.first)
            )
            assert cause is not None
            if _only_assumed(theirs if acting == first else ours, cause, span.since, gap):
                continue
            code = "divergent_crossing" if topic in _ON_CROSSING else "divergent"
            yield from_span(kind, acting, topic, span, cause, other, strand=f"{acting}:{topic}", code=code)


def timing_gap(sides: Sides) -> Iterator[Finding]:
    """The same rule starts or ends on the two sides some days apart, so that it holds on one side only.

    Same rule: same topic, in force together for at least a day, at most one step apart, one of them
    on crossing. Only dates that a source gives count, and only where nothing else fills the gap; a rule that
    ended on one side may go on at the other without a known end.
    Rests on: lapse of the NL-DE tax agreement, 30 April 2022; end of poultry housing, February 2022.
    """
    for country, topic in each(sides, facts.topics(ConflictKind.TIMING_GAP)):
        neighbour = sides.border.other_side(country)
        steps = sides.steps(neighbour, topic)
        for alone, late in _near(
            _dated(sides, country, topic, "begins"), _dated(sides, neighbour, topic, "begins")
        ):
            zones = is_zone(alone[1]) or is_zone(late[1])
            if not zones and not _step_holds(steps, alone[0]) and _same_rule(alone[1], late[1]):
                yield _apart(country, topic, alone[1], late[1], alone[0], late[0] - 1, "starts_apart")
        over = [*_dated(sides, neighbour, topic, "ends"), *_only_ends(sides, neighbour, topic)]
        for early, longer in _near(sorted(over, key=_by_day), _dated(sides, country, topic, "ends")):
            if not _step_holds(steps, early[0] + 1) and _same_rule(longer[1], early[1]):
                yield _apart(country, topic, longer[1], early[1], early[0] + 1, longer[0], "ends_apart")
        endless = sides.steps(country, topic, _has_no_end)
        for last, ended in over if topic in facts.going_on() else ():
            going_on = step_on(endless, last + 1)
            if going_on and not _step_holds(steps, last + 1) and _same_rule(going_on.by, ended):
                yield from _goes_on(country, topic, going_on.by, ended, last)


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


def _moves_people(s: Stretch) -> bool:
    """Short of a closed border; of rules on animals only bans that hold in a whole country.

    Masks and tolls keep nobody from travelling, and a test for guests at home meets nobody at the border.
    """
    if facts.moves_nobody(s.topic, s.measure.title) or _beside_rules_on_crossing(s):
        return False
    if s.topic == Topic.ANIMAL_PLANT:
        return not is_zone(s)
    return not_closing(s)


def _beside_rules_on_crossing(s: Stretch) -> bool:
    """Work or school named in a rule on crossing, short of closing: pupils spared, proof asked at work; and a
    test for guests, asked by a rule on life in the country that meets nobody at the border."""
    levels = {topic: level for topic, level in s.phase.strictness if level}
    if s.topic in (Topic.WORK, Topic.EDUCATION_CHILDCARE):
        crossing = [level for topic, level in levels.items() if topic in CROSSING]
        return bool(crossing) and max(crossing) < Strictness.CLOSED
    at_home = s.impact.rank < Impact.DIRECT.rank and not DOMESTIC.isdisjoint(levels)
    return s.topic == Topic.TESTING and at_home


def _only_assumed(lighter: list[Step], cause: Step, day: int, gap: int) -> bool:
    """Whether the lighter side was level until its rule was counted no longer, the other rule still there."""
    index = bisect_right(lighter, day, key=lambda step: step.since) - 1
    if index >= 0 and lighter[index].until >= day:
        if lighter[index].by.since >= day or index == 0:
            return False
        index -= 1
    if index < 0:
        return False
    lapsed = lighter[index]
    was_there = cause.by.measure.since.toordinal() <= lapsed.until
    return lapsed.open and cause.level - lapsed.level < gap and was_there


def _is_unclear(s: Stretch) -> bool:
    return is_duty(s) and s.lapses and s.phase.frontier_exempt is None and not s.phase.documents


def _dated(sides: Sides, country: Country, topic: Topic, edge: str) -> list[_Dated]:
    """Stretches whose measure has a known beginning or end, by that day, in order."""
    found: list[_Dated] = []
    for s in sides.stretches(country, topic):
        day: date | None = s.measure.begins if edge == "begins" else s.measure.ends
        own = s.since if edge == "begins" else s.until
        if day is not None and day.toordinal() == own and s.level:
            found.append((own, s))
    return sorted(found, key=lambda dated: (dated[0], dated[1].measure.id))


def _only_ends(sides: Sides, country: Country, topic: Topic) -> list[_Dated]:
    """Ends of rules of which nothing else was heard, by their last day."""
    return [
        (s.until, s)
        for s in sides.stretches(country, topic)
        if not s.level and _told_by_its_end(s) and s.until == s.measure.until.toordinal()
    ]


def _told_by_its_end(s: Stretch) -> bool:
    return s.measure.begins is None and s.measure.ends is not None and len(s.measure.phases) == 1


def _near(first: list[_Dated], second: list[_Dated]) -> Iterator[tuple[_Dated, _Dated]]:
    """Each of `first` with the next of `second` after it, within the declared days apart."""
    least, most = (facts.number(ConflictKind.TIMING_GAP, name) for name in ("min_days", "max_days"))
    days = [day for day, _ in second]
    for day, stretch in first:
        at = bisect_left(days, day)
        if at < len(second) and least <= days[at] - day <= most:
            yield (day, stretch), second[at]


def _by_day(dated: _Dated) -> tuple[int, str]:
    return dated[0], dated[1].measure.id


def _same_rule(a: Stretch, b: Stretch) -> bool:
    """Whether two stretches are one rule on two sides; one that only its end tells of was as strict."""
    together = a.since <= b.until + 1 and b.since <= a.until
    alike = abs(a.level - b.level) <= 1 or _told_by_its_end(b)
    on_crossing = max(a.impact.rank, b.impact.rank) >= Impact.DIRECT.rank or a.topic == Topic.ANIMAL_PLANT
    return together and alike and on_crossing and _same_subject(a, b)


def _same_subject(a: Stretch, b: Stretch) -> bool:
    """Whether the titles tell no two subjects; of many rules on energy, care or papers they must agree."""
    if a.topic == Topic.SOCIAL_SECURITY_TAX:
        return bool(facts.concerns(a.measure) and facts.concerns(b.measure))
    ours, theirs = (instruments(s.measure.title.casefold()) for s in (a, b))
    if a.topic in facts.many_rules():
        return not ours.isdisjoint(theirs)
    return a.topic != Topic.ANIMAL_PLANT or not ours or not theirs or not ours.isdisjoint(theirs)


def _has_no_end(s: Stretch) -> bool:
    return bool(s.level) and s.lapses and not_closing(s)


def _goes_on(country: Country, topic: Topic, cause: Stretch, ended: Stretch, last: int) -> Iterator[Finding]:
    """A rule that is over for the neighbour goes on here with no known end, for as long as it is counted."""
    kind = ConflictKind.TIMING_GAP
    until = min(cause.until, last + facts.number(kind, "max_days"))
    if until - last >= facts.number(kind, "min_days"):
        strand = f"goes_on:{cause.measure.id}:{ended.measure.id}"
        detail = (("day", date.fromordinal(last).isoformat()),)
        yield Finding(kind, country, topic, last + 1, until, True, cause, ended, strand, "goes_on", detail)


def _step_holds(steps: list[Step], day: int) -> bool:
    return step_on(steps, day) is not None


def _apart(
    country: Country, topic: Topic, cause: Stretch, other: Stretch, since: int, until: int, code: str
) -> Finding:
    strand = f"{code}:{cause.measure.id}:{other.measure.id}"
    detail = (("days", str(until - since + 1)),)
    kind = ConflictKind.TIMING_GAP
    return Finding(kind, country, topic, since, until, False, cause, other, strand, code, detail)
