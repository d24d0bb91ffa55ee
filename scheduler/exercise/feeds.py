"""The archive's publishers as sources with an RSS feed each, and what a feed holds at an instant; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import NamedTuple
from xml.etree import ElementTree as ET

from measures.days import ZONE
from measures.model import Item
from measures.vocabulary import Country, Language, Level
from sources.catalogue import Source
from sources.catalogue.entry import Detail

LONGEST_FEED = 50
"""Items in a feed, newest first: governments' feeds hold ten to a hundred."""
_BUSIEST_MINUTES, _CALMEST_MINUTES = 360, 10_080


class Publisher(NamedTuple):
    """Who publishes in one language: the facts that a source gives to its items."""

    country: Country
    language: Language
    authority: str
    level: Level
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """One publisher's items with the instant of each, oldest first, under the path where it is served."""

    path: str
    publisher: Publisher
    entries: tuple[tuple[Item, datetime], ...]

    @property
    def source_id(self) -> str:
        """The id of its entry in the catalogue."""
        return self.path.strip("/").removesuffix(".xml").replace("/", "-")

    def published(self, now: datetime) -> list[tuple[Item, datetime]]:
        """What stands in the feed at `now`, newest first."""
        return [entry for entry in self.entries if entry[1] <= now][: -LONGEST_FEED - 1 : -1]


def make_feeds(entries: Iterable[tuple[Item, datetime]]) -> list[Feed]:
    """A feed for each publisher of these items, by country and language: /nl/exercise-nl-01.xml."""
    by_publisher: dict[Publisher, list[tuple[Item, datetime]]] = defaultdict(list)
    for item, at in entries:
        who = Publisher(item.country, item.language, item.authority, item.level, item.regions)
        by_publisher[who].append((item, at))
    feeds = []
    for number, (publisher, found) in enumerate(sorted(by_publisher.items()), start=1):
        path = f"/{publisher.country.value.lower()}/exercise-{publisher.language.value}-{number:02}.xml"
        ordered = sorted(found, key=lambda entry: (entry[1], entry[0].id))
        feeds.append(Feed(path, publisher, tuple(ordered)))
    return feeds


def catalogue(feeds: Iterable[Feed], address: str, days_per_second: float) -> dict[str, Source]:
    """An entry for each feed at `address`; asked once a second or so, whatever the speed."""
    minutes = round(min(max(_BUSIEST_MINUTES, 1_440 * days_per_second), _CALMEST_MINUTES))
    return {feed.source_id: _entry(feed, address, minutes) for feed in feeds}


def _entry(feed: Feed, address: str, minutes: int) -> Source:
    publisher = feed.publisher
    return Source(
        id=feed.source_id,
        name=publisher.authority,
        authority=publisher.authority,
        country=publisher.country,
        level=publisher.level,
        language=publisher.language,
        regions=publisher.regions,
        format="rss",
        url=f"{address}{feed.path}",
        detail=Detail(format="none"),
        interval_minutes=minutes,
        min_delay_seconds=0,
        priority="primary",
        standing="use",
        basis="configured",
    )


def rss(feed: Feed, now: datetime) -> bytes:
    """The feed as RSS 2.0 at `now`; days stand as local midnights, for the archive knows no hours."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _texts(
        channel,
        {
            "title": feed.publisher.authority,
            "link": "https://example.org/",
            "description": "Exercise",
            "language": feed.publisher.language.value,
        },
    )
    for item, at in feed.published(now):
        entry = ET.SubElement(channel, "item")
        guid = ET.SubElement(entry, "guid", isPermaLink="false")
        guid.text = item.id
        day = format_datetime(at.astimezone(ZONE))
        _texts(entry, {"title": item.title, "link": item.url, "description": item.summary, "pubDate": day})
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _texts(parent: ET.Element, texts: Mapping[str, str]) -> None:
    for tag, text in texts.items():
        ET.SubElement(parent, tag).text = text
