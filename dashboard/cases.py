"""Where the work on conflicts stands, and what is added to it, for the pages."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard import data
from dashboard.data import kept, store
from measures.casework import Act, Case, Facts
from measures.forums import Forum, suggest
from measures.model import Conflict
from measures.store import casework
from measures.vocabulary import CaseState


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with the facts and all acts behind it, oldest first."""

    case: Case
    facts: Facts
    acts: list[Act]


@kept
def rows() -> pd.DataFrame:
    """The cases of all conflicts, by the conflict's key."""
    return casework.cases_frame(store()).set_index("key", drop=False)


def read(key: str) -> Shown | None:
    """The case of one conflict; None for an unknown key."""
    found = casework.read_case(store(), key)
    return None if found is None else Shown(*found)


def keep(act: Act, seen: int) -> None:
    """Keeps an act of someone who saw all up to the act `seen`; raises as casework.keep_act."""
    with store().begin() as tx:
        casework.keep_act(tx, act, seen)


def forums_for(conflict: Conflict) -> tuple[tuple[Forum, str], ...]:
    """All forums at its border with why each is named, those to try first in front."""
    known = data.measures_by_id([key for key in (conflict.measure_a, conflict.measure_b) if key])
    return suggest(conflict.border, conflict.topics, [measure.regions for measure in known.values()])


def joined(conflicts: pd.DataFrame) -> pd.DataFrame:
    """Conflicts, in their order, with the columns of their cases that they lack."""
    cases = rows()
    return conflicts.join(cases.drop(columns=[name for name in cases if name in conflicts]), on="key")


def without_dismissed(conflicts: pd.DataFrame) -> pd.DataFrame:
    """Conflicts without those that were dismissed and are no worse since."""
    return conflicts[~conflicts["key"].isin(dismissed())]


def dismissed() -> set[str]:
    """The keys of the conflicts that were dismissed and are no worse since."""
    known = rows()
    return set(known[known["state"] == CaseState.DISMISSED.value]["key"])


def is_due(due: object, by: date) -> bool:
    """Whether a next step is due by a day; a case without one is not."""
    return isinstance(due, date) and due <= by
