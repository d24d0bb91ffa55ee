"""Web pages by CSS selectors: lists of links or rows, and single pages whose main text is watched.

A path is a selector, `@name` for an attribute of what it finds (`a @href`), `.` for the record itself, and
a pattern after `~ ` as in sources.formats.paths.
"""

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from measures.vocabulary import AnswerState
from sources.errors import FormatError
from sources.formats.clean import MAX_SUMMARY
from sources.formats.paths import first, parts
from sources.formats.records import Raw, Reading, to_reading
from sources.formats.sniff import encoding, flat

if TYPE_CHECKING:
    from sources.catalogue.entry import Source

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.I)
_SILENT = ["script", "style", "noscript", "template", "svg", "form", "nav", "iframe", "object"]
_ATTRIBUTE = re.compile(r"\s*@([A-Za-z_:][\w:.-]*)$")
_EMPTY = LexborHTMLParser("<p></p>")


def check(path: str) -> None:
    """ValueError where `path` cannot be read."""
    for bare, pattern in parts(path):
        selector = _ATTRIBUTE.sub("", bare)
        if selector not in ("", "."):
            check_selector(selector)
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"{path!r} holds a bad pattern: {error}") from None


def check_selector(selector: str) -> None:
    """ValueError where `selector` is no CSS selector."""
    try:
        _EMPTY.css(selector)
    except SelectolaxError:
        raise ValueError(f"{selector!r} is no CSS selector") from None


def read_list(source: "Source", body: bytes) -> Reading:
    """An item for each record that the selectors find; FormatError where the page is another one.

    A page without records is the right one only where it holds the entry's landmark.
    """
    page = _page(source, body)
    for selector in source.items:
        if records := page.css(selector):
            return to_reading(source, (_raw(source, record) for record in records))
    if not source.landmark:
        raise FormatError("no_list", paths=", ".join(source.items))
    return to_reading(source, [])


def read_page(source: "Source", body: bytes) -> Reading:
    """The page as one item, its main text as the summary: a change of the text is a new version."""
    page = _page(source, body)
    main = next((node for selector in source.items if (node := page.css_first(selector))), None)
    if main is None:
        raise FormatError("no_list", paths=", ".join(source.items))
    root = page.root
    fields = source.fields
    raw = Raw(
        id=source.url,
        title=first(lambda path: _text_at(root, path), fields.title),
        summary=main.text(separator=" ", strip=True)[: MAX_SUMMARY * 2],
        url=source.url,
        published=first(lambda path: _text_at(root, path), fields.published),
    )
    return to_reading(source, [raw])


def _page(source: "Source", body: bytes) -> LexborHTMLParser:
    page = LexborHTMLParser(decoded(source, body))
    if source.landmark and page.css_first(source.landmark) is None:
        raise FormatError("html_instead", state=AnswerState.BLOCKED)
    if page.root is None:
        raise FormatError("no_bytes")
    page.strip_tags(_SILENT)
    for selector in source.without:
        for node in page.css(selector):
            node.decompose()
    return page


def decoded(source: "Source", body: bytes) -> str:
    """The text by the entry's encoding, else by the page's own word, else UTF-8."""
    told = _CHARSET.search(body[:4_096])
    name = encoding(source.encoding or (told[1].decode() if told else "utf-8"))
    text = flat(body)
    if (text is not body and not body.endswith(text)) or name.startswith("utf-16"):
        # Made flat from UTF-16, or in no such thing: its word for itself could be read byte by byte.
        name = "utf-8"
    # As browsers do: what calls itself Latin 1 is the Windows code page.
    return text.decode("cp1252" if name in ("iso8859-1", "ascii") else name, "replace")


def _raw(source: "Source", record: LexborNode) -> Raw:
    fields, detail = source.fields, source.detail

    def at(candidates: tuple[str, ...]) -> str:
        return first(lambda path: _text_at(record, path), candidates)

    return Raw(
        id=at(fields.id),
        title=at(fields.title),
        summary=at(fields.summary),
        url=at(fields.url),
        published=at(fields.published),
        language=at(fields.language),
        detail=at(detail.url) if detail else "",
        version=at(detail.version) if detail else "",
    )


def _text_at(record: LexborNode | None, path: str) -> str:
    match = _ATTRIBUTE.search(path)
    selector = path[: match.start()].strip() if match else path
    node = record if selector in ("", ".") or record is None else record.css_first(selector)
    if node is None:
        return ""
    if match:
        return node.attributes.get(match[1]) or ""
    return " ".join(node.text(separator=" ", strip=True).split())
