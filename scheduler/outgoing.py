"""Starts the sender, a process of its own, whenever the store says that something is due to subscribers."""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from measures.outgoing import Channel
from measures.settings import Settings
from measures.store import Store
from measures.store.outgoing import something_is_due

log = structlog.get_logger(__name__)

COMMAND = (sys.executable, "-m", "dashboard.outgoing", "send", "--with-parent", "--quiet")
LONGEST_SECONDS = 900.0
"""So long may it send at one go; what is left is due again."""
GRACE_SECONDS = 5.0
"""So long is waited at the end for the message in hand; a slower one is finished without us."""
PAUSE = timedelta(minutes=1)
"""After a sender that failed the next one waits so long."""


class Sender:
    """At most one sending process of this scheduler. Several schedulers share the messages out."""

    def __init__(
        self, settings: Settings, clock: Callable[[], datetime], command: tuple[str, ...] = COMMAND
    ) -> None:
        self._channels = [Channel.WEBHOOK, *([Channel.MAIL] if settings.sends_mail else [])]
        self._clock = clock
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._not_before: datetime | None = None

    def is_due(self, store: Store) -> bool:
        """Whether a sender is to be started."""
        now = self._clock()
        if self._not_before and now < self._not_before:
            return False
        return any(something_is_due(store, channel, now) for channel in self._channels)

    async def send(self) -> None:
        """Let a sender send all that is due, and wait for it."""
        # Its standard input closes with us, however we end: that is how it knows.
        self._process = await asyncio.create_subprocess_exec(*self._command, stdin=asyncio.subprocess.PIPE)
        try:
            code = await asyncio.wait_for(asyncio.shield(self._process.wait()), LONGEST_SECONDS)
        except TimeoutError:
            await self.stop()
            return
        self._process = None
        if code:
            self._not_before = self._clock() + PAUSE
            log.error("sender failed", code=code)

    async def stop(self) -> None:
        """Let the sender finish the message in hand, and wait a moment for that."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GRACE_SECONDS)
        except TimeoutError:
            log.warning("sender still has a message in hand")
        self._process = None
