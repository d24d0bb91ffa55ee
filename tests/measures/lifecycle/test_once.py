"""Support that is paid once is not counted like a standing arrangement."""

from datetime import UTC, date, datetime

import pytest

from measures.classify import classify
from measures.lifecycle import fold
from measures.model import Event, Item
from measures.vocabulary import Country, Language, Level

TOLD = date(2022, 9, 1)


def folded(language: str, country: str, title: str, summary: str):
    item = Item(
        id="item",
        source="test",
        country=Country(country),
        authority="Ministry",
        level=Level.NATIONAL,
        language=Language(language),
        published=TOLD,
        url="https://example.org/item",
        title=title,
        summary=summary,
    )
    (measure,) = fold([Event(item, classify(item), datetime(2022, 8, 31, 22, tzinfo=UTC))])
    return measure


ONCE = [
    (
        "de",
        "DE",
        "Energiepreispauschale",
        "Erwerbstätige erhalten einmalig 300 Euro Zuschuss zum Kindergeld.",
    ),
    (
        "nl",
        "NL",
        "Energietoeslag",
        "Huishoudens krijgen een eenmalige toeslag van 1300 euro bij de uitkering.",
    ),
    (
        "fr",
        "BE",
        "Prime pour les chômeurs",
        "Les frontaliers reçoivent dès le 1er septembre une prime unique de chômage.",
    ),
    ("en", "NL", "Support for families", "Families receive a one-off allowance on top of child benefit."),
]


@pytest.mark.parametrize("text", ONCE, ids=lambda text: text[0])
def test_support_paid_once_is_counted_for_months(text):
    measure = folded(*text)
    assert measure.ends is None
    assert measure.counted_until < date(2023, 1, 1)


def test_a_standing_allowance_is_counted_for_years():
    measure = folded("de", "DE", "Kindergeld", "Grenzgänger erhalten einen Zuschuss zum Kindergeld.")
    assert measure.counted_until > date(2027, 1, 1)
