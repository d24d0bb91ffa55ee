"""What an item is about: up to three topics, by the weight of their words."""

from measures.classify.evidence import Trail
from measures.classify.readings import MOST, Reader
from measures.vocabulary import Action, Topic

# Below these weights a topic is only mentioned (news needs more), and below this share of the heaviest.
TOPIC_FLOOR = 2.4
TOPIC_FLOOR_OF_NEWS = 3.0
TOPIC_SHARE = 0.42
TOPICS_MOST = 3
# Every item is about something: where nothing reaches the floor, the heaviest topic if it reaches this.
ONLY_FLOOR = 1.0
# What one finding must weigh for its topic to stand beside another.
STRESSED_FLOOR = 1.9
# Tests and quarantines asked of travellers are asked on entry, though little is said of entering itself.
ENTRY_FLOOR_OF_TRAVELLERS = 2.0
# In an item on animals, tests, quarantines, entry and gatherings are the animals'.
_ANIMALS_OWN = frozenset({Topic.TESTING, Topic.QUARANTINE, Topic.ENTRY, Topic.MOVEMENT})
_TRAVELLERS = frozenset({Topic.TESTING, Topic.QUARANTINE})
_SAYS = {topic: f"topic:{topic.value}" for topic in Topic}
# What is carried on or ended of the tax and insurance of telework is no rule on where one works.
_CARRYING_ON = frozenset({Action.EXTEND, Action.END})
# Beside these, papers to be shown and cards to be carried are no topic of their own.
_SHOWING_PAPERS = frozenset({Topic.BORDER_CONTROL, Topic.ENTRY, Topic.SOCIAL_SECURITY_TAX, Topic.TESTING})


def _stressed(reader: Reader, topic: Topic) -> bool:
    """Whether one finding alone is worth a second topic; passing words do not add up to one."""
    return any(f.weight >= STRESSED_FLOOR for f in reader.findings.get(_SAYS[topic], ()))


def topics(reader: Reader, is_measure: bool, action: Action, trail: Trail) -> tuple[Topic, ...]:
    """The topics, heaviest first."""
    weights = {topic: reader.scores.get(says, 0.0) for topic, says in _SAYS.items()}
    most = min(max(weights.values()), MOST)
    floor = max(TOPIC_FLOOR if is_measure else TOPIC_FLOOR_OF_NEWS, TOPIC_SHARE * most)
    heaviest = max(weights, key=weights.__getitem__)
    chosen = [t for t in weights if weights[t] >= floor and (t == heaviest or _stressed(reader, t))]
    if not chosen and weights[heaviest] >= ONLY_FLOOR:
        chosen = [heaviest]
    if (
        is_measure
        and not _TRAVELLERS.isdisjoint(chosen)
        and weights[Topic.ENTRY] >= ENTRY_FLOOR_OF_TRAVELLERS
    ):
        chosen = list(dict.fromkeys([*chosen, Topic.ENTRY]))
    chosen = _without_side_matters(reader, sorted(chosen, key=lambda t: -weights[t]), action)[:TOPICS_MOST]
    for topic in chosen:
        trail.note("topics", topic.value, reader.findings.get(_SAYS[topic], ()))
    if not chosen:
        trail.settle("topics", "", "no topic weighs enough")
    return tuple(chosen)


def _without_side_matters(reader: Reader, chosen: list[Topic], action: Action) -> list[Topic]:
    """Leaves out topics that only serve another one."""
    if chosen[:1] == [Topic.ANIMAL_PLANT]:
        chosen = [topic for topic in chosen if topic not in _ANIMALS_OWN]
    if Topic.SOCIAL_SECURITY_TAX in chosen and (
        action == Action.INFORM
        or (action in _CARRYING_ON and reader.has("telework"))
        or (action != Action.RELAX and reader.has("tax_agreement"))
    ):
        # Where telework is taxed and insured says nothing of where one may work.
        chosen = [topic for topic in chosen if topic != Topic.WORK]
    if Topic.TRANSPORT in chosen[1:] and not _travels(reader):
        chosen = [topic for topic in chosen if topic != Topic.TRANSPORT]
    if not _SHOWING_PAPERS.isdisjoint(chosen) and not reader.in_title(_SAYS[Topic.IDENTITY_DIGITAL]):
        chosen = [topic for topic in chosen if topic != Topic.IDENTITY_DIGITAL]
    return chosen


def _travels(reader: Reader) -> bool:
    """Whether the title names a line or road, or something happens to it; a passing train is none."""
    says = _SAYS[Topic.TRANSPORT]
    if reader.has("crime") and not reader.has("disruption", "strike"):
        return False
    return reader.in_title(says) or any(
        len(f.reading.slots) > 1 or f.weight >= STRESSED_FLOOR for f in reader.findings[says]
    )
