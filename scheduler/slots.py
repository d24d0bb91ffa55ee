"""How many requests are under way at once, where one that gets no answer keeps nobody waiting."""

import asyncio
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 1.0
"""A request that takes longer mostly waits; its slot goes to another, and it goes on without."""


class Slots:
    """So many at a time, for one event loop; entered by one task each."""

    def __init__(self, count: int, patience: float = PATIENCE_SECONDS) -> None:
        self._free = asyncio.Semaphore(count)
        self._patience = patience
        self._held: dict[asyncio.Task[object] | None, asyncio.TimerHandle] = {}

    async def __aenter__(self) -> Self:
        await self._free.acquire()
        task = asyncio.current_task()
        self._held[task] = asyncio.get_running_loop().call_later(self._patience, self._give_back, task)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._give_back(asyncio.current_task())

    def _give_back(self, task: asyncio.Task[object] | None) -> None:
        timer = self._held.pop(task, None)
        if timer is not None:
            timer.cancel()
            self._free.release()
