"""The schema: made from nothing in both databases, and the same as the tables that queries name."""

import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select, text

from measures.errors import StoreError
from measures.store import Store, migrate, open_store
from measures.store import tables as t
from measures.store.codec import encode
from measures.store.items import save_item
from measures.store.review import review_frame
from measures.store.search import search
from measures.store.tables import metadata
from tests.measures.store.facts import MARCH, a_reading, an_item
from tests.stores import DATABASES, empty_database

# Columns of the events that came with the queue.
LATER = ("language", "borders", "impact_rank", "confidence", "machine", "answered")


def _is_told(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """SQLite's table for text search, with those that it keeps itself, is none that a Table could tell."""
    return not (kind == "table" and (name or "").startswith("item_words"))


def test_migrated_schema_is_what_the_tables_say(store: Store) -> None:
    with store.read() as tx:
        opts = {"compare_type": True, "include_object": _is_told}
        context = MigrationContext.configure(tx, opts=opts)
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("kind", DATABASES)
def test_several_processes_may_migrate_at_once(kind: str, tmp_path: Path) -> None:
    url = empty_database(kind, tmp_path)
    errors: list[Exception] = []

    def one() -> None:
        try:
            migrate(url)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = open_store(url)
    assert errors == []
    assert set(metadata.tables) <= set(inspect(store.engine).get_table_names())
    store.close()


def test_a_database_that_cannot_be_reached_is_one_clear_line_without_the_password() -> None:
    with pytest.raises(StoreError) as caught:
        migrate("postgresql+psycopg://someone:geheim@127.0.0.1:1/taskforce")
    assert "geheim" not in str(caught.value)
    assert "cannot be opened" in str(caught.value)


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    store = open_store(url)
    with store.begin() as tx:
        known = tx.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        migrate(url)
    with store.begin() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = :known"), {"known": known})
    store.close()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Geachte heer, mevrouw, " * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        migrate(f"sqlite:///{file}")
    assert file.read_text().startswith("Geachte")
    with pytest.raises(StoreError, match="folder cannot be made"):
        open_store(f"sqlite:///{file}/inside/taskforce.db")


@pytest.mark.parametrize("address", ["", "mysql://localhost/x", "sqlite://", "not an address"])
def test_an_address_that_cannot_work_is_refused(address: str) -> None:
    with pytest.raises(StoreError):
        open_store(address)


@pytest.mark.parametrize("kind", DATABASES)
def test_items_stored_before_there_was_a_search_are_found_afterwards(kind: str, tmp_path: Path) -> None:
    url = empty_database(kind, tmp_path)
    store = open_store(url)
    with store.begin() as tx:
        _upgrade_to_before("0009", tx)
        row = {"version": 1, "content_hash": "h", "known_at": MARCH}
        for key in ("be-ibz-1", "be-ibz-2"):
            item = an_item(key, published=None)
            tx.execute(insert(t.item).values(id=key, source="be-ibz", first_known_at=MARCH, **row))
            tx.execute(insert(t.item_version).values(item_id=key, body=encode(item), **row))
    migrate(url)
    with store.begin() as tx:
        save_item(tx, an_item("be-ibz-3"), MARCH)
        save_item(tx, an_item("be-ibz-2", title="Open", summary="Open."), MARCH)
        assert tx.execute(select(t.item_text.c.day)).scalars().all() == [MARCH.date()] * 3
    assert {hit.item.id for hit in search(store, "vignet").hits} == {"be-ibz-1", "be-ibz-3"}
    store.close()


def _upgrade_to_before(revision: str, tx: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "measures.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = tx
    before = ScriptDirectory.from_config(config).get_revision(revision).down_revision
    command.upgrade(config, str(before))


@pytest.mark.parametrize("kind", DATABASES)
def test_readings_stored_before_there_was_a_queue_are_in_it_afterwards(kind: str, tmp_path: Path) -> None:
    url = empty_database(kind, tmp_path)
    store = open_store(url)
    with store.begin() as tx:
        _upgrade_to_before("0006", tx)
        row = {"item_id": "be-ibz-1", "version": 1, "known_at": MARCH}
        item = {"id": "be-ibz-1", "source": "be-ibz", "first_known_at": MARCH}
        body = encode(a_reading(confidence=0.75))
        old = [column.name for column in t.event.c if column.name not in LATER]
        event = row | {
            "bucket": "BE",
            "is_measure": True,
            "valid_from": None,
            "valid_until": None,
            "body": body,
        }
        tx.execute(insert(t.item).values(**item, version=1, content_hash="h", known_at=MARCH))
        tx.execute(insert(t.item_version).values(**row, content_hash="h", body=encode(an_item())))
        tx.execute(insert(t.event).values({name: event[name] for name in old}))
    migrate(url)
    [waiting] = review_frame(store).to_dict("records")
    assert (waiting["item_id"], waiting["language"], waiting["state"]) == ("be-ibz-1", "nl", "open")
    assert (waiting["borders"], waiting["impact_rank"]) == (("NL-BE", "BE-DE"), 3)
    store.close()
