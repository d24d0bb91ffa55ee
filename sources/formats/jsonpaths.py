"""JSON by declared paths: where the list stands, and where each field stands in a record of it."""

import json
import re
from typing import TYPE_CHECKING

from measures.vocabulary import AnswerState
from sources.errors import FormatError
from sources.formats.paths import walk
from sources.formats.records import Reading, to_reading

if TYPE_CHECKING:
    from sources.catalogue.entry import Source


def read(source: "Source", body: bytes) -> Reading:
    """The items of a JSON answer; FormatError where it is none or holds no list at the declared paths."""
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith(b"<"):
        if re.match(rb"<!doctype html|<html|<head|<body", start):
            raise FormatError("html_instead", state=AnswerState.BLOCKED)
        raise FormatError("xml_instead")
    try:
        answer = json.loads(body, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise FormatError("not_json", reason=" ".join(str(error).split())[:120]) from error
    return to_reading(source, _records(source, answer))


def _records(source: "Source", answer: object) -> list[dict[str, object]]:
    """The records of the first list that is not empty; of paths with `*`, every object they lead to."""
    declared = False
    for path in source.items:
        found = list(walk(answer, path.split(".") if path else []))
        if len(found) == 1 and isinstance(found[0], list):
            found, declared = found[0], True
        records = [record for record in found if isinstance(record, dict)]
        declared = declared or bool(records)
        if records:
            return records
    if not declared:
        raise FormatError("no_list", paths=", ".join(path or "(root)" for path in source.items))
    return []
