"""The work of people on conflicts: acts that are only ever added, and what they come to beside the facts."""

from measures.casework.model import Act, Basis, Case, Facts, Step, Written, basis_of
from measures.casework.rules import MOVES, CaseError, check
from measures.casework.standing import case, grown, standing_acts, written

__all__ = [
    "MOVES",
    "Act",
    "Basis",
    "Case",
    "CaseError",
    "Facts",
    "Step",
    "Written",
    "basis_of",
    "case",
    "check",
    "grown",
    "standing_acts",
    "written",
]
