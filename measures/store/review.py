"""What people are asked to look at: doubtful readings, those most consequential first, and what was said."""

import pandas as pd
from sqlalchemy import and_, func, or_, select

from measures.classify.confidence import doubtful_below
from measures.corrections import Correction
from measures.corrections.agreement import Agreement, agreement
from measures.model import Event, Measure
from measures.store import tables as t
from measures.store.corrections import all_corrections, corrections_of
from measures.store.engine import Store
from measures.store.events import events_of_items
from measures.store.frames import frame
from measures.store.measures import read_measure

REVIEW_COLUMNS = (
    *("item_id", "version", "source", "language", "borders", "impact_rank", "confidence", "known_at"),
    "state",
)


def review_frame(store: Store) -> pd.DataFrame:
    """Items that people are, or were, to look at (REVIEW_COLUMNS): the newest version of each.

    `state`: open (read with little confidence), again (its text and reading changed after an answer) or done.
    What may touch the border directly or block it comes first, then what is least sure, then the newest.
    """
    e, i = t.event.c, t.item.c
    doubtful = and_(e.answered.is_(None), e.confidence < doubtful_below())
    query = (
        select(
            e.item_id, e.version, i.source, e.language, e.borders, e.impact_rank, e.confidence, e.known_at,
            e.answered,
        )
        .join(t.item, (i.id == e.item_id) & (i.version == e.version))
        .where(or_(doubtful, e.answered.is_not(None)))
        .order_by(e.impact_rank.desc(), e.confidence, e.known_at.desc(), e.item_id)
    )  # fmt: skip
    states = {None: "open", False: "again", True: "done"}
    with store.read() as tx:
        rows = [dict(row) for row in tx.execute(query).mappings()]
    return frame(
        ({**row, "borders": tuple(row["borders"].split()), "state": states[row["answered"]]} for row in rows),
        REVIEW_COLUMNS,
    )


def item_event(store: Store, item_id: str) -> Event | None:
    """The newest version of an item with its reading; None where there is no such item."""
    with store.read() as tx:
        found = events_of_items(tx, [item_id])
    return max(found, key=lambda event: event.version, default=None)


def item_events(store: Store, item_ids: list[str]) -> dict[str, Event]:
    """The newest version of several items with their readings, by item id."""
    with store.read() as tx:
        found = events_of_items(tx, item_ids)
    return {event.item.id: event for event in sorted(found, key=lambda event: event.version)}


def measure_of_item(store: Store, item_id: str) -> str | None:
    """The id of the measure that an item tells of."""
    m = t.measure_event.c
    with store.read() as tx:
        return tx.execute(select(func.min(m.measure_id)).where(m.item_id == item_id)).scalar()


def neighbours(store: Store, name: str, *, limit: int = 500) -> list[Measure]:
    """The measures of one government (a bucket of measures.lifecycle), those last heard of first."""
    m = t.measure.c
    query = select(m.body).where(m.bucket == name).order_by(m.last_known_at.desc(), m.id).limit(limit)
    with store.read() as tx:
        return [read_measure(body) for body in tx.execute(query).scalars()]


def decisions(store: Store, item_ids: list[str]) -> list[Correction]:
    """All that people decided on some items, oldest first, also what was taken back."""
    with store.read() as tx:
        return corrections_of(tx, item_ids)


def agreements(store: Store, source: str = "") -> list[Agreement]:
    """How often people agreed with the machine, by source and label; of one source where it is named."""
    with store.read() as tx:
        given = list(all_corrections(tx))
        answered = select(t.correction.c.item_id)
        query = select(t.item.c.id, t.item.c.source).where(t.item.c.id.in_(answered))
        sources = {row.id: row.source for row in tx.execute(query)}
    pairs = ((sources[one.item_id], one) for one in given if one.item_id in sources)
    return [row for row in agreement(pairs) if source in ("", row.source)]
