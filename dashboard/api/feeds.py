"""The addresses of what is subscribed to: Atom feeds and a calendar, for the choices of the query."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from dashboard import cases, data
from dashboard.address import LATEST
from dashboard.api.answers import today
from dashboard.api.parameters import Day, Labels
from dashboard.api.shelf import Shelf, answer
from dashboard.syndication import atom, days
from dashboard.syndication.atom import to_atom
from dashboard.syndication.entries import NEWEST, conflicts_feed, measures_feed
from dashboard.syndication.scope import FEEDS, Scope
from measures.conflicts.course import Moment
from measures.model import Measure
from measures.settings import load_settings
from measures.store import courses, reading
from measures.vocabulary import Border, ConflictKind, Impact, Language

BEFORE, AFTER = timedelta(days=92), timedelta(days=730)
"""Days that a calendar reaches back and ahead from today where nobody says otherwise."""
_FELT = (Impact.INDIRECT, Impact.DIRECT, Impact.BLOCKING)
_MOST_MEASURES = 2_000

router = APIRouter(prefix="/feeds")
_shelf = Shelf()


class FeedQuery(Labels):
    """What a feed is narrowed to. Parameters that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid")

    lang: Language = Field(default=Language.EN, description="Language of all but the titles of measures.")


class ConflictFeedQuery(FeedQuery):
    """A feed of conflicts, as severe as at the time of the entry."""

    kind: list[ConflictKind] = Field(default=[], description="Kinds of conflict.")
    severity: int = Field(default=1, ge=1, le=5, description="Least severity.")


class DaysQuery(ConflictFeedQuery):
    """The calendar; kind and severity narrow the conflicts in it alone."""

    since: Day | None = Field(default=None, description="First day; 92 days ago where it is not given.")
    until: Day | None = Field(default=None, description="Last day; two years ahead where it is not given.")


def _document(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type.partition(";")[0]: {"schema": {"type": "string"}}}}}


_ATOM = _document(atom.MEDIA_TYPE)


class Followed(BaseModel):
    """What can be followed, and where."""

    title: str = Field(description="What it brings, in the language asked for.")
    address: str = Field(description="Its full address, for the choices of the query.")
    media_type: str


@router.get("")
def what_can_be_followed(asked: Annotated[ConflictFeedQuery, Query()]) -> list[Followed]:
    """The feeds and the calendar, with their addresses for what is chosen."""
    by_conflict = _scope(asked)
    by_measure = replace(by_conflict, kinds=(), severity=1)
    found = []
    for name in FEEDS:
        scope = by_measure if name == "measures.atom" else by_conflict
        media_type = days.MEDIA_TYPE if name.endswith(".ics") else atom.MEDIA_TYPE
        found.append(
            Followed(title=scope.described(name), address=scope.address(name), media_type=media_type)
        )
    return found


@router.get("/new-conflicts.atom", response_class=Response, responses=_ATOM)
def new_conflicts(request: Request, asked: Annotated[ConflictFeedQuery, Query()]) -> Response:
    """Atom feed of conflicts, each as it first came within what is asked for."""
    return _conflicts("new-conflicts.atom", request, asked)


@router.get("/changed-conflicts.atom", response_class=Response, responses=_ATOM)
def changed_conflicts(request: Request, asked: Annotated[ConflictFeedQuery, Query()]) -> Response:
    """Atom feed of what became of conflicts: worse, eased, changed, ended, open again, and why."""
    return _conflicts("changed-conflicts.atom", request, asked)


@router.get("/measures.atom", response_class=Response, responses=_ATOM)
def new_measures(request: Request, asked: Annotated[FeedQuery, Query()]) -> Response:
    """Atom feed of measures felt at a border; one that is amended comes as an update of its entry."""
    scope = _scope(asked)
    return _shown(
        request, asked, scope, atom.MEDIA_TYPE, lambda: to_atom(measures_feed(_measures(asked), scope))
    )


@router.get("/days.ics", response_class=Response, responses=_document(days.MEDIA_TYPE))
def days_to_watch(request: Request, asked: Annotated[DaysQuery, Query()]) -> Response:
    """Calendar (iCalendar) of first, last and review days of measures, and of conflicts announced."""
    scope = _scope(asked)
    first, last = asked.since or today() - BEFORE, asked.until or min(today() + AFTER, LATEST)
    first, last = min(first, last), max(first, last)

    def made() -> bytes:
        ahead = courses.beginnings(data.store(), first, last + timedelta(days=1))
        standing = [one for one in ahead if one.conflict.key not in cases.dismissed()]
        found = days.days_of(_measures(asked, first, last), standing, first, last, scope)
        return days.to_ical(found, scope)

    return _shown(request, asked, scope, days.MEDIA_TYPE, made)


def _conflicts(name: str, request: Request, asked: ConflictFeedQuery) -> Response:
    scope = _scope(asked)

    def made() -> bytes:
        return to_atom(conflicts_feed(name, _moments(today()), scope))

    return _shown(request, asked, scope, atom.MEDIA_TYPE, made)


@data.kept
def _moments(day: date) -> list[Moment]:
    """What became of conflicts, without those that were dismissed and are no worse since."""
    left_out = cases.dismissed()
    found = courses.newest_moments(data.store(), day)
    return [moment for moment in found if moment.conflict.key not in left_out]


def _measures(asked: FeedQuery, first: date | None = None, last: date | None = None) -> list[Measure]:
    """The measures felt at a border that the query lets through, the last heard of first."""
    return reading.list_measures(
        data.store(),
        limit=_MOST_MEASURES if first else NEWEST,
        order="known",
        since=first,
        until=last,
        borders=asked.border or tuple(Border),
        topics=asked.topic,
        groups=asked.group,
        impacts=_FELT,
    )


def _scope(asked: FeedQuery) -> Scope:
    by_conflict = asked if isinstance(asked, ConflictFeedQuery) else ConflictFeedQuery()
    return Scope(
        language=asked.lang,
        borders=tuple(asked.border),
        topics=tuple(asked.topic),
        groups=tuple(asked.group),
        kinds=tuple(by_conflict.kind),
        severity=by_conflict.severity,
        drill=data.exercise() is not None,
    )


def _shown(
    request: Request, asked: FeedQuery, scope: Scope, media_type: str, make: Callable[[], bytes]
) -> Response:
    """A document as it stands, made anew only where the store, the day or the settings have changed."""
    name = f"{request.url.path}?{asked.model_dump_json()}"
    store = data.store()
    rests_on = (str(store.engine.url), data.revision("measures"), today(), load_settings().address, scope)
    return answer(request, _shelf.take(name, rests_on, make), media_type)
