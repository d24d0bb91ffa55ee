"""How often items read by such margins are read right: a table measured on the labelled items."""

from bisect import bisect_right
from functools import cache
from typing import Any

from measures.classify.card import Card
from measures.classify.tables import table


def margin(card: Card) -> float:
    """The lesser of the two margins: of being a measure, and of touching border life."""
    return min(abs(card.measure_margin), abs(card.impact_margin))


def of(card: Card) -> float:
    """Share (0 to 1) of items with such a margin whose measure and border-life labels were both right."""
    margins, shares = _table()
    value = margin(card)
    at = bisect_right(margins, value)
    if at == 0:
        return shares[0]
    if at == len(margins):
        return shares[-1]
    low, high = margins[at - 1], margins[at]
    part = (value - low) / (high - low)
    return round(shares[at - 1] + part * (shares[at] - shares[at - 1]), 3)


@cache
def doubtful_below() -> float:
    """The confidence under which a reading is to be looked at by a person."""
    return float(_data()["doubtful_below"])


@cache
def _table() -> tuple[list[float], list[float]]:
    data = _data()
    return data["margins"], data["shares"]


def _data() -> dict[str, Any]:
    return table("confidence.toml")
