"""What a benchmark says: figures with their limits, medians of several runs."""

import gc
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.support import ROOT

BUILD = ROOT / "build"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, with the most it may be, and what it is measured beside."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    beside: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the value keeps within its limit; one without a limit always does."""
        return self.limit is None or self.value <= self.limit


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_seconds(work: Callable[[], object], runs: int = 5) -> float:
    """The median wall time of several calls."""
    return statistics.median(seconds(work) for _ in range(runs))


def show(bench: str, figures: Iterable[Figure]) -> None:
    """Print the figures of one benchmark as a table."""
    table = Table(title=bench, title_justify="left")
    for column in ("what", "measured", "at most", "", "beside"):
        table.add_column(
            column, overflow="fold", justify="right" if column in ("measured", "at most") else "left"
        )
    for figure in figures:
        limit = "" if figure.limit is None else f"{figure.limit:.4g} {figure.unit}"
        verdict = "" if figure.limit is None else "met" if figure.is_met else "MISSED"
        table.add_row(figure.what, f"{figure.value:.4g} {figure.unit}", limit, verdict, figure.beside)
    Console(width=None if os.isatty(1) else 150).print(table)


def write(results: dict[str, list[Figure]]) -> Path:
    """Keep the figures for programs in build/bench.json, beside those of other benchmarks."""
    BUILD.mkdir(exist_ok=True)
    file = BUILD / "bench.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for name, figures in results.items():
        rows = [{**asdict(figure), "met": figure.is_met} for figure in figures]
        known[name] = {
            "at": at,
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "figures": rows,
        }
    file.write_text(json.dumps(known, indent=1))
    return file
