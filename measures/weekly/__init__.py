"""The weekly summary as facts: what a week changed at the borders, in no language yet.

conflicts before and after a week -> turns (compare) -> Week (model) -> what concerns a reader (narrow)
"""

from measures.weekly.compare import errata, turns
from measures.weekly.model import (
    EARLY,
    SOON,
    Checks,
    Entry,
    Erratum,
    Happening,
    IsoWeek,
    Known,
    Missed,
    Moved,
    Rule,
    SignalCount,
    Soon,
    Turn,
    Week,
    digest,
    from_json,
    to_json,
)
from measures.weekly.narrow import narrowed
from measures.weekly.notes import Edition, Note

__all__ = [
    "EARLY",
    "SOON",
    "Checks",
    "Edition",
    "Entry",
    "Erratum",
    "Happening",
    "IsoWeek",
    "Known",
    "Missed",
    "Moved",
    "Note",
    "Rule",
    "SignalCount",
    "Soon",
    "Turn",
    "Week",
    "digest",
    "errata",
    "from_json",
    "narrowed",
    "to_json",
    "turns",
]
