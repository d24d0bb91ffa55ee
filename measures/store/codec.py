"""The model's dataclasses to JSON text and back, the same in both databases."""

from typing import TypeVar

from pydantic import TypeAdapter

from measures.model import Assessment, Conflict, Item, Measure

_T = TypeVar("_T", Item, Assessment, Measure, Conflict)

_ADAPTERS: dict[type, TypeAdapter[object]] = {
    kind: TypeAdapter(kind) for kind in (Item, Assessment, Measure, Conflict)
}


def encode(value: Item | Assessment | Measure | Conflict) -> str:
    """JSON text of a value; equal values give equal text."""
    return _ADAPTERS[type(value)].dump_json(value).decode()


def decode(kind: type[_T], text: str) -> _T:
    """The value behind a text that `encode` wrote."""
    value = _ADAPTERS[kind].validate_json(text)
    assert isinstance(value, kind)
    return value
