"""A text as it is matched: folded (case, accents, quotes, dashes, spaces) offsets kept, cut in sentences."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

TITLE_CAP = 1_000
SUMMARY_CAP = 20_000

_QUOTES = {ord(c): "'" for c in "’‘‚‛`´ʼ"} | {ord(c): '"' for c in "“”„«»‹›"}
_DASHES = {ord(c): "-" for c in "‐‑‒–—―−"}


class _Folding(dict[int, str]):
    """One folded character for each, worked out on first sight (ß and œ stay: the lexicon spells both)."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0]
        folded = base.lower()
        if len(folded) != 1:
            folded = base
        if "\ud800" <= folded <= "\udfff":
            # Half of a character: no search takes it, and nothing is spelt with it.
            folded = "\N{REPLACEMENT CHARACTER}"
        if folded.isspace() and folded != "\n":
            folded = " "
        if len(self) < 20_000:
            self[code] = folded
        return folded


_FOLDING = _Folding(_QUOTES | _DASHES)

# Soft hyphen, zero-width and bidi controls, combining marks; and runs of spaces.
_HIDDEN = re.compile(r"[­​-‏‪-‮⁠-⁩﻿̀-ͯ]")
_SPACED = ("  ", "\t ", "\u00a0 ")
_DROPPED = re.compile(rf"{_HIDDEN.pattern}|(?<=[ \t\u00a0]) +")
# The end of a sentence: a mark, perhaps a closing quote, and spaces; or line breaks. What it may begin with
# stands first, so that the search skips what lies between.
_SENTENCE_END = re.compile(r"[.!?…;\n](?:(?<=\n)\n*|(?<!\n)[\"')\]]{0,2}\s+)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"])(?:[a-z]|\d{1,2}|dr|prof|abs|art|nr|st|ca|bzw|vgl|bv|resp|mme|mr|mrs|ms|max|min|jl|o\.a|u\.a|z\.b|d\.h|"
    r"[a-z]\.[a-z]|inkl|ggf|tel|no|p|av|m|cf|incl|excl)$"
)
_LONGEST_ABBREVIATION = len(" prof")


def fold(text: str) -> str:
    """The folded text, character for character (same length)."""
    return text.translate(_FOLDING)


@dataclass(slots=True)
class Text:
    """Title and summary as one folded text with a line break between, cut in sentences.

    `sentences` are (start, end) in `folded`; the first `title_sentences` of them are the title's.
    """

    title: str
    summary: str
    folded: str
    split: int
    sentences: list[tuple[int, int]]
    title_sentences: int
    offsets: list[int] | None = None
    _starts: list[int] = field(default_factory=list)

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds `position`."""
        return max(0, bisect_right(self._starts, position) - 1)

    def span(self, start: int, end: int) -> tuple[str, int, int, str]:
        """Field, start, end and words in the item's own text of the folded span `start:end`."""
        if self.offsets is not None:
            start, end = self.offsets[start], self.offsets[end - 1] + 1
        boundary = min(len(self.title), TITLE_CAP)
        if start < boundary:
            end = min(end, boundary)
            return "title", start, end, self.title[start:end]
        shift = boundary + 1
        return "summary", start - shift, end - shift, self.summary[start - shift : end - shift]

    def original(self, position: int) -> str:
        """The item's own character behind a folded position."""
        if self.offsets is not None:
            position = self.offsets[position]
        boundary = min(len(self.title), TITLE_CAP)
        if position < boundary:
            return self.title[position]
        return self.summary[position - boundary - 1] if position > boundary else "\n"


def read(title: str, summary: str) -> Text:
    """Folds and cuts; of very long texts the first 20,000 characters are read."""
    head, tail = title[:TITLE_CAP], summary[:SUMMARY_CAP]
    raw = f"{head.replace(chr(10), ' ')}\n{tail}"
    offsets: list[int] | None = None
    if _HIDDEN.search(raw) or any(spaces in raw for spaces in _SPACED):
        kept: list[int] = []
        last = 0
        for gap in _DROPPED.finditer(raw):
            kept.extend(range(last, gap.start()))
            last = gap.end()
        kept.extend(range(last, len(raw)))
        offsets = kept
        folded = "".join([raw[i] for i in kept]).translate(_FOLDING)
    else:
        folded = raw.translate(_FOLDING)
    split = folded.find("\n") if offsets is None else sum(1 for i in offsets if i < len(head))
    sentences = _sentences(folded, split)
    return Text(
        title,
        summary,
        folded,
        split,
        sentences,
        sum(1 for start, _ in sentences if start < split) or 1,
        offsets,
        [start for start, _ in sentences],
    )


def _sentences(folded: str, split: int) -> list[tuple[int, int]]:
    bounds = []
    start = 0
    for match in _SENTENCE_END.finditer(folded):
        mark, end = match.span()
        if end <= start:
            continue
        if (
            mark != split
            and folded[mark] == "."
            and _ABBREVIATION.search(folded, max(start, mark - _LONGEST_ABBREVIATION), mark)
        ):
            continue
        bounds.append((start, end))
        start = end
    if start < len(folded):
        bounds.append((start, len(folded)))
    return bounds or [(0, len(folded))]
