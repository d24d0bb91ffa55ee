"""The open data over HTTP and on the page of the weekly summary."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from dashboard import opendata
from measures.opendata.folder import publish
from measures.settings import load_settings
from measures.store import Store
from tests.dashboard.conftest import texts

Get = Callable[..., httpx.Response]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory of the settings."""
    monkeypatch.setenv("TASKFORCE_DATA_DIR", str(tmp_path / "data"))
    load_settings.cache_clear()
    return tmp_path / "data"


@pytest.fixture
def published(home: Path, store: Store) -> Path:
    """The open data of the store as the scheduler writes them."""
    publish(store, load_settings(), datetime.now(UTC))
    return home


@pytest.fixture
def get() -> Get:
    app = Starlette(routes=opendata.routes())

    async def ask(path: str, method: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.request(method, path, headers=headers)

    return lambda path, method="GET", **headers: asyncio.run(ask(path, method, headers))


def test_the_files_are_found_under_addresses_that_stay(published: Path, get: Get) -> None:
    assert get("/data").headers["location"].endswith("/data/")
    page = get("/data/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'href="events.parquet"' in page.text
    kinds = {
        "events.csv": "text/csv; charset=utf-8",
        "events.parquet": "application/vnd.apache.parquet",
        "dcat.jsonld": "application/ld+json",
        "README.md": "text/markdown; charset=utf-8",
    }
    for name, kind in kinds.items():
        answer = get(f"/data/{name}", origin="https://portal.example.org")
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-content-type-options"] == "nosniff"
    described = json.loads(get("/data/dcat.jsonld").text)
    address = described["dcat:dataset"][0]["dcat:distribution"][0]["dcat:downloadURL"]["@id"]
    assert get(address.removeprefix(load_settings().address)).status_code == 200


def test_a_harvester_fetches_again_only_what_changed(published: Path, store: Store, get: Get) -> None:
    first = get("/data/measures.csv")
    again = {"if-none-match": first.headers["etag"]}
    assert get("/data/measures.csv", **again).status_code == 304
    publish(store, load_settings(), datetime.now(UTC))
    assert get("/data/measures.csv", **again).status_code == 304
    part = get("/data/measures.csv", range="bytes=0-9")
    assert (part.status_code, part.text) == (206, first.text[:10])
    assert get("/data/measures.csv", "HEAD").headers["content-length"] == str(len(first.content))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/data/none.csv", 404),
        ("/data/..%2f..%2fetc/passwd", 404),
        ("/data/%2e%2e/.open.lock", 404),
        ("/data/%00", 404),
        ("/data/" + "a" * 5_000, 404),
        ("/data//etc/passwd", 404),
    ],
)
def test_nothing_else_is_given(published: Path, get: Get, path: str, status: int) -> None:
    assert get(path).status_code == status


def test_only_reading_is_allowed_and_nothing_written_yet_is_no_fault(home: Path, get: Get) -> None:
    assert get("/data/").status_code == 404
    assert get("/data/events.csv").headers["cache-control"] == "no-store"
    assert get("/data/events.csv", "POST").status_code == 405


def test_the_page_tells_of_the_files_in_the_language_of_the_reader(
    published: Path, run: Callable[..., AppTest]
) -> None:
    app = run("weekly", week="2020-W12", lang="de")
    assert not app.exception
    shown = app.table[-1].value
    assert any("/data/events.parquet" in cell for cell in shown.iloc[:, 2])
    assert "Offene Daten" in texts(app)
    assert "/data/dcat.jsonld" in texts(app)


def test_the_page_says_when_nothing_was_written_yet(
    home: Path, store: Store, run: Callable[..., AppTest]
) -> None:
    app = run("weekly", week="2020-W12")
    assert any("Nothing has been written yet" in info.value for info in app.info)
