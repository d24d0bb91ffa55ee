"""Words as a search compares them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.tokens import LONGEST, plain_word, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Straßenverkehr: 100% Kontrolle", ["strassenverkehr", "100", "kontrolle"]),
        ("l'arrêté du 18/03/2020", ["l", "arrete", "du", "18", "03", "2020"]),
        ("SŒUR, Ångström, İzmir", ["soeur", "angstrom", "izmir"]),
        ("Sint-Maartens_dijk", ["sint", "maartens", "dijk"]),
        ("Grens\u00adarbeider", ["grensarbeider"]),
        ("… — !", []),
        ("", []),
    ],
)
def test_words_lose_case_accents_and_ligatures(text: str, words: list[str]) -> None:
    assert [token.word for token in tokens(text)] == words


def test_accents_of_their_own_make_no_other_word() -> None:
    text = "Réouverture à Düsseldorf et België"
    apart = unicodedata.normalize("NFD", text)
    assert [token.word for token in tokens(apart)] == [token.word for token in tokens(text)]


@given(st.text())
def test_each_word_stands_where_it_says(text: str) -> None:
    reached = 0
    for token in tokens(text):
        assert reached <= token.start < token.end <= len(text)
        assert plain_word(text[token.start : token.end]) == token.word
        assert 0 < len(token.word) <= LONGEST
        reached = token.end


@given(st.text())
def test_a_plain_word_stays_as_it_is(text: str) -> None:
    for token in tokens(text):
        assert plain_word(token.word) == token.word
