"""Received bytes and the audit trail: kept as they came; the trail cannot be rewritten."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from measures.errors import StoreError
from measures.store import Store
from measures.store.audit import audit
from measures.store.received import Pruned, keep_bytes, kept_bytes, prune
from measures.store.sources import PollRow, record_poll, register_sources
from measures.store.tables import audit as audit_table
from measures.store.tables import received
from measures.vocabulary import AnswerState
from tests.measures.store.facts import MARCH
from tests.measures.store.test_sources import a_source

DAY = timedelta(days=1)


def test_the_same_bytes_are_kept_once_and_come_back(store: Store) -> None:
    body = b"<rss>" + b"grens " * 10_000
    with store.begin() as tx:
        first = keep_bytes(tx, body, MARCH)
        assert keep_bytes(tx, body, MARCH + DAY) == first
        assert kept_bytes(tx, first) == body
        row = tx.execute(select(received)).one()
    assert (row.size, row.first_at, row.last_at) == (len(body), MARCH, MARCH + DAY)
    assert len(row.packed) < len(body) / 10


def test_what_is_past_its_time_is_dropped_and_nothing_else(store: Store) -> None:
    with store.begin() as tx:
        register_sources(tx, [a_source()], MARCH)
        old = keep_bytes(tx, b"old", MARCH)
        fresh = keep_bytes(tx, b"fresh", MARCH)
        keep_bytes(tx, b"fresh", MARCH + 30 * DAY)
        for at in (MARCH, MARCH + 80 * DAY):
            record_poll(tx, PollRow("be-ibz", at, AnswerState.UNCHANGED, at + DAY))
        assert prune(tx, MARCH + 100 * DAY, bytes_days=90, polls_days=90) == Pruned(received=1, polls=1)
        assert kept_bytes(tx, fresh) == b"fresh"
        with pytest.raises(StoreError, match="not kept"):
            kept_bytes(tx, old)


@pytest.mark.parametrize(
    "statement",
    [
        update(audit_table).values(who="nobody"),
        delete(audit_table),
        delete(audit_table).where(audit_table.c.id == 1),
    ],
)
def test_the_audit_trail_cannot_be_rewritten(store: Store, statement) -> None:  # type: ignore[no-untyped-def]
    with store.begin() as tx:
        audit(tx, "anna", "ask_poll", "be-ibz", {"reason": "persconferentie"}, MARCH)
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(statement)
    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(audit_table)).scalar_one() == 1


def test_nor_can_it_be_emptied_at_once(store: Store) -> None:
    statement = "DELETE FROM audit" if store.engine.dialect.name == "sqlite" else "TRUNCATE audit"
    with store.begin() as tx:
        audit(tx, "anna", "x", "y", {}, MARCH)
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(text(statement))
