"""The domain's own speed: reading items, detecting conflicts, loading the archive."""

import os
import statistics
import subprocess
import sys
import tempfile
from datetime import date

from measures.classify import classify
from measures.conflicts import detect
from measures.lifecycle import fold
from measures.model import Event
from sources.archive import archive_items
from tests.benchmarks.harness import Figure, median_seconds, seconds
from tests.support import ROOT

LOAD_SECONDS = 60
"""For 400 items, on an ordinary laptop."""
KNOWN_SECONDS = 10
RUNS = 3
DAY = date(2020, 3, 20)


def classifying() -> list[Figure]:
    """Reading the archive's items, lexicons loaded."""
    items = [item for item, _ in archive_items()]
    classify(items[0])
    took = median_seconds(lambda: [classify(item) for item in items])
    return [Figure("an item of the archive read", took / len(items) * 1_000, "ms")]


def detecting() -> list[Figure]:
    """Folding and detecting over the whole archive at once."""
    events = [Event(item, classify(item), known_at) for item, known_at in archive_items()]
    measures = fold(events)
    size = f"{len(events)} events, {len(measures)} measures, {len(detect(measures, DAY))} conflicts"
    folding, finding = (
        median_seconds(work) for work in (lambda: fold(events), lambda: detect(measures, DAY))
    )
    return [
        Figure("folding the archive", folding, "s", beside=size),
        Figure("detecting over the archive", finding, "s"),
    ]


def loading() -> list[Figure]:
    """python -m scheduler load-archive into an empty database and again, as people run it."""
    first, again = [], []
    count = sum(1 for _ in archive_items())
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            first.append(seconds(lambda: _load(folder)))
            again.append(seconds(lambda: _load(folder)))
    return [
        Figure(f"load-archive, {count} items", statistics.median(first), "s", LOAD_SECONDS * count / 400),
        Figure("load-archive, all known", statistics.median(again), "s", KNOWN_SECONDS),
    ]


def _load(folder: str) -> None:
    command = [sys.executable, "-m", "scheduler", "load-archive", "--quiet"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "TASKFORCE_DATA_DIR": folder}, check=True)
