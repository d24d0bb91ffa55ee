"""Records of any format made into items: identity, cleaning, dates and the source's own facts."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from measures.model import Item
from measures.vocabulary import Language
from sources.corridor import Place, near, places_in
from sources.errors import FormatError
from sources.formats.clean import MAX_TITLE, plain, web_address
from sources.formats.dates import read_day
from sources.formats.paths import pick

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Raw:
    """What a record says in each field of an item, before anything is cleaned or read.

    `places` are the points (latitude, longitude) that it touches; a `dropped` record is none of our
    business, whatever it says: a drill, a plan put off. `detail` is where its whole text stands, `version`
    what changes with that text; `names` are the identities of messages that tell of the same thing.
    """

    id: str
    title: str = ""
    summary: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    places: tuple[Place, ...] = ()
    dropped: bool = False
    detail: str = ""
    version: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What a record tells beside its item.

    `detail` is the address of its whole text, empty where it gives none, and `version` what changes with it,
    empty where that is the record's own text. `names` are the ids under which messages on the same thing may
    be known.
    """

    detail: str = ""
    version: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer held: the items, and what was seen on the way.

    `seen` counts the records in the answer, `filtered` those the entry does not want, `nameless` those
    without title and identity, `undated` those whose date is written and cannot be read (`raw_date` is
    one of them). `cut_short` is set where the answer ended before its end; `repaired` where it was not
    well-formed and yet whole. `beside` holds, by item, what its record tells beside it, if anything.
    `made_at` is the instant at which the answer says it was made.
    """

    items: tuple[Item, ...]
    seen: int
    filtered: int = 0
    nameless: int = 0
    undated: int = 0
    raw_date: str = ""
    cut_short: bool = False
    repaired: bool = False
    made_at: datetime | None = None
    beside: Mapping[str, Beside] = field(default_factory=dict)

    def lacking(self, name: str) -> int:
        """How many items have nothing in the field of this name."""
        return sum(1 for item in self.items if not getattr(item, name))


def by_paths(source: "Source", record: Record) -> Raw:
    """What stands at the paths that the entry declares."""
    fields, detail = source.fields, source.detail
    return Raw(
        id=pick(record, fields.id),
        title=pick(record, fields.title),
        summary=pick(record, fields.summary),
        url=pick(record, fields.url),
        published=pick(record, fields.published),
        language=pick(record, fields.language),
        places=places_in(pick(record, fields.place)) if fields.place else (),
        detail=pick(record, detail.url) if detail else "",
        version=pick(record, detail.version) if detail else "",
    )


def to_reading(
    source: "Source", raws: Iterable[Raw], *, cut_short: bool = False, repaired: bool = False
) -> Reading:
    """The items of `raws`, each once: of two with one identity the first stands.

    Where the entry keeps to a corridor along the borders, records away from it are filtered, and
    FormatError is raised where not one record tells its place.
    """
    items: dict[str, Item] = {}
    beside: dict[str, Beside] = {}
    seen = filtered = nameless = undated = placed = 0
    raw_date = ""
    for raw in raws:
        seen += 1
        placed += bool(raw.places)
        if raw.dropped or (source.corridor_km is not None and near(raw.places, source.corridor_km) is None):
            filtered += 1
            continue
        item = to_item(source, raw)
        if item is None:
            nameless += 1
        elif not _wanted(source, f"{item.title}\n{item.summary}"):
            filtered += 1
        else:
            if item.published_raw and item.published is None:
                undated, raw_date = undated + 1, item.published_raw
            if items.setdefault(item.id, item) is item and (more := _beside(source, raw, item)):
                beside[item.id] = more
    if source.corridor_km is not None and seen and not placed:
        raise FormatError("no_places", count=seen)
    return Reading(
        tuple(items.values()),
        seen,
        filtered,
        nameless,
        undated,
        raw_date,
        cut_short,
        repaired,
        beside=beside,
    )


def not_after(reading: Reading, today: date) -> Reading:
    """`reading` with days of publication that lie after `today` left open: nothing is published tomorrow.

    A source that stamps local time as UTC can be a day ahead, an agenda gives the day of its event.
    """
    items = tuple(
        replace(item, published=None) if item.published and item.published > today else item
        for item in reading.items
    )
    return replace(reading, items=items)


def to_item(source: "Source", raw: Raw) -> Item | None:
    """The item that a record tells of; None where it has neither title nor text, or nothing to know it by."""
    title_raw, summary_raw = raw.title, raw.summary
    if source.cut_after:
        title_raw, summary_raw = (text.partition(source.cut_after)[0] for text in (title_raw, summary_raw))
    title = plain(title_raw, MAX_TITLE)
    summary = plain(summary_raw, glued=source.glued_sentences)
    if summary == title:
        summary = ""
    identity = _identity(raw.id, keep_case=source.fields.keep_case)
    if not title:
        title, summary = (
            (summary[:MAX_TITLE], "") if len(summary) <= MAX_TITLE else (plain(summary, 200), summary)
        )
    if not title or not identity:
        return None
    published_raw = plain(raw.published, 100)
    home = source.home or source.url.partition("?")[0]
    url = web_address(raw.url, home) or web_address(home, home)
    return Item(
        id=_item_id(source, identity),
        source=source.id,
        country=source.country,
        authority=source.authority,
        level=source.level,
        language=_language(raw.language, source.language),
        published=read_day(
            published_raw,
            source.dates.formats,
            zone=source.dates.zone,
            ignore_offset=source.dates.ignore_offset,
        ),
        url=_on_tls(url, source.url),
        title=title,
        summary=summary,
        regions=_regions(source, raw),
        published_raw=published_raw,
    )


def _on_tls(url: str, asked: str) -> str:
    """An address on TLS where its host was just reached on TLS: some feeds go on to announce http."""
    try:
        parts, own = urlsplit(url), urlsplit(asked)
        if parts.scheme == "http" and own.scheme == "https" and parts.netloc == own.netloc:
            return parts._replace(scheme="https").geturl()
    except ValueError:
        pass
    return url


def _beside(source: "Source", raw: Raw, item: Item) -> Beside | None:
    """What the record tells beside its item; None where that is nothing."""
    follows = source.follows
    if follows is None:
        detail = ""
    elif follows.url:
        detail = web_address(raw.detail, source.home or source.url)
    else:
        detail = item.url if raw.url.strip() else ""
    names = (_item_id(source, _identity(name, keep_case=source.fields.keep_case)) for name in raw.names)
    others = tuple(dict.fromkeys(name for name in names if name != item.id))
    return Beside(detail, raw.version, others) if detail or others else None


def _item_id(source: "Source", identity: str) -> str:
    return f"{source.id}:{hashlib.sha256(identity.encode()).hexdigest()[:20]}"


def _regions(source: "Source", raw: Raw) -> tuple[str, ...]:
    """Where a record of the corridor holds: the region of its crossing on the source's own side."""
    found = near(raw.places, source.corridor_km) if source.corridor_km is not None else None
    own = tuple(code for code in found.crossing.regions if code.startswith(source.country)) if found else ()
    return own or source.regions


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
