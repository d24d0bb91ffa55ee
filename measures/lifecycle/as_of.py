"""What applied on a day, as known on a day: rules that changed and readings that we corrected stay apart."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from measures.days import day_of
from measures.lifecycle.folding import fold
from measures.model import Assessment, Event, Measure, Phase


@dataclass(frozen=True, slots=True)
class Replaced:
    """A reading of an event that a later reading of the same text replaced at `replaced_at` (UTC).

    We erred; the rule did not change.
    """

    event_id: str
    reading: Assessment
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure as known on a day, and its phase on the day asked for."""

    measure: Measure
    phase: Phase


def as_of(
    events: Iterable[Event], valid: date, known: date, replaced: Iterable[Replaced] = ()
) -> list[Standing]:
    """The measures in force on `valid` by what was known at the end of `known`, ordered by id.

    Days in Europe/Amsterdam. With `replaced`, texts are read as they were read then: what this
    system showed. Without, they are read as now: what one could have known. The two differ by our own
    errors alone; what governments changed after `known` is in neither.
    """
    return [
        Standing(measure, phase)
        for measure in known_then(events, known, replaced)
        if measure.in_force(valid) and (phase := phase_on(measure, valid)) is not None
    ]


def known_then(events: Iterable[Event], known: date, replaced: Iterable[Replaced] = ()) -> list[Measure]:
    """All measures by what was known at the end of `known`; `replaced` as in `as_of`."""
    return fold(as_read((event for event in events if day_of(event.known_at) <= known), known, replaced))


def as_read(events: Iterable[Event], known: date, replaced: Iterable[Replaced]) -> list[Event]:
    """The events with the reading that each had at the end of `known`."""
    since: dict[str, Replaced] = {}
    for old in replaced:
        if day_of(old.replaced_at) > known:
            held = since.get(old.event_id)
            if held is None or old.replaced_at < held.replaced_at:
                since[old.event_id] = old
    return [
        replace(event, assessment=since[event.id].reading) if event.id in since else event for event in events
    ]


def phase_on(measure: Measure, day: date) -> Phase | None:
    """The phase of a measure on a day; None where it has none then."""
    return next((phase for phase in reversed(measure.phases) if phase.since <= day), None)
