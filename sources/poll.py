"""What an answer means, and when to ask again: decided by pure functions, carried out around them."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

import httpx

from measures.days import day_of
from measures.model import Item, Reason
from measures.network import reason
from measures.vocabulary import AnswerState
from sources.catalogue.entry import Source
from sources.errors import FormatError
from sources.fetch import Answer, Fault, Gate, fetch
from sources.formats import read
from sources.formats.records import Beside, Reading, not_after
from sources.requests import Window, outgoing

CEILING = timedelta(days=1)
"""The longest pause that failures alone bring about."""
BLOCKED_PAUSE = timedelta(hours=1)
"""A bot wall grows with each attempt: the first pause after one."""


class Memory(Protocol):
    """What earlier answers of a source left behind."""

    @property
    def etag(self) -> str | None: ...
    @property
    def last_modified(self) -> str | None: ...
    @property
    def body_hash(self) -> str | None: ...
    @property
    def failures(self) -> int: ...
    @property
    def last_ok_at(self) -> datetime | None: ...
    @property
    def kept_to(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class NoMemory:
    """The memory of a source that was never asked."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: int = 0
    last_ok_at: datetime | None = None
    kept_to: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """How one poll ended. `at` is when it was asked (UTC; for what is stored, when the answer had come),
    `detail` a code of measures.answers.

    `ok` says whether the source does as expected: an unexpected answer may still hold items. Validators
    are None where those known before stay, empty where the server gives none any more. `failures` in a row
    decide the pause; `retry_after` is what the server asks for. `missed`: items probably lost before it.
    `beside`: what the records tell beside their items, by item.
    """

    source_id: str
    at: datetime
    state: AnswerState
    ok: bool
    detail: Reason
    next_try_at: datetime
    items: tuple[Item, ...] = ()
    body: bytes = b""
    status: int = 0
    content_type: str = ""
    seconds: float = 0.0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: int = 0
    retry_after: datetime | None = None
    missed: int | None = None
    beside: Mapping[str, Beside] = field(default_factory=dict)

    @property
    def reached_host(self) -> bool:
        """Whether the source's host was asked at all: only then is it owed a pause."""
        return self.detail.code not in _NEVER_REACHED


_NEVER_REACHED = {"no_address", "no_connection", "forbidden_address", "robots_disallow", "robots_unavailable"}


@dataclass(frozen=True, slots=True)
class _Verdict:
    state: AnswerState
    ok: bool
    detail: Reason
    items: tuple[Item, ...] = ()
    remarked: bool = False
    beside: Mapping[str, Beside] = field(default_factory=dict)


Found = Reading | FormatError
"""What an answer holds, or why it cannot be read."""
Read = Callable[[Source, bytes, date], Awaitable[Found]]
"""How an answer is read that has to be; takes what `read_answer` takes."""


def read_answer(source: Source, body: bytes, today: date) -> Found:
    """What an answer that came on a day (Europe/Amsterdam) holds; pure."""
    try:
        return not_after(read(source, body), today)
    except FormatError as error:
        return error


async def read_in_thread(source: Source, body: bytes, today: date) -> Found:
    """As read_answer; a large answer takes seconds, in which other answers would run out of time."""
    return await asyncio.to_thread(read_answer, source, body, today)


async def poll_source(
    client: httpx.AsyncClient,
    source: Source,
    memory: Memory,
    now: datetime,
    *,
    gate: Gate | None = None,
    window: Window | None = None,
    read: Read = read_in_thread,
) -> Poll:
    """Ask a source once, and decide what came of it; never raises for what the network does.

    `gate` says which addresses must not be fetched; `window` is asked for instead of the usual one.
    """
    request = outgoing(source, now, memory.last_ok_at, window)
    # An answer to another window is another document: its validators say nothing of this one.
    windowed = source.request.window_days is not None
    answer = await fetch(
        client,
        request,
        source.limits,
        etag="" if windowed else memory.etag or "",
        last_modified="" if windowed else memory.last_modified or "",
        gate=gate,
    )
    told = _without_reading(answer, memory, source)
    found = None if told else await read(source, answer.body, day_of(now))
    return decide(answer, memory, source, now, found)


def decide(answer: Answer, memory: Memory, source: Source, now: datetime, found: Found | None = None) -> Poll:
    """What `answer` means for `source`, and when to ask again; pure.

    `found` is what read_answer finds in it, where that has been asked already.
    """
    if answer.moved_to and answer.moved_to == memory.kept_to:
        # A person knows of this redirect and wants the old address kept.
        answer = replace(answer, moved_to="")
    verdict = _without_reading(answer, memory, source)
    if verdict is None:
        verdict = _of_found(answer, found or read_answer(source, answer.body, day_of(now)), source, now)
    whole = verdict.ok and not verdict.remarked and answer.status == 200
    # A source whose answers can be read keeps its rhythm, whatever there is to remark on them.
    readable = verdict.ok or verdict.state is AnswerState.NEW or bool(answer.moved_to and verdict.items)
    failures = 0 if readable else memory.failures + 1
    # After an answer with a remark the next one is read anew, even where it is the same.
    forget = None if verdict.state is AnswerState.UNCHANGED else ""
    return Poll(
        source.id,
        now,
        verdict.state,
        verdict.ok,
        verdict.detail,
        next_try(source, verdict.state, failures, now, answer.retry_after(now)),
        items=verdict.items,
        body=answer.body,
        status=answer.status,
        content_type=answer.content_type,
        seconds=answer.seconds,
        etag=answer.etag if whole else forget,
        last_modified=answer.last_modified if whole else forget,
        body_hash=answer.body_hash if whole else forget,
        failures=failures,
        retry_after=answer.retry_after(now),
        beside=verdict.beside,
    )


def next_try(
    source: Source, state: AnswerState, failures: int, now: datetime, retry_after: datetime | None = None
) -> datetime:
    """When to ask again: the source's own rhythm, doubled with each failure in a row up to a day.

    Spread by up to a tenth, by source and failure, so that sources that fell together do not return
    together. What the server asks by Retry-After holds where it is later.
    """
    pause = timedelta(minutes=source.interval_minutes)
    if failures:
        if state is AnswerState.BLOCKED:
            pause = max(pause, BLOCKED_PAUSE)
        longest = max(pause, CEILING)
        pause = min(pause * 2 ** min(failures - 1, 12), longest)
        digest = hashlib.sha256(f"{source.id} {failures}".encode()).digest()
        pause = min(pause * (1 + digest[0] / 2550), longest)
    return max(now + pause, retry_after or now)


def _without_reading(answer: Answer, memory: Memory, source: Source) -> _Verdict | None:
    """What an answer means that says nothing new; None where it has to be read."""
    fault = answer.fault or _status_fault(answer)
    if fault is not None:
        return _Verdict(fault.state, False, fault.reason)
    if answer.is_unmodified:
        return _Verdict(AnswerState.UNCHANGED, True, reason("not_modified"))
    has_moved = answer.moved_to and answer.moved_to != memory.kept_to
    same = answer.body and answer.body_hash == memory.body_hash
    if same and not has_moved and not source.made_at:
        return _Verdict(AnswerState.UNCHANGED, True, reason("same_bytes"))
    return None


def _of_found(answer: Answer, found: Found, source: Source, now: datetime) -> _Verdict:
    if isinstance(found, FormatError):
        if answer.moved_to:
            return _Verdict(AnswerState.MOVED, False, reason("moved", to=answer.moved_to))
        return _Verdict(found.state, False, Reason(found.code, tuple(found.args_.items())))
    oldest = now - timedelta(minutes=source.expect.made_minutes or 0)
    if source.expect.made_minutes and found.made_at and found.made_at < oldest:
        made = found.made_at.astimezone(UTC).isoformat(timespec="minutes")
        return _Verdict(AnswerState.MALFORMED, False, reason("stale_answer", made=made))
    verdict = replace(_of_reading(found, source), beside=found.beside)
    if answer.moved_to and verdict.ok:
        # The items are taken; that the address has changed is for a person to confirm.
        return _Verdict(
            AnswerState.MOVED,
            False,
            reason("moved", to=answer.moved_to),
            verdict.items,
            beside=found.beside,
        )
    return verdict


def _status_fault(answer: Answer) -> Fault | None:
    status = answer.status
    if status in (200, 203, 304):
        return None
    if status == 202:
        return Fault(AnswerState.BLOCKED, reason("bot_wall", status=status))
    if status == 429:
        return Fault(AnswerState.BLOCKED, reason("too_many_requests"))
    if status in (401, 403, 451):
        return Fault(AnswerState.BLOCKED, reason("access_denied", status=status))
    if status == 410:
        return Fault(AnswerState.GONE, reason("gone"))
    if status == 404:
        return Fault(AnswerState.GONE, reason("not_found"))
    if status >= 500:
        return Fault(AnswerState.REFUSED, reason("server_error", status=status))
    return Fault(AnswerState.REFUSED, reason("bad_request", status=status))


def _of_reading(reading: Reading, source: Source) -> _Verdict:
    """What the content means against what the entry expects."""
    expect, items = source.expect, reading.items
    if reading.cut_short:
        return _Verdict(AnswerState.MALFORMED, False, reason("cut_short", count=len(items)), items)
    if reading.seen < expect.min_items:
        empty = reading.seen == 0
        state = AnswerState.EMPTY if empty else AnswerState.NEW
        detail = reason("too_few_items", count=reading.seen, least=expect.min_items)
        return _Verdict(state, False, reason("unexpectedly_empty") if empty else detail, items)
    if not reading.seen:
        return _Verdict(AnswerState.EMPTY, True, reason("no_items"))
    if remark := _remark(reading, source):
        detail, spoilt = remark
        return _Verdict(AnswerState.NEW, spoilt * 2 <= reading.seen, detail, items, remarked=True)
    detail = reason("repaired" if reading.repaired else "items_read", count=len(items))
    return _Verdict(AnswerState.NEW, True, detail, items)


def _remark(reading: Reading, source: Source) -> tuple[Reason, int] | None:
    """The first thing in a filled answer that is not as expected, and how many records it spoils."""
    expect = source.expect
    if reading.seen > expect.max_items:
        return reason("too_many_items", count=reading.seen, most=expect.max_items), reading.seen
    if reading.nameless:
        return reason("unreadable_records", count=reading.nameless), reading.nameless
    if reading.undated:
        return reason("unread_dates", count=reading.undated, example=reading.raw_date), reading.undated
    for name in expect.required:
        if lacking := reading.lacking(name):
            return reason("missing_field", field=name, count=lacking), lacking
    if source.request.window_days and expect.page_size and reading.seen >= expect.page_size:
        return reason("full_page", count=reading.seen), 0
    return None
