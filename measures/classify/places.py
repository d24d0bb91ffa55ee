"""Where an item plays: the countries and regions it names, and whether the borders it speaks of are ours."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from measures import geography
from measures.classify.readings import Reader, place_of
from measures.classify.text import fold
from measures.classify.words import Hit, towns
from measures.model import Item
from measures.vocabulary import Country, Level

_ANY_NEIGHBOUR = ("neighbour", "abroad", "risk_area", "border_region")
_THIRD = ("place_third", "third_travel")
_NUTS_3 = 5
# A border is with the countries that stand this close behind it and behind each other.
_LIST_REACH, _LIST_STEP = 22, 16
_DRAWN = ("border", "border_control", "border_closed")
# Seats of governments stand for the government.
_CAPITALS = frozenset({"DEA11", "DE929", "DEB35", "DE300", "BE100", "NL329", "NL332"})
# Words whose reach depends on which border is meant.
_BORDER_CONCEPTS = frozenset(
    (
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


def find_places(item: Item, reader: Reader, regions: tuple[str, ...] | None = None) -> Places:
    """Reads the places of a text; `regions` are those of the government that acts, where it is another's."""
    named: dict[Country, list[Hit]] = {}
    for side in ("own_place", "their_place"):
        for hit in reader.by_concept.get(side, ()):
            country = place_of(hit)
            if country is not None:
                named.setdefault(country, []).append(hit)
    if regions is None:
        regions = _regions(item)
        if item.level == Level.LOCAL and not geography.borders_touched(item.country, regions):
            regions = _whole_region(named.get(item.country, ()), reader) or regions
    third: tuple[Hit, ...] = ()
    if reader.has(*_THIRD):
        third = tuple(hit for hit in reader.hits if hit.concept in _THIRD)
    return Places(
        {country: tuple(hits) for country, hits in named.items()},
        _narrowed(regions, named.get(item.country, ()), reader),
        _third_only(item, reader, third),
        third,
    )


def _third_only(item: Item, reader: Reader, third: tuple[Hit, ...]) -> bool:
    if not third:
        return False
    titles = reader.by_sentence[: reader.text.title_sentences]
    if any("third_travel" in c and "entry_ban" in c and "their_place" not in c for c in titles):
        return True
    # A title on another country in a text that names none of our neighbours: travel advice, mostly.
    if not reader.has("their_place", "their_people", "neighbour") and any(
        "place_third" in c and "abroad" not in c for c in titles
    ):
        return True
    naming = [c for c in reader.by_sentence if "their_place" in c or "neighbour" in c]
    if naming and all("unaffected" in c and ("border" in c or "neighbour" in c) for c in naming):
        return True
    ours = theirs = 0.0
    third_sentences = {hit.sentence for hit in third}
    elsewhere = _borders_elsewhere(reader, third)
    for index, concepts in enumerate(reader.by_sentence):
        if _BORDER_CONCEPTS.isdisjoint(concepts):
            continue
        factor = 2.0 if index < reader.text.title_sentences else 1.0
        if index in elsewhere:
            theirs += factor
        elif _names_ours(concepts) and "unaffected" not in concepts:
            ours += factor
        elif index in third_sentences:
            theirs += factor
        elif "unaffected" not in concepts:
            ours += 0.45 * factor * ("air" not in concepts)
    return theirs > ours


def _borders_elsewhere(reader: Reader, third: tuple[Hit, ...]) -> set[int]:
    """Sentences whose borders are all with other countries, whoever draws them.

    "L'Allemagne contrôle aux frontières avec l'Autriche et la Pologne": of the places that follow a border
    closely one upon the other, none is ours.
    """
    found = set()
    for index in {hit.sentence for hit in third}:
        concepts = reader.by_sentence[index]
        borders = [hit for name in _DRAWN for hit in concepts.get(name, ())]
        places = sorted(
            (hit.start, hit.end, hit.concept == "place_third")
            for name in ("place_third", "their_place", "own_place")
            for hit in concepts.get(name, ())
        )
        drawn = [with_third for hit in borders if (with_third := _drawn_with_third(hit, places)) is not None]
        if drawn and all(drawn):
            found.add(index)
    return found


def _drawn_with_third(border: Hit, places: list[tuple[int, int, bool]]) -> bool | None:
    """Whether only other countries are listed behind a border; None where no country is."""
    end, seen = border.end, None
    for start, stop, third in places:
        if start < border.start:
            continue
        if start - end > (_LIST_REACH if seen is None else _LIST_STEP):
            break
        if not third:
            return False
        end, seen = stop, True
    return seen


def _names_ours(concepts: dict[str, list[Hit]]) -> bool:
    if "their_place" in concepts or "border_region" in concepts or "neighbour" in concepts:
        return True
    # "Abroad" beside a third country speaks of that country.
    return not concepts.keys().isdisjoint(_ANY_NEIGHBOUR) and not (
        "place_third" in concepts or "third_travel" in concepts
    )


def _regions(item: Item) -> tuple[str, ...]:
    """NUTS codes where the rule holds: the item's own, else what the authority's name says.

    The post of a national authority in a border town ("Hauptzollamt Aachen") speaks for that town.
    """
    if item.regions or item.level == Level.EU:
        return item.regions
    area = area_of(item.authority, item.country, item.level)
    if item.level == Level.NATIONAL and not all(code in geography.regions() for code in area):
        return ()
    return area


def _whole_region(own: Iterable[Hit], reader: Reader) -> tuple[str, ...]:
    """The Land or region whose rule a municipality away from the borders tells of, named in its title."""
    return tuple(
        hit.concept[1:]
        for hit in own
        if hit.sentence < reader.text.title_sentences and hit.concept[1:] in geography.regions()
    )[:1]


def _narrowed(regions: tuple[str, ...], own: Iterable[Hit], reader: Reader) -> tuple[str, ...]:
    """The districts away from the borders, where the title of a larger area's rule names only such."""
    title = {
        hit.concept[1:]
        for hit in own
        if hit.sentence < reader.text.title_sentences and hit.concept[1:] not in regions
    }
    towns_only = {code for code in title if len(code) == _NUTS_3 and code not in _CAPITALS}
    if not towns_only or reader.has("their_place") or any(code in geography.regions() for code in title):
        return regions
    inside = {code for code in towns_only if not regions or any(code.startswith(area) for area in regions)}
    return tuple(sorted(inside)) or regions


@lru_cache(maxsize=2_000)
def area_of(authority: str, country: Country, level: Level) -> tuple[str, ...]:
    """NUTS codes in an authority's name (of a local one the longest name's); none if it names none."""
    folded, ours = fold(authority), country.value
    inside = [
        (name, code)
        for name, code in towns().items()
        if name in folded and code.startswith(ours) and _holds(folded, name)
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
