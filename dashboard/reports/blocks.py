"""The blocks that a document is made of, in the reader's words; how they look is each format's affair."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from dashboard import safe
from measures.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, strong or a link. Text is tidied (one line, no control or direction characters);
    an address that is no plain web address is dropped and leaves the text. `language` is given where it is
    not the document's."""

    text: str
    strong: bool = False
    href: str = ""
    language: Language | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", _tidy(self.text))
        object.__setattr__(self, "href", safe.link(self.href) or "" if self.href else "")


Inline = str | Run | tuple["Run | str", ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3 below the document's title; levels must not be skipped."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: a "lead" stands out at the top, a "note" in a frame, "small" is fine print."""

    text: Inline
    kind: Literal["body", "lead", "note", "small"] = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    points: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one header line; the caption says what it holds. `widths` are shares, alike when empty."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]
    widths: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(f"a row of {self.caption!r} is not as long as its header")
        if self.widths and len(self.widths) != len(self.header):
            raise ValueError(f"{self.caption!r} needs a width a column")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of our own making (SVG) and the words that stand for it; `width` is a share of the line.
    Where it does not fit on the page, one that `floats` lets the text go on and stands on the next."""

    svg: str
    alt: str
    caption: str = ""
    width: float = 1.0
    floats: bool = False


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page, where the format has pages."""


Block = Heading | Paragraph | Bullets | Table | Picture | NewPage


@dataclass(frozen=True, slots=True)
class Document:
    """A document in one language. `made_at` (with zone) is the time of the data it rests on.

    `footer` stands at the foot of each page; `landscape` turns the pages, `compact` sets them small and
    close, `grown` so many times larger than that. `corner` is a picture beside the title, its width a share
    of the line.
    """

    title: str
    language: Language
    made_at: datetime
    blocks: tuple[Block, ...]
    subtitle: str = ""
    footer: str = ""
    landscape: bool = False
    compact: bool = False
    grown: float = 1.0
    corner: Picture | None = None
    keywords: tuple[str, ...] = field(default=())


def runs(text: Inline) -> tuple[Run, ...]:
    """The stretches of a text."""
    parts: Iterable[Run | str] = text if isinstance(text, tuple) else (text,)
    return tuple(part if isinstance(part, Run) else Run(part) for part in parts)


def words(text: Inline) -> str:
    """The text alone."""
    return "".join(run.text for run in runs(text))


def _tidy(text: str) -> str:
    """As safe.tidy, with the blanks kept at which stretches meet."""
    body = safe.tidy(text)
    before = " " if text[:1].isspace() and body else ""
    after = " " if text[-1:].isspace() and body else ""
    return before + body + after if body else (" " if text else "")
