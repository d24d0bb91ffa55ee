"""The domain's own speed: reading items, detecting conflicts, loading the archive."""

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date

from measures.classify import classify
from measures.classify.baseline import Baseline, text_of
from measures.conflicts import detect
from measures.items import read_labelled
from measures.lifecycle import fold
from measures.model import Event, Item
from sources.archive import archive_items
from tests.benchmarks.harness import Figure, median_seconds, seconds
from tests.support import ROOT

LOAD_SECONDS = 60
"""For 400 items, on an ordinary laptop."""
KNOWN_SECONDS = 10
CHARACTERS = 600
A_SECOND = 2_000
"""So many items of that length are to be read in a second."""
RUNS = 3
DAY = date(2020, 3, 20)


def classifying() -> list[Figure]:
    """Reading items of 600 characters, lexicons loaded, beside a plain learned baseline; on one core."""
    files = sorted((ROOT / "tests" / "evaluation" / "items").glob("*.jsonl"))
    rows = [row for file in files for row in read_labelled(file.read_bytes().splitlines())]
    items = [_of_length(item, CHARACTERS) for _, item in rows]
    texts = [text_of(item) for item in items]
    plain = Baseline(texts, [labelled["labels"] for labelled, _ in rows])
    classify(items[0])
    each, alone, together = (
        median_seconds(work) / len(items) * 1_000
        for work in (
            lambda: [classify(item) for item in items],
            lambda: [plain.read([text]) for text in texts],
            lambda: plain.read(texts),
        )
    )
    beside = f"baseline: {alone:.2f} ms one by one, {together:.3f} ms all at once"
    return [Figure(f"an item of {CHARACTERS} characters", each, "ms", 1_000 / A_SECOND, beside)]


def _of_length(item: Item, characters: int) -> Item:
    """The item with so many characters of summary, its own over and over."""
    return replace(
        item, summary=" ".join([item.summary] * (characters // len(item.summary) + 1))[:characters]
    )


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
