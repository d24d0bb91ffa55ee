"""The sentences of a text as they stand in it, and the one that a rule is read from."""

from bisect import bisect_right
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from measures.classify.text import read
from measures.model import Event, Evidence, Item
from measures.vocabulary import Document, Topic

LONGEST = 240
"""Characters of a text that are quoted for one rule, about."""

# So many characters before the words that matter are quoted of a sentence that is too long.
_LEAD = 60
_CUT = "…"
# What a sentence is worth for each label that was read in it, by whether it is the rule's own.
_ON_TOPIC, _ON_EXEMPTION, _ON_PAPER, _ON_EFFECT = 6, 32, 3, 1
_EFFECT = frozenset({"force", "border_impact", "action"})


class Passage(NamedTuple):
    """A sentence: `words` stand at `start:end` of the item's `field` (title or summary)."""

    field: str
    start: int
    end: int
    words: str

    def holds(self, piece: Evidence) -> bool:
        """Whether the words of a piece of evidence begin in it."""
        return piece.field == self.field and piece.end > piece.start and self.start <= piece.start < self.end


@lru_cache(maxsize=8_192)
def passages(item: Item) -> tuple[Passage, ...]:
    """The sentences of title and summary, in their order; kept, since each question meets the same texts."""
    text = read(item.title, item.summary)
    spans = (text.span(start, end) for start, end in text.sentences if start < end)
    return tuple(Passage(*span) for span in spans if span[3].strip())


def quote(
    text: Event, topics: Collection[Topic], documents: Collection[Document] = (), *, exempting: bool = False
) -> str:
    """The sentence of a text in which most was read of what a rule on these topics says; "" where the source
    gives a title only.

    `exempting` says that what is told of the rule rests on an exemption. It is cut at a word where it is
    longer than about LONGEST characters. Of several that tell as much it is the first.
    """
    told = [passage for passage in passages(text.item) if passage.field == "summary"]
    if not told or _same(text.item.summary, text.item.title):
        return ""
    found: list[dict[tuple[str, str], int]] = [{} for _ in told]
    starts = [passage.start for passage in told]
    pieces = [(piece, _worth(piece, topics, documents, exempting)) for piece in text.assessment.evidence]
    for piece, value in pieces:
        place = bisect_right(starts, piece.start) - 1
        if value and place >= 0 and told[place].holds(piece):
            found[place][piece.label, piece.value] = value
    place = max(range(len(told)), key=lambda place: (sum(found[place].values()), -place))
    chosen = told[place]
    heavy = [piece for piece, value in pieces if value > _ON_EFFECT and chosen.holds(piece)]
    reach = max((piece.end - chosen.start for piece in heavy), default=0)
    first = min((piece.start - chosen.start for piece in heavy), default=0)
    words = chosen.words
    # What opens a list says nothing without it.
    while words.rstrip().endswith((":", ";")) and len(words) < LONGEST and place + 1 < len(told):
        place += 1
        words = f"{words.rstrip()} {told[place].words}"
    return _cut(words, first if reach > LONGEST else 0)


def _worth(
    piece: Evidence, topics: Collection[Topic], documents: Collection[Document], exempting: bool
) -> int:
    match piece.label:
        case "topics":
            return _ON_TOPIC if piece.value in set(topics) else 0
        case "frontier_exempt":
            return _ON_EXEMPTION if exempting else _ON_EFFECT
        case "documents":
            return _ON_PAPER if piece.value in set(documents) else 0
    return _ON_EFFECT if piece.label in _EFFECT else 0


def _cut(words: str, first: int) -> str:
    """At most about LONGEST characters on one line, from the beginning or from shortly before `first`."""
    start = max(0, first - _LEAD)
    while start and not words[start - 1].isspace():
        start -= 1
    line = " ".join(words[start:].split())
    before = f"{_CUT} " if start else ""
    if len(line) <= LONGEST:
        return before + line
    head, blank, _ = line[: LONGEST + 1].rpartition(" ")
    return before + (head if blank else line[:LONGEST]).rstrip(" ,;:–-") + f" {_CUT}"


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
