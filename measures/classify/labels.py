"""The decisions from weighed readings to labels: is it a measure, on what, what does it do, at which border, for whom."""

from measures.classify.card import Card
from measures.classify.evidence import Trail
from measures.classify.impact import border_impact
from measures.classify.places import Places, touched
from measures.classify.readings import Reader
from measures.model import Item
from measures.vocabulary import Action, Border, Group, Impact, Topic

# Weights below which a topic is only mentioned, and its share of the heaviest topic.
TOPIC_FLOOR = 2.6
TOPIC_FLOOR_OF_NEWS = 3.4
TOPIC_SHARE = 0.42
TOPICS_MOST = 3
MEASURE_FLOOR = 1.0
# What figures and arrests in the body count for where the title itself announces a rule.
QUIET_BODY = 0.6
ACTION_ORDER = (Action.EXTEND, Action.END, Action.RELAX, Action.TIGHTEN, Action.INTRODUCE)


def decide(item: Item, reader: Reader, places: Places, trail: Trail) -> Card:
    """Measure, topics, action and impact of a text."""
    is_measure, margin = _measure(reader, trail)
    topics = _topics(reader, is_measure, trail)
    action, action_margin = _action(reader, is_measure, trail)
    impact, impact_margin = border_impact(item, reader, places, topics, is_measure, action, trail)
    if (
        action in (Action.EXTEND, Action.INTRODUCE)
        and Topic.SOCIAL_SECURITY_TAX in topics
        and reader.has("tax_agreement")
    ):
        # Agreements on telework tax change what is taxed where, not where one may work.
        topics = tuple(topic for topic in topics if topic != Topic.WORK)
    return Card(is_measure, margin, topics, action, action_margin, impact, impact_margin)


def _measure(reader: Reader, trail: Trail) -> tuple[bool, float]:
    yes, no = reader.score("measure:yes"), reader.score("measure:no")
    titled = reader.text.title_sentences
    for_it = any(f.sentence < titled for f in reader.findings.get("measure:yes", ()))
    against = any(f.sentence < titled for f in reader.findings.get("measure:no", ()))
    if for_it and not against:
        no *= QUIET_BODY
    margin = yes - 1.2 * no - MEASURE_FLOOR
    value = margin > 0
    said = "measure:yes" if value else "measure:no"
    trail.note("is_measure", str(value).lower(), reader.findings.get(said, ()))
    if not trail.has("is_measure", str(value).lower()):
        trail.settle("is_measure", str(value).lower(), "nothing in the text orders, allows or ends anything")
    return value, margin


def _topics(reader: Reader, is_measure: bool, trail: Trail) -> tuple[Topic, ...]:
    weights = {topic: reader.score(f"topic:{topic.value}") for topic in Topic}
    heaviest = max(weights.values())
    floor = max(TOPIC_FLOOR if is_measure else TOPIC_FLOOR_OF_NEWS, TOPIC_SHARE * heaviest)
    chosen = sorted((t for t in Topic if weights[t] >= floor), key=lambda t: -weights[t])[:TOPICS_MOST]
    for topic in chosen:
        trail.note("topics", topic.value, reader.findings.get(f"topic:{topic.value}", ()))
    if not chosen:
        trail.settle("topics", "", "no topic weighs enough")
    return tuple(chosen)


def _action(reader: Reader, is_measure: bool, trail: Trail) -> tuple[Action, float]:
    if not is_measure:
        trail.settle("action", Action.INFORM.value, "what is no measure informs")
        return Action.INFORM, 2.0
    weights = {action: reader.score(f"action:{action.value}") for action in Action}
    ranked = sorted(Action, key=lambda a: -weights[a])
    best = ranked[0] if weights[ranked[0]] > 0 else Action.INTRODUCE
    trail.note("action", best.value, reader.findings.get(f"action:{best.value}", ()))
    if not trail.has("action", best.value):
        trail.settle("action", best.value, "a measure that says no other action introduces")
    return best, weights[ranked[0]] - weights[ranked[1]]


def borders(item: Item, reader: Reader, places: Places, card: Card, trail: Trail) -> tuple[Border, ...]:
    """The borders of ours that the item affects."""
    if card.impact == Impact.NONE:
        trail.settle("borders", "", "no effect on border life")
        return ()
    specific = card.impact in (Impact.DIRECT, Impact.BLOCKING) or Topic.TRANSPORT in card.topics
    found = touched(item, reader, places, specific, Topic.TRANSPORT in card.topics)
    for border in found:
        hits = [
            h for country in border.sides if country != item.country for h in places.named.get(country, ())
        ]
        for hit in hits[:2]:
            trail.note_hit("borders", border.value, "names the neighbour", hit)
        if not trail.has("borders", border.value):
            trail.settle("borders", border.value, "a rule of the whole area touches its borders", "country")
    if not found:
        trail.settle("borders", "", "the area touches no border of ours", "authority")
    return found


def groups(reader: Reader, card: Card, exempt: bool | None, trail: Trail) -> tuple[Group, ...]:
    """Whom the item concerns."""
    weights = {group: reader.score(f"group:{group.value}") for group in Group if group != Group.EVERYONE}
    chosen = [group for group, weight in weights.items() if weight >= 1.4]
    if Topic.ANIMAL_PLANT in card.topics and card.is_measure:
        chosen = [Group.FARMERS]
    named = sorted(chosen, key=lambda group: -weights[group])[:4]
    narrow = {
        Group.FARMERS,
        Group.FRONTIER_WORKERS,
        Group.STUDENTS_PUPILS,
        Group.SELF_EMPLOYED,
        Group.POSTED_WORKERS,
        Group.PATIENTS,
        Group.FREIGHT,
    }
    if card.is_measure and (not named or not set(named) & narrow or exempt):
        named = [Group.EVERYONE, *named]
    for group in named:
        trail.note("groups", group.value, reader.findings.get(f"group:{group.value}", ()), 2)
        if not trail.has("groups", group.value):
            trail.settle("groups", group.value, "a rule that names no group holds for everyone")
    if not named:
        trail.settle("groups", "", "no group named")
    return tuple(named)
