"""Sources: which are due, who polls them now, what came of it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

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
    """One poll for the log. `at` is when it began; `ok` says whether it went as expected.

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


def memory_of(tx: Connection, source_id: str) -> Memory:
    """What is remembered of a source; StoreError where it is not registered."""
    s = t.source.c
    columns = [s[name] for name in Memory.__dataclass_fields__ if name in s]
    query = select(*columns, s.rhythm, s.holds, s.gap_at, s.gaps).where(s.id == source_id)
    row = tx.execute(query).mappings().first()
    if row is None:
        raise StoreError("no such source", subject=source_id)
    facts = dict(row)
    rhythm, holds = Rhythm.from_json(facts.pop("rhythm")), facts.pop("holds")
    history = History(rhythm, holds or 0, facts.pop("gap_at"), facts.pop("gaps") or 0)
    state = facts.pop("state")
    return Memory(**facts, state=AnswerState(state) if state else None, history=history)


def record_poll(tx: Connection, poll: PollRow) -> None:
    """Log a poll, remember what it leaves, set the next try, put questions, and give the claim back."""
    bump(tx, "sources")
    ok = is_good(poll.state) if poll.ok is None else poll.ok
    _log(tx, poll, ok)
    s = t.source.c
    this = s.id == poll.source_id
    if poll.retry_after:
        tx.execute(update(t.source).where(this).values(not_before=poll.retry_after))
    if poll.follow_up:
        return
    before = memory_of(tx, poll.source_id)
    given = before if poll.body_hash is None else poll
    failures = poll.failures
    if failures is None:
        failures = 0 if ok else before.failures + 1
    tx.execute(
        update(t.source)
        .where(this)
        .values(
            etag=given.etag,
            last_modified=given.last_modified,
            body_hash=given.body_hash,
            state=poll.state.value,
            code=poll.detail.code,
            args=_text(poll.detail),
            failures=failures,
            last_try_at=poll.at,
            last_ok_at=poll.at if ok else before.last_ok_at,
            last_new_at=poll.at if poll.new_count else before.last_new_at,
            bad_since=None if ok else before.bad_since or poll.at,
            next_try_at=poll.next_try_at,
            **_of_rhythm(tx, poll, before),
        )
    )
    # A wish that came after this poll began is still open; so is a claim that another took over.
    tx.execute(update(t.source).where(this, s.asked_at <= poll.at).values(asked_at=None, asked_by=None))
    mine = this & (s.holder == poll.holder) if poll.holder else this
    tx.execute(update(t.source).where(mine).values(holder=None, lease_until=None))
    if question := _question(poll, failures):
        ask_person(tx, poll.source_id, question, poll.at)
    elif not failures and poll.state is not AnswerState.MOVED and before.bad_since:
        withdraw(tx, poll.source_id, poll.at)


def _log(tx: Connection, poll: PollRow, ok: bool) -> None:
    tx.execute(
        insert(t.poll).values(
            source_id=poll.source_id,
            at=poll.at,
            state=poll.state.value,
            ok=ok,
            code=poll.detail.code,
            args=_text(poll.detail),
            http_status=poll.http_status,
            item_count=poll.item_count,
            new_count=poll.new_count,
            size=poll.size,
            seconds=poll.seconds,
            sha256=poll.sha256,
            next_try_at=poll.next_try_at,
            missed=poll.missed,
        )
    )


def _text(detail: Reason) -> str:
    return json.dumps(dict(detail.args), ensure_ascii=False)


def _of_rhythm(tx: Connection, poll: PollRow, before: Memory) -> dict[str, object]:
    """What a poll changes in what is known of the source's rhythm."""
    facts: dict[str, object] = {}
    if poll.item_count:
        facts["holds"] = poll.item_count
    if poll.missed:
        facts |= {"gap_at": poll.at, "gaps": after_gap(before.history, poll.at).gaps}
    if before.learnt_at is None or poll.at - before.learnt_at >= LEARNT_EVERY:
        p = t.poll.c
        own = p.source_id == poll.source_id
        first = tx.execute(select(func.min(p.at)).where(own)).scalar_one()
        news = tx.execute(select(p.at, p.new_count).where(own, p.new_count > 0)).all()
        rhythm = learn(((at, count) for at, count in news), first, poll.at)
        facts |= {"learnt_at": poll.at, "rhythm": rhythm.to_json() if rhythm else None}
    return facts


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
