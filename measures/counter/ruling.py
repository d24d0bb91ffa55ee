"""From a measure in force on a day to the rules that a person meets, and to what is around them."""

from collections.abc import Mapping, Sequence
from datetime import date

from measures.counter import sentences
from measures.counter.barring import left_out
from measures.counter.exempting import bears_exemption, exemption, papers, passes, proofs
from measures.counter.meeting import Met, meetings, of_others_abroad
from measures.counter.model import Bearing, Paper, Rule, Stage
from measures.counter.passages import quote
from measures.counter.situation import Situation, Travel
from measures.counter.sparing import spared
from measures.counter.telling import acting
from measures.days import day_of
from measures.lifecycle.as_of import phase_on
from measures.model import Event, Measure, Phase, Reason
from measures.places import towns_in
from measures.vocabulary import (
    DOMESTIC,
    Action,
    Document,
    Force,
    Group,
    Impact,
    Level,
    Strictness,
    Topic,
)

_GIVING = {Force.PERMISSION: Bearing.ALLOWED, Force.SUPPORT: Bearing.SUPPORT}
_PAPERS_OF_OTHERS = ("exempt_papers_named", "exempt_group_papers")
_SHUT = ("border_control_closed", "border_closed_told")
# On these an arrangement gives rather than asks, also where its text speaks of duties.
_GIVEN = frozenset({Topic.SOCIAL_SECURITY_TAX, Topic.HEALTH_CARE})


def rules_on(
    situation: Situation, measure: Measure, texts: Mapping[str, Event], day: date
) -> tuple[list[Rule], list[Rule]]:
    """The rules of a measure that this person meets on a day, and those that are only around them."""
    phase = phase_on(measure, day) if measure.in_force(day) else None
    if phase is None:
        return [], []
    told = texts_on(measure, texts, day)
    theirs = [event for event in told if not of_others_abroad(situation, measure.country, event.item.title)]
    if not theirs:
        theirs = told
    shown = text_behind(theirs, phase, tuple(topic for topic, _ in phase.strictness))
    met: list[Rule] = []
    around: list[Rule] = []
    free = _named_as_exempt(theirs, phase)
    for one in meetings(situation, measure, phase, shown):
        rule = _rule(situation, measure, phase, one, text_behind(theirs, phase, one.topics), free)
        (met if one.stages else around).append(rule)
    return met, around


def weight(rule: Rule) -> tuple[object, ...]:
    """The order of rules: along the day, the hardest first, state before town, the older first."""
    return (
        list(Stage).index(rule.stage),
        list(Bearing).index(rule.bearing),
        -rule.strictness,
        list(Level).index(rule.level),
        rule.since,
        rule.measure_id,
    )


def texts_on(measure: Measure, texts: Mapping[str, Event], day: date) -> list[Event]:
    """The texts of a measure that speak of the day or of what went before it, oldest rule first."""
    known = [texts[event_id] for event_id in measure.event_ids if event_id in texts]
    started = [(_first_day(event), place, event) for place, event in enumerate(known)]
    return [event for first, _, event in sorted(started, key=lambda s: s[:2]) if first <= day]


def _first_day(event: Event) -> date:
    return event.assessment.valid_from or day_of(event.known_at)


def text_behind(told: Sequence[Event], phase: Phase, topics: tuple[Topic, ...]) -> Event | None:
    """The text that says what holds on these topics: the latest on them that does not end it."""
    speaking = [event for event in told if not set(topics).isdisjoint(event.assessment.topics)]
    standing = [event for event in speaking if event.assessment.action != Action.END]
    behind = next((event for event in told if event.id == phase.event_id), None)
    if behind is not None and behind in standing:
        return behind
    return next(reversed(standing or speaking), behind)


def _named_as_exempt(told: Sequence[Event], phase: Phase) -> frozenset[Group]:
    """The groups that the exemption of a phase names, by the latest text that grants it."""
    if phase.frontier_exempt is not True:
        return frozenset()
    granting = [event for event in told if event.assessment.frontier_exempt is True]
    return spared(granting[-1]) if granting else frozenset()


def _rule(
    situation: Situation,
    measure: Measure,
    phase: Phase,
    met: Met,
    text: Event | None,
    free: frozenset[Group],
) -> Rule:
    levels = {topic: Strictness(level) for topic, level in phase.strictness if topic in met.topics}
    hardest = max(levels.values())
    force = text.assessment.force if text is not None else None
    bearing = bearing_of(phase, levels, force)
    reason: Reason | None = None
    asked: tuple[Document, ...] = ()
    freed = False
    if met.stages and situation.border is not None and bears_exemption(measure, met.topics):
        asked = papers(situation, phase)
        if not _GIVEN.issuperset(met.topics):
            of_children = met.stages == (Stage.CHILDREN,)
            reason, freed = exemption(situation, phase, met.topics, free, of_children=of_children)
            if freed:
                asked = passes(situation, phase)
            if freed and bearing in (Bearing.BAN, Bearing.DUTY, Bearing.ADVICE):
                bearing = Bearing.EXEMPT
    giving = bearing in (Bearing.ALLOWED, Bearing.SUPPORT)
    if giving and met.stages and text is not None and left_out(situation, measure.country, text):
        bearing, reason = Bearing.LEFT_OUT, Reason("left_out")
    since, until, counted = span_of(measure, phase, met.topics)
    way = text.assessment.direction if text is not None else None
    by = acting(measure.country, text.item.title if text is not None else measure.title)
    said = dict.fromkeys(
        sentences.says(topic, level, _on_topic(bearing), measure.country, situation, way, by)
        for topic, level in levels.items()
    )
    return Rule(
        measure_id=measure.id,
        side=by,
        told_by=measure.country,
        stage=met.stages[0] if met.stages else _side_stage(situation, measure),
        stages=met.stages,
        topics=met.topics,
        bearing=bearing,
        strictness=hardest,
        says=_without_echo(tuple(said)),
        exemption=reason,
        notes=tuple(_notes(situation, measure, phase, met, freed)),
        documents=asked,
        acts=text.assessment.acts if text is not None else (),
        title=text.item.title if text is not None else measure.title,
        url=text.item.url if text is not None else measure.url,
        authority=text.item.authority if text is not None else measure.authority,
        level=measure.level,
        regions=measure.regions,
        language=text.item.language if text is not None else measure.language,
        quote=quote(text, met.topics, asked, exempting=reason is not None) if text is not None else "",
        item_id=text.item.id if text is not None else measure.item_ids[0],
        source=text.item.source if text is not None else "",
        since=since,
        until=until,
        counted_until=counted,
        begin_known=measure.begins is not None or since != measure.since,
        first_known_at=measure.first_known_at,
        last_known_at=measure.last_known_at,
        confidence=measure.confidence,
    )


def bearing_of(phase: Phase, levels: Mapping[Topic, Strictness], force: Force | None) -> Bearing:
    hardest = max(levels.values())
    blocking = phase.border_impact == Impact.BLOCKING
    if set(levels) <= _GIVEN:
        return _GIVING.get(force or Force.PERMISSION, Bearing.ALLOWED)
    if force == Force.SUPPORT and not blocking:
        return Bearing.SUPPORT
    if force == Force.PERMISSION and _only_gives(phase, levels):
        return Bearing.ALLOWED
    if hardest == Strictness.ADVICE or (force == Force.ADVICE and not blocking):
        return Bearing.ADVICE
    return Bearing.BAN if hardest == Strictness.CLOSED else Bearing.DUTY


def _only_gives(phase: Phase, levels: Mapping[Topic, Strictness]) -> bool:
    """Whether a permission is all there is: it is none for the others where it lets some through, nor where
    life inside a country is only less restricted than before."""
    mild = max(levels.values()) <= Strictness.PARTIAL and phase.border_impact != Impact.BLOCKING
    return mild and phase.frontier_exempt is not True and DOMESTIC.isdisjoint(levels)


def span_of(measure: Measure, phase: Phase, topics: tuple[Topic, ...]) -> tuple[date, date | None, date]:
    """First and last day on which a measure is as in this phase on these topics, and until when it counts.

    Other topics of a package may change meanwhile. The last day is None where no source gives it.
    """
    place = measure.phases.index(phase)
    first = last = phase
    for before in reversed(measure.phases[:place]):
        if _terms(before, topics) != _terms(phase, topics):
            break
        first = before
    for after in measure.phases[place + 1 :]:
        if _terms(after, topics) != _terms(phase, topics):
            break
        last = after
    counted = last.until or measure.counted_until
    open_ended = last.until is None or not set(topics).isdisjoint(last.lapsing)
    return first.since, None if open_ended else last.until, counted


def _terms(phase: Phase, topics: tuple[Topic, ...]) -> tuple[object, ...]:
    levels = {topic: level for topic, level in phase.strictness if topic in topics and level}
    return levels, phase.frontier_exempt, phase.documents, phase.border_impact


def _on_topic(bearing: Bearing) -> Bearing:
    """An exempting rule still says on each topic what it asks of the others, a gift what it gives them."""
    if bearing == Bearing.LEFT_OUT:
        return Bearing.SUPPORT
    return Bearing.DUTY if bearing in (Bearing.EXEMPT, Bearing.BAN) else bearing


def _without_echo(said: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """A closed border is said once: not as checks or as entry again."""
    if any(reason.code in _SHUT for reason in said):
        return tuple(reason for reason in said if reason.code not in ("entry_closed", "transport_closed"))
    return said


def _side_stage(situation: Situation, measure: Measure) -> Stage:
    return Stage.HOME if measure.country == situation.home.country else Stage.WORK


def _notes(situation: Situation, measure: Measure, phase: Phase, met: Met, freed: bool) -> list[Reason]:
    found = proofs(situation, phase, met.topics) if met.stages and not freed else []
    on_telework = Topic.SOCIAL_SECURITY_TAX in met.topics and Topic.WORK in measure.topics
    if on_telework and situation.works and situation.home_days:
        found.append(sentences.days_at_home(situation.home_days))
    if measure.level == Level.LOCAL and towns_in(measure.authority):
        found.append(Reason("one_place", (("authority", measure.authority),)))
    if situation.travel == Travel.LORRY and Group.FREIGHT in phase.groups and met.stages:
        found.append(Reason("by_lorry"))
    return found


def needed(rules: Sequence[Rule]) -> tuple[Paper, ...]:
    """The papers that some rules name, in their order."""
    naming: dict[Document, list[Rule]] = {}
    for rule in rules:
        for document in rule.documents:
            naming.setdefault(document, []).append(rule)
    return tuple(
        Paper(document, tuple(dict.fromkeys(r.measure_id for r in by)), all(map(_of_the_others, by)))
        for document, by in naming.items()
    )


def _of_the_others(rule: Rule) -> bool:
    return rule.exemption is not None and rule.exemption.code in (
        "exempt_papers_named",
        "exempt_group_papers",
    )
