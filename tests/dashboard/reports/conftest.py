"""A conflict of March 2020 with the measures behind it, read from its notices."""

from datetime import UTC, date, datetime

import pytest

from measures.classify import classify
from measures.conflicts import detect
from measures.lifecycle import fold
from measures.model import Event, Item
from measures.obstacles import Obstacle, known
from measures.vocabulary import Border, ConflictKind, Country, Language, Level


@pytest.fixture(scope="session")
def belgian_closure() -> Obstacle:
    item = Item(
        "be-closed", "archive", Country.BE, "Federale Overheidsdienst Binnenlandse Zaken", Level.NATIONAL,
        Language.NL, date(2020, 3, 20), "https://example.org/be/grenzen",
        "België sluit de grenzen voor alle niet-essentiële verplaatsingen",
        "Vanaf 20 maart 2020 zijn de Belgische grenzen gesloten voor niet-essentiële verplaatsingen. "
        "Grensarbeiders mogen de grens met Nederland blijven oversteken met een vignet.",
    )  # fmt: skip
    measures = fold([Event(item, classify(item), datetime(2020, 3, 20, 9, tzinfo=UTC), 1)])
    conflict = next(
        one
        for one in detect(measures, date(2020, 3, 23))
        if one.kind == ConflictKind.BLOCKED_CROSSING and one.border == Border.NL_BE
    )
    return known(conflict, {measure.id: measure for measure in measures})
