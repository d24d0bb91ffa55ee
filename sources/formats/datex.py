"""Road closures in DATEX II v3, read situation by situation, so that a list of 240 MB fits into memory.

One situation is one item: what is closed, where along the border, from when to when, who says so.
"""

import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from measures.vocabulary import AnswerState
from sources.corridor import Place, km_between, near, places_in
from sources.errors import FormatError
from sources.formats import lambert72
from sources.formats.paths import pick
from sources.formats.records import Raw, Reading, to_reading
from sources.formats.sniff import flat, refuse_entities, root
from sources.formats.trees import elements, local, many
from sources.formats.wording import closure, local_day, say, validity

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

Record = Mapping[str, Any]

AT_CROSSING_KM = 2.0
MAX_UNPACKED = 500_000_000
_ROOTS = {b"messagecontainer", b"payload", b"d2logicalmodel", b"situationpublication"}
_PIECE = 1 << 18
_GZIP = b"\x1f\x8b"
_MAX_DEPTH = 40


def read(source: "Source", body: bytes) -> Reading:
    """The closures of the answer near a border; FormatError where it is no DATEX II."""
    cut: list[FormatError] = []
    raws = list(_raws(source, body, cut))
    if cut and not raws:
        raise cut[0]
    return to_reading(source, raws, cut_short=bool(cut))


def _raws(source: "Source", body: bytes, cut: list[FormatError]) -> Iterator[Raw]:
    """A record for each situation; what ended the reading before its end goes into `cut`."""
    pieces = _unpacked(body)
    first = next(pieces, b"")
    start = flat(first).lstrip()
    if (name := root(start)) not in _ROOTS:
        raise FormatError("not_datex", root=name.decode("ascii", "replace")[:40])
    refuse_entities(start)
    try:
        for _, situation in elements(_chained(start, pieces), "situation"):
            if isinstance(situation, Mapping):
                yield _raw(source, situation)
    except FormatError as error:
        if error.code in ("entities_declared", "too_large"):
            raise
        cut.append(error)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _unpacked(body: bytes) -> Iterator[bytes]:
    """The bytes piece by piece, unpacked where they are gzip, whatever the server calls them."""
    if not body.startswith(_GZIP):
        yield body
        return
    unpack, size, rest = zlib.decompressobj(wbits=31), 0, body
    while rest and not unpack.eof:
        try:
            piece = unpack.decompress(rest, _PIECE)
        except zlib.error as error:
            raise FormatError("bad_compression") from error
        rest, size = unpack.unconsumed_tail, size + len(piece)
        if size > MAX_UNPACKED:
            raise FormatError("too_large", state=AnswerState.TOO_LARGE, limit=MAX_UNPACKED)
        yield piece


def _raw(source: "Source", situation: Record) -> Raw:
    language = source.language
    records = [record for record in many(situation.get("situationRecord")) if isinstance(record, Mapping)]
    alive = [record for record in records if pick(record, ["validity.validityStatus"]).strip() != "suspended"]
    places = tuple(place for record in records for place in _places(record.get("locationReference")))
    kinds = [kind for kind in map(_kind, alive) if closure(language, kind)]
    id_ = pick(situation, ["@id"]) or pick(records, ["@id"])
    found = near(places, source.corridor_km, "road") if source.corridor_km is not None else None
    if not kinds or (source.corridor_km is not None and found is None):
        return Raw(id_, places=places, dropped=True)
    main = next(record for record in alive if closure(language, _kind(record)))
    what = where = closure(language, kinds[0])
    if found is not None:
        crossing = found.crossing
        # Only a road shut at the crossing itself is a crossing shut.
        shut = (
            kinds[0] == "roadClosed" and min(km_between(at, crossing.at) for at in places) <= AT_CROSSING_KM
        )
        code = ("near" if shut else "area") + ("_way" if crossing.way else "")
        where = say(language, code, what=what, crossing=crossing.name, way=crossing.way)
    comments = list(dict.fromkeys(filter(None, (_comment(record) for record in alive))))
    name = pick(main, ["source.sourceName.values.value"]).strip()
    texts = (
        *comments[1:],
        where if comments else "",
        say(language, "distance", km=max(1, round(found.km))) if found else "",
        validity(
            language,
            _day(main, "overallStartTime"),
            _day(main, "overallEndTime"),
        ),
        _times(source, main),
        say(language, "told_by", name=name) if name else "",
    )
    return Raw(
        id=id_,
        title=comments[0] if comments else where,
        summary="\n".join(filter(None, texts)),
        published=pick(main, ["situationRecordCreationTime", "situationRecordVersionTime"]),
        places=places,
    )


def _kind(record: Record) -> str:
    """What kind of closure a record is: its own kind of management, else its class."""
    return (
        pick(record, ["roadOrCarriagewayOrLaneManagementType", "generalNetworkManagementType"]).strip()
        or local(pick(record, ["@type"])).strip()
    )


def _comment(record: Record) -> str:
    return " ".join(pick(record, ["generalPublicComment.comment.values.value"]).split())


def _day(record: Record, name: str) -> Any:
    return local_day(pick(record, [f"validity.validityTimeSpecification.{name}"]))


def _times(source: "Source", record: Record) -> str:
    """A closure that comes and goes: its hours, or that there are such."""
    periods = "validity.validityTimeSpecification.validPeriod"
    if not any(many(_at(record, periods.split(".")))):
        return ""
    hours = f"{periods}.recurringTimePeriodOfDay"
    start, end = (pick(record, [f"{hours}.{name}OfPeriod"]).strip()[:5] for name in ("startTime", "endTime"))
    return (
        say(source.language, "daily", **{"from": start, "until": end})
        if start and end
        else say(source.language, "at_times")
    )


def _at(record: object, steps: list[str]) -> object:
    for step in steps:
        record = record.get(step) if isinstance(record, Mapping) else None
    return record


def _places(node: object, depth: int = 0) -> Iterator[Place]:
    """Every pair of coordinates under `node`, degrees or Belgian metres."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(node, list):
        for inner in node:
            yield from _places(inner, depth + 1)
    elif isinstance(node, Mapping):
        if "latitude" in node and "longitude" in node:
            yield from _place(pick(node, ["latitude"]), pick(node, ["longitude"]))
            return
        for name, inner in node.items():
            if name == "posList":
                yield from places_in(pick(node, ["posList"]))
            else:
                yield from _places(inner, depth + 1)


def _place(latitude: str, longitude: str) -> Iterator[Place]:
    try:
        first, second = float(latitude), float(longitude)
    except ValueError:
        return
    if abs(first) > 1000 and abs(second) > 1000:
        found = lambert72.place_of(first, second)
        if found:
            yield found
    else:
        yield from places_in(f"{latitude} {longitude}")
