"""Words that turn a rule one way or the other by what they act upon, settled before readings are weighed."""

from dataclasses import dataclass
from functools import cache

from measures.classify.tables import table
from measures.classify.words import Hit

Sentence = dict[str, list[Hit]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What `word` means where one of the concepts `beside` stands within so many characters."""

    beside: tuple[str, ...]
    within: int
    means: str
    instead: bool


def turned(concepts: Sentence) -> list[tuple[Hit, Turn]]:
    """Every turning word of a sentence that has something to act upon, with the turn it takes."""
    found = []
    known = turns()
    for word in known:
        if word not in concepts:
            continue
        for hit in concepts[word]:
            if word == "no_more" and any(_meet(hit, ban) for ban in concepts.get("ban", ())):
                continue
            best: tuple[int, Turn] | None = None
            for turn in known[word]:
                away = _nearest(hit, concepts, turn)
                if away is not None and (best is None or away < best[0]):
                    best = (away, turn)
            if best is not None:
                found.append((hit, best[1]))
    return found


def _meet(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def _nearest(hit: Hit, concepts: Sentence, turn: Turn) -> int | None:
    gaps = [
        max(other.start - hit.end, hit.start - other.end, 0)
        for concept in turn.beside
        if concept in concepts
        for other in concepts[concept]
        if (other.start, other.end) != (hit.start, hit.end)
    ]
    near = min(gaps, default=turn.within + 1)
    return near if near <= turn.within else None


@cache
def turns() -> dict[str, tuple[Turn, ...]]:
    """The turns of each word, as turns.toml gives them."""
    data = table("turns.toml")
    known: dict[str, list[Turn]] = {}
    for row in data["turn"]:
        beside = tuple(data["classes"].get(row["beside"], [row["beside"]]))
        known.setdefault(row["word"], []).append(
            Turn(beside, row["within"], row["means"], row.get("instead", False))
        )
    return {word: tuple(rows) for word, rows in known.items()}
