"""The page behind a news item: its main text, found by trafilatura among menus, banners and teasers."""

import logging
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser
from trafilatura import extract

from measures.vocabulary import AnswerState
from sources.errors import FormatError
from sources.formats.pages import decoded
from sources.formats.records import Raw, Reading, to_reading

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

MAX_PAGE = 500_000
"""Characters of a page that are looked at: finding the text takes time that grows with them."""
MAX_TEXT = 4_000
"""Characters of the text that are kept: who it concerns and from when stands at its head."""
MIN_TEXT = 80
"""A page with less text than this is a shell that the browser fills, or another page."""
# A page without a text is a named state of ours, and no error of the library's.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)
_ENDS = (".", "!", "?", ":", ";", "…")


def read(source: "Source", body: bytes) -> Reading:
    """The page as one item with its main text as the summary; FormatError where it holds none."""
    page = decoded(source, body)[:MAX_PAGE]
    try:
        found = extract(page, fast=True, include_comments=False) or ""
    except Exception as error:  # trafilatura lets the errors of its parsers through
        raise FormatError("no_text") from error
    if len(found) < MIN_TEXT:
        raise FormatError("no_text", state=AnswerState.EMPTY)
    heading = LexborHTMLParser(page).css_first("h1, title")
    title = heading.text(separator=" ", strip=True) if heading else ""
    return to_reading(source, [Raw(id=source.url, title=title, summary=_head(found), url=source.url)])


def _head(text: str) -> str:
    """The sentences of `text`, headings among them, that end within MAX_TEXT characters."""
    lines = (line.strip() for line in text[: MAX_TEXT + 1].splitlines())
    head = "\n".join(line if line.endswith(_ENDS) else f"{line}." for line in lines if line)
    if len(text) <= MAX_TEXT:
        return head
    end = max(head.rfind(f"{mark}{after}", 0, MAX_TEXT) for mark in ".!?" for after in " \n")
    return head[: end + 1] if end > 0 else head[:MAX_TEXT]
