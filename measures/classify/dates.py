"""Dates in a text: how officials write them in four languages, resolved against the publication date, each with its role."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from measures.classify.text import Text, fold
from measures.vocabulary import Language

# A date further than this from the publication, without a year of its own, is not guessed at.
_NEAREST_YEARS = (-1, 0, 1)
_WORD_NUMBERS = {
    "twenty": 20,
    "twintig": 20,
    "zwanzig": 20,
    "vingt": 20,
    "twintigste": 20,
    "zwanzigsten": 20,
    "vingtieme": 20,
}
_DAYS_AFTER = re.compile(
    r"\b(twenty|twintig\w*|zwanzig\w*|vingt\w*|\d{1,2})(?:e|ste|th|\.)? (?:days?|dagen|dag|tage?n?|jours?)"
    r" (?:later|after|following|na |nach |apres|suivant)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A day named in a text: `role` is from, since, until, on, opens, named or none; `start:end` in the folded text.

    `exact` is unset for a weekday alone and for "today"; `stretch` is set where its end follows at once;
    `year_given` where the text itself gives the year.
    """

    day: date
    role: str
    start: int
    end: int
    sentence: int
    exact: bool = True
    stretch: bool = False
    year_given: bool = False


@dataclass(frozen=True, slots=True)
class _Grammar:
    pattern: re.Pattern[str]
    roles: dict[str, str]
    months: dict[str, int]
    weekdays: dict[str, int]
    before: re.Pattern[str]
    until_before: re.Pattern[str]
    phrases: re.Pattern[str]
    phrase_kinds: dict[str, str]


def _alternatives(forms: list[str]) -> str:
    return "|".join(re.escape(fold(form)) for form in sorted(forms, key=lambda form: -len(form)))


@cache
def _grammar(language: Language) -> _Grammar:
    data = tomllib.loads(files("measures.classify").joinpath("lexicon", "dates.toml").read_text("utf-8"))[
        language.value
    ]
    months = {fold(name): n for n, names in enumerate(data["months"], 1) for name in names.split("|")}
    weekdays = {fold(name): n for n, names in enumerate(data["weekdays"]) for name in names.split("|")}
    for wide, short in (("maerz", "marz"),):
        if short in months:
            months[wide] = months[short]
    month, weekday = _alternatives(list(months)), _alternatives(list(weekdays))
    parts = f"(?:[ -]?(?:{fold(data['dayparts'])}))?"
    ordinal = f"(?:{data['ordinals']})?"
    joins = fold(data["range_joins"])
    joined = rf"(?: ?(?P<join>{joins}) ?(?:(?:{weekday}){parts},? )?(?:dem |den |le )?(?P<day2>\d{{1,2}}){ordinal})?"
    week = rf"(?:(?P<week>{weekday}){parts}(?:,? )(?:(?:dem|den|le|de|on|the) )?)?"
    pattern = re.compile(
        rf"(?<![\w.])(?:{week}(?:"
        rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?!\w)"
        rf"|(?P<day>\d{{1,2}}){ordinal}{joined} (?:of )?(?P<month>{month})\b\.?(?:,? (?P<year>20\d\d)\b)?"
        rf"|(?P<month_en>{month}) (?P<day_en>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\.\d)(?:,? (?P<year_en>20\d\d)\b)?"
        rf"|(?P<dd>\d{{1,2}})(?P<sep>[./-])(?P<mm>1[0-2]|0?[1-9])(?:(?P=sep)(?P<yy>20\d\d|\d\d(?!\d))|(?P<dot>\.))(?![\w/])"
        rf")|(?P<alone>{weekday}){parts}\b)"
    )
    roles = {
        fold(form): role for role in ("on", "until", "from", "since", "opens", "named") for form in data[role]
    }
    before = re.compile(rf"(?:^|[\s(,:;\"'])({_alternatives(list(roles))})[ ,:]*$")
    until_before = re.compile(rf"(?:^|[\s(])(?:{_alternatives(data['lasting'])}) [^\d,;:()]{{3,40}}$")
    phrases: dict[str, str] = {}
    for kind in ("today", "tomorrow", "at_once", "year_end", "new_year", "day_after"):
        phrases |= {fold(form): kind for form in data[kind]}
    ends = _alternatives(data["end_of"])
    phrase = re.compile(
        rf"\b(?:(?P<phrase>{_alternatives(list(phrases))})|(?:{ends}) (?P<month_end>{month})(?: (?P<year_of_end>20\d\d))?)\b"
    )
    return _Grammar(pattern, roles, months, weekdays, before, until_before, phrase, phrases)


def mentions(text: Text, language: Language, published: date | None) -> list[Mention]:
    """Every day named in the text, in order. Days without a year need the publication date to be told."""
    grammar = _grammar(language)
    folded = text.folded
    found = list(_written(text, grammar, published))
    if published is not None:
        for match in grammar.phrases.finditer(folded):
            day = _phrase_day(match, grammar, published)
            if day is not None:
                role = _role(folded, match.start(), text, grammar)
                kind = grammar.phrase_kinds.get(match["phrase"] or "", "month_end")
                if kind in ("at_once", "day_after", "new_year"):
                    role = "from" if kind != "new_year" or role in ("none", "on") else role
                elif (
                    kind in ("year_end", "month_end")
                    and role != "until"
                    and not (match["phrase"] or "").startswith(("de rest", "voor de rest", "the rest"))
                ):
                    role = "none"
                elif kind == "year_end":
                    role = "until"
                found.append(
                    Mention(
                        day,
                        role,
                        match.start(),
                        match.end(),
                        text.sentence_at(match.start()),
                        kind != "today",
                    )
                )
        if (match_after := _DAYS_AFTER.search(folded)) is not None:
            word = match_after[1]
            days = (
                int(word)
                if word.isdigit()
                else next((n for w, n in _WORD_NUMBERS.items() if word.startswith(w[:4])), 0)
            )
            if days:
                start = match_after.start()
                found.append(
                    Mention(
                        published + timedelta(days), "from", start, match_after.end(), text.sentence_at(start)
                    )
                )
    found.sort(key=lambda mention: mention.start)
    return found


def _role(folded: str, start: int, text: Text, grammar: _Grammar) -> str:
    sentence_start = text.sentences[text.sentence_at(start)][0]
    match = grammar.before.search(folded, max(0, sentence_start - 1, start - 40), start)
    role = grammar.roles[match[1]] if match else "none"
    if role in ("on", "none"):
        # "bis zum Ende der Osterferien am 19. April": an end named before the day, with nothing between to stop it.
        near = grammar.until_before.search(folded, max(0, sentence_start - 1, start - 45), start)
        if near is not None:
            return "until"
    return role


def _written(text: Text, grammar: _Grammar, published: date | None) -> Iterator[Mention]:
    folded = text.folded
    for match in grammar.pattern.finditer(folded):
        start, end = match.span()
        sentence = text.sentence_at(start)
        role = _role(folded, start, text, grammar)
        if match["alone"]:
            if published is None or folded[end : end + 1].isalnum():
                continue
            day = _weekday(grammar.weekdays[match["alone"]], role, published)
            yield Mention(day, role, start, end, sentence, False)
            continue
        for day, given in _days(match, grammar, published, role):
            year_given = bool(match["year"] or match["year_en"] or match["yy"] or match["iso"])
            yield Mention(day, given, start, end, sentence, year_given=year_given)


def _days(
    match: re.Match[str], grammar: _Grammar, published: date | None, role: str
) -> Iterator[tuple[date, str]]:
    if match["iso"]:
        year, month, number = (int(part) for part in match["iso"].split("-"))
        yield from _one(year, month, number, None, role)
        return
    if match["month"]:
        month = grammar.months[match["month"]]
        year_text, first, second = match["year"], int(match["day"]), match["day2"]
        if second:
            # "3 et 4 mai" names two days; "du 3 au 5 mai", "3.-5. Mai" and "van 3 tot 5 mei" are stretches.
            stretch = match["join"] not in ("en", "und", "et", "and") or role == "from"
            yield from _one(_int(year_text), month, first, published, "from" if stretch else role)
            yield from _one(_int(year_text), month, int(second), published, "until" if stretch else role)
        else:
            yield from _one(_int(year_text), month, first, published, role)
    elif match["month_en"]:
        yield from _one(
            _int(match["year_en"]), grammar.months[match["month_en"]], int(match["day_en"]), published, role
        )
    else:
        if match["yy"] is None and match["sep"] != ".":
            return
        number = _int(match["yy"])
        yield from _one(
            number + 2000 if number is not None and number < 100 else number,
            int(match["mm"]),
            int(match["dd"]),
            published,
            role,
        )


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _one(
    year: int | None, month: int, day: int, published: date | None, role: str
) -> Iterator[tuple[date, str]]:
    if year is not None:
        resolved = safe_day(year, month, day)
    elif published is None:
        resolved = None
    else:
        # The year nearest to the days ahead: rules begin and end in the months to come more often than
        # in those gone by; what has lasted "since" a day lies behind.
        ahead = {"since": -60, "from": 120, "until": 120}.get(role, 60)
        near = [d for n in _NEAREST_YEARS if (d := safe_day(published.year + n, month, day)) is not None]
        resolved = min(near, key=lambda d: abs((d - published).days - ahead), default=None)
    if resolved is not None and 1990 <= resolved.year <= 2100:
        yield resolved, role


def safe_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(weekday: int, role: str, published: date) -> date:
    if role == "since":
        return published - timedelta((published.weekday() - weekday) % 7)
    return published + timedelta((weekday - published.weekday()) % 7)


def _phrase_day(match: re.Match[str], grammar: _Grammar, published: date) -> date | None:
    if match["month_end"]:
        month = grammar.months[match["month_end"]]
        year = _int(match["year_of_end"])
        if year is None:
            year = published.year + (1 if month < published.month - 2 else 0)
        following = date(year + month // 12, month % 12 + 1, 1)
        return following - timedelta(1)
    kind = grammar.phrase_kinds[match["phrase"]]
    if kind in ("today", "at_once"):
        return published
    if kind in ("tomorrow", "day_after"):
        return published + timedelta(1)
    if kind == "year_end":
        return date(published.year, 12, 31)
    return date(published.year + (1 if published.month > 6 else 0), 1, 1)
