"""Sources as the pages show them, and what people decide about them; read and written through the store."""

from datetime import date, datetime

import pandas as pd

from dashboard.conditions import PROBATION, UNPOLLED
from dashboard.data import kept_with_sources, store
from dashboard.i18n import Reader
from measures.store import alarms as alarm_store
from measures.store import crisis as crisis_store
from measures.store import questions as question_store
from measures.store import reading
from measures.store.sources import ask_poll

ANSWERS = question_store.ANSWERS
DAYS = 30
PRIORITIES = ("primary", "secondary", "optional")


def sources(now: datetime) -> pd.DataFrame:
    """Each source as of `now` (to the minute), with its `condition` (conditions.CONDITIONS).

    `priority` is its place in PRIORITIES, 0 the most important.
    """
    return _sources(now.replace(second=0, microsecond=0))


@kept_with_sources
def _sources(now: datetime) -> pd.DataFrame:
    rows = reading.sources_frame(store(), now)
    rows["condition"] = [
        row["health"]
        if row["standing"] == "use" and pd.isna(row["retired_at"])
        else PROBATION
        if row["standing"] == "probe"
        else UNPOLLED
        for row in rows.to_dict("records")
    ]
    rows["priority"] = [
        PRIORITIES.index(name) if (name := notes.get("priority")) in PRIORITIES else len(PRIORITIES)
        for notes in rows["notes"]
    ]
    return rows


def names(now: datetime, reader: Reader) -> dict[str, str]:
    """The name of each source of items by its id; the archive is one of them."""
    rows = _sources(now.replace(second=0, microsecond=0)).to_dict("records")
    return {"archive": reader.text("Archive")} | {str(row["id"]): str(row["name"]) for row in rows}


def alarms(now: datetime) -> pd.DataFrame:
    """The alarms as of `now` (to the minute), the important sources first, then by country and name."""
    return _alarms(now.replace(second=0, microsecond=0))


@kept_with_sources
def _alarms(now: datetime) -> pd.DataFrame:
    rows = reading.alarms(store(), now)
    priority = _sources(now).set_index("id")["priority"]
    rows["priority"] = rows["source_id"].map(priority)
    return rows.sort_values(["priority", "country", "name"], kind="stable")


def questions(source_id: str = "") -> pd.DataFrame:
    """Open questions, of one source or of all, latest first."""
    rows = reading.questions(store())
    return rows[rows["source_id"] == source_id] if source_id else rows


def crisis() -> reading.Crisis | None:
    """The crisis mode that is on, None where it is off."""
    return reading.crisis(store())


def polls(source_id: str, limit: int = 20) -> pd.DataFrame:
    return reading.poll_history(store(), source_id, limit)


def answers_by_day(source_id: str, now: datetime) -> pd.DataFrame:
    """How a source answered in the last DAYS days, counted by day and state."""
    return reading.answers_by_day(store(), source_id, now, DAYS)


def ask_for_poll(source_id: str, who: str, now: datetime) -> None:
    """Asks the scheduler for a poll, and leaves a line in the audit trail; fetches nothing itself."""
    with store().begin() as tx:
        ask_poll(tx, source_id, who, now)


def acknowledge(alarms: list[tuple[str, str]], until: date, who: str, why: str, now: datetime) -> None:
    """Keeps alarms (source, alarm) quiet up to and including a day, all of them or none."""
    with store().begin() as tx:
        for source_id, alarm in alarms:
            alarm_store.acknowledge(tx, source_id, alarm, until, who, why, now)


def answer(question_id: int, given: str, who: str, why: str, now: datetime) -> None:
    """Answers a question about a source (measures.store.questions.ANSWERS)."""
    with store().begin() as tx:
        question_store.answer(tx, question_id, given, who, why, now)


def set_crisis(on: bool, who: str, why: str, now: datetime) -> None:
    """Switches crisis mode."""
    with store().begin() as tx:
        crisis_store.set_crisis(tx, on, who, why, now)


@kept_with_sources
def probes() -> dict[str, reading.Probe]:
    """The last probe (`python -m sources probe`) of each source that was probed."""
    return reading.last_probes(store())
