"""Texts and addresses of the network: what is stored is plain."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.formats.clean import plain, web_address

ACTIVE = re.compile(r"<(?:[a-z/!?])", re.IGNORECASE)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Die Ma&#223;nahme gilt f&amp;#252;r alle", "Die Maßnahme gilt für alle"),
        ("<p>Een.</p><p>Twee.</p>", "Een. Twee."),
        ("a<br/>b&nbsp;c", "a b c"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Tekst", "Tekst"),
        ("&amp;lt;img src=x onerror=alert(1)&amp;gt;Tekst", "Tekst"),
        ("<style>p{}</style>Tekst <b>vet</b>", "Tekst vet"),
        ("tot 5 < 6 & meer", "tot 5 < 6 & meer"),
        ("Ver\u00adgü\u200btung \u202eab\u202c", "Vergütung ab"),
        ("regel\r\n  regel\x00\x07", "regel regel"),
        ("e\u0301", "é"),
    ],
)
def test_markup_entities_and_hidden_characters_go(raw: str, text: str) -> None:
    assert plain(raw) == text


def test_sentences_run_together_are_parted_where_the_source_does_so() -> None:
    assert plain("tot 1 december.Bussen rijden.", glued=True) == "tot 1 december. Bussen rijden."
    assert plain("www.Belgium.be is B.V.", glued=False) == "www.Belgium.be is B.V."


def test_a_long_text_is_cut_between_words() -> None:
    cut = plain("woord " * 100, 50)
    assert len(cut) <= 50
    assert cut.endswith("woord…")


@given(
    st.text(
        alphabet=st.sampled_from(list("<>&;/!?=\"' aAltgscriptmonx#0126\u202e\u200f\x00\ud800")), max_size=80
    )
)
def test_no_text_leaves_active_content_or_hidden_characters(raw: str) -> None:
    text = plain(raw)
    assert not ACTIVE.search(text)
    assert not {unicodedata.category(character) for character in text} & {"Cc", "Cf", "Cs", "Co"}


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/news/a_en", "https://www.example.org/news/a_en"),
        ("https://www.example.org/ä b", "https://www.example.org/%C3%A4%20b"),
        ("http: //example.org/x", "http://example.org/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://user:secret@example.org/", ""),
        ("https://[bad", ""),
        ("", ""),
        ("https://example.org/" + "a" * 3000, ""),
    ],
)
def test_only_addresses_of_the_web_are_kept(link: str, address: str) -> None:
    assert web_address(link, "https://www.example.org/start") == address


@given(st.text(max_size=60))
def test_no_link_leads_to_anything_but_the_web(link: str) -> None:
    address = web_address(link, "https://www.example.org/")
    assert address == "" or address.startswith(("https://", "http://"))
    assert not re.search(r"[\s<>\"]", address)
