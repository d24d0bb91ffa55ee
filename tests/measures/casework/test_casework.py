"""Where a case stands: what people decided, and what of the facts opens it again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.casework import MOVES, Act, Case, CaseError, Facts, Step, basis_of, case, check, standing_acts
from measures.conflicts.reasons import sentence
from measures.model import Conflict
from measures.vocabulary import CLOSED, Border, CaseState, ConflictKind, Country, Group, Topic

AT = datetime(2020, 3, 20, 9, tzinfo=UTC)
CONFLICT = Conflict(
    "c-1", Border.NL_BE, ConflictKind.BLOCKED_CROSSING, (Topic.BORDER_CONTROL,), (Group.FRONTIER_WORKERS,),
    date(2020, 3, 20), date(2020, 4, 5), 3, (("impact", 3.0),), "m-1", None, ("i-1",), (), Country.BE,
    Country.NL, 41_000, (),
)  # fmt: skip
FACTS = Facts(CONFLICT, True, 1)
BASIS = basis_of(FACTS)


def act(number: int, **done: object) -> Act:
    facts = {"who": "A. Vos", "why": "agreed by telephone", **done}
    return Act("c-1", AT + timedelta(hours=number), basis=BASIS, id=number, **facts)  # type: ignore[arg-type]


def now(active: bool = True, returned: int = 0, **changed: object) -> Facts:
    return Facts(replace(CONFLICT, **changed), active, 5, returned)  # type: ignore[arg-type]


def said(found: Case) -> list[str]:
    return [sentence(reason) for reason in found.reopened]


def test_nobody_has_worked_on_it_yet() -> None:
    assert case([], FACTS) == Case()


def test_what_is_left_out_stays_as_it_was_and_an_empty_word_takes_it_away() -> None:
    step = Step("call the ministry", date(2020, 4, 1))
    acts = [
        act(1, assignee="A. Vos", forum="benelux", step=step),
        act(2, state=CaseState.IN_CONSULTATION, assignee="B. Maes"),
        act(3, step=Step()),
    ]
    found = case(acts, FACTS)
    assert (found.state, found.assignee, found.forum, found.step) == (
        CaseState.IN_CONSULTATION, "B. Maes", "benelux", Step(),
    )  # fmt: skip
    assert (found.by, found.at, found.last) == ("A. Vos", AT + timedelta(hours=2), 3)


def test_taking_back_leads_to_what_stood_before() -> None:
    acts = [act(1, state=CaseState.UNDER_EXAMINATION), act(2, state=CaseState.DISMISSED, assignee="B. Maes")]
    found = case([*acts, act(3, undoes=2)], FACTS)
    assert (found.state, found.assignee, found.last) == (CaseState.UNDER_EXAMINATION, "", 3)
    assert found.undoable == acts[0]
    assert case([*acts, act(3, undoes=2), act(4, undoes=1)], FACTS) == Case(last=4)


def test_a_resolved_case_opens_when_its_facts_return_and_keeps_its_plan() -> None:
    acts = [act(1, assignee="A. Vos"), act(2, state=CaseState.RESOLVED)]
    assert case(acts, FACTS).state is CaseState.RESOLVED
    assert case(acts, now(active=False)).state is CaseState.RESOLVED
    found = case(acts, now(returned=5))
    assert (found.state, found.decided, found.assignee) == (CaseState.SIGNALLED, CaseState.RESOLVED, "A. Vos")
    assert said(found) == ["Its facts had gone and are back."]
    assert case(acts, now(active=False, returned=5)).state is CaseState.RESOLVED, "gone once more"


@pytest.mark.parametrize("state", [CaseState.DISMISSED, CaseState.ACCEPTED])
@pytest.mark.parametrize(
    "later",
    [
        now(returned=5),
        now(severity=2),
        now(until=date(2020, 3, 30)),
        now(severity=5, active=False),
        now(groups=()),
        now(topics=(Topic.ENTRY,)),
    ],
    ids=["back as it was", "milder", "shorter", "worse but gone", "fewer groups", "another topic"],
)
def test_what_was_dismissed_or_accepted_stays_so_while_it_is_no_worse(state: CaseState, later: Facts) -> None:
    assert case([act(1, state=state)], later).state is state


@pytest.mark.parametrize("state", sorted(CLOSED))
@pytest.mark.parametrize(
    ("later", "why"),
    [
        (now(severity=4), "Its severity rose from 3 to 4."),
        (now(until=date(2020, 4, 19)), "It lasts longer: until 19 April 2020 instead of 5 April 2020."),
        (now(until=None, counted_until=date(2020, 7, 1)), "Its end (5 April 2020) no longer stands."),
        (
            now(since=date(2020, 10, 1), until=date(2020, 11, 1)),
            "A new period begins on 1 October 2020.",
        ),
        (now(since=date(2020, 1, 1), until=date(2020, 1, 20)), "A new period begins on 1 January 2020."),
        (now(groups=(Group.FRONTIER_WORKERS, Group.PATIENTS)), "It hurts more groups: patients."),
    ],
)
def test_what_gets_worse_opens_again_and_says_why(state: CaseState, later: Facts, why: str) -> None:
    found = case([act(1, state=state)], later)
    assert (found.state, found.decided, said(found)) == (CaseState.SIGNALLED, state, [why])


def test_a_moving_assumption_of_an_open_end_is_not_worse() -> None:
    opened = replace(CONFLICT, until=None, counted_until=date(2020, 7, 1))
    basis = basis_of(Facts(opened, True, 1))
    later = Facts(replace(opened, counted_until=date(2020, 8, 1)), True, 2)
    known = Facts(replace(opened, until=date(2020, 12, 1)), True, 2)
    dismissed = replace(act(1, state=CaseState.DISMISSED), basis=basis)
    assert case([dismissed], later).state is CaseState.DISMISSED
    assert case([dismissed], known).state is CaseState.DISMISSED, "an end that is known is no worse"


def test_who_was_hurt_as_everyone_is_no_further_group() -> None:
    everyone = Facts(replace(CONFLICT, groups=(Group.EVERYONE,)), True, 1)
    dismissed = replace(act(1, state=CaseState.DISMISSED), basis=basis_of(everyone))
    assert not case([dismissed], now(groups=(Group.EVERYONE, Group.PATIENTS))).reopened


@pytest.mark.parametrize(
    ("done", "on", "code"),
    [
        (act(9, who=" ", state=CaseState.DISMISSED), Case(), "nameless"),
        (act(9, why="", state=CaseState.DISMISSED), Case(), "unreasoned"),
        (act(9, why=" ", state=CaseState.UNDER_EXAMINATION), Case(CaseState.RESOLVED), "unreasoned"),
        (act(9, state=CaseState.IN_CONSULTATION), Case(), "forumless"),
        (act(9, state=CaseState.IN_CONSULTATION, forum=""), Case(forum="benelux"), "forumless"),
        (act(9, state=CaseState.SIGNALLED), Case(CaseState.RESOLVED), "not_allowed"),
        (act(9, step=Step("call", None)), Case(), "undated"),
        (act(9, step=Step("", date(2020, 4, 1))), Case(), "stepless"),
        (act(9, why=""), Case(), "empty"),
        (act(9, undoes=3), Case(undoable=act(4)), "not_last"),
        (act(9, undoes=3), Case(), "not_last"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(done: Act, on: Case, code: str) -> None:
    with pytest.raises(CaseError) as caught:
        check(done, on)
    assert (caught.value.codes, caught.value.subject) == ((code,), "c-1")


def test_all_that_is_lacking_is_said_at_once() -> None:
    bare = act(9, who="", why="", state=CaseState.IN_CONSULTATION, step=Step("call", None))
    with pytest.raises(CaseError) as caught:
        check(bare, Case(CaseState.DISMISSED))
    assert caught.value.codes == ("nameless", "unreasoned", "forumless", "undated")
    assert "Choose the forum" in str(caught.value)


@pytest.mark.parametrize(
    ("done", "on"),
    [
        (act(9, why="", state=CaseState.UNDER_EXAMINATION), Case()),
        (act(9, why="", state=CaseState.IN_CONSULTATION), Case(forum="benelux")),
        (act(9, why="", assignee="B. Maes"), Case()),
        (act(9, why="", assignee="B. Maes"), Case(CaseState.DISMISSED)),
        (act(9, why="a note"), Case()),
        (act(9, why="", step=Step()), Case()),
        (act(9, why="", undoes=4), Case(undoable=act(4))),
    ],
)
def test_what_fits_is_let_through(done: Act, on: Case) -> None:
    check(done, on)


def test_every_state_can_be_reached_and_left() -> None:
    assert set(MOVES) == set(CaseState)
    assert {state for moves in MOVES.values() for state in moves} == set(CaseState) - {CaseState.SIGNALLED}


@st.composite
def histories(draw: st.DrawFn) -> list[Act]:
    acts: list[Act] = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        standing = standing_acts(acts)
        if standing and draw(st.booleans()):
            acts.append(act(number, undoes=standing[-1].id))
        else:
            acts.append(
                act(
                    number,
                    state=draw(st.sampled_from([None, *CaseState])),
                    assignee=draw(st.sampled_from([None, "", "A"])),
                )
            )
    return acts


@given(histories(), st.integers(1, 5), st.integers(0, 9))
def test_a_case_is_the_same_in_any_order_of_reading_and_opens_only_for_a_reason(
    acts: list[Act], severity: int, returned: int
) -> None:
    facts = now(severity=severity, returned=returned)
    found = case(acts, facts)
    assert case(list(reversed(acts)), facts) == found
    assert (found.state != found.decided) == bool(found.reopened)
    if found.reopened:
        assert found.decided in CLOSED


@given(histories())
def test_taking_the_last_act_back_leaves_the_case_as_before_it(acts: list[Act]) -> None:
    number = len(acts) + 1
    added = [*acts, act(number, state=CaseState.DISMISSED), act(number + 1, undoes=number)]
    before, after = case(acts, FACTS), case(added, FACTS)
    assert replace(after, last=before.last) == before
