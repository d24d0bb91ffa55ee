"""A document as PDF/UA by typst: tagged, fonts embedded, the same bytes for the same content."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, cast

import typst

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

# Letters of a document that is long, and how many documents typst remembers (measured with 0.15).
_LARGE, _KEPT = 200_000, 11


def to_pdf(document: Document) -> bytes:
    """The PDF. Text reaches typst as data, so none of it is read as markup; the machine's fonts play no part.

    A text with letters that the embedded fonts lack is no PDF/UA; it is tagged all the same.
    """
    # PDF dates go down to the second; typst refuses more.
    made_at = document.made_at.replace(microsecond=0)
    try:
        return cast(bytes, _compiled(document, "pdf", timestamp=made_at, pdf_standards=["ua-1"]))
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return cast(bytes, _compiled(document, "pdf", timestamp=made_at))


def pages(document: Document) -> int:
    """How many pages it fills."""
    return len(to_pictures(document, 6))


def to_pictures(document: Document, dots: int = 110) -> list[bytes]:
    """The pages as PNG, `dots` an inch."""
    drawn = _compiled(document, "png", ppi=float(dots))
    return drawn if isinstance(drawn, list) else [drawn]


def _compiled(document: Document, form: str, **more: Any) -> Any:
    data = json.dumps(_data(document), ensure_ascii=False)
    try:
        return typst.compile(  # type: ignore[call-overload]
            _template(), format=form, ignore_system_fonts=True, sys_inputs={"document": data}, **more
        )
    finally:
        if len(data) > _LARGE:
            _forget()


def _forget() -> None:
    """Let typst drop what it keeps of the last documents: tens of megabytes of each long one."""
    for _ in range(_KEPT):
        typst.compile(b"", ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return files("dashboard.reports").joinpath("document.typ").read_bytes()


def _data(document: Document) -> dict[str, Any]:
    return {
        "title": tidy(document.title),
        "subtitle": tidy(document.subtitle),
        "language": document.language.value,
        "footer": tidy(document.footer),
        "landscape": document.landscape,
        "compact": document.compact,
        "grown": document.grown,
        "corner": _block(document.corner) if document.corner else None,
        "keywords": [tidy(word) for word in document.keywords],
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Heading | Paragraph | Bullets | Table | Picture | NewPage) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": tidy(text), "level": level}
        case Paragraph(text, kind):
            return {"kind": kind, "runs": _inline(text)}
        case Bullets(points):
            return {"kind": "bullets", "points": [_inline(point) for point in points]}
        case Table(caption, header, rows, widths):
            return {
                "kind": "table",
                "caption": tidy(caption),
                "header": [tidy(word) for word in header],
                "rows": [[_inline(cell) for cell in row] for row in rows],
                "widths": list(widths or [1.0] * len(header)),
            }
        case Picture(svg, alt, caption, width, floats):
            return {
                "kind": "picture",
                "svg": svg,
                "alt": tidy(alt),
                "caption": tidy(caption),
                "width": width,
                "floats": floats,
            }
        case NewPage():
            return {"kind": "page"}


def _inline(text: Inline) -> list[dict[str, Any]]:
    return [
        {"text": run.text, "strong": run.strong, "href": run.href, "language": run.language or ""}
        for run in runs(text)
    ]
