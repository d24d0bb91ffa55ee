"""The real scheduler with a clock that runs faster, in a process of its own, until SIGTERM.

`python -m tests.soak.scheduling SPEC`: SPEC is JSON with urls, database (a file), speed, start (an instant).
"""

import asyncio
import json
import logging
import sys
import time
from datetime import UTC, datetime, timedelta

import structlog

from measures.settings import Settings
from measures.store import migrate, open_store
from scheduler import jobs
from sources.catalogue import Source

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
INTERVAL_MINUTES = 15


def sources(urls: list[str]) -> dict[str, Source]:
    """An entry for each address; impatient ones, for the faults are many."""
    facts = {
        "country": "NL",
        "level": "national",
        "language": "nl",
        "format": "rss",
        "interval_minutes": INTERVAL_MINUTES,
        "min_delay_seconds": 0,
        "limits": {"connect_seconds": 2, "read_seconds": 2, "total_seconds": 5},
        "priority": "primary",
        "standing": "use",
        "basis": "measured",
    }
    entries = [
        Source.model_validate(
            {**facts, "id": f"nl-soak-{n:04}", "name": f"Soak {n}", "authority": f"Authority {n}", "url": url}
        )
        for n, url in enumerate(urls)
    ]
    return {entry.id: entry for entry in entries}


def main(spec: dict) -> None:
    """Poll until told to stop."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    url, speed = f"sqlite:///{spec['database']}", spec["speed"]
    migrate(url)
    store = open_store(url)
    start, began = datetime.fromisoformat(spec["start"]), time.monotonic()

    def clock() -> datetime:
        return start + timedelta(seconds=(time.monotonic() - began) * speed)

    settings = Settings(open_loopback=True, tick_seconds=0.25)
    lease = timedelta(seconds=settings.lease_seconds * speed)
    asyncio.run(jobs.run(store, sources(spec["urls"]), settings, clock=clock, lease=lease))
    store.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
