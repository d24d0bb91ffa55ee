"""The index card while it is being filled in: what is decided so far, and by what margin."""

from dataclasses import dataclass, replace
from typing import Self

from measures.vocabulary import Action, Impact, Topic


@dataclass(frozen=True, slots=True)
class Card:
    """Labels decided so far. Margins tell how far the decision was from the other answer."""

    is_measure: bool
    measure_margin: float
    topics: tuple[Topic, ...]
    action: Action
    impact: Impact
    impact_margin: float

    def without_borders(self) -> Self:
        """The same card for an item that touches none of our borders."""
        return replace(self, impact=Impact.NONE)
