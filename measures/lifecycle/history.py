"""A measure's life, changed event by event: a strand for each topic, and the phases they make together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from measures.days import day_of
from measures.lifecycle.facts import once_counted_days, paid_once
from measures.lifecycle.phases import Terms, phases_of
from measures.lifecycle.strands import Step, Strand, counted_days, families, impact_on
from measures.model import Assessment, Event, Phase
from measures.vocabulary import DOMESTIC, Action, Group, Impact, Topic

_DAY = timedelta(days=1)
# A topic told by at least this share of a measure's texts is part of what it is.
_CORE_SHARE = 1 / 3
# An easing for others than these leaves a shut border shut.
_WHOLE = frozenset({Group.EVERYONE, Group.FRONTIER_WORKERS})
_T = TypeVar("_T")


@dataclass(slots=True)
class History:
    """What is known of a measure's life so far: each topic has days of its own, so that what ends or is
    prolonged is what the text speaks of. `founding` are the topics of the first word."""

    begins: date | None
    strands: dict[Topic, Strand]
    terms: list[Terms]
    founding: frozenset[Topic]
    changed: bool = False
    told: Counter[Topic] = field(default_factory=Counter)
    order: list[str] = field(default_factory=list)

    @classmethod
    def starting_with(cls, event: Event) -> "History":
        """The life of a measure of which `event` is the first word."""
        said, known = event.assessment, day_of(event.known_at)
        ending = said.action == Action.END
        last = _last_day(event) if ending else said.valid_until
        since = said.valid_from or known
        if ending:
            since = min(known, last or known)
        elif said.action == Action.EXTEND:
            since = min(since, known)
        tells_beginning = said.action in (Action.INTRODUCE, Action.INFORM)
        history = cls(
            said.valid_from if tells_beginning else None,
            {},
            [Terms(since, said.frontier_exempt, said.groups, said.documents, event.id)],
            frozenset(said.topics),
        )
        for topic in said.topics:
            history._begin(topic, event, since, last, lifted=ending)
        history._note(event)
        return history

    def apply(self, event: Event, *, restates: bool) -> None:
        """Let a later event of the same measure change its life.

        `restates` is set where the event is a newer version of an item that spoke before: then its
        rules govern from its day on even where it only introduces or explains.
        """
        match event.assessment.action:
            case Action.END:
                self._end(event)
            case Action.EXTEND:
                self._extend(event)
            case Action.INTRODUCE | Action.INFORM if not restates:
                self._fill(event)
            case Action.TIGHTEN:
                # What stops people must not be lost; of shops told beside a border the shops' own rule tells.
                added = [t for t in event.assessment.topics if t not in DOMESTIC]
                self._change(event, (*added, *self._new(event.assessment)))
            case Action.RELAX:
                self._change(event, self._new(event.assessment))
            case _:
                self._change(event, event.assessment.topics)
        self._note(event)

    @property
    def ends(self) -> date | None:
        """The last day that a source gives; None where a topic is counted longer than that by assumption."""
        strands = self._counting()
        known = [strand.ends for strand in strands if strand.ends is not None]
        assumed = [strand.counted_until for strand in strands if strand.ends is None]
        return max(known) if known and not any(day > max(known) for day in assumed) else None

    @property
    def until(self) -> date:
        """Last day on which the measure counts: its end, or the assumption."""
        return max(strand.until for strand in self._counting())

    def spoken_of(self, topics: tuple[Topic, ...]) -> list[Strand]:
        """The strands that a text on these topics speaks of: theirs, and what is prolonged with them."""
        near = families(topics)
        return [strand for topic, strand in self.strands.items() if topic in near]

    def tells_end_again(self, event: Event, days: int) -> bool:
        """Whether a text only tells once more, within some days, that the rules it speaks of were lifted."""
        said = event.assessment
        if said.action not in (Action.END, Action.RELAX) or said.valid_until is not None:
            return False
        strands = [self.strands[topic] for topic in said.topics if topic in self.strands]
        if not strands or not all(strand.lifted for strand in strands):
            return False
        known = day_of(event.known_at)
        last = max(strand.until for strand in strands)
        first_free = last + _DAY
        near = 0 <= (known - last).days <= days if said.valid_from is None else said.valid_from == first_free
        return near and known <= last + timedelta(days=days)

    def closed_phases(self) -> tuple[Phase, ...]:
        """The phases of this life, with last days (see phases_of)."""
        return phases_of(self.strands, self.terms, self.order, self.until, self.ends)

    def _begin(
        self, topic: Topic, event: Event, since: date, last: date | None, *, lifted: bool = False
    ) -> None:
        said = event.assessment
        step = Step(since, said.strictness_on(topic), impact_on(said, topic), event.id)
        heard = max(day_of(event.known_at), since)
        days = counted_days(said.topics)
        if paid_once(event):
            days = min(days, once_counted_days())
        self.strands[topic] = Strand([step], days, heard, last, event.id, lifted)

    def _note(self, event: Event) -> None:
        self.order.append(event.id)
        self.told.update(event.assessment.topics)
        known = day_of(event.known_at)
        for strand in self.spoken_of(event.assessment.topics):
            if strand.until >= known:
                strand.heard = max(strand.heard, known, strand.steps[-1].since)

    def _end(self, event: Event) -> None:
        """End what the text speaks of; where that is all the measure is made of, the rest of it as well."""
        last, known = _last_day(event), day_of(event.known_at)
        ended = set(event.assessment.topics)
        # A rule without an end, still counted when its package is called off ahead of the day, is part of it.
        going_on = {
            topic
            for topic, strand in self.strands.items()
            if topic not in ended
            and (strand.until > last or (strand.ends is None and strand.until >= known))
            and strand.step_on(strand.until).level
        }
        if not any(topic in self.founding or self._is_core(topic) for topic in going_on):
            ended |= going_on
        for topic in ended & self.strands.keys():
            self.strands[topic].end(last, event.id, lifted=True)
        self.changed = True

    def _is_core(self, topic: Topic) -> bool:
        return self.told[topic] >= _CORE_SHARE * len(self.order)

    def _extend(self, event: Event) -> None:
        said, known = event.assessment, day_of(event.known_at)
        for strand in self.spoken_of(said.topics):
            if said.valid_until is None or said.valid_until >= strand.steps[-1].since:
                strand.end(said.valid_until, event.id)
                strand.heard = max(strand.heard, known)
        for topic in self._new(said):
            since = min(said.valid_from or known, said.valid_until or known)
            self._begin(topic, event, max(since, self.terms[0].since), said.valid_until)
        now = self.terms[-1]
        self.terms[-1] = now._replace(
            exempt=_first_said(now.exempt, said.frontier_exempt),
            documents=_union(now.documents, said.documents),
        )

    def _change(self, event: Event, may_add: Iterable[Topic]) -> None:
        """Let new rules govern from their day on, those of `may_add` also where the measure had none."""
        said, day = event.assessment, event.assessment.valid_from or day_of(event.known_at)
        main = families(said.topics[:1])
        added = [topic for topic in dict.fromkeys(may_add) if topic not in self.strands]
        last = said.valid_until if said.valid_until is not None and said.valid_until >= day else None
        for topic in said.topics:
            strand = self.strands.get(topic)
            if strand is None or (topic not in main and said.action == Action.RELAX and strand.until < day):
                continue
            now = strand.step_on(day)
            if not _eases_for_some(said, now):
                now = Step(day, said.strictness_on(topic), impact_on(said, topic), event.id)
            strand.put(now._replace(since=day, event_id=event.id))
            strand.heard = max(strand.heard, day, day_of(event.known_at))
            if last is not None or strand.lifted or (strand.ends is not None and strand.ends < day):
                strand.end(last, event.id)
        for topic in added:
            self._begin(topic, event, day, last)
        self._give_end(said, last, event.id)
        before = next((terms for terms in reversed(self.terms) if terms.since <= day), self.terms[0])
        self.terms = [terms for terms in self.terms if terms.since < day]
        self.terms.append(
            Terms(
                day,
                _first_said(said.frontier_exempt, before.exempt),
                said.groups or before.groups,
                said.documents or before.documents,
                event.id,
            )
        )
        self.changed = True

    def _fill(self, event: Event) -> None:
        """Take from a text that repeats or explains the rule what was not known yet."""
        said, first = event.assessment, min(strand.steps[0].since for strand in self.strands.values())
        if self.begins is None and said.valid_from is not None and said.valid_from <= first:
            self.begins = said.valid_from
            self._move_beginning(first, said.valid_from)
        self._give_end(said, said.valid_until, event.id)
        if said.action == Action.INTRODUCE and not self.changed:
            # Of two texts that bring in the same rule the fuller one says how hard it is.
            for topic in said.topics:
                step = Step(first, said.strictness_on(topic), impact_on(said, topic), event.id)
                if topic in self.strands and step.level > self.strands[topic].steps[-1].level:
                    held = self.strands[topic].steps[-1]
                    self.strands[topic].steps[-1] = step._replace(since=held.since, event_id=held.event_id)
            for topic in self._new(said):
                self._begin(topic, event, max(first, said.valid_from or first), said.valid_until)
        now = self.terms[-1]
        self.terms[-1] = now._replace(
            exempt=_first_said(now.exempt, said.frontier_exempt),
            groups=_union(now.groups, said.groups),
            documents=_union(now.documents, said.documents),
        )

    def _move_beginning(self, old: date, new: date) -> None:
        for strand in self.strands.values():
            if strand.steps[0].since == old:
                strand.steps[0] = strand.steps[0]._replace(since=new)
        if self.terms[0].since == old:
            self.terms[0] = self.terms[0]._replace(since=new)

    def _give_end(self, said: Assessment, last: date | None, event_id: str) -> None:
        """An end that a text gives holds for what it speaks of where none was known."""
        for strand in self.spoken_of(said.topics):
            if last is not None and strand.ends is None and last >= strand.steps[-1].since:
                strand.end(last, event_id)

    def _new(self, said: Assessment) -> list[Topic]:
        """Topics of a text that the measure lacks but that are of the kind it was founded on."""
        kin = families(tuple(self.founding))
        return [topic for topic in said.topics if topic not in self.strands and topic in kin]

    def _counting(self) -> list[Strand]:
        strands = list(self.strands.values())
        return [strand for strand in strands if any(step.level for step in strand.steps)] or strands


def _last_day(event: Event) -> date:
    """An end "from D" leaves D-1 as last day; an end "until D" leaves D; one without day ends on its news."""
    said: Assessment = event.assessment
    if said.valid_until is not None:
        return said.valid_until
    return said.valid_from - _DAY if said.valid_from else day_of(event.known_at)


def _eases_for_some(said: Assessment, now: Step) -> bool:
    """Whether an easing lets some through a shut border (families, pupils) that stays shut for the rest."""
    easing = said.action == Action.RELAX and now.impact == Impact.BLOCKING
    return easing and bool(said.groups) and _WHOLE.isdisjoint(said.groups)


def _first_said(*answers: bool | None) -> bool | None:
    return next((answer for answer in answers if answer is not None), None)


def _union(first: tuple[_T, ...], second: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*first, *second)))
