"""Where in a person's day a measure is met: by whose rule it is, on what, and which way over the border."""

import re
from dataclasses import dataclass

from measures import places
from measures.counter.model import Stage
from measures.counter.situation import CHILDREN, Situation, Status, Travel
from measures.counter.telling import acting
from measures.geography import names_by_code, overlaps
from measures.model import Assessment, Event, Measure, Phase
from measures.places import Place
from measures.vocabulary import (
    CROSSING,
    DOMESTIC,
    Country,
    Direction,
    Document,
    Group,
    Impact,
    Level,
    Strictness,
    Topic,
)

# The words by which a text is on transport, as the reading names them.
_READ_BY = "topic:transport by "
_LINES = frozenset({"rail", "bus"})
_ROADS = frozenset({"road", "road_name", "road_closed", "toll"})
_AT_BORDER = frozenset({Topic.BORDER_CONTROL, Topic.ENTRY})
# On these a title may name those abroad whom it is about.
_ABROAD = frozenset({Topic.SOCIAL_SECURITY_TAX, Topic.HEALTH_CARE, Topic.TRANSPORT})
# Rules on those who arrive, where the text names no way.
_ARRIVING = frozenset({Topic.QUARANTINE, Topic.TESTING})
# Letters of a NUTS code down to the province (NUTS 2).
_PROVINCE = 4
# What a title names behind these words is left out: "Niederlande bis auf Zeeland und Limburg".
_LEFT_OUT = re.compile(
    r"\b(?:bis auf|mit ausnahme|ausgenommen|ausser|außer|behalve|uitgezonderd|met uitzondering van"
    r"|sauf|hormis|à l['’]exception d|except)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Met:
    """Topics of a measure that are met together: at `stages`, in the order of the day; none: around only."""

    topics: tuple[Topic, ...]
    stages: tuple[Stage, ...]


def concerns(situation: Situation, measure: Measure) -> bool:
    """Whether a measure holds where this person lives or goes to: the rest is nothing to them."""
    if measure.country == Country.EU:
        return situation.border is not None and situation.border in measure.borders
    here = situation.places_in(measure.country)
    if not measure.regions:
        return bool(here)
    return any(overlaps(code, place.code) for code in measure.regions for place in here)


def meetings(situation: Situation, measure: Measure, phase: Phase, text: Event | None) -> list[Met]:
    """The topics in force of a measure that holds where this person is, each with where it is met.

    `text` is the one that tells what holds, None where it is not at hand.
    """
    reading = text.assessment if text is not None else None
    title = text.item.title if text is not None else measure.title
    levels = {topic: level for topic, level in phase.strictness if level > Strictness.NONE}
    near = not _of_another_town(situation, measure)
    addressed = near and _addressed(situation.groups, measure, phase)
    children = near and situation.has_children_at_school and _addressed(CHILDREN, measure, phase)
    at_border = situation.border is not None and situation.border in measure.borders
    crossing = _on_crossing(levels) if at_border else ()
    way = reading.direction if reading is not None else None
    by = acting(measure.country, title)
    abroad = of_others_abroad(situation, measure.country, title)
    found: list[Met] = []
    around: list[Topic] = []
    if crossing and (addressed or children) and not abroad and measure.country != Country.EU:
        stages = _on_the_way(situation, measure, by, phase, way, crossing) if addressed else ()
        found.append(Met(crossing, stages or (Stage.CHILDREN,)))
    elif crossing:
        around += crossing
    for topic in levels:
        if topic in crossing:
            continue
        elsewhere = abroad and topic in _ABROAD
        if elsewhere and topic == Topic.SOCIAL_SECURITY_TAX:
            continue
        at_school = topic == Topic.EDUCATION_CHILDCARE and children
        met = (addressed or at_school) and not elsewhere
        stage = _stage(situation, measure, topic, at_border, reading) if met else None
        if stage is not None:
            found.append(Met((topic,), (stage,)))
        elif _is_around(situation, measure, topic):
            around.append(topic)
    if around:
        found.append(Met(tuple(around), ()))
    return found


def _on_crossing(levels: dict[Topic, Strictness]) -> tuple[Topic, ...]:
    """The topics on crossing itself; lines shut with a border are part of that.

    Tests alone, beside rules on shops, work or schools, are shown there and not at the border.
    """
    topics = tuple(topic for topic in levels if topic in CROSSING)
    if topics == (Topic.TESTING,) and not DOMESTIC.isdisjoint(levels):
        return ()
    if Topic.TRANSPORT in levels and not _AT_BORDER.isdisjoint(topics):
        return (*topics, Topic.TRANSPORT)
    return topics


def _on_the_way(
    situation: Situation,
    measure: Measure,
    by: Country,
    phase: Phase,
    way: Direction | None,
    topics: tuple[Topic, ...],
) -> tuple[Stage, ...]:
    """The ways on which a rule on crossing is met, and what has to be done before setting out."""
    # The way of a text is seen from the country that tells it, a rule that names none from its own.
    seen_from = by if way is None else measure.country
    at_work = seen_from == situation.work.country
    coming_in, going_out = (Stage.OUT, Stage.BACK) if at_work else (Stage.BACK, Stage.OUT)
    if way == Direction.OUT_OF and Topic.TRANSPORT not in topics:
        stages = {going_out}
    elif way == Direction.BOTH or Topic.TRANSPORT in topics or (way is None and _both_ways(phase, topics)):
        stages = {coming_in, going_out}
    else:
        stages = {coming_in}
    to_prepare = Topic.TESTING in topics or Document.REGISTRATION in phase.documents
    if to_prepare and Stage.OUT in stages:
        stages.add(Stage.BEFORE)
    return tuple(stage for stage in Stage if stage in stages)


def _both_ways(phase: Phase, topics: tuple[Topic, ...]) -> bool:
    """Whether a text that names no way is met on both: a closure, or conditions of crossing that are not only
    for those who arrive."""
    closed = phase.border_impact == Impact.BLOCKING
    return closed or (Topic.ENTRY in topics and _ARRIVING.isdisjoint(topics))


def _stage(
    situation: Situation, measure: Measure, topic: Topic, at_border: bool, reading: Assessment | None
) -> Stage | None:
    """Where a rule on anything but crossing is met; None where it asks nothing special of this person."""
    here, there = measure.country == situation.home.country, measure.country == situation.work.country
    match topic:
        case Topic.SOCIAL_SECURITY_TAX:
            return Stage.MONEY if at_border else None
        case Topic.WORK:
            # An agreement on taxing telework is no rule on telework, and a state's rule binds its employers.
            arranged = Topic.SOCIAL_SECURITY_TAX in measure.topics
            return Stage.WORK if there and situation.works and not arranged else None
        case Topic.EDUCATION_CHILDCARE:
            if situation.status == Status.STUDENT and there:
                return Stage.WORK
            return Stage.CHILDREN if measure.country == situation.school_country else None
        case Topic.MOVEMENT:
            return Stage.HOME if here else Stage.WORK if there else None
        case Topic.TESTING:
            # Beside domestic rules: shown at work, or in shops, where it is around only.
            at_work = Topic.WORK in measure.topics and situation.works
            shops = Topic.SHOPS_EVENTS in measure.topics
            return Stage.WORK if there and at_work and not shops else None
        case Topic.HEALTH_CARE:
            met = at_border and situation.status in (Status.PATIENT, Status.CARER)
            return Stage.WORK if met else None
        case Topic.TRANSPORT:
            return Stage.OUT if at_border and not _by_other_means(situation, reading) else None
        case _:
            return None


def _is_around(situation: Situation, measure: Measure, topic: Topic) -> bool:
    """Whether what asks nothing special of them is worth a word: it reaches the border, or holds at home."""
    if topic in CROSSING:
        return situation.border in measure.borders
    if set(measure.groups) == {Group.FARMERS}:
        return False
    if topic in (Topic.SOCIAL_SECURITY_TAX, Topic.TRANSPORT):
        return situation.border in measure.borders
    return measure.country == situation.home.country or situation.border in measure.borders


def _addressed(own: frozenset[Group], measure: Measure, phase: Phase) -> bool:
    """Whether a rule is for people of some groups: for everyone, or for one of these.

    A text that lets some through names those; the rule behind it is for all whom the measure was for.
    """
    groups = set(phase.groups)
    if phase.frontier_exempt is True:
        groups |= set(measure.groups)
    return not groups or Group.EVERYONE in groups or not own.isdisjoint(groups)


def _of_another_town(situation: Situation, measure: Measure) -> bool:
    """Whether it is the rule of a town in which this person neither lives nor works."""
    if measure.level != Level.LOCAL:
        return False
    mine = {place.key for place in situation.places_in(measure.country) if place.town}
    named = places.towns_in(measure.authority)
    return bool(mine and named) and named.isdisjoint(mine)


def of_others_abroad(situation: Situation, country: Country, title: str) -> bool:
    """Whether a title from a country names, of what lies abroad, only what is nothing to this person.

    "Provinz Antwerpen als Risikogebiet" is nothing to somebody who goes to Eupen or to Maastricht, checks by
    Germany are nothing to who crosses into Belgium.
    """
    if country == Country.EU:
        return False
    if not situation.places_in(acting(country, title)):
        return True
    theirs = [p for p in (situation.home, situation.work) if p.country != country]
    named, _, left_out = _LEFT_OUT.sub("\0", title, count=1).partition("\0")
    if left_out and theirs and all(_is_named(place, left_out) for place in theirs):
        return True
    abroad = {code for code in places.named_in(named) if not code.startswith(country.value)}
    return bool(abroad) and not any(overlaps(code, place.code) for code in abroad for place in theirs)


def _is_named(place: Place, text: str) -> bool:
    """Whether a text names the ground of a place; beside its country "Limburg" is that country's."""
    if any(overlaps(code, place.code) for code in places.named_in(text)):
        return True
    province = names_by_code().get(place.code[:_PROVINCE], ())
    words = set(re.findall(r"\w+", text.casefold()))
    return any(re.split(r"[ -]", name.casefold())[-1] in words for name in province)


def _by_other_means(situation: Situation, reading: Assessment | None) -> bool:
    """Whether all words on transport name a means that this person does not use."""
    pieces = reading.evidence if reading is not None else ()
    rules = [p.rule.removeprefix(_READ_BY) for p in pieces if p.rule.startswith(_READ_BY)]
    named = {word for rule in rules if "+" not in rule for word in rule.split("|")}
    unused = _ROADS if situation.travel == Travel.PUBLIC else _LINES
    return bool(named) and named <= unused
