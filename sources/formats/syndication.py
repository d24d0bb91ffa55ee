"""RSS, Atom and RDF by feedparser, which is given bytes only; dates stay as they are written."""

import io
import re
from typing import TYPE_CHECKING

import feedparser

from measures.vocabulary import AnswerState
from sources.errors import FormatError
from sources.formats.records import Reading, to_reading

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

_PROLOGUE = re.compile(rb"(?:\s|<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)*", re.S | re.I)
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_ROOTS = {b"rss", b"feed", b"rdf"}
_MARKUP_PAGES = {b"html", b"head", b"body", b"script", b"div"}
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read(source: "Source", body: bytes) -> Reading:
    """The items of a feed; FormatError where the bytes are no feed."""
    text = _flat(body)
    root = _root(text)
    if root in _MARKUP_PAGES:
        raise FormatError("html_instead", state=AnswerState.BLOCKED)
    if root not in _ROOTS:
        raise FormatError("not_a_feed", root=(root or b"").decode("ascii", "replace")[:40])
    if re.search(rb"<!ENTITY", text[:100_000], re.I):
        raise FormatError("entities_declared")
    try:
        # A stream and never bare bytes: feedparser would open a file of that name.
        parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # feedparser lets the errors of its parsers through
        raise FormatError("not_well_formed", reason=type(error).__name__) from error
    records = [dict(entry) for entry in parsed.entries]
    broken = bool(parsed.bozo) and not isinstance(
        parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride
    )
    cut_short = broken and not re.search(rb"</(?:\w+:)?%b\s*>$" % re.escape(root), text.rstrip()[-60:], re.I)
    if cut_short:
        # The record in which the answer ended may lack half of its text.
        records = records[:-1]
    if broken and not records:
        raise FormatError("cut_short" if cut_short else "not_well_formed", reason=_reason(parsed), count=0)
    return to_reading(source, records, cut_short=cut_short, repaired=broken and not cut_short)


def _flat(body: bytes) -> bytes:
    """The bytes in a form where ASCII markup can be searched."""
    if body.startswith(_BOMS[1:]) or body[1:2] == b"\0" or body[:1] == b"\0":
        encoding = "utf-16-be" if body.startswith(b"\xfe\xff") or body[:1] == b"\0" else "utf-16-le"
        return body.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    return body.removeprefix(_BOMS[0])


def _root(text: bytes) -> bytes | None:
    """The local name of the root element, in lower case; None where there is no element."""
    start = _PROLOGUE.match(text)
    match = _ROOT.match(text, start.end() if start else 0)
    return match[2].lower() if match else None


def _reason(parsed: "feedparser.FeedParserDict") -> str:
    return " ".join(str(parsed.get("bozo_exception", "")).split())[-120:]
