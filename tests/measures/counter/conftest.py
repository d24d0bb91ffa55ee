"""The archive as read and folded now, and the counter's answers from it."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

import pytest

from measures.classify import classify
from measures.conflicts import detect
from measures.counter import Answer, answer
from measures.counter.situation import situation
from measures.lifecycle.as_of import known_then
from measures.model import Conflict, Event, Measure
from sources.archive import archive_items


@cache
def events() -> tuple[Event, ...]:
    return tuple(Event(item, classify(item), known_at) for item, known_at in archive_items())


@cache
def told(known: date) -> tuple[list[Measure], list[Conflict]]:
    """The measures as known on a day and the conflicts between them."""
    measures = known_then(events(), known)
    return measures, detect(measures, known)


@pytest.fixture(scope="session")
def texts() -> Mapping[str, Event]:
    """The events of the archive by id."""
    return {event.id: event for event in events()}


@pytest.fixture(scope="session")
def ask(texts) -> Callable[..., Answer]:
    """Asks as at a counter, by address parameters; `known` is by default the end of the day asked about."""

    def asked(**params: str) -> Answer:
        known = date.fromisoformat(params.pop("known", params["day"]))
        measures, conflicts = told(known)
        return answer(
            situation(params, date(2026, 11, 24)), measures, known=known, texts=texts, conflicts=conflicts
        )

    return asked
