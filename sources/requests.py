"""What to send to a source: its address with params and the clock filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote

from measures.days import ZONE, day_of
from sources.catalogue.entry import Source

_HOLE = re.compile(r"\{([a-z_]+)\}")
_LONGEST_WINDOW_DAYS = 31
_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request ready to be sent."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time asked for, both ends included (UTC)."""

    start: datetime
    end: datetime

    def halves(self) -> tuple["Window", "Window"]:
        """Its two halves, the later one first; a millisecond lies between them, as between two days."""
        middle = self.start + (self.end - self.start) / 2
        return Window(middle + _TICK, self.end), Window(self.start, middle)


def is_divisible(source: Source) -> bool:
    """Whether the source can be asked for part of a day."""
    texts = (source.url, *source.request.params.values(), source.request.body)
    return any("{from}" in text for text in texts)


def window_of(source: Source, now: datetime, last_ok_at: datetime | None = None) -> Window:
    """From a local midnight to the end of today in Europe/Amsterdam: `window_days` days.

    Back to the day of the last good answer where that lies further off, so that an outage loses nothing.
    """
    today = day_of(now)
    first = today - timedelta(days=(source.request.window_days or 1) - 1)
    if last_ok_at is not None:
        first = min(first, day_of(last_ok_at))
    first = max(first, today - timedelta(days=_LONGEST_WINDOW_DAYS))
    start = datetime.combine(first, time.min, ZONE)
    end = datetime.combine(today + timedelta(days=1), time.min, ZONE)
    return Window(start.astimezone(UTC), end.astimezone(UTC) - _TICK)


def outgoing(
    source: Source, now: datetime, last_ok_at: datetime | None = None, window: Window | None = None
) -> Outgoing:
    """The request for `source` at `now` (UTC), for its window_of or the one given."""
    clock = _clock(window or window_of(source, now, last_ok_at))
    params = {name: _fill(text, clock) for name, text in source.request.params.items()}
    values = {**clock, **params}
    url = _HOLE.sub(lambda hole: quote(values[hole[1]], safe=""), source.url)
    body = _fill(source.request.body, clock).encode() if source.request.body else None
    return Outgoing(source.request.method, url, tuple(source.request.headers.items()), body)


def _clock(window: Window) -> dict[str, str]:
    last = day_of(window.end)
    return {
        "from": _instant(window.start),
        "to": _instant(window.end),
        "from_day": day_of(window.start).isoformat(),
        "to_day": last.isoformat(),
        "year": str(last.year),
    }


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with the holes that have a value filled; JSON's own braces stay."""
    return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), text)
