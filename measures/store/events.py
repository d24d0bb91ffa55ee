"""Events: the reading of each version of an item; a replaced reading is kept beside."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Select, bindparam, delete, insert, select

from measures.model import Assessment, Event, Item
from measures.store import tables as t
from measures.store.codec import decode, encode

# Statements of every event, built once: building them anew takes longer than running them.
_READ_BEFORE = select(t.event.c.item_id, t.event.c.version, t.event.c.bucket, t.event.c.body).where(
    t.event.c.item_id.in_(bindparam("item_ids", expanding=True))
)
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
    stood = {
        (item_id, version): (bucket, body) for item_id, version, bucket, body in tx.execute(_READ_BEFORE, ids)
    }
    dropped: list[dict[str, object]] = []
    replaced: list[dict[str, object]] = []
    rows: list[dict[str, object]] = []
    for event, bucket in events:
        body = encode(event.assessment)
        before = stood.get((event.item.id, event.version))
        if before == (bucket, body):
            continue
        if before is not None:
            dropped.append({"of_item": event.item.id, "of_version": event.version})
        key: dict[str, object] = {"item_id": event.item.id, "version": event.version}
        if before is not None and before[1] != body:
            replaced.append({**key, "replaced_at": replaced_at or event.known_at, "body": before[1]})
        rows.append({**key, "bucket": bucket, "body": body, **_columns(event)})
    for statement, values in ((_REPLACED, replaced), (_DROP, dropped), (_NEW, rows)):
        if values:
            tx.execute(statement, values)
    return [stood.get((event.item.id, event.version), (None, ""))[0] for event, _ in events]


def save_event(
    tx: Connection, event: Event, bucket: str, *, replaced_at: datetime | None = None
) -> str | None:
    """Keep one event (see `save_events`)."""
    [before] = save_events(tx, [(event, bucket)], replaced_at=replaced_at)
    return before


def _columns(event: Event) -> dict[str, object]:
    said = event.assessment
    return {
        "is_measure": said.is_measure,
        "valid_from": said.valid_from,
        "valid_until": said.valid_until,
        "known_at": event.known_at,
    }


def events_in_bucket(tx: Connection, bucket: str, *, measures_only: bool = False) -> list[Event]:
    """The events of a bucket in the order in which they became known, on request those of measures only."""
    query = _QUERY.where(t.event.c.bucket == bucket)
    return _events(tx, query.where(t.event.c.is_measure) if measures_only else query)


def events_of_measure(tx: Connection, measure_id: str) -> list[Event]:
    """The events a measure was folded from, oldest first; empty where there is no such measure."""
    m, e = t.measure_event.c, t.event.c
    link = (m.item_id == e.item_id) & (m.version == e.version)
    query = _QUERY.join(t.measure_event, link).where(m.measure_id == measure_id)
    return _events(tx, query)


def readings(tx: Connection, item_ids: Iterable[str]) -> dict[tuple[str, int], Assessment]:
    """The present reading of each version of some items, by item and version."""
    e = t.event.c
    query = select(e.item_id, e.version, e.body).where(e.item_id.in_(list(item_ids)))
    return {(item_id, version): _read_reading(body) for item_id, version, body in tx.execute(query)}


def buckets(tx: Connection) -> list[str]:
    """The names of all buckets that hold an event or a measure."""
    query = select(t.event.c.bucket).union(select(t.measure.c.bucket))
    return sorted(tx.execute(query).scalars())


_QUERY: Select[str, str, int, datetime] = select(
    t.item_version.c.body, t.event.c.body, t.event.c.version, t.event.c.known_at
).join(
    t.event,
    (t.event.c.item_id == t.item_version.c.item_id) & (t.event.c.version == t.item_version.c.version),
)


def _events(tx: Connection, query: Select[str, str, int, datetime]) -> list[Event]:
    e = t.event.c
    return [
        Event(_read_item(item), _read_reading(reading), known_at, version)
        for item, reading, version, known_at in tx.execute(query.order_by(e.known_at, e.item_id, e.version))
    ]
