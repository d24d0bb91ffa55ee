"""The words of a text as a search compares them: without case, accents or ligatures, and where they stand."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 60
"""Characters of a word that count; what is longer is no word of a language."""

# Accents of their own, soft hyphens and invisible spaces part no word.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u00ad\u200b-\u200d]*)+")
_LETTERS = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart; casefold has seen to ß.
_SPELT_OUT = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


class Token(NamedTuple):
    """A word as compared, and its place `start:end` in the text."""

    word: str
    start: int
    end: int


def plain_word(word: str) -> str:
    """A word without case, accents and ligatures, at most LONGEST characters; empty where none is left."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(_LETTERS.findall(apart))
    return kept.casefold().translate(_SPELT_OUT)[:LONGEST]


def tokens(text: str) -> list[Token]:
    """The words of a text in their order."""
    found = (Token(plain_word(match[0]), *match.span()) for match in _WORD.finditer(text))
    return [token for token in found if token.word]
