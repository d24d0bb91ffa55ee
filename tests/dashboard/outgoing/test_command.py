"""python -m dashboard.outgoing send: one line, an exit code, and no secret in either."""

import os
import subprocess
import sys

import pytest

from tests.postbox import Postbox
from tests.support import ROOT


def run(url: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DATABASE_URL": url, **settings}
    command = [sys.executable, "-m", "dashboard.outgoing", "send"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_with_nothing_due_it_says_so_and_ends(url: str, postbox: Postbox) -> None:
    done = run(
        url,
        TASKFORCE_SMTP_HOST="localhost",
        TASKFORCE_SMTP_PORT=str(postbox.port),
        TASKFORCE_SMTP_SENDER="borders@example.org",
        TASKFORCE_SMTP_PASSWORD="hidden-word",
    )
    assert done.returncode == 0, done.stderr
    assert "0 sent" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert "hidden-word" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("setting", "value"), [("SMTP_SENDER", "nobody"), ("SMTP_PORT", "0"), ("SMTP_SECURITY", "maybe")]
)
def test_a_setting_that_cannot_work_is_one_line_and_code_2(url: str, setting: str, value: str) -> None:
    done = run(url, **{f"TASKFORCE_{setting}": value, "TASKFORCE_SMTP_PASSWORD": "hidden-word"})
    assert done.returncode == 2
    assert done.stderr.startswith(f"TASKFORCE_{setting}: ")
    assert len(done.stderr.splitlines()) == 1
    assert "hidden-word" not in done.stderr
