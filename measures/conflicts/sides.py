"""The two sides of a border as step functions of time: how strict each is, on what, and by which measure.

Days are proleptic ordinals here (date.toordinal), first and last inclusive. All sweeps are
O(n log n) in the stretches.
"""

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, zip_longest

from measures.geography import borders_touched
from measures.model import Measure, Phase
from measures.vocabulary import CROSSING, DOMESTIC, Border, Country, Impact, Level, Topic

_GOVERNMENT = {Level.NATIONAL: 0, Level.REGIONAL: 1, Level.LOCAL: 2, Level.EU: 3}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One phase of a measure on one topic. `open` is set where its last day is only assumed, `lapses` where
    no source says when its rule on the topic ends.

    `impact` is what it does at the border on this topic: where a package closes shops and the border and
    asks for quarantine, only the border stops people.
    """

    measure: Measure
    phase: Phase
    topic: Topic
    level: int
    impact: Impact
    since: int
    until: int
    open: bool
    lapses: bool
    weight: tuple[int, int, int, int, str] = field(init=False, compare=False, repr=False)
    """Order of stretches in force at once: strictest first, then state before town, then the older."""

    def __post_init__(self) -> None:
        measure = self.measure
        weight = (-self.level, -self.impact.rank, _GOVERNMENT[measure.level], self.since, measure.id)
        object.__setattr__(self, "weight", weight)


@dataclass(frozen=True, slots=True)
class Step:
    """Days on which `by` is the strictest stretch of a side. `open` where they end by an assumption."""

    since: int
    until: int
    by: Stretch
    open: bool

    @property
    def level(self) -> int:
        return self.by.level


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which neither of two step functions changes; None where a side has no rule."""

    since: int
    until: int
    first: Step | None
    second: Step | None

    @property
    def open(self) -> bool:
        """Whether the span ends by assumption alone: no side that ends with it has a known end."""
        ending = [s for s in (self.first, self.second) if s is not None and s.until == self.until]
        return bool(ending) and all(step.open for step in ending)


class Sides:
    """What holds at one border, by country and topic."""

    def __init__(self, border: Border, measures: Iterable[Measure]) -> None:
        self.border = border
        self._stretches: dict[tuple[Country, Topic], list[Stretch]] = defaultdict(list)
        self._steps: dict[tuple[Country, Topic], list[Step]] = {}
        for measure in measures:
            if counts_at(measure, border):
                for stretch in _stretches(measure):
                    self._stretches[measure.country, stretch.topic].append(stretch)

    def stretches(self, country: Country, *topics: Topic) -> list[Stretch]:
        """Stretches of one side on these topics, those without strictness included."""
        return [stretch for topic in topics for stretch in self._stretches.get((country, topic), ())]

    def steps(
        self, country: Country, topic: Topic, where: Callable[[Stretch], bool] | None = None
    ) -> list[Step]:
        """The step function of one side on a topic, counting only the stretches `where` lets through."""
        if where is not None:
            return step_function(s for s in self._stretches.get((country, topic), ()) if s.level and where(s))
        if (country, topic) not in self._steps:
            self._steps[country, topic] = step_function(
                s for s in self._stretches.get((country, topic), ()) if s.level
            )
        return self._steps[country, topic]


class Reach:
    """Which of some stretches meet another in time, told by how far they reach; O(log n) a question."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        ordered = sorted(stretches, key=lambda s: s.since)
        self._begins = [s.since for s in ordered]
        self._ends: list[tuple[int, bool]] = []
        for s in ordered:
            until, open = self._ends[-1] if self._ends else (s.until, True)
            if s.until > until:
                until, open = s.until, True
            self._ends.append((until, open and (s.open or s.until < until)))

    def until(self, met: Stretch) -> tuple[int, bool] | None:
        """The last day of those that meet a stretch, and whether all that end then do so by assumption alone;
        None where none meets it."""
        index = bisect_right(self._begins, met.until) - 1
        return self._ends[index] if index >= 0 and self._ends[index][0] >= met.since else None


def counts_at(measure: Measure, border: Border) -> bool:
    """Whether a measure is part of a side of `border`: it affects it, and its regions touch it.

    Disease among animals stops at no border: a rule against it counts wherever its regions touch one.
    """
    affects = border in measure.borders or (not measure.borders and Topic.ANIMAL_PLANT in measure.topics)
    return affects and border in _touched(measure.country, measure.regions)


@lru_cache(maxsize=5_000)
def _touched(country: Country, regions: tuple[str, ...]) -> tuple[Border, ...]:
    return () if country == Country.EU else borders_touched(country, regions)


def _stretches(measure: Measure) -> Iterator[Stretch]:
    for phase, following in zip_longest(measure.phases, measure.phases[1:]):
        since = phase.since.toordinal()
        until = (phase.until or measure.counted_until).toordinal()
        hardest = max((level for topic, level in phase.strictness if topic in CROSSING), default=0)
        if until >= since:
            for topic, level in phase.strictness:
                if phase.border_impact == Impact.NONE and topic != Topic.ANIMAL_PLANT:
                    continue
                if topic == Topic.WORK and Topic.SOCIAL_SECURITY_TAX in measure.topics:
                    continue  # an agreement on taxing telework is no rule on telework
                impact = phase.border_impact
                if hardest and topic in DOMESTIC:
                    impact = Impact.INDIRECT
                elif impact == Impact.BLOCKING and topic in CROSSING and level < hardest:
                    impact = Impact.DIRECT
                lapses = phase.until is None or topic in phase.lapsing
                open = lapses or _turns_by_assumption(phase, following, topic)
                yield Stretch(measure, phase, topic, int(level), impact, since, until, open, lapses)


def _turns_by_assumption(phase: Phase, following: Phase | None, topic: Topic) -> bool:
    """Whether a topic goes on as it was while the phase ends because others are counted no longer."""
    if following is None or not phase.lapsing:
        return False
    return dict(phase.strictness).get(topic) == dict(following.strictness).get(topic)


def step_function(stretches: Iterable[Stretch]) -> list[Step]:
    """Per day the weightiest stretch in force: disjoint steps in order, none where nothing holds."""
    waiting = sorted(stretches, key=_first_day)
    if len(waiting) < 2:
        return [Step(s.since, s.until, s, s.open) for s in waiting]
    edges = sorted({s.since for s in waiting} | {s.until + 1 for s in waiting})
    steps: list[Step] = []
    held: list[tuple[tuple[int, int, int, int, str], int, Stretch]] = []
    at = 0
    for start, following in pairwise(edges):
        while at < len(waiting) and waiting[at].since <= start:
            heapq.heappush(held, (waiting[at].weight, at, waiting[at]))
            at += 1
        while held and held[0][2].until < start:
            heapq.heappop(held)
        if not held:
            continue
        top, last = held[0][2], following - 1
        if steps and steps[-1].by is top and steps[-1].until == start - 1:
            start = steps.pop().since
        steps.append(Step(start, last, top, top.open and last == top.until))
    return steps


def _first_day(stretch: Stretch) -> int:
    return stretch.since


def compare(first: list[Step], second: list[Step]) -> Iterator[Span]:
    """Lay two step functions over each other: every stretch of days on which at least one side has a rule."""
    a = b = day = 0
    while a < len(first) and b < len(second):
        left, right = first[a], second[b]
        day = max(day, min(left.since, right.since))
        now_left = left if left.since <= day else None
        now_right = right if right.since <= day else None
        last = min(left.until if now_left else left.since - 1, right.until if now_right else right.since - 1)
        yield Span(day, last, now_left, now_right)
        day = last + 1
        a += left.until < day
        b += right.until < day
    for step in first[a:]:
        yield Span(max(day, step.since), step.until, step, None)
    for step in second[b:]:
        yield Span(max(day, step.since), step.until, None, step)


def step_on(steps: list[Step], day: int) -> Step | None:
    """The step that holds on a day."""
    index = bisect_right(steps, day, key=lambda step: step.since) - 1
    return steps[index] if index >= 0 and steps[index].until >= day else None
