"""Hostile text stays text, and only plain web addresses become links."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import safe

HOSTILE = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![pixel](https://evil.example/p.png)",
    "$\\frac{1}{2}$",
    ":material/home: :smile: :red[urgent] :blue-badge[official]",
    "https://evil.example www.evil.example mail@evil.example",
    "# heading\n\n- list\n\n> quote\n\n---",
    "`code` **bold** ~~gone~~ | table | <- -> -- !=",
    "\\](x) \\\\[y](z)",
    "&lt;b&gt; &#x3c;",
]


def _read(markdown: str) -> str:
    """The characters a reader of escaped Markdown sees."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace("\u2060", "")


def _bare(markdown: str) -> str:
    """What is left of the punctuation once escaped characters are taken out."""
    return "".join(re.findall(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", markdown)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_has_no_live_punctuation_left(text: str) -> None:
    shown = safe.plain(text)
    assert _bare(shown) == ""
    assert _read(shown) == " ".join(text.split())


@given(st.text())
def test_any_text_reads_as_it_stands_on_one_line(text: str) -> None:
    shown = safe.plain(text)
    assert _bare(shown) == ""
    assert "\n" not in shown
    assert _read(shown) == safe.tidy(text).replace("\u2060", "")


@pytest.mark.parametrize(
    "trap", [":smile:", "https://evil.example", "www.evil.example", "a@evil.example", "->", "--"]
)
def test_what_is_looked_for_after_unescaping_is_parted(trap: str) -> None:
    assert trap not in safe.plain(trap).replace("\\", "")


def test_characters_that_turn_the_reading_direction_are_dropped() -> None:
    assert safe.plain("abc\u202edef\x00\x1b") == "abcdef"


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_a_blank_at_which_no_line_may_break_stays_and_several_are_one(blank: str) -> None:
    assert safe.tidy(f"{blank}41{blank}000 travailleurs{blank}:") == f"41{blank}000 travailleurs{blank}:"
    assert safe.tidy(f"a{blank}{blank} b") == "a b"


def test_marked_words_are_highlighted_and_everything_is_escaped() -> None:
    text = "De *grens* is dicht."
    assert safe.marked(text, [(14, 19)]) == "De \\*grens\\* is :orange-background[dicht]\\."


def test_a_bracket_within_a_highlight_cannot_end_it() -> None:
    assert safe.marked("a]b", [(0, 3)]) == ":orange-background[a\\]b]"


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_highlighting_keeps_every_character(text: str, spans: list[tuple[int, int]]) -> None:
    shown = re.sub(r":orange-background\[((?:\\.|[^\]\\])*)\]", r"\1", safe.marked(text, spans))
    assert re.sub(r"\s", "", _read(shown)) == re.sub(r"\s", "", safe.tidy(text).replace("\u2060", ""))


def test_spans_that_overlap_or_leave_the_text_are_joined() -> None:
    assert safe.joined([(5, 9), (0, 6), (20, 30), (8, 99)], 12) == [(0, 12)]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.rijksoverheid.nl/a?b=c#d",
        "http://example.org",
        "https://financien.belgium.be/nl/belgi%C3%AB-1",
    ],
)
def test_web_addresses_become_links(url: str) -> None:
    assert safe.link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://user:secret@evil.example",
        "https:///nohost",
        "https://evil.example\\@good.example",
        "https://good.example/\nset-cookie",
        "https://[broken",
        "ftp://example.org",
        "",
    ],
)
def test_other_addresses_do_not(url: str) -> None:
    assert safe.link(url) is None


def test_an_address_cannot_leave_the_brackets_of_a_link() -> None:
    assert safe.link("https://example.org/a(b)[c]") == "https://example.org/a%28b%29%5Bc%5D"
