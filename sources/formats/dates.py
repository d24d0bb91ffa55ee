"""Days as sources write them, read by the declared formats only: an invented date is worse than none."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from measures.days import day_of
from measures.model import YEARS

NAMED_FORMATS = ("rfc822", "iso", "epoch")

_MONTHS = {
    name: number
    for number, spellings in enumerate(
        (
            "january jan januari januar jänner janvier janv",
            "february feb februari februar février févr fév fevrier",
            "march mar maart mrt märz mär mrz marz mars",
            "april apr avril avr",
            "may mei mai",
            "june jun juni juin",
            "july jul juli juillet juil",
            "august aug augustus août aout",
            "september sep sept septembre",
            "october oct oktober okt octobre",
            "november nov novembre",
            "december dec dezember dez décembre déc decembre",
        ),
        start=1,
    )
    for name in spellings.split()
}
# Zones that feeds write as letters; Python's own reader takes CEST for no zone at all.
_ZONES = {
    "utc": 0,
    "gmt": 0,
    "ut": 0,
    "z": 0,
    "wet": 0,
    "cet": 1,
    "mez": 1,
    "west": 1,
    "cest": 2,
    "mesz": 2,
    "eet": 2,
}

_RFC822 = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)?(\d{1,2})\.?\s+([^\W\d_]+)\.?\s+(\d{4})"
    r"(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*(?:([+-])(\d{2}):?(\d{2})|([A-Za-z]{1,4})))?)?"
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}\S*)?")
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?")


def read_day(
    raw: str, formats: Sequence[str], *, zone: str = "Europe/Amsterdam", ignore_offset: bool = False
) -> date | None:
    """The day in Europe/Amsterdam that `raw` tells in one of `formats`; None where it tells none.

    A local midnight stamped as 22:00 or 23:00 UTC gives the local day. Times without a zone are in
    `zone`; with `ignore_offset` the zone written is not believed.
    """
    text = " ".join(raw.split())[:100]
    for name in formats:
        try:
            moment = _read(text, name)
        except (ValueError, OverflowError, OSError):
            continue
        if isinstance(moment, datetime):
            if ignore_offset:
                moment = moment.replace(tzinfo=None)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=ZoneInfo(zone))
            moment = day_of(moment)
        if moment is not None and moment.year in YEARS:
            return moment
    return None


def read_instant(raw: str) -> datetime | None:
    """The instant (with zone) that a full date in ISO or RFC 822 tells; None where its zone is not told."""
    text = " ".join(raw.split())[:100]
    for name in ("iso", "rfc822"):
        try:
            moment = _read(text, name)
        except (ValueError, OverflowError):
            continue
        if isinstance(moment, datetime) and moment.tzinfo and moment.year in YEARS:
            return moment
    return None


def _read(text: str, name: str) -> date | datetime | None:
    if name == "rfc822":
        return _rfc822(text)
    if name == "iso":
        if not _ISO.fullmatch(text):
            return None
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    if name == "epoch":
        return datetime.fromtimestamp(int(text[:10]), UTC) if _EPOCH.fullmatch(text) else None
    return _pattern(text, name)


def _rfc822(text: str) -> date | datetime | None:
    match = _RFC822.fullmatch(text)
    month = _MONTHS.get(match[2].casefold()) if match else None
    if match is None or month is None:
        return None
    day = date(int(match[3]), month, int(match[1]))
    if match[4] is None:
        return day
    moment = datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), int(match[6] or 0))  # noqa: DTZ001
    if match[7]:
        offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
        return moment.replace(tzinfo=timezone(offset if match[7] == "+" else -offset))
    if match[10]:
        hours = _ZONES.get(match[10].casefold())
        # A zone that nobody knows makes the instant unknown, but not the day that is written.
        return day if hours is None else moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    return moment


def _pattern(text: str, pattern: str) -> date | datetime:
    """strptime with the month's name in any of the four languages; a day where no hour is asked."""
    if "%B" in pattern:
        text = re.sub(r"[^\W\d_]+", lambda word: str(_MONTHS.get(word[0].casefold(), word[0])), text)
        pattern = pattern.replace("%B", "%m")
    moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is given by the caller
    return moment if "%H" in pattern else moment.date()
