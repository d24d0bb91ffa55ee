"""Sources: which are due, who polls them now, what came of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, update

from measures.errors import StoreError
from measures.model import Reason
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.engine import bump
from measures.health import is_good
from measures.vocabulary import AnswerState, Country, Level

NO_DETAIL = Reason("")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The facts of a catalogue entry that the store needs; `standing` other than use is never due by itself.

    `quiet_days`: after so many days without a new item the source is late; None where nobody declared it.
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


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last answers of a source left: its validators, and how it went."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    state: AnswerState | None = None
    failures: int = 0
    last_try_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PollRow:
    """One poll for the log. `at` is when it began; `ok` says whether it went as expected.

    `ok` None leaves it to the state (new and unchanged are well); a source that may be empty says True.
    `detail` is a code with arguments, worded when shown. A full answer (`body_hash` is set) replaces all
    validators; any other keeps those known before.
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


def register_sources(tx: Connection, rows: Iterable[SourceRow], at: datetime) -> None:
    """Let the listed sources be these. New ones are due at `at`; dropped ones keep their history."""
    rows = list(rows)
    s = t.source.c
    facts = [c for c in t.source.c if c.name in SourceRow.__dataclass_fields__]
    known = {row.id: row._asdict() for row in tx.execute(select(*facts, s.listed))}
    wanted = {row.id: {**asdict(row), "country": row.country.value, "level": row.level.value} for row in rows}
    gone = [key for key, row in known.items() if row["listed"] and key not in wanted]
    new = [row for key, row in wanted.items() if key not in known]
    changed = [row for key, row in wanted.items() if key in known and known[key] != {**row, "listed": True}]
    if not (gone or new or changed):
        return
    bump(tx, "sources")
    if gone:
        tx.execute(update(t.source).where(s.id.in_(gone)).values(listed=False))
    for row in changed:
        tx.execute(update(t.source).where(s.id == row["id"]).values(listed=True, **row))
    if new:
        blank = {"listed": True, "next_try_at": at, "failures": 0}
        tx.execute(insert(t.source), [{**row, **blank} for row in new])


def claim_due(tx: Connection, now: datetime, holder: str, lease: timedelta, limit: int) -> list[SourceRow]:
    """Take up to `limit` due sources for `holder`, those that a person asked for first.

    Nobody else gets them until they are recorded or the lease runs out. Due: the time of the next try
    has come, or someone asked. Two processes that claim at the same moment share them out.
    """
    s = t.source.c
    due = (s.next_try_at <= now) & (s.standing == "use")
    free = or_(s.lease_until.is_(None), s.lease_until <= now)
    facts = [s[name] for name in SourceRow.__dataclass_fields__]
    query = (
        select(*facts)
        .where(s.listed, free, or_(due, s.asked_at.is_not(None)))
        .order_by(s.asked_at.is_(None), s.next_try_at, s.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = [
        SourceRow(**{**row, "country": Country(row["country"]), "level": Level(row["level"])})
        for row in tx.execute(query).mappings()
    ]
    if rows:
        mine = s.id.in_([row.id for row in rows])
        tx.execute(update(t.source).where(mine).values(holder=holder, lease_until=now + lease))
    return rows


def release(tx: Connection, holder: str, source_ids: Sequence[str] | None = None) -> None:
    """Give back what `holder` has claimed (all of it, or these sources), unpolled."""
    s = t.source.c
    mine = s.holder == holder
    if source_ids is not None:
        mine &= s.id.in_(list(source_ids))
    tx.execute(update(t.source).where(mine).values(holder=None, lease_until=None))


def memory_of(tx: Connection, source_id: str) -> Memory:
    """What is remembered of a source; StoreError where it is not registered."""
    columns = [t.source.c[name] for name in Memory.__dataclass_fields__]
    row = tx.execute(select(*columns).where(t.source.c.id == source_id)).mappings().first()
    if row is None:
        raise StoreError("no such source", subject=source_id)
    return Memory(**{**row, "state": AnswerState(row["state"]) if row["state"] else None})


def record_poll(tx: Connection, poll: PollRow) -> None:
    """Log a poll, remember its validators, set the next try and give the claim back."""
    bump(tx, "sources")
    s = t.source.c
    this = s.id == poll.source_id
    before = memory_of(tx, poll.source_id)
    given = before if poll.body_hash is None else poll
    ok = is_good(poll.state) if poll.ok is None else poll.ok
    args = json.dumps(dict(poll.detail.args), ensure_ascii=False)
    tx.execute(
        update(t.source)
        .where(this)
        .values(
            etag=given.etag,
            last_modified=given.last_modified,
            body_hash=given.body_hash,
            state=poll.state.value,
            code=poll.detail.code,
            args=args,
            failures=0 if ok else before.failures + 1,
            last_try_at=poll.at,
            last_ok_at=poll.at if ok else before.last_ok_at,
            last_new_at=poll.at if poll.new_count else before.last_new_at,
            next_try_at=poll.next_try_at,
        )
    )
    # A wish that came after this poll began is still open; so is a claim that another took over.
    tx.execute(update(t.source).where(this, s.asked_at <= poll.at).values(asked_at=None, asked_by=None))
    mine = this & (s.holder == poll.holder) if poll.holder else this
    tx.execute(update(t.source).where(mine).values(holder=None, lease_until=None))
    tx.execute(
        insert(t.poll).values(
            source_id=poll.source_id,
            at=poll.at,
            state=poll.state.value,
            ok=ok,
            code=poll.detail.code,
            args=args,
            http_status=poll.http_status,
            item_count=poll.item_count,
            new_count=poll.new_count,
            size=poll.size,
            seconds=poll.seconds,
            sha256=poll.sha256,
            next_try_at=poll.next_try_at,
        )
    )


def ask_poll(tx: Connection, source_id: str, who: str, at: datetime) -> None:
    """Ask the scheduler to poll a source soon, and write down who asked; StoreError for an unknown one."""
    asked = update(t.source).where(t.source.c.id == source_id, t.source.c.listed)
    if tx.execute(asked.values(asked_at=at, asked_by=who)).rowcount == 0:
        raise StoreError("no such source", subject=source_id)
    bump(tx, "sources")
    audit(tx, who, "ask_poll", source_id, {}, at)
