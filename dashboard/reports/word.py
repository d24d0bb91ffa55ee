"""A document as DOCX that an editor can go on with: real headings, lists, tables and links."""

import io

import docx as word
import vl_convert
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
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
from measures.vocabulary import Language

_INK = RGBColor(0x1B, 0x27, 0x33)
_BLUE, _GREY = RGBColor(0x0B, 0x4F, 0x7D), RGBColor(0x4A, 0x57, 0x63)
_LOCALES = {"nl": "nl-NL", "de": "de-DE", "fr": "fr-BE", "en": "en-GB"}
_STYLES = {"body": "Normal", "lead": "Intense Quote", "note": "Quote", "small": "Caption"}
_FACE, _CELL = "Calibri", "Table Cell"
# Points and colour of each style.
_LOOKS = {
    "Normal": (10.5, None),
    "Title": (20, _INK),
    "Subtitle": (10.5, _GREY),
    "Heading 1": (14, _BLUE),
    "Heading 2": (11.5, _BLUE),
    "Heading 3": (10.5, _BLUE),
    "Intense Quote": (12, None),
    "Quote": (10.5, None),
    "Caption": (9, _GREY),
}
# A list of so many points stays on one page.
_SHORT = 6
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
    before = ""
    for number, block in enumerate(document.blocks):
        match block:
            case Heading(text, level):
                docx.add_heading(tidy(text), level)
            case Paragraph(text, kind):
                written = docx.add_paragraph(style=_STYLES[kind])
                # What a heading stands over begins on the heading's page.
                written.paragraph_format.keep_with_next = before == "Heading" or None
                _write(written, text)
            case Bullets(points):
                for at, point in enumerate(points, 1):
                    written = docx.add_paragraph(style="List Bullet")
                    written.paragraph_format.keep_with_next = at < len(points) <= _SHORT or None
                    _write(written, point)
            case Table():
                _add_table(docx, block)
            case Picture():
                _add_picture(docx, block, number)
            case NewPage():
                docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        before = type(block).__name__
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
    docx.styles["Normal"].element.get_or_add_rPr().append(_language(document.language))
    _style(docx)
    foot = section.footer.paragraphs[0]
    foot.style = docx.styles["Caption"]
    foot.add_run(tidy(document.footer) + "  ·  ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _style(docx: Docx) -> None:
    """One face for all that is written, upright; what is large no larger than it must be."""
    styles = docx.styles
    styles["Normal"].font.name = _FACE
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["Heading 1"].paragraph_format.space_before = Pt(16)
    for name, (size, colour) in _LOOKS.items():
        styles[name].font.size, styles[name].font.color.rgb = Pt(size), colour
    for name in ("Intense Quote", "Quote", "Caption", "Subtitle"):
        styles[name].font.italic = styles[name].font.bold = False
    apart = styles["Subtitle"].element.rPr.find(qn("w:spacing"))
    apart.set(qn("w:val"), "0")
    cell = styles.add_style(_CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size = styles["Normal"], Pt(9)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(1)
    cell.paragraph_format.line_spacing = 1
    _framed(styles["Quote"])


def _framed(style: ParagraphStyle) -> None:
    """A line at the left of what people wrote."""
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for name, value in {"val": "single", "sz": "24", "space": "8", "color": str(_BLUE)}.items():
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    style.paragraph_format.left_indent = Mm(4)
    style.element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _write(paragraph: DocxParagraph, text: Inline) -> None:
    for run in runs(text):
        written = paragraph.add_run(run.text)
        written.bold = run.strong or None
        if run.language:
            written._r.get_or_add_rPr().append(_language(run.language))
        if run.href:
            _link(paragraph, written, run.href)


def _language(language: Language) -> BaseOxmlElement:
    told = OxmlElement("w:lang")
    told.set(qn("w:val"), _LOCALES[language.value])
    return told


def _link(paragraph: DocxParagraph, run: DocxRun, href: str) -> None:
    key = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run.font.color.rgb, run.font.underline = _BLUE, True
    link.append(run._r)
    paragraph._p.append(link)


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
    # The first column is no header.
    look = drawn._tbl.tblPr.find(qn("w:tblLook"))
    look.set(qn("w:firstColumn"), "0")
    look.set(qn("w:val"), "0420")
    shares = table.widths or (1.0,) * len(table.header)
    widths = [Emu(int(_room(docx) * share / sum(shares))) for share in shares]
    drawn.autofit = False
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    for row, texts in zip((header, *rest), (table.header, *table.rows), strict=True):
        keep = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(keep)
        # Word goes by the width of each cell, other programs by that of the column.
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.style = docx.styles[_CELL]
            _write(paragraph, text)
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
    docx.paragraphs[-1].paragraph_format.keep_with_next = bool(picture.caption)
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
