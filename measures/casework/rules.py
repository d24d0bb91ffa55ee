"""What may be done on a case as it stands; each objection is a code with a sentence."""

from collections.abc import Iterable, Iterator

from measures.casework.model import Act, Case
from measures.errors import TaskforceError
from measures.vocabulary import CLOSED, CaseState

_ON = (CaseState.UNDER_EXAMINATION, CaseState.IN_CONSULTATION)
_OFF = (CaseState.RESOLVED, CaseState.ACCEPTED, CaseState.DISMISSED)
MOVES: dict[CaseState, tuple[CaseState, ...]] = {
    CaseState.SIGNALLED: (*_ON, *_OFF),
    CaseState.UNDER_EXAMINATION: (CaseState.IN_CONSULTATION, *_OFF),
    CaseState.IN_CONSULTATION: (CaseState.UNDER_EXAMINATION, *_OFF),
    CaseState.RESOLVED: _ON,
    CaseState.ACCEPTED: _ON,
    CaseState.DISMISSED: _ON,
}
"""Where a case may go from each state. To where it came from leads taking the act back."""

TEMPLATES: dict[str, str] = {
    "nameless": "Give your name first: it is kept with the decision.",
    "unreasoned": "Give a reason: it is kept with the decision.",
    "forumless": "Choose the forum in which it is consulted.",
    "undated": "Give the next step a date.",
    "stepless": "Say what is to be done by that date.",
    "empty": "Nothing was changed, so nothing was kept.",
    "not_allowed": "It cannot go there from its present state.",
    "not_last": "Only the last act that stands can be taken back.",
}
"""Why something is not kept, by code."""


class CaseError(TaskforceError):
    """An act that cannot be kept; `codes` names each objection, the subject is the conflict's key."""

    def __init__(self, codes: Iterable[str], key: str) -> None:
        self.codes = tuple(codes)
        super().__init__(" ".join(TEMPLATES[code] for code in self.codes), subject=key)


def check(act: Act, on: Case) -> None:
    """CaseError where an act cannot be kept on a case as it stands."""
    if codes := tuple(_objections(act, on)):
        raise CaseError(codes, act.key)


def _objections(act: Act, on: Case) -> Iterator[str]:
    """All that speaks against it: who acts is to hear of everything at once."""
    if not act.who.strip():
        yield "nameless"
    if act.undoes is not None:
        if not (on.undoable and on.undoable.id == act.undoes):
            yield "not_last"
        return
    if act.state is None and not act.plans and not act.card and not act.why.strip():
        yield "empty"
    if act.state is not None:
        if act.state not in MOVES[on.state]:
            yield "not_allowed"
        elif (act.state in CLOSED or on.is_closed) and not act.why.strip():
            yield "unreasoned"
    if act.state is CaseState.IN_CONSULTATION and not (on.forum if act.forum is None else act.forum):
        yield "forumless"
    if act.step and act.step.due is None:
        yield "undated"
    if act.step and not act.step.what.strip():
        yield "stepless"
