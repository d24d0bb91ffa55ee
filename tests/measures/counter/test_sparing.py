"""Which groups an exemption names beside frontier workers: read from sentences as officials write them."""

from datetime import UTC, date, datetime

import pytest

from measures.classify import classify
from measures.counter.sparing import spared
from measures.model import Event, Item
from measures.vocabulary import Country, Group, Language, Level

TITLES = {
    "nl": "Vanaf maandag quarantaine na inreis uit Duitsland",
    "de": "Ab Montag Quarantänepflicht nach Einreise aus den Niederlanden",
    "fr": "Quarantaine obligatoire à partir de lundi après un séjour aux Pays-Bas",
    "en": "Quarantine from Monday after arrival from Germany",
}
PUPILS, FAMILIES, PATIENTS = Group.STUDENTS_PUPILS, Group.FAMILIES, Group.PATIENTS


def told(language: str, summary: str) -> Event:
    country = {"de": Country.DE, "fr": Country.BE}.get(language, Country.NL)
    item = Item("i", "test", country, "Regering", Level.NATIONAL, Language(language), date(2021, 3, 1),
                "https://example.org/i", TITLES[language], summary)  # fmt: skip
    return Event(item, classify(item), datetime(2021, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("language", "summary", "groups"),
    [
        ("nl", "Grenswerkers, scholieren en studenten zijn vrijgesteld van de quarantaineplicht.", {PUPILS}),
        ("nl", "Voor grensarbeiders en leerlingen geldt de quarantaineplicht niet.", {PUPILS}),
        ("nl", "Grenspendelaars zijn uitgezonderd. Dat geldt ook voor studenten.", {PUPILS}),
        ("nl", "Uitgezonderd zijn:\ngrensarbeiders;\nstudenten;\nmantelzorgers.", {PUPILS, FAMILIES}),
        ("nl", "Grenspendelaars hoeven niet in quarantaine, studenten ook niet.", {PUPILS}),
        ("nl", "Grenswerkers en scholieren die er aanwezig moeten zijn hoeven niet in quarantaine", {PUPILS}),
        ("nl", "Alleen woon-werkverkeer is toegelaten; ook co-ouderschap en studie gelden als reden.",
         {PUPILS, FAMILIES}),
        ("de", "Grenzpendler und Studierende sind von der Quarantänepflicht ausgenommen.", {PUPILS}),
        ("de", "Ausgenommen sind Grenzgänger, Grenzschüler sowie Patienten.", {PUPILS, PATIENTS}),
        ("de", "Pendler müssen nicht in Quarantäne. Gleiches gilt für Schülerinnen und Schüler.", {PUPILS}),
        ("de", "Die Quarantänepflicht entfällt für Berufspendler, auch für Auszubildende.", {PUPILS}),
        ("fr", "Les travailleurs frontaliers et les élèves sont dispensés de quarantaine.", {PUPILS}),
        ("fr", "Les frontaliers sont exemptés. Il en va de même pour les étudiants.", {PUPILS}),
        ("fr", "Exception pour les frontaliers, les étudiants et les patients.", {PUPILS, PATIENTS}),
        ("en", "Cross-border commuters and students are exempt from quarantine.", {PUPILS}),
        ("en", "Frontier workers are exempt from quarantine. The same applies to pupils.", {PUPILS}),
        ("en", "Neither applies to commuters who have to commute, nor to pupils and students.", {PUPILS}),
        ("en", "Exempt are frontier workers, students and carers.", {PUPILS, FAMILIES}),
    ],
)  # fmt: skip
def test_groups_that_share_the_exemption_are_found(language: str, summary: str, groups: set[Group]) -> None:
    event = told(language, summary)
    assert event.assessment.frontier_exempt is True
    assert spared(event) == groups


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        ("nl", "Grenswerkers zijn vrijgesteld van quarantaine, studenten moeten wel in quarantaine."),
        ("nl", "Grenspendelaars zijn vrijgesteld, maar studenten niet."),
        ("nl", "Grenspendelaars zijn vrijgesteld. Studenten moeten zich laten testen."),
        ("nl", "Scholen helpen leerlingen. Grenspendelaars zijn vrijgesteld van quarantaine."),
        ("nl", "Grensarbeiders, maar geen studenten, zijn vrijgesteld van de quarantaine."),
        ("de", "Grenzpendler sind ausgenommen, Studierende dagegen nicht."),
        ("de", "Grenzgänger sind von der Quarantäne befreit; Schüler müssen einen Test vorlegen."),
        ("de", "Anders als Studierende sind Grenzpendler von der Quarantäne ausgenommen."),
        ("de", "Grenzpendler sind ausgenommen. Das gilt nicht für Studierende."),
        ("fr", "Les frontaliers sont exemptés de quarantaine, mais pas les étudiants."),
        ("fr", "Contrairement aux étudiants, les travailleurs frontaliers sont exemptés de quarantaine."),
        ("fr", "Les frontaliers sont dispensés de quarantaine. Les élèves doivent se faire tester."),
        ("en", "Commuters are exempt from quarantine, but students are not."),
        ("en", "Unlike students, frontier workers are exempt from quarantine."),
        ("en", "Frontier workers are exempt from quarantine; students must show a test."),
    ],
)
def test_groups_that_are_left_out_or_held_to_the_rule_are_not(language: str, summary: str) -> None:
    event = told(language, summary)
    assert event.assessment.frontier_exempt is True
    assert spared(event) == frozenset()


def test_where_nobody_is_exempt_nobody_is_named() -> None:
    assert spared(told("nl", "Ook grenspendelaars en studenten moeten in quarantaine.")) == frozenset()
    assert spared(told("nl", "")) == frozenset()
