"""A document as a part of a page, as it will look when it leaves the house."""

import streamlit as st

from dashboard import parts
from dashboard.reports.blocks import Bullets, Document, Heading, Inline, Paragraph, Picture, Table, runs
from dashboard.safe import plain


def show(document: Document, level: int = 2) -> None:
    """Draws the blocks; the title becomes a heading of `level`, headings follow below it."""
    parts.heading(plain(document.title), level)
    if document.subtitle:
        st.caption(plain(document.subtitle))
    for block in document.blocks:
        match block:
            case Heading(text, below):
                parts.heading(plain(text), min(3, level + below))
            case Paragraph(text, "note"):
                st.info(inline(text))
            case Paragraph(text, "small"):
                st.caption(inline(text))
            case Paragraph(text):
                st.markdown(inline(text))
            case Bullets(points):
                st.markdown("\n".join(f"- {inline(point)}" for point in points))
            case Table(caption, header, rows):
                st.caption(plain(caption))
                cells = [dict(zip(header, map(inline, row), strict=True)) for row in rows]
                parts.table(cells, alt=caption)
            case Picture(svg, alt, caption, width):
                st.image(svg, caption or None, "stretch" if width == 1 else "content", alt=alt)
            case _:
                pass


def inline(text: Inline) -> str:
    """A text as safe Markdown on one line."""
    pieces = []
    for run in runs(text):
        words = plain(run.text)
        blank = " " if run.text.startswith(" ") else ""
        after = " " if run.text.endswith(" ") and words else ""
        if run.strong and words:
            words = f"**{words}**"
        pieces.append(blank + (f"[{words}]({run.href})" if run.href else words) + after)
    return parts.inline("".join(pieces))
