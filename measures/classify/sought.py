"""Patterns that are tried only where one of their first words stands: in most of a text there is none."""

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick


class Sought:
    """A pattern of which every match begins with one of `words`."""

    __slots__ = ("_words", "pattern")

    def __init__(self, pattern: str, words: Iterable[str]) -> None:
        self.pattern = re.compile(pattern)
        self._words = AhoCorasick(sorted(set(words)))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As re.Pattern.finditer."""
        starts = {start for _, start, _ in self._words.find_matches_as_indexes(text, overlapping=True)}
        end = 0
        for start in sorted(starts):
            if start >= end and (match := self.pattern.match(text, start)):
                end = match.end()
                yield match
