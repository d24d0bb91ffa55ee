"""Records of any format made into items: identity, cleaning, dates and the source's own facts."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from measures.model import Item
from measures.vocabulary import Language
from sources.formats.clean import MAX_TITLE, plain, web_address
from sources.formats.dates import read_day
from sources.formats.paths import pick

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer held: the items, and what was seen on the way.

    `seen` counts the records in the answer, `filtered` those the entry does not want, `nameless` those
    without title and identity, `undated` those whose date is written and cannot be read (`raw_date` is
    one of them). `cut_short` is set where the answer ended before its end; `repaired` where it was not
    well-formed and yet whole.
    """

    items: tuple[Item, ...]
    seen: int
    filtered: int = 0
    nameless: int = 0
    undated: int = 0
    raw_date: str = ""
    cut_short: bool = False
    repaired: bool = False

    def lacking(self, field: str) -> int:
        """How many items have nothing in `field`."""
        return sum(1 for item in self.items if not getattr(item, field))


def to_reading(
    source: "Source", records: Iterable[Record], *, cut_short: bool = False, repaired: bool = False
) -> Reading:
    """The items of `records`, each once: of two with one identity the first stands."""
    items: dict[str, Item] = {}
    seen = filtered = nameless = undated = 0
    raw_date = ""
    for record in records:
        seen += 1
        item = to_item(source, record)
        if item is None:
            nameless += 1
        elif not _wanted(source, f"{item.title}\n{item.summary}"):
            filtered += 1
        else:
            if item.published_raw and item.published is None:
                undated, raw_date = undated + 1, item.published_raw
            items.setdefault(item.id, item)
    return Reading(tuple(items.values()), seen, filtered, nameless, undated, raw_date, cut_short, repaired)


def to_item(source: "Source", record: Record) -> Item | None:
    """The item that a record tells of; None where it has neither title nor text, or nothing to know it by."""
    fields = source.fields
    title_raw, summary_raw = pick(record, fields.title), pick(record, fields.summary)
    if source.cut_after:
        title_raw, summary_raw = (raw.partition(source.cut_after)[0] for raw in (title_raw, summary_raw))
    title = plain(title_raw, MAX_TITLE)
    summary = plain(summary_raw, glued=source.glued_sentences)
    if summary == title:
        summary = ""
    identity = _identity(pick(record, fields.id), keep_case=fields.keep_case)
    if not title:
        title, summary = (
            (summary[:MAX_TITLE], "") if len(summary) <= MAX_TITLE else (plain(summary, 200), summary)
        )
    if not title or not identity:
        return None
    published_raw = plain(pick(record, fields.published), 100)
    home = source.home or source.url.partition("?")[0]
    return Item(
        id=f"{source.id}:{hashlib.sha256(identity.encode()).hexdigest()[:20]}",
        source=source.id,
        country=source.country,
        authority=source.authority,
        level=source.level,
        language=_language(pick(record, fields.language), source.language),
        published=read_day(
            published_raw,
            source.dates.formats,
            zone=source.dates.zone,
            ignore_offset=source.dates.ignore_offset,
        ),
        url=web_address(pick(record, fields.url), home) or web_address(home, home),
        title=title,
        summary=summary,
        regions=source.regions,
        published_raw=published_raw,
    )


def _identity(raw: str, *, keep_case: bool) -> str:
    """What an item is known by: an address without its scheme, as sites move from http to https.

    Sites also spell one id in several ways (BGBl_1, bgbl-1).
    """
    text = re.sub(r"^https?://(?:www\.)?", "", plain(raw))
    return text if keep_case else text.casefold().replace("_", "-")


def _language(code: str, default: Language) -> Language:
    try:
        return Language(code.strip()[:2].lower())
    except ValueError:
        return default


def _wanted(source: "Source", text: str) -> bool:
    if any(re.search(pattern, text) for pattern in source.never):
        return False
    return not source.only or any(re.search(pattern, text) for pattern in source.only)
