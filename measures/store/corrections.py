"""Corrections: rows that are only ever added, and laid over the readings whenever these are stored."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select

from measures.corrections import Correction, Ties, Verdict, corrected, text_hash, ties
from measures.corrections.model import OF_MEASURES
from measures.model import Event, Item
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.codec import decode
from measures.store.engine import chunks

_ADAPTER = TypeAdapter(Correction)
_TYING = [verdict.value for verdict in (*sorted(OF_MEASURES), Verdict.UNDO)]


def add_corrections(tx: Connection, corrections: Iterable[Correction]) -> list[Correction]:
    """Write down decisions, each with a line in the audit trail; returns those that were not known before."""
    fresh: dict[str, Correction] = {}
    given = {one.id: one for one in corrections}
    known: set[str] = set()
    for ids in chunks(list(given)):
        known.update(tx.execute(select(t.correction.c.id).where(t.correction.c.id.in_(ids))).scalars())
    for key, one in given.items():
        if key in known:
            continue
        fresh[key] = one
        row = {"id": key, "item_id": one.item_id, "verdict": one.verdict.value, "at": one.at}
        tx.execute(insert(t.correction).values(**row, body=_ADAPTER.dump_json(one).decode()))
        audit(tx, one.who, f"correction:{one.verdict}", one.item_id, {"id": key, "why": one.why}, one.at)
    return list(fresh.values())


def corrections_of(tx: Connection, item_ids: Sequence[str]) -> list[Correction]:
    """All decisions on some items, also those taken back and what took them back, in the order written."""
    c = t.correction.c
    found: list[tuple[int, str]] = []
    for ids in chunks(list(item_ids)):
        query = select(c.row, c.body).where(c.item_id.in_(ids))
        found += [(row, body) for row, body in tx.execute(query)]
    return [_ADAPTER.validate_json(body) for _, body in sorted(found)]


def all_corrections(tx: Connection) -> Iterator[Correction]:
    """Every decision, in the order written."""
    query = select(t.correction.c.body).order_by(t.correction.c.row)
    return (_ADAPTER.validate_json(body) for body in tx.execute(query).scalars())


def laid_over(tx: Connection, events: Sequence[Event]) -> list[Event]:
    """The events with people's labels laid over what the machine reads in them, in their order."""
    found: dict[str, list[Correction]] = {}
    for one in corrections_of(tx, list({event.item.id for event in events})):
        found.setdefault(one.item_id, []).append(one)
    if not found:
        return list(events)
    return [corrected(event, found.get(event.item.id, ())) for event in events]


def ties_known(tx: Connection, before: datetime | None = None) -> Ties:
    """What people said of items being of one measure or not; with `before`, only what was said by then."""
    c = t.correction.c
    query = select(c.body).where(c.verdict.in_(_TYING)).order_by(c.row)
    if before is not None:
        query = query.where(c.at < before)
    return ties(_ADAPTER.validate_json(body) for body in tx.execute(query).scalars())


def with_items(tx: Connection, corrections: Iterable[Correction]) -> Iterator[tuple[Correction, Item | None]]:
    """Each decision with the version of its item that was answered, else the newest; None where unknown."""
    v = t.item_version.c
    for one in corrections:
        query = select(v.body).where(v.item_id == one.item_id).order_by(v.version)
        versions = [decode(Item, body) for body in tx.execute(query).scalars()]
        answered = (item for item in versions if one.text == text_hash(item))
        yield one, next(answered, versions[-1] if versions else None)
