"""What a scheduler does in the store around a poll: claims, memory, items, the log; no network."""

import os
import secrets
import socket
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from measures.errors import StoreError
from measures.model import Item
from measures.network import reason
from measures.store import Store
from measures.store.claims import Claim, claim_due, prolong, release, renew
from measures.store.crisis import is_crisis
from measures.store.hosts import release_all_hosts, release_hosts, take_host
from measures.store.received import keep_all_bytes
from measures.store.robots import RobotsRow, keep_robots, robots_of
from measures.store.sources import Memory, PollRow, memories_of, record_polls
from measures.vocabulary import AnswerState
from scheduler.pipeline import Arrival, fresh, take_in_all
from scheduler.rhythm import conclude
from sources.catalogue import Source
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


@dataclass(frozen=True, slots=True)
class Ended:
    """A poll whose items are stored, with what was known before it."""

    source: Source
    memory: Memory
    poll: Poll
    taken: Taken

    def concluded(self, *, crisis: bool) -> Poll:
        """The poll in the light of what was known (see scheduler.rhythm.conclude)."""
        found = self.taken
        return conclude(
            self.poll, found.new, found.changed, found.failed, self.source, self.memory, crisis=crisis
        )


class Desk:
    """One scheduler's work in the store; its name, `holder`, stands on what it has claimed."""

    def __init__(self, store: Store, clock: Callable[[], datetime], lease: timedelta) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.stopping = False
        self._store = store
        self._clock = clock
        self._lease = lease
        self._prolonged_at = datetime.min.replace(tzinfo=UTC)

    def claim(
        self, room: int, idle: Mapping[str, float], under_way: Collection[str], besides: Collection[str]
    ) -> tuple[datetime, list[Claim]]:
        """Up to `room` due sources, none of them `besides` or `under_way`, and the end of the claim.

        The claims of those under way are kept from running out. Hosts no longer needed are given back first:
        `idle` has the seconds that each of them still rests.
        """
        now = self._clock()
        with self._store.begin() as tx:
            if under_way and abs(now - self._prolonged_at) >= self._lease / 3:
                prolong(tx, under_way, self.holder, now + self._lease)
                self._prolonged_at = now
            release_hosts(tx, self.holder, idle)
            if room <= 0:
                return now, []
            left_out = {*under_way, *besides}
            return now + self._lease, claim_due(tx, now, self.holder, self._lease, room, left_out)

    def take_host(self, host: str, seconds: float) -> float | None:
        """Take a host for so many seconds beyond those returned, in which it rests; None where it is busy."""
        with self._store.begin() as tx:
            return take_host(tx, host, self.holder, timedelta(seconds=seconds))

    def has_time(self, source: Source, claimed_until: datetime) -> bool:
        """Whether the source is ours for as long as asking and storing may take."""
        return self._enough(source) <= claimed_until

    def renew(self, source: Source) -> bool:
        """Keep the source for as long as that may take; False where somebody else has it by now."""
        with self._store.begin() as tx:
            return renew(tx, source.id, self.holder, self._enough(source) + self._lease / 2)

    def _enough(self, source: Source) -> datetime:
        return self._clock() + timedelta(seconds=source.limits.total_seconds) + self._lease / 2

    def release(self, idle: Mapping[str, float]) -> None:
        """Give back what is claimed and not polled, and all hosts; `idle` as for `claim`."""
        with self._store.begin() as tx:
            release(tx, self.holder)
            release_hosts(tx, self.holder, idle)
            release_all_hosts(tx, self.holder)

    def memories(self, source_ids: Sequence[str]) -> list[Memory | Exception]:
        """What earlier polls of some sources left."""
        with self._store.read() as tx:
            known = memories_of(tx, source_ids)
        return [known.get(key) or StoreError("no such source", subject=key) for key in source_ids]

    def recall_robots(self, wanted: Sequence[tuple[str, datetime]]) -> list[Rules | None]:
        """What any scheduler has read of hosts' robots.txt, while it holds; each asked for at an instant."""
        with self._store.read() as tx:
            known = robots_of(tx, [origin for origin, _ in wanted], max(now for _, now in wanted))
        rows = (known.get(origin) for origin, _ in wanted)
        return [Rules(row.origin, row.verdict, row.body, row.at, row.until) if row else None for row in rows]

    def keep_robots(self, read: Sequence[Rules]) -> list[None]:
        """Share what hosts' robots.txt say."""
        with self._store.begin() as tx:
            for rules in read:
                keep_robots(tx, RobotsRow(rules.origin, rules.verdict, rules.body, rules.at, rules.until))
        return [None] * len(read)

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
            self._record(tx, [(poll, taken)], follow_up=True)

    def keep_all(self, ended: Sequence[Ended]) -> list[Outcome | Exception]:
        """Write down how polls went, after their items; of each what came of it, or what failed inside."""
        try:
            outcomes = self._keep_together(ended)
        except Exception as error:
            if len(ended) > 1 and not isinstance(error, OperationalError):
                return [outcome for one in ended for outcome in self.keep_all([one])]
            return [error] * len(ended)
        for outcome in outcomes:
            poll = outcome.poll
            log.info(
                "polled",
                source=poll.source_id,
                state=poll.state.value,
                detail=poll.detail.code,
                items=len(poll.items),
                new=outcome.new,
                changed=outcome.changed,
                seconds=round(poll.seconds, 2),
            )
        return list(outcomes)

    def _keep_together(self, ended: Sequence[Ended]) -> list[Outcome]:
        with self._store.begin() as tx:
            crisis = is_crisis(tx)
            concluded = [(one.concluded(crisis=crisis), one.taken) for one in ended]
            self._record(tx, concluded)
        return [Outcome(poll, taken.new, taken.changed) for poll, taken in concluded]

    def _record(
        self, tx: Connection, polls: Sequence[tuple[Poll, Taken]], *, follow_up: bool = False
    ) -> None:
        filled = [poll for poll, _ in polls if poll.body]
        digests = keep_all_bytes(tx, [(poll.body, poll.at) for poll in filled])
        kept = dict(zip(map(id, filled), digests, strict=True))
        rows = [
            _poll_row(poll, taken, self.holder, kept.get(id(poll)), follow_up=follow_up)
            for poll, taken in polls
        ]
        record_polls(tx, rows)

    def keep_failure(self, source: Source, at: datetime, error: str) -> Outcome:
        """Write down a poll that could not be ended, as a failure: without, it would come back at once."""
        with self._store.begin() as tx:
            failures = memories_of(tx, [source.id])[source.id].failures + 1
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
            self._record(tx, [(poll, Taken())])
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
