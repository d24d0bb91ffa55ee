"""Bytes as sources sent them, compressed and each only once, kept for some days."""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select, update

from measures.errors import StoreError
from measures.store import tables as t
from measures.store.engine import put


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows were past their time and are gone."""

    received: int
    polls: int


@dataclass(frozen=True, slots=True)
class Received:
    """An answer whose bytes are kept: whose it was, when it came first, how many items it then held."""

    source_id: str
    at: datetime
    sha256: str
    item_count: int


# Statements of every answer, built once: building them anew takes longer than running them.
_KNOWN = select(t.received.c.sha256).where(t.received.c.sha256.in_(bindparam("digests", expanding=True)))
_AGAIN = update(t.received).where(t.received.c.sha256 == bindparam("digest"))


def keep_all_bytes(tx: Connection, bodies: Iterable[tuple[bytes, datetime]]) -> list[str]:
    """Keep what came, each at its instant; returns each one's SHA-256 in hexadecimal, to find it again by."""
    came = [(hashlib.sha256(body).hexdigest(), body, at) for body, at in bodies]
    digests = [digest for digest, _, _ in came]
    known = set(tx.execute(_KNOWN, {"digests": digests}).scalars())
    if again := [{"digest": digest, "last_at": at} for digest, _, at in came if digest in known]:
        tx.execute(_AGAIN, again)
    for digest, body, at in came:
        if digest not in known:
            packed = zlib.compress(body, level=6)
            row = {"sha256": digest, "size": len(body), "packed": packed, "first_at": at, "last_at": at}
            put(tx, t.received, row, {"last_at": at})
    return digests


def keep_bytes(tx: Connection, body: bytes, at: datetime) -> str:
    """Keep what came at an instant (see `keep_all_bytes`)."""
    [digest] = keep_all_bytes(tx, [(body, at)])
    return digest


def kept_bytes(tx: Connection, digest: str) -> bytes:
    """The bytes behind a hash; StoreError where they were never kept, or no longer are."""
    packed = tx.execute(select(t.received.c.packed).where(t.received.c.sha256 == digest)).scalar()
    if packed is None:
        raise StoreError("these bytes are not kept", subject=digest)
    return zlib.decompress(packed)


def received_since(tx: Connection, instant: datetime) -> list[Received]:
    """The answers polled at an instant or later whose bytes are kept, each once, oldest first."""
    p, r = t.poll.c, t.received.c
    query = (
        select(p.source_id, func.min(p.at).label("first_at"), r.sha256, func.max(p.item_count))
        .join(t.received, r.sha256 == p.sha256)
        .where(p.at >= instant)
        .group_by(p.source_id, r.sha256)
        .order_by("first_at", p.source_id)
    )
    return [Received(*row) for row in tx.execute(query)]


def prune(tx: Connection, now: datetime, bytes_days: int, polls_days: int) -> Pruned:
    """Drop bytes last received, and polls made, longer ago than these days. Items are never dropped."""
    old_bytes = t.received.c.last_at < now - timedelta(days=bytes_days)
    old_polls = t.poll.c.at < now - timedelta(days=polls_days)
    return Pruned(
        received=tx.execute(delete(t.received).where(old_bytes)).rowcount,
        polls=tx.execute(delete(t.poll).where(old_polls)).rowcount,
    )
