"""The page of the obstacle card: written on, kept with the case, and never over someone else's words."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pypdf
import pytest
from docx import Document as Docx
from streamlit.testing.v1 import AppTest

from dashboard.i18n import Reader
from dashboard.reports.card import card
from dashboard.reports.pdf import to_pdf
from dashboard.reports.word import to_docx
from measures.casework import Act, Written, basis_of
from measures.obstacles import known
from measures.store import Store, reading
from measures.store.casework import keep_act, read_case
from measures.vocabulary import Language
from tests.dashboard import conftest

Run = Callable[..., AppTest]


@pytest.fixture
def key(store: Store) -> str:
    return str(reading.conflicts_frame(store, on=date(2020, 3, 20))["key"].iloc[0])


def texts(app: AppTest) -> str:
    """What the page says, without what keeps text from being read as Markdown."""
    return conftest.texts(app).replace("\\", "").replace("\u2060", "")


def written(store: Store, key: str) -> dict[str, str]:
    found = read_case(store, key)
    assert found is not None
    return found[0].card


def area(app: AppTest, name: str):  # type: ignore[no-untyped-def]
    return next(field for field in app.text_area if f":{name}:" in str(field.key))


def keep(app: AppTest, who: str = "A. Jansen") -> AppTest:
    next(field for field in app.text_input if str(field.key).endswith(":who")).input(who)
    return next(button for button in app.button if "Keep the card" in button.label).click().run()


def test_card_is_filled_in_and_can_be_taken_along(store, key, run: Run):
    app = run("card", key=key, lang="en", day="2020-03-20")
    said = texts(app)
    assert "Obstacle card" in said
    assert "on 20 March 2020 less was known" in said
    assert "What goes wrong, and for whom" in said
    assert "nobody has worked on it yet" in said
    assert not app.exception
    assert [button.label for button in app.get("download_button")] == ["Take it as DOCX", "Take it as PDF"]


def test_what_is_written_is_kept_and_shown(store, key, run: Run):
    app = run("card", key=key, lang="en")
    area(app, "remarks").input("Asked the ministry on 20 March.")
    keep(app)
    assert not app.exception
    assert "Asked the ministry on 20 March." in texts(app)
    assert "“Remarks” by A. Jansen on" in texts(app)
    assert written(store, key) == {"remarks": "Asked the ministry on 20 March."}


def test_emptied_part_goes_back_to_what_the_data_say(store, key, run: Run):
    app = run("card", key=key, lang="en")
    area(app, "cause").input("Nobody asked.")
    keep(app)
    area(app, "cause").input("")
    keep(app)
    assert written(store, key) == {}
    assert "Law: a rule says so" in texts(app)


def somebody_else_writes(store: Store, key: str) -> None:
    """A colleague keeps words on the cause, while this page is open."""
    found = read_case(store, key)
    assert found is not None
    with store.begin() as tx:
        other = Act(key, datetime.now(UTC), "B. Maes", basis_of(found[1]), card={"cause": "Theirs"})
        keep_act(tx, other, found[0].last)


def test_words_of_someone_else_are_not_written_over(store, key, run: Run):
    app = run("card", key=key, lang="en")
    somebody_else_writes(store, key)
    area(app, "remarks").input("Mine")
    keep(app)
    assert "Theirs" in texts(app)
    assert written(store, key) == {"cause": "Theirs", "remarks": "Mine"}


def test_two_on_the_same_part_are_told_and_neither_loses_words(store, key, run: Run):
    app = run("card", key=key, lang="en")
    somebody_else_writes(store, key)
    area(app, "cause").input("Mine")
    keep(app)
    assert "Someone else wrote on the same part meanwhile" in texts(app)
    assert area(app, "cause").value == "Mine"
    assert written(store, key) == {"cause": "Theirs"}


def test_card_without_a_name_is_not_kept_and_not_lost(store, key, run: Run):
    app = run("card", key=key, lang="en")
    area(app, "remarks").input("Mine")
    keep(app, "")
    assert "Give your name first" in texts(app)
    assert area(app, "remarks").value == "Mine"
    assert written(store, key) == {}


def test_unknown_conflict_says_so(store, run: Run):
    assert "No conflict is known under this address." in texts(run("card", key="c-none", lang="en"))


def test_files_hold_what_the_page_shows(store, key, run: Run):
    conflict = reading.get_conflict(store, key, date(2020, 3, 20))
    assert conflict is not None
    measures = reading.get_measures(store, [conflict.measure_a])
    made = datetime(2020, 3, 23, 6, tzinfo=UTC)
    mine = {"remarks": Written("=Mine", "A. Vos", made)}
    drawn = card(known(conflict, measures), mine, Reader(Language.DE), made)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(to_pdf(drawn))).pages)
    assert "=Mine" in text
    assert "=Mine" in [paragraph.text for paragraph in Docx(io.BytesIO(to_docx(drawn))).paragraphs]
