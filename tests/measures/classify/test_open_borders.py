"""Borders that a text says are not closed and not checked."""

import pytest

from measures.vocabulary import Impact, Strictness, Topic

OPEN = [
    (
        "nl",
        "NL",
        "Nederlandse grens blijft open",
        "Nederland sluit zijn grens niet en houdt geen grenscontroles.",
    ),
    (
        "nl",
        "NL",
        "Geen sluiting",
        "Nederland sluit de grenzen met België en Duitsland niet en voert geen grenscontroles in.",
    ),
    (
        "nl",
        "BE",
        "Grenzen blijven open",
        "De grens met Nederland wordt niet gesloten en er is geen grenscontrole.",
    ),
    ("nl", "NL", "Geen controles aan de grens", "Er komen geen grenscontroles en de grens gaat niet dicht."),
    (
        "de",
        "DE",
        "Keine Grenzschließung zu den Niederlanden",
        "Die Grenze zu den Niederlanden bleibt offen; Grenzkontrollen finden nicht statt.",
    ),
    (
        "de",
        "DE",
        "Grenze bleibt offen",
        "Deutschland schließt seine Grenze zu Belgien nicht und führt keine Grenzkontrollen durch.",
    ),
    (
        "de",
        "DE",
        "Grenzen werden nicht geschlossen",
        "Die Grenzen zu Belgien und den Niederlanden werden nicht geschlossen, "
        "Kontrollen an der Grenze gibt es nicht.",
    ),
    (
        "fr",
        "BE",
        "La frontière reste ouverte",
        "La Belgique ne ferme pas sa frontière avec les Pays-Bas et ne fait pas de contrôles aux frontières.",
    ),
    (
        "fr",
        "BE",
        "Pas de fermeture des frontières",
        "Les frontières ne seront pas fermées et il n'y a pas de contrôle aux frontières avec l'Allemagne.",
    ),
    (
        "en",
        "NL",
        "Border with Belgium stays open",
        "The Netherlands is not closing its border and will not hold border checks.",
    ),
]


@pytest.mark.parametrize("text", OPEN, ids=lambda text: f"{text[0]} {text[2]}")
def test_a_border_neither_closed_nor_checked_is_open(assess, text):
    read = assess(*text)
    assert read.border_impact != Impact.BLOCKING
    assert all(step == Strictness.NONE for topic, step in read.strictness if topic == Topic.BORDER_CONTROL)


def test_the_neighbours_ban_does_not_close_our_side(assess):
    read = assess(
        "nl",
        "NL",
        "Alleen noodzakelijke reizen naar België; Nederlandse kant van de grens blijft open",
        "België laat alleen nog mensen toe die om een noodzakelijke reden reizen. Nederland sluit zijn grens "
        "niet en houdt geen grenscontroles.",
    )
    assert read.strictness_on(Topic.ENTRY) == Strictness.CLOSED
    assert read.strictness_on(Topic.BORDER_CONTROL) == Strictness.NONE


CHECKED = [
    (
        "de",
        "DE",
        "Grenzkontrollen ab Montag",
        "Bisher gab es zu Belgien keine Grenzkontrollen; ab Montag, 15. März, wird kontrolliert.",
    ),
    (
        "nl",
        "NL",
        "Grens met Duitsland",
        "De marechaussee houdt vanaf maandag niet alleen grenscontroles, maar weigert ook toeristen.",
    ),
    (
        "fr",
        "BE",
        "Contrôles",
        "La police fait non seulement des contrôles aux frontières avec les Pays-Bas, mais aussi en ville.",
    ),
    (
        "en",
        "NL",
        "Border with Germany",
        "From Monday the police will hold not only border checks with Germany but turn tourists back.",
    ),
]


@pytest.mark.parametrize("text", CHECKED, ids=lambda text: f"{text[0]} {text[2]}")
def test_checks_that_another_word_denies_stay_checks(assess, text):
    read = assess(*text)
    assert read.border_impact == Impact.DIRECT
    assert read.strictness_on(Topic.BORDER_CONTROL) == Strictness.PARTIAL
