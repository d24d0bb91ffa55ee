"""The sentence that is quoted of a text: that which tells most of the rule, word for word."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.classify import classify
from measures.counter.passages import LONGEST, passages, quote
from measures.model import Event, Item
from measures.vocabulary import Country, Document, Language, Level, Topic
from tests.measures.counter.conftest import events

CLOSED = (
    "De regering kwam gisteren bijeen. Vanaf vrijdag 20 maart controleert België aan de grens met Nederland. "
    "Grensarbeiders mogen de grens over met een attest van hun werkgever. Meer informatie volgt."
)


def told(summary: str, title: str = "België sluit de grens met Nederland") -> Event:
    item = Item("i", "test", Country.BE, "Regering", Level.NATIONAL, Language.NL, date(2020, 3, 20),
                "https://example.org/i", title, summary)  # fmt: skip
    return Event(item, classify(item), datetime(2020, 3, 20, tzinfo=UTC))


def test_the_sentence_of_the_rule_is_quoted_and_that_of_the_exemption_where_it_matters() -> None:
    event = told(CLOSED)
    assert quote(event, (Topic.BORDER_CONTROL,)).startswith("Vanaf vrijdag 20 maart controleert België")
    exempting = quote(event, (Topic.BORDER_CONTROL,), (Document.EMPLOYER_STATEMENT,), exempting=True)
    assert exempting == "Grensarbeiders mogen de grens over met een attest van hun werkgever."


@pytest.mark.parametrize("summary", ["", " \n ", "België sluit de grens met  Nederland"])
def test_where_the_source_gives_a_title_only_nothing_is_quoted(summary: str) -> None:
    assert quote(told(summary), (Topic.BORDER_CONTROL,)) == ""


def test_what_opens_a_list_is_quoted_with_it() -> None:
    event = told(
        "De grens is dicht. Uitgezonderd van de sluiting zijn:\ngrensarbeiders;\nstudenten.\nTot later."
    )
    assert quote(event, (Topic.ENTRY,), exempting=True) == (
        "Uitgezonderd van de sluiting zijn: grensarbeiders; studenten."
    )


def test_a_long_sentence_is_cut_at_words_around_what_matters() -> None:
    filler = "terwijl de burgemeesters van de streek elkaar nog eens spraken over wat er te doen stond, " * 6
    said = quote(
        told(f"In {filler} werd de grens met Nederland gesloten en {filler} verder."), (Topic.ENTRY,)
    )
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert "de grens met Nederland gesloten" in said
    assert len(said) <= LONGEST + 4


def test_a_text_without_evidence_gives_its_first_sentence() -> None:
    event = told(CLOSED)
    bare = replace(event, assessment=replace(event.assessment, evidence=()))
    assert quote(bare, (Topic.ENTRY,)) == "De regering kwam gisteren bijeen."


def test_every_quote_from_the_archive_stands_in_its_text() -> None:
    for event in events():
        said = quote(event, event.assessment.topics, event.assessment.documents, exempting=True)
        words = said.removeprefix("… ").removesuffix(" …")
        assert words in " ".join(event.item.summary.split())
        assert len(said) <= LONGEST + 4


@given(st.text(max_size=400), st.text(max_size=900))
def test_sentences_stand_where_they_say_and_quotes_are_on_one_line(title: str, summary: str) -> None:
    event = told(summary, title)
    for passage in passages(event.item):
        assert getattr(event.item, passage.field)[passage.start : passage.end] == passage.words
    said = quote(event, tuple(Topic))
    assert said == " ".join(said.split())
    assert len(said) <= LONGEST + 4
