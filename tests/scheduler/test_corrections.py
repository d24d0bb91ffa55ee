"""What people decide on items, from the store's rows to conflicts, and through every re-reading."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from measures.classify import classify
from measures.corrections import Verdict, labels_of, new_correction
from measures.model import Assessment, Item
from measures.store import Store, open_store
from measures.store import tables as t
from measures.store.conflicts import active_conflicts
from measures.store.corrections import all_corrections
from measures.store.deciding import decide
from measures.store.events import events_of_items
from measures.store.measures import all_measures
from measures.store.reading import conflicts_frame, measures_frame, store_summary
from measures.vocabulary import Action, Border, Impact
from scheduler import pipeline
from scheduler.pipeline import reassess, recompute, take_in
from tests.commands import run_command
from tests.scheduler.test_pipeline import CLOSURE
from tests.stores import DATABASES, fresh_database, give_back
from tests.support import ROOT

KNOWN = datetime(2020, 3, 20, 9, tzinfo=UTC)
AT = datetime(2020, 3, 21, 9, tzinfo=UTC)
SCHOOLS = replace(
    CLOSURE,
    id="schools",
    title="Scholen in België gesloten tot en met 3 april 2020",
    summary="Vanaf 16 maart 2020 zijn alle scholen gesloten. Er is opvang voor kinderen.",
)


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = fresh_database(request.param, tmp_path)
    opened = open_store(url)
    yield opened
    opened.close()
    give_back(url)


def _assessment(store: Store, item: Item) -> Assessment:
    with store.read() as tx:
        return events_of_items(tx, [item.id])[-1].assessment


def _decide(store: Store, item: Item, verdict: Verdict, at: datetime = AT, **facts: object) -> str:
    machine = classify(item)
    human = facts.pop("human", None)
    given = human and labels_of(machine).model_copy(update=human)  # type: ignore[call-overload]
    of_labels = verdict in (Verdict.ACCEPT, Verdict.CHANGE, Verdict.NOT_A_MEASURE)
    one = new_correction(
        item,
        verdict,
        "M. Jansen",
        at,
        "read it",
        machine=machine if of_labels else None,
        human=given,
        **facts,
    )  # type: ignore[arg-type]
    with store.begin() as tx:
        decide(tx, [one], at)
    return one.id


def _same_as_all_at_once(store: Store) -> None:
    measures, conflicts = recompute(store)
    with store.read() as tx:
        assert all_measures(tx) == measures
        assert active_conflicts(tx) == conflicts


def test_not_a_measure_takes_its_conflicts_away_at_once_and_undo_brings_them_back(store: Store) -> None:
    take_in(store, CLOSURE, KNOWN)
    before = store_summary(store)
    revision = store.revision("measures")
    one = _decide(store, CLOSURE, Verdict.NOT_A_MEASURE)
    assert (store_summary(store).measures, store_summary(store).conflicts) == (0, 0)
    assert store.revision("measures") > revision
    _same_as_all_at_once(store)
    _decide(store, CLOSURE, Verdict.UNDO, AT + timedelta(hours=1), undoes=one)
    assert store_summary(store).conflicts == before.conflicts
    assert _assessment(store, CLOSURE) == classify(CLOSURE)
    _same_as_all_at_once(store)


def test_changed_labels_show_in_measures_and_conflicts_and_outlive_a_reassess(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(store, CLOSURE, KNOWN)
    _decide(
        store, CLOSURE, Verdict.CHANGE, human={"borders": (Border.BE_DE,), "valid_until": date(2020, 4, 5)}
    )
    assert set(conflicts_frame(store, on=date(2020, 3, 22)).border) <= {"BE-DE"}
    [row] = measures_frame(store).to_dict("records")
    assert (row["borders"], row["ends"], row["confidence"]) == (("BE-DE",), date(2020, 4, 5), 1.0)
    with monkeypatch.context() as patch:
        patch.setattr(
            pipeline, "classify", lambda item: replace(classify(item), border_impact=Impact.NONE, borders=())
        )
        assert reassess(store).readings_changed == 1
        [again] = measures_frame(store).to_dict("records")
        assert again == row
        _same_as_all_at_once(store)
        with store.read() as tx:
            [event] = events_of_items(tx, [CLOSURE.id])
        assert event.review is not None
        assert event.review.machine.borders == ()


def test_a_correction_that_comes_before_its_item_answers_it_when_it_comes(store: Store) -> None:
    _decide(store, CLOSURE, Verdict.CHANGE, human={"action": Action.TIGHTEN})
    take_in(store, CLOSURE, AT + timedelta(hours=1))
    assert _assessment(store, CLOSURE).action is Action.TIGHTEN


def test_linked_items_are_one_measure_and_parted_ones_two(store: Store) -> None:
    for item in (CLOSURE, SCHOOLS):
        take_in(store, item, KNOWN)
    assert len(measures_frame(store)) == 2
    one = _decide(store, SCHOOLS, Verdict.LINK, items=[CLOSURE.id])
    assert len(measures_frame(store)) == 1
    _same_as_all_at_once(store)
    _decide(store, CLOSURE, Verdict.SPLIT, AT + timedelta(hours=1), items=[SCHOOLS.id])
    assert len(measures_frame(store)) == 2
    _decide(store, SCHOOLS, Verdict.UNDO, AT + timedelta(hours=2), undoes=one)
    assert len(measures_frame(store)) == 2
    _same_as_all_at_once(store)


def test_the_same_decision_again_changes_nothing(store: Store) -> None:
    take_in(store, CLOSURE, KNOWN)
    one = _decide(store, CLOSURE, Verdict.ACCEPT)
    assert _decide(store, CLOSURE, Verdict.ACCEPT) == one
    with store.read() as tx:
        assert [known.id for known in all_corrections(tx)] == [one]


@pytest.mark.parametrize("change", [update(t.correction).values(body="{}"), delete(t.correction)])
def test_the_database_refuses_to_change_or_drop_a_decision(store: Store, change: object) -> None:
    take_in(store, CLOSURE, KNOWN)
    _decide(store, CLOSURE, Verdict.ACCEPT)
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(change)  # type: ignore[call-overload]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["arrive", "change", "drop", "accept", "link", "split", "merge", "undo"]),
        st.integers(0, 3),  # which item
        st.integers(0, 3),  # whose text it has when it arrives: another than its own is a change of it
        st.integers(0, 40),  # by how many days it comes late
    ),
    max_size=10,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_course_of_arrivals_and_decisions_equals_the_whole_made_anew(
    acts: list[tuple[str, int, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With corrections, measures joined and parted, texts that change, and items that come in late."""
    opened = open_store(fresh_database("sqlite", tmp_path_factory.mktemp("course")))
    items = [replace(item, id=f"{item.id}-{number}") for number in range(2) for item in (CLOSURE, SCHOOLS)]
    made: list[tuple[Item, str]] = []
    for hour, (act, number, text, late) in enumerate(acts):
        item, at = items[number], AT + timedelta(hours=hour)
        other = items[(number + 1) % 4].id
        if act == "arrive":
            told = replace(item, title=items[text].title, summary=items[text].summary)
            take_in(opened, told, at - timedelta(days=late))
        elif act == "undo":
            if made:
                decided, key = made.pop()
                _decide(opened, decided, Verdict.UNDO, at, undoes=key)
        elif act in ("link", "split", "merge"):
            made.append((item, _decide(opened, item, Verdict(act), at, items=[other])))
        else:
            verdict = {"change": Verdict.CHANGE, "drop": Verdict.NOT_A_MEASURE, "accept": Verdict.ACCEPT}[act]
            human = {"action": Action.RELAX} if act == "change" else None
            made.append((item, _decide(opened, item, verdict, at, human=human)))
    _same_as_all_at_once(opened)
    with opened.read() as tx:
        before = all_measures(tx)
    reassess(opened)
    with opened.read() as tx:
        assert all_measures(tx) == before
    opened.close()


def _command(store: Store, *arguments: str, lines: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    url = store.engine.url.render_as_string(hide_password=False)
    env = os.environ | {"DATABASE_URL": url}
    return run_command("measures", "corrections", *arguments, env=env, given=lines)


def test_decisions_travel_to_another_store_by_the_command_line(store: Store, tmp_path: Path) -> None:
    for item in (CLOSURE, SCHOOLS):
        take_in(store, item, KNOWN)
    _decide(store, CLOSURE, Verdict.CHANGE, human={"action": Action.TIGHTEN})
    one = _decide(store, SCHOOLS, Verdict.ACCEPT)
    _decide(store, SCHOOLS, Verdict.UNDO, AT + timedelta(hours=1), undoes=one)
    _decide(store, SCHOOLS, Verdict.LINK, items=[CLOSURE.id])
    exported = _command(store, "export").stdout
    assert len(exported.splitlines()) == 4
    other = open_store(fresh_database("sqlite", tmp_path))
    take_in(other, CLOSURE, KNOWN)
    for told in (b"4 new, 0 known", b"0 new, 4 known"):
        done = _command(other, "import", lines=exported)
        assert (done.returncode, done.stdout) == (0, b"")
        assert told in done.stderr
    take_in(other, SCHOOLS, KNOWN)
    with store.read() as here, other.read() as there:
        assert all_measures(here) == all_measures(there)
    # Items that had not come yet when they were first exported are whole now.
    assert _command(other, "export").stdout == exported
    only = _command(other, "export", "--labels").stdout.splitlines()
    assert [json.loads(line)["id"] for line in only] == [CLOSURE.id]
    other.close()


def test_a_line_that_cannot_be_read_takes_in_nothing(store: Store) -> None:
    take_in(store, CLOSURE, KNOWN)
    _decide(store, CLOSURE, Verdict.ACCEPT)
    exported = _command(store, "export").stdout
    done = _command(store, "import", lines=exported.replace(b"M. Jansen", b"B. Claes") + b"\n{")
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: line 1: field correction.id: does not belong")
    changed = json.loads(exported)
    del changed["correction"]["id"]
    changed["correction"]["who"] = "B. Claes"
    done = _command(store, "import", lines=json.dumps(changed).encode() + b"\n\n{")
    assert (done.returncode, done.stderr.splitlines()[0][:20]) == (2, b"error: line 3: is no")
    with store.read() as tx:
        assert len(list(all_corrections(tx))) == 1


def test_labels_of_plain_items_are_taken_in_once_by_the_one_who_gave_them(store: Store) -> None:
    take_in(store, CLOSURE, KNOWN)
    line = json.loads((ROOT / "tests/evaluation/items/nl.jsonl").read_text("utf-8").splitlines()[0])
    text = json.dumps(line).encode()
    assert _command(store, "import", lines=text).returncode == 2
    assert b"1 new" in _command(store, "import", "--who", "B. Claes", lines=text).stderr
    assert b"0 new" in _command(store, "import", "--who", "B. Claes", lines=text).stderr
