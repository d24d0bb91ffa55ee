"""What the counter's answer rests on, from the store: as it is known now, or as it was known on a day."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import select

from measures.lifecycle.as_of import as_read, known_then
from measures.model import Conflict, Event, Measure
from measures.store import tables as t
from measures.store.as_of import replaced_readings
from measures.store.conflicts import as_seen
from measures.store.engine import Store
from measures.store.events import buckets, events_in_bucket, events_of_measures
from measures.store.measures import read_measure
from measures.vocabulary import Border, Country


def measures_near(store: Store, since: date, until: date, countries: Collection[Country]) -> list[Measure]:
    """The measures of some countries that hold on some day of a period, by id."""
    m = t.measure.c
    query = select(m.body).where(
        m.since <= until, m.until >= since, m.country.in_([country.value for country in countries])
    )
    with store.read() as tx:
        return [read_measure(body) for body in tx.execute(query.order_by(m.id)).scalars()]


def texts_of(store: Store, measures: Iterable[Measure]) -> dict[str, Event]:
    """The events behind some measures by their ids."""
    with store.read() as tx:
        found = events_of_measures(tx, [measure.id for measure in measures])
    return {event.id: event for event in found}


def conflicts_at(store: Store, border: Border, day: date) -> list[Conflict]:
    """The conflicts open at a border on a day, as seen on it."""
    c = t.conflict.c
    query = select(c.body).where(c.border == border.value, c.active, c.since <= day, c.last_day >= day)
    with store.read() as tx:
        return [as_seen(body, day) for body in tx.execute(query.order_by(c.key)).scalars()]


def as_known(store: Store, known: date) -> tuple[list[Measure], Mapping[str, Event]]:
    """All measures as they were known and read at the end of `known`, and the events behind them by id.

    Folds everything anew: 0.1 seconds for a thousand texts.
    """
    with store.read() as tx:
        events = [event for name in buckets(tx) for event in events_in_bucket(tx, name)]
        old = replaced_readings(tx)
    return known_then(events, known, old), {event.id: event for event in as_read(events, known, old)}
