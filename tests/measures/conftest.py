"""Makers of constructed events, measures and histories: what a reading of a text would give."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from measures.geography import borders_of
from measures.model import Assessment, Event, Item, Measure, Phase
from measures.vocabulary import (
    Action,
    Border,
    Country,
    Document,
    Group,
    Impact,
    Language,
    Level,
    Strictness,
    Topic,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def make_event(
    id: str = "i1",
    *,
    country: str = "NL",
    authority: str = "Rijksoverheid",
    level: str = "national",
    language: str = "nl",
    published: str = "2020-03-15",
    title: str = "Maatregel",
    summary: str = "",
    action: str = "introduce",
    topics: tuple[str, ...] = ("border_control",),
    step: int | dict[str, int] = 3,
    impact: str = "direct",
    borders: tuple[str, ...] | None = None,
    groups: tuple[str, ...] = ("frontier_workers",),
    exempt: bool | None = None,
    since: str | None = None,
    until: str | None = None,
    regions: tuple[str, ...] = (),
    documents: tuple[str, ...] = (),
    is_measure: bool = True,
    version: int = 1,
    known_at: datetime | None = None,
    confidence: float = 0.9,
) -> Event:
    """An event; `step` is one for all topics or one a topic, days are ISO, known on publication."""
    where = Country(country)
    day = date.fromisoformat(published)
    steps = dict.fromkeys(topics, step) if isinstance(step, int) else step
    item = Item(
        id, "test", where, authority, Level(level), Language(language), day, f"https://example.org/{id}",
        title, summary, regions if level != "national" else (),
    )  # fmt: skip
    assessment = Assessment(
        is_measure=is_measure,
        topics=tuple(Topic(topic) for topic in topics),
        action=Action(action),
        border_impact=Impact(impact),
        borders=borders_of(where) if borders is None else tuple(Border(border) for border in borders),
        groups=tuple(Group(group) for group in groups),
        frontier_exempt=exempt,
        valid_from=date.fromisoformat(since) if since else None,
        valid_until=date.fromisoformat(until) if until else None,
        strictness=tuple((Topic(topic), Strictness(value)) for topic, value in steps.items()),
        regions=regions,
        documents=tuple(Document(document) for document in documents),
        confidence=confidence,
    )
    at = known_at or datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)
    return Event(item, assessment, at, version)


def make_measure(
    id: str = "m-1",
    *,
    country: str = "NL",
    authority: str = "Rijksoverheid",
    level: str = "national",
    topics: tuple[str, ...] = ("shops_events",),
    step: int | dict[str, int] = 3,
    impact: str = "indirect",
    borders: tuple[str, ...] | None = None,
    groups: tuple[str, ...] = ("everyone",),
    exempt: bool | None = None,
    since: str = "2021-01-01",
    until: str | None = None,
    counted_until: str = "2021-12-31",
    begins_known: bool = True,
    regions: tuple[str, ...] = (),
    documents: tuple[str, ...] = (),
    first_known_at: datetime = datetime(2020, 12, 20, tzinfo=UTC),
) -> Measure:
    """A structured measure of one phase; an `until` before `since` gives an empty interval."""
    where = Country(country)
    begins, ends = date.fromisoformat(since), date.fromisoformat(until) if until else None
    steps = dict.fromkeys(topics, step) if isinstance(step, int) else step
    strictness = tuple((Topic(topic), Strictness(value)) for topic, value in steps.items())
    people = tuple(Group(group) for group in groups)
    papers = tuple(Document(document) for document in documents)
    phase = Phase(begins, ends, strictness, Impact(impact), exempt, people, papers, f"{id}-item@1")
    return Measure(
        id=id,
        country=where,
        authority=authority,
        level=Level(level),
        language=Language.NL,
        title=f"Measure {id}",
        url=f"https://example.org/{id}",
        topics=tuple(Topic(topic) for topic in topics),
        borders=borders_of(where) if borders is None else tuple(Border(border) for border in borders),
        regions=regions,
        border_impact=Impact(impact),
        groups=people,
        frontier_exempt=exempt,
        documents=papers,
        begins=begins if begins_known else None,
        ends=ends,
        counted_until=ends or date.fromisoformat(counted_until),
        phases=(phase,),
        event_ids=(f"{id}-item@1",),
        item_ids=(f"{id}-item",),
        links=((f"{id}-item@1", "first"),),
        first_known_at=first_known_at,
        last_known_at=first_known_at,
        confidence=0.9,
    )


@pytest.fixture(scope="session")
def event() -> Callable[..., Event]:
    return make_event


@pytest.fixture(scope="session")
def measure() -> Callable[..., Measure]:
    return make_measure


@pytest.fixture(scope="session")
def day() -> Callable[[str], Any]:
    return date.fromisoformat
