"""What an item does to people who live on one side of a border and work, study, shop or get care on the other."""

from measures.classify.evidence import Trail
from measures.classify.places import Places
from measures.classify.readings import Reader
from measures.geography import borders_touched
from measures.model import Item
from measures.vocabulary import Action, Country, Impact, Topic

DIRECT_FLOOR = 3.4
BLOCKING_FLOOR = 3.0
# Domestic rules on these move people over the border or complicate a life on both sides.
MOVING = frozenset(
    {
        Topic.WORK,
        Topic.EDUCATION_CHILDCARE,
        Topic.MOVEMENT,
        Topic.SHOPS_EVENTS,
        Topic.TRANSPORT,
        Topic.ENVIRONMENT_ENERGY,
        Topic.TESTING,
        Topic.QUARANTINE,
        Topic.BORDER_CONTROL,
        Topic.ENTRY,
    }
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
    line_cut = _line_cut(item, reader, places)
    if places.third_only:
        for hit in places.third_hits[:3]:
            trail.note_hit("border_impact", Impact.NONE.value, "the borders meant are other countries'", hit)
        return Impact.NONE, 1.5
    if topics[:1] == (Topic.ANIMAL_PLANT,) and not _crosses_with_animals(reader):
        trail.note("border_impact", Impact.NONE.value, reader.findings.get("topic:animal_plant", ()))
        return Impact.NONE, 1.0
    if not is_measure and not _describes_rules_in_force(reader, topics):
        trail.settle("border_impact", Impact.NONE.value, "no measure, so no effect")
        return Impact.NONE, abs(direct - DIRECT_FLOOR) / 2
    if direct >= DIRECT_FLOOR or line_cut:
        shut = blocking >= BLOCKING_FLOOR and direct >= DIRECT_FLOOR and action != Action.END
        value = Impact.BLOCKING if shut or line_cut else Impact.DIRECT
        trail.note("border_impact", value.value, reader.findings.get(f"impact:{value.value}", ()))
        if not trail.has("border_impact", value.value):
            trail.note("border_impact", value.value, reader.findings.get("topic:transport", ()))
        if not trail.has("border_impact", value.value):
            for country in places.neighbours(item.country):
                trail.note_hit("border_impact", value.value, "names the neighbour", places.named[country][0])
        return value, direct - DIRECT_FLOOR
    if is_measure and MOVING & set(topics) and borders_touched(item.country, places.regions):
        trail.note(
            "border_impact",
            Impact.INDIRECT.value,
            [f for topic in topics if topic in MOVING for f in reader.findings.get(f"topic:{topic.value}", ())],
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


def _line_cut(item: Item, reader: Reader, places: Places) -> bool:
    """A line or road between places of two of our countries on which nothing runs."""
    if len(places.named) < 2:
        return False
    return any(
        len({_side(c) for c in concepts if _side(c)}) >= 2 and ("disruption" in concepts or "closed" in concepts)
        and ("rail" in concepts or "bridge" in concepts or "bus" in concepts)
        for concepts in reader.by_sentence
    )


def _side(concept: str) -> str:
    if concept[0] == "@":
        return concept[1:3]
    return concept[6:].upper() if concept in ("place_nl", "place_de", "place_be") else ""


def _crosses_with_animals(reader: Reader) -> bool:
    return False


def _describes_rules_in_force(reader: Reader, topics: tuple[Topic, ...]) -> bool:
    """A demand or a report from the border that restates checks or a closure in force."""
    quiet = reader.score("noise:crime") + reader.score("noise:statistics") + reader.score("noise:study") < 1.5
    return quiet and Topic.BORDER_CONTROL in topics and reader.score("impact:direct") > 5
