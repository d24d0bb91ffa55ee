"""Makes text and addresses from outside harmless before they reach Streamlit's Markdown."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

# Streamlit and GFM look for these in the finished text, after backslashes are gone: icons and emoji
# (:name:), bare addresses (http://, www., name@host), arrows and dashes. An invisible joiner parts them.
_JOINER = "\u2060"
_FOUND_LATER = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)|(?<=[-<>=!])(?=[-<>=])", re.IGNORECASE)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Code points that are no characters, which XML refuses.
_NO_CHARACTERS = frozenset("\ufffe\uffff")
# Direction overrides can make a text read otherwise than it is stored.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNBROKEN = frozenset("\u00a0\u202f")
_BLANKS = re.compile(r"\s+")
_DROPPED = _DIRECTION | _NO_CHARACTERS


def tidy(text: str) -> str:
    """`text` on one line, without control and direction characters: for places that read no Markdown.

    A single blank at which a line must not break stays, as in "41 000" and before a French colon.
    """
    kept = (
        char
        for char in text
        if char.isspace() or (unicodedata.category(char) not in ("Cc", "Cs", "Co") and char not in _DROPPED)
    )
    return _BLANKS.sub(lambda found: found[0] if found[0] in _UNBROKEN else " ", "".join(kept)).strip()


def plain(text: str) -> str:
    """`text` as Markdown that shows just these characters: no link, image, icon, formula or heading."""
    parted = _FOUND_LATER.sub(_JOINER, tidy(text))
    return _PUNCTUATION.sub(r"\\\1", parted)


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` as safe Markdown with the stretches `spans` (start, end) highlighted; overlaps are joined."""
    pieces: list[str] = []
    reached = 0
    for start, end in joined(spans, len(text)):
        pieces.append(_piece(text[reached:start]))
        word = plain(text[start:end])
        pieces.append(f":orange-background[{word}]" if word else _piece(text[start:end]))
        reached = end
    pieces.append(_piece(text[reached:]))
    return "".join(pieces).strip()


def joined(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Spans clipped to `length`, in order, those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, a), min(b, length)) for a, b in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def link(url: str) -> str | None:
    """`url` where it is a plain web address that may be shown as a link, else None."""
    if any(char.isspace() or not char.isprintable() or char == "\\" for char in url):
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    return quote(url, safe=":/?#@!$&'*+,;=%~-._")


def _piece(text: str) -> str:
    """A stretch between highlights: safe, with the blanks at its edges kept."""
    body = plain(text)
    if not body:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + body + (" " if text[-1].isspace() else "")
