"""What an item does to people who live on one side of a border and work, study or shop on the other.

First what rules an effect out (other countries' borders, animals' zones, mere news), then what crosses
the border (direct, or blocking where it shuts), then domestic rules that move people over it.
"""

from measures.classify.evidence import Trail
from measures.classify.places import Places
from measures.classify.readings import MOST, Reader
from measures.geography import borders_touched
from measures.model import Item
from measures.vocabulary import Action, Country, Impact, Level, Topic

DIRECT_FLOOR = 3.4
# What the insured, taxpayers, patients and holders of papers are told of a neighbour is for its sake.
DIRECT_FLOOR_PERSONAL = 2.4
# A domestic rule on shops, schools or gatherings stays domestic though the border is spoken of around it.
DIRECT_FLOOR_AT_HOME = 6.5
BLOCKING_FLOOR = 3.0
NEIGHBOUR_WEIGHT = 0.8
# What a line that runs to a place on the other side adds, whatever else its sentence says.
LINE_WEIGHT = 0.8
# A text that no rule but restates checks in force at our border needs this much of the border in it.
RESTATED_FLOOR = 5.0
# What only a later sentence says of the neighbour must be much to make the rule one about crossing.
DIRECT_FLOOR_IN_PASSING = 5.6
# A ban on crossing is told in passing too, where a text sums up what stays shut.
SHUT_IN_PASSING = 5.0
QUIET_NOISE = 1.5
_LABEL = "border_impact"
_AT_HOME = frozenset(
    {Topic.EDUCATION_CHILDCARE, Topic.MOVEMENT, Topic.SHOPS_EVENTS, Topic.ENVIRONMENT_ENERGY}
)
_PERSONAL = frozenset(
    {
        Topic.SOCIAL_SECURITY_TAX,
        Topic.HEALTH_CARE,
        Topic.IDENTITY_DIGITAL,
        Topic.WORK,
        Topic.EDUCATION_CHILDCARE,
    }
)
# A duty on goods is a domestic price, though it is a tax.
_PRICED = _AT_HOME | {Topic.SOCIAL_SECURITY_TAX}
# Domestic rules on these move people over the border or complicate a life on both sides (fuel prices do too).
_MOVING = _AT_HOME - {Topic.ENVIRONMENT_ENERGY} | {
    Topic.WORK,
    Topic.TRANSPORT,
    Topic.TESTING,
    Topic.QUARANTINE,
    Topic.BORDER_CONTROL,
    Topic.ENTRY,
}
_NEIGHBOURLY = ("their_place", "neighbour", "border_region", "frontier_worker", "frontier_pupil", "live_work")
_BEYOND = frozenset(
    (
        *_NEIGHBOURLY,
        "their_people",
        "abroad",
        "border",
        "border_control",
        "border_closed",
        "border_open",
        "crossing",
        "cross_border",
        "entry",
        "entry_ban",
        "entry_duty",
        "travel_ban",
        "travel_advice",
        "risk_area",
        "posted",
        "customs",
    )
)
_LINES = frozenset(("rail", "bus", "bridge", "waterway", "road_name"))
_TRAINS = frozenset(("rail", "bus", "bridge"))
_HALTED = frozenset(("disruption", "stopped", "strike"))
_SHUT = frozenset(("ban", "entry_ban", "border_closed", "closed", "travel_ban"))
_MOVED = frozenset(("permission", "relax", "ban", "duty"))
_STREET_MATTERS = ((Topic.MOVEMENT,), (Topic.SHOPS_EVENTS,), (Topic.TRANSPORT,))


def border_impact(
    item: Item,
    reader: Reader,
    places: Places,
    topics: tuple[Topic, ...],
    is_measure: bool,
    action: Action,
    trail: Trail,
) -> tuple[Impact, float]:
    """The impact and how far the decision was from the other answer."""
    direct = _direct(item, reader, places)
    if topics[:1] == (Topic.ANIMAL_PLANT,):
        value = Impact.DIRECT if is_measure and _animals_cross(reader) else Impact.NONE
        trail.note(_LABEL, value.value, reader.findings.get("topic:animal_plant", ()))
        return value, 1.0
    moving = [t for t in topics if t in _MOVING or (t == Topic.ENVIRONMENT_ENERGY and reader.has("fuel"))]
    if places.third_only:
        if not is_measure or _AT_HOME.isdisjoint(moving):
            for hit in places.third_hits[:3]:
                trail.note_hit(_LABEL, Impact.NONE.value, "the borders meant are other countries'", hit)
            return Impact.NONE, 1.5
        direct = 0.0
    elif not is_measure and not _restates(item, reader, topics):
        trail.settle(_LABEL, Impact.NONE.value, "no measure, so no effect")
        return Impact.NONE, abs(direct - DIRECT_FLOOR) / 2
    elif (cut := _line_cut(reader, topics)) or direct >= _direct_floor(reader, topics):
        shut = reader.score("impact:blocking") >= BLOCKING_FLOOR and direct >= DIRECT_FLOOR
        shut = shut and not _only_advised(reader)
        eased = action in (Action.END, Action.RELAX)
        lifted = eased and (reader.in_title("action:end") or not _stays_shut(reader))
        lifted = lifted or (reader.opens_in_title() and not reader.in_title("impact:blocking"))
        value = Impact.BLOCKING if cut or (shut and not lifted) else Impact.DIRECT
        if _frames(item, reader):
            value = Impact.INDIRECT
        _note_crossing(item, reader, places, value, trail)
        return value, direct - DIRECT_FLOOR
    if is_measure and moving and not _small(item, reader, topics):
        if borders_touched(item.country, places.regions):
            led = [f for topic in moving for f in reader.findings.get(f"topic:{topic.value}", ())]
            trail.note(_LABEL, Impact.INDIRECT.value, led)
            return Impact.INDIRECT, DIRECT_FLOOR - direct
        trail.settle(_LABEL, Impact.NONE.value, "the area touches no border of ours", "authority")
        return Impact.NONE, 1.0
    trail.settle(_LABEL, Impact.NONE.value, "nothing reaches over a border")
    return Impact.NONE, DIRECT_FLOOR - direct


def _stays_shut(reader: Reader) -> bool:
    """Whether a ban or closure stays for the others when it is eased for some."""
    shut = {finding.sentence for finding in reader.findings.get("impact:blocking", ())}
    return any("remain" in reader.by_sentence[index] for index in shut)


def _only_advised(reader: Reader) -> bool:
    """Whether the title advises or warns travellers, and forbids and closes nothing."""
    titles = reader.by_sentence[: reader.text.title_sentences]
    warned = any("travel_advice" in c or "advice" in c for c in titles)
    return warned and not any(not _SHUT.isdisjoint(c) for c in titles)


def _frames(item: Item, reader: Reader) -> bool:
    """An act of the Union, named in the title, on what states may do: no rule for people as yet."""
    titles = reader.by_sentence[: reader.text.title_sentences]
    return item.country == Country.EU and reader.has("frame") and any("union_act" in c for c in titles)


def _direct(item: Item, reader: Reader, places: Places) -> float:
    """Weight of what applies to crossing the border or names the people who do."""
    named = item.country != Country.EU and any(country != item.country for country in places.named)
    line = any("their_place" in c and not _LINES.isdisjoint(c) for c in reader.by_sentence)
    return _crossing(reader) + NEIGHBOUR_WEIGHT * named + LINE_WEIGHT * line * named


def _crossing(reader: Reader) -> float:
    """The weight of what is said of crossing, without body sentences by which nothing differs over there."""
    found = reader.findings.get("impact:direct", ())
    alike = {hit.sentence for hit in reader.by_concept.get("alike", ())}
    alike -= set(range(reader.text.title_sentences))
    if not any(finding.sentence in alike for finding in found):
        return reader.score("impact:direct")
    return min(sum(finding.weight for finding in found if finding.sentence not in alike), MOST)


def _direct_floor(reader: Reader, topics: tuple[Topic, ...]) -> float:
    if reader.score("impact:blocking") >= SHUT_IN_PASSING:
        return DIRECT_FLOOR
    if _in_passing(reader) and not (topics and set(topics) <= _PERSONAL) and not _line_disturbed(reader):
        return DIRECT_FLOOR_IN_PASSING
    domestic = bool(topics) and set(topics) <= (_PRICED if reader.has("fuel", "tobacco") else _AT_HOME)
    if domestic and not reader.has("frontier_worker", "frontier_pupil", "entry", "risk_area"):
        return DIRECT_FLOOR_AT_HOME
    personal = bool(topics) and set(topics) <= _PERSONAL and reader.has(*_NEIGHBOURLY)
    return DIRECT_FLOOR_PERSONAL if personal else DIRECT_FLOOR


def _in_passing(reader: Reader) -> bool:
    """Whether title and first sentence speak of no border and of nobody beyond it."""
    opening = reader.by_sentence[: reader.text.title_sentences + 1]
    return all(_BEYOND.isdisjoint(concepts) for concepts in opening)


def _line_disturbed(reader: Reader) -> bool:
    """Whether something happens on a line to the other side, wherever that is told."""
    return any(
        "their_place" in concepts and not _TRAINS.isdisjoint(concepts) and not _HALTED.isdisjoint(concepts)
        for concepts in reader.by_sentence
    )


def _note_crossing(item: Item, reader: Reader, places: Places, value: Impact, trail: Trail) -> None:
    for says in (f"impact:{value.value}", "impact:direct", "topic:transport"):
        if trail.note(_LABEL, value.value, reader.findings.get(says, ())):
            return
    for country, hits in places.named.items():
        if country != item.country:
            trail.note_hit(_LABEL, value.value, "names the neighbour", hits[0])


def _line_cut(reader: Reader, topics: tuple[Topic, ...]) -> bool:
    """A line or bridge between places of two of our countries on which nothing runs.

    A strike only thins the traffic out.
    """
    if Topic.TRANSPORT not in topics or reader.has("strike"):
        return False
    halted = [
        concepts
        for concepts in reader.by_sentence
        if "stopped" in concepts
        and ("rail" in concepts or "bridge" in concepts)
        and ("rail" in concepts or "road_name" not in concepts)
        and "waterway" not in concepts
    ]
    title = reader.by_sentence[: reader.text.title_sentences]
    linked = any(concepts.keys() >= {"their_place", "own_place", "rail"} for concepts in title)
    return any(concepts.keys() >= {"their_place", "own_place"} for concepts in halted) or bool(
        linked and halted
    )


def _animals_cross(reader: Reader) -> bool:
    """Rules on moving animals to and from the neighbour; zones around an outbreak bind their holders only."""
    if any(concepts.keys() >= {"trade", "their_place"} for concepts in reader.by_sentence):
        return True
    if reader.has("animal_rule", "outbreak"):
        return False
    return reader.has("crossing") or any(
        "their_place" in concepts
        and ("own_place" in concepts or "direction" in concepts)
        and not _MOVED.isdisjoint(concepts)
        for concepts in reader.by_sentence
    )


def _small(item: Item, reader: Reader, topics: tuple[Topic, ...]) -> bool:
    """A municipality's rule on one matter in its own streets is too small to move anybody over the border."""
    return (
        item.level == Level.LOCAL
        and topics in _STREET_MATTERS
        and not reader.has("border", "their_place", "border_region", "crossing")
    )


def _restates(item: Item, reader: Reader, topics: tuple[Topic, ...]) -> bool:
    """A demand or a report from the border that restates checks or a closure in force."""
    noise = sum(reader.score(f"noise:{kind}") for kind in ("crime", "statistics", "study", "visit"))
    return (
        item.country != Country.EU
        and noise < QUIET_NOISE
        and Topic.BORDER_CONTROL in topics
        and not reader.has("border_open", "undecided", "no_change")
        and reader.has("their_place")
        and reader.score("impact:direct") > RESTATED_FLOOR
    )
