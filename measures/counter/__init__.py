"""At the counter: which rules apply to a person who lives here, works there, on a day; pure, with two clocks.

situation ─▶ measures that hold where they are ─▶ met on their day, or only around ─▶ Answer
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from measures.counter.coming import changes
from measures.counter.meeting import concerns
from measures.counter.model import Answer, Rule, Unknown, Unseen
from measures.counter.ruling import needed, rules_on, weight
from measures.counter.situation import Situation, Status
from measures.model import Conflict, Event, Measure
from measures.vocabulary import CROSSING, Country, Group, Topic

__all__ = ["AHEAD", "Answer", "Situation", "answer", "concerning"]

_ON_THE_WAY = CROSSING | {Topic.TRANSPORT}

AHEAD = 14
"""Days that an answer looks ahead."""


def concerning(situation: Situation, measures: Iterable[Measure], days: int = AHEAD) -> list[Measure]:
    """The measures that hold where this person is, on their day or the `days` after it."""
    last = situation.day + timedelta(days=days)
    return [
        measure
        for measure in measures
        if measure.since <= last and measure.until >= situation.day and concerns(situation, measure)
    ]


def answer(
    situation: Situation,
    measures: Iterable[Measure],
    *,
    known: date,
    texts: Mapping[str, Event],
    conflicts: Iterable[Conflict] = (),
    unseen: Iterable[Unseen] = (),
    days: int = AHEAD,
) -> Answer:
    """What applies to a situation, in the order of the person's day.

    `measures` are as known at the end of `known` (measures.lifecycle.as_of gives those of an earlier day),
    `texts` the events behind them by id, read in the same way, `conflicts` those between these measures.
    `unseen` are sources that cannot be seen. Nothing depends on the order of the arguments.
    """
    near = sorted(concerning(situation, measures, days), key=lambda measure: measure.id)
    met: list[Rule] = []
    around: list[Rule] = []
    for measure in near:
        rules, others = rules_on(situation, measure, texts, situation.day)
        met += rules
        around += others
    met.sort(key=weight)
    around.sort(key=weight)
    coming = [change for measure in near for change in changes(situation, measure, texts, days)]
    sides = {situation.home.country, situation.work.country, Country.EU}
    return Answer(
        situation=situation,
        known=known,
        border=situation.border,
        conflicts=_hitting(situation, conflicts, met),
        rules=tuple(met),
        around=tuple(around),
        papers=needed(met),
        coming=tuple(sorted(coming, key=lambda c: (c.day, weight(c.rule)))),
        unknown=tuple(_unknown(situation, met)),
        unseen=tuple(
            sorted((u for u in unseen if u.country in sides), key=lambda u: list(Country).index(u.country))
        ),
    )


def _hitting(
    situation: Situation, conflicts: Iterable[Conflict], met: Iterable[Rule]
) -> tuple[Conflict, ...]:
    """Conflicts open on the day at this person's border, for such people, whose cause they meet.

    One on crossing hits whoever crosses; one on life inside a country those who cross in its direction.
    """
    groups = situation.groups | {Group.EVERYONE}
    own = (situation.home.country, situation.work.country)
    over = {(rule.measure_id, topic) for rule in met for topic in rule.topics}
    found = [
        conflict
        for conflict in conflicts
        if conflict.border == situation.border
        and conflict.since <= situation.day <= conflict.last_day
        and not groups.isdisjoint(conflict.groups)
        and any((conflict.measure_a, topic) in over for topic in conflict.topics)
        and ((conflict.hurt_from, conflict.hurt_to) == own or not _ON_THE_WAY.isdisjoint(conflict.topics))
    ]
    return tuple(sorted(found, key=lambda c: (-c.severity, (c.hurt_from, c.hurt_to) != own, c.since, c.key)))


def _unknown(situation: Situation, met: Iterable[Rule]) -> Iterable[Unknown]:
    """What somebody in this situation would ask about and no rule is known on, by side."""
    if situation.border is None:
        return
    sides = (situation.work.country, situation.home.country)
    told = {(rule.side, topic) for rule in met for topic in rule.topics}
    if any(topic == Topic.SOCIAL_SECURITY_TAX for _, topic in told):
        # An arrangement is between the two.
        told |= {(side, Topic.SOCIAL_SECURITY_TAX) for side in sides}
    for side in sides:
        wanted = [topic for topic in Topic if topic in _asked(situation, side)]
        lacking = tuple(topic for topic in wanted if (side, topic) not in told)
        if lacking:
            yield Unknown(side, lacking)


def _asked(situation: Situation, side: Country) -> set[Topic]:
    topics = set(CROSSING)
    at_work = side == situation.work.country
    if situation.works:
        topics |= {Topic.SOCIAL_SECURITY_TAX} | ({Topic.WORK} if at_work else set())
    if side == situation.school_country or (situation.status == Status.STUDENT and at_work):
        topics.add(Topic.EDUCATION_CHILDCARE)
    if situation.status == Status.PATIENT:
        topics.add(Topic.HEALTH_CARE)
    return topics
