"""What to look at before it bites: rules that end on one side, begin soon, or went past their end unheard.

Days are calendar days, first and last inclusive; the day looked at is an argument.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import zip_longest

from measures.conflicts import detect
from measures.conflicts.sides import Sides, Step, Stretch, counts_at, step_on
from measures.conflicts.whatif import Effect, Turn, compared
from measures.days import day_of
from measures.model import Conflict, Measure, Reason
from measures.vocabulary import Border, Impact, Topic

_DAY = timedelta(days=1)
PROLONGED = 28
"""Days by which an end is put off to see what would follow: longer than the shortest gap that counts."""
LOOK_BACK = 92
"""Days before the day looked at in which a rule must still have held to matter for what comes next."""


class Watch(StrEnum):
    """Why a rule is to be looked at."""

    ENDS_ALONE = "ends_alone"
    ANNOUNCED = "announced"
    ENDED_UNHEARD = "ended_unheard"
    COUNTED_OUT = "counted_out"


TEMPLATES: dict[Watch, str] = {
    Watch.ENDS_ALONE: "The rule of {country} on {topics} ends on {until} ({authority}); that of {other} goes "
    "on ({other_authority}).",
    Watch.ANNOUNCED: "{country} has announced a rule on {topics} from {since} ({authority}).",
    Watch.ENDED_UNHEARD: "The rule of {country} on {topics} was to end on {until} ({authority}); nothing has "
    "been heard of it since.",
    Watch.COUNTED_OUT: "No end of the rule of {country} on {topics} is known ({authority}); it was counted "
    "until {until}, and nothing has been heard of it since.",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A rule at a border to look at: `day` is its last day, or its first where it is announced.

    `reason` has its sentence in TEMPLATES. `counterpart` is the neighbour's rule that goes on, None where
    that is not what the notice is about.
    """

    watch: Watch
    border: Border
    day: date
    measure: Measure
    topics: tuple[Topic, ...]
    reason: Reason
    counterpart: Measure | None = None


@dataclass(frozen=True, slots=True)
class Lapse:
    """What hangs on the end of a measure at a border; `assumed` where no source gives that `last_day`.

    `follows` are conflicts that begin the day after if all goes as announced. `if_prolonged` is what would
    begin or last longer if this side alone went on for PROLONGED days, told only where its end is known.
    """

    border: Border
    measure: Measure
    last_day: date
    assumed: bool
    follows: tuple[Conflict, ...]
    if_prolonged: tuple[Effect, ...]


def sunset(measures: Iterable[Measure], on: date, days: int = 14) -> tuple[Notice, ...]:
    """Rules to look at on a day, by code, day and border.

    Ends alone: its last day, given by a source, is one of the next `days` (the day itself included), its
    side has no rule on the topic the day after, and the neighbour's goes on. Announced: heard of by that
    day, its first day lies ahead, however far. Unheard: it ended, or was counted until, within the last
    `days`, with no word since.
    """
    known = list(measures)
    found = [
        notice
        for border in Border
        for notice in (*_ending_alone(border, known, on, days), *_ahead_or_behind(border, known, on, days))
    ]
    order = {watch: place for place, watch in enumerate(Watch)}
    return tuple(sorted(found, key=lambda n: (order[n.watch], n.day, n.border, n.measure.id)))


def lapses(measures: Iterable[Measure], on: date, days: int) -> tuple[Lapse, ...]:
    """What hangs on each end within the next `days` (the day itself included), by last day.

    Ends on which nothing hangs are left out.
    """
    known = list(measures)
    ending = [m for m in known if on <= m.until < on + timedelta(days=days)]
    if not ending:
        return ()
    conflicts = detect(known, on)
    late = [m for m in known if m.until >= on - timedelta(days=LOOK_BACK)]
    found = []
    for border in Border:
        here = [m for m in late if counts_at(m, border)]
        as_is = detect(here, on, [border])
        for measure in ending:
            if counts_at(measure, border):
                follows = tuple(c for c in conflicts if c.border == border and _follows(c, measure))
                effects = () if measure.ends is None else _if_prolonged(measure, here, as_is, on, border)
                if follows or effects:
                    found.append(
                        Lapse(border, measure, measure.until, measure.ends is None, follows, effects)
                    )
    return tuple(sorted(found, key=lambda lapse: (lapse.last_day, lapse.border, lapse.measure.id)))


def _follows(conflict: Conflict, measure: Measure) -> bool:
    """Whether a conflict begins because a measure ends: on the day after, on what the measure was about."""
    return conflict.since == measure.until + _DAY and not set(conflict.topics).isdisjoint(measure.topics)


def _if_prolonged(
    measure: Measure, here: list[Measure], as_is: list[Conflict], on: date, border: Border
) -> tuple[Effect, ...]:
    until = measure.until + timedelta(days=PROLONGED)
    longer = replace(
        measure,
        ends=until,
        counted_until=until,
        phases=(*measure.phases[:-1], replace(measure.phases[-1], until=until, lapsing=())),
    )
    known = {m.id: m for m in here}
    laid = known | {measure.id: longer}
    effects = compared(as_is, detect(laid.values(), on, [border]), known, laid)
    more = {Turn.CREATED, Turn.LENGTHENED}
    return tuple(effect for effect in effects if more & set(effect.turns) and _after(effect, measure.until))


def _after(effect: Effect, day: date) -> bool:
    return any(last > day for _, last in effect.gained)


def _ending_alone(border: Border, known: list[Measure], on: date, days: int) -> Iterator[Notice]:
    """Rules of a side after which it has none on a topic while the neighbour's goes on."""
    sides = Sides(border, known)
    first, last = on.toordinal(), on.toordinal() + days
    found: dict[tuple[str, int, str], list[tuple[Topic, Measure, Measure]]] = defaultdict(list)
    for country in border.sides:
        neighbour = border.other_side(country)
        for topic in Topic:
            theirs = sides.steps(neighbour, topic)
            for step in sides.steps(country, topic):
                if first <= step.until < last and _ends_for_good(step, sides.steps(country, topic)):
                    now, next = step_on(theirs, step.until), step_on(theirs, step.until + 1)
                    if now is not None and next is not None:
                        own, other = step.by.measure, next.by.measure
                        found[own.id, step.until, other.id].append((topic, own, other))
    for (_, day, _), told in found.items():
        _, own, other = told[0]
        yield _notice(
            Watch.ENDS_ALONE, border, date.fromordinal(day), own, tuple(topic for topic, *_ in told), other
        )


def _ends_for_good(step: Step, steps: list[Step]) -> bool:
    """Whether a step ends on a day that a source gives, and nothing of its side takes over."""
    return not _is_assumed(step.by) and step.until == step.by.until and step_on(steps, step.until + 1) is None


def _is_assumed(stretch: Stretch) -> bool:
    return stretch.open or stretch.lapses


def _ahead_or_behind(border: Border, known: list[Measure], on: date, days: int) -> Iterator[Notice]:
    for measure in known:
        if not counts_at(measure, border):
            continue
        heard = day_of(measure.first_known_at) <= on < measure.since
        if heard and (topics := _topics_on(measure, measure.since)):
            yield _notice(Watch.ANNOUNCED, border, measure.since, measure, topics)
        unheard = day_of(measure.last_known_at) <= measure.until
        over = on - timedelta(days=days) <= measure.until < on
        if over and unheard and (topics := _topics_on(measure, measure.until)):
            watch = Watch.COUNTED_OUT if measure.ends is None else Watch.ENDED_UNHEARD
            yield _notice(watch, border, measure.until, measure, topics)


def _topics_on(measure: Measure, day: date) -> tuple[Topic, ...]:
    """Topics on which a measure has a rule on a day that is felt at the border."""
    for phase, following in zip_longest(measure.phases, measure.phases[1:]):
        if phase.since <= day and (following is None or day < following.since):
            if phase.border_impact == Impact.NONE or day > (phase.until or measure.counted_until):
                return ()
            return tuple(topic for topic, step in phase.strictness if step)
    return ()


def _notice(
    watch: Watch,
    border: Border,
    day: date,
    measure: Measure,
    topics: tuple[Topic, ...],
    counterpart: Measure | None = None,
) -> Notice:
    args = {
        "country": measure.country.value,
        "other": border.other_side(measure.country).value,
        "topics": ",".join(topics),
        "since": day.isoformat(),
        "until": day.isoformat(),
        "authority": measure.authority,
        "other_authority": counterpart.authority if counterpart else "",
    }
    said = tuple((name, value) for name, value in args.items() if f"{{{name}}}" in TEMPLATES[watch])
    return Notice(watch, border, day, measure, topics, Reason(watch.value, said), counterpart)
