"""Which of the three borders an item affects."""

from functools import lru_cache

from measures import geography
from measures.classify.card import Card
from measures.classify.evidence import Trail
from measures.classify.places import Places
from measures.classify.readings import Reader
from measures.model import Item
from measures.vocabulary import Border, Country, Impact, Topic

# Length of the concept of a place as small as a town: "@" and its NUTS 3 code.
_TOWN = 6


def borders(item: Item, reader: Reader, places: Places, card: Card, trail: Trail) -> tuple[Border, ...]:
    """The borders, each with the words or the fact of the item that led to it."""
    if card.impact == Impact.NONE:
        trail.settle("borders", "", "no effect on border life")
        return ()
    found = _touched(item, reader, places, card)
    for border in found:
        hits = [h for side in border.sides if side != item.country for h in places.named.get(side, ())]
        for hit in hits[:2]:
            trail.note_hit("borders", border.value, "names the neighbour", hit)
        if not hits:
            trail.settle("borders", border.value, "a rule of the whole area touches its borders", "country")
    if not found:
        trail.settle("borders", "", "the area touches no border of ours", "authority")
    return found


def _touched(item: Item, reader: Reader, places: Places, card: Card) -> tuple[Border, ...]:
    """The borders the area touches; of them those of the neighbours named, where the rule is about crossing.

    A title that speaks of abroad or the neighbours in general means all. Of a disruption the title's
    neighbour is the one: others are named as not affected.
    """
    possible = _met(item.country, places.regions)
    halted = Topic.TRANSPORT in card.topics
    if card.impact == Impact.INDIRECT and not halted:
        return possible
    if item.country == Country.EU:
        return tuple(border for border in possible if set(border.sides) <= set(places.named)) or possible
    title = [reader.by_sentence[n] for n in range(reader.text.title_sentences)]
    if not any("their_place" in concepts for concepts in title) and any(
        "abroad" in concepts or "neighbour" in concepts for concepts in title
    ):
        return possible
    if not halted and _all_shut(reader):
        return possible
    everywhere = set(places.named)
    lead = reader.text.title_sentences
    titled = {side for side, hits in places.named.items() if any(hit.sentence < lead for hit in hits)}
    # A hospital of Liège that sends patients to Aachen acts at another border than its own.
    for among in (possible, geography.borders_of(item.country)):
        for known in (titled, everywhere) if halted else (everywhere,):
            named = tuple(border for border in among if border.other_side(item.country) in known)
            if named:
                return named
    return _at_own_towns(item, places, possible)


def _all_shut(reader: Reader) -> bool:
    """Whether the opening shuts the borders and names no neighbour; towns told of later are examples."""
    opening = reader.by_sentence[: reader.text.title_sentences + 1]
    named = reader.by_concept.get("their_place", ())
    return (
        any("border_closed" in concepts for concepts in opening)
        and not any("their_place" in concepts or "border_region" in concepts for concepts in opening)
        and all(len(hit.concept) == _TOWN for hit in named)
    )


def _at_own_towns(item: Item, places: Places, possible: tuple[Border, ...]) -> tuple[Border, ...]:
    """Where no neighbour is named, the borders at which the towns of the own side named in the text lie."""
    codes = tuple(
        {hit.concept[1:] for hit in places.named.get(item.country, ()) if len(hit.concept) == _TOWN}
    )
    near = _met(item.country, codes) if codes else ()
    return tuple(border for border in near if border in possible) or possible


@lru_cache(maxsize=2_000)
def _met(country: Country, codes: tuple[str, ...]) -> tuple[Border, ...]:
    """The borders that regions touch, without one met in the tripoint only where another is met on land."""
    borders = geography.borders_touched(country, codes)
    if not codes or len(borders) < 2:
        return borders
    pairs = geography.touching()
    firm = tuple(
        border
        for border in borders
        if any(geography.overlaps(side, code) for pair in pairs[border] for side in pair for code in codes)
    )
    return firm or borders
