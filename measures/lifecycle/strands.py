"""One topic of a measure as a step function of time: from which day it is how hard, and how long it holds."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from measures.lifecycle.facts import closure_counted_days, setting_apart, topic_facts
from measures.model import Assessment
from measures.vocabulary import CROSSING, DOMESTIC, Impact, Strictness, Topic

# Topics on which a border can be shut: beside them other rules stop nobody.
_SHUTTING = CROSSING | {Topic.TRANSPORT}


class Step(NamedTuple):
    """From `since` on a topic is this hard and does this at the border, as event `event_id` told."""

    since: date
    level: Strictness
    impact: Impact
    event_id: str


@dataclass(slots=True)
class Strand:
    """The steps of one topic, oldest first, with the last day that a source gives (None: none does).

    `heard` is the day of the last word on it; without a known end it is counted `counted_days` from
    there. `lifted` is set where a text said that it ends, `ended_by` names the event behind `ends`.
    """

    steps: list[Step]
    counted_days: int
    heard: date
    ends: date | None = None
    ended_by: str = ""
    lifted: bool = False

    @property
    def counted_until(self) -> date:
        """Last day on which it counts where no end is known: an assumption."""
        days = self.counted_days
        if self.steps[-1].impact == Impact.BLOCKING:
            days = min(days, closure_counted_days())
        return self.heard + timedelta(days=days)

    @property
    def until(self) -> date:
        """Last day on which it counts: its end, or the assumption."""
        return self.ends if self.ends is not None else self.counted_until

    def step_on(self, day: date) -> Step:
        """The step in force on a day, the first for days before it."""
        return next((step for step in reversed(self.steps) if step.since <= day), self.steps[0])

    def put(self, step: Step) -> None:
        """Let a step govern from its day on: what was known of later days gives way to it."""
        self.steps = [held for held in self.steps if held.since < step.since]
        self.steps.append(step)

    def end(self, last: date | None, event_id: str, *, lifted: bool = False) -> None:
        """Take over a last day, or that none is known."""
        self.ends, self.ended_by, self.lifted = last, event_id, lifted
        if lifted and last is not None:
            self.steps = [step for i, step in enumerate(self.steps) if i == 0 or step.since <= last]


_KIN = {
    topic: next((kin for kin in (CROSSING, DOMESTIC) if topic in kin), frozenset({topic})) for topic in Topic
}


def family(topic: Topic) -> frozenset[Topic]:
    """Topics that are prolonged together: those on crossing, those of domestic life, each other alone."""
    return _KIN[topic]


@lru_cache(maxsize=2_000)
def families(topics: tuple[Topic, ...]) -> frozenset[Topic]:
    """All topics that are prolonged together with any of these."""
    return frozenset().union(*(_KIN[topic] for topic in topics))


def counted_days(topics: tuple[Topic, ...]) -> int:
    """How long a rule on these topics counts without a known end: the shortest of them.

    Papers to carry or a line that is late, told beside a rule, do not make it last longer.
    """
    lasting = setting_apart().intersection(topics) or topics
    return min(topic_facts()[topic].counted_days for topic in lasting)


def impact_on(said: Assessment, topic: Topic) -> Impact:
    """What a text's rule on one of its topics does at the border.

    Where a package shuts the border, closes shops and asks for quarantine, only the border stops people.
    """
    shutting = [level for other, level in said.strictness if level and other in _SHUTTING]
    cap = Impact.BLOCKING
    if shutting and topic in DOMESTIC:
        cap = Impact.INDIRECT
    elif shutting and (topic not in _SHUTTING or said.strictness_on(topic) < max(shutting)):
        cap = Impact.DIRECT
    return min(said.border_impact, cap, key=lambda impact: impact.rank)
