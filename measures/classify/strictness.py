"""How hard a measure is on each of its topics."""

from measures.classify.card import Card
from measures.classify.readings import Reader
from measures.classify.shops import shut
from measures.vocabulary import Action, Impact, Strictness, Topic

_HARD = frozenset(("duty", "ban", "closed"))
# What a title names beside travel advice, so that it tells of more than advice.
_BEYOND_ADVICE = frozenset(("ban", "closed", "border_closed", "entry_ban", "quarantine", "testing"))
_BORDER_TOPICS = (Topic.BORDER_CONTROL, Topic.ENTRY, Topic.TRANSPORT)


def steps(reader: Reader, card: Card) -> tuple[tuple[Topic, Strictness], ...]:
    """Each topic of a measure with its step: 0 ended, 1 advice, 2 partial, 3 full, 4 closed."""
    if not card.is_measure:
        return ()
    spoken = {topic: _sentences(reader, topic) for topic in card.topics}
    return tuple((topic, _step(reader, card, topic, spoken)) for topic in card.topics)


def _step(reader: Reader, card: Card, topic: Topic, spoken: dict[Topic, set[int]]) -> Strictness:
    if card.action == Action.END:
        return Strictness.NONE
    if topic == Topic.BORDER_CONTROL and _stays_open(reader, card):
        return Strictness.NONE
    if card.impact == Impact.BLOCKING and topic in _BORDER_TOPICS:
        return Strictness.CLOSED
    duty, advice = _said_of(reader, topic, spoken)
    if (
        topic == Topic.SHOPS_EVENTS
        and (step := _step_of_shops(reader, card, duty, spoken[topic])) is not None
    ):
        return step
    if topic == Topic.BORDER_CONTROL:
        return Strictness.PARTIAL
    if topic == Topic.EDUCATION_CHILDCARE and card.action != Action.RELAX and reader.has("school_shut"):
        return Strictness.FULL
    if topic == Topic.ENTRY and _advises_travellers(reader):
        return Strictness.ADVICE
    if card.action == Action.RELAX:
        return Strictness.PARTIAL if duty else Strictness.ADVICE
    if duty:
        return Strictness.FULL
    if advice:
        return Strictness.ADVICE
    return Strictness.PARTIAL


def _stays_open(reader: Reader, card: Card) -> bool:
    """Whether all that a text says of the border is that it stays open, though it is hard to cross."""
    reopens = card.action == Action.RELAX and not reader.has("denied", "unchecked", "remain")
    if reopens or not reader.has("border_open"):
        return False
    found = reader.findings.get(f"topic:{Topic.BORDER_CONTROL.value}", ())
    return all(hit.concept == "border_open" for finding in found for hit in finding.hits)


def _step_of_shops(reader: Reader, card: Card, duty: bool, spoken: set[int]) -> Strictness | None:
    """Closed where shops are; partial where they are open and restaurants shut, or customers counted."""
    closing = list(shut(reader))
    if card.action == Action.RELAX:
        return Strictness.CLOSED if any("remain" in reader.by_sentence[index] for index in closing) else None
    if closing:
        return Strictness.CLOSED
    limited = duty or any("closed" in reader.by_sentence[index] for index in spoken)
    return Strictness.PARTIAL if limited else None


def _advises_travellers(reader: Reader) -> bool:
    """Whether the title gives travel advice and nothing harder, however urgently it is put."""
    titles = reader.by_sentence[: reader.text.title_sentences]
    named = {concept for concepts in titles for concept in concepts}
    return "travel_advice" in named and _BEYOND_ADVICE.isdisjoint(named)


def _said_of(reader: Reader, topic: Topic, spoken: dict[Topic, set[int]]) -> tuple[bool, bool]:
    """Whether a duty is laid and whether it is advised: by the sentences on this topic alone, else anywhere.

    Telework that is advised beside masks that are a duty stays advice. `spoken`: the sentences on each topic.
    """
    own = spoken[topic].difference(*(others for other, others in spoken.items() if other != topic))
    title = {sentence for sentence in spoken[topic] if sentence < reader.text.title_sentences}
    advice = any("advice" in reader.by_sentence[sentence] for sentence in own)
    if advice and all(_HARD.isdisjoint(reader.by_sentence[sentence]) for sentence in own | title):
        return False, True
    return reader.has("duty", "ban"), reader.has("advice")


def _sentences(reader: Reader, topic: Topic) -> set[int]:
    return {finding.sentence for finding in reader.findings.get(f"topic:{topic.value}", ())}
