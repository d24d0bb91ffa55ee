"""From events to measures and conflicts: what a change can touch is made anew, within its transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from measures.conflicts import detect, touched
from measures.corrections import tied
from measures.days import day_of
from measures.lifecycle import fold
from measures.model import Measure
from measures.store.conflicts import NO_SHIFT, Shift, replace_conflicts
from measures.store.corrections import ties_known
from measures.store.events import events_in_bucket
from measures.store.measures import measures_at, replace_measures
from measures.vocabulary import Border


def refold(tx: Connection, names: Iterable[str], at: datetime) -> tuple[tuple[str, ...], Shift]:
    """Fold these buckets anew as of an instant, and detect at the borders that anything changed touches.

    Returns the ids of the measures that are new or changed, and what became of conflicts.
    """
    was: list[Measure] = []
    now: list[Measure] = []
    known = ties_known(tx)
    for name in sorted(names):
        events = events_in_bucket(tx, name, measures_only=True)
        old, new = replace_measures(tx, name, fold(tied(events, known)))
        was += old
        now += new
    return tuple(measure.id for measure in now), redetect(tx, tuple(touched([*was, *now])), at)


def redetect(tx: Connection, borders: tuple[Border, ...], at: datetime) -> Shift:
    """Compare the two sides of these borders anew as of an instant."""
    if not borders:
        return NO_SHIFT
    found = detect(measures_at(tx, borders), day_of(at), borders)
    return replace_conflicts(tx, borders, found, at)
