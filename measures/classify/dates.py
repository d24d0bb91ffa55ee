"""Days in a text: how officials write them, resolved against the publication date, each with its role."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from measures.classify.date_grammar import Grammar, grammar
from measures.classify.text import Text
from measures.vocabulary import Language

# How far before a day its preposition may begin, and how far a word like "until" that lasts to the day.
_ROLE_REACH = 40
_LASTING_REACH = 45
_OPENING = ("from", "opens", "between")
# "Lundi prochain", said on a Monday, is a week away.
_COMING = re.compile(r"\b(?:prochaine?|komende|volgende|aanstaande|kommende[nm]?|nachste[nm]?|next|coming)\b")
_COMING_REACH = 12
# Weeks near these words are those that a person stays at home, not those that a rule holds.
_AROUND = 40
_OF_PEOPLE = ("quarant", "isol", "absond")


@dataclass(frozen=True, slots=True)
class Mention:
    """A day named in a text, at `start:end` of the folded text.

    `role` is from, since, until, ending, on, opens, between, named or none. `exact` is unset for a
    weekday or the end of a year alone and for "today"; `stretch` is set where its end follows at once;
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


def mentions(text: Text, language: Language, published: date | None) -> list[Mention]:
    """Every day named in the text, in order; what needs the publication date is left out without it."""
    known = grammar(language)
    found = [*_written(text, known, published), *_whole_months(text, known), *_whole_years(text, known)]
    if published is not None:
        found += [*_phrases(text, known, published, found), *_days_later(text, known, published)]
    found.sort(key=lambda mention: mention.start)
    lasting = [*_lasting(text, known, found)]
    return sorted([*found, *lasting], key=lambda mention: mention.start) if lasting else found


def safe_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such or it lies outside living memory."""
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def _role(text: Text, known: Grammar, start: int, end: int) -> str:
    first = text.sentences[text.sentence_at(start)][0] - 1
    match = known.role_before.search(text.folded, max(0, first, start - _ROLE_REACH), start)
    role = known.roles[match[1]] if match else "none"
    if match and match[1] == "des" and text.original(match.start(1) + 1) == "e":
        role = "named"  # "Les inondations des 17 et 18 mai", not "dès le 17 mai".
    if role in ("on", "none"):
        for named, pattern in known.behind.items():
            if pattern.match(text.folded, end):
                return named
    if role in ("on", "none", "opens"):
        # "bis zum Ende der Osterferien am 19. April": an end named before the day, with nothing between.
        near = known.lasting_before.search(text.folded, max(0, first, start - _LASTING_REACH), start)
        if near is not None:
            return "until"
        # "Dès la rentrée du 1er septembre", "vanaf de start van het schooljaar op 1 september".
        if known.starting_before.search(text.folded, max(0, first, start - _LASTING_REACH), start):
            return "from"
    return role


def _written(text: Text, known: Grammar, published: date | None) -> Iterator[Mention]:
    """Days written with a number, and weekdays alone."""
    for match in known.day.finditer(text.folded):
        start, end = match.span()
        sentence = text.sentence_at(start)
        role = _role(text, known, start, end)
        if match["alone"]:
            if published is not None and not text.folded[end : end + 1].isalnum():
                weekday = _weekday(known.weekdays[match["alone"]], role, published)
                around = max(0, start - _COMING_REACH), end + _COMING_REACH
                if weekday == published and _COMING.search(text.folded, *around):
                    weekday += timedelta(7)
                yield Mention(weekday, role, start, end, sentence, False)
            continue
        for year, month, number, given in _numbers(match, known, role):
            day = _resolve(year, month, number, published, given)
            if day is not None:
                yield Mention(day, given, start, end, sentence, year_given=year is not None)


def _numbers(match: re.Match[str], known: Grammar, role: str) -> Iterator[tuple[int | None, int, int, str]]:
    """Year (None where not written), month, day and role of each day in a match."""
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        yield year, month, day, role
    elif match["month"]:
        written, month = _number(match["year"]), known.months[match["month"]]
        first, last = int(match["day"]), match["day2"]
        # "3 et 4 mai" names two days; "du 3 au 5 mai", "3.-5. Mai" and "van 3 tot 5 mei" are stretches.
        stretch = last is not None and (match["join"] not in known.pairs or role in ("from", "between"))
        begins = "from" if stretch else role
        if last is None or first <= int(last):
            yield written, month, first, begins
        elif role in _OPENING or match.string[match.end("day")] not in " -":
            # "24. - 1. November" begins in the month before; "Warnstufe 3 bis zum 2. Februar" names one day.
            yield (written - (month == 1) if written else None), month - 1 or 12, first, begins
        if last is not None:
            yield written, month, int(last), "until" if stretch else role
    elif match["month_en"]:
        written, month, last = _number(match["year_en"]), known.months[match["month_en"]], match["day2_en"]
        stretch = last is not None and (match["join_en"] not in known.pairs or role in ("from", "between"))
        yield written, month, int(match["day_en"]), "from" if stretch else role
        if last is not None:
            yield written, month, int(last), "until" if stretch else role
    elif match["yy"] or match["sep"] == "." or (match["sep"] == "/" and role != "none"):
        written = _number(match["yy"])
        if written is not None and written < 100:
            written += 2000
        yield written, int(match["mm"]), int(match["dd"]), role


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _resolve(year: int | None, month: int, day: int, published: date | None, role: str) -> date | None:
    if year is not None:
        return safe_day(year, month, day)
    if published is None:
        return None
    # The year nearest to the days ahead: rules begin and end in the months to come more often than
    # in those gone by; what has lasted "since" a day lies behind.
    ahead = {"since": -60, "from": 120, "until": 120}.get(role, 60)
    near = [found for n in (-1, 0, 1) if (found := safe_day(published.year + n, month, day)) is not None]
    return min(near, key=lambda found: abs((found - published).days - ahead), default=None)


def _weekday(weekday: int, role: str, published: date) -> date:
    if role == "since":
        return published - timedelta((published.weekday() - weekday) % 7)
    return published + timedelta((weekday - published.weekday()) % 7)


def _whole_years(text: Text, known: Grammar) -> Iterator[Mention]:
    """ "Vanaf 2022", "ook heel 2026": from the first of January."""
    for match in known.year.finditer(text.folded):
        first, end = match.span("year")
        day = safe_day(int(match["year"]), 1, 1)
        if day is not None:
            yield Mention(day, "from", first, end, text.sentence_at(first), year_given=True)


def _whole_months(text: Text, known: Grammar) -> Iterator[Mention]:
    """ "Bis September 2026", "jusqu'en mars 2026": the last day; a month without its year is no day."""
    for match in known.whole_month.finditer(text.folded):
        start, end = match.span()
        month, year = known.months[match["month"]], int(match["year"])
        if _role(text, known, start, end) == "until":
            day = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
            yield Mention(day, "until", start, end, text.sentence_at(start), False, year_given=True)


def _month_spoken_of(text: Text, found: list[Mention], start: int) -> tuple[int, int] | None:
    """Month and year of the day before in the sentence: "from 2 November to the end of the month"."""
    sentence = text.sentence_at(start)
    before = [day for day in found if day.sentence == sentence and day.end <= start and day.exact]
    return (before[-1].day.month, before[-1].day.year) if before else None


def _phrases(text: Text, known: Grammar, published: date, found: list[Mention]) -> Iterator[Mention]:
    """Days told in words: today, at once, the end of a month or year."""
    for match in known.phrase.finditer(text.folded):
        start, end = match.span()
        role = _role(text, known, start, end)
        kind = known.phrases.get(match["phrase"] or "", "year_end" if match["end_year"] else "month_end")
        if kind == "month_end":
            month = known.months[match["month"]]
            year = _number(match["year"]) or published.year + (month < published.month - 2)
            day = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
        elif kind == "month_close":
            month, year = _month_spoken_of(text, found, start) or (published.month, published.year)
            day = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
        elif kind in ("year_end", "rest_of_year"):
            day = date(_number(match["end_year"]) or published.year, 12, 31)
        elif kind == "yesterday":
            day = published - timedelta(1)
        elif kind == "new_year":
            day = date(published.year + (published.month > 6), 1, 1)
        else:
            day = published + timedelta(kind in ("tomorrow", "day_after", "midnight"))
        if kind in ("at_once", "day_after", "midnight") or (kind == "new_year" and role in ("none", "on")):
            role = "from"
        elif kind == "rest_of_year":
            role = "until"
        elif kind in ("year_end", "month_end", "month_close") and role not in ("until", "ending"):
            role = "none"
        yield Mention(
            day, role, start, end, text.sentence_at(start), kind != "today" and not match["end_year"]
        )


def _days_later(text: Text, known: Grammar, published: date) -> Iterator[Mention]:
    """ "Enters into force twenty days later"."""
    for match in known.days_later.finditer(text.folded):
        count = known.numbers.get(match["count"]) or int(match["count"])
        yield Mention(published + timedelta(count), "from", *match.span(), text.sentence_at(match.start()))


def _lasting(text: Text, known: Grammar, found: list[Mention]) -> Iterator[Mention]:
    """ "Vanaf 2 november, voor de duur van zes weken": the last day, where the sentence gives the first."""
    for match in known.lasts.finditer(text.folded):
        sentence = text.sentence_at(match.start())
        starts = [m for m in found if m.sentence == sentence and m.role in ("from", "since") and m.exact]
        around = text.folded[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        if not starts or any(stem in around for stem in _OF_PEOPLE):
            continue
        first = min(starts, key=lambda m: abs(m.start - match.start())).day
        count = known.counts.get(match["count"]) or int(match["count"])
        last = _shifted(first, count, known.units[match["unit"]])
        if last is not None:
            yield Mention(last, "until", *match.span(), sentence)


def _shifted(first: date, count: int, unit: str) -> date | None:
    """The last day of so many weeks or months that begin with `first`."""
    if unit == "weeks":
        return first + timedelta(7 * count - 1)
    months = first.year * 12 + first.month - 1 + count
    following = safe_day(months // 12, months % 12 + 1, 1)
    if following is None:
        return None
    length = (date(following.year + following.month // 12, following.month % 12 + 1, 1) - following).days
    return following + timedelta(min(first.day, length + 1) - 2)
