"""Small pieces of work done together: what waits while a thread is busy is handed to it at once."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")


class Gatherer(Generic[A, R]):
    """Calls `work` in `thread` with all that was handed in since the last call, for one event loop.

    `work` gives a result for each piece, in their order; an exception among them is raised where that
    piece was handed in. `pause`: seconds for which the first piece waits for others.
    """

    def __init__(
        self, thread: Executor, work: Callable[[Sequence[A]], Sequence[R | Exception]], pause: float = 0.0
    ) -> None:
        self._thread = thread
        self._work = work
        self._pause = pause
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._handing: asyncio.Task[None] | None = None

    async def __call__(self, piece: A) -> R:
        """What comes of a piece."""
        result: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((piece, result))
        if self._handing is None or self._handing.done():
            self._handing = asyncio.create_task(self._hand_over())
        return await result

    async def _hand_over(self) -> None:
        await asyncio.sleep(self._pause)
        while self._waiting:
            waiting = [(piece, result) for piece, result in self._waiting if not result.done()]
            self._waiting = []
            if not waiting:
                return
            pieces = [piece for piece, _ in waiting]
            try:
                results = await asyncio.get_running_loop().run_in_executor(self._thread, self._work, pieces)
            except Exception as error:
                results = [error] * len(waiting)
            for (_, result), found in zip(waiting, results, strict=True):
                if result.done():
                    continue
                if isinstance(found, Exception):
                    result.set_exception(found)
                else:
                    result.set_result(found)
