"""The tables of open data: their columns are the fields of the domain's types, a row is a dict of values."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, create_model

from measures.corrections import Correction
from measures.model import Assessment, Conflict, Event, Item, Measure, Review
from measures.store.conflicts import ConflictStep
from measures.store.whole import Replacement, SourceFacts

Row = dict[str, Any]

# The rule that a text tells of need not be that of the authority which tells of it.
_OF_ITEM = {"id": "item_id", "regions": "authority_regions"}
_OF_READING = {"level": "rule_level"}
_INSIDE = frozenset({"who", "why"})
"""Fields of a decision that stay in the house: names of people, and what they wrote."""
_DERIVED = frozenset({"early_warning"})


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table by its name, the hint of each column, and the columns that tell its rows apart."""

    name: str
    hints: Mapping[str, Any]
    key: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """The columns as Parquet has them."""
        return pa.schema(
            [pa.field(name, arrow(hint), nullable=is_optional(hint)) for name, hint in self.hints.items()]
        )

    @property
    def model(self) -> type[BaseModel]:
        """What checks a row, and turns it into JSON and back."""
        return _model(self.name)

    def plain(self, row: Row) -> Row:
        """A row in values of JSON."""
        return self.model.model_construct(**row).model_dump(mode="json")


def _of(kind: type, renamed: Mapping[str, str] | None = None, without: Iterable[str] = ()) -> dict[str, Any]:
    """The hints of a dataclass by column."""
    hints, names = get_type_hints(kind), renamed or {}
    left_out = frozenset(without)
    return {names.get(f.name, f.name): hints[f.name] for f in fields(kind) if f.name not in left_out}


def _values(
    value: Any, renamed: Mapping[str, str] | None = None, without: Iterable[str] = ()
) -> dict[str, Any]:
    names, left_out = renamed or {}, frozenset(without)
    return {
        names.get(f.name, f.name): getattr(value, f.name) for f in fields(value) if f.name not in left_out
    }


def _made(kind: type, row: Row, renamed: Mapping[str, str] | None = None, without: Iterable[str] = ()) -> Any:
    names, left_out = renamed or {}, frozenset(without)
    return kind(**{f.name: row[names.get(f.name, f.name)] for f in fields(kind) if f.name not in left_out})


_CONFLICT = _of(Conflict, without=_DERIVED)
MEASURES = Table("measures", _of(Measure), ("id",))
EVENTS = Table(
    "events",
    {
        "item_id": str,
        "version": int,
        "known_at": datetime,
        **_of(Item, _OF_ITEM),
        **_of(Assessment, _OF_READING),
        "machine": Assessment | None,
        "answered": bool | None,
    },
    ("item_id", "version"),
)
REPLACED = Table(
    "replaced",
    {"item_id": str, "version": int, "replaced_at": datetime, **_of(Assessment, _OF_READING)},
    ("item_id", "version", "replaced_at"),
)
CORRECTIONS = Table("corrections", _of(Correction, without=_INSIDE), ("id",))
CONFLICTS = Table(
    "conflicts",
    {**_CONFLICT, "active": bool, "first_flagged_at": datetime, "changed_at": datetime},
    ("key",),
)
HISTORY = Table(
    "conflict_history",
    {"key": str, "at": datetime, "what": Literal["flagged", "changed", "cleared", "returned"], **_CONFLICT},
    ("key", "at", "what"),
)
SOURCES = Table("sources", _of(SourceFacts), ("id",))

TABLES = {
    table.name: table for table in (MEASURES, EVENTS, REPLACED, CORRECTIONS, CONFLICTS, HISTORY, SOURCES)
}


def event_row(event: Event) -> Row:
    """A version of an item with its reading."""
    review = event.review
    return {
        **_values(event.item, _OF_ITEM),
        "version": event.version,
        "known_at": event.known_at,
        **_values(event.assessment, _OF_READING),
        "machine": review and review.machine,
        "answered": review and review.answered,
    }


def event_of(row: Row) -> Event:
    """The event that a row tells of."""
    item: Item = _made(Item, row, _OF_ITEM)
    review = None if row["machine"] is None else Review(row["machine"], bool(row["answered"]))
    return Event(item, _made(Assessment, row, _OF_READING), row["known_at"], row["version"], review)


def replaced_row(one: Replacement) -> Row:
    """A reading that a later one took the place of."""
    return {
        "item_id": one.item_id,
        "version": one.version,
        "replaced_at": one.replaced_at,
        **_values(one.reading, _OF_READING),
    }


def replaced_of(row: Row) -> Replacement:
    """The replaced reading that a row tells of."""
    reading: Assessment = _made(Assessment, row, _OF_READING)
    return Replacement(row["item_id"], row["version"], row["replaced_at"], reading)


def correction_row(correction: Correction) -> Row:
    """A decision without who took it and what they wrote."""
    return _values(correction, without=_INSIDE)


def correction_of(row: Row, who: str) -> Correction:
    """The decision that a row tells of, in the name of `who`."""
    return Correction(**row, who=who)


def conflict_rows(steps: Iterable[ConflictStep]) -> list[Row]:
    """Each conflict as its last step left it; the steps come by key and in order."""
    rows: dict[str, Row] = {}
    for step in steps:
        first = rows.get(step.conflict.key)
        rows[step.conflict.key] = {
            **_values(step.conflict, without=_DERIVED),
            "active": step.what != "cleared",
            "first_flagged_at": first["first_flagged_at"] if first else step.at,
            "changed_at": step.at,
        }
    return list(rows.values())


def step_row(step: ConflictStep) -> Row:
    """What happened to a conflict, with its facts as of then."""
    return {"at": step.at, "what": step.what, **_values(step.conflict, without=_DERIVED)}


def step_of(row: Row) -> ConflictStep:
    """The step that a row tells of."""
    return ConflictStep(row["at"], row["what"], _made(Conflict, row, without=_DERIVED))


def measure_row(measure: Measure) -> Row:
    """A measure."""
    return _values(measure)


def source_row(source: SourceFacts) -> Row:
    """A source."""
    return _values(source)


def source_of(row: Row) -> SourceFacts:
    """The source that a row tells of."""
    return SourceFacts(**row)


def measure_of(row: Row) -> Measure:
    """The measure that a row tells of."""
    return Measure(**row)


def is_optional(hint: Any) -> bool:
    """Whether a column of this hint may be without a value."""
    return type(None) in get_args(hint)


def inner(hint: Any) -> Any:
    """A hint without its None."""
    if get_origin(hint) in (Union, types.UnionType):
        [one] = [part for part in get_args(hint) if part is not type(None)]
        return one
    return hint


def members(kind: type) -> dict[str, Any]:
    """The parts of a nested value by name."""
    if issubclass(kind, BaseModel):
        return {name: inner(field.annotation) | None for name, field in kind.model_fields.items()}
    return _of(kind)


def pair(hint: Any) -> tuple[Any, Any] | None:
    """The two hints of a list of pairs, None for every other hint."""
    if get_origin(hint) is tuple and get_origin(part := get_args(hint)[0]) is tuple:
        first, second = get_args(part)
        return None if second is ... else (first, second)
    return None


_ATOMS: tuple[tuple[type, pa.DataType], ...] = (
    (StrEnum, pa.string()),
    (IntEnum, pa.int8()),
    (bool, pa.bool_()),
    (int, pa.int64()),
    (float, pa.float64()),
    (datetime, pa.timestamp("us", tz="UTC")),
    (date, pa.date32()),
    (str, pa.string()),
)


def arrow(hint: Any) -> pa.DataType:
    """The type in Parquet of values of this hint; pairs become maps, which keep their order."""
    hint = inner(hint)
    if get_origin(hint) is Literal:
        return pa.string()
    if pairs := pair(hint):
        return pa.map_(arrow(pairs[0]), arrow(pairs[1]))
    if get_origin(hint) is tuple:
        return pa.list_(arrow(get_args(hint)[0]))
    if is_dataclass(hint) or issubclass(hint, BaseModel):
        return pa.struct([pa.field(name, arrow(part)) for name, part in members(hint).items()])
    return next(kind for base, kind in _ATOMS if issubclass(hint, base))


@cache
def _model(name: str) -> type[BaseModel]:
    config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, ser_json_inf_nan="null")
    columns: dict[str, Any] = {column: (hint, ...) for column, hint in TABLES[name].hints.items()}
    return create_model(name, __config__=config, **columns)
