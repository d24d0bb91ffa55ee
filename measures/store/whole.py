"""The whole content that decides answers: read at one moment, and put into an empty store."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from measures.corrections import Correction, tied
from measures.corrections.model import with_id
from measures.errors import StoreError
from measures.lifecycle import bucket, fold
from measures.model import Assessment, Event
from measures.store import tables as t
from measures.store.as_of import replaced_readings
from measures.store.codec import encode
from measures.store.conflicts import Shift
from measures.store.corrections import all_corrections, ties_known
from measures.store.engine import Store, bump
from measures.store.events import buckets, events_in_bucket, save_events
from measures.store.items import save_items
from measures.store.measures import replace_measures
from measures.store.refolding import redetect
from measures.store.sources import SourceRow, register_sources
from measures.vocabulary import AnswerState, Border, Country, Level

_TOGETHER = 500
"""Events written in one go."""
_MUST_BE_EMPTY = (t.item, t.event, t.correction, t.conflict, t.signal, t.edition)
_NOTES = ("priority", "basis", "home", "licence", "robots", "rate", "quirks")


@dataclass(frozen=True, slots=True)
class Replacement:
    """A reading of a version of an item that a later reading took the place of at an instant (UTC)."""

    item_id: str
    version: int
    replaced_at: datetime
    reading: Assessment


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A source as the catalogue has it, and how its last polls went; instants are UTC.

    `home` to `quirks` are what people should know of it. `state` is None for a source never polled.
    """

    id: str
    name: str
    country: Country
    authority: str
    level: Level
    url: str
    home: str
    interval_minutes: int
    fastest_minutes: int | None
    quiet_days: int | None
    standing: Literal["use", "probe", "off", "dead"]
    evidence_date: date | None
    priority: str
    basis: str
    licence: str
    robots: str
    rate: str
    quirks: tuple[str, ...]
    listed: bool
    state: AnswerState | None
    last_try_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    bad_since: datetime | None
    retired_at: datetime | None


@contextmanager
def moment(store: Store) -> Iterator[Connection]:
    """A reading transaction that sees nothing of what is written meanwhile."""
    connection = store.engine.connect()
    if store.engine.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    with connection as tx:
        yield tx


def every_event(tx: Connection) -> list[Event]:
    """Every version of every item with what is read in it, by item and version."""
    found = (event for name in buckets(tx) for event in events_in_bucket(tx, name))
    return sorted(found, key=lambda event: (event.item.id, event.version))


def every_replacement(tx: Connection) -> list[Replacement]:
    """Every reading that another took the place of, by item and version, in the order in which that was."""
    split = ((one, *one.event_id.rpartition("@")[::2]) for one in replaced_readings(tx))
    found = (Replacement(item, int(version), one.replaced_at, one.reading) for one, item, version in split)
    return sorted(found, key=lambda one: (one.item_id, one.version, one.replaced_at))


def every_correction(tx: Connection, who: str) -> list[Correction]:
    """Every decision in the order written, all in the name of `who` and without reasons, under new ids."""
    known: dict[str, str] = {}
    found = []
    for one in all_corrections(tx):
        bare = with_id(replace(one, who=who, why="", undoes=known.get(one.undoes, "")))
        known[one.id] = bare.id
        found.append(bare)
    return list({one.id: one for one in found}.values())


def every_source(tx: Connection) -> list[SourceFacts]:
    """All sources that were ever registered, by id."""
    found = []
    for row in tx.execute(select(t.source)).mappings():
        notes: dict[str, Any] = json.loads(row["notes"] or "{}")
        told: dict[str, Any] = {name: str(notes.get(name, "")) for name in _NOTES}
        told["quirks"] = tuple(map(str, notes.get("quirks", ())))
        told |= {name: row[name] for name in SourceFacts.__dataclass_fields__ if name in row}
        told |= {"country": Country(row["country"]), "level": Level(row["level"])}
        told["state"] = AnswerState(row["state"]) if row["state"] else None
        found.append(SourceFacts(**told))
    return sorted(found, key=lambda source: source.id)


def is_empty(tx: Connection) -> bool:
    """Whether the store holds nothing of what was read, decided or made; sources may be registered."""
    return all(tx.execute(select(1).select_from(table).limit(1)).first() is None for table in _MUST_BE_EMPTY)


def put_events(tx: Connection, events: Iterable[Event]) -> int:
    """Write versions of items with their readings as given, by item and version; returns how many.

    StoreError (subject: the event) where a version does not follow on another, or says the same as that.
    """
    rest, count = iter(events), 0
    while some := list(islice(rest, _TOGETHER)):
        saved = save_items(tx, [(event.item, event.known_at) for event in some])
        for event, state in zip(some, saved, strict=True):
            if state.state == "unchanged" or state.version != event.version:
                raise StoreError("this version does not follow on the one before", subject=event.id)
        save_events(tx, [(event, bucket(event)) for event in some])
        count += len(some)
    return count


def put_replacements(tx: Connection, replaced: Sequence[Replacement]) -> None:
    """Write replaced readings; StoreError for one of a version that is not stored."""
    known = {tuple(row) for row in tx.execute(select(t.event.c.item_id, t.event.c.version))}
    if strange := next((one for one in replaced if (one.item_id, one.version) not in known), None):
        raise StoreError("no such version", subject=f"{strange.item_id}@{strange.version}")
    rows = [
        {
            "item_id": one.item_id,
            "version": one.version,
            "replaced_at": one.replaced_at,
            "body": encode(one.reading),
        }
        for one in replaced
    ]
    if rows:
        tx.execute(insert(t.event_reading), rows)


def put_sources(tx: Connection, sources: Sequence[SourceFacts], at: datetime) -> None:
    """Register sources where none is; how they answered elsewhere stays there: nobody asked from here."""
    if tx.execute(select(t.source.c.id).limit(1)).first() is not None:
        return
    rows = {source.id: _source_row(source) for source in sources}
    register_sources(tx, rows.values(), at)
    register_sources(tx, [rows[source.id] for source in sources if source.listed], at)


def _source_row(source: SourceFacts) -> SourceRow:
    notes = {name: value for name in _NOTES if (value := getattr(source, name))}
    own = {name: getattr(source, name) for name in SourceRow.__dataclass_fields__ if name != "notes"}
    return SourceRow(**own, notes=json.dumps(notes, ensure_ascii=False) if notes else None)


def refold_all(tx: Connection, at: datetime) -> Shift:
    """Make all measures and conflicts from what is stored; what that changes in conflicts, as of `at`."""
    bump(tx, "measures")
    known = ties_known(tx)
    for name in buckets(tx):
        replace_measures(tx, name, fold(tied(events_in_bucket(tx, name, measures_only=True), known)))
    return redetect(tx, tuple(Border), at)
