"""What the overview counts: conflicts with the day they were flagged, what made them visible, and where."""

import json
from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import Connection, select

from measures.days import day_of
from measures.model import Conflict
from measures.overview import Watched, felt_in
from measures.store import tables as t
from measures.store.codec import decode
from measures.store.engine import Store, chunks
from measures.store.measures import read_measure


def watched(store: Store) -> list[Watched]:
    """Every conflict whose facts stand, by key."""
    c = t.conflict.c
    query = select(c.body, c.first_flagged_at).where(c.active).order_by(c.key)
    with store.read() as tx:
        found = [(decode(Conflict, body), at) for body, at in tx.execute(query)]
        versions = _versions(
            tx, {item for conflict, _ in found for item in (*conflict.items_a, *conflict.items_b)}
        )
        m = t.measure.c
        causes = {
            key: read_measure(body)
            for ids in chunks(sorted({conflict.measure_a for conflict, _ in found}))
            for key, body in tx.execute(select(m.id, m.body).where(m.id.in_(ids)))
        }
    return [
        Watched(
            conflict,
            day_of(at),
            _made_visible([v for item in (*conflict.items_a, *conflict.items_b) for v in versions[item]], at),
            felt_in(conflict.border, causes.get(conflict.measure_a)),
        )
        for conflict, at in found
    ]


def _made_visible(versions: list[tuple[datetime, date | None]], flagged: datetime) -> date | None:
    """The publication of the last of the texts that were known when it was flagged."""
    known = [(at, published or date.min) for at, published in versions if at <= flagged]
    published = max(known, default=(flagged, date.min))[1]
    return None if published == date.min else published


def _versions(tx: Connection, items: set[str]) -> dict[str, list[tuple[datetime, date | None]]]:
    """When each version of these items became known, and its publication."""
    v = t.item_version.c
    found: dict[str, list[tuple[datetime, date | None]]] = defaultdict(list)
    for ids in chunks(sorted(items)):
        for item, at, body in tx.execute(select(v.item_id, v.known_at, v.body).where(v.item_id.in_(ids))):
            said = json.loads(body)["published"]
            found[item].append((at, date.fromisoformat(said) if said else None))
    return found
