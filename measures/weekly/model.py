"""A week at the borders as facts without language: what documents in any language are drawn from."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import TypeAdapter

from measures.casework import Step
from measures.days import day_of
from measures.errors import InputError
from measures.model import YEARS, Conflict, Reason
from measures.vocabulary import Border, CaseState, Country, Impact, Language, Topic

EARLY = timedelta(days=60)
"""Conflicts that begin within this time after the week are its early warnings."""
SOON = timedelta(days=14)
"""What begins and ends within this time after the week is announced."""

_WEEK = re.compile(r"(\d{4})-?W(\d{2})")


class Turn(StrEnum):
    """What a week did to a conflict."""

    NEW = "new"
    WORSE = "worse"
    EASED = "eased"
    RESOLVED = "resolved"
    SAME = "same"
    EARLY = "early"


class Happening(StrEnum):
    """What a day of the week did to a rule."""

    KNOWN = "known"
    BEGAN = "began"
    ENDED = "ended"
    LAPSED = "lapsed"


class Known(StrEnum):
    """By whose knowledge a week is told: that of its last day, or that of now."""

    THEN = "then"
    NOW = "now"


@dataclass(frozen=True, slots=True, order=True)
class IsoWeek:
    """A week of ISO 8601, Monday to Sunday; written 2020-W13."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    def shifted(self, weeks: int) -> "IsoWeek":
        """The week so many weeks later."""
        return IsoWeek.of(self.first + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    @classmethod
    def of(cls, day: date) -> "IsoWeek":
        """The week that a day lies in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> "IsoWeek":
        """The week written as 2020-W13; InputError where that is none."""
        found = _WEEK.fullmatch(text.strip())
        if not found:
            raise InputError(f"{text[:40]!r} is no week; write one as 2020-W13")
        week = cls(int(found[1]), int(found[2]))
        if week.year not in YEARS:
            raise InputError(f"a week lies in the years {YEARS[0]} to {YEARS[-1]}")
        try:
            week.last  # noqa: B018 (raises where the year has no such week)
        except ValueError:
            raise InputError(f"there is no week {week.number} in {week.year}") from None
        return week


@dataclass(frozen=True, slots=True)
class Entry:
    """A conflict and what the week did to it, with where it can be brought up and how the work stands.

    `told` is what changed; `authorities` and `sides` (NUTS codes of each rule, empty for a whole country)
    are those of the rules behind it. `forum` is the one chosen, else the one to try first (an id of
    measures.forums, or a name that people gave); `chosen` says which. `reopened` tells why a closed case
    counts as open again.
    """

    conflict: Conflict
    turn: Turn
    told: tuple[Reason, ...] = ()
    authorities: tuple[str, ...] = ()
    sides: tuple[tuple[str, ...], ...] = ()
    forum: str = ""
    chosen: bool = False
    state: CaseState = CaseState.SIGNALLED
    step: Step = field(default_factory=Step)
    reopened: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A measure as a row of the summary; `borders` are those at which it counts, `until` as in Measure.

    `first_known_at` lacks in editions that were kept without it.
    """

    id: str
    country: Country
    authority: str
    language: Language
    title: str
    url: str
    topics: tuple[Topic, ...]
    borders: tuple[Border, ...]
    regions: tuple[str, ...]
    border_impact: Impact
    frontier_exempt: bool | None
    begins: date | None
    ends: date | None
    since: date
    until: date
    last_known_at: datetime
    first_known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A rule that became known, began, ended or lapsed (no end is known, it is no longer counted) within
    the week, with the day of each, in their order."""

    rule: Rule
    days: tuple[tuple[Happening, date], ...]


@dataclass(frozen=True, slots=True)
class Soon:
    """That a rule begins (`begins`) or ends on a day."""

    rule: Rule
    day: date
    begins: bool


@dataclass(frozen=True, slots=True)
class Erratum:
    """What the summary of the week before had wrong: a conflict it lacked ("missed"), named without ground
    ("unfounded") or told otherwise ("misread", `told` says how), because a text was misread."""

    what: str
    conflict: Conflict
    told: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Missed:
    """A source that gave no good answer in the week; `last_ok_at` is the last one before the week's end."""

    id: str
    name: str
    country: Country
    authority: str
    last_ok_at: datetime | None


@dataclass(frozen=True, slots=True)
class Checks:
    """How the sources were watched in the week: polls and good answers, and the longest time that a source
    which was polled stayed without a good answer. Nothing is recorded (`polls` 0) of weeks before the watch
    began or whose log is pruned."""

    polls: int = 0
    good: int = 0
    sources: int = 0
    missed: tuple[Missed, ...] = ()
    longest_gap: timedelta | None = None
    gap_source: str = ""


@dataclass(frozen=True, slots=True)
class SignalCount:
    """How many signals from the counters tell of a day in the week, by border and topic."""

    border: Border
    topic: Topic | None
    number: int


@dataclass(frozen=True, slots=True)
class Week:
    """All facts of one week's summary.

    `known_on` is the last day whose knowledge it rests on; `data_until` the instant of the newest text in
    it (UTC), None where there is none; `texts` how many became known within the week. `entries` come the
    most severe first. `version` is that of the program that worked it out.
    """

    week: str
    first: date
    last: date
    known: Known
    known_on: date
    entries: tuple[Entry, ...]
    rules: tuple[Rule, ...]
    errata: tuple[Erratum, ...]
    checks: Checks
    signals: tuple[SignalCount, ...]
    texts: int
    data_until: datetime | None
    version: str

    @property
    def iso(self) -> IsoWeek:
        return IsoWeek.of(self.first)

    def of(self, *turns: Turn) -> tuple[Entry, ...]:
        """The entries of these turns, in their order."""
        return tuple(entry for entry in self.entries if entry.turn in turns)

    @property
    def open(self) -> tuple[Entry, ...]:
        """The conflicts open when the week ended."""
        return self.of(Turn.NEW, Turn.WORSE, Turn.EASED, Turn.SAME)

    @property
    def open_before(self) -> tuple[Entry, ...]:
        """The conflicts that were known and open when the week began."""
        ended = (
            entry
            for entry in self.of(Turn.RESOLVED)
            if entry.conflict.since < self.first
            and not any(reason.code == "week_known_late" for reason in entry.told)
        )
        return self.of(Turn.WORSE, Turn.EASED, Turn.SAME) + tuple(ended)

    @property
    def in_force(self) -> tuple[Rule, ...]:
        """The rules that held on some day of the week."""
        return tuple(rule for rule in self.rules if rule.since <= self.last and rule.until >= self.first)

    @property
    def moved(self) -> tuple[Moved, ...]:
        """The rules that became known, began or ended within the week, in the order of days."""
        found = []
        for rule in self.rules:
            known = rule.first_known_at and day_of(rule.first_known_at)
            days = (
                (Happening.KNOWN, known),
                (Happening.BEGAN, rule.begins),
                (Happening.ENDED, rule.ends),
                (Happening.LAPSED, None if rule.ends else rule.until),
            )
            if within := tuple((what, day) for what, day in days if day and self.first <= day <= self.last):
                found.append(Moved(rule, within))
        return tuple(sorted(found, key=lambda one: (min(day for _, day in one.days), one.rule.id)))

    @property
    def soon(self) -> tuple[Soon, ...]:
        """What begins and ends in the days after the week, in the order of days."""
        after = self.last + timedelta(days=1)
        found = [
            Soon(rule, day, begins)
            for rule in self.rules
            for day, begins in ((rule.begins, True), (rule.ends, False))
            if day is not None and after <= day <= self.last + SOON
        ]
        return tuple(sorted(found, key=lambda one: (one.day, not one.begins, one.rule.id)))


_ADAPTER = TypeAdapter(Week)


def to_json(week: Week) -> str:
    """The facts as JSON text; equal facts give equal text."""
    return _ADAPTER.dump_json(week).decode()


def from_json(text: str) -> Week:
    """The facts that `to_json` wrote."""
    return _ADAPTER.validate_json(text)


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
