"""Texts and addresses from the network made safe to store: plain, nothing active, nothing hidden."""

import html
import re
import unicodedata
from urllib.parse import quote, urljoin, urlsplit

import nh3

MAX_TITLE = 500
MAX_SUMMARY = 10_000
MAX_URL = 2_000

_BLOCK = re.compile(
    r"<(?=/?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|section|article|dd|dt)\b)", re.I
)
_TAG_START = re.compile(r"<+(?=[A-Za-z/!?])")
_GLUED = re.compile(r"(?<=[a-zà-öø-ÿ0-9)»])([.!?])(?=[A-ZÀ-ÖØ-Þ«])")
# Zero-width and soft hyphens carry no text; bidi controls can make a text read as another one.
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MAX_ROUNDS = 4


def plain(text: str, limit: int = MAX_SUMMARY, *, glued: bool = False) -> str:
    """`text` as one line of plain text of at most `limit` characters.

    Markup goes, with the content of scripts and styles; entities are read, also where they were
    escaped twice; control, bidirectional and invisible characters go. `glued` parts sentences that
    the source has run together.
    """
    # Half of a surrogate pair, which JSON can carry, is no character and no library takes it.
    text = text[: limit * 20].encode("utf-8", "ignore").decode()
    for _ in range(_MAX_ROUNDS):
        before = text
        if "<" in text:
            text = nh3.clean(_BLOCK.sub(" <", text), tags=set())
        if "&" in text:
            text = html.unescape(text)
        if text == before:
            break
    if not text.isprintable():
        text = "".join(
            character
            if unicodedata.category(character) not in _HIDDEN
            else " "
            if character.isspace()
            else ""
            for character in text
        )
    text = " ".join(unicodedata.normalize("NFC", text).split())
    # What looks like a tag now was escaped more often, or hidden deeper, than any honest source does.
    text = _TAG_START.sub("", text)
    if glued:
        text = _GLUED.sub(r"\1 ", text)
    if len(text) > limit:
        text = text[: limit - 1].rsplit(" ", 1)[0] + "…"
    return text


def web_address(link: str, base: str) -> str:
    """`link` as an absolute http(s) address, joined with `base` where relative; empty where it is none."""
    link = re.sub(r"^(https?:)\s+", r"\1", link.encode("utf-8", "ignore").decode().strip())
    try:
        joined = urljoin(base, link) if link else ""
        parts = urlsplit(joined)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    if not usable or len(joined) > MAX_URL or re.search(r"[\s\x00-\x1f\x7f\\]", parts.netloc):
        return ""
    address = quote(joined, safe="%:/?#[]@!$&()*+,;=~'-._")
    return address if len(address) <= MAX_URL else ""
