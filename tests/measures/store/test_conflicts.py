"""Conflicts: the same one under the same key, whatever becomes of it; its history is kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from measures.conflicts.reasons import sentence
from measures.model import Conflict
from measures.store import Store
from measures.store.conflicts import Shift, replace_conflicts
from measures.store.frames import CONFLICT_COLUMNS
from measures.store.measures import replace_measures
from measures.store.reading import conflict_history, conflicts_frame, count_conflicts, get_conflict
from measures.vocabulary import Border, ConflictKind, Group, Topic
from tests.measures.store.facts import MARCH, a_conflict, a_measure

DAY = date(2020, 4, 1)
LATER = MARCH + timedelta(days=7)


def put(store: Store, *conflicts: Conflict, borders=(Border.NL_BE,), at=MARCH) -> Shift:  # type: ignore[no-untyped-def]
    with store.begin() as tx:
        return replace_conflicts(tx, borders, conflicts, at)


def test_a_conflict_keeps_its_identity_while_its_facts_change_go_and_return(store: Store) -> None:
    ended = a_conflict(until=date(2020, 6, 14), severity=4)
    assert put(store, a_conflict()) == Shift(flagged=("c-1",))
    assert put(store, a_conflict()) == Shift()
    assert put(store, ended, at=LATER) == Shift(changed=("c-1",))
    assert put(store, at=LATER) == Shift(cleared=("c-1",))
    assert put(store, at=LATER) == Shift()
    assert len(conflicts_frame(store, on=DAY)) == 0
    assert get_conflict(store, "c-1", DAY) == ended, "its page stays"
    assert put(store, ended, at=LATER) == Shift(flagged=("c-1",))
    [row] = conflicts_frame(store, on=DAY).to_dict("records")
    assert row["first_flagged_at"] == MARCH
    history = conflict_history(store, "c-1")
    assert list(history.what) == ["flagged", "changed", "cleared", "returned"]
    assert [reason.code for reason in history.told[1]] == ["severity_changed", "end_found"]
    assert list(history.severity) == [5, 4, 4, 4]


def test_the_history_tells_what_a_reader_sees_change_and_leaves_out_the_rest(store: Store) -> None:
    known = a_measure("m-1", item_ids=("be-ibz-1", "be-ibz-2"), event_ids=("be-ibz-1@1", "be-ibz-2@1"))
    town = a_measure("m-2", title="Grens dicht", item_ids=("town-1",), event_ids=("town-1@1",))
    with store.begin() as tx:
        replace_measures(tx, "b", [known, town])
    states = [
        a_conflict(counted_until=date(2020, 6, 20)),
        a_conflict(counted_until=date(2020, 6, 20), items_a=("be-ibz-1", "be-ibz-2")),
        a_conflict(counted_until=date(2020, 6, 20), items_a=("be-ibz-1", "be-ibz-2", "town-1")),
        a_conflict(counted_until=date(2020, 6, 14), until=date(2020, 6, 14), severity=4),
        a_conflict(counted_until=date(2020, 7, 14), severity=4),
    ]
    for days, state in enumerate(states):
        put(store, state, at=MARCH + timedelta(days=days))
    history = conflict_history(store, "c-1")
    assert list(history.what) == ["flagged", "changed", "changed", "changed"]
    assert [" ".join(map(sentence, told)) for told in history.told] == [
        "",
        "Joined: “Grens dicht” (BE).",
        "Severity from 5 to 4. Its end is known now: 14 June 2020. Left: “Grens dicht” (BE).",
        "Its end (14 June 2020) no longer stands; without a known end it is counted until 14 July 2020.",
    ]


def test_changes_of_one_instant_are_one_row(store: Store) -> None:
    for severity in (5, 4, 3):
        put(store, a_conflict(severity=severity))
    for severity in (4, 2):
        put(store, a_conflict(severity=severity), at=LATER)
    history = conflict_history(store, "c-1")
    assert list(history.what) == ["flagged", "changed"]
    assert list(history.severity) == [3, 2]
    assert [sentence(reason) for reason in history.told[1]] == ["Severity from 3 to 2."]


def test_other_borders_are_left_alone(store: Store) -> None:
    put(store, a_conflict("c-1"))
    put(store, a_conflict("c-2", border=Border.BE_DE), borders=[Border.BE_DE])
    assert put(store, borders=[Border.NL_DE]) == Shift()
    assert put(store, borders=[Border.BE_DE]) == Shift(cleared=("c-2",))


def test_early_warning_depends_on_the_day_asked_and_is_never_stored(store: Store) -> None:
    assert put(store, a_conflict(early_warning=True)) == Shift(flagged=("c-1",))
    assert put(store, a_conflict(early_warning=False)) == Shift()
    before, after = date(2020, 3, 19), date(2020, 3, 20)
    assert conflicts_frame(store, on=before).early_warning[0]
    assert not conflicts_frame(store, on=after).early_warning[0]
    assert get_conflict(store, "c-1", before) == a_conflict(early_warning=True)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["c-1", "c-3", "c-2"]),
        ({"borders": [Border.NL_BE]}, ["c-1", "c-2"]),
        ({"kinds": [ConflictKind.TIMING_GAP]}, ["c-2"]),
        ({"topics": [Topic.SHOPS_EVENTS]}, ["c-3"]),
        ({"groups": [Group.PATIENTS, Group.FAMILIES]}, ["c-2"]),
        ({"min_severity": 3}, ["c-1", "c-3"]),
        ({"since": date(2020, 5, 1)}, ["c-1", "c-3"]),
        ({"until": date(2020, 3, 20)}, ["c-1"]),
        ({"measure": "m-2"}, ["c-3", "c-2"]),
        ({"open_only": True, "on": date(2020, 4, 10)}, ["c-1", "c-3", "c-2"]),
        ({"open_only": True, "on": date(2020, 4, 11)}, ["c-1", "c-3"]),
        ({"open_only": True, "on": date(2020, 7, 1)}, ["c-1"]),
        ({"limit": 1}, ["c-1"]),
        ({"limit": 1, "offset": 1}, ["c-3"]),
    ],
)
def test_filters_narrow_in_the_database(store: Store, filters, expected) -> None:  # type: ignore[no-untyped-def]
    put(
        store,
        a_conflict("c-1"),
        a_conflict(
            "c-2",
            kind=ConflictKind.TIMING_GAP,
            severity=2,
            since=date(2020, 4, 1),
            until=date(2020, 4, 10),
            measure_b="m-2",
            groups=(Group.FAMILIES,),
        ),
        a_conflict(
            "c-3",
            border=Border.NL_DE,
            severity=3,
            since=date(2020, 4, 2),
            counted_until=date(2020, 6, 30),
            measure_a="m-2",
            topics=(Topic.SHOPS_EVENTS,),
        ),
        borders=tuple(Border),
    )
    found = conflicts_frame(store, **{"on": DAY, **filters})
    assert list(found.key) == expected
    if "limit" not in filters:
        assert count_conflicts(store, **{"on": DAY, **filters}) == len(expected)


def test_open_on_a_day_is_what_holds_then_or_was_known_then_to_come(store: Store) -> None:
    """Flagged on 18 March 2020 in the morning; the closure begins on the 20th."""
    put(store, a_conflict())
    assert list(conflicts_frame(store, on=date(2020, 3, 17), open_only=True).key) == []
    assert list(conflicts_frame(store, on=date(2020, 3, 18), open_only=True).key) == ["c-1"]
    late = a_conflict("c-2", border=Border.NL_DE, until=date(2020, 3, 25))
    put(store, late, borders=[Border.NL_DE], at=LATER)
    assert set(conflicts_frame(store, on=date(2020, 3, 19), open_only=True).key) == {"c-1"}
    assert set(conflicts_frame(store, on=date(2020, 3, 20), open_only=True).key) == {"c-1", "c-2"}
    assert count_conflicts(store, on=date(2020, 3, 26), open_only=True) == 1


def test_the_frame_has_plain_words(store: Store) -> None:
    put(store, a_conflict())
    found = conflicts_frame(store, on=DAY)
    assert tuple(found.columns) == CONFLICT_COLUMNS
    row = found.loc[0]
    assert (row.border, row.kind, row.hurt_from, row.commuters) == ("NL-BE", "blocked_crossing", "BE", 41_000)
    assert row.measure_b is None
    assert row.until is None


def test_cleared_conflicts_are_shown_on_request(store: Store) -> None:
    put(store, a_conflict("c-1"), a_conflict("c-2"))
    put(store, replace(a_conflict("c-1"), severity=3))
    found = conflicts_frame(store, on=DAY, cleared=True).set_index("key")
    assert dict(found.active) == {"c-1": True, "c-2": False}
    assert count_conflicts(store, on=DAY, cleared=True) == 2


def test_a_conflict_for_everyone_concerns_each_group(store: Store) -> None:
    put(store, a_conflict("c-1", groups=(Group.EVERYONE,)), a_conflict("c-2", groups=(Group.FAMILIES,)))
    assert list(conflicts_frame(store, on=DAY, groups=[Group.PATIENTS]).key) == ["c-1"]
    assert count_conflicts(store, on=DAY, groups=[Group.FAMILIES]) == 2
