"""The sources page: the board, what needs care and who decided it, one source with its history."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from dashboard import feeds, histories
from dashboard.i18n import Reader
from measures.model import Reason
from measures.store import Store
from measures.store import tables as t
from measures.store.engine import bump
from measures.store.probes import Probe, keep_probes
from measures.store.sources import PollRow, record_poll
from measures.vocabulary import AnswerState, Language
from tests.dashboard.conftest import texts

Run = Callable[..., AppTest]


@pytest.fixture
def moved(store: Store) -> Store:
    """The store with a source that has moved, so that a person is asked."""
    now = datetime.now(UTC)
    with store.begin() as tx:
        detail = Reason("moved", (("to", "https://example.org/new"),))
        record_poll(tx, PollRow("source-2", now, AnswerState.MOVED, now, detail))
    return store


def _audited(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as tx:
        rows = tx.execute(select(t.audit.c.who, t.audit.c.what, t.audit.c.subject).order_by(t.audit.c.id))
        return [(who, what, subject) for who, what, subject in rows]


def test_the_board_counts_by_state_and_country(store: Store, run: Run) -> None:
    board = run("sources", lang="en").table[0].value
    assert list(board.columns) == ["State", "NL", "All"]
    numbers = dict(zip(board["State"], board["NL"], strict=True))
    assert numbers == {"⊘ blocked": "1", "? unknown": "1", "✓ in order": "1"}


def test_the_board_says_what_on_probation_means(store: Store, run: Run) -> None:
    with store.begin() as tx:
        tx.exec_driver_sql("UPDATE source SET standing = 'probe' WHERE id = 'source-1'")
        tx.exec_driver_sql("UPDATE counter SET value = value + 1")
    said = texts(run("sources", lang="en"))
    assert "– on probation: It is not known to work." in said
    assert "– not polled: It is not asked" not in said


def test_the_list_is_narrowed_by_state_country_and_address(store: Store, run: Run) -> None:
    assert len(run("sources").table[-1].value) == 3
    assert len(run("sources", state="blocked").table[-1].value) == 1
    assert len(run("sources", words="EXAMPLE.org/feed").table[-1].value) == 3
    assert any("Clear a filter" in info.value for info in run("sources", lang="en", words="nowhere").info)


def test_an_alarm_says_since_when_what_it_means_and_what_to_do(store: Store, run: Run) -> None:
    said = texts(run("sources", lang="en"))
    assert "1 alarm" in said
    assert "failing since" in said
    assert "Keeps us out" in said
    assert "Read the source in a browser meanwhile" in said


def test_important_sources_come_first_in_alarms_and_list(store: Store, run: Run) -> None:
    """Of three sources that keep us out the important one of Belgium comes first."""
    now = datetime.now(UTC)
    with store.begin() as tx:
        facts = {
            "source-1": ("NL", "secondary"),
            "source-2": ("BE", "primary"),
            "source-0": ("BE", "secondary"),
        }
        for key, (country, priority) in facts.items():
            notes = json.dumps({"priority": priority})
            tx.execute(update(t.source).where(t.source.c.id == key).values(country=country, notes=notes))
            wall = Reason("bot_wall", (("status", "403"),))
            record_poll(tx, PollRow(key, now, AnswerState.BLOCKED, now + timedelta(hours=1), wall, ok=False))
    assert list(feeds.alarms(now)["source_id"]) == ["source-2", "source-0", "source-1"]
    listed = run("sources", lang="en").table[-1].value["Source"]
    assert [name.split("]")[0] for name in listed] == ["[Bron 2", "[Bron 0", "[Bron 1"]
    assert "Sources that need care: 3" in texts(run(lang="en"))


def test_an_acknowledged_alarm_is_quiet_until_its_day(store: Store, run: Run) -> None:
    app = run("sources", lang="en")
    assert app.multiselect(key="acknowledge:alarms").value == [("source-0", "failing")]
    app.text_input(key="acknowledge:who").input("M. Jansen")
    app.text_input(key="acknowledge:why").input("Reported to the publisher")
    _press(app, "Acknowledge")
    row = feeds.alarms(datetime.now(UTC)).iloc[0]
    assert not row["sounds"]
    assert (row["acknowledged_by"], row["why"]) == ("M. Jansen", "Reported to the publisher")
    said = texts(app)
    assert "Sources that need care: 0" in texts(run(lang="en"))
    assert ":material/notifications_off:" in texts(run("sources", lang="en", source="source-0"))
    assert "Reported to the publisher" in said
    assert "No alarm sounds" in said
    assert ("M. Jansen", "acknowledge", "source-0") in _audited(store)


@pytest.mark.parametrize("language", list(Language))
def test_nothing_is_decided_without_name_and_reason(language: Language, store: Store, run: Run) -> None:
    app = run("sources", lang=language.value)
    app.text_input(key="acknowledge:who").input("  ")
    app.text_input(key="acknowledge:why").input("x")
    _press(app, Reader(language).text("Acknowledge"))
    assert app.error
    assert _audited(store) == []


def test_a_new_address_is_accepted_by_a_person_and_the_name_is_kept(moved: Store, run: Run) -> None:
    app = run("sources", source="source-2", lang="en")
    assert "https\\:\u2060\\/\\/example\\.org\\/new" in texts(app)
    question = int(feeds.questions()["id"].iloc[0])
    app.text_input(key=f"question:{question}:who").input("M. Jansen")
    app.text_input(key=f"question:{question}:why").input("Same authority")
    _press(app, "Accept the new address")
    row = feeds.sources(datetime.now(UTC)).set_index("id").loc["source-2"]
    assert row["address"] == "https://example.org/new"
    assert feeds.questions().empty
    assert app.session_state["care:name"] == "M. Jansen"
    app.button(key="poll-now").click().run()
    assert ("M. Jansen", "ask_poll", "source-2") in _audited(moved)


def test_a_source_that_would_not_be_asked_cannot_be_wished_for_and_says_why(store: Store, run: Run) -> None:
    app = run("sources", source="source-0", lang="en")
    assert app.button(key="poll-now:go").disabled
    assert "It keeps us out: it is not asked before" in texts(app)
    with store.begin() as tx:
        tx.execute(update(t.source).where(t.source.c.id == "source-1").values(standing="off"))
        bump(tx, "sources")
    app = run("sources", source="source-1", lang="en")
    assert not [button for button in app.button if str(button.key).startswith("poll-now")]
    assert "switched off: it is not asked" in texts(app)
    assert "Next poll" not in texts(app)
    assert not run("sources", source="source-2").button(key="poll-now:go").disabled


def test_a_source_whose_server_named_a_time_is_not_wished_for_before(store: Store, run: Run) -> None:
    now = datetime.now(UTC)
    with store.begin() as tx:
        record_poll(
            tx, PollRow("source-2", now, AnswerState.REFUSED, now, retry_after=now + timedelta(hours=2))
        )
    app = run("sources", source="source-2", lang="en")
    assert app.button(key="poll-now:go").disabled
    assert "Its server has asked us not to come before" in texts(app)


def test_a_wish_is_signed_and_the_name_asked_for_once(store: Store, run: Run) -> None:
    app = run("sources", source="source-2", lang="en")
    app.button(key="poll-now:go").click().run()
    assert app.error[0].value == "Give your name: it is kept in the audit trail."
    assert _audited(store) == []
    app.text_input(key="poll-now:who").input("M. Jansen")
    app.button(key="poll-now:go").click().run()
    assert _audited(store) == [("M. Jansen", "ask_poll", "source-2")]
    assert app.button(key="poll-now").disabled, "it is asked for already, and the name is known"


def test_a_question_that_cannot_be_answered_any_more_is_said_and_nothing_breaks(
    moved: Store, run: Run
) -> None:
    app = run("sources", source="source-2", lang="en")
    question = int(feeds.questions()["id"].iloc[0])
    app.text_input(key=f"question:{question}:who").input("M. Jansen")
    app.text_input(key=f"question:{question}:why").input("Same authority")
    with moved.begin() as tx:
        tx.execute(t.question.delete())
    _press(app, "Keep it as it is")
    assert not app.exception
    assert app.title[0].value != "The database cannot be reached"


def test_crisis_mode_is_switched_with_name_and_reason(store: Store, run: Run) -> None:
    app = run("sources", lang="en")
    app.text_input(key="crisis:who").input("M. Jansen")
    app.text_input(key="crisis:why").input("High water")
    _press(app, "Switch on")
    mode = feeds.crisis()
    assert mode
    assert (mode.who, mode.why) == ("M. Jansen", "High water")
    assert "Crisis mode is on" in texts(app)
    app.text_input(key="crisis:why").input("Over")
    _press(app, "Switch off")
    assert feeds.crisis() is None
    assert [row[1] for row in _audited(store)] == ["set_crisis", "set_crisis"]


def test_one_source_shows_rhythm_notes_and_its_month(store: Store, run: Run) -> None:
    now = datetime.now(UTC)
    with store.begin() as tx:
        notes = {"licence": "CC0", "robots": "allowed", "quirks": ["dates of [midnight](x)", "no ETag"]}
        tx.execute(t.source.update().where(t.source.c.id == "source-1").values(notes=json.dumps(notes)))
        for hours in (30, 20, 10):
            at = now - timedelta(hours=hours)
            record_poll(
                tx, PollRow("source-1", at, AnswerState.UNCHANGED, now, item_count=4, missed=hours // 30)
            )
    app = run("sources", source="source-1", lang="en")
    said = texts(app)
    assert not app.exception
    assert "CC0" in said
    assert "[midnight](x)" not in said
    assert "not learnt yet" in said
    assert "4 answers: 3 × unchanged, 1 × new items, 1 item probably missed." in said


def test_an_unknown_source_is_said_to_be_unknown(store: Store, run: Run) -> None:
    assert run("sources", source="nonesuch").warning


def test_the_last_probe_is_shown(store: Store, run: Run) -> None:
    assert "has not been probed" in texts(run("sources", source="source-1", lang="en"))
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    read = Reason("items_read", (("count", "7"),))
    good = Probe(
        "source-1", at, "here", AnswerState.NEW, True, read, 200, "text/xml", 7, "2026-11-19", "", "allows"
    )
    shut = Reason("bot_wall", (("status", "202"),))
    wall = Probe("source-2", at, "[x](y)", AnswerState.BLOCKED, False, shut)
    with store.begin() as tx:
        keep_probes(tx, [good, wall])
    said = texts(run("sources", source="source-1", lang="en"))
    assert all(words in said for words in ("text\\/xml", "7 items read", "allows it", "19 November 2026"))
    assert "[x](y)" not in texts(run("sources", source="source-2", lang="en"))
    board = texts(run("sources", lang="en"))
    assert "Last probed on 20 November 2026: 1 of 2 answered as expected." in board
    assert "new items, " in board
    with store.begin() as tx:
        keep_probes(tx, [replace(good, ok=False, state=AnswerState.GONE, detail=Reason("gone"))])
    assert "0 of 2 answered as expected" in texts(run("sources", lang="en"))


def test_days_of_answers_are_local_days(store: Store) -> None:
    with store.begin() as tx:
        for at in (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 21, 30, tzinfo=UTC)):
            record_poll(tx, PollRow("source-2", at, AnswerState.TIMEOUT, at))
    rows = feeds.answers_by_day("source-2", datetime(2026, 4, 1, tzinfo=UTC))
    assert rows[["day", "number"]].values.tolist() == [[date(2026, 3, 29), 2]]


def test_the_chart_of_answers_is_small_and_in_the_readers_words() -> None:
    rows = [
        {"day": date(2026, 11, 1) + timedelta(days=n), "state": state, "ok": n % 2 == 0, "number": n + 1}
        for n in range(30)
        for state in AnswerState
    ]
    spec = histories.answers(rows, date(2026, 11, 30), 30, Reader(Language.NL), dark=True)
    drawn = spec["datasets"]["table0"]
    assert len(drawn) == 30 * len(AnswerState) < 2_000
    assert drawn[0]["row"] == "nieuwe berichten"


def _press(app: AppTest, label: str) -> None:
    """Presses the form's button of that name."""
    next(button for button in app.button if button.label == label).click().run()
