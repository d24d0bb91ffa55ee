"""With which choices Current rules starts at an information point: places and words of lists alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from measures import places
from measures.counter.situation import Situation
from measures.errors import InputError
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.engine import Store, put

CHOICES = ("home", "work", "status", "sector", "travel", "home_days", "school", "proof")
"""What is kept, by its name in the address; days are not: each visit has its own."""


@dataclass(frozen=True, slots=True)
class PointChoices:
    """The choices by their names in the address, and who kept them when (UTC)."""

    choices: Mapping[str, str]
    who: str
    at: datetime


def point_choices(store: Store, point: str) -> PointChoices | None:
    """What is kept for an information point, by its name ("" for the one without); None for nothing."""
    with store.read() as tx:
        row = tx.execute(select(t.point_choices).where(t.point_choices.c.point == point)).mappings().first()
    if row is None:
        return None
    return PointChoices({name: str(row[name]) for name in CHOICES}, row["who"], row["at"])


def keep_choices(tx: Connection, point: str, situation: Situation, who: str, at: datetime) -> None:
    """Keep the choices of a situation in place of those kept before; written into the audit trail.

    InputError for a place that is none of measures.places.
    """
    for place in (situation.home, situation.work):
        if places.get(place.key) != place:
            raise InputError("no such place", subject=place.key)
    kept = {
        "home": situation.home.key,
        "work": situation.work.key,
        "status": situation.status.value,
        "sector": situation.sector.value,
        "travel": situation.travel.value,
        "home_days": situation.home_days,
        "school": situation.school.value,
        "proof": situation.proof.value,
    }
    changes = {**kept, "who": who, "at": at}
    put(tx, t.point_choices, {"point": point, **changes}, changes)
    audit(tx, who, "keep_choices", point, kept, at)


def forget_choices(tx: Connection, point: str, who: str, at: datetime) -> None:
    """Keep nothing for an information point any more; in the audit trail where anything was kept."""
    gone = delete(t.point_choices).where(t.point_choices.c.point == point)
    if tx.execute(gone).rowcount:
        audit(tx, who, "forget_choices", point, {}, at)
