"""Facts of structured answers said in the source's own language, to be read like any other text."""

import tomllib
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date

from measures.days import ZONE
from measures.vocabulary import Language

_LOCALES = {Language.EN: "en_GB"}


def say(language: Language, code: str, **facts: object) -> str:
    """The sentence of wording.toml for `code`."""
    return str(_words()[language][code]).format(**facts)


def closure(language: Language, kind: str) -> str:
    """What a kind of road closure is called; empty for one that nobody has named."""
    table = _words()[language]["closure"]
    assert isinstance(table, dict)
    return str(table.get(kind, ""))


def long_day(language: Language, day: date) -> str:
    """A day in words: 9 december 2026."""
    return format_date(day, "long", locale=_LOCALES.get(language, str(language)))


def validity(language: Language, since: date | None, until: date | None) -> str:
    """From when to when, both inclusive; empty where neither is known."""
    facts = {
        name: long_day(language, day) for name, day in (("from", since), ("until", until)) if day is not None
    }
    if not facts:
        return ""
    return say(language, "between" if len(facts) == 2 else "since" if since else "till", **facts)


def local_day(raw: object) -> date | None:
    """The day in Europe/Amsterdam of an ISO instant; None without an offset, which nobody may guess."""
    try:
        moment = datetime.fromisoformat(str(raw).strip())
        if moment.tzinfo is None or not 1990 <= moment.year <= 2100:
            return None
        return moment.astimezone(UTC).astimezone(ZONE).date()
    except (ValueError, OverflowError):
        return None


@cache
def _words() -> dict[str, dict[str, str | dict[str, str]]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
