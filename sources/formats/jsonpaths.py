"""JSON by declared paths: where the list stands, and where each field stands in a record of it."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sources.errors import FormatError
from sources.formats.dates import read_instant
from sources.formats.paths import pick, walk
from sources.formats.records import Reading, by_paths, to_reading
from sources.formats.sniff import flat, root

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

KEY = "@key"
"""Where an object that its parent holds by key carries that key."""


def read(source: "Source", body: bytes) -> Reading:
    """The items of a JSON answer; FormatError where it is none or holds no list at the declared paths."""
    answer = load(body)
    records = records_at(source.items, answer)
    reading = to_reading(source, (by_paths(source, record) for record in records))
    return replace(reading, made_at=read_instant(pick(answer, source.made_at)))


def load(body: bytes) -> object:
    """The value of a JSON answer, NaN read as nothing; FormatError where it is none."""
    text = flat(body)
    if text.lstrip().startswith(b"<"):
        root(text)
        raise FormatError("xml_instead")
    try:
        return json.loads(body, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise FormatError("not_json", reason=" ".join(str(error).split())[:120]) from error


def records_at(candidates: Sequence[str], answer: object) -> list[dict[str, object]]:
    """The records of the first list that is not empty; of paths with `*`, every object they lead to.

    Such an object has its key as `@key`. FormatError where none of the paths leads anywhere.
    """
    declared = False
    for path in candidates:
        found = list(walk(answer, path.split(".") if path else []))
        if path.endswith("*"):
            found = _keyed(answer, path.split(".")[:-1])
        if len(found) == 1 and isinstance(found[0], list):
            found, declared = found[0], True
        records = [record for record in found if isinstance(record, dict)]
        declared = declared or bool(records)
        if records:
            return records
    if not declared:
        raise FormatError("no_list", paths=", ".join(path or "(root)" for path in candidates))
    return []


def _keyed(answer: object, steps: Sequence[str]) -> list[object]:
    """All that the objects and lists at `steps` hold, each object with the key under which it stands."""
    return [
        {**value, KEY: str(key)} if isinstance(value, dict) else value
        for parent in walk(answer, steps)
        for key, value in (parent.items() if isinstance(parent, dict) else enumerate(_list(parent)))
    ]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
