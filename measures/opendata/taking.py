"""Taking a folder of open data into an empty store: all of it is checked, all of it or nothing is kept."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from measures.corrections.model import with_id
from measures.errors import InputError, StoreError
from measures.model import YEARS, Event
from measures.opendata import tables as d
from measures.opendata.csvfile import read_csv
from measures.opendata.dcat import checksums
from measures.opendata.folder import WHO
from measures.opendata.parquet import read_parquet
from measures.opendata.tables import Row, Table
from measures.store import Store
from measures.store.conflicts import ConflictStep, put_steps
from measures.store.corrections import add_corrections
from measures.store.measures import all_measures
from measures.store.whole import is_empty, put_events, put_replacements, put_sources, refold_all

MOST_BYTES = 2 << 30
"""Of a file."""
LONGEST_TEXT = 1_000_000
"""Characters of a text."""

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came into the store: how many versions of items, measures and conflicts.

    `otherwise` are the measures and conflicts that this version of the program makes otherwise than the
    folder tells, or not at all, or in addition.
    """

    events: int
    measures: int
    conflicts: int
    otherwise: int


def take_in(
    store: Store, folder: Path, now: datetime, *, force_csv: bool = False, told: Told = lambda _: None
) -> TakenIn:
    """Take in the tables of a folder, from Parquet where it is there; in one transaction.

    InputError with file, line and column for what cannot be read; StoreError where the store is not empty.
    """
    files = _files(folder, force_csv=force_csv)
    with store.begin() as tx:
        if not is_empty(tx):
            raise StoreError("the store is not empty", subject="import")
        put_sources(tx, [d.source_of(row) for _, row in _checked(files, d.SOURCES, told)], now)
        events = put_events(tx, _events(_checked(files, d.EVENTS, told)))
        put_replacements(tx, [d.replaced_of(row) for _, row in _checked(files, d.REPLACED, told)])
        decided = (d.correction_of(row, WHO) for _, row in _checked(files, d.CORRECTIONS, told))
        add_corrections(tx, map(with_id, decided))
        steps = list(_steps(_checked(files, d.HISTORY, told)))
        put_steps(tx, steps)
        shift = refold_all(tx, now)
        made = {measure.id: measure for measure in all_measures(tx)}
        given = {row["id"]: d.measure_of(row) for _, row in _checked(files, d.MEASURES, told)}
    differing = sum(made.get(key) != given.get(key) for key in made.keys() | given.keys())
    active = {step.conflict.key: step.what != "cleared" for step in steps}
    count = sum(active.values()) + len(shift.flagged) - len(shift.cleared)
    changed = len(shift.flagged) + len(shift.changed) + len(shift.cleared)
    return TakenIn(events, len(made), count, differing + changed)


def _files(folder: Path, *, force_csv: bool) -> dict[str, Path]:
    """The file of each table; InputError where one is missing, too large or not what the description says."""
    if not folder.is_dir():
        raise InputError("is no folder", subject=str(folder))
    ending = "csv" if force_csv or not (folder / f"{d.EVENTS.name}.parquet").exists() else "parquet"
    known, found = checksums(folder), {}
    for name in d.TABLES:
        path = folder / f"{name}.{ending}"
        try:
            # A link could lead out of the folder.
            if path.is_symlink() or not path.is_file():
                raise InputError(
                    "is not there" if not path.exists() else "is no plain file", subject=path.name
                )
            if path.stat().st_size > MOST_BYTES:
                raise InputError("is larger than can be read", subject=path.name)
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", subject=path.name) from None
        if known.get(path.name, digest) != digest:
            raise InputError("is not the file that dcat.jsonld describes", subject=path.name)
        found[name] = path
    return found


def _checked(files: dict[str, Path], table: Table, told: Told) -> Iterator[tuple[str, Row]]:
    """The rows of a table with their places, in the values of the domain."""
    path = files[table.name]
    read = read_parquet if path.suffix == ".parquet" else read_csv
    model, seen, count = table.model, set[tuple[object, ...]](), 0
    for place, plain in read(path, table):
        try:
            checked = model.model_validate_json(json.dumps(plain))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            column = ".".join(map(str, first["loc"])) or "?"
            said = f"column {column}: {first['msg']}, got {first['input']!r:.80}"
            raise InputError(said, subject=place) from None
        except (ValueError, TypeError, RecursionError):
            raise InputError("cannot be read", subject=place) from None
        row: Row = {name: getattr(checked, name) for name in table.hints}
        for name, value in row.items():
            if wrong := _unsound(value):
                raise InputError(f"column {name}: {wrong}", subject=place)
        key = tuple(row[name] for name in table.key)
        if key in seen and table is not d.REPLACED and table is not d.HISTORY:
            said = f"is there twice: {', '.join(map(str, key))}"
            raise InputError(f"column {table.key[0]}: {said:.120}", subject=place)
        seen.add(key)
        count += 1
        yield place, row
    told(f"{path.name}: {count} rows")


def _events(rows: Iterator[tuple[str, Row]]) -> Iterator[Event]:
    """The versions of items; InputError where one does not follow on the one before."""
    item, version = "", 0
    for place, row in rows:
        version = version + 1 if row["item_id"] == item else 1
        item = row["item_id"]
        if row["version"] != version:
            said = f"column version: {row['version']} does not follow, {version} would"
            raise InputError(said, subject=place)
        yield d.event_of(row)


def _steps(rows: Iterator[tuple[str, Row]]) -> Iterator[ConflictStep]:
    """The steps of conflicts; InputError where one does not follow on the one before."""
    last: ConflictStep | None = None
    ended: set[str] = set()
    for place, row in rows:
        step = d.step_of(row)
        key = step.conflict.key
        same = last is not None and last.conflict.key == key
        if last is not None and not same:
            ended.add(last.conflict.key)
        stood = same and last is not None and last.what != "cleared"
        fits = {"flagged": not same and key not in ended, "changed": stood, "cleared": stood}
        fits["returned"] = same and not stood
        if not fits[step.what]:
            raise InputError(f"column what: {step.what} does not follow on the row before", subject=place)
        last = step
        yield step


def _unsound(value: Any) -> str:
    """What is wrong with a value that its type allows; empty where nothing is."""
    match value:
        case str():
            if "\0" in value:
                return "holds a character that no text has"
            return "is longer than can be read" if len(value) > LONGEST_TEXT else ""
        case datetime() if value.tzinfo is None:
            return f"has no time zone, got {value.isoformat()}"
        case date():
            return "" if value.year in YEARS else f"lies outside {YEARS[0]} to {YEARS[-1]}, got {value}"
        case tuple():
            return next(filter(None, map(_unsound, value)), "")
        case BaseModel():
            return _unsound(tuple(vars(value).values()))
        case int() if not -(2**31) < value < 2**31:
            return f"is no number that can be, got {value}"
    if is_dataclass(value):
        return _unsound(tuple(getattr(value, field.name) for field in fields(value)))
    return ""
