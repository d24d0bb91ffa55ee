"""Items as they came: every version is kept, none is ever changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Literal

from sqlalchemy import Connection, bindparam, func, insert, select, tuple_, update

from measures.model import Item
from measures.store import tables as t
from measures.store.codec import decode, encode
from measures.store.engine import bump

# First character of every content hash; raise it when the way of hashing changes.
_HASH_WAY = "1"
_UNHASHED = frozenset({"published_raw"})

# Statements of every item, built once: building them anew takes longer than running them.
_NEWEST = select(t.item.c.version, t.item.c.content_hash).where(t.item.c.id == bindparam("item_id"))
_NEW, _NEW_VERSION = insert(t.item), insert(t.item_version)
_CHANGE = update(t.item).where(t.item.c.id == bindparam("item_id"))


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an item: its newest version, and whether this call made it."""

    state: Literal["new", "changed", "unchanged"]
    version: int


@lru_cache(maxsize=1_024)
def content_hash(item: Item) -> str:
    """Hash of what the item says. Empty fields do not count, so that fields can be added to Item later."""
    said = ((field.name, getattr(item, field.name)) for field in fields(item) if field.name not in _UNHASHED)
    facts = {name: value for name, value in said if value not in ("", (), None)}
    text = json.dumps(facts, sort_keys=True, default=str, ensure_ascii=True)
    return _HASH_WAY + hashlib.sha256(text.encode()).hexdigest()


def saved_state(tx: Connection, item: Item) -> Saved:
    """What `save_item` would answer; writes nothing. The version is that which it would have."""
    known = tx.execute(_NEWEST, {"item_id": item.id}).first()
    if known is None:
        return Saved("new", 1)
    version, digest = known
    return Saved("unchanged", version) if digest == content_hash(item) else Saved("changed", version + 1)


def fresh_items(tx: Connection, items: Iterable[Item]) -> list[Item]:
    """Those of some items that `save_item` would write, in their order: one query for a whole answer."""
    items = list(items)
    i = t.item.c
    query = select(i.id, i.content_hash).where(i.id.in_([item.id for item in items]))
    known = {row.id: row.content_hash for row in tx.execute(query)}
    return [item for item in items if known.get(item.id) != content_hash(item)]


def save_item(tx: Connection, item: Item, known_at: datetime) -> Saved:
    """Keep a version of an item that we learnt of at `known_at`; nothing is written where it is known.

    Only the newest version is compared, so a text that changes back is a version of its own.
    """
    saved = saved_state(tx, item)
    if saved.state == "unchanged":
        return saved
    bump(tx, "measures")
    # Another process may have been quicker while this one waited for the counter.
    saved = saved_state(tx, item)
    if saved.state == "unchanged":
        return saved
    digest = content_hash(item)
    newest = {"source": item.source, "version": saved.version, "content_hash": digest, "known_at": known_at}
    if saved.state == "new":
        tx.execute(_NEW, {"id": item.id, "first_known_at": known_at, **newest})
    else:
        tx.execute(_CHANGE, {"item_id": item.id, **newest})
    version = {
        "item_id": item.id,
        "version": saved.version,
        "content_hash": digest,
        "known_at": known_at,
        "body": encode(item),
    }
    tx.execute(_NEW_VERSION, version)
    return saved


def versions_after(
    tx: Connection, after: tuple[str, int], limit: int
) -> Iterator[tuple[Item, int, datetime]]:
    """The next stored versions (item, version, known at) by item and version, for walking over all."""
    v = t.item_version.c
    query = (
        select(v.body, v.version, v.known_at)
        .where(tuple_(v.item_id, v.version) > tuple_(*after))
        .order_by(v.item_id, v.version)
        .limit(limit)
    )
    for body, version, known_at in tx.execute(query):
        yield decode(Item, body), version, known_at


def versions_since(tx: Connection, instant: datetime) -> list[tuple[Item, int]]:
    """The versions (item, version) that became known at an instant or later, by item and version."""
    v = t.item_version.c
    query = select(v.body, v.version).where(v.known_at >= instant).order_by(v.item_id, v.version)
    return [(decode(Item, body), version) for body, version in tx.execute(query)]


def versions_of_source(tx: Connection, source_id: str) -> list[tuple[Item, int, datetime]]:
    """All versions (item, version, known at) of a source's items, in the order in which they became known."""
    v = t.item_version.c
    query = (
        select(v.body, v.version, v.known_at)
        .join(t.item, t.item.c.id == v.item_id)
        .where(t.item.c.source == source_id)
        .order_by(v.known_at, v.item_id, v.version)
    )
    return [(decode(Item, body), version, known_at) for body, version, known_at in tx.execute(query)]


def count_versions(tx: Connection) -> int:
    """How many versions of items there are."""
    return tx.execute(select(func.count()).select_from(t.item_version)).scalar_one()
