"""Signals in the store: kept as reported, tied by people, weighed in their conflict whatever is detected."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from measures.errors import StoreError
from measures.model import Conflict
from measures.signals import Act, Done, Signal, Standing
from measures.store import Store
from measures.store import tables as t
from measures.store.conflicts import Shift, replace_conflicts
from measures.store.reading import conflict_history, conflicts_frame, count_conflicts, get_conflict
from measures.store.signals import SIGNAL_COLUMNS, count_signals, read_signal, signal_days, signals_frame
from measures.store.tying import act, report
from measures.vocabulary import Border, Group, Topic
from tests.measures.store.facts import MARCH, a_conflict

DAY = date(2020, 3, 25)
SOON = MARCH + timedelta(days=8)
LATER = MARCH + timedelta(days=9)
PARTS = (("impact", 2.25), ("groups", 1.0))
CLOSED = a_conflict(severity=3, severity_parts=PARTS)


def a_signal(key: str = "s-1", **facts: object) -> Signal:
    base = {
        "id": key,
        "at": SOON,
        "point": "GrensInfoPunt Maastricht",
        "happened": DAY,
        "border": Border.NL_BE,
        "group": Group.FRONTIER_WORKERS,
        "text": f"Teruggestuurd bij de overgang ({key}).",
        "region": "NL423",
        "place": "Lanaken",
        "topic": Topic.BORDER_CONTROL,
        "measure": "m-1",
    }
    return Signal(**{**base, **facts})  # type: ignore[arg-type]


def put(store: Store, *conflicts: Conflict, at=SOON) -> Shift:  # type: ignore[no-untyped-def]
    with store.begin() as tx:
        return replace_conflicts(tx, [Border.NL_BE], conflicts, at)


def say(store: Store, signal: Signal, conflict: str | None = None) -> Shift:
    with store.begin() as tx:
        return report(tx, signal, conflict)


def do(  # type: ignore[no-untyped-def]
    store: Store, key: str, what: Act, conflict: str | None = None, seen=Standing()
) -> Shift:
    with store.begin() as tx:
        return act(tx, Done(key, what, LATER, "M. Jansen", conflict, "past erbij"), seen)


def severity(store: Store, key: str = "c-1") -> int:
    found = get_conflict(store, key, DAY)
    assert found is not None
    return found.severity


def test_a_signal_comes_back_as_it_was_reported(store: Store) -> None:
    say(store, a_signal())
    say(store, bare := a_signal("s-2", region="", place="", topic=None, measure=None))
    with store.read() as tx:
        assert read_signal(tx, "s-1") == (a_signal(), ())
        assert read_signal(tx, "s-2") == (bare, ())
        assert read_signal(tx, "s-3") is None
    rows = signals_frame(store)
    assert tuple(rows.columns) == SIGNAL_COLUMNS
    assert list(rows["id"]) == ["s-2", "s-1"]
    assert rows["conflict"][0] is None
    assert tuple(signals_frame(store, topics=[Topic.WORK]).columns) == SIGNAL_COLUMNS


def test_several_signals_raise_the_severity_and_filters_count_it(store: Store) -> None:
    put(store, CLOSED, at=MARCH)
    assert say(store, a_signal("s-1"), "c-1") == Shift()
    assert say(store, a_signal("s-2"), "c-1") == Shift(changed=("c-1",))
    assert severity(store) == 4
    assert count_conflicts(store, on=DAY, min_severity=4) == 1
    assert signal_days(store, "c-1") == [DAY, DAY]
    told = conflict_history(store, "c-1")
    assert [reason.code for reason in told.told[1]] == ["severity_changed"]


def test_detecting_again_never_loses_what_signals_add(store: Store) -> None:
    put(store, CLOSED)
    for key in ("s-1", "s-2"):
        say(store, a_signal(key), "c-1")
    assert put(store, CLOSED, at=LATER) == Shift()
    assert put(store, replace(CLOSED, until=date(2020, 6, 14)), at=LATER) == Shift(changed=("c-1",))
    assert put(store, at=LATER) == Shift(cleared=("c-1",))
    assert put(store, CLOSED, at=LATER) == Shift(flagged=("c-1",))
    assert severity(store) == 4


def test_a_signal_tied_while_the_facts_are_gone_counts_when_they_return(store: Store) -> None:
    put(store, CLOSED)
    put(store)
    for key in ("s-1", "s-2"):
        assert say(store, a_signal(key), "c-1") == Shift()
    put(store, CLOSED)
    assert severity(store) == 4


def test_tied_later_moved_and_untied_it_counts_where_it_is(store: Store) -> None:
    put(store, CLOSED, replace(CLOSED, key="c-2"))
    for key in ("s-1", "s-2"):
        say(store, a_signal(key))
        do(store, key, Act.TIE, "c-1")
    assert (severity(store), severity(store, "c-2")) == (4, 3)
    for key in ("s-1", "s-2"):
        do(store, key, Act.TIE, "c-2", Standing("c-1"))
    assert (severity(store), severity(store, "c-2")) == (3, 4)
    do(store, "s-1", Act.UNTIE, seen=Standing("c-2"))
    assert severity(store, "c-2") == 3
    assert count_signals(store, tied=False) == 1
    with store.read() as tx:
        found = read_signal(tx, "s-1")
    assert found is not None
    assert [(one.act, one.conflict) for one in found[1]] == [
        (Act.TIE, "c-1"), (Act.TIE, "c-2"), (Act.UNTIE, "c-2")
    ]  # fmt: skip


def test_a_withdrawal_erases_the_words_and_counts_no_more(store: Store) -> None:
    put(store, CLOSED)
    for key in ("s-1", "s-2"):
        say(store, a_signal(key, text=f"Mevrouw Jansen {key}"), "c-1")
    do(store, "s-1", Act.WITHDRAW, seen=Standing("c-1"))
    assert severity(store) == 3
    assert list(signals_frame(store)["id"]) == ["s-2"]
    [gone] = signals_frame(store, withdrawn=True, search="").query("id == 's-1'").to_dict("records")
    assert (gone["text"], gone["place"], gone["withdrawn"]) == ("", "", True)
    with store.read() as tx:
        assert "Jansen s-1" not in "".join(tx.execute(select(t.audit.c.detail)).scalars())
    with pytest.raises(StoreError, match="just decided"):
        do(store, "s-1", Act.TIE, "c-1", Standing("c-1", withdrawn=True))


def test_of_two_who_decide_at_once_the_second_is_told(store: Store) -> None:
    put(store, CLOSED, replace(CLOSED, key="c-2"))
    say(store, a_signal())
    do(store, "s-1", Act.TIE, "c-1")
    with pytest.raises(StoreError, match="just decided"):
        do(store, "s-1", Act.TIE, "c-2")
    assert do(store, "s-1", Act.TIE, "c-1") == Shift(), "what already is so changes nothing"


def test_what_cannot_be_is_refused_and_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(StoreError, match="no such conflict"):
        say(store, a_signal(), "c-none")
    with pytest.raises(StoreError, match="no such signal"):
        do(store, "s-1", Act.UNTIE)
    assert count_signals(store) == 0
    say(store, a_signal())
    with pytest.raises(StoreError, match="reported already"):
        say(store, replace(a_signal(), id="s-9"))
    with pytest.raises(StoreError, match="no such conflict"):
        do(store, "s-1", Act.TIE, "c-none")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM signal",
        "UPDATE signal SET text = 'anders'",
        "UPDATE signal SET text = '', words = '', point = 'anders'",
        "UPDATE signal SET text = '', words = '', measure = 'm-2'",
        "DELETE FROM signal_act",
        "UPDATE signal_act SET who = 'anders'",
    ],
)
def test_the_database_itself_guards_what_was_reported(store: Store, statement: str) -> None:
    put(store, CLOSED)
    say(store, a_signal(place=""), "c-1")
    with pytest.raises(DatabaseError), store.begin() as tx:
        tx.execute(text(statement))
    with store.read() as tx:
        assert read_signal(tx, "s-1") is not None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["s-4", "s-3", "s-2", "s-1"]),
        ({"borders": [Border.NL_DE]}, ["s-3"]),
        ({"groups": [Group.PATIENTS]}, ["s-2"]),
        ({"topics": [Topic.ENTRY]}, ["s-2"]),
        ({"tied": True}, ["s-4"]),
        ({"tied": False}, ["s-3", "s-2", "s-1"]),
        ({"conflict": "c-1"}, ["s-4"]),
        ({"search": "100% VISÉ"}, ["s-3"]),
        ({"search": "aken"}, ["s-4", "s-2", "s-1"]),
        ({"since": DAY + timedelta(days=1)}, ["s-4", "s-3"]),
        ({"until": DAY}, ["s-2", "s-1"]),
        ({"limit": 1, "offset": 1}, ["s-3"]),
    ],
)
def test_filters_narrow_in_the_database(store: Store, filters, expected) -> None:  # type: ignore[no-untyped-def]
    put(store, CLOSED)
    say(store, a_signal("s-1"))
    say(store, a_signal("s-2", group=Group.PATIENTS, topic=Topic.ENTRY))
    tomorrow = DAY + timedelta(days=1)
    say(store, a_signal("s-3", border=Border.NL_DE, place="100% Visé", happened=tomorrow))
    say(store, a_signal("s-4", happened=tomorrow), "c-1")
    assert list(signals_frame(store, **filters)["id"]) == expected
    if "limit" not in filters:
        assert count_signals(store, **filters) == len(expected)


def test_the_list_of_conflicts_shows_the_raised_severity(store: Store) -> None:
    put(store, CLOSED)
    for key in ("s-1", "s-2", "s-3", "s-4"):
        say(store, a_signal(key), "c-1")
    assert list(conflicts_frame(store, on=DAY)["severity"]) == [4]
