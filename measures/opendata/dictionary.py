"""The data dictionary: what each column is, in what unit and zone, and what its codes mean."""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from measures.conflicts.reasons import KINDS
from measures.opendata.csvfile import cell
from measures.opendata.tables import TABLES, inner, is_optional, members, pair
from measures.states import ANSWERS

_KINDS: tuple[tuple[type, str], ...] = (
    (StrEnum, "code"),
    (IntEnum, "code"),
    (bool, "true or false"),
    (int, "integer"),
    (float, "number"),
    (datetime, "instant"),
    (date, "day"),
    (str, "text"),
)
_ZONES = {"day": "Europe/Amsterdam", "instant": "UTC"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One column, or a part inside a column (`phases.since`); `codes` names the list its values are of."""

    table: str
    column: str
    type: str
    unit: str
    time_zone: str
    nullable: bool
    codes: str
    description: str


HEAD = ("table", "column", "type", "unit", "time_zone", "nullable", "codes", "allowed_values", "description")


def entries() -> list[Entry]:
    """Every column of every table, each followed by its parts."""
    return [
        entry
        for table in TABLES.values()
        for name, hint in table.hints.items()
        for entry in _entries(table.name, name, name, hint, "")
    ]


def about(table: str) -> str:
    """What a table holds, in a sentence."""
    return str(_words()["about"][table])


@cache
def codes() -> dict[str, dict[str, str]]:
    """The meaning of each code, by list of codes."""
    told: dict[str, dict[str, str]] = {
        name: {str(code): str(meaning) for code, meaning in meanings.items()}
        for name, meanings in _words()["codes"].items()
    }
    told["ConflictKind"] = {kind.value: meaning for kind, meaning in KINDS.items()}
    told["AnswerState"] = {state.value: meaning for state, meaning in ANSWERS.items()}
    return told


def dictionary_csv() -> str:
    """The dictionary as a table."""
    rows = (
        (
            one.table, one.column, one.type, one.unit, one.time_zone, one.nullable, one.codes,
            " | ".join(codes()[one.codes]) if one.codes else "", one.description,
        )
        for one in entries()
    )  # fmt: skip
    return _table(HEAD, rows)


def codes_csv() -> str:
    """The codes with their meanings as a table."""
    rows = ((name, code, text) for name, meanings in codes().items() for code, text in meanings.items())
    return _table(("codes", "code", "meaning"), rows)


def _table(head: tuple[str, ...], rows: Any) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def _entries(table: str, name: str, path: str, hint: Any, owner: str) -> Iterator[Entry]:
    kind = inner(hint)
    many = get_origin(kind) is tuple
    part = get_args(kind)[0] if many else kind
    pairs = pair(kind)
    if pairs:
        told, listed = "list of pairs", ""
    elif nested := _nested(part):
        told, listed = ("list of records" if many else "record"), ""
    else:
        word = "code" if get_origin(part) is Literal else next(w for k, w in _KINDS if issubclass(part, k))
        told, listed = (f"list of {word}s" if many else word), _listed(part, name)
    yield Entry(
        table,
        path,
        told,
        _words()["units"].get(name, ""),
        _ZONES.get(told, ""),
        is_optional(hint),
        listed,
        _description(table, name, owner),
    )
    if pairs:
        for inside, hint_inside in zip(("key", "value"), pairs, strict=True):
            yield from _entries(table, inside, f"{path}.{inside}", hint_inside, "pair")
    elif nested := _nested(part):
        for inside, hint_inside in members(nested).items():
            yield from _entries(table, inside, f"{path}.{inside}", hint_inside, nested.__name__)


def _nested(kind: Any) -> type | None:
    is_record = isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, BaseModel))
    return kind if is_record else None


def _listed(kind: Any, name: str = "") -> str:
    """The list of codes that a value is of."""
    if get_origin(kind) is Literal:
        return name
    return kind.__name__ if isinstance(kind, type) and issubclass(kind, StrEnum | IntEnum) else ""


def _description(table: str, name: str, owner: str) -> str:
    words = _words()
    places = (words["parts"].get(owner), None if owner else words["tables"].get(table), words["columns"])
    return next(str(place[name]) for place in places if place and name in place)


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(files("measures.opendata").joinpath("dictionary.toml").read_text("utf-8"))
