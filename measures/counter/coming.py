"""What changes for a person within the next days, by what is known of the measures' ends and beginnings."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from measures.counter.model import Change, Coming, Rule
from measures.counter.ruling import rules_on
from measures.counter.situation import Situation
from measures.model import Event, Measure, Phase
from measures.vocabulary import CROSSING, Strictness, Topic

_DAY = timedelta(days=1)


def changes(
    situation: Situation, measure: Measure, texts: Mapping[str, Event], days: int
) -> Iterator[Coming]:
    """The changes of what this person meets of a measure, from the day after theirs on.

    What is counted no longer by assumption alone is no change that anybody announced.
    """
    first, last = situation.day + _DAY, situation.day + timedelta(days=days)
    for turn in sorted(_turns(measure)):
        if not first <= turn <= last:
            continue
        before = {_about(r): r for r in rules_on(situation, measure, texts, turn - _DAY)[0]}
        after = {_about(r): r for r in rules_on(situation, measure, texts, turn)[0]}
        for about in sorted(before.keys() | after.keys()):
            old, new = before.get(about), after.get(about)
            if new is not None and old is None:
                yield Coming(turn, Change.STARTS, new)
            elif old is not None and new is None:
                yield Coming(turn - _DAY, Change.ENDS, old)
            elif old is not None and new is not None and _felt(old) != _felt(new):
                yield Coming(turn, Change.CHANGES, new)


def _about(rule: Rule) -> str:
    """What stays the same of a rule while it changes: that it is on crossing, or its topic."""
    return "crossing" if not CROSSING.isdisjoint(rule.topics) else rule.topics[0].value


def _turns(measure: Measure) -> set[date]:
    """Days on which another set of rules begins, or none: those that a source tells."""
    found = {measure.since}
    for before, phase in zip(measure.phases, measure.phases[1:], strict=False):
        if not _lapses(before, phase):
            found.add(phase.since)
    if measure.ends is not None:
        found.add(measure.ends + _DAY)
    return found


def _lapses(before: Phase, after: Phase) -> bool:
    """Whether a phase follows only because topics are counted no longer."""
    gone = {topic for topic, level in before.strictness if level} - _holding(after)
    same = {topic: level for topic, level in before.strictness if topic in _holding(after)}
    now = {topic: level for topic, level in after.strictness if topic in _holding(after)}
    terms = (before.frontier_exempt, before.documents) == (after.frontier_exempt, after.documents)
    return bool(gone) and gone <= set(before.lapsing) and same == now and terms


def _holding(phase: Phase) -> set[Topic]:
    return {topic for topic, level in phase.strictness if level > Strictness.NONE}


def _felt(rule: Rule) -> tuple[object, ...]:
    return rule.says, rule.exemption, rule.documents, rule.bearing, rule.strictness
