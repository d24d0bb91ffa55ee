"""From the days a text names to the first and last day of its measure."""

from datetime import date

from measures.classify.card import Card
from measures.classify.dates import Mention, mentions
from measures.classify.evidence import Trail
from measures.classify.places import Places
from measures.classify.readings import Reader
from measures.model import Item
from measures.vocabulary import Action

_CHANGE = ("begin", "extend", "end", "relax", "tighten", "ban", "duty", "closed", "open", "disruption", "strike", "in_force", "permission")
_COUNTING = ("statistics", "crime")


def validity(
    item: Item, reader: Reader, card: Card, places: Places, trail: Trail
) -> tuple[date | None, date | None]:
    """First and last day in force as the text says; None where it says none, or where it is no measure."""
    if not card.is_measure:
        trail.settle("valid_from", "null", "what is no measure has no days in force")
        trail.settle("valid_until", "null", "what is no measure has no days in force")
        return None, None
    found = mentions(reader.text, item.language, item.published)
    until = _best(item, reader, card, found, ends=True)
    since = _best(item, reader, card, found, ends=False)
    if since and until and until.day < since.day:
        if card.action == Action.EXTEND:
            since = None
        else:
            until = None
    for label, chosen in (("valid_from", since), ("valid_until", until)):
        if chosen is None:
            trail.settle(label, "null", "the text gives no such day")
        else:
            trail.note_span(label, chosen.day.isoformat(), f"a day with the role {chosen.role}", chosen.start, chosen.end)
    return (since.day if since else None), (until.day if until else None)


def _best(item: Item, reader: Reader, card: Card, found: list[Mention], ends: bool) -> Mention | None:
    scored = [(w, -n, m) for n, m in enumerate(found) if (w := _weight(item, reader, card, m, ends)) > 0]
    return max(scored, default=(0, 0, None), key=lambda row: row[:2])[2]


def _weight(item: Item, reader: Reader, card: Card, mention: Mention, ends: bool) -> float:
    concepts = reader.by_sentence[mention.sentence]
    in_title = mention.sentence < reader.text.title_sentences
    days = (mention.day - item.published).days if item.published else 0
    changing = any(name in concepts for name in _CHANGE)
    if any(name in concepts for name in _COUNTING) and not in_title:
        return 0
    if ends:
        if mention.role != "until":
            return 0
        weight = 2.0 + 2.0 * in_title + 0.5 * changing
        if days < 0:
            weight -= 1.2 if card.action != Action.END else 0
        if days > 900:
            weight -= 1.5
        return weight
    if mention.role in ("until", "none") and not (in_title and mention.role == "none"):
        return 0
    if card.action == Action.EXTEND and not (in_title and mention.role == "from"):
        return 0
    weight = {"from": 2.2, "since": 1.6, "on": 0.6, "none": 0.2}[mention.role] + 1.5 * in_title + 0.4 * changing
    if not mention.exact:
        weight -= 0.4
    if mention.role in ("on", "none"):
        if not changing or days < -3:
            return 0
    if days < -45:
        weight -= 1.0 if mention.role != "from" else 1.4
    if days > 500:
        weight -= 1.0
    return weight
