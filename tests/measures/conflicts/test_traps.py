"""From the text to the flag: what looks like a border conflict and is none, and what is one beside it."""

from datetime import date

import pytest

from measures.classify import classify
from measures.conflicts import detect
from measures.items import known_at
from measures.lifecycle import fold
from measures.model import Event, Item
from measures.vocabulary import Border, ConflictKind, Country, Language, Level

ON = date(2024, 12, 31)


def flagged(*texts):
    events = []
    for number, text in enumerate(texts):
        country, authority, level, regions, language, published, title, summary = text
        item = Item(
            f"i{number}", "test", Country(country), authority, Level(level), Language(language),
            date.fromisoformat(published), f"https://example.org/{number}", title, summary, regions,
        )  # fmt: skip
        events.append(Event(item, classify(item), known_at(item, ON)))
    return [(c.border, c.kind) for c in detect(fold(events), ON)]


TRAPS = {
    "third-country flights, national level (nl)": (
        "NL", "Rijksoverheid", "national", (), "nl", "2020-12-20",
        "Vliegverbod voor passagiers uit het Verenigd Koninkrijk en Zuid-Afrika",
        "Vanaf vandaag tot en met 1 januari 2021 mogen vliegtuigen met passagiers uit het Verenigd "
        "Koninkrijk en Zuid-Afrika niet in Nederland landen. Voor reizigers uit buurlanden verandert niets.",
    ),
    "third-country travellers (de)": (
        "DE", "Bundesministerium des Innern", "national", (), "de", "2021-01-29",
        "Einreisebeschränkungen für Flugreisende aus Großbritannien, Irland, Brasilien und Südafrika",
        "Ab dem 30. Januar 2021 dürfen Fluggesellschaften keine Personen aus diesen Staaten nach Deutschland "
        "befördern. Die Regelung gilt bis zum 17. Februar 2021.",
    ),
    "third-country travellers (fr)": (
        "BE", "SPF Affaires étrangères", "national", (), "fr", "2021-04-27",
        "Interdiction d'entrée pour les voyageurs en provenance d'Inde, du Brésil et d'Afrique du Sud",
        "À partir du 1er mai 2021, les vols de passagers venant de ces pays ne sont plus admis en Belgique.",
    ),
    "controls at the Austrian border": (
        "DE", "Bundesministerium des Innern", "national", (), "de", "2023-10-11",
        "Grenzkontrollen an der Grenze zu Österreich bis Mai 2024 verlängert",
        "Die Kontrollen an der deutsch-österreichischen Landgrenze werden um sechs Monate verlängert. "
        "Sie gelten vom 12. November 2023 bis zum 11. Mai 2024.",
    ),
    "controls at the Polish and Czech borders (en)": (
        "DE", "Federal Ministry of the Interior", "national", (), "en", "2023-10-16",
        "Germany notifies checks at its borders with Poland, the Czech Republic and Switzerland",
        "Stationary checks start today, 16 October 2023, for ten days.",
    ),
    "a town away from the border": (
        "NL", "Gemeente Amsterdam", "local", ("NL329",), "nl", "2020-10-01",
        "Mondkapjes verplicht in winkelstraten van Amsterdam",
        "Vanaf 5 oktober tot en met 31 oktober 2020 geldt in drukke winkelstraten een mondkapjesplicht.",
    ),
    "Bavaria": (
        "DE", "Bayerische Staatsregierung", "regional", ("DE2",), "de", "2020-12-08",
        "Bayern: Ausgangsbeschränkung und Schließung der Geschäfte ab 9. Dezember",
        "Im ganzen Freistaat gilt vom 9. Dezember 2020 bis zum 5. Januar 2021 eine Ausgangsbeschränkung.",
    ),
    "Brussels shops, no border near": (
        "BE", "Ville de Bruxelles", "local", ("BE100",), "fr", "2020-11-20",
        "Rue Neuve : accès limité aux magasins",
        "Du 1er décembre au 24 décembre 2020, l'accès aux magasins de la rue Neuve est limité.",
    ),
    "bird flu zone in Brandenburg": (
        "DE", "Landkreis Oder-Spree", "local", ("DE40C",), "de", "2022-11-03",
        "Geflügelpest: Sperrzone um Betrieb eingerichtet",
        "Ab dem 4. November 2022 gilt um den Betrieb eine Schutzzone von drei Kilometern.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS)
def test_traps_flag_nothing(text):
    assert flagged(text) == []


def test_traps_flag_nothing_together():
    assert flagged(*TRAPS.values()) == []


ALIKE = {
    "the border that is ours": (
        "DE", "Bundesministerium des Innern", "national", (), "de", "2024-09-09",
        "Binnengrenzkontrollen ab 16. September an allen deutschen Landgrenzen",
        "Auch an den Grenzen zu Belgien und den Niederlanden wird vom 16. September 2024 an kontrolliert.",
    ),
    "travellers from the neighbour": (
        "BE", "FOD Binnenlandse Zaken", "national", (), "nl", "2020-03-20",
        "Grens met Nederland en Duitsland dicht voor niet-essentiële verplaatsingen",
        "Vanaf 20 maart 2020 zijn de grenzen tot en met 5 april gesloten voor wie geen goede reden heeft.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "border", "kind"),
    [
        (ALIKE["the border that is ours"], Border.NL_DE, ConflictKind.CAPACITY_OR_TRANSPORT),
        (ALIKE["travellers from the neighbour"], Border.NL_BE, ConflictKind.BLOCKED_CROSSING),
    ],
    ids=ALIKE,
)
def test_what_resembles_the_traps_at_our_borders_is_flagged(text, border, kind):
    assert (border, kind) in flagged(text)
