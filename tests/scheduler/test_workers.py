"""Answers are read and items assessed in other processes: with the same result, and at nobody else's cost."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest

from measures.classify import classify
from scheduler.workers import Workers
from sources.errors import FormatError
from sources.formats.records import Reading
from sources.poll import Found, read_answer
from tests.sources.conftest import a_source, sample
from tests.support import ROOT, labelled_items

FEED = sample("nl-rijksoverheid-news.xml")
TODAY = date(2026, 11, 23)
T = TypeVar("T")

ENDLESS = a_source(only=["^(a+)+$"], format="rss")
"""An entry with a pattern that takes ages with a title that nearly fits it."""
TRAP = b"<rss><channel><item><guid>1</guid><title>" + b"a" * 60 + b"!</title></item></channel></rss>"


def with_workers(
    use: Callable[[Workers], Coroutine[Any, Any, T]], *, count: int = 2, longest: float = 30.0
) -> T:
    async def work() -> T:
        workers = Workers(count, longest)
        try:
            return await use(workers)
        finally:
            workers.stop()

    return asyncio.run(work())


def test_an_answer_reads_the_same_in_another_process() -> None:
    async def use(workers: Workers) -> tuple[Found, Found]:
        return await workers.read(a_source(), FEED, TODAY), await workers.read(a_source(), b"<html>", TODAY)

    whole, broken = with_workers(use)
    assert whole == read_answer(a_source(), FEED, TODAY)
    assert isinstance(broken, FormatError)
    expected = read_answer(a_source(), b"<html>", TODAY)
    assert isinstance(expected, FormatError)
    assert (broken.code, broken.args_, broken.state) == (expected.code, expected.args_, expected.state)


def test_items_are_assessed_the_same_in_another_process() -> None:
    items = labelled_items("nl")
    assert with_workers(lambda workers: workers.assess(items)) == [classify(item) for item in items]


def test_an_answer_that_takes_for_ever_is_given_up_and_costs_no_other() -> None:
    async def use(workers: Workers) -> list[Found]:
        return await asyncio.gather(
            workers.read(ENDLESS, TRAP, TODAY), *(workers.read(a_source(), FEED, TODAY) for _ in range(4))
        )

    given_up, *others = with_workers(use, longest=0.3)
    assert isinstance(given_up, FormatError)
    assert (given_up.code, given_up.args_) == ("reading_given_up", {"size": str(len(TRAP))})
    assert others == [read_answer(a_source(), FEED, TODAY)] * 4


def test_a_process_that_dies_is_replaced_and_its_work_done_again() -> None:
    async def use(workers: Workers) -> Found:
        await workers.read(a_source(), FEED, TODAY)
        for child in multiprocessing.active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
        return await workers.read(a_source(), FEED, TODAY)

    assert isinstance(with_workers(use), Reading)


@pytest.mark.parametrize("alone", [False, True])
def test_a_stop_waits_for_nothing_that_is_caught(alone: bool) -> None:
    """Also where what ended a process once is being tried again, alone."""

    async def use(workers: Workers) -> list[multiprocessing.process.BaseProcess]:
        caught = asyncio.create_task(workers.read(ENDLESS, TRAP, TODAY))
        await workers.read(a_source(), FEED, TODAY)
        started = set(multiprocessing.active_children())
        if alone:
            for child in started:
                os.kill(child.pid or 0, signal.SIGKILL)
            while not (again := set(multiprocessing.active_children()) - started):
                await asyncio.sleep(0.01)
            started = again
        caught.cancel()
        await asyncio.gather(caught, return_exceptions=True)
        return list(started)

    began = time.process_time()
    children = with_workers(use, longest=600.0)
    for child in children:
        child.join(10)
    assert not any(child.is_alive() for child in children)
    assert time.process_time() - began < 10


@pytest.mark.parametrize("early", [False, True])
def test_no_process_outlives_a_scheduler_that_is_killed(early: bool) -> None:
    """Neither one that waits for work, nor one that is caught in it, nor one that is only being started."""
    program = f"""
import asyncio, multiprocessing, os, signal
from scheduler.workers import Workers
from tests.scheduler.test_workers import ENDLESS, FEED, TODAY, TRAP, a_source

async def main():
    workers = Workers(2, 600.0)
    trapped = asyncio.create_task(workers.read(ENDLESS, TRAP, TODAY))
    other = asyncio.create_task(workers.read(a_source(), FEED, TODAY))
    if {early}:
        while len(multiprocessing.active_children()) < 2:
            await asyncio.sleep(0)
        for child in multiprocessing.active_children():
            os.kill(child.pid, signal.SIGSTOP)
    else:
        await other
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    await trapped

asyncio.run(main())
"""
    scheduler = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert scheduler.stdout is not None
    with scheduler.stdout:
        pids = [int(pid) for pid in scheduler.stdout.readline().split()]
    assert len(pids) == 2
    scheduler.kill()
    scheduler.wait()
    for pid in pids if early else ():
        os.kill(pid, signal.SIGCONT)
    deadline = time.monotonic() + 10
    while any(map(_is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_is_running, pids))


def _is_running(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
