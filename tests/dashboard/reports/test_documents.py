"""One document in four formats, opened again: the words, the order, the links, and nothing that runs."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import openpyxl
import pypdf
import pytest
from docx import Document as Docx
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from dashboard.reports.blocks import (
    Bullets,
    Document,
    Heading,
    NewPage,
    Paragraph,
    Picture,
    Run,
    Table,
)
from dashboard.reports.html import to_html
from dashboard.reports.markdown import to_markdown
from dashboard.reports.pdf import to_pdf, to_pictures
from dashboard.reports.sheets import Sheet, guarded, to_csv, to_xlsx
from dashboard.reports.word import to_docx
from measures.vocabulary import Language

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="6"><rect width="9" height="4"/></svg>'
BLUE = (11, 79, 125)
MADE = datetime(2020, 3, 23, 6, tzinfo=UTC)
HOSTILE = "#let x = 1 *a* $b$ <script>alert(1)</script> [c](javascript:d) \u202ee\u0000 |f"


def document(text: str = HOSTILE) -> Document:
    return Document(
        "Week 13",
        Language.NL,
        MADE,
        (
            Paragraph(text, "lead"),
            Heading("Conflicten"),
            Paragraph(
                ("Zie ", Run("de pagina", href="https://example.org/a?b=1&c=2"), Run(" nu", strong=True))
            ),
            Bullets(("een", text)),
            Table("Maatregelen", ("Land", "Wat"), (("NL", text), ("BE", "dicht")), (1, 4)),
            Picture(SVG, "Twee balken", "Tijdlijn"),
            Paragraph(text, "note"),
            NewPage(),
            Heading("Deel", 2),
            Paragraph(text, "small"),
        ),
        subtitle="23 maart 2020",
        footer="Cross Border Taskforce",
    )


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_pdf_is_tagged_and_reads_as_written():
    content = to_pdf(document())
    reader = pypdf.PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata.title == "Week 13"
    text = pdf_text(content)
    assert "#let x = 1 *a* $b$ <script>alert(1)</script>" in text
    links = [a.get_object()["/A"]["/URI"] for page in reader.pages for a in page.get("/Annots", ())]
    assert set(links) == {"https://example.org/a?b=1&c=2"}
    assert text.index("Conflicten") < text.index("Maatregelen") < text.index("Deel")


def test_pdf_of_the_same_document_is_the_same_file():
    assert to_pdf(document()) == to_pdf(document())


def test_an_instant_to_the_microsecond_goes_into_every_format():
    content = replace(document(), made_at=MADE.replace(microsecond=123456))
    assert to_pdf(content).startswith(b"%PDF")
    assert to_docx(content)
    assert to_xlsx([Sheet("S", ("A",), [("a",)])], content.made_at)


def test_pages_as_pictures():
    pages = to_pictures(document(), 60)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_docx_has_real_headings_tables_links_and_pictures_with_words():
    docx = Docx(io.BytesIO(to_docx(document())))
    headings = [
        (p.style.name, p.text) for p in docx.paragraphs if p.style.name.startswith(("Heading", "Title"))
    ]
    assert headings == [("Title", "Week 13"), ("Heading 1", "Conflicten"), ("Heading 2", "Deel")]
    (table,) = docx.tables
    assert [[cell.text for cell in row.cells] for row in table.rows][2] == ["BE", "dicht"]
    assert table.rows[0]._tr.trPr.xpath("w:tblHeader")
    targets = {r.target_ref for r in docx.part.rels.values() if r.is_external}
    assert targets == {"https://example.org/a?b=1&c=2"}
    (shape,) = docx.inline_shapes
    assert shape._inline.docPr.get("descr") == "Twee balken"
    assert SVG.encode() in [r.target_part.blob for r in docx.part.rels.values() if not r.is_external]
    assert docx.core_properties.language == "nl"


def test_html_runs_nothing_and_loads_nothing():
    page = to_html(document())
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert re.findall(r'(?:src|href)="((?!data:)[^"]+)"', page) == ["https://example.org/a?b=1&amp;c=2"]
    assert '<html lang="nl">' in page
    assert 'alt="Twee balken"' in page


def test_markdown_tells_the_same():
    text = to_markdown(document())
    assert text.startswith("# Week 13\n")
    assert "[de pagina](https://example.org/a?b=1&c=2)" in text
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert "| BE | dicht |" in text


@given(st.text(max_size=80))
@example("\ufffe\uffff\x00\u202e")
@settings(deadline=None)
def test_any_text_goes_into_every_format(text):
    content = document(text)
    assert to_html(content)
    assert to_markdown(content)
    assert pypdf.PdfReader(io.BytesIO(to_pdf(content))).pages
    assert Docx(io.BytesIO(to_docx(content))).tables
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx([Sheet(text or "x", ("A",), [(text,)])], MADE)))
    assert book.active["A2"].data_type != "f"


def test_rows_must_fit_the_header():
    with pytest.raises(ValueError, match="not as long"):
        Table("T", ("a", "b"), (("one",),))
    with pytest.raises(ValueError, match="width"):
        Table("T", ("a", "b"), (), (1,))


def test_spreadsheet_has_days_filters_and_no_formula():
    rows = [
        ("=1+1", date(2020, 3, 16), datetime(2020, 3, 16, 23, 30, tzinfo=UTC), 5, "https://example.org/a")
    ]
    sheet = Sheet("Maatregelen/NL", ("Titel", "Van", "Bekend", "Ernst", "Bron"), rows)
    page = openpyxl.load_workbook(io.BytesIO(to_xlsx([sheet], MADE, "Week 13"))).active
    assert page.title == "Maatregelen NL"
    title, since, known, severity, source = page[2]
    assert (title.value, title.data_type) == ("=1+1", "s")
    assert since.value.isoformat() == "2020-03-16T00:00:00"
    assert known.value.isoformat() == "2020-03-17T00:30:00"
    assert severity.value == 5
    assert source.hyperlink.target == "https://example.org/a"
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:E2"
    assert page.column_dimensions["A"].width >= 8


@pytest.mark.parametrize("text", ["=1+1", "+31 43", "-1", "@cmd", "\t=1", " =1", "\ufeff=1", "＝1"])
def test_csv_guards_what_a_spreadsheet_would_run(text):
    assert guarded(text).startswith("'")
    content = to_csv(Sheet("S", ("A", "B"), [(text, date(2020, 3, 16))]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines()[-1].endswith("2020-03-16")


def test_csv_leaves_other_text_alone():
    assert guarded("Grenze – zu") == "Grenze – zu"


def test_the_line_below_a_heading_does_not_cut_its_letters() -> None:
    for compact in (False, True):
        content = Document("T", Language.EN, MADE, (Heading("jpgyq jpgyq jpgyq"),), compact=compact)
        page = Image.open(io.BytesIO(to_pictures(content, 300)[0])).convert("RGB")
        rows = np.asarray(page)
        line = next(y for y, row in enumerate(rows) if (row == BLUE).all(axis=1).sum() > page.width // 2)
        assert any((row == 255).all() for row in rows[line - 4 : line])
