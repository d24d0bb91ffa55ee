"""What a scheduler does in the store around a poll: claims, memory, items, the log; no network."""

import json
import os
import secrets
import socket
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import OperationalError

from measures.model import Item
from measures.store import Store
from measures.store.claims import Claim, claim_due, release, renew
from measures.store.crisis import is_crisis
from measures.store.hosts import release_hosts, take_host
from measures.store.received import keep_bytes
from measures.store.robots import RobotsRow, keep_robots, robots_of
from measures.store.sources import (
    Memory,
    PollRow,
    SourceRow,
    memory_of,
    record_poll,
    register_sources,
)
from measures.vocabulary import AnswerState
from scheduler.pipeline import Arrival, fresh, take_in_all
from scheduler.rhythm import conclude
from sources.catalogue import Source
from sources.fetch import reason
from sources.poll import Poll, next_try
from sources.robots import Rules

log = structlog.get_logger(__name__)

TOGETHER = 200
"""So many items are stored in one transaction; more would keep other writers waiting for long."""
AT_ONCE = timedelta(minutes=1)
"""What was learnt further apart is not stored together: conflicts carry the instant of the last of it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one poll: how it ended, and how many of its items were new or changed."""

    poll: Poll
    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What the items of a poll were to the store; `failed` names what went wrong inside, if anything."""

    new: int = 0
    changed: int = 0
    failed: str = ""

    @property
    def news(self) -> int:
        """New and changed ones together."""
        return self.new + self.changed

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.new + other.new, self.changed + other.changed, self.failed or other.failed)


def register(
    store: Store, catalogue: Mapping[str, Source], at: datetime, robots_exceptions: Collection[str] = ()
) -> None:
    """Tell the store which sources there are; those that robots.txt forbids need the operator's exception."""
    with store.begin() as tx:
        register_sources(tx, [_row(source, robots_exceptions) for source in catalogue.values()], at)


def _row(source: Source, robots_exceptions: Collection[str]) -> SourceRow:
    address = source.url.partition("?")[0] if "{" in source.url else source.url
    return SourceRow(
        id=source.id,
        name=source.name,
        country=source.country,
        authority=source.authority,
        level=source.level,
        url=address,
        interval_minutes=source.interval_minutes,
        standing=source.standing_with(robots_exceptions),
        evidence_date=source.evidence_date,
        quiet_days=source.expect.quiet_days,
        fastest_minutes=source.least_minutes,
        notes=json.dumps(_notes(source), ensure_ascii=False),
    )


def _notes(source: Source) -> dict[str, object]:
    """What people should know of a source beside its facts."""
    names = ("basis", "home", "licence", "robots", "rate", "quirks")
    return {name: value for name in names if (value := getattr(source, name))}


class Desk:
    """One scheduler's work in the store; its name, `holder`, stands on what it has claimed."""

    def __init__(self, store: Store, clock: Callable[[], datetime], lease: timedelta) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.stopping = False
        self._store = store
        self._clock = clock
        self._lease = lease

    def claim(self, room: int, idle: Mapping[str, float]) -> tuple[datetime, list[Claim]]:
        """Up to `room` due sources, and the end of the claim; hosts no longer needed are given back first.

        `idle` has the seconds that each of them still rests.
        """
        now = self._clock()
        with self._store.begin() as tx:
            release_hosts(tx, self.holder, idle)
            return now + self._lease, claim_due(tx, now, self.holder, self._lease, room)

    def take_host(self, host: str, seconds: float) -> float | None:
        """Take a host for so many seconds beyond those returned, in which it rests; None where it is busy."""
        with self._store.begin() as tx:
            return take_host(tx, host, self.holder, timedelta(seconds=seconds))

    def holds(self, source: Source, claimed_until: datetime) -> bool:
        """Whether the source is still ours for as long as asking and storing may take; renews the claim."""
        now = self._clock()
        enough = now + timedelta(seconds=source.limits.total_seconds) + self._lease / 2
        if enough <= claimed_until:
            return True
        with self._store.begin() as tx:
            return renew(tx, source.id, self.holder, enough + self._lease / 2)

    def release(self, idle: Mapping[str, float]) -> None:
        """Give back what is claimed and not polled, and the hosts."""
        with self._store.begin() as tx:
            release_hosts(tx, self.holder, idle)
            release(tx, self.holder)

    def memory(self, source_id: str) -> Memory:
        """What earlier polls left."""
        with self._store.read() as tx:
            return memory_of(tx, source_id)

    def recall_robots(self, origin: str, now: datetime) -> Rules | None:
        """What any scheduler has read of a host's robots.txt, while it holds."""
        with self._store.read() as tx:
            row = robots_of(tx, origin, now)
        return Rules(row.origin, row.verdict, row.body, row.at, row.until) if row else None

    def keep_robots(self, rules: Rules) -> None:
        """Share what a host's robots.txt says."""
        with self._store.begin() as tx:
            keep_robots(tx, RobotsRow(rules.origin, rules.verdict, rules.body, rules.at, rules.until))

    def fresh(self, items: Sequence[Item]) -> list[Item]:
        """The items of an answer that are new or changed."""
        return fresh(self._store, items)

    def take_all(self, answers: Sequence[Sequence[Arrival]]) -> list[Taken | None]:
        """Store what some answers brought, many items in one transaction; of each answer, what came of it.

        None where the process is asked to stop in the midst of it: nothing is then said of the poll, and the
        next run asks again.
        """
        taken: list[Taken | None] = [Taken() for _ in answers]
        for chunk in _chunks(answers):
            states = [None] * len(chunk) if self.stopping else self._take([one for _, one in chunk])
            for (number, _), state in zip(chunk, states, strict=True):
                before = taken[number]
                taken[number] = before + state if before and state else None
        return taken

    def keep_part(self, poll: Poll, taken: Taken) -> None:
        """Write down a further request of a poll."""
        with self._store.begin() as tx:
            digest = keep_bytes(tx, poll.body, poll.at) if poll.body else None
            record_poll(tx, _poll_row(poll, taken, self.holder, digest, follow_up=True))

    def keep(self, source: Source, memory: Memory, poll: Poll, taken: Taken) -> Outcome:
        """Write down how a poll went, after its items."""
        with self._store.begin() as tx:
            crisis = is_crisis(tx)
            poll = conclude(poll, taken.new, taken.changed, taken.failed, source, memory, crisis=crisis)
            digest = keep_bytes(tx, poll.body, poll.at) if poll.body else None
            record_poll(tx, _poll_row(poll, taken, self.holder, digest))
        log.info(
            "polled",
            source=poll.source_id,
            state=poll.state.value,
            detail=poll.detail.code,
            items=len(poll.items),
            new=taken.new,
            changed=taken.changed,
            seconds=round(poll.seconds, 2),
        )
        return Outcome(poll, taken.new, taken.changed)

    def keep_failure(self, source: Source, at: datetime, error: str) -> Outcome:
        """Write down a poll that could not be ended, as a failure: without, it would come back at once."""
        with self._store.begin() as tx:
            failures = memory_of(tx, source.id).failures + 1
            state = AnswerState.MALFORMED
            detail = reason("failed_inside", reason=error)
            again = next_try(source, state, failures, at)
            # Without validators the next answer is read whole.
            poll = Poll(
                source.id,
                at,
                state,
                ok=False,
                detail=detail,
                next_try_at=again,
                etag="",
                last_modified="",
                body_hash="",
                failures=failures,
            )
            record_poll(tx, _poll_row(poll, Taken(), self.holder, None))
        return Outcome(poll, 0, 0)

    def _take(self, arrivals: Sequence[Arrival]) -> list[Taken]:
        """Store some items; a failure is kept for the poll's record and does not cost the other items."""
        try:
            saved = take_in_all(self._store, arrivals).saved
        except Exception as error:
            if len(arrivals) > 1 and not isinstance(error, OperationalError):
                return [self._take([arrival])[0] for arrival in arrivals]
            log.exception("items not taken in", items=[arrival.item.id for arrival in arrivals])
            return [Taken(failed=type(error).__name__)] * len(arrivals)
        return [Taken(new=one.state == "new", changed=one.state == "changed") for one in saved]


def _chunks(answers: Sequence[Sequence[Arrival]]) -> Iterator[list[tuple[int, Arrival]]]:
    """The arrivals of all answers, each with the number of its answer, in parts to be stored together."""
    chunk: list[tuple[int, Arrival]] = []
    for number, arrivals in enumerate(answers):
        for arrival in arrivals:
            if chunk and (len(chunk) == TOGETHER or abs(arrival.known_at - chunk[0][1].known_at) > AT_ONCE):
                yield chunk
                chunk = []
            chunk.append((number, arrival))
    if chunk:
        yield chunk


def _poll_row(
    poll: Poll, taken: Taken, holder: str, digest: str | None, *, follow_up: bool = False
) -> PollRow:
    return PollRow(
        source_id=poll.source_id,
        at=poll.at,
        state=poll.state,
        next_try_at=poll.next_try_at,
        detail=poll.detail,
        ok=poll.ok,
        holder=holder,
        http_status=poll.status or None,
        item_count=len(poll.items),
        new_count=taken.news,
        size=len(poll.body),
        seconds=poll.seconds,
        sha256=digest,
        etag=poll.etag,
        last_modified=poll.last_modified,
        body_hash=poll.body_hash,
        missed=poll.missed,
        follow_up=follow_up,
        failures=poll.failures,
        retry_after=poll.retry_after,
    )
