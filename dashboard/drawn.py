"""Rows about measures as the timeline draws them, on a page or in a document."""

from collections.abc import Mapping
from typing import Any

from dashboard import wording
from dashboard.i18n import Reader
from dashboard.lanes import Stretch
from measures.days import day_of
from measures.vocabulary import Country, Impact, Topic


def stretch_of(row: Mapping[str, Any]) -> Stretch:
    """A row of a measures frame as drawn: without a known end it is firm up to when we last heard of it."""
    heard = day_of(row["last_known_at"])
    # A text may give an end before the day on which its measure was first heard of.
    until = max(row["since"], row["until"])
    firm = until if row["ends"] else max(row["since"], min(heard, until))
    return Stretch(
        row["id"],
        Country(row["country"]),
        tuple(Topic(topic) for topic in row["topics"]),
        row["since"],
        firm,
        until,
        row["begins"] is None,
        row["ends"] is None,
    )


def facts_of(row: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """What the tooltip tells of a measure, and its impact for the colour."""
    return {
        "title": row["title"],
        "authority": row["authority"],
        "dates": wording.span(reader, row["begins"], row["ends"], row["until"], row["since"]),
        "exempt": wording.exempt(reader, row["frontier_exempt"]),
        "impact": Impact(row["border_impact"]),
    }
