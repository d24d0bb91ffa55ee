"""Acts to the standing of a case: what people decided, and whether the facts since then open it again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from measures.casework.model import Act, Basis, Case, Facts, Step, Written
from measures.model import Reason
from measures.vocabulary import CLOSED, CaseState, Group

_T = TypeVar("_T")

TEMPLATES: dict[str, str] = {
    "case_returned": "Its facts had gone and are back.",
    "case_new_period": "A new period begins on {day}.",
    "case_severity": "Its severity rose from {before} to {after}.",
    "case_longer": "It lasts longer: until {day} instead of {old_day}.",
    "case_end_lost": "Its end ({old_day}) no longer stands.",
    "case_groups": "It hurts more groups: {groups}.",
}
"""Why a closed case counts as open again, by code."""


def standing_acts(acts: Iterable[Act]) -> list[Act]:
    """The acts that nobody took back, without those that took others back; in the order of their ids."""
    ordered = sorted(acts, key=lambda act: act.id)
    undone = {act.undoes for act in ordered if act.undoes is not None}
    return [act for act in ordered if act.undoes is None and act.id not in undone]


def case(acts: Sequence[Act], facts: Facts) -> Case:
    """What all acts on a conflict come to, beside its facts as they stand.

    A resolved case opens again when its facts return or grow; a dismissed or accepted one only when they
    are worse than those it was closed on. Whatever opens it is a reason of the answer.
    """
    standing = standing_acts(acts)
    deciding = next((act for act in reversed(standing) if act.state is not None), None)
    decided = (deciding and deciding.state) or CaseState.SIGNALLED
    reopened = tuple(_reopened(deciding, facts)) if deciding and decided in CLOSED else ()
    return Case(
        CaseState.SIGNALLED if reopened else decided,
        decided,
        reopened,
        _last((act.assignee for act in standing), ""),
        _last((act.forum for act in standing), ""),
        _last((act.step for act in standing), Step()),
        {name: part.text for name, part in written(standing).items()},
        by=deciding.who if deciding else "",
        at=deciding.at if deciding else None,
        why=deciding.why if deciding else "",
        last=max((act.id for act in acts), default=0),
        undoable=standing[-1] if standing else None,
    )


def written(acts: Iterable[Act]) -> dict[str, Written]:
    """The parts of the obstacle card as they were written last, by name; what was emptied is left out."""
    parts = {
        name: Written(text, act.who, act.at)
        for act in standing_acts(acts)
        for name, text in (act.card or {}).items()
    }
    return {name: part for name, part in parts.items() if part.text}


def grown(basis: Basis, facts: Facts) -> Iterator[Reason]:
    """In what the facts are worse than those on which someone decided; none where they are gone."""
    if not facts.active:
        return
    now = facts.conflict
    if now.severity > basis.severity:
        yield Reason("case_severity", (("before", str(basis.severity)), ("after", str(now.severity))))
    if now.since > basis.last_day or now.last_day < basis.since:
        yield Reason("case_new_period", (("day", now.since.isoformat()),))
    elif basis.until is not None and now.until is None and now.last_day > basis.until:
        yield Reason("case_end_lost", (("old_day", basis.until.isoformat()),))
    elif basis.until is not None and now.until is not None and now.until > basis.until:
        yield Reason("case_longer", (("day", now.until.isoformat()), ("old_day", basis.until.isoformat())))
    if joined := _joined(basis.groups, now.groups):
        yield Reason("case_groups", (("groups", ",".join(joined)),))


def _last(values: Iterable[_T | None], empty: _T) -> _T:
    """The last value that was given, else `empty`."""
    return next((value for value in reversed(list(values)) if value is not None), empty)


def _joined(before: Iterable[Group], now: Iterable[Group]) -> list[Group]:
    known = set(before)
    if Group.EVERYONE in known:
        return []
    return sorted(set(now) - known)


def _reopened(act: Act, facts: Facts) -> Iterator[Reason]:
    if act.state is CaseState.RESOLVED and facts.active and facts.returned > act.basis.row:
        yield Reason("case_returned")
    yield from grown(act.basis, facts)
