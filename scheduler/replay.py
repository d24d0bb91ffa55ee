"""What today's formats and lexicons would make of what was received earlier; changes nothing.

kept bytes ─▶ parse ─▶ items ─▶ beside the versions stored then ─▶ classify ─▶ beside their readings
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal

from measures.classify import classify
from measures.model import Assessment, Item
from measures.store import Store
from measures.store.details import belonging, details_of
from measures.store.events import readings
from measures.store.items import content_hash, versions_of_source, versions_since
from measures.store.received import kept_bytes, received_since
from sources.catalogue import Source
from sources.errors import FormatError
from sources.formats import parse

What = Literal["new", "changed", "vanished", "labels", "unreadable", "unlisted"]

# How sure a reading is, and on which words it rests, may shift without any label being another.
_NO_LABELS = frozenset({"evidence", "confidence"})
_NO_TEXT = frozenset({"id", "published_raw"})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be other. `what`:

    new: an item that is not stored; changed: its text or facts (`differs` names the fields); vanished:
    stored from this answer, and no longer found in it; labels: only read differently (`differs` as
    "label: before → now"); unreadable: an answer that gives an error now; unlisted: its source has left
    the catalogue.
    """

    what: What
    source: str
    item: str = ""
    title: str = ""
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """What was looked at, and what would change."""

    answers: int
    items: int
    changes: tuple[Change, ...]

    def count(self, what: What) -> int:
        """How many changes of one kind."""
        return sum(change.what == what for change in self.changes)


def replay_formats(store: Store, catalogue: Mapping[str, Source], since: datetime) -> Replay:
    """Parse and read anew the bytes received since an instant (with zone) that are still kept.

    An item is compared with the version of it that stood in the store once the answer had been taken in.
    """
    with store.read() as tx:
        received = received_since(tx, since)
    answers = items = 0
    changes: dict[tuple[str, str, What], Change] = {}
    for source_id in sorted({row.source_id for row in received}):
        source = catalogue.get(source_id)
        if source is None:
            changes[source_id, "", "unlisted"] = Change("unlisted", source_id)
            continue
        history = _History(store, source_id)
        for row in (row for row in received if row.source_id == source_id):
            with store.read() as tx:
                body = kept_bytes(tx, row.sha256)
            answers += 1
            try:
                found = parse(source, body)
            except FormatError as error:
                if row.item_count:
                    said = Change("unreadable", source_id, differs=(error.code,))
                    changes[source_id, "", "unreadable"] = said
                continue
            items += len(found)
            with store.read() as tx:
                told = details_of(tx, [item.id for item in found])
                known_as = belonging(tx, [item.id for item in found])
            in_detail = {known_as.get(name, name) for name in told}
            found = [replace(item, id=known_as.get(item.id, item.id)) for item in found]
            for change in history.compare(source_id, found, row.at, in_detail):
                changes.setdefault((source_id, change.item, change.what), change)
    return Replay(answers, items, tuple(changes.values()))


def replay_readings(store: Store, since: datetime) -> Replay:
    """Read anew, with today's lexicons, the versions of items stored since an instant (with zone)."""
    with store.read() as tx:
        versions = versions_since(tx, since)
        before = readings(tx, {item.id for item, _ in versions})
    changes = [
        change
        for item, version in versions
        if (reading := before.get((item.id, version))) and (change := _read_anew(item, reading))
    ]
    return Replay(0, len(versions), tuple(changes))


class _History:
    """The versions of a source's items, and what stood in the store at an instant."""

    def __init__(self, store: Store, source_id: str) -> None:
        with store.read() as tx:
            self._versions = versions_of_source(tx, source_id)
            self._readings = readings(tx, {item.id for item, _, _ in self._versions})

    def compare(
        self, source_id: str, found: Iterable[Item], at: datetime, in_detail: Collection[str] = ()
    ) -> Iterator[Change]:
        """What is other between items found in an answer of `at` and those stored from it.

        Those told `in_detail` by a further answer are not compared with their line in the list.
        """
        known: dict[str, tuple[Item, int]] = {}
        brought: set[str] = set()
        for item, version, known_at in self._versions:
            if known_at <= at:
                known[item.id] = (item, version)
            if known_at == at:
                brought.add(item.id)
        for item in found:
            brought.discard(item.id)
            if item.id in in_detail:
                continue
            if item.id not in known:
                yield Change("new", source_id, item.id, item.title)
                continue
            stored, version = known[item.id]
            if content_hash(item) != content_hash(stored):
                yield Change("changed", source_id, item.id, item.title, _fields(stored, item))
            reading = self._readings.get((item.id, version))
            if reading is not None and (change := _read_anew(item, reading)):
                yield change
        for name in sorted(brought):
            yield Change("vanished", source_id, name, known[name][0].title)


def _read_anew(item: Item, before: Assessment) -> Change | None:
    now = classify(item)
    differs = tuple(
        f"{field.name}: {_said(getattr(before, field.name))} → {_said(getattr(now, field.name))}"
        for field in fields(Assessment)
        if field.name not in _NO_LABELS and getattr(before, field.name) != getattr(now, field.name)
    )
    return Change("labels", item.source, item.id, item.title, differs) if differs else None


def _fields(before: Item, now: Item) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in fields(Item)
        if field.name not in _NO_TEXT and getattr(before, field.name) != getattr(now, field.name)
    )


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(_said(part) for part in value) or "none"
    return "none" if value is None else str(getattr(value, "value", value))
