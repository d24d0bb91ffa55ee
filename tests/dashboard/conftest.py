"""A store with a few measures and conflicts of spring 2020, and the pages run over it."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import streamlit as st
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import api, data
from measures.model import Item, Reason
from measures.settings import load_settings
from measures.store import Store, open_store
from measures.store.sources import PollRow, SourceRow, record_poll, register_sources
from measures.vocabulary import AnswerState, Country, Language, Level
from scheduler.pipeline import take_in
from tests.stores import fresh_database
from tests.support import ROOT

MAIN = ROOT / "dashboard" / "main.py"

CLOSED = Item(
    id="be-closed",
    source="archive",
    country=Country.BE,
    authority="Federale Overheidsdienst Binnenlandse Zaken",
    level=Level.NATIONAL,
    language=Language.NL,
    published=date(2020, 3, 20),
    url="https://example.org/be/grenzen",
    title="België sluit de grenzen voor alle niet-essentiële verplaatsingen",
    summary="Vanaf 20 maart 2020 zijn de Belgische grenzen gesloten voor niet-essentiële verplaatsingen. "
    "Grensarbeiders mogen de grens met Nederland blijven oversteken met een vignet.",
)
CURFEW = replace(
    CLOSED,
    id="nl-curfew",
    country=Country.NL,
    authority="Ministerie van Justitie en Veiligheid",
    published=date(2020, 3, 15),
    url="https://example.org/nl/horeca",
    title="Alle horeca en winkels dicht tot en met 6 april",
    summary="Het kabinet sluit van 15 maart 2020 tot en met 6 april 2020 alle eetgelegenheden en winkels.",
)
CHECKS = replace(
    CLOSED,
    id="de-checks",
    country=Country.DE,
    authority="Bundesministerium des Innern",
    language=Language.DE,
    published=date(2020, 3, 16),
    url="https://example.org/de/kontrollen",
    title="Quarantäne für Einreisende aus Belgien und den Niederlanden",
    summary="Wer aus den Niederlanden oder Belgien einreist, muss ab dem 16. März 2020 in Quarantäne. "
    "Grenzpendler sind ausgenommen.",
)
NEWS = replace(
    CLOSED,
    id="nl-visit",
    country=Country.NL,
    title="Minister bezoekt <b>Maastricht</b> [klik](javascript:alert(1))",
    summary="De minister bezocht de stad en sprak met bewoners.",
    url="javascript:alert(1)",
)


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A migrated store without rows, the one that the pages read."""
    url = fresh_database("sqlite", tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    load_settings.cache_clear()
    data.store.cache_clear()
    st.cache_data.clear()
    store = open_store(url)
    yield store
    data.store().close()
    data.store.cache_clear()
    load_settings.cache_clear()
    store.close()


@pytest.fixture
def store(empty_store: Store) -> Store:
    """The same with items and three sources, one of them blocked."""
    for item in (CLOSED, CURFEW, CHECKS, NEWS):
        assert item.published is not None
        take_in(
            empty_store,
            item,
            datetime(item.published.year, item.published.month, item.published.day, tzinfo=UTC),
        )
    now = datetime.now(UTC)
    with empty_store.begin() as tx:
        rows = [
            SourceRow(
                f"source-{number}",
                f"Bron {number}",
                Country.NL,
                "Rijksoverheid",
                Level.NATIONAL,
                "https://example.org/feed",
                30,
                evidence_date=date(2026, 11, 1),
            )
            for number in range(3)
        ]
        register_sources(tx, rows, now)
        record_poll(
            tx,
            PollRow(
                "source-0",
                now,
                AnswerState.BLOCKED,
                now + timedelta(hours=1),
                Reason("bot_wall", (("status", "403"),)),
                ok=False,
            ),
        )
        record_poll(tx, PollRow("source-1", now, AnswerState.NEW, now, item_count=4, new_count=4))
    return empty_store


@pytest.fixture
def run() -> Callable[..., AppTest]:
    """Runs a page: its address and its query parameters."""

    def page(name: str = "", **params: str | list[str]) -> AppTest:
        app = AppTest.from_file(MAIN, default_timeout=20)
        for key, value in params.items():
            app.query_params[key] = value
        app._page_hash = calc_hash(name) if name else ""
        return app.run()

    return page


@pytest.fixture
def get(store: Store) -> Callable[..., httpx.Response]:
    """Asks the API over a store with three measures and a piece of news."""
    app = Starlette(routes=api.routes())

    async def ask(path: str, method: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.request(method, path, headers=headers)

    return lambda path, method="GET", **headers: asyncio.run(
        ask(f"/api/{path}" if path else "/api", method, {k.replace("_", "-"): v for k, v in headers.items()})
    )


def texts(app: AppTest) -> str:
    """Everything that a page says, for looking words up in it."""
    parts = [
        element.value
        for kind in ("title", "header", "subheader", "markdown", "caption")
        for element in app.get(kind)
    ]
    parts += [element.value for kind in ("info", "warning", "error") for element in app.get(kind)]
    parts += [f"{metric.label}: {metric.value}" for metric in app.metric]
    parts += [element.proto.label for kind in ("page_link", "link_button") for element in app.get(kind)]
    parts += [element.value.to_csv() for element in app.table]
    return "\n".join(str(part) for part in parts)
