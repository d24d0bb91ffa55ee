"""The page on drafts: the draft stands in the address, is laid over what is stored, and changes nothing."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document as Docx
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from dashboard import data, drafting
from dashboard.app_pages import whatif
from dashboard.i18n import Reader
from dashboard.reports.pdf import to_pdf
from dashboard.reports.word import to_docx
from measures.conflicts.note import border_effects, told
from measures.geography import borders_touched
from measures.store import Store
from measures.store import tables as t
from measures.vocabulary import Country, Language
from tests.dashboard.conftest import texts

Run = Callable[..., AppTest]
DAY = "2020-03-20"
DRAFT = {"country": "NL", "topic": "entry", "step-entry": "4", "impact": "blocking", "from": "2020-04-01"}


@pytest.mark.parametrize("language", list(Language))
def test_the_page_runs_in_every_language(language: Language, store: Store, run: Run) -> None:
    for params in ({}, DRAFT):
        app = run("whatif", lang=language.value, day=DAY, **params)
        assert not app.exception
        assert len(app.title) == 1


def test_without_a_topic_it_says_what_to_do(store: Store, run: Run) -> None:
    assert "Choose at least one topic" in texts(run("whatif", lang="en", day=DAY))


def test_an_empty_store_says_what_to_do(empty_store: Store, run: Run) -> None:
    app = run("whatif", day=DAY, **DRAFT)
    assert not app.exception
    assert app.info


def test_a_draft_in_the_address_shows_what_it_would_do(store: Store, run: Run) -> None:
    app = run("whatif", lang="en", day=DAY, until="2020-04-30", title="Dutch *closure*", **DRAFT)
    said = texts(app)
    assert [header.value for header in app.header] == [
        "As it stands on 20 March 2020",
        "With the draft",
        "Border-effects note",
    ]
    assert "**would begin** · NL–DE · Blocked crossing" in said
    assert "new on 1 Apr 2020 – 30 Apr 2020" in said
    assert "Dutch \\*closure\\*" in said
    assert "3. Which effects, and how large?" in said
    assert "43,000 people" in said.replace("\\", "")
    assert len(app.get("download_button")) == 3


def test_what_is_chosen_is_written_into_the_address(store: Store, run: Run) -> None:
    app = run("whatif", lang="en", day=DAY)
    app.multiselect(key="address:topic").select("quarantine").run()
    app.selectbox(key="address:step-quarantine").select("2").run()
    app.date_input(key="address:until").set_value(date(2020, 5, 1)).run()
    assert not app.exception
    params = {name: app.query_params[name] for name in ("topic", "step-quarantine", "until")}
    assert params == {"topic": "quarantine", "step-quarantine": "2", "until": "2020-05-01"} or params == {
        "topic": ["quarantine"],
        "step-quarantine": ["2"],
        "until": ["2020-05-01"],
    }


def test_a_last_day_before_the_first_is_said(store: Store, run: Run) -> None:
    app = run("whatif", lang="en", day=DAY, until="2020-03-01", **DRAFT)
    assert [error.value for error in app.error] == ["The last day lies before the first."]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"country": "FR", "topic": "nothing", "from": "soon", "until": "0001-01-01"},
        {"topic": "entry", "step-entry": "9", "impact": "huge", "region": "../..", "until": "9999-12-31"},
        {"topic": ["entry", "work"], "title": "x" * 5000, "group": "all", "document": "<b>"},
        {"topic": "entry", "country": "DE", "region": ["NL42", "DEA"]},
    ],
)
def test_nonsense_in_the_address_is_ignored(nonsense: dict[str, str], store: Store, run: Run) -> None:
    app = run("whatif", day=DAY, **nonsense)
    assert not app.exception
    assert len(app.title) == 1


def test_nothing_is_stored(store: Store, run: Run) -> None:
    def rows() -> list[int]:
        with store.read() as tx:
            return [
                tx.execute(select(func.count()).select_from(table)).scalar_one()
                for table in t.metadata.sorted_tables
            ]

    before = rows(), data.revision()
    run("whatif", day=DAY, **DRAFT)
    assert (rows(), data.revision()) == before


def test_every_place_that_can_be_chosen_touches_a_border_of_its_country() -> None:
    for country in (Country.NL, Country.DE, Country.BE):
        places = drafting.places(country)
        assert all(borders_touched(country, (code,)) for code in places)
        assert len(set(places.values())) == len(places)
    assert drafting.places(Country.DE)["DEA"] == "Nordrhein-Westfalen"


def test_the_note_is_a_document_to_work_on(store: Store) -> None:
    draft = drafting.measure(
        {"id": "draft", "country": "BE", "topics": {"entry": 4}, "impact": "blocking", "from": "2020-04-01"}
    )
    reader = Reader(Language.NL)
    note = border_effects(data.effects(draft, date(2020, 3, 20)), [draft], date(2020, 3, 20))
    words = told(note, reader.text, reader.day, reader.number)
    made = whatif.document(words, draft, reader)
    file = Docx(io.BytesIO(to_docx(made)))
    headings = [p.text for p in file.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert headings[1] == "1. Welke grensregio’s raakt het?"
    assert len(headings) == 6
    assert to_pdf(made).startswith(b"%PDF")
