"""The whole text behind the records of a list: which details are asked for, and what becomes of them. Pure.

A warning's CAP message, a country's advice, the page behind a headline: the list is polled, and what is new
or changed in it is followed up, on the source's own site only and a few at a time.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from tld import get_fld

from measures.model import Item
from measures.network import reason
from measures.vocabulary import AnswerState
from sources.catalogue.entry import Source
from sources.fetch import Fault, Gate
from sources.formats.records import Beside
from sources.poll import Poll, next_try

MOST = 20
"""Details asked for in one poll; the others wait for the next one."""
SHORT = 200
"""A text of fewer characters leaves open what its page may tell."""
GIVES_WAY = 3
"""After so many failures the list's own words replace an earlier detail that has become outdated."""


GIVES_UP = 5
"""After so many failures a page is let be; the list told what there was to tell."""
PAGES = ("article", "html")
"""Details that are pages behind headlines, asked for only where the headline leaves something open."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of the detail of a record: the version held (empty: none yet), failures since."""

    entry: str
    version: str = ""
    failures: int = 0
    next_try_at: datetime | None = None

    @property
    def gives_way(self) -> bool:
        """Whether the list's own words are taken while the detail does not come."""
        return not self.version or self.failures >= GIVES_WAY


@dataclass(frozen=True, slots=True)
class Wanted:
    """A detail to be asked for: the item as the list tells it, what stands beside it, what is known."""

    entry: Item
    told: Beside
    before: Held


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the items of an answer: `taken` as the list tells them, `wanted` asked for first.

    `waiting` is asked for in the next poll. `settled` counts records whose detail is held, `failing` those
    whose last try failed and whose next has not come.
    """

    taken: tuple[Item, ...]
    wanted: tuple[Wanted, ...] = ()
    waiting: tuple[Wanted, ...] = ()
    settled: int = 0
    failing: int = 0


def plan(
    source: Source,
    items: tuple[Item, ...],
    beside: Mapping[str, Beside],
    held: Mapping[str, Held],
    now: datetime,
    is_worth: Callable[[Item], bool],
) -> Plan:
    """Which details are asked for; a headline's page only where the text is short and `is_worth` says so."""
    taken: list[Item] = []
    wanted: list[Wanted] = []
    settled = failing = 0
    for item in items:
        told, before = beside.get(item.id), held.get(item.id, Held(item.id))
        if told is None or not _is_followed(source, item, told, before, is_worth):
            taken.append(item)
        elif before.version == version(item, told):
            settled += 1
        elif before.next_try_at is None or before.next_try_at <= now:
            wanted.append(Wanted(item, told, before))
        else:
            failing += 1
            if before.gives_way:
                taken.append(item)
    return Plan(tuple(taken), tuple(wanted[:MOST]), tuple(wanted[MOST:]), settled, failing)


def has_more(source: Source, poll: Poll) -> bool:
    """Whether an answer tells anything beside its items that concerns us."""
    return any(
        told.names or (told.detail and same_site(told.detail, source.url)) for told in poll.beside.values()
    )


def _is_followed(
    source: Source, item: Item, told: Beside, before: Held, is_worth: Callable[[Item], bool]
) -> bool:
    if source.follows is None or not told.detail or not same_site(told.detail, source.url):
        return False
    if source.follows.format not in PAGES or before.version or before.failures:
        return True
    return len(item.summary) < SHORT and is_worth(item)


def version(entry: Item, told: Beside) -> str:
    """What is another text when the detail is another one."""
    text = told.version or "\n".join((entry.title, entry.summary, entry.published_raw))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:20]


def is_answered(answer: Poll) -> bool:
    """Whether the detail came, be it to say that the message is a drill, or that a page holds no text."""
    return bool(answer.items) or answer.ok or answer.detail.code == "no_text"


def merged(source: Source, entry: Item, answer: Poll) -> Item | None:
    """The item that a record and its detail make together; None where the detail says that it is none.

    Only a CAP message may say that it belongs to another item than the list does; of a page the text counts.
    """
    form = source.follows.format if source.follows else ""
    if not answer.items:
        return entry if form in PAGES else None
    found = answer.items[0]
    if form in PAGES:
        return replace(entry, summary=found.summary or entry.summary)
    told = replace(
        found,
        summary=found.summary or entry.summary,
        url=entry.url,
        published=found.published or entry.published,
        published_raw=found.published_raw or entry.published_raw,
        regions=entry.regions,
    )
    return told if form == "cap" else replace(told, id=entry.id)


def after(source: Source, wanted: Wanted, answer: Poll) -> Held:
    """What is known of a detail after its answer; a failure is tried again in the next poll, then later."""
    entry, before = wanted.entry.id, wanted.before
    now = version(wanted.entry, wanted.told)
    if is_answered(answer):
        return Held(entry, now)
    failures = before.failures + 1
    if failures >= GIVES_UP and source.follows and source.follows.format in PAGES:
        return Held(entry, now)
    again = next_try(source, answer.state, failures, answer.at, answer.retry_after)
    # A little early: the next poll is due at that very instant.
    return Held(entry, before.version, failures, again - timedelta(seconds=5))


def remarked(source: Source, poll: Poll, done: Plan, came: int, failed: int) -> Poll:
    """The poll with what is missing of its details; the list is read anew next time until nothing is.

    A list of warnings without any of their texts is not as expected; one of news without its pages is.
    """
    missing = done.failing + failed
    if not missing and not done.waiting:
        return poll
    poll = replace(poll, etag="", last_modified="", body_hash="")
    if not missing or poll.detail.code != "items_read":
        return poll
    count = done.settled + came + missing + len(done.waiting)
    detail = reason("details_missing", missing=missing, count=count)
    is_lame = not (done.settled or came) and source.follows and source.follows.format not in PAGES
    return replace(poll, detail=detail, ok=not is_lame)


def within(site: str, gate: Gate) -> Gate:
    """The gate that also keeps to the site of an address, redirects included."""

    async def allowed(url: str) -> Fault | None:
        if not same_site(url, site):
            return Fault(AnswerState.REFUSED, reason("other_site", host=(urlsplit(url).hostname or "")[:200]))
        return await gate(url)

    return allowed


def same_site(url: str, other: str) -> bool:
    """Whether two addresses are of one registrable domain (of one host, where it has none)."""
    try:
        one, two = urlsplit(url).hostname, urlsplit(other).hostname
    except ValueError:
        return False
    return bool(one and two) and (one == two or _domain(one or "") == _domain(two or "") != "")


@lru_cache(maxsize=4_096)
def _domain(host: str) -> str:
    """The registrable domain by the bundled list of public suffixes; empty where there is none."""
    return get_fld(f"https://{host}", fail_silently=True) or ""
