"""Events: the reading of each version of an item; a replaced reading is kept beside."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select

from measures.model import Assessment, Event, Item, Review
from measures.store import tables as t
from measures.store.codec import decode, encode

# Statements of every event, built once: building them anew takes longer than running them.
_READ_BEFORE = select(
    t.event.c.item_id,
    t.event.c.version,
    t.event.c.bucket,
    t.event.c.body,
    t.event.c.machine,
    t.event.c.answered,
).where(t.event.c.item_id.in_(bindparam("item_ids", expanding=True)))
_DROP = delete(t.event).where(
    (t.event.c.item_id == bindparam("of_item")) & (t.event.c.version == bindparam("of_version"))
)
_REPLACED, _NEW = insert(t.event_reading), insert(t.event)


@lru_cache(maxsize=8_192)
def _read_item(body: str) -> Item:
    return decode(Item, body)


@lru_cache(maxsize=8_192)
def _read_reading(body: str) -> Assessment:
    return decode(Assessment, body)


def save_events(
    tx: Connection, events: Sequence[tuple[Event, str]], *, replaced_at: datetime | None = None
) -> list[str | None]:
    """Keep events, each of another version, in their buckets (see measures.lifecycle.bucket).

    Where the same version was read differently before, that reading moves to the replaced ones as of
    `replaced_at` (default: when the event was learnt). Returns for each the bucket in which it stood
    before, None where it is new. Saving the same event again writes nothing.
    """
    ids = {"item_ids": list(dict.fromkeys(event.item.id for event, _ in events))}
    stood = {row[:2]: row for row in tx.execute(_READ_BEFORE, ids)}
    dropped: list[dict[str, object]] = []
    replaced: list[dict[str, object]] = []
    rows: list[dict[str, object]] = []
    for event, bucket in events:
        row = _row(event, bucket)
        before = stood.get((event.item.id, event.version))
        if before is not None and all(row[name] == value for name, value in before._mapping.items()):
            continue
        if before is not None:
            dropped.append({"of_item": event.item.id, "of_version": event.version})
            if before.body != row["body"]:
                replaced.append(
                    {
                        "item_id": event.item.id,
                        "version": event.version,
                        "replaced_at": replaced_at or event.known_at,
                        "body": before.body,
                    }
                )
        rows.append(row)
    for statement, values in ((_REPLACED, replaced), (_DROP, dropped), (_NEW, rows)):
        if values:
            tx.execute(statement, values)
    before_these = (stood.get((event.item.id, event.version)) for event, _ in events)
    return [before.bucket if before else None for before in before_these]


def save_event(
    tx: Connection, event: Event, bucket: str, *, replaced_at: datetime | None = None
) -> str | None:
    """Keep one event (see `save_events`)."""
    [before] = save_events(tx, [(event, bucket)], replaced_at=replaced_at)
    return before


def _row(event: Event, bucket: str) -> dict[str, object]:
    said, review = event.assessment, event.review
    return {
        "item_id": event.item.id,
        "version": event.version,
        "bucket": bucket,
        "is_measure": said.is_measure,
        "valid_from": said.valid_from,
        "valid_until": said.valid_until,
        "known_at": event.known_at,
        "language": event.item.language.value,
        "borders": " ".join(said.borders),
        "confidence": said.confidence,
        "impact_rank": said.border_impact.rank,
        "machine": encode(review.machine) if review else None,
        "answered": review.answered if review else None,
        "body": encode(said),
    }


def events_in_bucket(tx: Connection, bucket: str, *, measures_only: bool = False) -> list[Event]:
    """The events of a bucket in the order in which they became known, on request those of measures only."""
    query = _QUERY.where(t.event.c.bucket == bucket)
    return _events(tx, query.where(t.event.c.is_measure) if measures_only else query)


def events_of_measure(tx: Connection, measure_id: str) -> list[Event]:
    """The events a measure was folded from, oldest first; empty where there is no such measure."""
    return events_of_measures(tx, [measure_id])


def events_of_measures(tx: Connection, measure_ids: Iterable[str]) -> list[Event]:
    """The events that any of some measures was folded from, oldest first."""
    m, e = t.measure_event.c, t.event.c
    link = (m.item_id == e.item_id) & (m.version == e.version)
    return _events(tx, _QUERY.join(t.measure_event, link).where(m.measure_id.in_(list(measure_ids))))


def readings(tx: Connection, item_ids: Iterable[str]) -> dict[tuple[str, int], Assessment]:
    """What the machine reads in each version of some items, by item and version; people's labels left out."""
    e = t.event.c
    machine = func.coalesce(e.machine, e.body)
    query = select(e.item_id, e.version, machine).where(e.item_id.in_(list(item_ids)))
    return {(item_id, version): _read_reading(body) for item_id, version, body in tx.execute(query)}


def buckets(tx: Connection) -> list[str]:
    """The names of all buckets that hold an event or a measure."""
    query = select(t.event.c.bucket).union(select(t.measure.c.bucket))
    return sorted(tx.execute(query).scalars())


def events_of_items(tx: Connection, item_ids: Iterable[str]) -> list[Event]:
    """The events of all versions of some items, in the order in which they became known."""
    return _events(tx, _QUERY.where(t.event.c.item_id.in_(list(item_ids))))


_ITEM = (t.event.c.item_id == t.item_version.c.item_id) & (t.event.c.version == t.item_version.c.version)
_QUERY: Select[str, str, int, datetime, str | None, bool | None] = select(
    t.item_version.c.body,
    t.event.c.body,
    t.event.c.version,
    t.event.c.known_at,
    t.event.c.machine,
    t.event.c.answered,
).join(t.event, _ITEM)


def _events(tx: Connection, query: Select[str, str, int, datetime, str | None, bool | None]) -> list[Event]:
    e = t.event.c
    found = []
    for item, body, version, known_at, machine, answered in tx.execute(
        query.order_by(e.known_at, e.item_id, e.version)
    ):
        review = None if machine is None else Review(_read_reading(machine), bool(answered))
        found.append(Event(_read_item(item), _read_reading(body), known_at, version, review))
    return found
