"""Forms in two parts, words taken back, names in quotation marks: what stands together is read together."""

import pytest

from measures.classify.readings import Reader
from measures.classify.text import read
from measures.classify.words import lexicon
from measures.vocabulary import Action, Country, Impact, Language


def concepts(language: Language, country: Country, title: str) -> set[str]:
    return set(Reader(read(title, ""), lexicon(language), country).by_concept)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Der Kreis hebt die Maskenpflicht in der Innenstadt auf", True),
        ("Der Kreis hebt die Maskenpflicht auf und öffnet die Märkte", True),
        ("Der Kreis hebt die Altersgrenze auf 70 Jahre", False),
        ("Der Kreis hebt die Hand. Alle stehen auf", False),
    ],
)
def test_a_separable_verb_counts_where_its_particle_ends_the_clause(title, found):
    assert ("end" in concepts(Language.DE, Country.DE, title)) is found


def test_both_parts_of_a_form_are_its_evidence(assess):
    read_back = assess("de", "DE", "Land setzt die Testpflicht außer Kraft")
    assert "setzt die Testpflicht außer Kraft" in {e.text for e in read_back.evidence if e.label == "action"}


@pytest.mark.parametrize(
    ("language", "country", "title"),
    [
        (Language.DE, Country.DE, "Grenzkontrollen zu den Niederlanden sind nicht vorgesehen"),
        (Language.DE, Country.DE, "Eine Schließung des Übergangs gibt es nicht"),
        (Language.FR, Country.BE, "Une fermeture de la frontière n'est pas prévue"),
    ],
)
def test_what_the_clause_takes_back_is_not_read(language, country, title):
    found = concepts(language, country, title)
    assert "denied" in found
    assert found.isdisjoint({"border_control", "border_closed", "closed"})


def test_a_border_in_a_name_is_no_border():
    assert "border" not in concepts(Language.FR, Country.BE, "Rappel du fromage « Frontière d'or »")
    assert "border" in concepts(Language.FR, Country.BE, "La frontière avec l'Allemagne")


@pytest.mark.parametrize("title", ["Fermeture à 22 heures", "Limité à 60 litres", "Ab 18 Uhr", "a 12"])
def test_hours_and_amounts_are_no_roads(title):
    language = Language.DE if title.startswith("Ab") else Language.FR
    assert "road_name" not in concepts(language, Country.BE, title)
    assert "road_name" in concepts(language, Country.BE, "A 12, E40")


def test_a_rule_for_inland_districts_touches_no_border(assess):
    inland = assess(
        "de",
        "DE",
        "Lockdown im Kreis Gütersloh",
        "Ab Mittwoch gelten wieder strenge Kontaktbeschränkungen.",
        authority="Landesregierung Nordrhein-Westfalen",
        level="regional",
    )
    assert inland.border_impact == Impact.NONE
    assert inland.regions == ("DEA42",)


def test_the_post_of_a_national_authority_speaks_for_its_town(assess):
    post = assess(
        "de",
        "DE",
        "Grenzkontrollen: Pendler brauchen mehr Zeit",
        "Seit heute wird an der Grenze kontrolliert.",
        authority="Bundespolizeiinspektion Kleve",
    )
    assert post.regions == ("DEA1B",)
    assert {border.value for border in post.borders} == {"NL-DE"}


def test_the_title_says_what_is_done_and_the_body_what_stays(assess):
    told = assess(
        "fr",
        "BE",
        "Réouverture des commerces dès le 15 mars",
        "L'horeca reste fermé et le couvre-feu est prolongé jusqu'au 1er avril.",
    )
    assert told.action == Action.RELAX


def test_who_lives_on_one_side_and_works_on_the_other_is_a_frontier_worker(assess):
    told = assess(
        "de",
        "DE",
        "Rentenversicherung: neues Formular",
        "Wer in Belgien wohnt und in Aachen beschäftigt ist, muss das Formular ab dem 1. April vorlegen.",
    )
    assert told.border_impact == Impact.DIRECT
    assert "frontier_workers" in told.groups
