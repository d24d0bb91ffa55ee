"""Events: the reading of each version of an item; a replaced reading is kept beside."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select

from measures.model import Assessment, Event, Item, Review
from measures.store import tables as t
from measures.store.codec import decode, encode

# Statements of every event, built once: building them anew takes longer than running them.
_SAME = (t.event.c.item_id == bindparam("of_item")) & (t.event.c.version == bindparam("of_version"))
_READ_BEFORE = select(t.event.c.bucket, t.event.c.body, t.event.c.machine, t.event.c.answered).where(_SAME)
_DROP = delete(t.event).where(_SAME)
_NEW = insert(t.event)


@lru_cache(maxsize=8_192)
def _read_item(body: str) -> Item:
    return decode(Item, body)


@lru_cache(maxsize=8_192)
def _read_reading(body: str) -> Assessment:
    return decode(Assessment, body)


def save_event(
    tx: Connection, event: Event, bucket: str, *, replaced_at: datetime | None = None
) -> str | None:
    """Keep an event in its bucket (see measures.lifecycle.bucket).

    Where the same version was read differently before, that reading moves to the replaced ones as of
    `replaced_at` (default: when the event was learnt). Returns the bucket in which it stood before,
    None where it is new. Saving the same event again writes nothing.
    """
    body = encode(event.assessment)
    machine = encode(event.review.machine) if event.review else None
    answered = event.review.answered if event.review else None
    before = tx.execute(_READ_BEFORE, {"of_item": event.item.id, "of_version": event.version}).first()
    if before is not None:
        old_bucket, old_body, old_machine, old_answered = before
        if (old_bucket, old_body, old_machine, old_answered) == (bucket, body, machine, answered):
            return old_bucket
        if old_body != body:
            tx.execute(
                insert(t.event_reading).values(
                    item_id=event.item.id,
                    version=event.version,
                    replaced_at=replaced_at or event.known_at,
                    body=old_body,
                )
            )
        tx.execute(_DROP, {"of_item": event.item.id, "of_version": event.version})
    row = {
        "item_id": event.item.id,
        "version": event.version,
        "bucket": bucket,
        "is_measure": event.assessment.is_measure,
        "valid_from": event.assessment.valid_from,
        "valid_until": event.assessment.valid_until,
        "known_at": event.known_at,
        "language": event.item.language.value,
        "borders": " ".join(event.assessment.borders),
        "confidence": event.assessment.confidence,
        "impact_rank": event.assessment.border_impact.rank,
        "machine": machine,
        "answered": answered,
        "body": body,
    }
    tx.execute(_NEW, row)
    return None if before is None else before[0]


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
