"""Items as they came: every version is kept, none is ever changed."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Literal

from sqlalchemy import Connection, bindparam, func, insert, select, tuple_, update

from measures.days import day_of
from measures.model import Item
from measures.store import tables as t
from measures.store.codec import decode, encode
from measures.store.engine import bump, hold
from measures.store.search_index import index_items

# First character of every content hash; raise it when the way of hashing changes.
_HASH_WAY = "1"
_UNHASHED = frozenset({"published_raw"})

# Statements of every item, built once: building them anew takes longer than running them.
_NEWEST = select(t.item.c.id, t.item.c.version, t.item.c.content_hash).where(
    t.item.c.id.in_(bindparam("item_ids", expanding=True))
)
_NEW, _NEW_VERSION = insert(t.item), insert(t.item_version)
_CHANGE = update(t.item).where(t.item.c.id == bindparam("item_id"))
_ASKED_AT_ONCE = 1_000
"""Items looked up in one query: databases bound how many values a statement may carry."""


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


def saved_states(tx: Connection, items: Sequence[Item]) -> list[Saved]:
    """What `save_items` would answer, item by item, with the versions it would give; writes nothing."""
    known: dict[str, tuple[int, str]] = {}
    for start in range(0, len(items), _ASKED_AT_ONCE):
        ids = [item.id for item in items[start : start + _ASKED_AT_ONCE]]
        known |= {key: (version, digest) for key, version, digest in tx.execute(_NEWEST, {"item_ids": ids})}
    states: list[Saved] = []
    for item in items:
        version, digest = known.get(item.id, (0, ""))
        now = content_hash(item)
        if digest == now:
            states.append(Saved("unchanged", version))
            continue
        states.append(Saved("changed" if version else "new", version + 1))
        known[item.id] = version + 1, now
    return states


def fresh_items(tx: Connection, items: Sequence[Item]) -> list[Item]:
    """Those of some items that `save_items` would write, in their order."""
    states = saved_states(tx, items)
    return [item for item, saved in zip(items, states, strict=True) if saved.state != "unchanged"]


def save_items(tx: Connection, arrivals: Sequence[tuple[Item, datetime]]) -> list[Saved]:
    """Keep versions of items, each with the instant at which we learnt of it, in the order given.

    Nothing is written where a version is known. Only the newest is compared, so a text that changes back
    is a version of its own.
    """
    hold(tx, "measures")
    states = saved_states(tx, [item for item, _ in arrivals])
    new: dict[str, dict[str, object]] = {}
    changed: dict[str, dict[str, object]] = {}
    versions: list[dict[str, object]] = []
    for (item, known_at), saved in zip(arrivals, states, strict=True):
        if saved.state == "unchanged":
            continue
        version = {"version": saved.version, "content_hash": content_hash(item), "known_at": known_at}
        newest = {"source": item.source, **version}
        if saved.state == "new":
            new[item.id] = {"id": item.id, "first_known_at": known_at, **newest}
        elif item.id in new:
            new[item.id] |= newest
        else:
            changed[item.id] = {"item_id": item.id, **newest}
        versions.append({"item_id": item.id, "body": encode(item), **version})
    if not versions:
        return states
    bump(tx, "measures")
    if new:
        tx.execute(_NEW, list(new.values()))
    if changed:
        tx.execute(_CHANGE, list(changed.values()))
    tx.execute(_NEW_VERSION, versions)
    index_items(
        tx,
        (
            (item, day_of(known_at))
            for (item, known_at), saved in zip(arrivals, states, strict=True)
            if saved.state != "unchanged"
        ),
    )
    return states


def save_item(tx: Connection, item: Item, known_at: datetime) -> Saved:
    """Keep one version of an item (see `save_items`)."""
    [saved] = save_items(tx, [(item, known_at)])
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
