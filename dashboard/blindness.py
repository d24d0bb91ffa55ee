"""Which sources that matter for what is shown cannot be seen at present; pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from dashboard.conditions import STANDINGS
from measures.days import day_of
from measures.vocabulary import AnswerState, Country, Level, SourceHealth

# With these nobody was reached at all.
UNREACHED = (AnswerState.REFUSED, AnswerState.TIMEOUT, AnswerState.TLS_ERROR)
# Unknown counts where a source was polled before: nobody looks at it any more.
_BLIND = (SourceHealth.FAILING, SourceHealth.BLOCKED, SourceHealth.DEAD, SourceHealth.UNKNOWN)
# What these publish holds for a whole side of a border, so that a gap in it matters to every view.
_PRIMARY = (Level.NATIONAL, Level.EU)


@dataclass(frozen=True, slots=True)
class Blind:
    """How much is not seen, and since when (UTC; None: never seen).

    `whole` says that it is all: none was ever "polled", none "asked" any more, or none has "answered";
    else `parts` has (country, number, since) of the sources concerned.
    """

    parts: tuple[tuple[Country, int, datetime | None], ...] = ()
    whole: str = ""
    since: datetime | None = None

    @property
    def number(self) -> int:
        return sum(number for _, number, _ in self.parts)


def blind(rows: pd.DataFrame, day: date, countries: Collection[Country] = ()) -> Blind | None:
    """What of the sources `rows` (dashboard.feeds.sources) was not seen when `day` was over.

    `countries` are those looked at, none for all; the Union's sources matter to each. What went blind only
    after `day` takes nothing from what is shown of it.
    """
    polled = [row for row in rows.to_dict("records") if row["condition"] not in STANDINGS]
    if not polled:
        return None
    tried = [row for row in polled if not pd.isna(row["last_try_at"])]
    last_try = max((row["last_try_at"] for row in tried), default=None)
    if whole := _whole(polled, tried):
        answers = [row["last_ok_at"] for row in tried if not pd.isna(row["last_ok_at"])]
        since = max(answers, default=None) if whole == "answered" else last_try
        # Where none ever answered, it is from the first try on that something was not seen.
        first = since or min((row["bad_since"] for row in tried if row["failures"]), default=None)
        later = first is not None and day_of(first) > day
        return None if later else Blind(whole=whole, since=_instant(since))
    found: dict[Country, list[datetime]] = {}
    for row in tried:
        country, since = Country(row["country"]), _since(row, narrowed=bool(countries))
        if countries and country not in (*countries, Country.EU):
            continue
        if since is not None and day_of(since) <= day:
            found.setdefault(country, []).append(since)
    parts = tuple(
        (country, len(found[country]), _instant(min(found[country])))
        for country in Country
        if country in found
    )
    return Blind(parts) if parts else None


def _whole(polled: list[dict[Any, Any]], tried: list[dict[Any, Any]]) -> str:
    if not tried:
        return "polled"
    if all(row["health"] == SourceHealth.UNKNOWN for row in polled):
        return "asked"
    # What robots.txt forbids, or might, is not asked: it says nothing of the machine's own connection.
    asked = [row for row in tried if not str(row["code"]).startswith("robots_")]
    unreached = [row for row in asked if row["failures"] and row["state"] in UNREACHED]
    return "answered" if asked and len(unreached) == len(asked) else ""


def _since(row: dict[Any, Any], *, narrowed: bool) -> datetime | None:
    """Since when a source is not seen, None where it is."""
    health = SourceHealth(row["health"])
    if health is SourceHealth.GAP and (narrowed or row["level"] in _PRIMARY):
        return _instant(row["gap_at"])
    if health not in _BLIND:
        return None
    return _instant(row["bad_since"]) or _instant(row["last_try_at"])


def _instant(value: Any) -> datetime | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).to_pydatetime()
