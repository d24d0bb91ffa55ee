"""From the days a text names to the first and last day of its measure."""

from dataclasses import replace

from datetime import date
from itertools import zip_longest

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
    found = _stretches(mentions(reader.text, item.language, item.published))
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


def _stretches(found: list[Mention]) -> list[Mention]:
    """Settles what opens a stretch: a beginning where its end follows closely, else a day merely named."""
    settled = []
    for mention, following in zip_longest(found, found[1:]):
        closes = following is not None and following.role == "until" and following.start - mention.end <= 45
        if mention.role == "opens":
            mention = replace(mention, role="from" if closes else "named")
        if mention.role in ("from", "opens") and closes:
            mention = replace(mention, stretch=True)
        settled.append(mention)
    return settled


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
    halting = "disruption" in concepts or "strike" in concepts or "stopped" in concepts
    if mention.role in ("until", "named"):
        return 0
    if card.action == Action.EXTEND and not (mention.role == "from" and (in_title or mention.stretch)):
        return 0
    weight = {"from": 2.2, "since": 1.6, "on": 0.6, "none": 0.2}[mention.role] + 1.5 * in_title + 0.4 * changing
    if mention.stretch:
        weight += 0.8
    if not mention.exact:
        weight -= 0.4
    if mention.role in ("on", "none"):
        if not changing or days < (-3 if mention.role == "on" and mention.exact else 0):
            return 0
        if mention.role == "none" and not in_title and not halting:
            return 0
        if not mention.exact and not halting:
            return 0
    if days < -45:
        weight -= 1.0 if mention.role != "from" else 1.4
    if days > 500:
        weight -= 1.0
    return weight
