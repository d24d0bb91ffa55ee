"""The reader's language: gettext catalogues, and dates and numbers as that language writes them."""

import gettext
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    format_timedelta,
    get_month_names,
)
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from measures.days import ZONE
from measures.vocabulary import Language

DOMAIN = "taskforce"
NAMES = {Language.NL: "Nederlands", Language.DE: "Deutsch", Language.FR: "Français", Language.EN: "English"}
_LOCALES = {Language.NL: "nl_NL", Language.DE: "de_DE", Language.FR: "fr_BE", Language.EN: "en_GB"}
_DATE_INPUT = {
    Language.NL: "DD-MM-YYYY",
    Language.DE: "DD.MM.YYYY",
    Language.FR: "DD/MM/YYYY",
    Language.EN: "DD/MM/YYYY",
}

# The opening and the closing quotation mark; French sets them off by a narrow blank that does not break.
_QUOTES = {
    Language.NL: ("“", "”"),
    Language.DE: ("„", "“"),
    Language.FR: ("«\u202f", "\u202f»"),
    Language.EN: ("“", "”"),
}
# A day of the month that is the first: French alone counts it, as in "1er avril", which CLDR leaves out.
_FIRST = re.compile(r"\b1\b")


def N_(msgid: str) -> str:  # noqa: N802 (gettext's name for it)
    """Marks a message for the catalogues that is put into words elsewhere."""
    return msgid


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The messages of `language`; English is the language of the message ids and has no file."""
    if language == Language.EN:
        return gettext.NullTranslations()
    source = files("dashboard").joinpath("locale", language.value, "LC_MESSAGES", f"{DOMAIN}.po")
    compiled = io.BytesIO()
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=language.value))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Reader:
    """Words, dates and numbers for one reader. Days are days in Europe/Amsterdam; instants carry a zone."""

    language: Language

    @property
    def locale(self) -> Locale:
        return Locale.parse(_LOCALES[self.language])

    @property
    def date_input(self) -> str:
        """The order of day, month and year in Streamlit's date fields."""
        return _DATE_INPUT[self.language]

    def text(self, msgid: str, /, **args: object) -> str:
        """The message in the reader's language with its {named} places filled."""
        words = catalogue(self.language).gettext(msgid)
        return words.format_map(args) if args else words

    def plural(self, one: str, many: str, number: int, /, **args: object) -> str:
        """The message for `number` things; {number} is written in the reader's way."""
        words = catalogue(self.language).ngettext(one, many, number)
        return words.format_map({"number": self.number(number), **args})

    def day(self, day: date | None, style: str = "long") -> str:
        """A day as written in the language ("20 March 2020"); a dash where there is none."""
        return "–" if day is None else self._counted(format_date(day, style, locale=self.locale))

    def days(self, first: date, last: date) -> str:
        """Two days and those between ("16–22 March 2020")."""
        return self._counted(format_interval(first, last, "yMMMMd", locale=self.locale))

    def _counted(self, days: str) -> str:
        return _FIRST.sub("1er", days) if self.language is Language.FR else days

    def month(self, day: date) -> str:
        """The month of a day ("March 2020")."""
        return format_skeleton("yMMMM", day, locale=self.locale)

    def moment(self, instant: datetime | None) -> str:
        """An instant as day and time in Europe/Amsterdam; a dash where there is none."""
        if instant is None:
            return "–"
        local = instant.astimezone(ZONE)
        clock = format_time(local, "short", ZONE, self.locale)
        return f"{self.day(local.date(), 'medium')} {clock}"

    def known(self, instant: datetime) -> str:
        """When something became known: the day alone for what carries no time, which counts from midnight."""
        local = instant.astimezone(ZONE)
        return self.moment(instant) if local.time() != time() else self.day(local.date(), "medium")

    def ago(self, instant: datetime, now: datetime) -> str:
        """How far `instant` lies from `now` ("3 hours ago", "in 5 minutes"); within a second it is "now"."""
        if abs(instant - now) < timedelta(seconds=1):
            return self.text("now")
        return format_timedelta(instant - now, add_direction=True, locale=self.locale)

    def duration(self, length: timedelta) -> str:
        """A length of time in its largest fitting unit ("30 minutes")."""
        return format_timedelta(length, locale=self.locale)

    def number(self, number: float) -> str:
        return format_decimal(number, locale=self.locale)

    def percent(self, share: float) -> str:
        return format_percent(round(share, 2), locale=self.locale)

    def all_of(self, words: Iterable[str]) -> str:
        """Words joined as the language lists things ("a, b and c")."""
        return format_list(list(words), locale=self.locale)

    def quoted(self, words: str) -> str:
        """Words between the language's quotation marks."""
        opening, closing = _QUOTES[self.language]
        return f"{opening}{words}{closing}"

    def months(self) -> list[str]:
        """Short names of the twelve months, January first."""
        names = get_month_names("abbreviated", locale=self.locale)
        return [names[number] for number in range(1, 13)]


def language_of(asked: str | None, default: Language) -> Language:
    """The first of the four languages in a browser's wish ("fr-BE", "de-DE,de;q=0.9,en;q=0.8")."""
    for wish in (asked or "").replace(";", ",").split(","):
        code = wish.strip().lower().split("-")[0].split("_")[0]
        if code in set(Language):
            return Language(code)
    return default
