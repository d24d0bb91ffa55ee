"""Opening the database: SQLite in WAL mode, or PostgreSQL by its address; transactions and migrations."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, Table, bindparam, create_engine, event, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from measures.errors import StoreError
from measures.store import tables as t

# Seconds that a writer waits for another one before it gives up.
PATIENCE = 30

_CHUNK = 500

# Any fixed number: schedulers that migrate at the same time wait for each other on it (PostgreSQL).
_MIGRATION_LOCK = 7_402_019


@dataclass(frozen=True, slots=True)
class Store:
    """A migrated database. Writing goes through `begin`, reading through `read`."""

    engine: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One writing transaction: all of it is kept, or nothing where the block raises."""
        with self.engine.connect().execution_options(writes=True) as tx, tx.begin():
            yield tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One reading transaction; on SQLite it neither waits for writers nor keeps them waiting."""
        with self.engine.connect() as tx:
            yield tx

    def revision(self, part: str = "") -> int:
        """A number that grows with each committed change; `part` measures or sources, both where empty."""
        query = select(func.coalesce(func.sum(t.counter.c.value), 0))
        if part:
            query = query.where(t.counter.c.name == part)
        with self.read() as tx:
            return int(tx.execute(query).scalar_one())

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


_BUMP = update(t.counter).where(t.counter.c.name == bindparam("part")).values(value=t.counter.c.value + 1)


def bump(tx: Connection, part: str) -> None:
    """Count a change of `part`, and keep other writers of that part waiting until this one commits.

    Called before anything is read that the change rests on: the counter's row is the lock.
    """
    tx.execute(_BUMP, {"part": part})


def hold(tx: Connection, part: str) -> None:
    """Keep other writers of `part` waiting as `bump` does, where it is not yet known if anything changes."""
    tx.execute(select(t.counter.c.value).where(t.counter.c.name == part).with_for_update())


def put(tx: Connection, table: Table, row: Mapping[str, object], changes: Mapping[str, object]) -> None:
    """Insert a row, or make these changes where its key is there: one step, also where two writers meet."""
    new = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(table).values(**row)
    tx.execute(new.on_conflict_do_update(index_elements=list(table.primary_key), set_=dict(changes)))


def chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """Keys in groups that fit into one query: SQLite has a limit to how many it takes."""
    return (keys[start : start + _CHUNK] for start in range(0, len(keys), _CHUNK))


def open_store(url: str) -> Store:
    """The store at a SQLAlchemy address; StoreError where the address or the database cannot be used."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError("this is not the address of a database", subject="DATABASE_URL") from error
    kind = address.get_backend_name()
    if kind == "sqlite":
        if not address.database or address.database == ":memory:":
            raise StoreError("SQLite needs a file", subject=str(address))
        try:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError("the folder cannot be made", subject=address.database) from error
        engine = create_engine(address, connect_args={"timeout": PATIENCE})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif kind == "postgresql":
        engine = create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": PATIENCE})
    else:
        raise StoreError("only SQLite and PostgreSQL are known", subject=kind)
    return Store(engine)


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema; nothing happens where it is there already.

    All of it in one transaction; processes that migrate at the same time wait for each other.
    """
    store = open_store(url)
    config = Config()
    config.set_main_option("script_location", "measures.store:migrations")
    config.set_main_option("path_separator", "os")
    try:
        with store.begin() as tx:
            if tx.dialect.name == "postgresql":
                tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            config.attributes["connection"] = tx
            command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            "the database is of a newer version than this program", subject=_shown(store)
        ) from error
    except DBAPIError as error:
        raise StoreError("the database cannot be opened", subject=_shown(store)) from error.orig
    except SQLAlchemyError as error:
        raise StoreError("the database cannot be migrated", subject=_shown(store)) from error
    finally:
        store.close()


def _shown(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's sqlite3 would begin transactions late and on its own; _begin_sqlite does it instead.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer late could not be made to wait.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
