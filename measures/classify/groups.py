"""Whom an item concerns."""

from measures.classify.card import Card
from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.vocabulary import Group, Impact, Topic

GROUP_FLOOR = 0.8
GROUPS_MOST = 4
USUAL_WEIGHT = 0.6
# Whom rules on a topic concern even where the text hardly names them.
_USUAL = ((Topic.SHOPS_EVENTS, Group.SHOPPERS_VISITORS), (Topic.EDUCATION_CHILDCARE, Group.STUDENTS_PUPILS))
# A text that names one of these speaks to them, not to everyone ...
_NARROW = frozenset(Group) - {Group.EVERYONE, Group.SHOPPERS_VISITORS, Group.FAMILIES}
# ... except on these topics, which concern whoever is there.
_WIDE = frozenset({Topic.BORDER_CONTROL, Topic.MOVEMENT, Topic.ENVIRONMENT_ENERGY, Topic.SHOPS_EVENTS})
_SAYS = {group: f"group:{group.value}" for group in Group}


def groups(reader: Reader, card: Card, trail: Trail) -> tuple[Group, ...]:
    """The groups, everyone first and then by weight."""
    weights = {group: reader.score(says) for group, says in _SAYS.items()}
    del weights[Group.EVERYONE]
    if in_business(reader):
        weights[Group.FRONTIER_WORKERS] = 0.0
    if card.is_measure:
        for topic, group in _USUAL:
            weights[group] += USUAL_WEIGHT * (topic in card.topics)
        weights[Group.FRONTIER_WORKERS] += USUAL_WEIGHT * (card.impact == Impact.BLOCKING)
    chosen = sorted((g for g in weights if weights[g] >= GROUP_FLOOR), key=lambda g: -weights[g])[
        :GROUPS_MOST
    ]
    if card.is_measure and Topic.ANIMAL_PLANT in card.topics:
        chosen = [Group.FARMERS]
    elif card.is_measure and (_NARROW.isdisjoint(chosen) or not _WIDE.isdisjoint(card.topics)):
        chosen = [Group.EVERYONE, *chosen]
    for group in chosen:
        if not trail.note("groups", group.value, reader.findings.get(_SAYS[group], ()), 2):
            trail.settle("groups", group.value, "whom rules on such topics concern")
    if not chosen:
        trail.settle("groups", "", "no group named")
    return tuple(chosen)


def in_business(reader: Reader) -> bool:
    """Whether all who cross to work in a text do so as self-employed ("grensondernemers")."""
    business = reader.by_concept.get("self_employed", ())
    crossing = reader.by_concept.get("frontier_worker", ())
    return bool(crossing) and all(
        any(own.start < hit.end and hit.start < own.end for own in business) for hit in crossing
    )
