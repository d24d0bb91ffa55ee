"""Whatever the text: an answer, the same each time, with evidence that stands where it says."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.classify import classify
from measures.classify.text import read
from measures.classify.words import lexicon
from measures.model import Assessment, Item
from measures.vocabulary import Country, Language, Level

WORDS = st.sampled_from(
    [
        "grens",
        "Grenze",
        "frontière",
        "border",
        "grenscontrole",
        "gesloten",
        "geschlossen",
        "fermé",
        "closed",
        "verboten",
        "verboden",
        "interdit",
        "Grenzpendler",
        "grensarbeiders",
        "frontaliers",
        "België",
        "Nederland",
        "Duitsland",
        "Belgique",
        "Allemagne",
        "Österreich",
        "vanaf",
        "bis",
        "jusqu'au",
        "until",
        "quarantaine",
        "Testpflicht",
        "niet",
        "nicht",
        "ne",
        "pas",
        "no",
        "A76",
        "«",
        "»",
        "“",
        "”",
        "’",
        "–",
        "ß",
        "İ",
        "Ǆ",
        ".",
        ",",
        ";",
        ":",
        "15 maart",
        "3. März",
        "1er avril",
        "31.12.2021",
        "KB",
        "van",
        "vom",
        "Verordnung",
        "(EU) 2016/399",
        "art. 25",
        "uit",
        "nach",
        "en provenance de",
        "Einreise",
        "in beide Richtungen",
        "burgemeester",
        "gouverneur",
        "\xad",
        "\u200b",
        "\u202e",
        "é",
        "\n",
        "\t",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))


def where_it_says(item: Item, read: Assessment) -> bool:
    return all(e.text == getattr(item, e.field)[e.start : e.end] for e in read.evidence)


@given(st.sampled_from(Language), TEXTS, TEXTS)
@settings(deadline=None, max_examples=150)
def test_any_text_is_answered_with_evidence_in_place(language, title, summary):

    item = Item(
        "i", "s", Country.BE, "Overheid", Level.NATIONAL, language, None, "https://e.org", title, summary
    )
    read = classify(item)
    assert where_it_says(item, read)
    assert classify(item) == read
    assert 0 <= read.confidence <= 1
    labels = {e.label for e in read.evidence}
    assert labels >= {
        "is_measure",
        "topics",
        "action",
        "border_impact",
        "borders",
        "groups",
        "frontier_exempt",
        "valid_from",
        "valid_until",
        "level",
        "force",
    }
    assert {act.name for act in read.acts} == {e.value for e in read.evidence if e.label == "acts"}
    assert {read.direction} - {None} == {e.value for e in read.evidence if e.label == "direction"}
    for label in ("topics", "borders", "groups", "documents"):
        assert {str(v) for v in getattr(read, label)} <= {e.value for e in read.evidence if e.label == label}


BAIT = {
    "one endless word": "a" * 10_000_000,
    "a hundred thousand lines": "grens\n" * 100_000,
    "dates without end": "1 mei 2021 tot 3 juni " * 40_000,
    "numbers": "1.2.3.4.5." * 100_000,
    "denials": "geen gesloten grens niet dicht " * 30_000,
    "traps": "grenswaarde grens " * 50_000,
    "invisible characters": "\u200b\u00ad" * 500_000 + "grens",
    "text turned around": "\u202egrenscontrole " * 50_000,
    "spaces": " " * 1_000_000,
    "ten megabytes of rules": "Inreizen uit Duitsland naar België is verboden. " * 210_000,
    "one sentence without end": "inreizen uit duitsland naar belgië moet niet mag " * 210_000,
    "acts without end": "KB van 1 mei 2021 art. 3 wet van wet (EU) 2016/399 noodverordening " * 20_000,
    "articles without a place": "naar de het de provincie of de provincie van der " * 30_000,
    "places without an article": "Duitsland " * 200_000,
    "numbers like an act's": "verordening (eu) 1/1/1/1/1/1" + "/1" * 500_000,
    "brackets and quotes": "(«„“[{'" * 200_000,
    "endings without words": ".;!?…" * 200_000,
    "letters with many marks": "e" + "\u0301" * 1_000_000,
    "scripts mixed": "гренс границa σύνορα حدود 国境 grens 🚧 " * 30_000,
    "text from right to left": "\u2067حدود\u2069 grens \u2066\u202bgesloten\u202c " * 30_000,
    "halves of characters": "\ud800 grens \udfff" * 50_000,
    "no character": "grens\x00dicht\x1b[31m" * 50_000,
    "long words of law": "Rinder" * 50_000 + "kennzeichnungsverordnung " * 20_000,
}


@pytest.mark.parametrize("place", ["summary", "title"])
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("bait", BAIT.values(), ids=BAIT.keys())
def test_no_text_takes_long(item_of, bait, language, place):
    texts = ("Grens", bait) if place == "summary" else (bait, "Grens")
    item = item_of(language, "NL", *texts)
    lexicon(language)
    started = time.process_time()
    read = classify(item)
    assert time.process_time() - started < 1
    assert where_it_says(item, read)


def test_hidden_characters_do_not_hide_words(assess):
    plain = assess("nl", "NL", "Grenscontroles aan de grens met België verlengd")
    hidden = assess("nl", "NL", "Grens\u00adcontro\u200bles aan de  grens met Belgie\u0308 verlengd")
    assert hidden.topics == plain.topics
    assert hidden.border_impact == plain.border_impact
    assert hidden.action == plain.action


EDGES = [
    ("de", "Änderung der Quarantäne", "quarantine"),
    ("de", "Grenzübergänge geschlossen", "border_control"),
    ("de", "Grenzuebergaenge geschlossen", "border_control"),
    ("fr", "FRONTIÈRES FERMÉES", "border_control"),
    ("fr", "FRONTIERES FERMEES", "border_control"),
    ("nl", "Vrĳstelling binnengrenscontroles", "border_control"),
    ("nl", "grenscontrolepost", "border_control"),
]


@pytest.mark.parametrize(("language", "title", "topic"), EDGES)
def test_accents_and_spellings_make_no_difference(assess, language, title, topic):
    country = {"nl": "NL", "de": "DE", "fr": "BE"}[language]
    assert topic in assess(language, country, title, title + ", verboten, verboden, interdit").topics


@pytest.mark.parametrize("word", ["migrens", "grensoverschrijdende", "Grenzwert", "étrangrens"])
def test_a_word_inside_another_is_not_found(item_of, word):
    for language in (Language.NL, Language.DE):
        hits = lexicon(language).find(read(word, ""))
        assert not [hit for hit in hits if hit.concept == "border"]


def test_the_same_text_reads_the_same_in_title_case_and_with_other_quotes(item_of):
    item = item_of("fr", "BE", "Couvre-feu jusqu'au 1er avril", "L'interdiction s’applique partout.")
    assert (
        classify(item).valid_until
        == classify(replace(item, title="COUVRE-FEU JUSQU’AU 1ER AVRIL")).valid_until
        is not None
    )
