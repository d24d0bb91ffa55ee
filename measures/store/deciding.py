"""Taking decisions of people into the store: kept, laid over, folded and detected in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from measures.corrections import Correction, Verdict
from measures.corrections.model import OF_LABELS
from measures.lifecycle import bucket
from measures.model import Event
from measures.store.conflicts import NO_SHIFT, Shift
from measures.store.corrections import add_corrections, corrections_of, laid_over
from measures.store.engine import bump
from measures.store.events import events_of_items, save_event
from measures.store.refolding import refold

# Items read in one query.
_PAGE = 500
_OF_READINGS = frozenset({Verdict.UNDO, *OF_LABELS})


@dataclass(frozen=True, slots=True)
class Decided:
    """What decisions did: how many were new, the measures now new or changed, and conflicts."""

    new: int
    measures: tuple[str, ...] = ()
    conflicts: Shift = NO_SHIFT


def decide(tx: Connection, corrections: Iterable[Correction], at: datetime) -> Decided:
    """Keep decisions and let everything that rests on the items be as they say, as of `at` (with zone).

    Decisions that are known already change nothing. Items that are not stored are answered when they come.
    """
    bump(tx, "measures")
    fresh = add_corrections(tx, corrections)
    if not fresh:
        return Decided(0)
    relabelled = list({one.item_id: None for one in fresh if one.verdict in _OF_READINGS})
    touched: set[str] = set()
    for start in range(0, len(relabelled), _PAGE):
        touched |= _relabel(tx, relabelled[start : start + _PAGE], at)
    for one in fresh:
        if one.verdict not in OF_LABELS:
            items = (one.item_id, *_others(tx, one))
            touched |= {bucket(event) for event in events_of_items(tx, items)}
    return Decided(len(fresh), *refold(tx, touched, at))


def _others(tx: Connection, one: Correction) -> tuple[str, ...]:
    """The other items that a decision on a measure names; for an undo those of what it takes back."""
    if one.verdict is not Verdict.UNDO:
        return one.items
    named = {known.id: known.items for known in corrections_of(tx, [one.item_id])}
    return named.get(one.undoes, ())


def _relabel(tx: Connection, item_ids: Sequence[str], at: datetime) -> set[str]:
    """Store the readings of items anew; the buckets in which that can change a measure."""
    stored = events_of_items(tx, item_ids)
    machine = [_as_read(event) for event in stored]
    touched = set()
    for before, now in zip(stored, laid_over(tx, machine), strict=True):
        if now != before:
            save_event(tx, now, bucket(now), replaced_at=at)
            if before.assessment.is_measure or now.assessment.is_measure:
                touched.add(bucket(now))
    return touched


def _as_read(event: Event) -> Event:
    return replace(event, assessment=event.review.machine, review=None) if event.review else event
