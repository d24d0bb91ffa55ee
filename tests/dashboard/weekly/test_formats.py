"""The weekly summary from the archive, opened again in every format, and what is odd about weeks."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pypdf
import pytest
from docx import Document as Docx

from dashboard import wording
from dashboard.i18n import Reader
from dashboard.reports.blocks import Heading, Picture
from dashboard.reports.pdf import to_pdf
from dashboard.reports.weekly.document import document
from dashboard.reports.weekly.issue import Issue, Scope, issue
from dashboard.reports.weekly.made import FORMATS, files
from dashboard.reports.weekly.situation import five
from dashboard.safe import tidy
from measures.vocabulary import Border, Language
from measures.weekly import Checks, Edition, Erratum, IsoWeek, Known, Note, SignalCount, Turn, Week, from_json

Draw = Callable[[str, Language], Issue]
WEEKS = ("2020-W12", "2021-W05", "2021-W51", "2024-W38")
HOSTILE = '=HYPERLINK("https://evil") <script> \u202eabc\u202c עברית'
EMPTY = Week(
    "2020-W13", date(2020, 3, 23), date(2020, 3, 29), Known.THEN, date(2020, 3, 29), (), (), (), Checks(), (),
    0, None, "0.1.0",
)  # fmt: skip


def squeezed(text: str) -> str:
    """Text without blanks and hyphens: a PDF breaks lines where it likes."""
    return "".join(text.replace("-", "").replace("‐", "").split())


def one(content: Issue, language: Language, form: str) -> bytes:
    return next(body for _, body in files(content, Reader(language), form))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("week", WEEKS)
def test_a_week_tells_the_same_in_docx_pdf_and_spreadsheet(week: str, language: Language, draw: Draw) -> None:
    content, reader = draw(week, language), Reader(language)
    facts = content.week
    assert facts.open
    drawn = document(content, reader)
    titles = [wording.conflict(reader, entry.conflict) for entry in facts.entries]

    docx = Docx(io.BytesIO(one(content, language, "docx")))
    told = [paragraph.text for paragraph in docx.paragraphs]
    assert all(tidy(said) in told for said in five(facts, reader))
    headings = [p.text for p in docx.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [block.text for block in drawn.blocks if isinstance(block, Heading)]
    assert len(docx.inline_shapes) == sum(isinstance(block, Picture) for block in drawn.blocks) == 2
    assert all(shape._inline.docPr.get("descr") for shape in docx.inline_shapes)

    pdf = pypdf.PdfReader(io.BytesIO(one(content, language, "pdf")))
    text = squeezed("".join(page.extract_text() for page in pdf.pages))
    assert pdf.trailer["/Root"]["/Lang"] == language.value
    # Tagged, and no letter of text or pictures lacks in its fonts.
    assert "pdfuaid" in pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert all(squeezed(said) in text for said in five(facts, reader))
    new = [wording.conflict(reader, entry.conflict) for entry in facts.of(Turn.NEW)]
    assert all(squeezed(title) in text for title in new)

    book = openpyxl.load_workbook(io.BytesIO(one(content, language, "xlsx")))
    page = book[reader.text("Conflicts")]
    assert page.max_row == 1 + len(titles)
    assert {row[1].value for row in page.iter_rows(min_row=2)} == {e.conflict.severity for e in facts.entries}
    assert all(row[6].is_date for row in page.iter_rows(min_row=2))
    assert page.freeze_panes == "A2"


def test_the_first_weeks_of_2020_name_what_happened(draw: Draw) -> None:
    text = one(draw("2020-W12", Language.EN), Language.EN, "md").decode()
    assert (
        "Belgium closes its border with the Netherlands to some or all travellers from 18 March 2020" in text
    )
    assert "Forum to try first" in text
    assert "Nothing" not in text.splitlines()[0]


def test_the_same_facts_make_the_same_pdf(draw: Draw) -> None:
    content = draw("2024-W38", Language.NL)
    assert to_pdf(document(content, Reader(Language.NL))) == to_pdf(document(content, Reader(Language.NL)))


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_week_says_so(form: str) -> None:
    content = issue(EMPTY, Language.EN, Scope(), None, [])
    for _, body in files(content, Reader(Language.EN), form):
        assert body
    text = one(content, Language.EN, "md").decode()
    assert "No conflict was open at the end of the week." in text
    assert "How the sources were watched in this week is not recorded." in text


def test_a_week_with_only_early_warnings(facts: Callable[[str], Week]) -> None:
    week = facts("2020-W12")
    only = replace(week, entries=week.of(Turn.EARLY))
    text = one(issue(only, Language.DE, Scope(), None, []), Language.DE, "md").decode()
    assert "Am Ende der Woche war kein Konflikt offen." in text
    assert f"Es bestehen {len(only.entries)} Frühwarnungen, die erste" in text


def test_the_first_week_of_a_store_has_everything_new(facts: Callable[[str], Week]) -> None:
    week = facts("2020-W03")
    assert week.texts
    assert not week.of(Turn.WORSE, Turn.EASED, Turn.SAME)
    assert week.errata == ()
    assert one(issue(week, Language.FR, Scope(), None, []), Language.FR, "pdf")


def test_hostile_and_very_long_titles_stay_text(facts: Callable[[str], Week]) -> None:
    week = facts("2020-W12")
    rules = (
        replace(week.rules[0], title=HOSTILE),
        replace(week.rules[1], title="Grens " * 800),
        *week.rules[2:],
    )
    content = issue(replace(week, rules=rules), Language.EN, Scope(), None, [])
    (_, _), (_, body) = files(content, Reader(Language.EN), "csv")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert any("\u202e" not in cell and "HYPERLINK" in cell for row in rows for cell in row)
    book = openpyxl.load_workbook(io.BytesIO(one(content, Language.EN, "xlsx")))
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert "<script>" not in one(content, Language.EN, "html").decode()
    assert one(content, Language.EN, "docx")
    assert len(pypdf.PdfReader(io.BytesIO(one(content, Language.EN, "pdf"))).pages) > 2


def test_borders_narrow_what_is_told_but_not_the_blind_spots(facts: Callable[[str], Week]) -> None:
    content = issue(facts("2020-W12"), Language.EN, Scope(borders=(Border.NL_DE,)), None, [])
    assert content.week.entries
    assert {entry.conflict.border for entry in content.week.entries} == {Border.NL_DE}
    text = one(content, Language.EN, "md").decode()
    assert "NL–DE" in text
    assert "NL–BE" not in text
    assert "What may be missing" in text
    assert content.name == "weekly-2020-W12-nl-de"


def test_edition_notes_signals_errata_and_longest_gap_are_told(facts: Callable[[str], Week]) -> None:
    week = facts("2020-W12")
    # As a clock gives it, to the microsecond.
    at = datetime(2020, 3, 23, 5, 0, 0, 123456, tzinfo=UTC)
    first = week.entries[0].conflict
    week = replace(
        week,
        errata=(Erratum("missed", first),),
        signals=(SignalCount(Border.NL_BE, None, 3),),
    )
    notes = [
        Note(week.week, "", Language.NL, "De grens ging dicht.", "Redactie", at),
        Note(week.week, first.key, Language.EN, "Raised on 19 March.", "Editor", at),
    ]
    content = issue(week, Language.EN, Scope(), Edition(7, week.week, at, "ab" * 32), notes)
    for form in ("docx", "md", "html", "pdf"):
        body = one(content, Language.EN, form)
        if form == "docx":
            text = "\n".join(p.text for p in Docx(io.BytesIO(body)).paragraphs)
        elif form == "pdf":
            text = " ".join(
                " ".join(p.extract_text().split()) for p in pypdf.PdfReader(io.BytesIO(body)).pages
            )
        else:
            text = body.decode()
        assert "De grens ging dicht" in text
        assert "Raised on 19 March" in text
        assert "signals from the counters: 3" in text
        assert "edition 7" in text
    told = one(content, Language.EN, "md").decode()
    assert "Written in Dutch" in told
    assert "It should have been named" in told
    assert "ab" * 32 in told
    data = json.loads(one(content, Language.EN, "json"))
    assert data["edition"]["number"] == 7
    assert from_json(json.dumps(data["facts"])) == content.week


def test_a_week_that_is_not_over_says_so() -> None:
    running = replace(EMPTY, known_on=date(2020, 3, 25))
    assert (
        "The week is not over"
        in one(issue(running, Language.EN, Scope(), None, []), Language.EN, "md").decode()
    )
    assert IsoWeek.of(running.first) == running.iso
