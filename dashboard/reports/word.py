"""A document as DOCX that an editor can go on with: real headings, lists, tables and links."""

import io

import docx as word
import vl_convert
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph
from docx.text.run import Run as DocxRun

from dashboard.reports.blocks import (
    Bullets,
    Document,
    Heading,
    Inline,
    NewPage,
    Paragraph,
    Picture,
    Table,
    runs,
)
from dashboard.safe import tidy

_BLUE, _GREY = RGBColor(0x0B, 0x4F, 0x7D), RGBColor(0x4A, 0x57, 0x63)
_LOCALES = {"nl": "nl-NL", "de": "de-DE", "fr": "fr-BE", "en": "en-GB"}
_STYLES = {"body": "Normal", "lead": "Intense Quote", "note": "Quote", "small": "Caption"}
# Characters that a fact about the file may have.
_LONGEST = 255
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def to_docx(document: Document) -> bytes:
    """The DOCX file. Pictures are vectors with a PNG beside them for programs that draw none."""
    docx = word.Document()
    _prepare(docx, document)
    docx.add_heading(tidy(document.title), 0)
    if document.subtitle:
        docx.add_paragraph(tidy(document.subtitle), style="Subtitle")
    if document.corner:
        _add_picture(docx, document.corner, len(document.blocks))
    for number, block in enumerate(document.blocks):
        match block:
            case Heading(text, level):
                docx.add_heading(tidy(text), level)
            case Paragraph(text, kind):
                _write(docx.add_paragraph(style=_STYLES[kind]), text)
            case Bullets(points):
                for point in points:
                    _write(docx.add_paragraph(style="List Bullet"), point)
            case Table():
                _add_table(docx, block)
            case Picture():
                _add_picture(docx, block, number)
            case NewPage():
                docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    out = io.BytesIO()
    docx.save(out)
    return out.getvalue()


def _prepare(docx: Docx, document: Document) -> None:
    """Page, fonts, language and the facts about the file."""
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if document.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    facts = docx.core_properties
    facts.title, facts.language = tidy(document.title)[:_LONGEST], document.language.value
    facts.subject = tidy(document.subtitle)[:_LONGEST]
    facts.keywords = ", ".join(map(tidy, document.keywords))[:_LONGEST]
    facts.author = "Cross Border Taskforce"
    facts.comments = ""
    facts.created = facts.modified = document.made_at
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LOCALES[document.language.value])
    docx.styles["Normal"].element.get_or_add_rPr().append(language)
    docx.styles["Normal"].font.size = Pt(10.5)
    for name in ("Intense Quote", "Quote", "Caption"):
        font = docx.styles[name].font
        font.italic, font.bold, font.color.rgb = False, False, _GREY if name == "Caption" else None
    docx.styles["Intense Quote"].font.size = Pt(12)
    foot = section.footer.paragraphs[0]
    foot.style = docx.styles["Caption"]
    foot.add_run(tidy(document.footer) + "  ·  ")
    _field(foot, "PAGE")


def _write(paragraph: DocxParagraph, text: Inline) -> None:
    for run in runs(text):
        if run.href:
            drawn = _link(paragraph, run.text, run.href)
        else:
            drawn = paragraph.add_run(run.text)
            drawn.bold = run.strong or None
        if run.language:
            language = OxmlElement("w:lang")
            language.set(qn("w:val"), _LOCALES[run.language.value])
            drawn._r.get_or_add_rPr().append(language)


def _link(paragraph: DocxParagraph, words: str, href: str) -> DocxRun:
    key = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = paragraph.add_run(words)
    run.font.color.rgb, run.font.underline = _BLUE, True
    link.append(run._r)
    paragraph._p.append(link)
    return run


def _field(paragraph: DocxParagraph, code: str) -> None:
    """A field that the program fills, such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)


def _add_table(docx: Docx, table: Table) -> None:
    caption = docx.add_paragraph(style="Caption")
    caption.paragraph_format.keep_with_next = True
    caption.add_run(tidy(table.caption)).bold = True
    drawn = docx.add_table(rows=1 + len(table.rows), cols=len(table.header), style="Light List Accent 1")
    _describe(drawn, table.caption)
    header, *rest = drawn.rows
    repeat = OxmlElement("w:tblHeader")
    header._tr.get_or_add_trPr().append(repeat)
    for row, texts in zip((header, *rest), (table.header, *table.rows), strict=True):
        keep = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(keep)
        for cell, text in zip(row.cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            _write(paragraph, text)
    if table.widths:
        drawn.autofit = False
        for column, width in zip(drawn.columns, table.widths, strict=True):
            column.width = Emu(int(_room(docx) * width / sum(table.widths)))
    docx.add_paragraph()


def _room(docx: Docx) -> int:
    """The width between the margins."""
    section = docx.sections[0]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


def _describe(drawn: DocxTable, words: str) -> None:
    told = OxmlElement("w:tblDescription")
    told.set(qn("w:val"), tidy(words))
    drawn._tbl.tblPr.append(told)


def _add_picture(docx: Docx, picture: Picture, number: int) -> None:
    png = vl_convert.svg_to_png(picture.svg, scale=2)
    shape = docx.add_picture(io.BytesIO(png), width=Emu(int(_room(docx) * picture.width)))
    shape._inline.docPr.set("descr", tidy(picture.alt))
    part = Part(
        PackURI(f"/word/media/drawing{number}.svg"),
        "image/svg+xml",
        picture.svg.encode(),
        docx.part.package,
    )
    key = docx.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    extensions, extension = OxmlElement("a:extLst"), OxmlElement("a:ext")
    extension.set("uri", _SVG_EXTENSION)
    drawing = extension.makeelement(f"{{{_SVG}}}svgBlip", nsmap={"asvg": _SVG})
    drawing.set(qn("r:embed"), key)
    extension.append(drawing)
    extensions.append(extension)
    blip.append(extensions)
    if picture.caption:
        docx.add_paragraph(tidy(picture.caption), style="Caption")
