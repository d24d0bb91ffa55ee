"""Polling many feeds, storing included, beside the `reader` library in the same run."""

import json
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.harness import BUILD, Figure
from tests.support import ROOT

READER = ("reader==3.26", "sgmllib3k==1.0.0")
RUNS = 3
SLOTS = 16
Rounds = list[dict[str, float]]


def slow() -> list[Figure]:
    """300 feeds of 30 items on 150 hosts, each answer 0.2 s late: at 16 slots no less than 3.75 s."""
    with _serving(feeds=300, items=30, hosts=150, late=0.2) as hosts:
        tagged = _both(_urls(hosts, "etag"))
        plain = _both(_urls(hosts, "plain"))
    own, peer = tagged
    figures = [
        _ratio("first round", own, peer, 0, 0.65),
        *_round("unchanged, 304", own, peer, 1, 4.2, 0.5),
        *_round("unchanged, no validators", *plain, 1, 4.2, 0.5),
        Figure("memory at most", _median(own, 1, "megabytes"), "MB", beside=_megabytes(peer)),
    ]
    return figures


def quick() -> list[Figure]:
    """200 feeds of 30 items, 30 ms late, into an empty store."""
    with _serving(feeds=200, items=30, hosts=100, late=0.03) as hosts:
        own, peer = _both(_urls(hosts, "etag"), rounds=1)
    return [
        _ratio("first round", own, peer, 0, 1 / 3),
        Figure("memory at most", _median(own, 0, "megabytes"), "MB", beside=_megabytes(peer)),
    ]


def dead_host() -> list[Figure]:
    """One host that takes the connection and never answers, among 300 feeds on 150 others."""
    with _serving(feeds=302, items=30, hosts=151, late=0.2) as hosts:
        dead = hosts[150]
        urls = [url for url in _urls(hosts, "etag") if not url.startswith(f"{dead}/")]
        well, ill = [], []
        for _ in range(RUNS):
            well.append(_own(urls, rounds=2))
            # First in line, so that its slot is taken from the start.
            ill.append(_own([f"{dead}/dead", *urls], rounds=2))
    before, after = _median(well, 1, "answered"), _median(ill, 1, "answered")
    return [
        Figure(
            "the others done later, unchanged round", after - before, "s", 0.1, f"{before:.2f} s without it"
        ),
        Figure("the dead host itself given up", _median(ill, 1, "wall"), "s"),
    ]


def _both(urls: list[str], rounds: int = 2) -> tuple[list[Rounds], list[Rounds]]:
    """Some runs of this project and of its peer, by turns."""
    own, peer = [], []
    for _ in range(RUNS):
        own.append(_own(urls, rounds))
        peer.append(_run([str(_reader()), "tests/benchmarks/reader_rounds.py"], urls, rounds))
    for name, runs in (("own", own), ("peer", peer)):
        wanted = 30 * len(urls)
        if any(run[0]["items"] != wanted for run in runs):
            raise RuntimeError(f"{name}: not all of {wanted} items were stored")
    return own, peer


def _own(urls: list[str], rounds: int) -> Rounds:
    # Not by -m: helper processes would import the benchmark, as they do not import `python -m scheduler`.
    return _run(
        [sys.executable, "-c", "from tests.benchmarks import own_rounds as o; o.main()"], urls, rounds
    )


def _run(command: list[str], urls: list[str], rounds: int) -> Rounds:
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "bench.db")
        spec = {"urls": urls, "database": database, "slots": SLOTS, "rounds": rounds}
        done = subprocess.run(
            command, cwd=ROOT, input=json.dumps(spec), stdout=subprocess.PIPE, text=True, check=True
        )
    found: Rounds = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def _serving(**spec: float) -> Iterator[list[str]]:
    """The addresses of feeds 0, 1, ... in a process of their own, for the length of the block."""
    command = [sys.executable, "-m", "tests.benchmarks.feeds_server", json.dumps(spec)]
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield json.loads(server.stdout.readline())
    finally:
        server.communicate(timeout=10)


def _urls(hosts: list[str], kind: str) -> list[str]:
    return [f"{host}/{kind}/{number}.xml" for number, host in enumerate(hosts)]


def _reader() -> Path:
    """The Python of an environment with the peer, made where it is absent."""
    folder = BUILD / "reader-venv"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        subprocess.run([*pip, *READER], check=True)
        (folder / "ready").touch()
    return python


def _median(runs: list[Rounds], number: int, what: str) -> float:
    return statistics.median(run[number][what] for run in runs)


def _megabytes(peer: list[Rounds]) -> str:
    return f"reader: {_median(peer, len(peer[0]) - 1, 'megabytes'):.0f} MB"


def _ratio(what: str, own: list[Rounds], peer: list[Rounds], number: int, limit: float) -> Figure:
    mine, theirs = _median(own, number, "wall"), _median(peer, number, "wall")
    cpu = f"CPU {_median(own, number, 'cpu'):.2f} s to {_median(peer, number, 'cpu'):.2f} s"
    return Figure(
        f"{what}, share of reader's time", mine / theirs, "", limit, f"{mine:.2f} s to {theirs:.2f} s; {cpu}"
    )


def _round(
    what: str, own: list[Rounds], peer: list[Rounds], number: int, wall: float, cpu: float
) -> list[Figure]:
    beside = [f"reader: {_median(peer, number, name):.2f} s" for name in ("wall", "cpu")]
    return [
        Figure(f"{what}, wall", _median(own, number, "wall"), "s", wall, beside[0]),
        Figure(f"{what}, CPU", _median(own, number, "cpu"), "s", cpu, beside[1]),
    ]
