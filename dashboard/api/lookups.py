"""From parameters to rows: what is known now comes from the store, what was known then is folded anew."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import select

from dashboard import data
from dashboard.api.answers import today
from dashboard.api.models import (
    ConflictDetail,
    ConflictRow,
    FoundText,
    MeasureDetail,
    MeasureRow,
    Step,
    conflict_row,
    found_text,
    stretches,
    told,
)
from dashboard.api.parameters import ConflictQuery, MeasureQuery, OneConflictQuery, SearchQuery
from dashboard.data import Filters
from dashboard.i18n import Reader
from measures.conflicts import detect
from measures.model import Conflict, Measure
from measures.store import Store, reading
from measures.store import tables as t
from measures.store.counter import as_known
from measures.store.filters import ConflictFilters, MeasureFilters
from measures.store.frames import (
    CONFLICT_COLUMNS,
    MEASURE_COLUMNS,
    frame,
    measure_row,
)
from measures.store.frames import conflict_row as frame_row
from measures.store.passing import conflict_passes, measure_passes
from measures.store.search_words import numbers_with

_ORDERS: dict[str, Callable[[Measure], tuple[Any, ...]]] = {
    "since": lambda m: (m.since, m.id),
    "newest": lambda m: (-m.since.toordinal(), m.id),
    "until": lambda m: (m.until, m.id),
    "known": lambda m: (-m.last_known_at.timestamp(), m.id),
    "impact": lambda m: (-m.border_impact.rank, -m.since.toordinal(), m.id),
}


def measures(asked: MeasureQuery) -> tuple[int, list[MeasureRow]]:
    """How many measures there are, and the page asked for."""
    filters = MeasureFilters(
        since=asked.on or asked.since,
        until=asked.on or asked.until,
        borders=asked.border,
        countries=asked.country,
        regions=asked.region,
        topics=asked.topic,
        impacts=asked.impact,
        groups=asked.group,
        search=asked.q,
    )
    if asked.as_of is None:
        store = data.store()
        rows = reading.measures_frame(
            store, limit=asked.size, offset=asked.offset, order=asked.order, **filters
        )
        return reading.count_measures(store, **filters), [MeasureRow(**row) for row in data.records(rows)]
    telling = _items_with(asked.q) if asked.q.strip() else None
    then, _ = as_known(data.store(), asked.as_of)
    found = [
        measure
        for measure in then
        if measure_passes(measure, filters) and (telling is None or not telling.isdisjoint(measure.item_ids))
    ]
    found.sort(key=_ORDERS[asked.order])
    return len(found), _measure_rows(found[asked.offset : asked.offset + asked.size])


def measure(measure_id: str) -> MeasureDetail | None:
    """One measure with its life and texts."""
    found = None if "\0" in measure_id else data.measure(measure_id)
    if found is None:
        return None
    [row] = _measure_rows([found])
    texts = told(data.events(measure_id))
    return MeasureDetail(**row.model_dump(), phases=stretches(found.phases), texts=texts)


def conflicts(asked: ConflictQuery) -> tuple[int, list[ConflictRow]]:
    """How many conflicts there are, and the page asked for, the most severe first."""
    day = asked.on or today()
    if asked.as_of is None:
        chosen = Filters(borders=tuple(asked.border), topics=tuple(asked.topic), groups=tuple(asked.group))
        kinds, least = tuple(asked.kind), asked.severity
        found = data.conflicts(day, chosen, state=asked.state, kinds=kinds, least=least)
        if asked.measure:
            found = found[(found["measure_a"] == asked.measure) | (found["measure_b"] == asked.measure)]
    else:
        filters = ConflictFilters(
            borders=asked.border,
            kinds=asked.kind,
            topics=asked.topic,
            groups=asked.group,
            min_severity=asked.severity,
            measure=asked.measure,
            **_bounds(asked.state, day),
        )
        then = _conflicts_known(data.store(), data.revision("measures"), asked.as_of, day)
        kept = [conflict for conflict in then if conflict_passes(conflict, filters)]
        found = _unflagged(kept)
        if asked.state == "early":
            found = found[found["early_warning"]]
    page = found.iloc[asked.offset : asked.offset + asked.size]
    return len(found), _conflict_rows(data.records(page), Reader(asked.lang))


def conflict(key: str, asked: OneConflictQuery) -> ConflictDetail | None:
    """One conflict with the measures on its sides and its history."""
    found = None if "\0" in key else data.conflict(key, asked.on or today())
    if found is None:
        return None
    steps = [Step(**step) for step in data.records(data.conflict_history(key))]
    facts = frame([frame_row(found, steps[0].at, steps[-1].what != "cleared")], CONFLICT_COLUMNS)
    [row] = _conflict_rows(data.records(facts), Reader(asked.lang))
    sides = data.measures_by_id([side for side in (row.measure_a, row.measure_b) if side])
    return ConflictDetail(**row.model_dump(), measures=_measure_rows(list(sides.values())), history=steps)


def search(asked: SearchQuery) -> tuple[int, list[FoundText]]:
    """How many texts were found, and the page asked for, best first."""
    found = data.search(
        asked.q,
        asked.only,
        tuple(asked.language),
        tuple(asked.country),
        Filters(borders=tuple(asked.border), topics=tuple(asked.topic)),
        asked.size,
        asked.offset,
    )
    return found.total, [found_text(hit) for hit in found.hits]


@lru_cache(maxsize=8)
def _conflicts_known(store: Store, _revision: int, as_of: date, on: date) -> list[Conflict]:
    """What collides among the measures as known on a day; kept until the store changes."""
    found = detect(as_known(store, as_of)[0], on)
    return sorted(found, key=lambda conflict: (-conflict.severity, -conflict.since.toordinal(), conflict.key))


def _bounds(state: str, day: date) -> ConflictFilters:
    """The period in which a conflict of that state exists, or begins."""
    soon = day + data.EARLY
    if state == "open":
        return {"since": day, "until": day}
    return {} if state == "all" else {"since": day, "until": soon}


def _items_with(words: str) -> set[str]:
    with data.store().read() as tx:
        i = t.item_text.c
        return set(tx.execute(select(i.item_id).where(i.number.in_(numbers_with(tx, words)))).scalars())


def _measure_rows(found: Sequence[Measure]) -> list[MeasureRow]:
    rows = frame((measure_row(measure) for measure in found), MEASURE_COLUMNS)
    return [MeasureRow(**row) for row in data.records(rows)]


def conflict_rows(found: Iterable[Conflict], reader: Reader) -> list[ConflictRow]:
    """Conflicts that come from no table, worded for a reader."""
    return _conflict_rows(data.records(_unflagged(found)), reader)


def _unflagged(found: Iterable[Conflict]) -> pd.DataFrame:
    return frame((frame_row(conflict, None, True) for conflict in found), CONFLICT_COLUMNS)


def _conflict_rows(rows: Sequence[dict[str, Any]], reader: Reader) -> list[ConflictRow]:
    return [conflict_row(row, reader) for row in rows]
