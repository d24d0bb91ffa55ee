"""The rules: one function a kind of conflict, each says why it flags and what that rests on.

Every rule takes the two sides of one border and yields findings; RULES is the one register. Topics,
gaps and pairs stand in rules.toml.
"""

from collections.abc import Callable, Iterator

from measures.conflicts.findings import Finding
from measures.conflicts.rules.crossing import (
    blocked_crossing,
    capacity_or_transport,
    contradictory_duties,
    missing_exemption,
)
from measures.conflicts.rules.difference import (
    divergent_strictness,
    information_gap,
    timing_gap,
)
from measures.conflicts.rules.tax import social_security_tax_gap
from measures.conflicts.sides import Sides

RULES: tuple[Callable[[Sides], Iterator[Finding]], ...] = (
    blocked_crossing,
    contradictory_duties,
    missing_exemption,
    divergent_strictness,
    timing_gap,
    social_security_tax_gap,
    capacity_or_transport,
    information_gap,
)
