"""Sources: which are due, who polls them now, what came of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, bindparam, case, func, insert, null, or_, select, update

from measures.errors import StoreError
from measures.health import is_good
from measures.model import Reason
from measures.rhythm import History, Rhythm, after_gap, learn
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.engine import bump, hold
from measures.store.hosts import assign_hosts
from measures.store.questions import Question, ask_person, withdraw
from measures.vocabulary import AnswerState, Country, Level

NO_DETAIL = Reason("")
NO_HISTORY = History()
LEARNT_EVERY = timedelta(days=1)
"""How often the rhythm of a source is learnt anew from the log of polls."""
UNASKED = ("off", "dead")
"""Standings in which a source is never asked, whoever wants it."""
NOT_FOUND_TIMES = 3
"""So many times in a row nothing was at the address before a person is asked."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The facts of a catalogue entry that the store needs; `standing` other than use is never due by itself.

    `quiet_days`: after so many days without a new item the source is late; None where nobody declared it.
    `fastest_minutes`: it is never asked more often. `notes`: what people should know of it (licence, robots,
    rate, quirks), as a JSON object.
    """

    id: str
    name: str
    country: Country
    authority: str
    level: Level
    url: str
    interval_minutes: int
    standing: str = "use"
    evidence_date: date | None = None
    quiet_days: int | None = None
    fastest_minutes: int | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last answers of a source left: its validators, how it went, its rhythm, what people decided.

    `address`: where it moved to, as a person accepted; `kept_to`: a redirect that a person knows of.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    state: AnswerState | None = None
    failures: int = 0
    last_try_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    bad_since: datetime | None = None
    learnt_at: datetime | None = None
    address: str | None = None
    kept_to: str | None = None
    history: History = NO_HISTORY


@dataclass(frozen=True, slots=True)
class PollRow:
    """One poll for the log. `at` is when its answer had come; `ok` says whether it went as expected.

    `ok` None leaves it to the state (new and unchanged are well); a source that may be empty says True.
    `detail` is a code with arguments, worded when shown. A full answer (`body_hash` is set) replaces all
    validators; any other keeps those known before. `missed`: how many items a window that rolled over has
    probably lost. `follow_up`: a further request of a poll, for the log only. `failures`: how many answers in
    a row could not be read, this one included, which decide the pause; None counts each that is not `ok`.
    `retry_after`: before that instant the server wants no other request, whoever asks for one.
    """

    source_id: str
    at: datetime
    state: AnswerState
    next_try_at: datetime
    detail: Reason = NO_DETAIL
    ok: bool | None = None
    holder: str = ""
    http_status: int | None = None
    item_count: int = 0
    new_count: int = 0
    size: int = 0
    seconds: float = 0.0
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    missed: int | None = None
    follow_up: bool = False
    failures: int | None = None
    retry_after: datetime | None = None


def register_sources(tx: Connection, rows: Iterable[SourceRow], at: datetime) -> None:
    """Let the listed sources be these. New ones are due at `at`; dropped ones keep their history.

    A new address in the catalogue settles what was decided about the old one.
    """
    rows = list(rows)
    hold(tx, "sources")
    s = t.source.c
    facts = [c for c in t.source.c if c.name in SourceRow.__dataclass_fields__]
    known = {row.id: row._asdict() for row in tx.execute(select(*facts, s.listed))}
    wanted = {row.id: {**asdict(row), "country": row.country.value, "level": row.level.value} for row in rows}
    gone = [key for key, row in known.items() if row["listed"] and key not in wanted]
    new = [row for key, row in wanted.items() if key not in known]
    changed = [row for key, row in wanted.items() if key in known and known[key] != {**row, "listed": True}]
    if not (gone or new or changed):
        assign_hosts(tx)
        return
    bump(tx, "sources")
    if gone:
        tx.execute(update(t.source).where(s.id.in_(gone)).values(listed=False))
    for row in changed:
        afresh = _AFRESH | {"next_try_at": at} if known[row["id"]]["url"] != row["url"] else {}
        tx.execute(update(t.source).where(s.id == row["id"]).values(listed=True, **row, **afresh))
    if new:
        blank = {"listed": True, "next_try_at": at, "failures": 0}
        tx.execute(insert(t.source), [{**row, **blank} for row in new])
    assign_hosts(tx)


_AFRESH: dict[str, object] = dict.fromkeys(
    ("etag", "last_modified", "body_hash", "address", "kept_to", "retired_at", "not_before")
)


_MEMORY = [name for name in Memory.__dataclass_fields__ if name in t.source.c]
_OF_HISTORY = ("rhythm", "holds", "gap_at", "gaps")
# Statements of every poll, built once: building them anew takes longer than running them.
_REMEMBERED = select(t.source.c.id, *(t.source.c[name] for name in (*_MEMORY, *_OF_HISTORY))).where(
    t.source.c.id.in_(bindparam("source_ids", expanding=True))
)
_LOG = insert(t.poll)
_NOT_BEFORE = (
    update(t.source).where(t.source.c.id == bindparam("of")).values(not_before=bindparam("retry_after"))
)


def memories_of(tx: Connection, source_ids: Iterable[str]) -> dict[str, Memory]:
    """What is remembered of those of some sources that are registered, by source."""
    rows = tx.execute(_REMEMBERED, {"source_ids": list(source_ids)})
    return {row.id: _memory(dict(row._mapping)) for row in rows}


def memory_of(tx: Connection, source_id: str) -> Memory:
    """What is remembered of a source; StoreError where it is not registered."""
    memory = memories_of(tx, [source_id]).get(source_id)
    if memory is None:
        raise StoreError("no such source", subject=source_id)
    return memory


def _memory(row: dict[str, Any]) -> Memory:
    history = History(Rhythm.from_json(row["rhythm"]), row["holds"] or 0, row["gap_at"], row["gaps"] or 0)
    facts = {name: row[name] for name in _MEMORY} | {
        "state": AnswerState(row["state"]) if row["state"] else None
    }
    return Memory(**facts, history=history)


def record_polls(tx: Connection, polls: Sequence[PollRow]) -> None:
    """Log polls, remember what they leave, set the next tries, put questions, and give the claims back.

    StoreError where a source is not registered. Of one source there is one poll, beside follow-ups.
    """
    bump(tx, "sources")
    known = memories_of(tx, [poll.source_id for poll in polls])
    if strange := next((poll for poll in polls if poll.source_id not in known), None):
        raise StoreError("no such source", subject=strange.source_id)
    tx.execute(_LOG, [_logged(poll) for poll in polls])
    wishes = [{"of": poll.source_id, "retry_after": poll.retry_after} for poll in polls if poll.retry_after]
    if wishes:
        tx.execute(_NOT_BEFORE, wishes)
    polls = [poll for poll in polls if not poll.follow_up]
    if not polls:
        return
    rows = [_remembered(tx, poll, known[poll.source_id]) for poll in polls]
    tx.execute(_REMEMBER, rows)
    for poll, row in zip(polls, rows, strict=True):
        if question := _question(poll, row["failures"]):
            ask_person(tx, poll.source_id, question, poll.at)
        elif not row["failures"] and poll.state is not AnswerState.MOVED and known[poll.source_id].bad_since:
            withdraw(tx, poll.source_id, poll.at)


def record_poll(tx: Connection, poll: PollRow) -> None:
    """Record one poll (see `record_polls`)."""
    record_polls(tx, [poll])


def _is_ok(poll: PollRow) -> bool:
    return is_good(poll.state) if poll.ok is None else poll.ok


def _remembered(tx: Connection, poll: PollRow, before: Memory) -> dict[str, Any]:
    """The values of `_REMEMBER`: what is known of a source after a poll."""
    ok = _is_ok(poll)
    given = before if poll.body_hash is None else poll
    failures = poll.failures
    if failures is None:
        failures = 0 if ok else before.failures + 1
    return {
        "of": poll.source_id,
        "by": poll.holder,
        "etag": given.etag,
        "last_modified": given.last_modified,
        "body_hash": given.body_hash,
        "state": poll.state.value,
        "code": poll.detail.code,
        "args": _text(poll.detail),
        "failures": failures,
        "last_try_at": poll.at,
        "last_ok_at": poll.at if ok else before.last_ok_at,
        "last_new_at": poll.at if poll.new_count else before.last_new_at,
        "bad_since": None if ok else before.bad_since or poll.at,
        "next_try_at": poll.next_try_at,
        **_of_rhythm(tx, poll, before),
    }


def _remember() -> Update:
    """The statement that writes what is known of a source after a poll, and gives its claim back."""
    s = t.source.c
    names = (
        "etag", "last_modified", "body_hash", "state", "code", "args", "failures", "last_try_at",
        "last_ok_at", "last_new_at", "bad_since", "next_try_at", "learnt_at", *_OF_HISTORY,
    )  # fmt: skip
    # A wish that came after this answer is still open; so is a claim that another took over.
    is_met = s.asked_at <= bindparam("last_try_at", type_=s.asked_at.type)
    mine = or_(bindparam("by", type_=s.holder.type) == "", s.holder == bindparam("by", type_=s.holder.type))
    cleared = {"asked_at": is_met, "asked_by": is_met, "holder": mine, "lease_until": mine}
    return (
        update(t.source)
        .where(s.id == bindparam("of"))
        .values(
            **{name: bindparam(name, type_=s[name].type) for name in names},
            **{name: case((gone, null()), else_=s[name]) for name, gone in cleared.items()},
        )
    )


_REMEMBER = _remember()


def _logged(poll: PollRow) -> dict[str, object]:
    return {
        "source_id": poll.source_id,
        "at": poll.at,
        "state": poll.state.value,
        "ok": _is_ok(poll),
        "code": poll.detail.code,
        "args": _text(poll.detail),
        "http_status": poll.http_status,
        "item_count": poll.item_count,
        "new_count": poll.new_count,
        "size": poll.size,
        "seconds": poll.seconds,
        "sha256": poll.sha256,
        "next_try_at": poll.next_try_at,
        "missed": poll.missed,
    }


def _text(detail: Reason) -> str:
    return json.dumps(dict(detail.args), ensure_ascii=False)


def _of_rhythm(tx: Connection, poll: PollRow, before: Memory) -> dict[str, object]:
    """What is known of the source's rhythm after a poll; learnt anew from the log once a day."""
    history, learnt_at = before.history, before.learnt_at
    if poll.missed:
        history = after_gap(history, poll.at)
    if learnt_at is None or poll.at - learnt_at >= LEARNT_EVERY:
        p = t.poll.c
        own = p.source_id == poll.source_id
        first = tx.execute(select(func.min(p.at)).where(own)).scalar_one()
        news = tx.execute(select(p.at, p.new_count).where(own, p.new_count > 0)).all()
        rhythm = learn(((at, count) for at, count in news), first, poll.at)
        history, learnt_at = replace(history, rhythm=rhythm), poll.at
    return {
        "learnt_at": learnt_at,
        "rhythm": history.rhythm.to_json() if history.rhythm else None,
        "holds": poll.item_count or history.holds,
        "gap_at": history.gap_at,
        "gaps": history.gaps,
    }


def _question(poll: PollRow, failures: int) -> Question | None:
    """What only a person can decide about this answer."""
    if poll.detail.code == "moved":
        return Question("moved", dict(poll.detail.args).get("to", ""))
    if poll.detail.code == "gone" or (poll.detail.code == "not_found" and failures >= NOT_FOUND_TIMES):
        return Question("gone")
    return None


def ask_poll(tx: Connection, source_id: str, who: str, at: datetime) -> None:
    """Ask the scheduler to poll a source as soon as it may (see claims.claim_due), and write down who asked.

    StoreError for an unknown one.
    """
    bump(tx, "sources")
    asked = update(t.source).where(t.source.c.id == source_id, t.source.c.listed)
    if tx.execute(asked.values(asked_at=at, asked_by=who)).rowcount == 0:
        raise StoreError("no such source", subject=source_id)
    audit(tx, who, "ask_poll", source_id, {}, at)
