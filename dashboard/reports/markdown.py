"""A document as CommonMark with tables."""

import re

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

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>#|!~&])")
# At the beginning of a line these would make a list or a rule.
_OPENING = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def to_markdown(document: Document) -> str:
    """The document as text; pictures are told by their words."""
    pieces = [f"# {_escaped(document.title)}"]
    if document.subtitle:
        pieces.append(_escaped(document.subtitle))
    for block in document.blocks:
        match block:
            case Heading(text, level):
                pieces.append(f"{'#' * (level + 1)} {_escaped(text)}")
            case Paragraph(text, kind):
                pieces.append(("> " if kind == "note" else "") + _line(text))
            case Bullets(points):
                pieces.append("\n".join(f"- {_line(point)}" for point in points))
            case Table():
                pieces.append(_table(block))
            case Picture(alt=alt, caption=caption):
                pieces.append(f"*{_escaped(caption or alt)}*" + (f"\n\n{_escaped(alt)}" if caption else ""))
            case NewPage():
                pass
    if document.footer:
        pieces += ["---", _escaped(document.footer)]
    return "\n\n".join(pieces) + "\n"


def _table(table: Table) -> str:
    lines = [
        "| " + " | ".join(_escaped(word) for word in table.header) + " |",
        "|" + " --- |" * len(table.header),
        *("| " + " | ".join(_inline(cell) for cell in row) + " |" for row in table.rows),
    ]
    return f"**{_escaped(table.caption)}**\n\n" + "\n".join(lines)


def _line(text: Inline) -> str:
    return _OPENING.sub(r"\1\\\2", _inline(text))


def _inline(text: Inline) -> str:
    pieces = []
    for run in runs(text):
        words = _escaped(run.text)
        if run.strong and words.strip():
            words = f"**{words.strip()}**"
        pieces.append(f"[{words}]({run.href})" if run.href else words)
    return "".join(pieces)


def _escaped(text: str) -> str:
    inner = _PUNCTUATION.sub(r"\\\1", tidy(text))
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and inner else ""
    return before + inner + after
