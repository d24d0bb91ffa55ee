"""classify(): one item in, its assessment out; each label is decided by a module of its own."""

from typing import NamedTuple

from measures.classify import confidence
from measures.classify.acting import Acting, acting
from measures.classify.action import action
from measures.classify.acts import acts
from measures.classify.borders import borders
from measures.classify.card import Card
from measures.classify.dates import Mention, mentions
from measures.classify.dating import validity
from measures.classify.direction import direction
from measures.classify.documents import documents
from measures.classify.evidence import Trail
from measures.classify.exemption import frontier_exempt
from measures.classify.force import force
from measures.classify.groups import groups
from measures.classify.impact import border_impact
from measures.classify.learned import Look, second_look
from measures.classify.measure import is_measure
from measures.classify.places import Places, find_places
from measures.classify.readings import Reader
from measures.classify.stretches import stretches
from measures.classify.strictness import steps
from measures.classify.text import read
from measures.classify.topics import topics
from measures.classify.words import lexicon
from measures.model import Assessment, Item
from measures.vocabulary import Border, Impact


class Ruled(NamedTuple):
    """What the rules made of an item, before the second look."""

    reader: Reader
    whose: Acting
    places: Places
    trail: Trail
    days: list[Mention]
    look: Look
    borders: tuple[Border, ...]


def classify(item: Item) -> Assessment:
    """Reads an item's title and summary into the labels of the codebook, each with its evidence.

    Deterministic and total: any text is answered, of very long ones the first 20,000 characters are
    read. Dates without a year are resolved against `item.published`.
    """
    ruled = by_rules(item)
    reader, trail, days = ruled.reader, ruled.trail, ruled.days
    look = second_look(item, reader, days, ruled.look, trail)
    card, touched = look.card, ruled.borders
    if card.impact != ruled.look.card.impact:
        trail.forget("borders")
        card, touched = _at_borders(item, reader, ruled.places, card, trail)
    since, until = validity(item, reader, card, days, trail)
    passing = look.exempt is True or card.impact == Impact.BLOCKING
    return Assessment(
        is_measure=card.is_measure,
        topics=card.topics,
        action=card.action,
        border_impact=card.impact,
        borders=touched,
        groups=look.groups,
        frontier_exempt=look.exempt,
        valid_from=since,
        valid_until=until,
        strictness=steps(reader, card),
        regions=ruled.places.regions,
        documents=documents(reader, passing, trail) if card.is_measure else (),
        level=ruled.whose.level,
        direction=direction(item, reader, card, trail),
        force=force(reader, card, trail),
        acts=acts(reader, days, trail) if card.is_measure else (),
        evidence=trail.evidence(),
        confidence=confidence.of(card),
    )


def by_rules(item: Item) -> Ruled:
    """The item as the rules alone read it."""
    reader = Reader(read(item.title, item.summary), lexicon(item.language), item.country)
    whose = acting(item, reader)
    places = find_places(item, reader, whose.regions)
    trail = Trail(item, reader)
    days = stretches(reader.text.folded, mentions(reader.text, item.language, item.published))
    card = _card(item, reader, places, days, trail)
    card, touched = _at_borders(item, reader, places, card, trail)
    whose.note(trail)
    look = Look(card, groups(reader, card, trail), frontier_exempt(item, reader, card, trail))
    return Ruled(reader, whose, places, trail, days, look, touched)


def _at_borders(
    item: Item, reader: Reader, places: Places, card: Card, trail: Trail
) -> tuple[Card, tuple[Border, ...]]:
    """The borders touched; where there are none of ours, the card without an effect at them."""
    touched = borders(item, reader, places, card, trail)
    if card.impact != Impact.NONE and not touched:
        card = card.without_borders()
        trail.settle("border_impact", card.impact.value, "no border of ours is touched", instead=True)
    return card, touched


def _card(item: Item, reader: Reader, places: Places, days: list[Mention], trail: Trail) -> Card:
    measure, measure_margin = is_measure(reader, days, trail)
    done = action(reader, measure, days, trail)
    about = topics(reader, measure, done, trail)
    impact, impact_margin = border_impact(item, reader, places, about, measure, done, trail)
    return Card(measure, measure_margin, about, done, impact, impact_margin)
