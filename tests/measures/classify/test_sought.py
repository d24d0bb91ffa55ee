"""Patterns tried where their first words stand find what a search of the whole text finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.classify.date_grammar import grammar
from measures.classify.sought import Sought
from measures.classify.text import fold
from measures.vocabulary import Language
from tests.support import labelled_items

WORDS = ("ab", "abc", "b", "c ")
PATTERN = r"(?<!x)(?:abc?|b+a?|c )"


@given(st.text("abcx ", max_size=40))
def test_the_matches_are_those_of_a_search(text: str) -> None:
    found = [match.span() for match in Sought(PATTERN, WORDS).finditer(text)]
    assert found == [match.span() for match in re.finditer(PATTERN, text)]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["day", "phrase", "year", "days_later", "lasts"])
def test_every_day_begins_with_a_word_that_is_sought(language: Language, name: str) -> None:
    sought: Sought = getattr(grammar(language), name)
    for item in labelled_items(language.value):
        text = fold(f"{item.title}\n{item.summary}")
        spans = [match.span() for match in sought.finditer(text)]
        assert spans == [match.span() for match in re.finditer(sought.pattern, text)]
