"""What waits while a thread is busy is handed to it at once, and each piece gets its own result."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from scheduler.gather import Gatherer


def test_pieces_that_wait_are_done_together_and_each_gets_its_own_result() -> None:
    calls: list[list[int]] = []

    def work(pieces: Sequence[int]) -> list[int | Exception]:
        calls.append(list(pieces))
        time.sleep(0.05)
        return [ValueError(piece) if piece == 3 else piece * 10 for piece in pieces]

    async def hand_in() -> list[int | BaseException]:
        with ThreadPoolExecutor(1) as thread:
            gather = Gatherer(thread, work, 0.0)
            first = asyncio.create_task(gather(1))
            await asyncio.sleep(0.02)
            rest = await asyncio.gather(*(gather(n) for n in (2, 3, 4)), return_exceptions=True)
            later = await gather(5)
            return [await first, *rest, later]

    one, two, three, four, five = asyncio.run(hand_in())
    assert calls == [[1], [2, 3, 4], [5]]
    assert (one, two, four, five) == (10, 20, 40, 50)
    assert isinstance(three, ValueError)


def test_one_who_no_longer_waits_keeps_nobody_from_a_result() -> None:
    async def hand_in() -> str:
        with ThreadPoolExecutor(1) as thread:
            gather: Gatherer[str, str] = Gatherer(thread, list, 0.02)
            gone, stays = asyncio.create_task(gather("gone")), asyncio.create_task(gather("stays"))
            await asyncio.sleep(0)
            gone.cancel()
            return await stays

    assert asyncio.run(hand_in()) == "stays"


def test_work_that_fails_fails_for_all_that_was_handed_over_and_not_for_what_follows() -> None:
    fails = True

    def work(pieces: Sequence[int]) -> list[int | Exception]:
        if fails:
            raise OSError("the disk is full")
        return list(pieces)

    async def hand_in() -> int:
        nonlocal fails
        with ThreadPoolExecutor(1) as thread:
            gather = Gatherer(thread, work, 0.0)
            for result in await asyncio.gather(gather(1), gather(2), return_exceptions=True):
                assert isinstance(result, OSError)
            fails = False
            return await gather(3)

    assert asyncio.run(hand_in()) == 3
