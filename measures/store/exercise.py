"""The exercise that a store is for: one row with its days, its speed and the instant it has come to."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from measures.days import ZONE, day_of
from measures.store import tables as t
from measures.store.engine import Store, bump


@dataclass(frozen=True, slots=True)
class Exercise:
    """Measures of the past played as if they came in now.

    First and last day played (Europe/Amsterdam, inclusive), simulated days a second, and the simulated
    instant (UTC). Whoever shows such a store takes `instant` for its clock.
    """

    since: date
    until: date
    days_per_second: float
    instant: datetime

    @property
    def day(self) -> date:
        """The simulated day in Europe/Amsterdam."""
        return min(day_of(self.instant), self.until)

    @property
    def is_over(self) -> bool:
        """Whether the clock has come to the last second of the last day, where it stays."""
        end = datetime.combine(self.until + timedelta(days=1), time.min, ZONE)
        return self.instant >= end - timedelta(seconds=1)


def exercise(store: Store) -> Exercise | None:
    """The exercise that this store is for; None where its content is real."""
    x = t.exercise.c
    with store.read() as tx:
        row = tx.execute(select(x.since, x.until, x.days_per_second, x.instant)).first()
    return Exercise(*row) if row else None


def begin_exercise(tx: Connection, exercise: Exercise) -> None:
    """Mark the store as that of an exercise, in place of one that it was for before."""
    bump(tx, "sources")
    tx.execute(delete(t.exercise))
    tx.execute(
        insert(t.exercise).values(
            id=1,
            since=exercise.since,
            until=exercise.until,
            days_per_second=exercise.days_per_second,
            instant=exercise.instant,
        )
    )


def set_instant(tx: Connection, instant: datetime) -> None:
    """Write down how far the exercise has come; readers are told, for their day may have changed."""
    bump(tx, "sources")
    tx.execute(update(t.exercise).values(instant=instant))
