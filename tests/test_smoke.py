"""The two processes start from a fresh environment, work without any network, and stop cleanly."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import ROOT

pytestmark = [pytest.mark.xdist_group("smoke"), pytest.mark.timeout(500)]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def fresh_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with exactly the run-time closure: what a newcomer gets."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-c", ROOT / "constraints.txt", "-r", ROOT / "requirements.txt"], check=True)
    return python


@contextmanager
def _running(python: Path, env: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], float]]:
    """The tool, up and announced; yields the process and the seconds it took."""
    began = time.monotonic()
    process = subprocess.Popen(
        [python, ROOT / "run.py"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # As a shell starts what runs in the background.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    try:
        assert process.stdout is not None
        seen = []
        for line in process.stdout:
            seen.append(line)
            if "The dashboard is open" in line:
                break
        else:
            pytest.fail("the tool ended before it was open:\n" + "".join(seen))
        yield process, time.monotonic() - began
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _measures(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found = re.search(r"^taskforce_measures (\S+)$", text, re.MULTILINE)
    assert found, text
    return float(found.group(1))


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def test_starts_from_the_pinned_closure_without_network_and_stops_cleanly(
    fresh_python: Path, tmp_path: Path
) -> None:
    port = _free_port()
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("TASKFORCE_", "DATABASE_"))},
        "TASKFORCE_DATA_DIR": str(tmp_path),
        "TASKFORCE_PORT": str(port),
    }
    with _running(fresh_python, env) as (process, _seconds):
        first = _measures(port)
        assert first > 100
        children = _children(process.pid)
        assert len(children) == 2
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    with _running(fresh_python, env) as (process, seconds):
        assert _measures(port) == first
        assert seconds < 10
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path: Path) -> None:
    env = {**os.environ, "TASKFORCE_DATA_DIR": str(tmp_path), "TASKFORCE_PORT": "99999"}
    done = subprocess.run(
        [sys.executable, ROOT / "run.py"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "TASKFORCE_PORT" in done.stderr


def test_a_port_in_use_stops_the_start_with_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        env = {**os.environ, "TASKFORCE_DATA_DIR": str(tmp_path), "TASKFORCE_PORT": port}
        done = subprocess.run(
            [sys.executable, ROOT / "run.py"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert port in done.stderr
