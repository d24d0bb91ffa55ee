"""How hard a measure is on each of its topics."""

from measures.classify.card import Card
from measures.classify.readings import Reader
from measures.vocabulary import Action, Impact, Strictness, Topic

_BORDER_TOPICS = (Topic.BORDER_CONTROL, Topic.ENTRY, Topic.TRANSPORT)


def steps(reader: Reader, card: Card) -> tuple[tuple[Topic, Strictness], ...]:
    """Each topic of a measure with its step: 0 ended, 1 advice, 2 partial, 3 full, 4 closed."""
    if not card.is_measure:
        return ()
    return tuple((topic, _step(reader, card, topic)) for topic in card.topics)


def _step(reader: Reader, card: Card, topic: Topic) -> Strictness:
    if card.action == Action.END:
        return Strictness.NONE
    if card.impact == Impact.BLOCKING and topic in _BORDER_TOPICS:
        return Strictness.CLOSED
    duty, advice = reader.has("duty", "ban"), reader.has("advice")
    if topic == Topic.BORDER_CONTROL:
        return Strictness.PARTIAL
    if card.action == Action.RELAX:
        return Strictness.PARTIAL if duty else Strictness.ADVICE
    if duty:
        return Strictness.FULL
    if advice:
        return Strictness.ADVICE
    return Strictness.PARTIAL
