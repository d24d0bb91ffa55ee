"""One release in several languages is one word on one measure; two releases of one day are two."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.classify import classify
from measures.lifecycle import fold
from measures.lifecycle.twins import are_twins, joined
from measures.model import Event, Item
from measures.vocabulary import Country, Impact, Language, Level, Topic

CONTROLS = {
    "nl": (
        "Tijdelijke grenscontroles met Nederland en Duitsland vanaf 1 december",
        "De Ministerraad voert van 1 december 2026 tot en met 31 mei 2027 opnieuw controles aan de grenzen "
        "met Nederland en Duitsland in. Grensarbeiders houden hun identiteitskaart bij zich. Het "
        "informatienummer 0800 14 689 is elke dag bereikbaar van 8 tot 20 uur.",
    ),
    "fr": (
        "Contrôles temporaires aux frontières avec les Pays-Bas et l'Allemagne à partir du 1er décembre",
        "Le Conseil des ministres rétablit du 1er décembre 2026 au 31 mai 2027 des contrôles aux frontières "
        "avec les Pays-Bas et l'Allemagne. Les travailleurs frontaliers portent leur carte d'identité sur "
        "eux. Le numéro d'information 0800 14 689 est joignable chaque jour de 8 à 20 heures.",
    ),
    "de": (
        "Vorübergehende Grenzkontrollen zu den Niederlanden und Deutschland ab dem 1. Dezember",
        "Der Ministerrat führt vom 1. Dezember 2026 bis zum 31. Mai 2027 wieder Kontrollen an den Grenzen zu "
        "den Niederlanden und Deutschland ein. Grenzgänger tragen ihren Personalausweis bei sich. Die "
        "Rufnummer 0800 14 689 ist täglich von 8 bis 20 Uhr erreichbar.",
    ),
}
MASKS = {
    "nl": (
        "Mondmaskers verplicht in de trein vanaf 1 december",
        "Wie de trein neemt, draagt vanaf 1 december 2026 een mondmasker. Dat geldt ook op 42 perrons.",
    ),
    "de": (
        "Maskenpflicht im Zug ab dem 1. Dezember",
        "Wer den Zug nimmt, trägt ab dem 1. Dezember 2026 eine Maske. Das gilt auch auf 42 Bahnsteigen.",
    ),
}
AUTHORITIES = {"nl": "FOD Binnenlandse Zaken", "fr": "SPF Intérieur", "de": "FÖD Inneres"}
SLUGS = {"nl": "grenscontroles-0", "fr": "controles-temporaires-partir-du", "de": "grenzkontrollen"}


def release(
    texts: dict[str, tuple[str, str]],
    language: str,
    *,
    key: str = "a",
    host: str = "news.belgium.be",
    day: date = date(2026, 11, 20),
    level: str = "national",
    hour: int = 12,
) -> Event:
    title, summary = texts[language]
    item = Item(
        id=f"{key}-{language}",
        source=f"be-news-{language}",
        country=Country.BE,
        authority=AUTHORITIES[language] if level == "national" else "Regierung der DG",
        level=Level(level),
        language=Language(language),
        published=day,
        url=f"https://{host}/{language}/{SLUGS[language]}",
        title=title,
        summary=summary,
        regions=("BE336",) if level == "regional" else (),
    )
    return Event(item, classify(item), datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def test_a_release_in_three_languages_is_one_measure_with_one_word_on_it():
    events = [release(CONTROLS, language, hour=9 + n) for n, language in enumerate(("fr", "nl", "de"))]
    [measure] = fold(events)
    assert [reason for _, reason in measure.links] == ["first", "translation", "translation"]
    assert (measure.begins, measure.ends) == (date(2026, 12, 1), date(2027, 5, 31))
    assert len(measure.phases) == 1


def test_a_release_of_the_german_speaking_community_in_two_languages_is_one():
    where = {"host": "ostbelgienlive.be", "level": "regional"}
    [measure] = fold([release(CONTROLS, "de", **where), release(CONTROLS, "fr", **where)])
    assert [reason for _, reason in measure.links] == ["first", "translation"]


def test_two_releases_of_one_day_stay_two_although_both_begin_on_one():
    events = [release(CONTROLS, "fr"), release(MASKS, "nl", key="b"), release(MASKS, "de", key="b")]
    assert not are_twins(events[0], events[1])
    assert are_twins(events[1], events[2])


def test_the_same_figures_of_another_publisher_or_another_week_are_no_translation():
    french = release(CONTROLS, "fr")
    elsewhere = release(CONTROLS, "nl", host="www.rijksoverheid.nl")
    later = release(CONTROLS, "nl", day=date(2026, 11, 27))
    for other in (elsewhere, later):
        [measure] = fold([french, other])
        assert "translation" not in [reason for _, reason in measure.links]


def test_an_extension_told_in_two_languages_prolongs_once(event, day):
    first = event("a", country="BE", published="2021-01-22", since="2021-01-27", until="2021-03-01")
    more = {"country": "BE", "published": "2021-02-26", "action": "extend"}
    dutch = event("nl", title="Verlengd tot 1 april 2021, 05 uur", until="2021-04-01", **more)
    french = event("fr", language="fr", title="Prolongé au 1er avril 2021, 5 heures", **more)
    [measure] = fold([first, dutch, french])
    assert [reason for _, reason in measure.links] == ["first", "extends", "translation"]
    assert measure.ends == day("2021-04-01")


def test_what_one_language_leaves_open_the_other_tells(event, day):
    common = {"country": "BE", "published": "2021-03-19", "impact": "direct"}
    german = event("de", language="de", title="Ab 27. März, 22 Uhr", since="2021-03-27", **common)
    french = event(
        "fr",
        language="fr",
        title="Dès le 27 mars, 22 heures",
        until="2021-04-25",
        exempt=True,
        **(common | {"impact": "blocking"}),
    )
    [measure] = fold([german, french])
    assert (measure.begins, measure.ends) == (day("2021-03-27"), day("2021-04-25"))
    assert (measure.border_impact, measure.frontier_exempt) == (Impact.BLOCKING, True)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "https://[::1", "https://a\x00b.be/", "//x", "http://" + "a." * 500]
)
def test_no_address_stops_the_fold(event, url):
    first, second = event("a", title="1 2 3"), event("b", language="fr", title="1 2 3")
    events = [replace(e, item=replace(e.item, url=url)) for e in (first, second)]
    assert fold(events)


@given(texts=st.lists(st.text(max_size=60), min_size=2, max_size=2))
def test_being_translations_goes_both_ways(texts, event):
    first, second = (
        event(language, language=language, title=text)
        for language, text in zip(("nl", "de"), texts, strict=True)
    )
    assert are_twins(first, second) == are_twins(second, first)
    assert not are_twins(first, first)


def test_a_joined_reading_keeps_the_topics_of_the_first(event):
    first = event("a", topics=("border_control",)).assessment
    second = event("b", topics=("border_control", "quarantine"), step=4).assessment
    both = joined(first, second)
    assert both.topics == (Topic.BORDER_CONTROL,)
    assert dict(both.strictness) == {Topic.BORDER_CONTROL: 4}
