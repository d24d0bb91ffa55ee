"""Two alarms about sources: failing (the answers cannot be used) and silent (nothing new for too long)."""

from datetime import date, datetime, time, timedelta

import pandas as pd
from sqlalchemy import Connection, func, insert, select

from measures.days import ZONE
from measures.errors import StoreError
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.engine import Store, bump
from measures.store.feeds import sources_frame
from measures.store.frames import frame
from measures.vocabulary import SourceHealth

ALARMS: dict[SourceHealth, str] = {
    SourceHealth.FAILING: "failing",
    SourceHealth.BLOCKED: "failing",
    SourceHealth.DEAD: "failing",
    SourceHealth.MOVED: "failing",
    SourceHealth.LATE: "silent",
}
"""Which health sounds which alarm."""
ALARM_COLUMNS = (
    *("source_id", "name", "country", "alarm", "health", "since", "code", "args"),
    *("acknowledged_until", "acknowledged_by", "acknowledged_at", "why", "sounds"),
)


def alarms(store: Store, now: datetime) -> pd.DataFrame:
    """The alarms at `now` (UTC), oldest first (ALARM_COLUMNS), of sources in use that nobody has retired.

    `since`: the first failure in a row, or the last news. `sounds` is False up to and including the day
    (Europe/Amsterdam) until which it was acknowledged last.
    """
    a = t.alarm_ack.c
    last = select(func.max(a.id)).group_by(a.source_id, a.alarm)
    with store.read() as tx:
        seen = {
            (row.source_id, row.alarm): row for row in tx.execute(select(t.alarm_ack).where(a.id.in_(last)))
        }
    rows = []
    for row in sources_frame(store, now).to_dict("records"):
        alarm = ALARMS.get(SourceHealth(row["health"]))
        if alarm is None or row["standing"] != "use" or not pd.isna(row["retired_at"]):
            continue
        ack = seen.get((row["id"], alarm))
        rows.append(
            {
                **{name: row[name] for name in ("name", "country", "health", "code", "args")},
                "source_id": row["id"],
                "alarm": alarm,
                "since": row["last_new_at"] if alarm == "silent" else row["bad_since"],
                "acknowledged_until": ack.until if ack else None,
                "acknowledged_by": ack.who if ack else None,
                "acknowledged_at": ack.at if ack else None,
                "why": ack.why if ack else None,
                "sounds": ack is None or now >= _end_of(ack.until),
            }
        )
    rows.sort(key=lambda row: (pd.isna(row["since"]), row["since"], row["source_id"]))
    return frame(rows, ALARM_COLUMNS)


def acknowledge(
    tx: Connection, source_id: str, alarm: str, until: date, who: str, why: str, at: datetime
) -> None:
    """Keep an alarm (failing or silent) of a source quiet up to and including a day; audited.

    A day before that of `at` lets it sound again. StoreError where there is no such source or alarm.
    """
    if alarm not in ALARMS.values():
        raise StoreError("no such alarm", subject=alarm)
    if tx.execute(select(t.source.c.id).where(t.source.c.id == source_id)).first() is None:
        raise StoreError("no such source", subject=source_id)
    bump(tx, "sources")
    tx.execute(
        insert(t.alarm_ack).values(source_id=source_id, alarm=alarm, until=until, who=who, why=why, at=at)
    )
    audit(tx, who, "acknowledge", source_id, {"alarm": alarm, "until": until, "why": why}, at)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZONE)
