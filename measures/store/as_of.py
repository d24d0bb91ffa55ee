"""What applied on a day as known on a day, from the stored events and the readings replaced since."""

from datetime import date

from sqlalchemy import Connection, select

from measures.lifecycle import Replaced, Standing, as_of
from measures.model import Assessment
from measures.store import tables as t
from measures.store.codec import decode
from measures.store.engine import Store
from measures.store.events import buckets, events_in_bucket


def standing(store: Store, valid: date, known: date, *, as_read_then: bool = True) -> list[Standing]:
    """The measures in force on `valid` as known at the end of `known` (days in Europe/Amsterdam), by id.

    `as_read_then` reads each text as it was read on that day; unset, as it is read now.
    """
    with store.read() as tx:
        events = [event for name in buckets(tx) for event in events_in_bucket(tx, name)]
        old = replaced_readings(tx) if as_read_then else []
    return as_of(events, valid, known, old)


def replaced_readings(tx: Connection) -> list[Replaced]:
    """Every reading that a later one of the same text replaced, in the order in which that happened."""
    r = t.event_reading.c
    query = select(r.item_id, r.version, r.body, r.replaced_at).order_by(r.replaced_at, r.id)
    return [
        Replaced(f"{item_id}@{version}", decode(Assessment, body), replaced_at)
        for item_id, version, body, replaced_at in tx.execute(query)
    ]
