"""python -m tests.soak: many feeds in quick motion with faults; nothing lost, nothing stuck, memory steady.

Prints what it sees every half a minute, at the end a verdict; the exit code is 1 where it is bad.
"""

import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import func, select

from measures.store import Store, open_store
from measures.store import tables as t
from measures.store.items import versions_after
from tests.soak.scheduling import INTERVAL_MINUTES, START
from tests.support import ROOT

SAMPLE_SECONDS, SAY_SECONDS = 2, 30
RESUMED_SECONDS = 40
MOST_GROWTH = 0.15
"""Of memory from the middle third of the run to the last one."""


def main(
    minutes: Annotated[float, typer.Option(min=0.5)] = 10,
    feeds: Annotated[int, typer.Option(min=2)] = 300,
    speed: Annotated[float, typer.Option(min=1)] = 20,
    faults: Annotated[float, typer.Option(min=0, max=1)] = 0.1,
    every: Annotated[float, typer.Option(help="Seconds between two publications of a feed.")] = 30,
) -> None:
    """Run the soak."""
    # Stopped from outside, it ends what it started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "soak.db"
        spec = {"feeds": feeds, "faults": faults, "every": every}
        server = _start("tests.soak.server", spec, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        scheduler = None
        try:
            assert server.stdout is not None
            assert server.stdin is not None
            urls = json.loads(server.stdout.readline())
            job = {"urls": urls, "database": str(database), "speed": speed}
            scheduler = _start("tests.soak.scheduling", job | {"start": START.isoformat()})
            began = time.monotonic()
            memory = _watch(scheduler, minutes * 60, database)
            end = START + timedelta(seconds=(time.monotonic() - began) * speed)
            scheduler.send_signal(signal.SIGTERM)
            code = scheduler.wait(30)
            # What was in hand at the stop is asked for again by the next one, or is lost.
            server.stdin.write("closing\n")
            server.stdin.flush()
            scheduler = _start("tests.soak.scheduling", job | {"start": end.isoformat()})
            _watch(scheduler, RESUMED_SECONDS, database)
            scheduler.send_signal(signal.SIGTERM)
            code = code or scheduler.wait(30)
            told, _ = server.communicate(timeout=30)
        finally:
            for process in (scheduler, server):
                if process is not None and process.poll() is None:
                    process.kill()
                    process.wait()
        raise typer.Exit(_judge(json.loads(told), database, memory, code, end))


def _start(module: str, spec: dict, **pipes: int) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-m", module, json.dumps(spec)], cwd=ROOT, text=True, **pipes)


def _watch(process: "subprocess.Popen[str]", seconds: float, database: Path) -> list[float]:
    """Memory of a process in megabytes, every two seconds; ends early where the process does."""
    samples: list[float] = []
    end = time.monotonic() + seconds
    say = time.monotonic() + SAY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        time.sleep(SAMPLE_SECONDS)
        if process.poll() is not None:
            break
        samples.append(_megabytes(process.pid))
        if time.monotonic() >= say:
            say += SAY_SECONDS
            store = open_store(f"sqlite:///{database}")
            print(f"{end - time.monotonic():4.0f} s to go: {_seen(store)}, {samples[-1]:.0f} MB", flush=True)
            store.close()
    return samples


def _megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _seen(store: Store) -> str:
    with store.read() as tx:
        polls = tx.execute(select(func.count()).select_from(t.poll)).scalar_one()
        versions = tx.execute(select(func.count()).select_from(t.item_version)).scalar_one()
    return f"{polls} polls, {versions} versions of items"


def _judge(told: dict, database: Path, memory: list[float], code: int, end: datetime) -> int:
    store = open_store(f"sqlite:///{database}")
    stored = _titles(store)
    lost = set(told["given"]) - stored
    stuck = _stuck(store, end)
    third = max(1, len(memory) // 3)
    middle, last = (
        statistics.median(memory[third : 2 * third] or [0]),
        statistics.median(memory[-third:] or [0]),
    )
    print(f"\nAnswers given: {told['answers']}\nStored: {_seen(store)}")
    store.close()
    verdicts = {
        f"items lost: {len(lost)} of {len(told['given'])} given out whole": not lost and told["given"],
        f"sources stuck: {len(stuck)}": not stuck,
        f"memory: {middle:.0f} MB in the middle, {last:.0f} MB at the end": last
        <= middle * (1 + MOST_GROWTH),
        f"asked to stop, the scheduler ended with code {code}": code == 0,
    }
    for said, good in verdicts.items():
        print(f"{'good' if good else 'BAD '}  {said}")
    for name in [*sorted(lost)[:5], *stuck[:5]]:
        print(f"      {name}")
    return 0 if all(verdicts.values()) else 1


def _titles(store: Store) -> set[str]:
    titles: set[str] = set()
    after = ("", 0)
    with store.read() as tx:
        while page := list(versions_after(tx, after, 1_000)):
            titles |= {item.title for item, _, _ in page}
            after = (page[-1][0].id, page[-1][1])
    return titles


def _stuck(store: Store, end: datetime) -> list[str]:
    """Sources that were due for longer than an interval when the scheduler was stopped."""
    with store.read() as tx:
        overdue = t.source.c.next_try_at < end - timedelta(minutes=INTERVAL_MINUTES)
        return list(tx.execute(select(t.source.c.id).where(overdue)).scalars())


if __name__ == "__main__":
    typer.run(main)
