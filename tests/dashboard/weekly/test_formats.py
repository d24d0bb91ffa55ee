"""The weekly summary from the archive, opened again in every format, and what is odd about weeks."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape

import openpyxl
import pypdf
import pytest
from docx import Document as Docx
from docx.shared import Mm

from dashboard import wording
from dashboard.i18n import Reader
from dashboard.reports.blocks import Heading, Paragraph, Picture, Table, words
from dashboard.reports.pdf import to_pdf
from dashboard.reports.weekly.document import document
from dashboard.reports.weekly.entries import hurt, why
from dashboard.reports.weekly.issue import Issue, Scope, issue
from dashboard.reports.weekly.made import FORMATS, files
from dashboard.reports.weekly.situation import five
from dashboard.safe import tidy
from measures.model import Conflict, Reason
from measures.vocabulary import Border, CaseState, ConflictKind, Country, Group, Language, Topic
from measures.weekly import (
    Checks,
    Edition,
    Erratum,
    Happening,
    IsoWeek,
    Known,
    Note,
    SignalCount,
    Turn,
    Week,
    from_json,
    to_json,
)

Draw = Callable[[str, Language], Issue]
WEEKS = ("2020-W12", "2021-W05", "2021-W51", "2024-W38")
NOON = datetime(2020, 3, 23, 12, tzinfo=UTC)
HOSTILE = '=HYPERLINK("https://evil") <script> \u202eabc\u202c עברית'
# An A4 page between its margins.
ROOM = Mm(210 - 2 * 18)
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
    for table in docx.tables:
        # Word goes by the cells: they fill the line, and the header comes again on each page.
        widths = [cell.width for cell in table.rows[-1].cells]
        assert widths == [column.width for column in table.columns]
        assert sum(widths) == pytest.approx(ROOM, rel=0.01)
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)

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
        "Belgium closes its border with the Netherlands to some or all travellers from 20 March 2020" in text
    )
    assert "Forum to try first" in text
    assert "Nothing" not in text.splitlines()[0]


def test_page_one_names_the_gravest_with_what_goes_wrong_and_the_week_before(draw: Draw) -> None:
    content, reader = draw("2020-W12", Language.EN), Reader(Language.EN)
    pdf = pypdf.PdfReader(io.BytesIO(one(content, Language.EN, "pdf")))
    page = squeezed(pdf.pages[0].extract_text())
    worst = content.week.open[0].conflict
    assert squeezed(wording.conflict(reader, worst)) in page
    assert squeezed("Belgium closes its border with the Netherlands") in page
    before = draw("2020-W11", Language.EN).week
    assert len(content.week.open_before) == len(before.open)
    assert f"a week earlier {len(before.open)};" in five(content.week, reader)[0]


def test_what_did_not_happen_takes_no_room(draw: Draw) -> None:
    content = draw("2021-W51", Language.EN)
    text = one(content, Language.EN, "md").decode()
    assert "No conflict is new, worse, eased or ended this week; rules that became known 2, began 1, " in text
    assert "(0)" not in text
    still = replace(content, week=replace(content.week, rules=()))
    assert "The week changed nothing: no conflict is new" in one(still, Language.EN, "md").decode()


def test_rules_that_became_known_began_or_ended_in_the_week_are_listed_with_their_days(draw: Draw) -> None:
    content = draw("2021-W51", Language.EN)
    text = one(content, Language.EN, "md").decode()
    listed = text.partition("## New and ended rules this week (2)")[2].partition("\n## ")[0]
    (told,) = [line for line in listed.splitlines() if "Cultuur binnen dicht" in line]
    assert "known since 22 Dec 2021, first day 26 Dec 2021" in told
    book = openpyxl.load_workbook(io.BytesIO(one(content, Language.EN, "xlsx")))
    rows = list(book["New and ended rules"].iter_rows(min_row=2, values_only=True))
    assert [(row[0].date(), row[1]) for row in rows] == [
        (date(2021, 12, 20), "known since"), (date(2021, 12, 22), "known since"),
        (date(2021, 12, 26), "first day"),
    ]  # fmt: skip
    ended = one(draw("2021-W05", Language.EN), Language.EN, "md").decode()
    assert "counted until (no end known) 1 Feb 2021" in ended


@pytest.mark.parametrize("week", WEEKS)
def test_rules_are_counted_alike_in_sentence_list_and_sheet_and_what_counts_is_said(
    week: str, draw: Draw
) -> None:
    content = draw(week, Language.EN)
    number = len(content.week.in_force)
    text = one(content, Language.EN, "md").decode()
    assert f"{number} rules felt at a border or behind a conflict were in force" in text
    assert f"## Rules in force ({number})" in text
    assert "Counted as in force: rules felt at a border, and rules without an effect there" in text
    book = openpyxl.load_workbook(io.BytesIO(one(content, Language.EN, "xlsx")))
    header, *rows = book["Rules"].iter_rows(values_only=True)
    place = header.index("This week")
    assert sum(row[place] == "in force" for row in rows) == number
    assert {row[place] for row in rows} <= {"in force", "begins later", "over before it"}
    assert any("Counted as in force" in str(row[1]) for row in book["Situation"].iter_rows(values_only=True))


def test_work_that_has_not_begun_is_said_once(draw: Draw) -> None:
    content = draw("2021-W51", Language.EN)
    text = one(content, Language.EN, "md").decode()
    assert "none planned" not in text
    assert text.count("No work has begun on the conflicts in this table.") == 1
    first, *others = content.week.entries
    begun = replace(content.week, entries=(replace(first, state=CaseState.UNDER_EXAMINATION), *others))
    text = one(replace(content, week=begun), Language.EN, "md").decode()
    assert text.count("next step: none planned.") == 1
    assert text.count("| not begun |") == len(content.week.of(Turn.SAME)) - 1
    assert "No work has begun" not in text


def test_a_remark_stands_under_its_conflict_with_its_day_and_without_a_name(draw: Draw) -> None:
    content = draw("2021-W51", Language.EN)
    entry = content.week.of(Turn.SAME)[5]
    at = datetime(2021, 12, 27, 9, tzinfo=UTC)
    note = Note(content.week.week, entry.conflict.key, Language.EN, "Raised in the council.", "J. Jansen", at)
    drawn = document(replace(content, notes={note.about: note}), Reader(Language.EN))
    said = [words(block.text) for block in drawn.blocks if isinstance(block, Heading | Paragraph)]
    remark = said.index("Remark by the editors, 27 Dec 2021")
    assert said[remark + 1] == "Raised in the council."
    headings = [block.text for block in drawn.blocks if isinstance(block, Heading)]
    at_heading = max(place for place, text in enumerate(said[:remark]) if text in headings)
    assert said[at_heading] == wording.conflict(Reader(Language.EN), entry.conflict)
    tables = [block for block in drawn.blocks if isinstance(block, Table)]
    (others,) = [table for table in tables if table.caption == "The others, the gravest first"]
    assert entry.conflict.key not in str(others.rows)
    assert "Jansen" not in str(drawn)


def test_an_edition_kept_without_the_day_a_rule_became_known_can_still_be_read(draw: Draw) -> None:
    week = draw("2021-W51", Language.EN).week
    kept = json.loads(to_json(week))
    for rule in kept["rules"]:
        del rule["first_known_at"]
    earlier = from_json(json.dumps(kept))
    assert [what for one in earlier.moved for what, _day in one.days] == [Happening.BEGAN]
    assert "rules that became known –, began 1, " in five(earlier, Reader(Language.EN))[1]


def test_each_of_the_five_is_one_sentence(draw: Draw) -> None:
    for week in WEEKS:
        for said in five(draw(week, Language.EN).week, Reader(Language.EN)):
            assert said.endswith(".")
            assert ". " not in said


def test_what_people_dismissed_is_counted_not_told_and_what_returned_says_why(
    facts: Callable[[str], Week],
) -> None:
    week = facts("2020-W12")
    first, second, *others = week.of(Turn.NEW)
    entries = (
        replace(first, state=CaseState.DISMISSED),
        replace(second, reopened=(Reason("case_returned"),)),
        *others,
    )
    content = issue(replace(week, entries=entries), Language.EN, Scope(), None, [])
    text = one(content, Language.EN, "md").decode()
    assert first.conflict.key not in text
    assert "1 conflict that people dismissed is left out." in text
    assert "signalled; next step: none planned. Its facts had gone and are back." in text


def test_whom_it_hurts_and_why_are_said_once() -> None:
    reader = Reader(Language.EN)
    assert hurt((Group.FAMILIES, Group.EVERYONE), reader) == "everyone, above all families"
    assert hurt((Group.EVERYONE,), reader) == "everyone"
    args = (("other_step", "0"),)
    silent = (Reason("divergent", args), Reason("other_none", args))
    conflict = Conflict(
        "c-1", Border.NL_BE, ConflictKind.DIVERGENT_STRICTNESS, (Topic.WORK,), (Group.EVERYONE,),
        date(2020, 3, 18), None, 3, (), "m-1", None, ("i-1",), (), Country.BE, Country.NL, None, silent,
    )  # fmt: skip
    assert [reason.code for reason in why(conflict)] == ["divergent"]
    assert why(replace(conflict, reasons=silent[1:])) == [silent[1]]


def test_titles_carry_their_language(facts: Callable[[str], Week]) -> None:
    content = issue(facts("2020-W12"), Language.NL, Scope(), None, [])
    french = next(rule.title for rule in content.week.in_force if rule.language is Language.FR)
    assert f'<span lang="fr">{escape(french)}</span>' in one(content, Language.NL, "html").decode()
    docx = Docx(io.BytesIO(one(content, Language.NL, "docx")))
    told = {code for table in docx.tables for code in table._tbl.xpath(".//w:rPr/w:lang/@w:val")}
    assert told == {"de-DE", "fr-BE"}


def test_files_of_each_scope_have_names_of_their_own(facts: Callable[[str], Week]) -> None:
    topics = tuple(Topic)
    scopes = (Scope(), Scope(topics=(Topic.ENTRY,)), Scope(regions=("NL42",)), Scope(topics=topics),
              Scope(topics=topics[1:]))  # fmt: skip
    names = [issue(EMPTY, Language.EN, scope, None, []).name for scope in scopes]
    assert names[:3] == ["weekly-2020-W13", "weekly-2020-W13-entry", "weekly-2020-W13-nl42"]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) < 100


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
    assert only.entries
    text = one(issue(only, Language.DE, Scope(), None, []), Language.DE, "md").decode()
    assert "Am Ende der Woche war kein Konflikt offen." in text
    assert f"Es bestehen {len(only.entries)} Frühwarnungen, die erste" in text


def test_a_week_at_whose_end_none_was_open_tells_how_many_were(facts: Callable[[str], Week]) -> None:
    week = facts("2020-W12")
    ended = replace(week, entries=week.of(Turn.RESOLVED))
    said = five(ended, Reader(Language.EN))[0]
    assert said == "No conflict was open at the end of the week; a week earlier 2."


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
    remark = Note(week.week, week.entries[0].conflict.key, Language.EN, HOSTILE, "Editor", NOON)
    content = issue(replace(week, rules=rules), Language.EN, Scope(), None, [remark])
    rows = [
        row
        for _, body in files(content, Reader(Language.EN), "csv")
        for row in csv.reader(io.StringIO(body.decode("utf-8-sig")))
    ]
    assert sum("HYPERLINK" in cell for row in rows for cell in row) == 2
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert not [cell for row in rows for cell in row if "\u202e" in cell]
    book = openpyxl.load_workbook(io.BytesIO(one(content, Language.EN, "xlsx")))
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    pages = one(content, Language.EN, "html").decode()
    assert "<script>" not in pages
    docx = Docx(io.BytesIO(one(content, Language.EN, "docx")))
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    for text in (pages, one(content, Language.EN, "md").decode(), *cells):
        assert "\u202e" not in text
    assert any("עברית" in cell for cell in cells)
    pdf = pypdf.PdfReader(io.BytesIO(one(content, Language.EN, "pdf")))
    assert squeezed("".join(page.extract_text() for page in pdf.pages)).count("Grens") >= 800


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
