"""python -m scheduler as people and machines call it, in processes of its own, against a loopback server."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from measures.store import migrate, open_store
from measures.store.reading import last_probes, poll_history, store_summary
from measures.store.sources import ask_poll
from scheduler.dispatch import utc_now
from tests.commands import run_command
from tests.loopback import Loopback, Reply
from tests.sources.conftest import SAMPLES, sample
from tests.support import ROOT, shared_dir

ENTRY = """
[[source]]
id = "{id}"
name = "Source {id}"
authority = "Rijksoverheid"
country = "NL"
level = "national"
language = "nl"
format = "rss"
url = "{url}"
interval_minutes = 30
min_delay_seconds = 0
priority = "primary"
standing = "use"
basis = "measured"
evidence_date = 2026-10-01
"""
ROUTES = {
    "nl-good": Reply(sample("nl-rijksoverheid-news.xml")),
    "nl-cut-short": Reply(sample("broken-truncated-nl-rijksoverheid-news.xml")),
    "nl-challenged": Reply(sample("broken-challenge-200-de-bmwe-press.xml")),
    "nl-refused": Reply(sample("broken-captcha-403-be-news-fr.xml"), status=403),
    "nl-wall": Reply(b"", status=202),
    "nl-empty": Reply(b""),
    "nl-broken": Reply(sample("broken-error-500-nl-ob-rss-grenscontrole.xml"), status=500),
    "nl-gone": Reply(status=410),
}
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path, server: Loopback) -> dict[str, str]:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    server.routes.update({f"/{name}": reply for name, reply in ROUTES.items()})
    text = "".join(ENTRY.format(id=name, url=server.url(f"/{name}")) for name in ROUTES)
    (folder / "nl.toml").write_text(text)
    return {
        **os.environ,
        "TASKFORCE_DATA_DIR": str(tmp_path / "data"),
        "TASKFORCE_CATALOGUE": str(folder),
        "TASKFORCE_OPEN_LOOPBACK": "1",
        "TASKFORCE_TICK_SECONDS": "0.2",
        "COLUMNS": "200",
    }


HOSTILE = b"""<rss><channel><item><guid>1</guid><title>Nieuws</title><link>https://e.nl/1</link>
<pubDate>[/bold] 1 \xc2\x9b31m [red]</pubDate></item></channel></rss>"""


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def call(*args: str, module: str = "scheduler", **more: str) -> subprocess.CompletedProcess[str]:
        done = run_command(module, *args, env={**environment, **more})
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    return call


def test_once_stores_what_can_be_read_and_names_what_cannot(run: Run) -> None:
    done = run("once")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == (
        "8 sources polled (3 blocked, 1 gone, 2 malformed, 1 new, 1 refused); 9 items new, 0 changed."
    )
    for words in ("bot check", "ends before its end", "denies access", "nothing at all", "error of its own"):
        assert words in done.stdout
    status = json.loads(run("status", "--json").stdout)
    assert status["store"]["items"] == 9
    health = {row["id"]: row["state"] for row in status["sources"]}
    assert health["nl-wall"] == "blocked"
    assert health["nl-empty"] == "malformed"
    shown = run("status").stdout.splitlines()
    assert shown[-1] == "8 polled: 1 ok, 3 failing, 3 blocked, 1 dead; 0 not polled."
    assert any("next try (UTC)" in line for line in shown)
    again = run("once")
    assert again.stdout.splitlines()[-1].startswith("0 sources polled (none due)")
    every = run("once", "--all")
    assert every.stdout.splitlines()[-1].startswith("5 sources polled"), "the three that block us are let be"
    assert "0 items new, 0 changed" in every.stdout.splitlines()[-1]


def test_run_polls_by_itself_answers_a_wish_and_stops_cleanly(
    environment: dict[str, str], tmp_path: Path, server: Loopback
) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'taskforce.db'}"
    migrate(url)
    store = open_store(url)

    def polls() -> int:
        return len(poll_history(store, "nl-good"))

    def wait_for(count: int) -> None:
        deadline = time.monotonic() + 15
        while polls() < count and time.monotonic() < deadline:
            time.sleep(0.05)
        assert polls() == count

    process = subprocess.Popen([sys.executable, "-m", "scheduler", "run"], cwd=ROOT, env=environment)
    try:
        wait_for(1)
        with store.begin() as tx:
            ask_poll(tx, "nl-good", "someone", utc_now())
        wait_for(2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    finally:
        process.kill()
        process.wait()
        store.close()


def test_the_archive_is_loaded_once(run: Run, tmp_path: Path) -> None:
    first, second = run("load-archive"), run("load-archive", "--quiet")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert second.stdout == ""
    store = open_store(f"sqlite:///{tmp_path / 'data' / 'taskforce.db'}")
    summary = store_summary(store)
    store.close()
    assert summary.items == summary.versions > 100
    assert f"{summary.items} new" in first.stdout
    third = run("reassess")
    assert third.stdout.startswith(f"{summary.versions} versions read anew")


@pytest.mark.parametrize("module", ["scheduler", "sources"])
@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("TASKFORCE_PORT", "x", "TASKFORCE_PORT"),
        ("TASKFORCE_CATALOGUE", "/nowhere", "no catalogue files"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(
    run: Run, module: str, setting: str, value: str, says: str
) -> None:
    done = run("once" if module == "scheduler" else "probe", module=module, **{setting: value})
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert says in done.stderr


def test_probe_moves_entries_to_use_or_dead_in_the_operators_overlay(
    run: Run, tmp_path: Path, server: Loopback
) -> None:
    file = tmp_path / "catalogue" / "nl.toml"
    file.write_text(file.read_text().replace('standing = "use"', 'standing = "probe"'))
    assert run("once").stdout.splitlines()[-1].startswith("0 sources polled")
    assert run("probe", "--no-overlay", module="sources").returncode == 0
    assert not (tmp_path / "data" / "overlay.toml").exists()
    done = run("probe", module="sources")
    assert "nl-good: in use from now on" in done.stdout
    assert "nl-gone: dead from now on" in done.stdout
    assert "nl-wall" not in (tmp_path / "data" / "overlay.toml").read_text()
    assert run("once").stdout.splitlines()[-1].startswith("1 source polled (1 new)")
    rows = json.loads((tmp_path / "data" / "probe.json").read_text())
    assert {row["id"]: row["robots"] for row in rows}["nl-good"] == "allows"


def test_add_proposes_an_entry_for_a_feed_and_for_the_feeds_of_a_page(run: Run, server: Loopback) -> None:
    server.routes["/page"] = Reply(
        b'<html><link rel="alternate" type="application/rss+xml" href="/nl-good"></html>'
    )
    for path in ("/nl-good", "/page"):
        done = run("add", server.url(path), module="sources")
        assert done.returncode == 0, done.stderr
        assert f'url = "{server.url("/nl-good")}"' in done.stdout
    for path, says in (("/nl-wall", "status 202"), ("/nl-challenged", "announces no feed")):
        done = run("add", server.url(path), module="sources")
        assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
        assert says in done.stderr


def test_probe_tells_of_every_entry_and_stores_no_item(run: Run, tmp_path: Path) -> None:
    done = run("probe", "--json", str(tmp_path / "probe.json"), module="sources")
    assert done.returncode == 0, done.stderr
    rows = {row["id"]: row for row in json.loads((tmp_path / "probe.json").read_text())}
    assert (rows["nl-good"]["state"], rows["nl-good"]["items"], rows["nl-good"]["newest"]) == (
        "new",
        6,
        "2026-11-23",
    )
    assert rows["nl-gone"]["state"] == "gone"
    store = open_store(f"sqlite:///{tmp_path / 'data' / 'taskforce.db'}")
    probes = last_probes(store)
    assert store_summary(store).items == 0
    store.close()
    assert set(probes) == set(rows)
    assert (probes["nl-good"].state, probes["nl-good"].ok, probes["nl-good"].item_count) == ("new", True, 6)
    assert (probes["nl-gone"].detail.code, probes["nl-gone"].ok) == ("gone", False)


def test_probe_goes_on_without_a_database(run: Run, tmp_path: Path) -> None:
    done = run("probe", module="sources", DATABASE_URL="postgresql://a:geheim@127.0.0.1:1/x")
    assert done.returncode == 0
    assert "The pages will not show these results" in done.stderr
    assert "geheim" not in done.stderr
    assert (tmp_path / "data" / "probe.json").exists()


def test_every_sample_reaches_the_store_under_the_entry_of_the_catalogue(
    run: Run, tmp_path: Path, server: Loopback
) -> None:
    """The built-in entries, led to a server that gives the recorded-like answers."""
    folder = shared_dir() / "sources" / "samples"
    served = 0
    # The samples are of one day, which a list that tells the instant of its making would not outlive.
    changed = ('url = "http', "standing = ", "min_delay_seconds = ", "robots_exception = ", "made_at = ")
    catalogue = tmp_path / "catalogue"
    for file in sorted((ROOT / "sources" / "catalogue").glob("*.toml")):
        shared, *entries = re.split(r"^\[\[source\]\]\n", file.read_text("utf-8"), flags=re.M)
        blocks = [shared]
        for block in entries:
            name = block.split('id = "')[1].split('"')[0]
            samples = [path for path in folder.glob(f"{name}.*") if path.name.count(".") == 1]
            if not samples or 'standing = "off"' in block:
                continue
            server.routes[f"/{name}"] = Reply(samples[0].read_bytes())
            lines = [line for line in block.splitlines() if not line.startswith(changed)]
            facts = f'url = "{server.url(f"/{name}")}"\nstanding = "use"\nmin_delay_seconds = 0'
            blocks.append("\n".join(["[[source]]", facts, 'robots_exception = ""', *lines, ""]))
            served += 1
        (catalogue / file.name).write_text("".join(blocks), "utf-8")
    done = run("once")
    assert done.returncode == 0, done.stderr
    assert served >= 55
    assert done.stdout.splitlines()[-1].startswith(f"{served} sources polled (4 empty, {served - 4} new)")
    assert (SAMPLES / "nl-rijksoverheid-news.xml").exists()


def test_nothing_that_a_server_says_acts_on_the_terminal(run: Run, server: Loopback) -> None:
    server.routes["/nl-good"] = Reply(HOSTILE, headers={"Content-Type": "text/\x1b[2J[/b]"})
    server.routes["/nl-empty"] = Reply(b"x", headers={"Content-Encoding": "[/i]\x1b[31m"})
    probed = run("probe", "--id", "nl-good", "--id", "nl-empty", "--no-overlay", module="sources")
    polled = run("once")
    for said in (probed, polled):
        assert said.returncode == 0, said.stderr
        assert not re.search("[\x1b\x9b]", said.stdout)
        assert "[/bold] 1" in said.stdout
    assert "text/\ufffd[2j" in probed.stdout
