"""The rules behind a conflict as they stand on a day: for each side one that is in force, on its topics."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from measures.model import Conflict, Measure, Phase
from measures.vocabulary import ConflictKind, Country, Topic

# These arise where a rule of one side is over: that rule is told although it holds no longer.
_OF_AN_END = frozenset({ConflictKind.TIMING_GAP, ConflictKind.SOCIAL_SECURITY_TAX_GAP})


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure as it bears on a conflict: its phase on the day, and the days of its rule on the topics.

    `begins` and `ends` are None where no source gives them; `since` and `until` are then what is assumed.
    """

    measure: Measure
    phase: Phase
    begins: date | None
    ends: date | None
    since: date
    until: date


def standing(conflict: Conflict, behind: Iterable[Measure], day: date) -> dict[Country, Standing | None]:
    """The rule of each side on a day of the conflict, the acting country first; None where a side has none.

    `behind` are the measures behind the conflict, those that it names first and then in order of weight.
    """
    known = list(behind)
    acting = next((m.country for m in known if m.id == conflict.measure_a), conflict.border.sides[0])
    if acting not in conflict.border.sides:
        acting = conflict.border.sides[0]
    found: dict[Country, Standing | None] = {}
    for country in (acting, conflict.border.other_side(acting)):
        own = [m for m in known if m.country == country]
        named = {conflict.measure_a} | ({conflict.measure_b} if conflict.kind in _OF_AN_END else set())
        holding = [m for m in own if _rules_on(m, conflict.topics, day)]
        holding += [m for m in own if m not in holding and _rules_on(m, tuple(Topic), day)]
        told = next(iter([*holding, *(m for m in own if m.id in named)]), None)
        found[country] = _standing(told, conflict.topics, day) if told is not None else None
    return found


def _rules_on(measure: Measure, topics: Collection[Topic], day: date) -> bool:
    return any(
        phase.since <= day <= (phase.until or measure.counted_until) and _on(phase, topics)
        for phase in measure.phases
    )


def _on(phase: Phase, topics: Collection[Topic]) -> bool:
    return any(level and topic in topics for topic, level in phase.strictness)


def _standing(measure: Measure, topics: Collection[Topic], day: date) -> Standing:
    phases = measure.phases
    concerned = [number for number, phase in enumerate(phases) if _on(phase, topics)] or [*range(len(phases))]
    at = next((number for number in reversed(concerned) if phases[number].since <= day), concerned[0])
    first = last = at
    while first - 1 in concerned:
        first -= 1
    while last + 1 in concerned:
        last += 1
    end = phases[last].until
    ruled = {topic for topic, level in phases[last].strictness if level and topic in topics}
    assumed = end is None or (bool(ruled) and ruled <= set(phases[last].lapsing))
    return Standing(
        measure,
        phases[at],
        measure.begins if first == 0 else phases[first].since,
        None if assumed else end,
        phases[first].since,
        end or measure.counted_until,
    )
