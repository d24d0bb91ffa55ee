"""python -m dashboard.reports weekly: files in a folder, or exit code 2 and one clear line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.reports.__main__ import app
from measures.settings import load_settings
from measures.store import Store
from tests.support import ROOT


@pytest.fixture(autouse=True)
def _database(archive: tuple[str, Store], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", archive[0])
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def run(*args: str):
    return CliRunner().invoke(app, ["weekly", *args])


def test_files_of_each_language_and_format(folder: Path) -> None:
    found = run(
        "--week", "2020-W13", "--lang", "nl,de", "--format", "xlsx,csv,json,html,md", "--out", str(folder)
    )
    assert found.exit_code == 0
    names = {file.name for file in folder.iterdir()}
    assert names == {
        f"weekly-2020-W13-{code}{part}"
        for code in ("nl", "de")
        for part in (".xlsx", "-conflicts.csv", "-rules.csv", ".json", ".html", ".md")
    }
    assert found.stdout.splitlines()[0] == str(folder / "weekly-2020-W13-nl.xlsx")


def test_as_a_process_it_says_what_it_wrote(folder: Path, archive: tuple[str, Store]) -> None:
    command = [sys.executable, "-m", "dashboard.reports", "weekly", "--week", "2024-W38", "--format", "pdf"]
    done = subprocess.run(
        [*command, "--known", "now", "--border", "NL-DE", "--out", str(folder)],
        cwd=ROOT, env={**os.environ, "DATABASE_URL": archive[0]}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert (folder / "weekly-2024-W38-nl-de-en.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--week": "2020-W54"}, "--week: there is no week 54 in 2020"),
        ({"--week": "last"}, "--week: 'last' is no week; write one as 2020-W13"),
        ({"--week": "2099-W01"}, "2099-W01: this week has not begun"),
        ({"--lang": "nl,xx"}, "--lang: 'xx' is not known; there are nl, de, fr, en"),
        ({"--lang": ","}, "--lang: names none"),
        ({"--format": "odt"}, "--format: 'odt' is not known"),
        ({"--border": "NL-FR"}, "--border: 'NL-FR' is not known"),
        ({"--topic": "soup"}, "--topic: 'soup' is not known"),
        ({"--region": "FR1"}, "--region: 'FR1' is no NUTS code"),
        ({"--known": "later"}, "--known: 'later' is not known"),
    ],
)
def test_what_cannot_be_made_is_one_line(changed: dict[str, str], said: str, folder: Path) -> None:
    asked = {"--week": "2020-W13", "--format": "md", "--out": str(folder), **changed}
    found = run(*(word for pair in asked.items() for word in pair))
    assert found.exit_code == 2
    assert found.stderr.startswith(said)
    assert len(found.stderr.splitlines()) == 1


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    found = run("--week", "2020-W13", "--out", str(tmp_path / "taken"))
    assert found.exit_code == 2
    assert "the folder cannot be made" in found.stderr
