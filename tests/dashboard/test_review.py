"""The review page, run by Streamlit's own test harness over a real store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from dashboard import address, parts
from measures.corrections import Verdict
from measures.model import Assessment
from measures.store import Store, reading
from measures.store import tables as t
from measures.store.corrections import all_corrections
from measures.store.engine import bump
from measures.store.events import events_of_items
from scheduler.pipeline import take_in
from tests.dashboard.conftest import CHECKS, CLOSED, CURFEW, NEWS, texts

Run = Callable[..., AppTest]
LATER = replace(
    CLOSED,
    id="be-later",
    published=date(2020, 5, 4),
    title="Scholen in Vlaanderen gaan gedeeltelijk open vanaf 15 mei",
    summary="Vanaf 15 mei 2020 mogen leerlingen weer naar school.",
)


@pytest.fixture
def doubtful(store: Store) -> Store:
    """The store with two readings of which the machine is unsure, and one more measure of Belgium."""
    take_in(store, LATER, datetime(2020, 5, 4, tzinfo=UTC))
    with store.begin() as tx:
        bump(tx, "measures")
        tx.execute(update(t.event).values(confidence=0.9))
        for item, confidence in ((CLOSED, 0.78), (CHECKS, 0.74)):
            tx.execute(update(t.event).where(t.event.c.item_id == item.id).values(confidence=confidence))
    return store


def _press(app: AppTest, name: str) -> AppTest:
    [button] = [found for found in app.button if found.key == f"review:{name}"]
    return button.click().run()


def _send(app: AppTest, label: str) -> AppTest:
    [button] = [found for found in app.button if found.label == label]
    return button.click().run()


def _named(app: AppTest) -> AppTest:
    return app.text_input(key="review:who").input("M. Jansen").run()


def _kept(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as tx:
        return [(one.who, one.verdict.value, one.item_id) for one in all_corrections(tx)]


def _assessment(store: Store, item_id: str) -> Assessment:
    with store.read() as tx:
        return events_of_items(tx, [item_id])[-1].assessment


def test_the_most_consequential_waits_first_and_an_answer_leads_to_the_next(
    doubtful: Store, run: Run
) -> None:
    app = _named(run("review", lang="en"))
    assert "2 of 2 left" in [element.proto.text for element in app.get("progress")]
    assert "België sluit de grenzen" in app.header[0].value.replace(":orange-background[", "").replace(
        "]", ""
    )
    app = _press(app, "accept")
    assert _kept(doubtful) == [("M. Jansen", "accept", CLOSED.id)]
    assert "Quarantäne" in app.header[0].value
    assert "1 of 2 left" in [element.proto.text for element in app.get("progress")]
    app = _press(app, "undo")
    assert _kept(doubtful)[1] == ("M. Jansen", "undo", CLOSED.id)
    assert app.query_params["item"] == CLOSED.id


def test_without_a_name_nothing_is_kept(doubtful: Store, run: Run) -> None:
    app = _press(run("review", lang="en"), "accept")
    assert [error.value for error in app.error] == ["Give your name first: it is kept with the decision."]
    assert _kept(doubtful) == []
    app = _press(_named(app), "accept")
    assert not app.error
    assert len(_kept(doubtful)) == 1


def test_the_switch_of_the_keys_stands_behind_the_answers(doubtful: Store, run: Run) -> None:
    app = run("review", lang="en", item=CLOSED.id)
    order = [element.key for element in app.main if getattr(element, "key", None)]
    assert order.index("review:accept") < order.index("review:single-keys")


def test_a_disabled_answer_says_why(doubtful: Store, run: Run) -> None:
    app = run("review", lang="en", item=CLOSED.id)
    assert app.button(key="review:split").disabled
    assert "only item of its measure" in app.button(key="review:split").help
    app = run("review", lang="en", item=NEWS.id)
    assert "tells of no measure" in app.button(key="review:merge").help


def test_not_a_measure_takes_it_off_the_timeline_and_undo_puts_it_back(doubtful: Store, run: Run) -> None:
    before = set(reading.measures_frame(doubtful).id)
    app = _press(_named(run("review", lang="en", item=CURFEW.id)), "not_a_measure")
    assert len(set(reading.measures_frame(doubtful).id)) == len(before) - 1
    _press(app, "undo")
    assert set(reading.measures_frame(doubtful).id) == before


def test_labels_are_changed_in_a_form_and_the_measure_follows(doubtful: Store, run: Run) -> None:
    app = _press(_named(run("review", lang="en", item=CLOSED.id)), "change")
    form = f"review:{CLOSED.id}@1"
    app.multiselect(key=f"{form}:borders").set_value(["NL-BE", "BE-DE"])
    app.date_input(key=f"{form}:until").set_value(date(2020, 4, 5))
    app.text_input(key=f"{form}:why").input("It says so")
    app = _send(app, "Keep these labels")
    assert not app.exception
    said = _assessment(doubtful, CLOSED.id)
    assert (said.borders, said.valid_until) == (("NL-BE", "BE-DE"), date(2020, 4, 5))
    app = run("review", lang="en", item=CLOSED.id)
    assert (
        "labels changed (Borders: NL–BE → NL–BE, BE–DE; Last day: – → 5 April 2020); reason: It says so"
        in texts(app)
    )
    assert "given by a person" in texts(app)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("topics", [], "A measure has a topic"),
        ("borders", [], "An effect at the border needs the border"),
        ("until", date(2019, 1, 1), "The last day lies before the first."),
        ("why", "  ", "Give a reason"),
    ],
)
def test_labels_that_do_not_fit_together_are_not_kept(
    field: str, value: object, said: str, doubtful: Store, run: Run
) -> None:
    app = _press(_named(run("review", lang="en", item=CLOSED.id)), "change")
    form = f"review:{CLOSED.id}@1"
    app.text_input(key=f"{form}:why").input("It says so")
    kinds = {"until": app.date_input, "why": app.text_input}
    kinds.get(field, app.multiselect)(key=f"{form}:{field}").set_value(value)  # type: ignore[operator]
    app = _send(app, "Keep these labels")
    assert any(said in error.value for error in app.error)
    assert _kept(doubtful) == []


def test_unticking_measure_is_the_same_as_not_a_measure(doubtful: Store, run: Run) -> None:
    app = _press(_named(run("review", lang="en", item=CLOSED.id)), "change")
    app.checkbox(key=f"review:{CLOSED.id}@1:measure").uncheck()
    app.text_input(key=f"review:{CLOSED.id}@1:why").input("A visit")
    _send(app, "Keep these labels")
    assert _kept(doubtful) == [("M. Jansen", Verdict.NOT_A_MEASURE.value, CLOSED.id)]
    assert _assessment(doubtful, CLOSED.id).borders == ()


def test_an_item_is_linked_to_another_measure_and_split_from_it(doubtful: Store, run: Run) -> None:
    count = len(reading.measures_frame(doubtful))
    app = _press(_named(run("review", lang="en", item=LATER.id)), "link")
    select = app.selectbox(key=f"review:{LATER.id}@1:link:measure")
    select.select_index(0)
    app.text_input(key=f"review:{LATER.id}@1:link:why").input("One decree")
    app = _send(app, "Keep")
    assert not app.exception
    assert len(reading.measures_frame(doubtful)) == count - 1
    assert "2 items tell of it" in texts(app)
    app = _press(app, "split")
    app.text_input(key=f"review:{LATER.id}@1:split:why").input("Two decrees")
    app = _send(app, "Keep")
    assert len(reading.measures_frame(doubtful)) == count
    app = _press(app, "merge")
    app.selectbox(key=f"review:{LATER.id}@1:merge:measure").select_index(0)
    app.text_input(key=f"review:{LATER.id}@1:merge:why").input("One decree after all")
    _send(app, "Keep")
    assert len(reading.measures_frame(doubtful)) == count - 1
    assert [verdict for _, verdict, _ in _kept(doubtful)] == ["link", "split", "merge"]


def test_nobody_answers_a_text_they_have_not_seen(doubtful: Store, run: Run) -> None:
    app = _named(run("review", lang="en", item=CLOSED.id))
    changed = replace(CLOSED, title="België opent de grenzen", summary="Vanaf 15 juni 2020 zijn ze open.")
    take_in(doubtful, changed, datetime(2020, 6, 15, tzinfo=UTC))
    app = _press(app, "accept")
    assert any("changed while you looked" in warning.value for warning in app.warning)
    assert _kept(doubtful) == []
    _press(app, "accept")
    assert len(_kept(doubtful)) == 1


def test_an_answered_item_comes_back_only_when_text_and_reading_have_both_changed(
    doubtful: Store, run: Run
) -> None:
    _press(_named(run("review", lang="en", item=CURFEW.id)), "accept")
    same = replace(CURFEW, title=CURFEW.title + ".")
    take_in(doubtful, same, datetime(2020, 3, 16, tzinfo=UTC))
    assert "2 of 3 left" in [element.proto.text for element in run("review", lang="en").get("progress")]
    other = replace(CURFEW, summary="De maatregel eindigt op 1 april 2020.", title="Horeca weer open")
    take_in(doubtful, other, datetime(2020, 3, 30, tzinfo=UTC))
    assert "3 of 3 left" in [element.proto.text for element in run("review", lang="en").get("progress")]
    app = run("review", lang="en", item=CURFEW.id)
    assert any("Text and reading have both changed" in info.value for info in app.info)


def test_when_nothing_waits_it_says_what_to_do(store: Store, run: Run) -> None:
    with store.begin() as tx:
        tx.execute(update(t.event).values(confidence=0.9))
    app = run("review", lang="en")
    assert any("Nothing waits to be reviewed" in info.value for info in app.info)
    app = run("review", lang="en", border="NL-DE")
    assert any("Clear a filter" in info.value for info in app.info)
    assert run("review", item="nothing-of-the-kind").warning


def test_filters_narrow_the_queue(doubtful: Store, run: Run) -> None:
    app = run("review", lang="en", text="de")
    assert "1 of 1 left" in [element.proto.text for element in app.get("progress")]
    assert "Quarantäne" in app.header[0].value


def test_hostile_words_are_shown_as_words(doubtful: Store, run: Run) -> None:
    app = run("review", lang="en", item=NEWS.id)
    app.text_input(key="review:who").input("[x](javascript:alert(1))\n# Boo").run()
    app = _press(app, "accept")
    assert not app.exception
    app = run("review", lang="en", item=NEWS.id)
    assert "[x](" not in texts(app)
    assert "\\[x\\]" in texts(app)


def test_trust_is_shown_on_the_page_and_beside_the_source(doubtful: Store, run: Run) -> None:
    assert "Nobody has answered a reading yet" in texts(run("review", lang="en"))
    with doubtful.begin() as tx:
        bump(tx, "sources")
        tx.execute(update(t.item).values(source="source-1"))
    app = _press(_named(run("review", lang="en", item=CLOSED.id)), "accept")
    _press(_named(run("review", lang="en", item=CURFEW.id)), "not_a_measure")
    agreed = run("review", lang="en").table[-2].value.set_index("Label")["Agreed"]
    assert (agreed["Is a measure"], agreed["Topic"]) == ("50%", "100%")
    counted = run("review", lang="en").table[-2].value.set_index("Label")[["Right", "Wrong"]].loc["Topic"]
    assert list(counted) == ["1", "0"], "whoever says that it is no measure says nothing of its topic"
    app = run("sources", lang="en", source="source-1")
    assert "Of 2 items that people answered." in texts(app)
    assert "No reading of this source" in texts(run("sources", lang="en", source="source-0"))


def test_the_page_of_a_measure_says_who_checked_its_labels(doubtful: Store, run: Run) -> None:
    _press(_named(run("review", lang="en", item=CLOSED.id)), "accept")
    with doubtful.read() as tx:
        [measure] = tx.exec_driver_sql(
            f"SELECT measure_id FROM measure_event WHERE item_id = '{CLOSED.id}'"
        ).scalars()
    said = texts(run("measure", lang="en", id=measure))
    assert "M\\. Jansen: accepted as read" in said
    assert "Confirmed: Is a measure, Topic" in said


def test_a_rerun_with_the_address_of_before_does_not_lead_back(
    doubtful: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _named(run("review", lang="en", item=CLOSED.id))
    app = _press(app, "accept")
    following = app.query_params["item"]
    assert following != CLOSED.id
    app.query_params["item"] = CLOSED.id
    app = app.run()
    assert app.query_params["item"] == following
    assert "Quarantäne" in app.header[0].value
    # Whoever goes back later gets there.
    monkeypatch.setattr(address, "ARRIVAL_SECONDS", 0.0)
    app.query_params["item"] = CLOSED.id
    app = app.run()
    assert app.query_params["item"] == CLOSED.id


def test_a_day_that_begins_a_cell_stays_text(doubtful: Store, run: Run) -> None:
    labels = run("review", lang="de", item=CLOSED.id).table[0].value.set_index("Angabe")["Wert"]
    assert labels["Erster Tag"] == "20\\. März 2020"
    assert labels["Letzter Tag"] == "–"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("25. März 2020", "25\\. März 2020"),
        ("1) eins", "1\\) eins"),
        ("- kein Strich", "\\- kein Strich"),
        ("# Titel", "\\# Titel"),
        ("25.03.2020", "25.03.2020"),
        ("**12**", "**12**"),
        ("[25\\. März](/measure?id=1)", "[25\\. März](/measure?id=1)"),
        ("–", "–"),
        ("", ""),
    ],
)
def test_a_cell_is_never_a_list_a_quotation_or_a_heading(text: str, cell: str) -> None:
    assert parts.inline(text) == cell
