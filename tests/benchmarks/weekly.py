"""The weekly summary of a week with 300 conflicts as PDF and DOCX."""

import resource
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.i18n import Reader
from dashboard.reports.weekly.issue import Scope, issue
from dashboard.reports.weekly.made import files
from measures.classify import classify
from measures.lifecycle import bucket
from measures.model import Event
from measures.store import migrate, open_store
from measures.store.events import save_events
from measures.store.items import save_items
from measures.store.weekly import read_week
from measures.vocabulary import Language
from measures.weekly import IsoWeek, Known, Turn
from sources.archive import archive_items
from tests.benchmarks.harness import Figure, median_seconds

CONFLICTS, SECONDS, MEGABYTES = 300, 5.0, 600
WEEK = IsoWeek.parse("2020-W12")


def summaries() -> list[Figure]:
    """Facts of a week of the archive, then the documents of its conflicts over and over."""
    now = datetime.now(UTC)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'weekly.db'}"
        migrate(url)
        store = open_store(url)
        arrivals = sorted(archive_items(), key=lambda one: one[1])
        events = [Event(item, classify(item), at) for item, at in arrivals]
        with store.begin() as tx:
            save_items(tx, arrivals)
            save_events(tx, [(event, bucket(event)) for event in events])
        facts_seconds = median_seconds(lambda: read_week(store, WEEK, Known.THEN, now), 3)
        week = read_week(store, WEEK, Known.THEN, now)
        store.close()
    entries = tuple(
        replace(entry, turn=turn, conflict=replace(entry.conflict, key=f"c-{number}"))
        for number, (entry, turn) in enumerate(
            islice(
                zip(cycle(week.entries), cycle((Turn.NEW, Turn.WORSE, Turn.SAME)), strict=False), CONFLICTS
            )
        )
    )
    content = issue(replace(week, entries=entries), Language.NL, Scope(), None, [])
    reader = Reader(Language.NL)
    figures = [Figure("facts of a week", facts_seconds, "s", SECONDS)]
    for form in ("pdf", "docx", "html", "xlsx"):
        limit = SECONDS if form in ("pdf", "docx") else None
        took = median_seconds(lambda form=form: list(files(content, reader, form)), 3)  # type: ignore[misc]
        figures.append(Figure(f"{form} of {CONFLICTS} conflicts", took, "s", limit))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*figures, Figure("memory at most", memory, "MB", MEGABYTES)]
