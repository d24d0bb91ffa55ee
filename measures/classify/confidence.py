"""How often items read with such margins are read right."""

import math

from measures.classify.card import Card
from measures.model import Item


def of(item: Item, card: Card) -> float:
    """Share (0 to 1) of items with these margins whose measure and border-life labels were both right."""
    margin = min(abs(card.measure_margin), 1.5 * abs(card.impact_margin) + 0.5)
    return round(0.55 + 0.42 * (1 - math.exp(-margin / 2.0)), 3)
