"""When a digest is due, and when a message that failed is tried again. Pure: the instant is an argument."""

from datetime import date, datetime, timedelta

from measures.days import ZONE
from measures.outgoing.model import Rhythm

AT = timedelta(hours=7)
"""So long after the day begins its digest is due (on the clocks of Amsterdam): the summary is made at six."""

_HOUR = timedelta(hours=1)
# About three days in all: longer than a weekend, and shorter than a digest is worth reading.
_WAITS = (
    *(timedelta(minutes=minutes) for minutes in (5, 15, 30)),
    _HOUR,
    2 * _HOUR,
    4 * _HOUR,
    *[6 * _HOUR] * 10,
)


def newest_slot(rhythm: Rhythm, now: datetime) -> date:
    """The last day whose digest is due at an instant (with zone): a Monday for a weekly one.

    What was missed before it is not made up for. For an immediate subscription it is the last day on which
    was to be looked for what the days alone did.
    """
    # On the wall clock: on the days on which the clocks change, seven o'clock stays seven o'clock.
    wall = now.astimezone(ZONE).replace(tzinfo=None) - AT
    day = wall.date()
    return day - timedelta(days=day.weekday()) if rhythm is Rhythm.WEEKLY else day


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When a message whose `attempts`th try failed at an instant is tried again; None to give it up."""
    return at + _WAITS[attempts - 1] if attempts <= len(_WAITS) else None
