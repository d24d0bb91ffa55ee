"""From the strands of a measure to its phases: stretches of days with one set of rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from measures.lifecycle.strands import Strand
from measures.model import Phase
from measures.vocabulary import Document, Group, Impact, Strictness, Topic

_DAY = timedelta(days=1)


@lru_cache(maxsize=20_000)
class Terms(NamedTuple):
    """Whom a measure concerns, who is exempt and what to carry, from `since` on."""

    since: date
    exempt: bool | None
    groups: tuple[Group, ...]
    documents: tuple[Document, ...]
    event_id: str


def phases_of(
    strands: Mapping[Topic, Strand],
    terms: Sequence[Terms],
    order: Sequence[str],
    last: date,
    ends: date | None,
) -> tuple[Phase, ...]:
    """The phases up to `last`, following on each other without a gap; equal neighbours are one.

    The final one ends with `ends`. The first stays even where the measure ended before it began. `order`
    names the events, oldest first.
    """
    first = min(strand.steps[0].since for strand in strands.values())
    rank = {event_id: place for place, event_id in enumerate(order)}
    phases: list[Phase] = []
    for day in sorted({first, *(day for day in _turns(strands, terms) if first < day <= last)}):
        phase = _phase(strands, terms, day, first)
        behind = _behind(strands, terms, day)
        event_id = max(behind, key=rank.__getitem__, default=phases[-1].event_id if phases else order[0])
        if not phases or phase != replace(phases[-1], since=day, event_id=""):
            phases.append(replace(phase, event_id=event_id))
    following = [phase.since - _DAY for phase in phases[1:]]
    return tuple(
        replace(phase, until=until, lapsing=_lapsing(strands, phase, until or last))
        for phase, until in zip(phases, [*following, ends], strict=True)
    )


def _lapsing(strands: Mapping[Topic, Strand], phase: Phase, last: date) -> tuple[Topic, ...]:
    """Topics of a phase that are counted to its last day by assumption alone."""
    return tuple(
        topic
        for topic, level in phase.strictness
        if level and strands[topic].ends is None and strands[topic].until == last
    )


def _turns(strands: Mapping[Topic, Strand], terms: Sequence[Terms]) -> Iterator[date]:
    """Days on which something may change."""
    yield from (held.since for held in terms)
    for strand in strands.values():
        yield from (step.since for step in strand.steps if step.since <= strand.until)
        yield strand.until + _DAY


def _behind(strands: Mapping[Topic, Strand], terms: Sequence[Terms], day: date) -> list[str]:
    """The events by which something changes on a day: a step, new terms, or the end of the day before."""
    steps = [
        s.event_id for strand in strands.values() for s in strand.steps if s.since == day <= strand.until
    ]
    ended = [strand.ended_by for strand in strands.values() if strand.ends == day - _DAY]
    return [*steps, *ended, *(held.event_id for held in terms if held.since == day)]


def _phase(strands: Mapping[Topic, Strand], terms: Sequence[Terms], day: date, first: date) -> Phase:
    """The rules of a day, with no event and no end yet."""
    begun = {topic: strand for topic, strand in strands.items() if strand.steps[0].since <= day}
    over = {topic for topic, strand in begun.items() if strand.until < day}
    if day == first and len(over) == len(begun):
        over = set()
    steps = {topic: strand.step_on(day) for topic, strand in begun.items()}
    holding = [step for topic, step in steps.items() if topic not in over]
    impacts = [step.impact for step in holding if step.level] or [step.impact for step in holding]
    held = next((held for held in reversed(terms) if held.since <= day), terms[0])
    return Phase(
        since=day,
        until=None,
        strictness=tuple(
            (topic, Strictness.NONE if topic in over else steps[topic].level)
            for topic in Topic
            if topic in steps
        ),
        border_impact=max(impacts, key=lambda impact: impact.rank, default=Impact.NONE),
        frontier_exempt=held.exempt,
        groups=held.groups,
        documents=held.documents,
        event_id="",
    )
