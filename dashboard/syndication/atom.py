"""A feed as Atom (RFC 4287): plain text only, always well-formed, the same bytes for the same content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree
from lxml.builder import ElementMaker

from dashboard.safe import link as safe_link
from dashboard.safe import tidy

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed that has no entry yet was updated."""

_A = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `id` is an IRI that lasts, instants carry a zone; `lines` make its summary.

    `page` leads to the dashboard, `source` to a published text where there is one. `title_language` is set
    where the title is in another language than the feed. `categories` are terms with their words.
    """

    id: str
    title: str
    published: datetime
    updated: datetime
    page: str
    lines: Sequence[str]
    categories: Sequence[tuple[str, str]] = ()
    source: str = ""
    title_language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; `address` is where it lies, `page` where the dashboard shows the same. Entries newest first."""

    id: str
    title: str
    subtitle: str
    author: str
    language: str
    address: str
    page: str
    entries: Sequence[Entry]


def to_atom(feed: Feed) -> bytes:
    """The feed as a document in UTF-8; text from outside is text in it, without control characters."""
    updated = max((entry.updated for entry in feed.entries), default=BEGINNING)
    root = _A.feed(
        {_LANG: feed.language},
        _A.id(feed.id),
        _A.title(tidy(feed.title)),
        _A.subtitle(tidy(feed.subtitle)),
        _A.updated(_written(updated)),
        _A.author(_A.name(tidy(feed.author)), _A.uri(feed.page)),
        _A.link(rel="self", type="application/atom+xml", href=feed.address),
        _A.link(rel="alternate", type="text/html", href=feed.page),
        *(_entry(entry) for entry in feed.entries),
    )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _entry(entry: Entry) -> etree._Element:
    title = _A.title(tidy(entry.title))
    if entry.title_language:
        title.set(_LANG, entry.title_language)
    made = _A.entry(
        _A.id(entry.id),
        title,
        _A.published(_written(entry.published)),
        _A.updated(_written(entry.updated)),
        _A.link(rel="alternate", type="text/html", href=entry.page),
        _A.summary("\n".join(line for line in map(tidy, entry.lines) if line)),
        *(_A.category(term=term, label=tidy(label)) for term, label in entry.categories),
    )
    if source := safe_link(entry.source):
        made.append(_A.link(rel="related", href=source))
    return made


def _written(instant: datetime) -> str:
    """An instant by RFC 3339, in UTC to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
