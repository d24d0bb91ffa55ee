"""The page of the weekly summary: choosing, reading, writing on it, and what went out."""

from collections.abc import Callable
from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from measures.store import Store
from measures.store.editions import keep_edition, keep_note, notes_of
from measures.vocabulary import Language
from measures.weekly import IsoWeek, Note
from tests.dashboard.conftest import texts

Run = Callable[..., AppTest]
W12 = IsoWeek.parse("2020-W12")


def test_a_week_is_read_in_the_language_asked(store: Store, run: Run) -> None:
    app = run("weekly", week="2020-W12", lang="nl", written="de")
    assert not app.exception
    told = texts(app).replace("\\", "")
    assert "Weekoverzicht" in told
    assert "Konflikte an den Grenzen: Woche 12 des Jahres 2020" in told


def test_the_running_week_is_told_so_far(store: Store, run: Run) -> None:
    app = run("weekly", week=str(IsoWeek.of(datetime.now(UTC).date())))
    assert "The week is not over" in texts(app).replace("\\", "")


def test_a_week_of_which_nothing_is_known_is_said(store: Store, run: Run) -> None:
    app = run("weekly", week="1999-W05")
    assert not app.exception
    assert any("1999-W05" in warning.value for warning in app.warning)


def test_an_introduction_is_kept_and_shown_and_a_nameless_one_is_not(store: Store, run: Run) -> None:
    app = run("weekly", week="2020-W12")
    app.text_area[0].set_value("The border closed.")
    app.button[0].click().run()
    assert notes_of(store, W12) == []
    assert any("name" in error.value for error in app.error)
    app.text_input(key="note:who").set_value("Secretariat")
    app.button[0].click().run()
    assert [(note.text, note.who) for note in notes_of(store, W12)] == [("The border closed.", "Secretariat")]
    assert "The border closed" in texts(app)


def test_what_someone_wrote_meanwhile_is_not_overwritten_unseen(store: Store, run: Run) -> None:
    app = run("weekly", week="2020-W12")
    with store.begin() as tx:
        keep_note(tx, Note("2020-W12", "", Language.EN, "Theirs.", "Other", datetime.now(UTC)))
    app.text_area[0].set_value("Mine.")
    app.text_input(key="note:who").set_value("Me")
    app.button[0].click().run()
    assert [note.text for note in notes_of(store, W12)] == ["Theirs."]
    assert any("Theirs" in warning.value for warning in app.warning)
    app.button[0].click().run()
    assert [note.text for note in notes_of(store, W12)] == ["Theirs.", "Mine."]


def test_editions_are_listed_with_their_hash(store: Store, run: Run) -> None:
    edition = keep_edition(store, W12, datetime(2020, 3, 30, 6, tzinfo=UTC))
    assert edition is not None
    app = run("weekly", week="2020-W12")
    assert edition.sha256 in texts(app)
    assert "edition 1" in texts(app).replace("\\", "")


def test_the_pictures_have_words_that_stand_for_them(store: Store, run: Run) -> None:
    app = run("weekly", week="2020-W12")
    told = [one.alt for picture in app.get("image") for one in picture.proto.imgs]
    assert [text.split(" of ")[0] for text in told] == ["Map", "Timeline"]
