"""How soon a page answers a change, in a real browser over 10,000 measures, beside an empty page."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from measures import places
from measures.store import migrate, open_store
from tests.benchmarks.harness import Figure
from tests.benchmarks.pages import DAY, fill
from tests.browser.install import find_browser
from tests.support import ROOT

ANSWER_SECONDS = 0.3
START_SECONDS = 60
# Towns chosen one after the other: none is asked about twice, so no answer is kept from before.
TOWNS = (
    "Lanaken",
    "Aachen",
    "Eupen",
    "Maaseik",
    "Heinsberg",
    "Genk",
    "Verviers",
    "Monschau",
    "Hasselt",
    "Tongeren",
)
WARMING = 3
"""Changes before the first that counts."""

_EMPTY = """
import streamlit as st
st.title("Empty")
st.header(st.selectbox("Lives in", {options!r}))
"""

# From the key that chooses to the moment when the heading says so and the script has come to its end.
_PROBE = """expected => {
  let began = null;
  document.addEventListener('keydown', e => { if (e.key === 'Enter') began = performance.now(); },
                            {capture: true});
  window.answered = new Promise(resolve => {
    const look = () => {
      const told = [...document.querySelectorAll('h2')].some(h => h.innerText.startsWith(expected));
      const state = document.querySelector('[data-testid=stApp]').dataset.testScriptState;
      if (began !== null && told && state === 'notRunning') resolve(performance.now() - began);
      else requestAnimationFrame(look);
    };
    look();
  });
}"""


def answering() -> list[Figure]:
    """The page Current rules after another town is chosen; the same choice on a page that does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'pages.db'}"
        migrate(url)
        store = open_store(url)
        fill(store)
        store.close()
        empty = Path(folder) / "empty.py"
        empty.write_text(_EMPTY.format(options=sorted(town.name for town in places.towns().values())))
        address = "/rules?home=liege&work=maastricht&lang=en&day=" + DAY.isoformat()
        with _served([sys.executable, "-m", "dashboard"], folder, url) as rules, _plain(empty) as nothing:
            own, bare = _changes(rules + address), _changes(nothing)
    each, beside = statistics.median(own), statistics.median(bare)
    told = f"empty Streamlit page: {beside * 1_000:.0f} ms; {each / beside:.1f} times that"
    return [Figure("another town on the page Current rules", each, "s", ANSWER_SECONDS, told)]


def _changes(address: str) -> list[float]:
    """Seconds from each choice of a town to the page's answer."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        page = browser.new_page(locale="en-GB")
        page.goto(address)
        page.locator("h2").first.wait_for(timeout=START_SECONDS * 1_000)
        page.wait_for_timeout(3_000)
        found = [_change(page, town) for town in TOWNS]
        browser.close()
    return found[WARMING:]


def _change(page: Page, town: str) -> float:
    field = page.get_by_role("combobox", name="Lives in", exact=True)
    field.focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(town)
    page.get_by_role("option").first.wait_for()
    page.wait_for_timeout(500)
    page.evaluate(_PROBE, town)
    page.keyboard.press("Enter")
    took = float(page.evaluate("window.answered"))
    page.wait_for_timeout(700)
    return took / 1_000


@contextmanager
def _plain(script: Path) -> Iterator[str]:
    options = ("--server.headless=true", "--browser.gatherUsageStats=false", "--server.address=127.0.0.1")
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    with _served(command, str(script.parent), "", "/_stcore/health") as address:
        yield address


@contextmanager
def _served(command: Sequence[str], folder: str, database: str, alive: str = "/healthz") -> Iterator[str]:
    """The address at which a command serves a page, until it is no longer needed."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    env = os.environ | {"PYTHONPATH": str(ROOT), "STREAMLIT_SERVER_PORT": port}
    if database:
        env |= {"DATABASE_URL": database, "TASKFORCE_PORT": port}
    process = subprocess.Popen(
        command, env=env, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(address + alive):
            assert process.poll() is None, f"{command} ended"
            assert time.monotonic() < deadline, f"{command} did not start"
            time.sleep(0.2)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True
