"""Feeds asked for in the process and over real HTTP, from a small store and the archive of March 2020."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest
import streamlit as st
import uvicorn
from lxml import etree
from starlette.applications import Starlette

from dashboard import api, data
from measures.model import Conflict, Measure, Phase
from measures.settings import load_settings
from measures.store import Store, open_store
from measures.vocabulary import (
    Border,
    ConflictKind,
    Country,
    Group,
    Impact,
    Language,
    Level,
    Strictness,
    Topic,
)
from scheduler.pipeline import take_in
from sources.archive import archive_items
from tests.stores import fresh_database

Ask = Callable[..., httpx.Response]
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
ATOM = "{http://www.w3.org/2005/Atom}"
UNTIL = datetime(2020, 4, 1, tzinfo=UTC)
FLAGGED = datetime(2020, 3, 20, tzinfo=UTC)
CONFLICT = Conflict(
    "c-1", Border.NL_BE, ConflictKind.BLOCKED_CROSSING, (Topic.ENTRY,), (Group.FRONTIER_WORKERS,),
    date(2020, 3, 18), date(2020, 4, 5), 4, (("impact", 3.0),), "m-1", None, ("i-1",), (),
    Country.BE, Country.NL, 41_000, (),
)  # fmt: skip
MEASURE = Measure(
    id="m-1", country=Country.BE, authority="FOD", level=Level.NATIONAL, language=Language.NL, title="Dicht",
    url="https://example.org/be", topics=(Topic.ENTRY,), borders=(Border.NL_BE,), regions=(),
    border_impact=Impact.BLOCKING, groups=(), frontier_exempt=None, documents=(), begins=date(2020, 3, 18),
    ends=None, counted_until=date(2020, 6, 14),
    phases=(Phase(date(2020, 3, 18), None, ((Topic.ENTRY, Strictness.CLOSED),), Impact.BLOCKING, None, (), (),
                  "i-1@1"),),
    event_ids=("i-1@1",), item_ids=("i-1",), links=(), first_known_at=FLAGGED, last_known_at=FLAGGED,
    confidence=0.9,
)  # fmt: skip

HOSTILE = [
    "<script>alert(1)</script> & ]]> <!-- -->",
    "مغلق \u202eabc\u202c الحدود",
    "tab\tand\nline\x00\x0b\x1f\x7f\x85 \ud800 \ufffe\uffff",
    "x" * 20_000,
    "&#x0; &nbsp; %E2%80%AE",
    "",
]


def read(body: bytes) -> Any:
    """A feed as a reader's program reads it, after it was held against the standard."""
    root = etree.fromstring(body)
    assert SCHEMA.validate(root), SCHEMA.error_log
    assert root.find(f"{ATOM}author") is not None
    for entry in root.findall(f"{ATOM}entry"):
        assert [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    parsed = feedparser.parse(body)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


@pytest.fixture
def ask() -> Ask:
    """Asks for what lies below /api/feeds."""
    app = Starlette(routes=api.routes())

    async def asked(path: str, method: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.request(method, f"/api/feeds/{path}", headers=headers)

    return lambda path, method="GET", **headers: asyncio.run(
        asked(path, method, {name.replace("_", "-"): value for name, value in headers.items()})
    )


@pytest.fixture(scope="session")
def march_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store that took in the archive up to the end of March 2020, item by item."""
    url = fresh_database("sqlite", tmp_path_factory.mktemp("march"))
    store = open_store(url)
    for item, known_at in sorted(archive_items(), key=lambda one: one[1]):
        if known_at < UNTIL:
            take_in(store, item, known_at)
    store.close()
    return url


@pytest.fixture
def march(march_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """That store, as the one that is asked."""
    monkeypatch.setenv("DATABASE_URL", march_database)
    load_settings.cache_clear()
    data.store.cache_clear()
    st.cache_data.clear()
    yield data.store()
    data.store().close()
    data.store.cache_clear()
    load_settings.cache_clear()


@pytest.fixture
def served(store: Store) -> Iterator[str]:
    """The address of the feeds on a real server on loopback."""
    app = Starlette(routes=api.routes())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/api/feeds"
    server.should_exit = True
    thread.join(10)
