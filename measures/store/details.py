"""What is known of the details behind the records of a list, and which messages tell of one thing."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from measures.store import tables as t
from measures.store.engine import put


@dataclass(frozen=True, slots=True)
class DetailRow:
    """The detail of one record (`entry`: its item's id): the version held, empty for none; failures since.

    `next_try_at` (UTC) is set while the last try failed; `sha256` finds the bytes held, while they are kept.
    """

    entry: str
    at: datetime
    version: str = ""
    failures: int = 0
    next_try_at: datetime | None = None
    sha256: str | None = None


def details_of(tx: Connection, entries: Collection[str]) -> dict[str, DetailRow]:
    """What is known of the details of these records, by record; nothing where none was ever asked for."""
    rows = tx.execute(select(t.detail).where(t.detail.c.entry.in_(entries))).mappings()
    return {row["entry"]: DetailRow(**row) for row in rows}


def keep_detail(tx: Connection, row: DetailRow) -> None:
    """Remember how the last try for a detail ended."""
    put(tx, t.detail, asdict(row), asdict(row))


def belonging(tx: Connection, names: Collection[str]) -> dict[str, str]:
    """The item that each of these messages belongs to, where that is another one than its own."""
    rows = tx.execute(select(t.item_alias).where(t.item_alias.c.name.in_(names)))
    return {row.name: row.item_id for row in rows}


def chained(tx: Connection, item_id: str, names: Collection[str]) -> str:
    """The item that a message belongs to, by any message of the thing it tells of; kept for its successors.

    `item_id` is the one it takes itself for, where none of `names` is known as another's.
    """
    known = belonging(tx, [item_id, *names])
    found = known.get(item_id) or next((known[name] for name in names if name in known), item_id)
    for name in {item_id, *names} - {found} - known.keys():
        put(tx, t.item_alias, {"name": name, "item_id": found}, {"item_id": found})
    return found
