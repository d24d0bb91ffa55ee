"""What bytes seem to be before anything reads them, and what is refused at the door."""

import codecs
import re

from measures.vocabulary import AnswerState
from sources.errors import FormatError

# Possessive: white space without end would else fill the memory with places to go back to.
_PROLOGUE = re.compile(rb"(?:\s++|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)*+", re.S | re.I)
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_MARKUP_PAGES = {b"html", b"head", b"body", b"script", b"div"}
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

_ENCODINGS = {
    "ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "koi8-r", "mac-roman",
    *(f"iso8859-{part}" for part in range(1, 17)), *(f"cp{page}" for page in range(1250, 1259)),
}  # fmt: skip
"""What pages and feeds are written in; Python knows more, of which some take quadratic time."""


def encoding(name: str) -> str:
    """Python's name of an encoding that an answer claims for itself; utf-8 where no page should use it."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return "utf-8"
    return found if found in _ENCODINGS else "utf-8"


def flat(body: bytes) -> bytes:
    """The bytes in a form where ASCII markup can be searched."""
    if body.startswith(_BOMS[1:]) or body[1:2] == b"\0" or body[:1] == b"\0":
        encoding = "utf-16-be" if body.startswith(b"\xfe\xff") or body[:1] == b"\0" else "utf-16-le"
        return body.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    return body.removeprefix(_BOMS[0])


def root(text: bytes) -> bytes:
    """The local name of the root element in lower case; FormatError where it is that of a web page.

    Empty where there is no element.
    """
    start = _PROLOGUE.match(text)
    match = _ROOT.match(text, start.end() if start else 0)
    name = match[2].lower() if match else b""
    if name in _MARKUP_PAGES:
        raise FormatError("html_instead", state=AnswerState.BLOCKED)
    return name


def refuse_entities(text: bytes) -> None:
    """FormatError where the answer declares entities of its own, which can grow without end.

    They stand before the root element, which may be far: all of the text is looked through, in no time.
    """
    if re.search(rb"<!ENTITY", text, re.I):
        raise FormatError("entities_declared")
