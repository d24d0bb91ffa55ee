"""How one language writes days, compiled from dates.toml."""

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from measures.classify.sought import Sought
from measures.classify.tables import table
from measures.classify.text import fold
from measures.classify.words import spellings
from measures.vocabulary import Language

_ROLES = ("on", "until", "from", "since", "opens", "between", "ending", "named")
_HOUR = r"\d{1,2}(?:[.:h]\d\d)?(?: ?(?:uur|uhr|heures?|h|[ap]\.?m\.?))?"
_PHRASES = (
    "today",
    "tomorrow",
    "at_once",
    "yesterday",
    "year_end",
    "rest_of_year",
    "new_year",
    "day_after",
    "month_close",
    "midnight",
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Patterns over folded text, and what their words mean."""

    day: Sought
    phrase: Sought
    year: Sought
    whole_month: Sought
    days_later: Sought
    lasts: Sought
    role_before: re.Pattern[str]
    lasting_before: re.Pattern[str]
    starting_before: re.Pattern[str]
    behind: dict[str, re.Pattern[str]]
    roles: dict[str, str]
    months: dict[str, int]
    weekdays: dict[str, int]
    phrases: dict[str, str]
    numbers: dict[str, int]
    counts: dict[str, int]
    units: dict[str, str]
    pairs: frozenset[str]


@cache
def grammar(language: Language) -> Grammar:
    """The grammar of a language (kept for the life of the process)."""
    data = table("dates.toml")[language.value]
    months = _numbered(data["months"], 1)
    weekdays = _numbered(data["weekdays"], 0)
    roles = {fold(form): role for role in _ROLES for form in data[role]}
    phrases = {fold(form): kind for kind in _PHRASES for form in data[kind]}
    numbers = {fold(word): count for word, count in data["numbers"].items()}
    units = {fold(form): unit for unit in ("weeks", "months_of") for form in data[unit]}
    counts = {fold(word): count for word, count in data["counts"].items()}
    return Grammar(
        day=Sought(
            _day_pattern(data, _either(months), _either(weekdays)), (*months, *weekdays, *string.digits)
        ),
        phrase=Sought(
            rf"\b(?:(?P<phrase>{_either(phrases)})"
            rf"|(?:{_either(data['end_of'])}) "
            rf"(?:(?P<month>{_either(months)})(?: (?P<year>20\d\d))?|(?P<end_year>20\d\d)))\b",
            (*phrases, *map(fold, data["end_of"])),
        ),
        year=Sought(
            rf"(?<![^\s(])(?:(?P<whole>{_either(data['whole_year'])})"
            rf"|{_either(form for form in data['from'])}) (?P<year>20\d\d)\b(?![-/.]\d)",
            map(fold, (*data["whole_year"], *data["from"])),
        ),
        whole_month=Sought(rf"\b(?P<month>{_either(months)}) (?P<year>20\d\d)\b", months),
        days_later=Sought(
            rf"\b(?P<count>{_either(numbers)}|\d{{1,2}})(?:e|ste|th|\.)? (?:{_either(data['days_later'])})\b",
            (*numbers, *string.digits),
        ),
        lasts=Sought(
            rf"\b(?:{_either(data['lasts'])}) (?P<count>{_either(counts)}|\d{{1,2}}) "
            rf"(?P<unit>{_either(units)})\b",
            map(fold, data["lasts"]),
        ),
        # "vanaf 22.00 uur op", "in force since the": an hour and an article may stand before the day.
        role_before=re.compile(
            rf"(?:^|[\s(,:;\"'])({_either(roles)})[ ,:]*(?:{_HOUR},? (?:{_either(data['on'])})? ?)?"
            r"(?:(?:the|de|den|dem|le) )?$"
        ),
        starting_before=re.compile(rf"(?:^|[\s(])(?:{_either(data['starting'])}) [^\d,;:()]{{3,32}}$"),
        lasting_before=re.compile(rf"(?:^|[\s(])(?:{_either(data['lasting'])}) [^\d,;:()]{{3,40}}$"),
        behind={
            role: re.compile(rf" (?:{fold(words)})(?=[.,;:)]|$| (?:en|und|et|and)\b)")
            for role, words in data["behind"].items()
            if words
        },
        roles=roles,
        months=months,
        weekdays=weekdays,
        phrases=phrases,
        numbers=numbers,
        counts=counts,
        units=units,
        pairs=frozenset(data["pairs"]),
    )


def _numbered(rows: list[str], first: int) -> dict[str, int]:
    """Names to numbers, in every spelling."""
    return {
        spelling: number
        for number, names in enumerate(rows, first)
        for name in names.split("|")
        for spelling in spellings(name)
    }


def _either(forms: Iterable[str]) -> str:
    folded = {fold(form) for form in forms}
    return "|".join(re.escape(form) for form in sorted(folded, key=lambda form: (-len(form), form)))


def _day_pattern(data: dict[str, str], month: str, weekday: str) -> str:
    part = f"(?:[ -]?(?:{fold(data['dayparts'])}))?"
    ordinal = f"(?:{data['ordinals']})?"
    second = (
        rf"(?: ?(?P<join>{fold(data['range_joins'])}) ?(?:(?:{weekday}){part},? )?"
        rf"(?:dem |den |le )?(?P<day2>\d{{1,2}}){ordinal})?"
    )
    return (
        rf"(?<![\w.])(?:(?:(?:{weekday}){part}(?:,? )\(?(?:(?:dem|den|le|de|on|the) )?)?(?:"
        r"(?P<iso>\d{4}-\d{2}-\d{2})(?!\w)"
        rf"|(?P<day>\d{{1,2}}){ordinal}{second} (?:of )?(?P<month>{month})\b\.?(?:,? (?P<year>20\d\d)\b)?"
        rf"|(?P<month_en>{month}) (?P<day_en>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\.\d)"
        rf"(?: ?(?P<join_en>{fold(data['range_joins'])}) ?(?P<day2_en>\d{{1,2}})(?:st|nd|rd|th)?\b"
        rf"(?!\.\d| ?(?:of )?(?:{month})))?"
        r"(?:,? (?P<year_en>20\d\d)\b)?"
        r"|(?P<dd>\d{1,2})(?P<sep>[./-])(?P<mm>1[0-2]|0?[1-9])"
        r"(?:(?P=sep)(?P<yy>20\d\d|\d\d(?!\d))|(?P<dot>\.)|(?P<bare>(?<=/0\d)|(?<=/1[012])))(?![\w/])"
        rf")|(?P<alone>{weekday}){part}\b)"
    )
