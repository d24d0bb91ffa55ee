"""Items made on the spot for the classification's tests."""

from collections.abc import Callable
from datetime import date

import pytest

from measures.classify import classify
from measures.model import Assessment, Item
from measures.vocabulary import Country, Language, Level

_AUTHORITIES = {
    "NL": "Rijksoverheid",
    "DE": "Bundesregierung",
    "BE": "Federale regering",
    "EU": "European Commission",
}


def make_item(
    language: str,
    country: str,
    title: str,
    summary: str = "",
    *,
    published: date | None = date(2021, 3, 10),
    authority: str = "",
    level: str = "national",
    regions: tuple[str, ...] = (),
) -> Item:
    """An item of a national authority, published on Wednesday 10 March 2021 unless told."""
    return Item(
        id="item",
        source="test",
        country=Country(country),
        authority=authority or _AUTHORITIES[country],
        level=Level(level),
        language=Language(language),
        published=published,
        url="https://example.org/item",
        title=title,
        summary=summary,
        regions=regions,
    )


@pytest.fixture
def assess() -> Callable[..., Assessment]:
    """Reads an item given by language, country, title and summary."""

    def read(language: str, country: str, title: str, summary: str = "", **more: object) -> Assessment:
        return classify(make_item(language, country, title, summary, **more))  # type: ignore[arg-type]

    return read


@pytest.fixture
def item_of() -> Callable[..., Item]:
    """Makes an item without reading it."""
    return make_item
