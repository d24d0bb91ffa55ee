"""classify(): one item in, its assessment out; each label is decided by a module of its own."""

from measures.classify import confidence, dating, labels, places
from measures.classify.evidence import Trail
from measures.classify.exemption import frontier_exempt
from measures.classify.readings import Reader
from measures.classify.strictness import documents, steps
from measures.classify.text import read
from measures.classify.words import lexicon
from measures.model import Assessment, Item
from measures.vocabulary import Impact


def classify(item: Item) -> Assessment:
    """Reads an item's title and summary into the labels of the codebook, each with its evidence.

    Deterministic and total: any text is answered, of very long ones the first 20,000 characters are
    read. Dates without a year are resolved against `item.published`.
    """
    reader = Reader(read(item.title, item.summary), lexicon(item.language), item.country)
    where = places.find_places(item, reader)
    trail = Trail(item, reader)
    card = labels.decide(item, reader, where, trail)
    exempt = frontier_exempt(reader, card, trail)
    since, until = dating.validity(item, reader, card, where, trail)
    borders = labels.borders(item, reader, where, card, trail)
    groups = labels.groups(reader, card, exempt, trail)
    if card.impact in (Impact.DIRECT, Impact.BLOCKING, Impact.INDIRECT) and not borders:
        card = card.without_borders()
        trail.settle("border_impact", card.impact.value, "no border of ours is touched", instead=True)
    found = documents(reader, trail) if card.is_measure else ()
    return Assessment(
        is_measure=card.is_measure,
        topics=card.topics,
        action=card.action,
        border_impact=card.impact,
        borders=borders,
        groups=groups,
        frontier_exempt=exempt,
        valid_from=since,
        valid_until=until,
        strictness=steps(reader, card),
        regions=where.regions,
        documents=found,
        evidence=trail.evidence(),
        confidence=confidence.of(item, card),
    )
