"""The dashboard as it is served, over a store with items of spring 2020, in a real browser."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from measures.model import Reason
from measures.store import Store, open_store
from measures.store.sources import PollRow, SourceRow, record_poll, register_sources
from measures.vocabulary import AnswerState, Country, Level
from scheduler.pipeline import take_in
from sources.archive import archive_items
from tests.browser.install import find_browser
from tests.stores import fresh_database
from tests.support import ROOT

# Quick to take in, and more than fits the timeline's first screen.
ITEMS = 120


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One server and one browser for all of them, also where tests run on several cores."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(fresh_database("sqlite", tmp_path_factory.mktemp("browser")))
    for item, known_at in islice(archive_items(), ITEMS):
        take_in(opened, item, known_at)
    now = datetime.now(UTC)
    with opened.begin() as tx:
        rows = [
            SourceRow(
                f"source-{number}",
                f"Bron {number}",
                Country.NL,
                "Rijksoverheid",
                Level.NATIONAL,
                "https://example.org/feed",
                30,
            )
            for number in range(4)
        ]
        register_sources(tx, rows, now)
        for number, state in enumerate((AnswerState.BLOCKED, AnswerState.NEW, AnswerState.TIMEOUT)):
            detail = Reason("bot_wall", (("status", "403"),)) if state == AnswerState.BLOCKED else Reason("")
            record_poll(tx, PollRow(f"source-{number}", now, state, now + timedelta(minutes=30), detail))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def address(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `python -m dashboard` serves the store."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {
        "DATABASE_URL": store.engine.url.render_as_string(hide_password=False),
        "TASKFORCE_PORT": str(port),
        # The pages name a mail server; only the sender, which does not run here, speaks to it.
        "TASKFORCE_SMTP_HOST": "localhost",
        "TASKFORCE_SMTP_SENDER": "borders@example.org",
        "PYTHONPATH": str(ROOT),
    }
    # From another folder: look and pages must be found wherever it is started.
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard"], env=env, cwd=tmp_path_factory.mktemp("elsewhere")
    )
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 40
        while True:
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, "the dashboard ended"
                assert time.monotonic() < deadline, "the dashboard did not start"
                time.sleep(0.2)
        yield url
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) in (0, -signal.SIGTERM)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


# Not for the whole session: while it is open its event loop counts as running for other tests of the worker.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        yield chromium
        chromium.close()


STILL = """() => {
    const state = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState
    const look = state + document.body.innerHTML.length
    const now = performance.now()
    // A page that was left for another knows nothing of the one before.
    const watched = (window.watched ??= { from: now + 300 })
    if (watched.look !== look) Object.assign(watched, { look, since: now })
    return state === 'notRunning' && now >= watched.from && now - watched.since >= 300
}"""


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens a page with a browser that speaks `language`, and waits until it is drawn."""
    contexts = []

    def open_page(path: str = "/", *, language: str = "nl-NL", width: int = 1440, dark: bool = False) -> Page:
        context = browser.new_context(
            locale=language,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address + path)
        drawn(page, begins=0)
        return page

    yield open_page
    for context in contexts:
        context.close()


def drawn(page: Page, begins: float = 600) -> None:
    """Waits until the page has its heading, the script has come to its end, and nothing moves any more.

    `begins`: so many milliseconds may pass before what was done shows at all.
    """
    page.locator("h1").first.wait_for(timeout=20_000)
    # What an earlier call saw does not count.
    page.evaluate("begins => { window.watched = { from: performance.now() + begins } }", begins)
    page.wait_for_function(STILL, polling=50, timeout=20_000)
