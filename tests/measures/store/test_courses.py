"""The newest turnings across all conflicts, and those that begin in a period."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from measures.conflicts.course import Turning
from measures.model import Conflict
from measures.store import Store
from measures.store.conflicts import replace_conflicts
from measures.store.courses import beginnings, newest_moments
from measures.store.measures import replace_measures
from measures.vocabulary import Border
from tests.measures.store.facts import MARCH, a_conflict, a_measure

WEEK = timedelta(weeks=1)


def put(store: Store, at: datetime, *conflicts: Conflict) -> None:
    with store.begin() as tx:
        replace_conflicts(tx, [Border.NL_BE], conflicts, at)


def test_turnings_of_all_conflicts_come_newest_first(store: Store) -> None:
    with store.begin() as tx:
        replace_measures(tx, "b", [a_measure("m-1"), a_measure("m-2", title="Grens dicht", item_ids=("t-1",),
                                                               event_ids=("t-1@1",))])  # fmt: skip
    one, other = a_conflict(until=date(2020, 6, 14)), a_conflict("c-2", until=date(2020, 5, 1))
    put(store, MARCH, one)
    put(store, MARCH + WEEK, one, other)
    put(store, MARCH + 2 * WEEK, replace(one, severity=4, items_b=("t-1",)), other)
    put(store, MARCH + 3 * WEEK, other)
    found = newest_moments(store, date(2020, 5, 2))
    assert [(moment.turning, moment.conflict.key) for moment in found] == [
        (Turning.ENDED, "c-2"), (Turning.ENDED, "c-1"), (Turning.EASED, "c-1"),
        (Turning.NEW, "c-2"), (Turning.NEW, "c-1"),
    ]  # fmt: skip
    eased = found[2]
    assert [reason.code for reason in eased.told] == ["severity_changed", "measures_joined"]
    assert "Grens dicht" in dict(eased.told[1].args)["titles"]
    assert newest_moments(store, date(2020, 5, 1))[0].conflict.key == "c-1"


def test_conflicts_that_begin_in_a_period_are_found_with_what_is_known_of_them(store: Store) -> None:
    early = a_conflict("c-2", since=date(2020, 4, 10))
    put(store, MARCH, a_conflict(), early)
    put(store, MARCH + WEEK, a_conflict(), replace(early, severity=2))
    [found] = beginnings(store, date(2020, 4, 10), date(2020, 4, 10))
    assert (found.conflict.key, found.flagged_at, found.changed_at, found.changes) == (
        "c-2", MARCH, MARCH + WEEK, 1,
    )  # fmt: skip
    put(store, MARCH + 2 * WEEK)
    assert beginnings(store, date(2020, 4, 1), date(2020, 4, 30)) == []
