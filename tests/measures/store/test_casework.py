"""Work on conflicts in both databases: nothing is lost, nobody acts on what they have not seen."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from measures.casework import Act, Case, CaseError, Step, basis_of
from measures.errors import StoreError
from measures.model import Conflict
from measures.store import Store
from measures.store import tables as t
from measures.store.casework import CASE_COLUMNS, OvertakenError, cases_frame, keep_act, read_case
from measures.store.conflicts import replace_conflicts
from measures.vocabulary import Border, CaseState, Group
from tests.measures.store.facts import MARCH, a_conflict
from tests.measures.store.test_meeting import meet

NOW = datetime(2020, 4, 1, 8, 0, tzinfo=UTC)
Do = Callable[..., Act]


def put(store: Store, *conflicts: Conflict, at: datetime = MARCH) -> None:
    with store.begin() as tx:
        replace_conflicts(tx, [Border.NL_BE], conflicts, at)


def case_of(store: Store, key: str = "c-1") -> Case:
    found = read_case(store, key)
    assert found is not None
    return found[0]


def act(store: Store, who: str = "A. Vos", key: str = "c-1", **done: object) -> Act:
    found = read_case(store, key)
    assert found is not None
    done.setdefault("why", "agreed by telephone")
    return Act(key, NOW, who, basis_of(found[1]), **done)  # type: ignore[arg-type]


def keep(store: Store, who: str = "A. Vos", key: str = "c-1", **done: object) -> Act:
    one, seen = act(store, who, key, **done), case_of(store, key).last
    with store.begin() as tx:
        return keep_act(tx, one, seen)


@pytest.fixture(autouse=True)
def flagged(store: Store) -> None:
    put(store, a_conflict("c-1", until=date(2020, 4, 20)), a_conflict("c-2", severity=2))


def test_what_was_kept_is_read_back_whole(store: Store) -> None:
    step = Step("call the ministry", date(2020, 4, 3))
    kept = keep(store, state=CaseState.IN_CONSULTATION, assignee="B. Maes", forum="benelux", step=step)
    before = store.revision("measures")
    found = read_case(store, "c-1")
    assert found is not None
    now, facts, acts = found
    assert acts == [kept]
    assert kept.basis == basis_of(facts)
    assert (now.state, now.assignee, now.forum, now.step) == (
        CaseState.IN_CONSULTATION, "B. Maes", "benelux", step,
    )  # fmt: skip
    keep(store, why="a note")
    assert store.revision("measures") > before, "what was kept of it for the pages is asked anew"
    assert case_of(store, "c-2") == Case()
    assert read_case(store, "c-3") is None


def test_every_act_leaves_a_line_in_the_audit_trail(store: Store) -> None:
    keep(store, state=CaseState.UNDER_EXAMINATION)
    last = keep(store, who="B. Maes", assignee="B. Maes")
    keep(store, why="", undoes=last.id)
    with store.read() as tx:
        lines = tx.execute(t.audit.select().order_by(t.audit.c.id)).all()
    assert [(line.who, line.what, line.subject) for line in lines] == [
        ("A. Vos", "case:state", "c-1"),
        ("B. Maes", "case:plan", "c-1"),
        ("A. Vos", "case:undo", "c-1"),
    ]
    assert case_of(store).assignee == ""


@pytest.mark.parametrize("change", ["UPDATE case_act SET who = 'X'", "DELETE FROM case_act"])
def test_the_database_itself_refuses_to_change_or_delete_an_act(store: Store, change: str) -> None:
    keep(store, state=CaseState.UNDER_EXAMINATION)
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(text(change))
    assert case_of(store).state is CaseState.UNDER_EXAMINATION


def test_who_comes_second_hears_what_the_first_did_and_loses_nothing(store: Store, url: str) -> None:
    mine, theirs = act(store, state=CaseState.DISMISSED), act(store, "B. Maes", assignee="B. Maes")
    caught: list[OvertakenError] = []

    def second(tx) -> None:  # type: ignore[no-untyped-def]
        try:
            keep_act(tx, theirs, 0)
        except OvertakenError as error:
            caught.append(error)

    meet(url, lambda tx: keep_act(tx, mine, 0), second)
    [overtaken] = caught
    assert [(one.who, one.state) for one in overtaken.acts] == [("A. Vos", CaseState.DISMISSED)]
    assert not overtaken.facts_changed
    assert (case_of(store).state, case_of(store).assignee) == (CaseState.DISMISSED, "")
    with store.begin() as tx:
        keep_act(tx, theirs, overtaken.acts[-1].id)
    assert (case_of(store).state, case_of(store).assignee) == (CaseState.DISMISSED, "B. Maes")


def test_nobody_dismisses_facts_they_have_not_seen(store: Store) -> None:
    seen = act(store, state=CaseState.DISMISSED)
    put(store, a_conflict("c-1", until=date(2020, 5, 4)), a_conflict("c-2", severity=2))
    with pytest.raises(OvertakenError) as caught, store.begin() as tx:
        keep_act(tx, seen, 0)
    assert (caught.value.acts, caught.value.facts_changed) == ([], True)
    assert case_of(store) == Case()


def test_what_may_not_be_done_is_refused_and_leaves_nothing(store: Store) -> None:
    before = store.revision()
    with pytest.raises(CaseError):
        keep(store, why="", state=CaseState.RESOLVED)
    with pytest.raises(StoreError, match="no such conflict"), store.begin() as tx:
        keep_act(tx, Act("c-9", NOW, "A. Vos", act(store).basis, why="a note"), 0)
    assert store.revision() == before
    assert case_of(store) == Case()


def test_resolved_opens_when_the_facts_return_and_dismissed_when_they_get_worse(store: Store) -> None:
    keep(store, state=CaseState.RESOLVED)
    keep(store, key="c-2", state=CaseState.DISMISSED)
    put(store, at=NOW)
    assert [case_of(store, key).state for key in ("c-1", "c-2")] == [CaseState.RESOLVED, CaseState.DISMISSED]
    same = a_conflict("c-2", severity=2)
    put(store, a_conflict("c-1", until=date(2020, 4, 20)), same, at=NOW + timedelta(days=1))
    first, second = case_of(store, "c-1"), case_of(store, "c-2")
    assert [reason.code for reason in first.reopened] == ["case_returned"]
    assert (first.state, second.state) == (CaseState.SIGNALLED, CaseState.DISMISSED)
    worse = a_conflict("c-2", severity=3, groups=(Group.FRONTIER_WORKERS, Group.PATIENTS))
    put(store, a_conflict("c-1", until=date(2020, 4, 20)), worse, at=NOW + timedelta(days=2))
    assert [reason.code for reason in case_of(store, "c-2").reopened] == ["case_severity", "case_groups"]
    keep(store, key="c-2", state=CaseState.ACCEPTED)
    assert case_of(store, "c-2").state is CaseState.ACCEPTED, "decided on what is known now"


def test_the_frame_of_cases_names_all_conflicts(store: Store) -> None:
    keep(store, state=CaseState.RESOLVED, step=Step("tell the municipalities", date(2020, 4, 8)))
    rows = cases_frame(store)
    assert tuple(rows.columns) == CASE_COLUMNS
    first, second = rows.to_dict("records")
    assert (first["key"], first["state"], first["closed_at"], first["due"]) == (
        "c-1", "resolved", NOW, date(2020, 4, 8),
    )  # fmt: skip
    assert (second["state"], second["touched"] is pd.NaT, second["closed_at"] is pd.NaT) == (
        "signalled", True, True,
    )  # fmt: skip
    put(store, a_conflict("c-2", severity=2), at=NOW)
    put(store, a_conflict("c-1", until=date(2020, 4, 20)), a_conflict("c-2", severity=2), at=NOW)
    first = cases_frame(store).to_dict("records")[0]
    assert (first["state"], first["decided"]) == ("signalled", "resolved")
    assert first["closed_at"] is pd.NaT
    assert [reason.code for reason in first["reopened"]] == ["case_returned"]


def test_an_empty_store_has_an_empty_frame_with_the_same_columns(store: Store) -> None:
    with store.begin() as tx:
        for table in (t.conflict_topic, t.conflict_group, t.conflict_history, t.conflict):
            tx.execute(table.delete())
    rows = cases_frame(store)
    assert (len(rows), tuple(rows.columns)) == (0, CASE_COLUMNS)
