"""Text to assessment: what a careful civil servant would write on the index card, and which words led to it.

`classify` is a pure function of the item: no clock, network or database.
"""

from measures.classify.assess import classify

__all__ = ["classify"]
