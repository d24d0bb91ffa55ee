"""robots.txt, obeyed as RFC 9309 says: read once a day for each host, and asked before each address.

No such file (4xx): everything is open. An error of the server (5xx): everything is closed for an hour.
A host that cannot be reached at all ends the poll with the reason why, as it would without robots.txt.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
from protego import Protego

from measures.hosts import host_of
from measures.network import own_name, reason
from measures.vocabulary import AnswerState
from sources.catalogue.entry import Limits
from sources.fetch import Answer, Fault, Gate, fetch
from sources.politeness import Turn
from sources.requests import Outgoing

HOLDS = timedelta(days=1)
"""RFC 9309, 2.4: not used for longer than 24 hours."""
CLOSED_FOR = timedelta(hours=1)
LIMITS = Limits(connect_seconds=10, read_seconds=10, total_seconds=20, max_bytes=512_000)
"""RFC 9309, 2.5: at least 500 kibibytes are read."""
AT_ONCE = 10_000
"""Longer rules are read in a thread."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says, until it is to be read again (UTC).

    `verdict`: rules (in `body`), open, or closed (`body` is then the status that closed it).
    """

    origin: str
    verdict: str
    body: str
    at: datetime
    until: datetime


Recall = Callable[[str, datetime], Awaitable[Rules | None]]
Keep = Callable[[Rules], Awaitable[None]]


async def _recall_nothing(origin: str, now: datetime) -> Rules | None:
    return None


async def _keep_nothing(rules: Rules) -> None:
    return None


class Robots:
    """The robots.txt of all hosts, for one event loop; `recall` and `keep` share them with other processes.

    `exceptions` are hosts (with their port, where it is not the usual one) that are not asked.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        exceptions: frozenset[str] = frozenset(),
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        recall: Recall = _recall_nothing,
        keep: Keep = _keep_nothing,
    ) -> None:
        self._client = client
        self._exceptions = exceptions
        self._clock = clock
        self._recall = recall
        self._keep = keep
        self._known: dict[str, tuple[Rules, Protego]] = {}

    def gate(self, turn: Turn) -> Gate:
        """The gate for the requests of one turn, which leads it to the host of each address asked.

        It keeps the pause that the host's robots.txt asks for. HostBusyError where the turn cannot get there.
        """

        async def allowed(url: str) -> Fault | None:
            await turn.move(url)
            return await self._closed(httpx.URL(url), turn)

        return allowed

    async def _closed(self, url: httpx.URL, turn: Turn) -> Fault | None:
        host = url.netloc.decode("ascii", "replace").lower()
        if host in self._exceptions:
            return None
        found = await self._rules(f"{url.scheme}://{host}", turn)
        if isinstance(found, Fault):
            return found
        rules, parsed = found
        if rules.verdict == "closed":
            return Fault(AnswerState.BLOCKED, reason("robots_unavailable", status=rules.body))
        if not parsed.can_fetch(str(url), own_name()):
            return Fault(AnswerState.BLOCKED, reason("robots_disallow"))
        turn.slow_down(parsed.crawl_delay(own_name()) or 0)
        return None

    async def _rules(self, origin: str, turn: Turn) -> tuple[Rules, Protego] | Fault:
        """What the host says; a fault where it cannot be reached."""
        now = self._clock()
        known = self._known.get(origin)
        if known and known[0].until > now:
            return known
        rules = await self._recall(origin, now)
        if rules is None:
            judged = judge(origin, await self._read(origin, turn), now)
            if isinstance(judged, Fault):
                return judged
            rules = judged
            await self._keep(rules)
            if turn.host == host_of(origin):
                await turn.rest(at_most=10)
            await turn.move(origin)
        known = rules, await _parsed(rules.body if rules.verdict == "rules" else "")
        self._known[origin] = known
        return known

    async def _read(self, origin: str, turn: Turn) -> Answer:
        """The answer to the request for a host's robots.txt, with which the turn may have moved on."""

        async def follow(url: str) -> None:
            await turn.move(url)

        return await fetch(
            self._client, Outgoing("GET", f"{origin}/robots.txt", (), None), LIMITS, gate=follow
        )


async def _parsed(body: str) -> Protego:
    # Half a megabyte of rules takes a tenth of a second, in which others would wait.
    return await asyncio.to_thread(Protego.parse, body) if len(body) > AT_ONCE else Protego.parse(body)


def judge(origin: str, answer: Answer, now: datetime) -> Rules | Fault:
    """What an answer to the request for robots.txt means; pure."""
    if answer.fault is not None:
        if answer.fault.reason.code in ("too_large", "too_many_redirects"):
            # Too much to be rules, or none that can be reached: as if there were none (RFC 9309, 2.3.1).
            return Rules(origin, "open", "", now, now + HOLDS)
        return answer.fault
    if answer.status >= 500 or answer.status == 429:
        until = max(now + CLOSED_FOR, min(answer.retry_after(now) or now, now + HOLDS))
        return Rules(origin, "closed", str(answer.status), now, until)
    if answer.status != 200:
        return Rules(origin, "open", "", now, now + HOLDS)
    # Stored text holds no NUL on PostgreSQL.
    body = answer.body.decode("utf-8", "replace").replace("\x00", "")
    return Rules(origin, "rules", body, now, now + HOLDS)
