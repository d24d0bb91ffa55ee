"""RSS, Atom and RDF by feedparser, which is given bytes only; dates stay as they are written."""

import io
import re
from typing import TYPE_CHECKING

import feedparser

from sources.errors import FormatError
from sources.formats.records import Reading, by_paths, to_reading
from sources.formats.sniff import encoding, flat, refuse_entities
from sources.formats.sniff import root as root_of

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

_ROOTS = {b"rss", b"feed", b"rdf"}
# As feedparser searches for it, so that what is judged here is what it would go by.
_DECLARED = re.compile(rb"""^<\?.*encoding=['"](.*?)['"].*\?>""")


def read(source: "Source", body: bytes) -> Reading:
    """The items of a feed; FormatError where the bytes are no feed."""
    text = flat(body)
    root = root_of(text)
    if root not in _ROOTS:
        raise FormatError("not_a_feed", root=root.decode("ascii", "replace")[:40])
    refuse_entities(text)
    try:
        # A stream and never bare bytes: feedparser would open a file of that name.
        parsed = feedparser.parse(
            io.BytesIO(_declared(body, text)), sanitize_html=False, resolve_relative_uris=False
        )
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
    raws = (by_paths(source, record) for record in records)
    return to_reading(source, raws, cut_short=cut_short, repaired=broken and not cut_short)


def _declared(body: bytes, text: bytes) -> bytes:
    """The answer; as UTF-8 where it declares an encoding that no feed should use."""
    match = _DECLARED.match(text)
    if match is None:
        return body
    name = match[1].decode("ascii", "replace")
    if not name or encoding(name) != "utf-8" or name.lower().replace("_", "-") in ("utf-8", "utf8"):
        return body
    return text[: match.start(1)] + b"utf-8" + text[match.end(1) :]


def _reason(parsed: "feedparser.FeedParserDict") -> str:
    return " ".join(str(parsed.get("bozo_exception", "")).split())[-120:]
