"""Tables as CSV: plain UTF-8 by RFC 4180, nested values as JSON, no cell that is run as a formula."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_origin

from measures.errors import InputError
from measures.formulas import is_formula
from measures.opendata.tables import Row, Table, inner, is_optional

LONGEST_CELL = 4_000_000
"""Characters of a cell."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def write_csv(path: Path, table: Table, rows: Iterable[Row]) -> None:
    """Write a table; the same rows give the same bytes."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table.hints)
        for row in rows:
            writer.writerow([cell(value) for value in table.plain(row).values()])


def read_csv(path: Path, table: Table) -> Iterator[tuple[str, Row]]:
    """Each row in values of JSON, with its place; InputError (subject: file and line) for what is none."""
    before = csv.field_size_limit(LONGEST_CELL)
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream, strict=True)
            check_columns(next(lines, []), table, path.name)
            for cells in lines:
                place, line = f"{path.name}, line {line + 1}", lines.line_num
                if len(cells) != len(table.hints):
                    said = f"has {len(cells)} cells, the head has {len(table.hints)}"
                    raise InputError(said, subject=place)
                yield place, _row(cells, table, place)
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", subject=path.name) from None
    except csv.Error as error:
        raise InputError(f"is not CSV: {error}", subject=f"{path.name}, line {line + 1}") from None
    finally:
        csv.field_size_limit(before)


def check_columns(found: list[str], table: Table, name: str) -> None:
    """InputError where these are not the table's columns in their order."""
    if lacking := [column for column in table.hints if column not in found]:
        raise InputError(f"column {lacking[0]} is missing", subject=name)
    if found != list(table.hints):
        strange = next((column for column in found if column not in table.hints), "")
        said = f"there is no column {strange!r:.60}" if strange else "the columns are not in their order"
        raise InputError(said, subject=name)


def cell(value: Any) -> str:
    """A value of JSON as a cell."""
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case _:
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before what looks like one.

    Before a text that begins with an apostrophe too, so that one can always be taken off again.
    """
    return f"'{text}" if text.startswith("'") or is_formula(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text.removeprefix("'")


def _row(cells: list[str], table: Table, place: str) -> Row:
    row: Row = {}
    for written, (name, hint) in zip(cells, table.hints.items(), strict=True):
        try:
            row[name] = _value(written, hint)
        except (ValueError, RecursionError):
            raise InputError(f"column {name}: cannot be read, got {written!r:.80}", subject=place) from None
    return row


def _value(written: str, hint: Any) -> Any:
    if not written and is_optional(hint):
        return None
    kind = inner(hint)
    if get_origin(kind) is Literal:
        return unguarded(written)
    if isinstance(kind, type):
        if issubclass(kind, str):
            return unguarded(written)
        if issubclass(kind, datetime):
            return written
        if issubclass(kind, date):
            if not _DAY.fullmatch(written):
                raise ValueError("a day is written YYYY-MM-DD")
            return written
    return json.loads(written, parse_constant=_no_constant)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
