"""A document as plain text: what a mail program shows that shows no HTML."""

import textwrap
from collections.abc import Iterator

from dashboard.reports.blocks import Block, Bullets, Document, Heading, Inline, Paragraph, runs

WIDTH = 76
"""Characters of a line, so that nobody's mail program breaks it anew."""


def to_text(document: Document) -> str:
    """The document in lines; links stand in full on a line of their own."""
    pieces = [_underlined(document.title, "=")]
    pieces += [piece for block in document.blocks for piece in _block(block)]
    return "\n\n".join(pieces) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield _underlined(text, "-") if level == 1 else _wrapped(text)
        case Paragraph(text):
            yield _wrapped(text)
        case Bullets(points):
            yield "\n".join(_wrapped(point, "- ", "  ") for point in points)
        case _:
            raise TypeError(f"a letter holds no {type(block).__name__}")


def _underlined(text: str, mark: str) -> str:
    lines = _wrapped(text)
    return f"{lines}\n{mark * max(map(len, lines.splitlines()))}"


def _wrapped(text: Inline, first: str = "", later: str = "") -> str:
    words = "".join(run.text for run in runs(text))
    lines = textwrap.wrap(
        words, WIDTH, initial_indent=first, subsequent_indent=later,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return "\n".join([*lines, *(f"{later}{run.href}" for run in runs(text) if run.href)])
