"""A document as one HTML file that loads nothing from elsewhere and prints well."""

import base64
from dataclasses import replace
from html import escape
from importlib.resources import files

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

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def to_html(document: Document) -> str:
    """The whole page; no script runs in it and no text of it is read as markup."""
    title = escape(document.title)
    body = [_corner(document.corner)] if document.corner else []
    body.append(f"<h1>{title}</h1>")
    if document.subtitle:
        body.append(f'<p class="subtitle">{escape(document.subtitle)}</p>')
    body += [_block(block) for block in document.blocks]
    foot = f"<footer>{escape(document.footer)}</footer>" if document.footer else ""
    small = f' class="compact" style="--grown: {document.grown:g}"' if document.compact else ""
    style = files("dashboard.reports").joinpath("document.css").read_text("utf-8")
    return (
        f'<!doctype html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body{small}>\n<main>\n"
        + "\n".join(body)
        + f"\n</main>\n{foot}\n</body>\n</html>\n"
    )


def _block(
    block: Heading | Paragraph | Bullets | Table | Picture | NewPage,
) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level + 1}>{escape(text)}</h{level + 1}>"
        case Paragraph(text, kind):
            return f'<p class="{kind}">{_inline(text)}</p>'
        case Bullets(points):
            return "<ul>" + "".join(f"<li>{_inline(point)}</li>" for point in points) + "</ul>"
        case Table():
            return _table(block)
        case Picture(caption=caption):
            told = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
            return f"<figure>{_image(block)}{told}</figure>"
        case NewPage():
            return '<hr class="page">'


def _corner(picture: Picture) -> str:
    return f'<div class="corner" style="width:{picture.width:.0%}">{_image(replace(picture, width=1))}</div>'


def _image(picture: Picture) -> str:
    coded = base64.b64encode(picture.svg.encode()).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{coded}" alt="{escape(picture.alt)}" '
        f'style="width:{picture.width:.0%}">'
    )


def _table(table: Table) -> str:
    total = sum(table.widths)
    columns = "".join(f'<col style="width:{width / total:.1%}">' for width in table.widths)
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in table.header)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(table.caption)}">'
        f"<table><caption>{escape(table.caption)}</caption><colgroup>{columns}</colgroup>"
        f"<thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div>"
    )


def _inline(text: Inline) -> str:
    pieces = []
    for run in runs(text):
        words = escape(run.text)
        if run.language:
            words = f'<span lang="{run.language}">{words}</span>'
        if run.strong:
            words = f"<strong>{words}</strong>"
        if run.href:
            words = f'<a href="{escape(run.href)}" rel="noopener noreferrer">{words}</a>'
        pieces.append(words)
    return "".join(pieces)
