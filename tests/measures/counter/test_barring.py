"""What a text gives, and says that it does not give to frontier workers."""

from datetime import UTC, date, datetime

import pytest

from measures.classify import classify
from measures.counter.barring import left_out
from measures.counter.situation import situation
from measures.model import Event, Item
from measures.vocabulary import Country, Language, Level

ON = date(2022, 9, 10)


def told(language: str, country: str, summary: str) -> Event:
    item = Item(
        id="item",
        source="test",
        country=Country(country),
        authority="Ministry",
        level=Level.NATIONAL,
        language=Language(language),
        published=ON,
        url="https://example.org/item",
        title="",
        summary=summary,
    )
    return Event(item, classify(item), datetime(2022, 9, 10, tzinfo=UTC))


def person(home: str, work: str, **more: str):
    return situation({"home": home, "work": work, "day": ON.isoformat(), **more}, ON)


LEFT_OUT = [
    ("de", "DE", "Grenzpendler bekommen die Pauschale nicht."),
    ("de", "DE", "Grenzgänger haben keinen Anspruch darauf."),
    ("de", "DE", "Grenzpendler aus den Niederlanden sind davon ausgeschlossen."),
    ("de", "DE", "Für Grenzpendler gilt eine Besonderheit. Sie gehen leer aus."),
    ("nl", "DE", "Grensarbeiders komen niet in aanmerking voor de toeslag."),
    ("nl", "DE", "Grenswerkers hebben geen recht op deze steun."),
    ("nl", "DE", "De premie is niet bedoeld voor grensarbeiders."),
    ("nl", "DE", "Grenspendelaars krijgen de toeslag niet."),
    ("fr", "DE", "Les travailleurs frontaliers sont exclus de la prime."),
    ("fr", "DE", "Les frontaliers n'y ont pas droit."),
    ("fr", "DE", "Les frontaliers ne peuvent pas bénéficier de cette aide."),
    ("fr", "DE", "Les frontaliers ne reçoivent pas la prime."),
    ("en", "DE", "Frontier workers are not eligible."),
    ("en", "DE", "Cross-border workers are not entitled to the benefit."),
    ("en", "DE", "Cross-border commuters do not receive the payment."),
    ("en", "DE", "Frontier workers have no right to the allowance."),
]


@pytest.mark.parametrize(("language", "country", "sentence"), LEFT_OUT)
def test_who_gets_nothing_is_left_out(language, country, sentence):
    assert left_out(person("maastricht", "aachen"), Country.DE, told(language, country, sentence))


GIVEN = [
    ("de", "Auch Grenzgänger haben Anspruch auf den Bonus."),
    ("de", "Grenzpendler erhalten die Pauschale, sofern sie keinen anderen Zuschuss haben."),
    ("nl", "Grenswerkers krijgen de toeslag ook."),
    ("nl", "Grensarbeiders zijn niet uitgesloten van de toeslag."),
    ("fr", "Les frontaliers ont aussi droit à la prime."),
    ("fr", "Les frontaliers ne sont pas exclus de la prime."),
    ("en", "Frontier workers are also eligible. Companies are not eligible."),
]


@pytest.mark.parametrize(("language", "sentence"), GIVEN)
def test_who_gets_it_is_not_left_out(language, sentence):
    assert not left_out(person("maastricht", "aachen"), Country.DE, told(language, "DE", sentence))


def test_only_those_who_live_abroad_may_be_left_out():
    text = told("de", "DE", "Grenzpendler, die im Ausland wohnen, bekommen die Pauschale nicht.")
    assert left_out(person("maastricht", "aachen"), Country.DE, text)
    assert not left_out(person("aachen", "maastricht"), Country.DE, text)


def test_who_does_not_cross_to_work_is_no_frontier_worker():
    text = told("de", "DE", "Grenzpendler bekommen die Pauschale nicht.")
    assert not left_out(person("maastricht", "aachen", status="patient"), Country.DE, text)


def test_the_counter_says_that_it_is_not_for_them(ask):
    def of(home: str, work: str):
        answer = ask(home=home, work=work, day="2022-09-10")
        return [rule for rule in answer.rules if rule.item_id == "a-2022-de-energiepreispauschale"]

    (rule,) = of("maastricht", "aachen")
    assert rule.bearing == "left_out"
    assert rule.exemption is not None
    assert rule.exemption.code == "left_out"
    assert [each.bearing for each in of("aachen", "maastricht")] != ["left_out"]
