"""A conflict as the fields of a JSON line."""

from collections.abc import Mapping
from typing import Any

from measures.conflicts.reasons import explain
from measures.model import Conflict, Measure


def to_fields(conflict: Conflict, measures: Mapping[str, Measure]) -> dict[str, Any]:
    """The fields for items.to_line; `measures`, by id, gives the titles that the explanation ends with."""
    return {
        "key": conflict.key,
        "border": conflict.border,
        "kind": conflict.kind,
        "topics": conflict.topics,
        "groups": conflict.groups,
        "from": conflict.since,
        "until": conflict.until,
        "counted_until": conflict.counted_until,
        "severity": conflict.severity,
        "severity_parts": dict(conflict.severity_parts),
        "measure_a": conflict.measure_a,
        "measure_b": conflict.measure_b,
        "items_a": conflict.items_a,
        "items_b": conflict.items_b,
        "early_warning": conflict.early_warning,
        "hurt": {
            "from": conflict.hurt_from,
            "to": conflict.hurt_to,
            "commuters": conflict.commuters,
        },
        "explanation": explain(conflict, measures),
    }
