"""What a rule is as law, told on the page of its measure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from measures.store import Store
from measures.store import tables as t
from measures.vocabulary import Country, Language
from scheduler.pipeline import take_in
from tests.dashboard.conftest import CLOSED, texts

ORDINANCE = replace(
    CLOSED,
    id="de-ordinance",
    country=Country.DE,
    authority="Bundesministerium für Gesundheit",
    language=Language.DE,
    published=date(2021, 5, 12),
    url="https://example.org/de/verordnung",
    title="Einreise aus den Niederlanden nur mit Testnachweis",
    summary="Wer aus den Niederlanden einreist, muss ab dem 13. Mai 2021 nach der Verordnung (EU) 2016/399 "
    "und der CoronaEinreiseV einen Testnachweis vorlegen.",
)
WORDS = {
    "en": ("duty", "into the country (Germany)", "“Verordnung (EU) 2016/399” (EU regulation)", "test result"),
    "nl": ("plicht", "het land in (Duitsland)", "“Verordnung (EU) 2016/399” (EU-verordening)", "testuitslag"),
    "de": (
        "Pflicht",
        "in das Land hinein (Deutschland)",
        "„Verordnung (EU) 2016/399“ (EU-Verordnung)",
        "Test",
    ),
    "fr": (
        "obligation",
        "vers le pays (Allemagne)",
        "«\u202fVerordnung (EU) 2016/399\u202f» (règlement de l’UE)",
        "test",
    ),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_measure_tells_its_force_way_level_and_acts(
    language: str, empty_store: Store, run: Callable[..., AppTest]
) -> None:
    take_in(empty_store, ORDINANCE, datetime(2021, 5, 12, tzinfo=UTC))
    with empty_store.read() as tx:
        measure = tx.execute(select(t.measure_event.c.measure_id)).scalar_one()
    app = run("measure", id=measure, lang=language, day="2021-05-20")
    assert not app.exception
    said = texts(app).replace("\\", "")
    for words in WORDS[language]:
        assert words in said
    assert "CoronaEinreiseV" in said
