"""What the pages show, read from the store and kept until the store changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, wraps
from typing import Any, Literal, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from measures.conflicts import touched
from measures.conflicts.whatif import Effect, what_if
from measures.days import day_of
from measures.model import Conflict, Event, Measure
from measures.settings import load_settings
from measures.store import Store, open_store, reading
from measures.store import search as text_search
from measures.store.measures import measures_at
from measures.store.search import Found, Only
from measures.vocabulary import Border, ConflictKind, Country, Group, Impact, Language, SourceHealth, Topic

P = ParamSpec("P")
R = TypeVar("R")
# The timeline's limit: more rows are slow to draw and cannot be read anyway.
DRAWN = 300
# Conflicts that begin within this time are shown as early warnings.
EARLY = timedelta(days=60)
State = Literal["open", "early", "near", "all"]
LISTED = 25


@dataclass(frozen=True)
class Filters:
    """What the reader narrowed the view to; empty lets all through. `regions` are NUTS codes."""

    borders: tuple[Border, ...] = ()
    regions: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    impacts: tuple[Impact, ...] = ()
    groups: tuple[Group, ...] = ()
    search: str = ""

    def of_measures(self) -> dict[str, Any]:
        return {
            "borders": self.borders,
            "regions": self.regions,
            "topics": self.topics,
            "impacts": self.impacts,
            "groups": self.groups,
            "search": self.search,
        }

    def of_conflicts(self) -> dict[str, Any]:
        return {"borders": self.borders, "topics": self.topics, "groups": self.groups}

    def __bool__(self) -> bool:
        return any(self.of_measures().values())


@dataclass(frozen=True)
class Figures:
    """Totals for machines: newest item (UTC), sources by health, conflicts open by severity."""

    measures: int
    newest: datetime | None
    sources: dict[SourceHealth, int] = field(default_factory=dict)
    conflicts: dict[int, int] = field(default_factory=dict)


@cache
def store() -> Store:
    """The store named by the settings; opened once a process."""
    return open_store(load_settings().database)


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Keeps answers about items, measures and conflicts until one of these changes; polls leave them be."""
    return _kept(function, "measures")


def kept_with_sources(function: Callable[P, R]) -> Callable[P, R]:
    """Keeps answers that tell of sources too, until anything changes in the store: each poll does."""
    return _kept(function, "")


def _kept(function: Callable[P, R], part: str) -> Callable[P, R]:
    @st.cache_data(max_entries=200, show_spinner=False)
    def answer(name: str, revision: int, database: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> R:
        return function(*args, **kwargs)

    @wraps(function)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        # Streamlit takes every `answer` for the same function: what tells them apart is the first argument.
        name = f"{function.__module__}.{function.__qualname__}"
        return answer(name, revision(part), str(store().engine.url), args, kwargs)

    return ask


def revision(part: str = "") -> int:
    """Grows with each change of the store, or of one `part` of it: measures or sources."""
    return store().revision(part)


@kept
def nothing_stored() -> bool:
    """Whether the store holds no item yet."""
    return not reading.store_summary(store()).items


@kept
def begins() -> date | None:
    """The day of the earliest text, None where there is no text."""
    earliest = reading.store_summary(store()).oldest_known_at
    return day_of(earliest) if earliest else None


@kept
def measures(
    first: date, last: date, filters: Filters, limit: int = DRAWN, offset: int = 0, order: str = "impact"
) -> pd.DataFrame:
    """Measures that hold on some day of the period, one a row."""
    return reading.measures_frame(
        store(), since=first, until=last, limit=limit, offset=offset, order=order, **filters.of_measures()
    )


@kept
def count_measures(first: date, last: date, filters: Filters) -> int:
    return reading.count_measures(store(), since=first, until=last, **filters.of_measures())


@kept
def search(
    words: str,
    only: Only,
    languages: tuple[Language, ...],
    countries: tuple[Country, ...],
    filters: Filters,
    limit: int,
    offset: int = 0,
) -> Found:
    """Texts that hold the words, and the measures they tell of, best first."""
    narrowed = filters.of_measures() | {"countries": countries}
    return text_search.search(
        store(), words, only=only, languages=languages, limit=limit, offset=offset, **narrowed
    )


@kept
def in_force(day: date) -> tuple[int, int]:
    """Measures in force on a day that matter at a border, and those of them that block crossing."""
    felt = (Impact.INDIRECT, Impact.DIRECT, Impact.BLOCKING)
    return (
        count_measures(day, day, Filters(impacts=felt, borders=tuple(Border))),
        count_measures(day, day, Filters(impacts=(Impact.BLOCKING,), borders=tuple(Border))),
    )


@kept
def ticks(ids: tuple[str, ...]) -> list[tuple[str, date]]:
    """The days on which the measures began or were changed."""
    found = reading.get_measures(store(), list(ids))
    return [(key, phase.since) for key, measure in found.items() for phase in measure.phases]


def measure(measure_id: str) -> Measure | None:
    return reading.get_measure(store(), measure_id)


def measures_by_id(ids: list[str]) -> dict[str, Measure]:
    return reading.get_measures(store(), ids)


def measures_behind(conflict: Conflict) -> dict[str, Measure]:
    """The measures behind a conflict by id, those that it names first."""
    return reading.measures_behind(store(), conflict)


def events(measure_id: str) -> list[Event]:
    """What a measure rests on, oldest first."""
    return reading.events_of(store(), measure_id)


@kept
def conflicts(
    day: date,
    filters: Filters,
    *,
    state: State = "near",
    kinds: tuple[ConflictKind, ...] = (),
    least: int = 1,
) -> pd.DataFrame:
    """Conflicts as seen on `day`, the most severe first.

    `state`: open (begun and not over), early (begins within the days of EARLY), near (both) or all.
    """
    bounds: dict[str, Any] = {} if state == "all" else {"until": day if state == "open" else day + EARLY}
    found = reading.conflicts_frame(
        store(),
        on=day,
        kinds=kinds,
        min_severity=least,
        open_only=state != "all",
        limit=None,
        **bounds,
        **filters.of_conflicts(),
    )
    return found[found["early_warning"]] if state == "early" else found


@kept
def conflicts_between(first: date, last: date, day: date, filters: Filters) -> pd.DataFrame:
    """Conflicts that exist on some day of the period, the most severe first, as many as can be drawn."""
    return reading.conflicts_frame(
        store(), on=day, since=first, until=last, limit=DRAWN, **filters.of_conflicts()
    )


def conflict(key: str, day: date) -> Conflict | None:
    return reading.get_conflict(store(), key, day)


def conflict_history(key: str) -> pd.DataFrame:
    return reading.conflict_history(store(), key)


@kept
def conflicts_of_measure(measure_id: str, day: date) -> pd.DataFrame:
    return reading.conflicts_frame(store(), on=day, measure=measure_id, limit=20)


@kept
def starts_and_ends(day: date, days: int = 14) -> pd.DataFrame:
    """What starts or ends from `day` on and matters at a border."""
    felt = (Impact.INDIRECT, Impact.DIRECT, Impact.BLOCKING)
    return reading.starts_and_ends(store(), day, days, impacts=felt)


@kept
def news(since: datetime, until: datetime | None, limit: int = 50) -> pd.DataFrame:
    """Items that became known after `since` (and up to `until`), newest first."""
    return reading.new_since(store(), since, limit, until=until)


@kept
def effects(draft: Measure, day: date) -> tuple[Effect, ...]:
    """What a draft, laid over the stored measures, would change about the conflicts; nothing is stored."""
    with store().read() as tx:
        here = measures_at(tx, touched([draft]))
    return what_if(here, [draft], day)


def exercise() -> reading.Exercise | None:
    """The exercise that the store is for, if it is."""
    return reading.exercise(store())


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, each by the names of its columns."""
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def figures(day: date, now: datetime) -> Figures:
    """Totals as of now, for /metrics."""
    total = reading.store_summary(store())
    health = reading.sources_frame(store(), now)["health"].value_counts()
    severity = {
        level: reading.count_conflicts(store(), on=day, open_only=True, until=day, min_severity=level)
        for level in range(1, 7)
    }
    return Figures(
        total.measures,
        total.newest_known_at,
        {SourceHealth(str(name)): int(number) for name, number in health.items()},
        {level: severity[level] - severity[level + 1] for level in range(1, 6)},
    )
