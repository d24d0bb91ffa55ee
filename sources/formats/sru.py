"""SRU 1.2 and 2.0, as XML or JSON: one record as an object, many as a list, none as nothing at all."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from measures.vocabulary import AnswerState
from sources.errors import FormatError
from sources.formats.jsonpaths import load, records_at
from sources.formats.paths import pick, walk
from sources.formats.records import Reading, by_paths, to_reading
from sources.formats.sniff import flat
from sources.formats.trees import tree

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

_ROOT = "searchRetrieveResponse"


def read(source: "Source", body: bytes) -> Reading:
    """The records of an SRU answer; FormatError for a refused query, which can come with status 200."""
    answer = load(body) if flat(body).lstrip()[:1] in (b"{", b"[") else tree(body)
    if not isinstance(answer, Mapping) or _ROOT not in answer:
        raise FormatError("no_list", paths=_ROOT)
    told = pick(answer, [f"{_ROOT}.diagnostics.diagnostic.message", f"{_ROOT}.diagnostics.diagnostic.uri"])
    if told or any(walk(answer, [_ROOT, "diagnostics"])):
        raise FormatError("query_refused", state=AnswerState.REFUSED, reason=" ".join(told.split())[:120])
    if pick(answer, [f"{_ROOT}.numberOfRecords"]).strip() in ("", "0") and not any(
        walk(answer, [_ROOT, "records"])
    ):
        return to_reading(source, [])
    records = records_at([f"{_ROOT}.records.record"], answer)
    return to_reading(source, (by_paths(source, record) for record in records))
