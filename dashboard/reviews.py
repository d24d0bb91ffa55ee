"""What people are asked to look at, what they decided, and how often the machine was right, for the pages."""

from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.data import kept, store
from measures.corrections import Correction, Verdict, new_correction
from measures.corrections.agreement import Agreement
from measures.items import Labels
from measures.lifecycle import bucket
from measures.model import Event, Measure
from measures.store import reading, review
from measures.store.deciding import decide


@kept
def rows() -> pd.DataFrame:
    """The newest version of each item that people are, or were, to look at, in the order of the queue."""
    return review.review_frame(store())


def event(item_id: str) -> Event | None:
    """The newest version of an item with its reading."""
    return review.item_event(store(), item_id)


def events(item_ids: list[str]) -> dict[str, Event]:
    """The newest versions of several items, by item id."""
    return review.item_events(store(), item_ids)


def measure_id(item_id: str) -> str | None:
    """The measure that an item tells of."""
    return review.measure_of_item(store(), item_id)


def measure(measure_id: str) -> Measure | None:
    return reading.get_measure(store(), measure_id)


def neighbours(of: Event) -> list[Measure]:
    """The measures that an item could belong to: those of its government, most alike first."""
    said = of.assessment

    def distance(measure: Measure) -> tuple[int, int]:
        common = len(set(measure.topics) & set(said.topics)) + bool(set(measure.borders) & set(said.borders))
        return -common, abs((measure.last_known_at - of.known_at).days)

    return sorted(review.neighbours(store(), bucket(of)), key=distance)


def decisions(item_ids: list[str]) -> list[Correction]:
    """All that people decided on some items, in the order written."""
    return review.decisions(store(), item_ids)


@kept
def agreements(source: str = "") -> list[Agreement]:
    """How often people agreed with the machine, by source and label."""
    return review.agreements(store(), source)


def say(
    on: Event,
    verdict: Verdict,
    who: str,
    now: datetime,
    why: str = "",
    *,
    human: Labels | None = None,
    items: tuple[str, ...] = (),
    undoes: str = "",
) -> Correction:
    """Keeps what someone decided on an item; measures and conflicts follow in the same transaction."""
    machine = on.review.machine if on.review else on.assessment
    facts: dict[str, Any] = {"machine": machine, "human": human, "items": items, "undoes": undoes}
    one = new_correction(on.item, verdict, who, now, why, **facts)
    with store().begin() as tx:
        decide(tx, [one], now)
    return one
