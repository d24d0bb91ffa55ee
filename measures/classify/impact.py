"""What an item does to people who live on one side of a border and work, study, shop or get care on the other."""

from measures.classify.evidence import Trail
from measures.classify.places import Places
from measures.classify.readings import Reader
from measures.geography import borders_touched
from measures.model import Item
from measures.vocabulary import Action, Country, Impact, Level, Topic

DIRECT_FLOOR = 3.4
# A domestic rule on shops, schools or gatherings stays domestic though the border is spoken of around it.
DIRECT_FLOOR_AT_HOME = 6.5
BLOCKING_FLOOR = 3.0
# Domestic rules on these move people over the border or complicate a life on both sides.
MOVING = frozenset(
    {
        Topic.WORK,
        Topic.EDUCATION_CHILDCARE,
        Topic.MOVEMENT,
        Topic.SHOPS_EVENTS,
        Topic.TRANSPORT,
        Topic.TESTING,
        Topic.QUARANTINE,
        Topic.BORDER_CONTROL,
        Topic.ENTRY,
    }
)


# Of these, the ones that do so whatever border the text itself speaks of.
_AT_HOME = frozenset(
    {Topic.EDUCATION_CHILDCARE, Topic.MOVEMENT, Topic.SHOPS_EVENTS, Topic.ENVIRONMENT_ENERGY}
)


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
    direct, blocking = _direct(item, reader, places), reader.score("impact:blocking")
    line_cut = _line_cut(reader, topics)
    moving = [
        topic
        for topic in topics
        if topic in MOVING or (topic == Topic.ENVIRONMENT_ENERGY and reader.has("fuel"))
    ]
    if places.third_only:
        if not is_measure or not set(moving) & _AT_HOME:
            for hit in places.third_hits[:3]:
                trail.note_hit(
                    "border_impact", Impact.NONE.value, "the borders meant are other countries'", hit
                )
            return Impact.NONE, 1.5
        direct, line_cut = 0.0, False
    if topics[:1] == (Topic.ANIMAL_PLANT,) and not _crosses_with_animals(reader):
        trail.note("border_impact", Impact.NONE.value, reader.findings.get("topic:animal_plant", ()))
        return Impact.NONE, 1.0
    if not is_measure and not _describes_rules_in_force(item, reader, topics):
        trail.settle("border_impact", Impact.NONE.value, "no measure, so no effect")
        return Impact.NONE, abs(direct - DIRECT_FLOOR) / 2
    at_home = (
        bool(topics)
        and set(topics) <= _AT_HOME
        and not reader.has("frontier_worker", "frontier_pupil", "entry", "risk_area")
    )
    if direct >= (DIRECT_FLOOR_AT_HOME if at_home else DIRECT_FLOOR) or line_cut:
        shut = blocking >= BLOCKING_FLOOR and direct >= DIRECT_FLOOR and action != Action.END
        value = Impact.BLOCKING if shut or line_cut else Impact.DIRECT
        trail.note("border_impact", value.value, reader.findings.get(f"impact:{value.value}", ()))
        if not trail.has("border_impact", value.value):
            trail.note("border_impact", value.value, reader.findings.get("topic:transport", ()))
        if not trail.has("border_impact", value.value):
            for country in places.neighbours(item.country):
                trail.note_hit("border_impact", value.value, "names the neighbour", places.named[country][0])
        return value, direct - DIRECT_FLOOR
    if (
        is_measure
        and moving
        and not _small(item, reader, topics)
        and borders_touched(item.country, places.regions)
    ):
        trail.note(
            "border_impact",
            Impact.INDIRECT.value,
            [f for topic in moving for f in reader.findings.get(f"topic:{topic.value}", ())],
        )
        return Impact.INDIRECT, DIRECT_FLOOR - direct
    trail.settle("border_impact", Impact.NONE.value, "nothing reaches over a border")
    return Impact.NONE, DIRECT_FLOOR - direct


def _direct(item: Item, reader: Reader, places: Places) -> float:
    """Weight of what applies to crossing the border or names the people who do."""
    score = reader.score("impact:direct")
    if any(country != item.country for country in places.named) and item.country != Country.EU:
        score += 0.8
    return score


def _line_cut(reader: Reader, topics: tuple[Topic, ...]) -> bool:
    """A line or bridge between places of two of our countries on which nothing runs (a strike thins it out only)."""
    if Topic.TRANSPORT not in topics or reader.has("strike"):
        return False
    return any(
        "their_place" in concepts
        and "own_place" in concepts
        and "stopped" in concepts
        and ("rail" in concepts or "bridge" in concepts)
        for concepts in reader.by_sentence
    )


def _crosses_with_animals(reader: Reader) -> bool:
    """Rules on moving animals to and from the neighbour; zones around an outbreak bind their holders only."""
    if reader.has("animal_rule"):
        return False
    return reader.has("crossing") or any(
        "their_place" in concepts
        and "own_place" in concepts
        and not concepts.keys().isdisjoint(("permission", "relax"))
        for concepts in reader.by_sentence
    )


def _small(item: Item, reader: Reader, topics: tuple[Topic, ...]) -> bool:
    """A municipality's rule on one matter in its own streets is too small to move anybody over the border."""
    return (
        item.level == Level.LOCAL
        and topics in ((Topic.MOVEMENT,), (Topic.SHOPS_EVENTS,), (Topic.TRANSPORT,))
        and not reader.has("border", "their_place", "border_region", "crossing")
    )


def _describes_rules_in_force(item: Item, reader: Reader, topics: tuple[Topic, ...]) -> bool:
    """A demand or a report from the border that restates checks or a closure in force."""
    quiet = reader.score("noise:crime") + reader.score("noise:statistics") + reader.score("noise:study") < 1.5
    return (
        item.country != Country.EU
        and quiet
        and Topic.BORDER_CONTROL in topics
        and reader.score("impact:direct") > 5
    )
