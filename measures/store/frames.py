"""Rows to pandas frames with fixed columns and kinds, also where there are no rows.

Words are plain text, days are `datetime.date`, instants are UTC, several values are tuples, None is None.
"""

from collections.abc import Iterable, Mapping
from enum import Enum

import pandas as pd

from measures.model import Conflict, Measure

MEASURE_COLUMNS = (
    *("id", "country", "authority", "level", "language", "title", "url", "topics", "borders", "regions"),
    *("groups", "border_impact", "frontier_exempt", "documents", "begins", "ends", "counted_until"),
    *("since", "until", "first_known_at", "last_known_at", "confidence", "strictness"),
)
CONFLICT_COLUMNS = (
    *("key", "border", "kind", "topics", "groups", "since", "until", "severity", "measure_a", "measure_b"),
    *(
        "counted_until",
        "hurt_from",
        "hurt_to",
        "commuters",
        "reasons",
        "early_warning",
        "first_flagged_at",
        "active",
    ),
)

_INSTANT = "datetime64[us, UTC]"
_KINDS = {
    "first_known_at": _INSTANT,
    "last_known_at": _INSTANT,
    "known_at": _INSTANT,
    "first_flagged_at": _INSTANT,
    "at": _INSTANT,
    "next_try_at": _INSTANT,
    "last_ok_at": _INSTANT,
    "last_new_at": _INSTANT,
    "last_try_at": _INSTANT,
    "asked_at": _INSTANT,
    "closed_at": _INSTANT,
    "touched": _INSTANT,
    "confidence": "float64",
    "seconds": "float64",
    "strictness": "int64",
    "severity": "int64",
    "version": "int64",
    "failures": "int64",
    "interval_minutes": "int64",
    "item_count": "int64",
    "new_count": "int64",
    "size": "int64",
    "early_warning": "bool",
    "active": "bool",
    "is_measure": "bool",
    "ok": "bool",
}


def frame(rows: Iterable[Mapping[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    """A frame with these columns in this order, an index from 0, and the kinds that the columns have."""
    data = [[_plain(row[name]) for name in columns] for row in rows]
    made = pd.DataFrame(data, columns=list(columns), dtype=object)
    return made.astype({name: kind for name, kind in _KINDS.items() if name in columns})


def measure_row(measure: Measure) -> dict[str, object]:
    """The columns of one measure; `strictness` is the hardest step of any topic in any phase."""
    row = {name: getattr(measure, name) for name in MEASURE_COLUMNS if name != "strictness"}
    steps = (step for phase in measure.phases for _, step in phase.strictness)
    return {**row, "strictness": int(max(steps, default=0))}


def conflict_row(conflict: Conflict, first_flagged_at: object, active: bool) -> dict[str, object]:
    """The columns of one conflict."""
    own = ("first_flagged_at", "active")
    row = {name: getattr(conflict, name) for name in CONFLICT_COLUMNS if name not in own}
    return {**row, "first_flagged_at": first_flagged_at, "active": active}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in value)
    return value.value if isinstance(value, Enum) else value
