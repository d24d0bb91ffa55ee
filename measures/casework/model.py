"""What someone did on a conflict, the facts they went by, and what all of it comes to."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from measures.model import Conflict, Reason
from measures.vocabulary import CLOSED, CaseState, Group


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done next, and by which day (inclusive); both empty where nothing is planned."""

    what: str = ""
    due: date | None = None

    def __bool__(self) -> bool:
        return bool(self.what or self.due)


@dataclass(frozen=True, slots=True)
class Basis:
    """The facts of a conflict that someone had before them: with these, later ones are compared.

    `row` is the last line of the conflict's history that was known. `until` is None for an open end,
    `last_day` the day until which it was counted then.
    """

    row: int
    active: bool
    severity: int
    since: date
    until: date | None
    last_day: date
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """A conflict as it stands: `row` is the last line of its history, `returned` the last that flagged it
    again after it was cleared (0 for never); `active` is false where its facts are gone."""

    conflict: Conflict
    active: bool
    row: int
    returned: int = 0


def basis_of(facts: Facts) -> Basis:
    """The facts to go by when acting now."""
    known = facts.conflict
    return Basis(
        facts.row,
        facts.active,
        known.severity,
        known.since,
        known.until,
        known.last_day,
        tuple(sorted(known.groups)),
    )


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done on a conflict by one person at an instant (with zone); never changed.

    What is None is left as it was; an empty word takes the value away. `card` are the parts of the obstacle
    card that were written anew, by name. `why` is the reason, or the note where nothing else is set. `undoes`
    is the id of the act that this one takes back. `id` is given by the store and grows with each act; 0
    before.
    """

    key: str
    at: datetime
    who: str
    basis: Basis
    why: str = ""
    state: CaseState | None = None
    assignee: str | None = None
    forum: str | None = None
    step: Step | None = None
    card: dict[str, str] | None = None
    undoes: int | None = None
    id: int = 0

    @property
    def what(self) -> str:
        """Its sort: undo, state, plan (assignee, forum or next step), card or note."""
        if self.undoes is not None:
            return "undo"
        if self.state is not None:
            return "state"
        if self.plans:
            return "plan"
        return "card" if self.card else "note"

    @property
    def plans(self) -> bool:
        """Whether it says who is to do what, where."""
        return any(value is not None for value in (self.assignee, self.forum, self.step))


class Written(NamedTuple):
    """A part of the obstacle card as a person wrote it last: the text, who wrote it, and when (with zone)."""

    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """How the work on a conflict stands.

    `state` is how it counts now, `decided` what people said last; they differ where `reopened` gives the
    reasons why a closed case counts as signalled again. `by`, `at` and `why` tell of the act that decided;
    None and empty where nobody has. `last` is the id of the last act of all, 0 for none; `undoable` is
    the last act that stands. `card` are the parts of the obstacle card that people wrote.
    """

    state: CaseState = CaseState.SIGNALLED
    decided: CaseState = CaseState.SIGNALLED
    reopened: tuple[Reason, ...] = ()
    assignee: str = ""
    forum: str = ""
    step: Step = Step()
    card: dict[str, str] = field(default_factory=dict)
    by: str = ""
    at: datetime | None = None
    why: str = ""
    last: int = 0
    undoable: Act | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nobody needs to work on it for now."""
        return self.state in CLOSED
