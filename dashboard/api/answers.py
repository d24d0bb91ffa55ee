"""Answers on the wire: JSON or CSV, told fresh or stale by the store's revision, and errors in one shape."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard import data
from dashboard.api.models import BadParameter, Page, Problem
from dashboard.api.parameters import Paged
from dashboard.reports.sheets import guarded
from measures import VERSION
from measures.days import day_of

RowT = TypeVar("RowT", bound=BaseModel)
FRESH_SECONDS = 60
"""How long an answer may be used again without asking."""

MESSAGES = {
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "Only GET and HEAD are answered."),
    429: ("too_many_requests", "Too many requests; try again after the seconds in Retry-After."),
    503: ("database_unreachable", "The database does not answer; try again in a minute."),
}


def now() -> datetime:
    """The clock (UTC), that of the exercise where the store is for one."""
    played = data.exercise()
    return played.instant if played else datetime.now(UTC)


def today() -> date:
    """The day in Europe/Amsterdam, that of the exercise where the store is for one."""
    played = data.exercise()
    return played.day if played else day_of(datetime.now(UTC))


def shown(request: Request, made: BaseModel) -> Response:
    """What rests on more than the store's measures, as JSON; 304 where it is what the client has."""
    return _shown(request, made.model_dump_json(), "application/json")


def table(request: Request, kind: type[RowT], rows: Sequence[RowT]) -> Response:
    """The rows of what rests on more than the store's measures, as CSV; 304 where the client has them."""
    return _shown(request, _csv(kind, rows), "text/csv", _attached(request))


def _shown(
    request: Request, body: str, media_type: str, more: Mapping[str, str] = MappingProxyType({})
) -> Response:
    tag = _named(body)
    if _has(request, tag) or _has_any(request):
        return Response(status_code=304, headers=_headers(tag))
    return Response(body, media_type=media_type, headers=_headers(tag) | dict(more))


def one(request: Request, make: Callable[[], BaseModel | None]) -> Response:
    """A single thing as JSON, 404 where there is none, 304 where the client has it."""
    tag = _tag(request, "json")
    if _has(request, tag):
        return Response(status_code=304, headers=_headers(tag))
    made = make()
    if made is None:
        return problem(404)
    if _has_any(request):
        return Response(status_code=304, headers=_headers(tag))
    return Response(made.model_dump_json(), media_type="application/json", headers=_headers(tag))


def many(
    request: Request,
    asked: Paged,
    kind: type[RowT],
    make: Callable[[], tuple[int, Sequence[RowT]]],
) -> Response:
    """A page of rows (`make` gives how many there are in all, and these) in the form asked for."""
    form = asked.format or accepted(request)
    tag = _tag(request, form)
    if _has(request, tag) or _has_any(request):
        return Response(status_code=304, headers=_headers(tag))
    total, rows = make()
    more = total > asked.offset + len(rows) and bool(rows)
    following = request.url.include_query_params(page=asked.page + 1)
    address = f"{following.path}?{following.query}" if more else None
    headers = _headers(tag) | {"X-Total-Count": str(total)}
    if address:
        headers["Link"] = f'<{address}>; rel="next"'
    if form == "csv":
        return Response(_csv(kind, rows), media_type="text/csv", headers=headers | _attached(request))
    page = Page[kind](total=total, page=asked.page, size=asked.size, next=address, results=list(rows))  # type: ignore[valid-type]
    return Response(page.model_dump_json(), media_type="application/json", headers=headers)


def problem(
    status: int, parameters: Sequence[BadParameter] = (), headers: dict[str, str] | None = None
) -> Response:
    """An error in the shape of all errors; never kept by a cache."""
    code, message = MESSAGES.get(status, ("refused", "The request cannot be answered."))
    if parameters:
        code, message = "bad_parameters", "Some parameters cannot be used."
    body = Problem(code=code, message=message, parameters=list(parameters)).model_dump()
    return JSONResponse(body, status, {"Cache-Control": "no-store", **(headers or {})})


def bad_parameters(_request: Request, error: RequestValidationError) -> Response:
    """422, naming each parameter and what is wrong with it."""
    wrong = [
        BadParameter(name=".".join(str(part) for part in found["loc"][1:]), message=found["msg"])
        for found in error.errors()
    ]
    return problem(422, wrong or [BadParameter(name="", message="cannot be read")])


def refused(_request: Request, error: HTTPException) -> Response:
    """What the routes refuse (unknown address, other method)."""
    return problem(error.status_code, headers=dict(error.headers or {}))


def unreachable(_request: Request, _error: Exception) -> Response:
    """503 where the database does not answer."""
    return problem(503, headers={"Retry-After": "60"})


def _tag(request: Request, form: str) -> str:
    """The answer's name: the same until the store changes, the day turns or another thing is asked."""
    return _named(data.revision("measures"), today(), request.url.path, request.url.query, form)


def _named(*rests_on: object) -> str:
    """The tag of what rests on these, as this version of the software words it."""
    digest = hashlib.sha256(repr((VERSION, *rests_on)).encode("utf-8", "replace")).hexdigest()
    return f'W/"{digest[:24]}"'


def _has(request: Request, tag: str) -> bool:
    """Whether the client has the answer of this tag, weak or strong."""
    return tag.removeprefix("W/") in {name.removeprefix("W/") for name in _held(request)}


def _has_any(request: Request) -> bool:
    """Whether the client wants an answer only where there is none at all: never, for what exists."""
    return "*" in _held(request)


def _held(request: Request) -> set[str]:
    return {name.strip() for name in request.headers.get("if-none-match", "").split(",")}


def _attached(request: Request) -> dict[str, str]:
    name = request.url.path.rstrip("/").rpartition("/")[2]
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": f"public, max-age={FRESH_SECONDS}", "Vary": "Accept"}


def accepted(request: Request) -> str:
    """csv where the client likes it better than JSON."""
    liking = {"text/csv": 0.0, "application/json": 0.0}
    for part in request.headers.get("accept", "").lower().split(","):
        name, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.partition("q=")[2].split(";")[0] or 1)
        except ValueError:
            weight = 0.0
        if name.strip() in liking:
            liking[name.strip()] = weight
    return "csv" if liking["text/csv"] > liking["application/json"] else "json"


def _csv(kind: type[BaseModel], rows: Sequence[BaseModel]) -> str:
    """A table with a head; several values of a cell are parted by "; ", and no cell is run as a formula."""
    written = io.StringIO()
    table = csv.writer(written)
    names = list(kind.model_fields)
    table.writerow(names)
    for row in rows:
        values = row.model_dump(mode="json")
        table.writerow([_cell(values[name]) for name in names])
    return written.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, list):
        text = "; ".join(_cell(part) for part in value)
    elif isinstance(value, dict):
        text = str(value.get("sentence") or value["name"])
    elif isinstance(value, bool):
        text = str(value).lower()
    else:
        text = "" if value is None else str(value)
    is_text = isinstance(value, str | list | dict)
    return guarded(text) if is_text else text
