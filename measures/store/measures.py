"""Measures as folded from the events, with the labels that filters ask for in tables of their own."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection, delete, exists, insert, select

from measures.model import Measure
from measures.store import tables as t
from measures.store.codec import decode, encode
from measures.store.engine import bump
from measures.vocabulary import Border, Topic


@lru_cache(maxsize=16_384)
def read_measure(body: str) -> Measure:
    """The measure behind a stored text; frozen, so the same object may be handed out again."""
    return decode(Measure, body)


def replace_measures(
    tx: Connection, bucket: str, measures: Iterable[Measure]
) -> tuple[list[Measure], list[Measure]]:
    """Let a bucket's measures be these. Returns those that differ: as they were, and as they are now.

    A measure may come from another bucket: it then moves here.
    """
    now = {measure.id: measure for measure in measures}
    m = t.measure.c
    stored = {
        row_id: (row_bucket, body)
        for row_id, row_bucket, body in tx.execute(
            select(m.id, m.bucket, m.body).where((m.bucket == bucket) | m.id.in_(list(now)))
        )
    }
    bodies = {measure.id: encode(measure) for measure in now.values()}
    same = {key for key, body in bodies.items() if stored.get(key) == (bucket, body)}
    gone = [key for key in stored if key not in same]
    fresh = [measure for key, measure in now.items() if key not in same]
    if not gone and not fresh:
        return [], []
    bump(tx, "measures")
    if gone:
        tx.execute(delete(t.measure).where(m.id.in_(gone)))
    if fresh:
        tx.execute(insert(t.measure), [_row(measure, bucket, bodies[measure.id]) for measure in fresh])
        _insert_words(tx, fresh)
    return [read_measure(stored[key][1]) for key in gone], fresh


def measures_at(tx: Connection, borders: Iterable[Border], since: date = date.min) -> list[Measure]:
    """All measures that touch one of the borders, by id, and all on animals, which count by their regions.

    Those that are over before `since` are left out.
    """
    b, topic = t.measure_border.c, t.measure_topic.c
    here = exists().where(b.measure_id == t.measure.c.id, b.value.in_([border.value for border in borders]))
    animals = exists().where(topic.measure_id == t.measure.c.id, topic.value == Topic.ANIMAL_PLANT.value)
    query = select(t.measure.c.body).where(here | animals, t.measure.c.until >= since)
    return [read_measure(body) for body in tx.execute(query.order_by(t.measure.c.id)).scalars()]


def measures_of_items(tx: Connection, item_ids: Iterable[str]) -> dict[str, Measure]:
    """The measure that each of these items is part of, by item id; items of none are left out."""
    e = t.measure_event.c
    query = select(e.item_id, t.measure.c.body).join(t.measure, t.measure.c.id == e.measure_id)
    rows = tx.execute(query.where(e.item_id.in_(sorted(item_ids))).order_by(e.item_id))
    return {item_id: read_measure(body) for item_id, body in rows}


def all_measures(tx: Connection) -> list[Measure]:
    """Every measure, by id."""
    query = select(t.measure.c.body).order_by(t.measure.c.id)
    return [read_measure(body) for body in tx.execute(query).scalars()]


def _row(measure: Measure, bucket: str, body: str) -> dict[str, object]:
    return {
        "id": measure.id,
        "bucket": bucket,
        "country": measure.country.value,
        "impact": measure.border_impact.value,
        "impact_rank": measure.border_impact.rank,
        "begins": measure.begins,
        "ends": measure.ends,
        "since": measure.since,
        "until": measure.until,
        "last_known_at": measure.last_known_at,
        "confidence": measure.confidence,
        "body": body,
    }


def _insert_words(tx: Connection, measures: Sequence[Measure]) -> None:
    for table, words in (
        (t.measure_border, [(m.id, w.value) for m in measures for w in m.borders]),
        (t.measure_topic, [(m.id, w.value) for m in measures for w in m.topics]),
        (t.measure_group, [(m.id, w.value) for m in measures for w in m.groups]),
        (t.measure_region, [(m.id, w) for m in measures for w in m.regions]),
    ):
        if words:
            rows = [{"measure_id": key, "value": value} for key, value in dict.fromkeys(words)]
            tx.execute(insert(table), rows)
    events = [(m.id, *event_id.rpartition("@")[::2]) for m in measures for event_id in m.event_ids]
    if events:
        tx.execute(
            insert(t.measure_event),
            [
                {"measure_id": key, "item_id": item_id, "version": int(version)}
                for key, item_id, version in dict.fromkeys(events)
            ],
        )
