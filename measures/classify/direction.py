"""Which way over the border a text speaks of: into or out of the issuing country, or both."""

from bisect import bisect_left
from collections.abc import Iterator

from measures.classify.card import Card
from measures.classify.evidence import Trail
from measures.classify.legal import legal
from measures.classify.readings import Reader
from measures.classify.words import Hit
from measures.model import Item
from measures.vocabulary import BORDER_LIFE, Country, Direction

# What the title and the first sentence count for, and a sentence that tells who is exempt.
TITLE_WEIGHT = 2.0
LEAD_WEIGHT = 1.3
EXEMPT_SHARE = 0.5
# A journey named as such ("Einreise") against a preposition before a place.
JOURNEY_WEIGHT = 1.5
# From this share of the weightier way on, both are meant.
BOTH_SHARE = 0.75
_REACH = 48
_OWN = "own_place"
_NAMED = (_OWN, "their_place", "abroad", "neighbour", "risk_area", "place_third", "third_travel")
_WAYS = {"way_in": Direction.INTO, "way_out": Direction.OUT_OF, "way_both": Direction.BOTH}
_TURNED = {Direction.INTO: Direction.OUT_OF, Direction.OUT_OF: Direction.INTO, Direction.BOTH: Direction.BOTH}
_Vote = tuple[Direction, float, int, int]


def direction(item: Item, reader: Reader, card: Card, trail: Trail) -> Direction | None:
    """The way, seen from the issuing country; None where the text names none, or nothing crosses."""
    crosses = card.is_measure and card.impact in BORDER_LIFE
    if not crosses or item.country == Country.EU:
        return None
    votes = [*_journeys(item, reader), *_places(item, reader)]
    if not votes:
        return None
    weights = dict.fromkeys(Direction, 0.0)
    for way, weight, _, _ in votes:
        weights[way] += weight
    into, out = weights[Direction.INTO], weights[Direction.OUT_OF]
    best = Direction.INTO if into >= out else Direction.OUT_OF
    if weights[Direction.BOTH] >= max(into, out) or min(into, out) >= BOTH_SHARE * max(into, out):
        best = Direction.BOTH
    led = [vote for vote in votes if best in (vote[0], Direction.BOTH)]
    for _, _, start, end in sorted(led, key=lambda vote: -vote[1])[:3]:
        trail.note_span("direction", best.value, "names the way", start, end)
    return best


def _journeys(item: Item, reader: Reader) -> Iterator[_Vote]:
    """Words for a journey; one into a foreign country named behind it leads out of the own."""
    within = legal(item.language).within
    places = reader.by_concept.get("their_place", [])
    whole = reader.by_concept.get("way_both", [])
    for concept, way in _WAYS.items():
        for hit in reader.by_concept.get(concept, ()):
            # "Ein- und Ausreise" holds the word for one way.
            both = _next(whole, hit.end, -1)
            if way != Direction.BOTH and both is not None and hit.end <= both.end:
                continue
            place = _next(places, hit.end)
            turned = (
                place is not None
                and place.sentence == hit.sentence
                and within.fullmatch(reader.text.folded, _word_end(reader, hit) + 1, place.start) is not None
            )
            weight = JOURNEY_WEIGHT * _weight(reader, hit.sentence)
            yield _TURNED[way] if turned else way, weight, hit.start, hit.end


def _places(item: Item, reader: Reader) -> Iterator[_Vote]:
    """Places behind a preposition: "naar Duitsland" leads out of the Netherlands, "uit Duitsland" into it."""
    before = legal(item.language).before_place
    for concept, hit in [(c, hit) for c in _NAMED for hit in reader.by_concept.get(c, ())]:
        first = max(reader.text.sentences[hit.sentence][0], hit.start - _REACH)
        match = before.search(reader.text.folded, first, hit.start)
        if match is None:
            continue
        towards = match["towards"] is not None
        way = Direction.INTO if towards == (concept == _OWN) else Direction.OUT_OF
        if match["joined"] and towards != (match["and_towards"] is not None):
            way = Direction.BOTH
        yield way, _weight(reader, hit.sentence), match.start(), hit.end


def _weight(reader: Reader, sentence: int) -> float:
    factor = 1.0
    if sentence < reader.text.title_sentences:
        factor = TITLE_WEIGHT
    elif sentence == reader.text.title_sentences:
        factor = LEAD_WEIGHT
    return factor * (EXEMPT_SHARE if "exempt" in reader.by_sentence[sentence] else 1.0)


def _next(hits: list[Hit], position: int, step: int = 0) -> Hit | None:
    """The first hit that begins at or behind a position, or with step -1 the last before it."""
    at = bisect_left(hits, position, key=lambda hit: hit.start) + step
    return hits[at] if 0 <= at < len(hits) else None


def _word_end(reader: Reader, hit: Hit) -> int:
    end = hit.end
    while end < len(reader.text.folded) and reader.text.folded[end].isalnum():
        end += 1
    return end
