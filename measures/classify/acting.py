"""Whose rule it is, and where: the site that tells of a rule may be another government's."""

from dataclasses import dataclass

from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.classify.words import Hit
from measures.model import Item
from measures.vocabulary import Level

# How far behind its office the place of a government stands ("gouverneur van de provincie Limburg").
_NAME_REACH = 40
_OFFICES = {
    "actor_national": Level.NATIONAL,
    "actor_province": Level.REGIONAL,
    "actor_regional": Level.REGIONAL,
    "actor_local": Level.LOCAL,
}
# A governor of Liège acts for the province (NUTS 2), which bears the town's name.
_PROVINCE = 4
# What a government does that makes a rule its own.
_ACTS = frozenset(
    ("decide", "begin", "ban", "duty", "extend", "end", "relax", "tighten", "closed", "curfew", "advice")
)


@dataclass(frozen=True, slots=True)
class Acting:
    """The level that acts; `regions` (NUTS) is None where the item's own regions hold."""

    level: Level
    regions: tuple[str, ...] | None = None
    hits: tuple[Hit, ...] = ()

    def note(self, trail: Trail) -> None:
        """The evidence of level and regions."""
        for hit in self.hits:
            trail.note_hit("level", self.level.value, "names who acts", hit)
            for code in self.regions or ():
                trail.note_hit("regions", code, "names whose rule it is", hit)
        if not self.hits:
            trail.settle("level", self.level.value, "the level of who tells of it", "authority")


def acting(item: Item, reader: Reader) -> Acting:
    """Who acts: the authority itself, unless the title names another level's government that does."""
    if item.level == Level.EU:
        return Acting(Level.EU)
    named: dict[Level, tuple[Hit, ...]] = {}
    for office, level in _OFFICES.items():
        for hit in reader.by_concept.get(office, ()):
            if hit.sentence >= reader.text.title_sentences or _ACTS.isdisjoint(
                reader.by_sentence[hit.sentence]
            ):
                continue
            if level == Level.NATIONAL:
                named.setdefault(level, (hit,))
            elif seat := _seat(item, reader, hit):
                named.setdefault(level, (hit, seat))
    if len(named) != 1 or item.level in named:
        return Acting(item.level)
    level, hits = named.popitem()
    if level == Level.NATIONAL:
        return Acting(level, (), hits)
    code = hits[1].concept[1:]
    return Acting(level, (code[:_PROVINCE] if hits[0].concept == "actor_province" else code,), hits)


def _seat(item: Item, reader: Reader, office: Hit) -> Hit | None:
    """The place of the own country that follows an office: "burgemeester van Kerkrade", "Land NRW"."""
    for hit in reader.by_sentence[office.sentence].get("own_place", ()):
        if hit.concept[0] == "@" and 0 <= hit.start - office.end <= _NAME_REACH:
            return hit
    return None
