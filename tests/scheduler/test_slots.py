"""So many requests at once, and one without an answer keeps nobody waiting."""

import asyncio
import time

import pytest

from scheduler.slots import Slots


def most_at_once(slots: Slots, seconds: list[float]) -> tuple[int, float]:
    """The most that were inside together, and when the last of the short ones was done."""
    now = most = 0
    began, done = time.monotonic(), 0.0

    async def work(pause: float) -> None:
        nonlocal now, most, done
        async with slots:
            now += 1
            most = max(most, now)
            await asyncio.sleep(pause)
            now -= 1
        if pause < 0.5:
            done = time.monotonic() - began

    async def all_of_them() -> None:
        await asyncio.gather(*map(work, seconds))

    asyncio.run(all_of_them())
    return most, done


def test_no_more_than_so_many_at_once() -> None:
    assert most_at_once(Slots(3, patience=5), [0.02] * 10)[0] == 3


def test_one_without_an_answer_gives_its_slot_to_others() -> None:
    most, done = most_at_once(Slots(1, patience=0.05), [0.6, *[0.01] * 5])
    assert most == 2
    assert done < 0.5


@pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError])
def test_a_slot_comes_back_once_whatever_happens(error: type[BaseException]) -> None:
    slots = Slots(1, patience=0.02)

    async def fail(pause: float) -> None:
        async with slots:
            await asyncio.sleep(pause)
            raise error

    async def work() -> None:
        for pause in (0, 0.05):
            await asyncio.gather(fail(pause), return_exceptions=True)

    asyncio.run(work())
    assert most_at_once(slots, [0.001] * 5)[0] == 1
