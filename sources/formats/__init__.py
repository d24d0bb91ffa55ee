"""From bytes to items, one small module a format; pure: the same bytes give the same items."""

from typing import TYPE_CHECKING

from measures.model import Item
from sources.errors import FormatError
from sources.formats import articles, cap, datex, jsonpaths, pages, sru, syndication, xmlpaths
from sources.formats.records import Reading

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

_READERS = {
    "rss": syndication.read,
    "atom": syndication.read,
    "rdf": syndication.read,
    "json": jsonpaths.read,
    "xml": xmlpaths.read,
    "sru": sru.read,
    "cap": cap.read,
    "datex2": datex.read,
    "html": pages.read_list,
    "page": pages.read_page,
    "article": articles.read,
}


def read(source: "Source", body: bytes) -> Reading:
    """What an answer of `source` holds; FormatError, and nothing else, where it cannot be read."""
    if not body.strip():
        raise FormatError("no_bytes")
    return _READERS[source.format](source, body)


def parse(source: "Source", body: bytes) -> list[Item]:
    """The items of an answer, in its order; FormatError where it cannot be read."""
    return list(read(source, body).items)
