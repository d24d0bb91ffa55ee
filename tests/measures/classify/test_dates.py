"""How officials write days in four languages, read against the publication on Wednesday 10 March 2021."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

_NOTICES = tomllib.loads(Path(__file__).with_name("days.toml").read_text("utf-8"))["notices"]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


WRITTEN = [
    ("nl", "Mondkapjesplicht met ingang van 15 maart", "2021-03-15", None),
    ("nl", "Mondkapjesplicht vanaf maandag 15 maart 2021", "2021-03-15", None),
    ("nl", "Mondkapjesplicht per 1 april verplicht", "2021-04-01", None),
    ("nl", "Avondklok geldt tot en met 30 maart", None, "2021-03-30"),
    ("nl", "Avondklok geldt t/m dinsdag 30 maart 04.30 uur", None, "2021-03-30"),
    ("nl", "Avondklok verlengd tot 31-03-2021", None, "2021-03-31"),
    ("nl", "Weg afgesloten van 12 tot en met 23 april", "2021-04-12", "2021-04-23"),
    ("nl", "Weg afgesloten van 1 februari tot 14 december 2022", "2022-02-01", "2022-12-14"),
    ("nl", "Winkels vanaf vrijdag gesloten", "2021-03-12", None),
    ("nl", "Noodverordening per direct van kracht", "2021-03-10", None),
    ("nl", "Avondklok geldt tot eind april", None, "2021-04-30"),
    ("nl", "Verbod geldt sinds zondag", "2021-03-07", None),
    ("nl", "Accijns op benzine omlaag vanaf 1 januari", "2022-01-01", None),
    ("nl", "Verplichting treedt in werking op 1ste mei 2021", "2021-05-01", None),
    ("de", "Maskenpflicht ab dem 15. März 2021", "2021-03-15", None),
    ("de", "Maskenpflicht ab Montag, 15. März", "2021-03-15", None),
    ("de", "Maskenpflicht mit Wirkung vom 1.4.2021 angeordnet", "2021-04-01", None),
    ("de", "Ausgangssperre gilt bis einschließlich 28. März", None, "2021-03-28"),
    ("de", "Ausgangssperre gilt bis zum 28.03.2021", None, "2021-03-28"),
    ("de", "Grenzkontrollen vom 16. September 2021 bis zum 15. März 2022", "2021-09-16", "2022-03-15"),
    ("de", "Straße vom 12. bis 23. April voll gesperrt", "2021-04-12", "2021-04-23"),
    ("de", "Sperrung (14.05. – 16.05.) auf der Autobahn", "2021-05-14", "2021-05-16"),
    ("de", "Homeoffice-Pflicht bis Ende April verlängert", None, "2021-04-30"),
    ("de", "Testpflicht gilt ab sofort", "2021-03-10", None),
    ("de", "Ausgangssperre gilt seit Sonntag", "2021-03-07", None),
    ("de", "Verordnung tritt am Tag nach der Verkündung in Kraft", "2021-03-11", None),
    ("de", "Testpflicht gilt bis Jahresende", None, "2021-12-31"),
    ("de", "Maskenpflicht ab 15. Maerz", "2021-03-15", None),
    ("de", "Maskenpflicht von Montag, 15. März, an", "2021-03-15", None),
    ("de", "Maskenpflicht läuft am 30. März aus", None, "2021-03-30"),
    ("de", "Schulen vom 15. März, 8 Uhr, bis zum 18. April geschlossen", "2021-03-15", "2021-04-18"),
    ("fr", "Magasins fermés du 15 mars à midi au 5 avril inclus", "2021-03-15", "2021-04-05"),
    ("fr", "Masque obligatoire à partir de la nuit du 15 mars", "2021-03-15", None),
    ("fr", "Masque obligatoire à partir du 15 mars", "2021-03-15", None),
    ("fr", "Masque obligatoire dès le lundi 15 mars 2021", "2021-03-15", None),
    ("fr", "Masque obligatoire à partir du 1er avril", "2021-04-01", None),
    ("fr", "Couvre-feu jusqu'au 1er avril inclus", None, "2021-04-01"),
    ("fr", "Couvre-feu prolongé jusqu’au 01/04/2021", None, "2021-04-01"),
    ("fr", "Route fermée du 12 au 23 avril", "2021-04-12", "2021-04-23"),
    ("fr", "Contrôles aux frontières du 9 décembre 2021 au 8 juin 2022", "2021-12-09", "2022-06-08"),
    ("fr", "Interdiction en vigueur depuis dimanche", "2021-03-07", None),
    ("fr", "Magasins fermés à partir de vendredi", "2021-03-12", None),
    ("fr", "Mesures obligatoires avec effet immédiat", "2021-03-10", None),
    ("fr", "Couvre-feu jusqu'à la fin avril", None, "2021-04-30"),
    ("en", "Curfew applies from 15 March", "2021-03-15", None),
    ("en", "Curfew in force as of March 15, 2021", "2021-03-15", None),
    ("en", "Curfew extended until 30 March", None, "2021-03-30"),
    ("en", "Curfew extended up to and including 2 April 2021", None, "2021-04-02"),
    ("en", "Road closed from 12 to 23 April", "2021-04-12", "2021-04-23"),
    ("en", "Border closed with immediate effect", "2021-03-10", None),
    # An hour and an article between the preposition and the day.
    ("nl", "Avondklok vanaf 22.00 uur op woensdag 14 april", "2021-04-14", None),
    ("de", "Gaststätten geschlossen ab 22 Uhr am 14. April", "2021-04-14", None),
    ("fr", "Cafés fermés à partir de 22 heures le 14 avril", "2021-04-14", None),
    ("en", "Cafés closed. In force from 10pm on the 4/3/2021", "2021-03-04", None),
    # What came into force lately.
    ("nl", "Winkels gesloten: de noodverordening trad in werking op 5 maart", "2021-03-05", None),
    ("de", "Geschäfte geschlossen: Verordnung in Kraft getreten am 5. März 2021", "2021-03-05", None),
    ("fr", "Magasins fermés : arrêté entré en vigueur le 5 mars 2021", "2021-03-05", None),
    ("en", "Shops closed. The rules came into force on 5 March 2021", "2021-03-05", None),
    # Stretches over the end of a month or a year, and those of which one end gives the year.
    ("de", "Geschäfte geschlossen vom 24. bis 1. Mai", "2021-04-24", "2021-05-01"),
    ("de", "Treffen verboten vom 24. Dezember bis einschließlich 26. Dezember", "2021-12-24", "2021-12-26"),
    ("en", "Schools closed 19th of December to 4th of January", "2021-12-19", "2022-01-04"),
    ("en", "Schools closed from December 24 to 26, 2021", "2021-12-24", "2021-12-26"),
    ("nl", "Scholen gesloten 19-12-2021 -- 03-01-2022", "2021-12-19", "2022-01-03"),
    # How long a rule holds, counted from its first day.
    ("nl", "Winkels gesloten vanaf 15 maart, voor de duur van zes maanden", "2021-03-15", "2021-09-14"),
    ("nl", "Winkels gesloten gedurende vier weken vanaf 15 maart", "2021-03-15", "2021-04-11"),
    ("de", "Ab dem 31. März für einen Monat: Ausgangssperre", "2021-03-31", "2021-04-30"),
    ("fr", "Magasins fermés à partir du 15 mars pour une durée de 4 semaines", "2021-03-15", "2021-04-11"),
    ("en", "Curfew from 15 March for a period of two weeks", "2021-03-15", "2021-03-28"),
]


@pytest.mark.parametrize(("language", "title", "since", "until"), WRITTEN, ids=lambda value: str(value))
def test_days_are_read_as_officials_write_them(assess, language, title, since, until):
    country = {"nl": "NL", "de": "DE", "fr": "BE", "en": "NL"}[language]
    read = assess(language, country, title)
    assert (read.valid_from, read.valid_until) == (day(since), day(until))


MERELY_NAMED = [
    (
        "nl",
        "Inreisregels aangescherpt",
        "Reizigers gaan twee weken in quarantaine; het formulier is verplicht.",
    ),
    ("de", "Warnstufe bleibt", "Wegen Warnstufe 3 ist eine Maske Pflicht."),
    ("nl", "Brief over de avondklok", "Zie de brief van 11 februari. De avondklok blijft verplicht."),
    ("nl", "Avondklok blijft gelden", "Uiterlijk 30 maart worden de maatregelen opnieuw bekeken."),
    (
        "de",
        "Königlicher Erlass geändert",
        "Der Erlass vom 28. Oktober 2020 ist geändert, Homeoffice Pflicht.",
    ),
    ("de", "Testpflicht bleibt", "Spätestens am 30. März wird entschieden, die Testpflicht bleibt."),
    ("fr", "Arrêté modifié", "L'arrêté du 28 octobre 2020 est modifié : le télétravail est obligatoire."),
]


@pytest.mark.parametrize("case", MERELY_NAMED, ids=lambda case: case[2][:40])
def test_days_of_letters_acts_and_reviews_are_no_days_in_force(assess, case):
    language, title, summary = case
    read = assess(language, {"nl": "NL", "de": "DE", "fr": "BE"}[language], title, summary)
    assert (read.valid_from, read.valid_until) == (None, None)


def test_other_countries_dates_are_left_alone(assess):
    read = assess(
        "de",
        "DE",
        "Binnengrenzkontrollen an der Grenze zu den Niederlanden ab 16. März",
        "Die Kontrollen zu Österreich gelten bis zum 11. Mai.",
    )
    assert (read.valid_from, read.valid_until) == (date(2021, 3, 16), None)


def test_without_a_publication_date_a_day_without_year_stays_unknown(assess):
    assert assess("nl", "NL", "Avondklok vanaf 15 maart", published=None).valid_from is None
    assert assess("nl", "NL", "Avondklok vanaf 15 maart 2021", published=None).valid_from == date(2021, 3, 15)


def test_days_that_do_not_exist_are_not_invented(assess):
    assert assess("nl", "NL", "Avondklok vanaf 31 april verplicht").valid_from is None
    assert assess("de", "DE", "Maskenpflicht ab 29.02.2021").valid_from is None


@pytest.mark.parametrize("notice", _NOTICES, ids=lambda notice: " ".join(notice["read"][2:]))
def test_first_and_last_day_as_officials_write_them(assess, notice):
    read = assess(*notice["read"])
    assert (str(read.valid_from or ""), str(read.valid_until or "")) == (notice["from"], notice["until"])
