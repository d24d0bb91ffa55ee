"""A measure's life as a step function of time: which rules hold from which day, changed event by event."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from measures.model import Assessment, Event, Phase
from measures.vocabulary import CROSSING, DOMESTIC, Action, Impact, Strictness, Topic

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_DAY = timedelta(days=1)
_T = TypeVar("_T")


def day_of(instant: datetime) -> date:
    """The calendar day in Europe/Amsterdam of an instant with zone."""
    return instant.astimezone(AMSTERDAM).date()


@dataclass(slots=True)
class History:
    """What is known of a measure's life so far. `phases` follow on each other without a gap.

    The last phase's `until` stays open here; `closed_phases` cuts it at `ends`. `lifted` is set where
    a text said that the measure ends.
    """

    begins: date | None
    ends: date | None
    phases: list[Phase]
    lifted: bool = False

    @classmethod
    def starting_with(cls, event: Event) -> "History":
        """The life of a measure of which `event` is the first word."""
        said, known = event.assessment, day_of(event.known_at)
        if said.action == Action.END:
            last = _last_day(event)
            return cls(None, last, [_phase(event, min(known, last))], lifted=True)
        if said.action == Action.EXTEND:
            since = min(said.valid_from or known, known)
        else:
            since = said.valid_from or known
        tells_beginning = said.action in (Action.INTRODUCE, Action.INFORM)
        return cls(said.valid_from if tells_beginning else None, said.valid_until, [_phase(event, since)])

    def apply(self, event: Event, *, restates: bool) -> None:
        """Let a later event of the same measure change its life.

        `restates` is set where the event is a newer version of an item that spoke before: then its
        rules govern from its day on even where it only introduces or explains.
        """
        ends = self.ends
        match event.assessment.action:
            case Action.END:
                self._end(event)
            case Action.EXTEND:
                self._extend(event)
            case Action.TIGHTEN | Action.RELAX:
                self._change(event)
            case _ if restates:
                self._change(event)
            case _:
                self._fill(event)
        if ends is not None and (self.ends is None or self.ends > ends):
            self._let_lapse(ends, event)

    def closed_phases(self) -> tuple[Phase, ...]:
        """The phases with last days; the first stays even where the measure ended before it began."""
        kept = [p for i, p in enumerate(self.phases) if i == 0 or self.ends is None or p.since <= self.ends]
        following = [p.since - _DAY for p in kept[1:]]
        return tuple(
            replace(phase, until=until) for phase, until in zip(kept, [*following, self.ends], strict=True)
        )

    def _end(self, event: Event) -> None:
        ended = set(event.assessment.topics)
        going_on = {topic for topic, step in self.phases[-1].strictness if step} - ended
        if going_on:
            self._change(event, ended=dict.fromkeys(ended, Strictness.NONE))
        else:
            self.ends = _last_day(event)
            self.lifted = True

    def _extend(self, event: Event) -> None:
        said, current = event.assessment, self.phases[-1]
        self.lifted = False
        if said.valid_until is None or said.valid_until >= current.since:
            self.ends = said.valid_until
        self.phases[-1] = replace(
            current,
            strictness=_steps({**dict(said.strictness), **dict(current.strictness)}),
            frontier_exempt=_first_said(current.frontier_exempt, said.frontier_exempt),
            documents=_union(current.documents, said.documents),
        )

    def _change(self, event: Event, ended: dict[Topic, Strictness] | None = None) -> None:
        said, day = event.assessment, event.assessment.valid_from or day_of(event.known_at)
        before = next((p for p in reversed(self.phases) if p.since <= day), self.phases[0])
        new = _phase(event, day)
        self.phases = [p for p in self.phases if p.since < day]
        self.lifted = False
        if ended is not None:
            new = replace(before, since=day, until=None, event_id=event.id)
        self.phases.append(
            replace(
                new,
                strictness=_steps({**dict(before.strictness), **(ended or dict(said.strictness))}),
                border_impact=_impact(before, said),
                frontier_exempt=_first_said(said.frontier_exempt, before.frontier_exempt),
                groups=new.groups or before.groups,
                documents=new.documents or before.documents,
            )
        )
        if said.valid_until is not None and said.valid_until >= day and ended is None:
            self.ends = said.valid_until
        elif self.ends is not None and self.ends < day:
            self.ends = None

    def _let_lapse(self, ends: date, event: Event) -> None:
        """End at the old `ends` what the text that goes beyond it does not speak of: the border of a package
        that also closed shops does not stay shut because the shops do."""
        spoken = {_family(topic) for topic in event.assessment.topics}
        over = {t for p in self.phases for t, step in p.strictness if step and _family(t) not in spoken}
        if not over:
            return
        after = ends + _DAY
        kept = [phase for phase in self.phases if phase.since <= ends]
        later = [phase for phase in self.phases if phase.since > ends]
        if kept and (not later or later[0].since > after):
            later.insert(0, replace(kept[-1], since=after, event_id=event.id))
        self.phases = kept + [
            replace(
                phase,
                strictness=_steps({**dict(phase.strictness), **dict.fromkeys(over, Strictness.NONE)}),
                border_impact=event.assessment.border_impact,
            )
            for phase in later
        ]

    def _fill(self, event: Event) -> None:
        """Take from a text that repeats or explains the rule what was not known yet."""
        said, first, current = event.assessment, self.phases[0], self.phases[-1]
        if self.begins is None and said.valid_from is not None and said.valid_from <= first.since:
            self.begins = said.valid_from
            self.phases[0] = replace(first, since=said.valid_from)
            current = self.phases[-1]
        if self.ends is None and said.valid_until is not None and said.valid_until >= current.since:
            self.ends = said.valid_until
        if said.action == Action.INTRODUCE and len(self.phases) == 1:
            # Of two texts that bring in the same rule the fuller one says how hard it is.
            steps = dict(current.strictness)
            harder = {
                topic: step for topic, step in said.strictness if step > steps.get(topic, Strictness.NONE)
            }
            impact = max(current.border_impact, said.border_impact, key=lambda impact: impact.rank)
            current = replace(current, strictness=_steps({**steps, **harder}), border_impact=impact)
        self.phases[-1] = replace(
            current,
            frontier_exempt=_first_said(current.frontier_exempt, said.frontier_exempt),
            groups=_union(current.groups, said.groups),
            documents=_union(current.documents, said.documents),
        )


def _last_day(event: Event) -> date:
    """An end "from D" leaves D-1 as last day; an end "until D" leaves D; one without day ends on its news."""
    said: Assessment = event.assessment
    if said.valid_until is not None:
        return said.valid_until
    return said.valid_from - _DAY if said.valid_from else day_of(event.known_at)


def _phase(event: Event, since: date) -> Phase:
    said = event.assessment
    return Phase(
        since=since,
        until=None,
        strictness=_steps(dict(said.strictness)),
        border_impact=said.border_impact,
        frontier_exempt=said.frontier_exempt,
        groups=said.groups,
        documents=said.documents,
        event_id=event.id,
    )


def _steps(steps: dict[Topic, Strictness]) -> tuple[tuple[Topic, Strictness], ...]:
    return tuple((topic, steps[topic]) for topic in Topic if topic in steps)


def _family(topic: Topic) -> frozenset[Topic]:
    """Topics that are prolonged together: those on crossing, those of domestic life, each other alone."""
    return next((family for family in (CROSSING, DOMESTIC) if topic in family), frozenset({topic}))


def _impact(before: Phase, said: Assessment) -> Impact:
    """What a change leaves a measure doing at the border: rules on crossing that it does not touch go on.

    A border stays blocked only by the strictest of them: a quarantine beside a closure blocks nothing.
    """
    crossing = {topic: step for topic, step in before.strictness if step and topic in CROSSING}
    untouched = [step for topic, step in crossing.items() if topic not in said.topics]
    if not untouched:
        return said.border_impact
    going_on = before.border_impact
    if going_on == Impact.BLOCKING and max(untouched) < max(crossing.values()):
        going_on = Impact.DIRECT
    return max(going_on, said.border_impact, key=lambda impact: impact.rank)


def _first_said(*answers: bool | None) -> bool | None:
    return next((answer for answer in answers if answer is not None), None)


def _union(first: tuple[_T, ...], second: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*first, *second)))
