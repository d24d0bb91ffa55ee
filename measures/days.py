"""Days are calendar days in Europe/Amsterdam, as all three countries keep the same time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")


def day_of(instant: datetime) -> date:
    """The calendar day in Europe/Amsterdam of an instant with zone."""
    return instant.astimezone(ZONE).date()
