"""What came in and from where: new items, the sources' health, the log of polls, and the totals."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pandas as pd
from sqlalchemy import func, select

from measures.days import day_of
from measures.health import health
from measures.model import Assessment, Item
from measures.rhythm import Rhythm
from measures.store import tables as t
from measures.store.codec import decode
from measures.store.engine import Store
from measures.store.frames import frame
from measures.vocabulary import AnswerState

ITEM_COLUMNS = (
    *("item_id", "version", "known_at", "source", "country", "authority", "language", "title", "url"),
    *("published", "is_measure", "topics", "action", "border_impact", "borders", "groups"),
    *("frontier_exempt", "valid_from", "valid_until", "confidence", "measure_id"),
)
SOURCE_COLUMNS = (
    *("id", "name", "country", "authority", "level", "url", "interval_minutes", "standing"),
    *("evidence_date", "health", "state", "last_ok_at", "last_new_at", "last_try_at", "next_try_at"),
    *("failures", "code", "args", "asked_at", "asked_by", "not_before"),
    *("bad_since", "gap_at", "missed", "items_a_week", "fastest_minutes", "address", "retired_at", "notes"),
)
MISSED_DAYS = 30
"""The column `missed` counts so many days back."""
POLL_COLUMNS = (
    *("at", "state", "ok", "code", "args", "http_status", "item_count", "new_count", "size", "seconds"),
    *("sha256", "next_try_at", "missed"),
)
DAY_COLUMNS = ("day", "state", "ok", "number", "missed")


@dataclass(frozen=True, slots=True)
class Summary:
    """How much the store holds, and how fresh it is (None where there is nothing yet)."""

    items: int
    versions: int
    measures: int
    conflicts: int
    sources: int
    newest_known_at: datetime | None
    last_poll_at: datetime | None
    oldest_known_at: datetime | None


def new_since(
    store: Store, instant: datetime, limit: int = 50, *, until: datetime | None = None
) -> pd.DataFrame:
    """Item versions that became known after `instant` (and up to `until`), newest first (ITEM_COLUMNS).

    `measure_id` is the measure they tell of, None where they tell of none.
    """
    e, v = t.event.c, t.item_version.c
    telling = select(func.min(t.measure_event.c.measure_id)).where(
        t.measure_event.c.item_id == e.item_id, t.measure_event.c.version == e.version
    )
    query = (
        select(v.body, e.body, e.version, e.known_at, telling.scalar_subquery())
        .join(t.event, (e.item_id == v.item_id) & (e.version == v.version))
        .where(e.known_at > instant)
        .order_by(e.known_at.desc(), e.item_id, e.version.desc())
        .limit(limit)
    )
    if until is not None:
        query = query.where(e.known_at <= until)
    with store.read() as tx:
        rows = tx.execute(query).all()
    return frame(
        (
            _item_row(decode(Item, item), decode(Assessment, reading))
            | {"version": version, "known_at": known_at, "measure_id": measure_id}
            for item, reading, version, known_at, measure_id in rows
        ),
        ITEM_COLUMNS,
    )


def sources_frame(store: Store, now: datetime | None = None) -> pd.DataFrame:
    """One row a listed source (SOURCE_COLUMNS), by country and name; `health` as of `now` (default: now).

    `code` and `args` say what was wrong with the last answer, worded by who shows it. `missed`: how many
    items were probably missed in the last MISSED_DAYS; `items_a_week`: what its learnt rhythm says is usual,
    None where it is not learnt; `notes`: a dict of what people should know of it (licence, robots, ...).
    """
    now = now or datetime.now(UTC)
    query = select(t.source).where(t.source.c.listed).order_by(t.source.c.country, t.source.c.name)
    p = t.poll.c
    lost = select(p.source_id, func.sum(p.missed)).where(
        p.missed > 0, p.at > now - timedelta(days=MISSED_DAYS)
    )
    # An answer that was read and is not as expected is no failure, and yet no good one.
    s = t.source.c
    bad = (
        select(p.source_id, func.count())
        .join(t.source, s.id == p.source_id)
        .where(p.at >= s.bad_since, p.at > now - timedelta(days=MISSED_DAYS), p.ok.is_(False))
        .group_by(p.source_id)
    )
    with store.read() as tx:
        rows = [dict(row) for row in tx.execute(query).mappings()]
        bad_answers = {row[0]: row[1] for row in tx.execute(bad)}
        missed = {row[0]: row[1] for row in tx.execute(lost.group_by(p.source_id))}
    for row in rows:
        rhythm = Rhythm.from_json(row["rhythm"])
        polled = row["standing"] == "use" and row["retired_at"] is None
        row["health"] = health(
            state=AnswerState(row["state"]) if row["state"] else None,
            bad=max(row["failures"], bad_answers.get(row["id"], 0)),
            code=row["code"] or "",
            last_ok_at=row["last_ok_at"],
            last_new_at=row["last_new_at"],
            quiet_days=row["quiet_days"],
            now=now,
            rhythm=rhythm,
            gap_at=row["gap_at"],
            next_try_at=row["next_try_at"] if polled else None,
        )
        row["missed"] = missed.get(row["id"], 0)
        row["items_a_week"] = sum(rhythm.weekdays) * rhythm.items if rhythm else None
        row["notes"] = json.loads(row["notes"] or "{}")
        row["args"] = json.loads(row["args"] or "{}")
    return frame(rows, SOURCE_COLUMNS)


def poll_history(store: Store, source_id: str, limit: int = 50) -> pd.DataFrame:
    """The last polls of a source, newest first (POLL_COLUMNS)."""
    query = select(t.poll).where(t.poll.c.source_id == source_id).order_by(t.poll.c.at.desc()).limit(limit)
    with store.read() as tx:
        rows = [{**row, "args": json.loads(row["args"])} for row in tx.execute(query).mappings()]
    return frame(rows, POLL_COLUMNS)


def answers_by_day(store: Store, source_id: str, now: datetime, days: int = 30) -> pd.DataFrame:
    """The answers of a source in the last `days` days (Europe/Amsterdam), counted (DAY_COLUMNS).

    One row a day, state and whether it was as expected, oldest first; `missed` as estimated that day.
    """
    p = t.poll.c
    query = select(p.at, p.state, p.ok, p.missed).where(
        p.source_id == source_id, p.at > now - timedelta(days=days), p.at <= now
    )
    first = day_of(now) - timedelta(days=days - 1)
    counted: Counter[tuple[date, str, bool]] = Counter()
    lost: Counter[tuple[date, str, bool]] = Counter()
    with store.read() as tx:
        for at, state, ok, missed in tx.execute(query):
            key = (day_of(at), state, ok)
            counted[key] += 1
            lost[key] += missed or 0
    rows = (
        dict(zip(DAY_COLUMNS, (*key, counted[key], lost[key]), strict=True))
        for key in sorted(counted)
        if key[0] >= first
    )
    return frame(rows, DAY_COLUMNS)


def store_summary(store: Store) -> Summary:
    """How much there is: all in one look, so that the numbers belong together."""
    totals = (
        select(func.count()).select_from(t.item),
        select(func.count()).select_from(t.item_version),
        select(func.count()).select_from(t.measure),
        select(func.count()).select_from(t.conflict).where(t.conflict.c.active),
        select(func.count()).select_from(t.source).where(t.source.c.listed),
        select(func.max(t.item.c.known_at)),
        select(func.max(t.source.c.last_try_at)),
        select(func.min(t.item.c.known_at)),
    )
    with store.read() as tx:
        row = tx.execute(select(*(total.scalar_subquery() for total in totals))).one()
    return Summary(*row)


def _item_row(item: Item, reading: Assessment) -> dict[str, object]:
    of_item = ("source", "country", "authority", "language", "title", "url", "published")
    of_reading = (
        *("is_measure", "topics", "action", "border_impact", "borders", "groups"),
        *("frontier_exempt", "valid_from", "valid_until", "confidence"),
    )
    row = {"item_id": item.id} | {name: getattr(item, name) for name in of_item}
    return row | {name: getattr(reading, name) for name in of_reading}
