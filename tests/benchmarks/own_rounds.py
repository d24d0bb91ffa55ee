"""Rounds of polling by this project's scheduler, storing included, in a process of its own.

SPEC on standard input: JSON with urls, database (a file), slots, rounds. Prints one line of JSON, for
each round: wall and CPU seconds (helper processes included), most memory so far, items stored, and the
seconds after which the last of the sources that answer was done. Imports, migrating and
registering stand before the first round, as they do for the peer.
"""

import asyncio
import json
import logging
import resource
import sys
import time
from typing import Any

import psutil
import structlog
from sqlalchemy import update

from measures.network import open_client
from measures.settings import Settings
from measures.store import Store, migrate, open_store
from measures.store import tables as t
from measures.store.reading import store_summary
from scheduler.dispatch import Dispatcher, Outcome, register, utc_now
from sources.catalogue import Source


def sources(urls: list[str]) -> dict[str, Source]:
    """An entry for each address: an ordinary national feed."""
    entries = [
        Source.model_validate(
            {
                "id": f"nl-bench-{number:04}",
                "name": f"Bench {number}",
                "authority": f"Authority {number}",
                "country": "NL",
                "level": "national",
                "language": "nl",
                "format": "rss",
                "url": url,
                "interval_minutes": 30,
                "min_delay_seconds": 0,
                "priority": "primary",
                "standing": "use",
                "basis": "measured",
            }
        )
        for number, url in enumerate(urls)
    ]
    return {entry.id: entry for entry in entries}


async def one_round(store: Store, catalogue: dict[str, Source], slots: int) -> dict[str, float]:
    """Ask every source once; its figures."""
    done_at: list[float] = []

    def note(outcome: Outcome) -> None:
        if outcome.poll.status:
            done_at.append(time.perf_counter())

    with store.begin() as tx:
        # All due at once, so that they are taken in the order of their ids.
        tx.execute(update(t.source).values(next_try_at=utc_now()))
    settings = Settings(slots=slots, open_loopback=True)
    wall, cpu = time.perf_counter(), _cpu()
    helpers = 0.0
    async with open_client(contact="bench@example.org", open_loopback=True, slots=slots) as client:
        dispatcher = Dispatcher(store, catalogue, client, settings, on_outcome=note)
        await dispatcher.drain()
        helpers = sum(helper.memory_full_info().uss for helper in _helpers())
        await dispatcher.stop()
    return {
        "wall": time.perf_counter() - wall,
        "answered": max(done_at) - wall,
        "cpu": _cpu() - cpu,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 + helpers / 2**20,
        "items": store_summary(store).items,
    }


def _cpu() -> float:
    """Processor seconds of this process and of all that it began, those that have ended included."""
    times = [process.cpu_times() for process in (psutil.Process(), *_helpers())]
    return sum(each.user + each.system + each.children_user + each.children_system for each in times)


def _helpers() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def main() -> None:
    """Print the figures of each round."""
    spec: dict[str, Any] = json.loads(sys.stdin.read())
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    url = f"sqlite:///{spec['database']}"
    migrate(url)
    store = open_store(url)
    catalogue = sources(spec["urls"])
    register(store, catalogue, utc_now())
    rounds = [asyncio.run(one_round(store, catalogue, spec["slots"])) for _ in range(spec["rounds"])]
    store.close()
    print(json.dumps(rounds))
