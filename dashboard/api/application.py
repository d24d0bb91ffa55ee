"""The addresses of the API, what each answers, and the application they make."""

import re
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from dashboard.api import answers, feeds, limits, lookups
from dashboard.api.manual import manual
from dashboard.api.models import (
    ConflictDetail,
    ConflictRow,
    FoundText,
    MeasureDetail,
    MeasureRow,
    Page,
    Problem,
)
from dashboard.api.parameters import ConflictQuery, MeasureQuery, OneConflictQuery, SearchQuery
from dashboard.api.rules import RuleOut, RulesAnswer, RulesQuery, rules
from measures.errors import TaskforceError
from measures.settings import load_settings

VERSION = "1"
DESCRIPTION = (
    "Measures of the Netherlands, Germany and Belgium that touch people who live on one side of a border "
    "and work on the other, and where the two sides collide. Read-only and without a key. Labels are read "
    "from published texts by machine, some corrected by people: each measure gives the address of its "
    "texts, which stay in their language; not every address is an authority's. Answers carry an ETag; ask "
    "again with If-None-Match. Requests are limited for each client: 429 says in Retry-After how long to "
    "wait."
)
_CSV = {"content": {"text/csv": {"schema": {"type": "string"}}}}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    304: {"description": "The answer has not changed since the one named in If-None-Match."},
    422: {"model": Problem, "description": "Some parameters cannot be used."},
    429: {"model": Problem, "description": "Too many requests; Retry-After gives the seconds to wait."},
    503: {"model": Problem, "description": "The database does not answer."},
}
_ONE: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is nothing of this id."}
}
Id = Annotated[str, Path(min_length=1, max_length=200, description="As lists give it.")]

api = FastAPI(
    title="Cross Border Taskforce",
    description=DESCRIPTION,
    version=VERSION,
    license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    docs_url=None,
    redoc_url=None,
    redirect_slashes=False,
    responses=_PROBLEMS,
    telemetry={"tracing": False},
    generate_unique_id_function=lambda route: route.name,
)


@api.get("/measures", response_model=Page[MeasureRow], responses={200: _CSV})
def list_measures(request: Request, asked: Annotated[MeasureQuery, Query()]) -> Response:
    """Measures as they are known now, or with `as_of` as they were known on a day."""
    return answers.many(request, asked, MeasureRow, lambda: lookups.measures(asked))


@api.get("/measures/{id}", response_model=MeasureDetail, responses=_ONE)
def get_measure(request: Request, id: Id) -> Response:
    """One measure with its life and the texts it rests on."""
    return answers.one(request, lambda: lookups.measure(id))


@api.get("/conflicts", response_model=Page[ConflictRow], responses={200: _CSV})
def list_conflicts(request: Request, asked: Annotated[ConflictQuery, Query()]) -> Response:
    """Conflicts on a day, as known now, or with `as_of` as what was known then makes them."""
    return answers.many(request, asked, ConflictRow, lambda: lookups.conflicts(asked))


@api.get("/conflicts/{key}", response_model=ConflictDetail, responses=_ONE)
def get_conflict(request: Request, key: Id, asked: Annotated[OneConflictQuery, Query()]) -> Response:
    """One conflict with the measures on its two sides and its history."""
    return answers.one(request, lambda: lookups.conflict(key, asked))


@api.get("/search", response_model=Page[FoundText], responses={200: _CSV})
def search_texts(request: Request, asked: Annotated[SearchQuery, Query()]) -> Response:
    """Texts with the words asked for, best first, and the measures they tell of."""
    return answers.many(request, asked, FoundText, lambda: lookups.search(asked))


@api.get("/rules", response_model=RulesAnswer, responses={200: _CSV})
def get_rules(request: Request, asked: Annotated[RulesQuery, Query()]) -> Response:
    """Which rules apply to somebody who lives here and works there, in the order of their day.

    As CSV: the rules, then what is around (without stages), one a row.
    """
    given = rules(asked)
    if (asked.format or answers.accepted(request)) == "csv":
        return answers.table(request, RuleOut, [*given.rules, *given.around])
    return answers.shown(request, given)


api.include_router(feeds.router)
api.add_exception_handler(RequestValidationError, answers.bad_parameters)  # type: ignore[arg-type]
api.add_exception_handler(HTTPException, answers.refused)  # type: ignore[arg-type]
api.add_exception_handler(SQLAlchemyError, answers.unreachable)
api.add_exception_handler(TaskforceError, answers.unreachable)


def _per_minute() -> int:
    return load_settings().api_requests_per_minute


def routes() -> list[Route | Mount]:
    """The API and its manual, to stand beside the pages; each call has limits of its own."""
    guarded = [
        Middleware(limits.Guard, per_minute=_per_minute),
        Middleware(
            CORSMiddleware,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD"],
            allow_headers=["If-None-Match"],
            expose_headers=["ETag", "Link", "Retry-After", "X-Total-Count"],
        ),
    ]
    mount = Mount("/api", app=api, middleware=guarded)
    # An address with a line break in it is one of the API too, not one of the pages.
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    page = manual(api)
    return [Route("/api", page, methods=["GET"]), Route("/api/", page, methods=["GET"]), mount]
