"""What is answered: rows of measures, conflicts and texts, their details, and errors."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import pandas as pd
from pydantic import BaseModel, Field

from dashboard.i18n import Reader
from dashboard.worded import WordedReason, worded
from measures.model import Event, Phase
from measures.store.search import Hit
from measures.vocabulary import (
    Action,
    Border,
    ConflictKind,
    Country,
    Document,
    Group,
    Impact,
    Language,
    Level,
    Topic,
)

RowT = TypeVar("RowT", bound=BaseModel)


class MeasureRow(BaseModel):
    """A measure. Days are days in Europe/Amsterdam, last days inclusive; instants are UTC.

    `ends` is null where no end is known: it is then counted until `counted_until`, an assumption. `until` is
    whichever holds. `strictness` runs from 0 (none) to 4 (closed).
    """

    id: str
    country: Country
    authority: str
    level: Level
    language: Language
    title: str
    url: str
    topics: list[Topic]
    borders: list[Border]
    regions: list[str]
    groups: list[Group]
    border_impact: Impact
    frontier_exempt: bool | None
    documents: list[Document]
    begins: date | None
    ends: date | None
    counted_until: date
    since: date
    until: date
    first_known_at: datetime
    last_known_at: datetime
    confidence: float
    strictness: int


class Stretch(BaseModel):
    """A stretch of a measure's life with one set of rules; `until` is null where no end is known."""

    since: date
    until: date | None
    strictness: dict[Topic, int]
    border_impact: Impact
    frontier_exempt: bool | None
    groups: list[Group]
    documents: list[Document]


class Text(BaseModel):
    """A version of a text that tells of a measure, and what it does to it."""

    item_id: str
    version: int
    known_at: datetime
    published: date | None
    authority: str
    language: Language
    title: str
    url: str
    action: Action
    confidence: float


class MeasureDetail(MeasureRow):
    """A measure with its life and the texts it rests on, oldest known first."""

    phases: list[Stretch]
    texts: list[Text]


class ConflictRow(BaseModel):
    """Two sides of a border that collide; `measure_b` is null where no rule of the other side is known.

    `hurt_from` and `hurt_to` are the commuters' country of residence and of work. `severity`: 1 to 5.
    """

    key: str
    border: Border
    kind: ConflictKind
    topics: list[Topic]
    groups: list[Group]
    since: date
    until: date | None
    counted_until: date | None
    severity: int
    early_warning: bool
    measure_a: str
    measure_b: str | None
    hurt_from: Country
    hurt_to: Country
    commuters: int | None
    reasons: list[WordedReason]
    active: bool = Field(description="False where the facts behind it are gone.")
    first_flagged_at: datetime | None = Field(description="Null in an answer with as_of.")


class Step(BaseModel):
    """What happened to a conflict: flagged, changed, cleared or returned."""

    at: datetime
    what: str
    since: date
    until: date | None
    severity: int


class ConflictDetail(ConflictRow):
    """A conflict with the measures on its two sides and what became of it, oldest first."""

    measures: list[MeasureRow]
    history: list[Step]


class FoundText(BaseModel):
    """A result of a search; spans are (start, end) of the words found, in characters."""

    item_id: str
    measure_id: str | None
    country: Country
    authority: str
    language: Language
    published: date | None
    known_at: datetime
    title: str
    url: str
    excerpt: str
    title_spans: list[tuple[int, int]]
    excerpt_spans: list[tuple[int, int]]


class Page(BaseModel, Generic[RowT]):
    """A page of an answer: `total` rows in all, `next` the address of the page that follows."""

    total: int
    page: int
    size: int
    next: str | None
    results: list[RowT]


class BadParameter(BaseModel):
    """A parameter that cannot be used, and why."""

    name: str
    message: str


class Problem(BaseModel):
    """Why there is no answer."""

    code: str
    message: str
    parameters: list[BadParameter] = []


def conflict_row(row: Mapping[str, Any], reader: Reader) -> ConflictRow:
    """A row of a frame of conflicts, its reasons worded for a reader."""
    flagged = row["first_flagged_at"]
    changed = {
        "reasons": [worded(reason, reader) for reason in row["reasons"]],
        "first_flagged_at": None if pd.isna(flagged) else flagged,
    }
    return ConflictRow(**{**row, **changed})


def stretches(phases: Iterable[Phase]) -> list[Stretch]:
    """The phases of a measure."""
    return [
        Stretch(
            since=phase.since,
            until=phase.until,
            strictness={topic: int(step) for topic, step in phase.strictness},
            border_impact=phase.border_impact,
            frontier_exempt=phase.frontier_exempt,
            groups=list(phase.groups),
            documents=list(phase.documents),
        )
        for phase in phases
    ]


def told(events: Iterable[Event]) -> list[Text]:
    """The texts behind a measure."""
    return [
        Text(
            item_id=event.item.id,
            version=event.version,
            known_at=event.known_at,
            published=event.item.published,
            authority=event.item.authority,
            language=event.item.language,
            title=event.item.title,
            url=event.item.url,
            action=event.assessment.action,
            confidence=event.assessment.confidence,
        )
        for event in events
    ]


def found_text(hit: Hit) -> FoundText:
    """A hit of a search."""
    item = hit.item
    return FoundText(
        item_id=item.id,
        measure_id=hit.measure.id if hit.measure else None,
        country=item.country,
        authority=item.authority,
        language=item.language,
        published=item.published,
        known_at=hit.known_at,
        title=item.title,
        url=item.url,
        excerpt=hit.excerpt,
        title_spans=list(hit.title_spans),
        excerpt_spans=list(hit.excerpt_spans),
    )
