"""Shops shut, or open with limits beside shut restaurants: what moves people over the border."""

from datetime import date

import pytest

from measures.classify import classify
from measures.model import Item
from measures.vocabulary import Country, Language, Level, Strictness, Topic

SHUT = [
    (
        "nl",
        "NL",
        "Vanaf dinsdag 15 december 2020 zijn alle niet-essentiële winkels, musea en kappers gesloten.",
    ),
    ("nl", "BE", "Winkels, horeca en contactberoepen blijven tot en met 9 februari 2021 dicht."),
    ("nl", "NL", "Vanaf zondag 19 december om 5.00 uur sluiten alle winkels die geen voeding verkopen."),
    ("de", "DE", "Der Einzelhandel schließt am 16. Dezember, ausgenommen Läden für den täglichen Bedarf."),
    ("de", "DE", "Ab Mitternacht bleiben Restaurants, Museen und nicht notwendige Geschäfte geschlossen."),
    ("fr", "BE", "Les commerces non essentiels ferment à partir du 2 novembre 2020."),
    ("fr", "BE", "La fermeture des commerces non essentiels est prolongée jusqu'au 19 avril."),
    ("en", "NL", "Non-essential shops, museums and gyms are closed from 15 December 2020."),
]
OPEN = [
    ("nl", "NL", "Alle cafés en restaurants sluiten vanaf 14 oktober 2020; winkels blijven open."),
    ("nl", "NL", "Winkels moeten om 18.00 uur dicht, restaurants om 20.00 uur, vanaf 13 november 2021."),
    ("nl", "BE", "Contactberoepen sluiten, winkels moeten afstand garanderen vanaf 23 maart 2020."),
    (
        "nl",
        "BE",
        "Niet-essentiële winkels ontvangen vanaf 27 maart alleen klanten op afspraak, kappers sluiten.",
    ),
    ("de", "DE", "Restaurants und Theater schließen ab 2. November, Geschäfte und Schulen bleiben offen."),
    ("de", "DE", "Anders als in den Niederlanden, wo Läden geschlossen sind, müssen Restaurants 2G prüfen."),
    ("fr", "BE", "Les cafés et restaurants ferment le 19 octobre, les magasins restent ouverts."),
    ("en", "BE", "Bars and restaurants must close from 19 October 2020; shops stay open."),
]


def step(language, country, text):
    item = Item(
        "i", "test", Country(country), "Regering", Level.NATIONAL, Language(language), date(2020, 10, 1),
        "https://example.org/i", text, text,
    )  # fmt: skip
    return classify(item).strictness_on(Topic.SHOPS_EVENTS)


@pytest.mark.parametrize(("language", "country", "text"), SHUT)
def test_shops_that_are_shut_are_closed(language, country, text):
    assert step(language, country, text) == Strictness.CLOSED


@pytest.mark.parametrize(("language", "country", "text"), OPEN)
def test_shops_that_are_open_are_at_most_limited(language, country, text):
    assert step(language, country, text) <= Strictness.PARTIAL
