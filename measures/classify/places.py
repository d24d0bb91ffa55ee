"""Where an item plays: the countries and regions it names, whether it is about our borders, and which of them."""

from dataclasses import dataclass
from functools import lru_cache

from measures import geography
from measures.classify.readings import Reader, place_of
from measures.classify.text import fold
from measures.classify.words import Hit, towns
from measures.model import Item
from measures.vocabulary import Border, Country, Level

_ANY_NEIGHBOUR = ("neighbour", "abroad", "risk_area", "border_region")
# Words whose reach depends on which border is meant.
_BORDER_CONCEPTS = (
    "border",
    "border_control",
    "border_closed",
    "entry",
    "entry_ban",
    "entry_duty",
    "frontier_worker",
    "travel_ban",
    "quarantine",
    "testing",
    "crossing",
    "tax_agreement",
    "live_work",
)


@dataclass(frozen=True, slots=True)
class Places:
    """Places of a text in their roles.

    `named` gives the hits by country of ours (towns count for theirs); `regions` the NUTS codes where
    the rule holds; `third_only` is set where every border the text speaks of is another country's.
    """

    named: dict[Country, tuple[Hit, ...]]
    regions: tuple[str, ...]
    third_only: bool
    third_hits: tuple[Hit, ...]

    def neighbours(self, country: Country) -> tuple[Country, ...]:
        """The countries of ours that the text names, other than `country`."""
        return tuple(other for other in self.named if other != country)


def find_places(item: Item, reader: Reader) -> Places:
    """Reads the places of a text."""
    named: dict[Country, list[Hit]] = {}
    for hit in reader.hits:
        country = place_of(hit)
        if country is not None:
            named.setdefault(country, []).append(hit)
    third = tuple(hit for hit in reader.hits if hit.concept in ("place_third", "third_travel"))
    return Places(
        {country: tuple(hits) for country, hits in named.items()},
        _regions(item),
        _third_only(item, reader, third),
        third,
    )


def _third_only(item: Item, reader: Reader, third: tuple[Hit, ...]) -> bool:
    if not third:
        return False
    ours = theirs = 0.0
    third_sentences = {hit.sentence for hit in third}
    for index, concepts in enumerate(reader.by_sentence):
        speaks = any(concept in concepts for concept in _BORDER_CONCEPTS)
        if not speaks:
            continue
        factor = 2.0 if index < reader.text.title_sentences else 1.0
        if _names_ours(concepts):
            ours += factor
        elif index in third_sentences:
            theirs += factor
        else:
            ours += 0.45 * factor * ("air" not in concepts)
    return theirs > ours


def _names_ours(concepts: dict[str, list[Hit]]) -> bool:
    if "their_place" in concepts or "border_region" in concepts or "neighbour" in concepts:
        return True
    # "Abroad" beside a third country speaks of that country.
    return any(name in concepts for name in _ANY_NEIGHBOUR) and not (
        "place_third" in concepts or "third_travel" in concepts
    )


def _regions(item: Item) -> tuple[str, ...]:
    """NUTS codes where the rule holds: the item's own, else what the authority's name says."""
    if item.regions or item.level in (Level.NATIONAL, Level.EU):
        return item.regions
    return area_of(item.authority, item.country, item.level)


@lru_cache(maxsize=2_000)
def area_of(authority: str, country: Country, level: Level) -> tuple[str, ...]:
    """NUTS codes in an authority's name; of a local one only those of the longest name; () where it names none."""
    folded = fold(authority)
    inside = [
        (name, code)
        for name, code in towns().items()
        if code.startswith(country.value) and _holds(folded, name)
    ]
    if not inside:
        return ()
    longest = max(len(name) for name, _ in inside)
    if level == Level.LOCAL:
        inside = [(name, code) for name, code in inside if len(name) == longest]
    return tuple(sorted({code for _, code in inside}))


def _holds(authority: str, name: str) -> bool:
    start = authority.find(name)
    while start != -1:
        end = start + len(name)
        if (start == 0 or not authority[start - 1].isalnum()) and (
            end == len(authority) or not authority[end].isalnum()
        ):
            return True
        start = authority.find(name, end)
    return False


def _without_tripoint(
    borders: tuple[Border, ...], country: Country, codes: tuple[str, ...]
) -> tuple[Border, ...]:
    """Leaves out a border that the regions meet in the tripoint only, where they touch another on land."""
    if not codes or len(borders) < 2:
        return borders
    firm = tuple(
        border
        for border in borders
        if any(
            region.contact != "point" and geography.overlaps(region.code, code)
            for region in geography.border_regions(border, country)
            for code in codes
        )
    )
    return firm or borders


def touched(item: Item, reader: Reader, places: Places, specific: bool, by_title: bool) -> tuple[Border, ...]:
    """The borders an item affects: those its regions touch, of them those the text names where `specific`.

    A title that speaks of abroad or the neighbours in general means all; of a disruption (`by_title`) the
    title's neighbour is the one, others being named as not affected.
    """
    possible = _without_tripoint(
        geography.borders_touched(item.country, places.regions), item.country, places.regions
    )
    if not specific:
        return possible
    if item.country == Country.EU:
        sides = [border for border in possible if set(border.sides) <= set(places.named)]
        return tuple(sides) or possible
    titled = {
        place
        for hit in reader.hits
        if hit.sentence < reader.text.title_sentences and (place := place_of(hit))
    }
    title = [reader.by_sentence[n] for n in range(reader.text.title_sentences)]
    general = any("abroad" in concepts or "neighbour" in concepts for concepts in title)
    if general and not any("their_place" in concepts for concepts in title):
        return possible
    for known in (titled, set(places.named)) if by_title else (set(places.named),):
        named = [border for border in possible if border.other_side(item.country) in known]
        if named:
            return tuple(named)
    others = [country for country in places.named if country != item.country]
    if others and not places.regions:
        return tuple(
            border
            for border in geography.borders_of(item.country)
            if border.other_side(item.country) in others
        )
    return possible
