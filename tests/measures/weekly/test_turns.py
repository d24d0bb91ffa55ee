"""What a week does to a conflict, by those known before and after it; and what was told wrongly."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.errors import InputError
from measures.model import Conflict, Reason
from measures.vocabulary import Border, ConflictKind, Country, Group, Language, Topic
from measures.weekly import (
    Checks,
    Entry,
    IsoWeek,
    Known,
    Note,
    Turn,
    Week,
    errata,
    from_json,
    narrowed,
    to_json,
    turns,
)
from measures.weekly.notes import standing

WEEK = IsoWeek.parse("2020-W13")
BASE = Conflict(
    "c-1", Border.NL_BE, ConflictKind.BLOCKED_CROSSING, (Topic.ENTRY,), (Group.FRONTIER_WORKERS,),
    date(2020, 3, 18), date(2020, 4, 5), 3, (("impact", 3.0),), "m-1", None, ("i-1",), (),
    Country.BE, Country.NL, 41_000, (),
)  # fmt: skip


def turn(before: Conflict | None, after: Conflict | None) -> tuple[Turn, list[str]] | None:
    found = turns([before] if before else [], [after] if after else [], WEEK, {})
    return (found[0][1], [reason.code for reason in found[0][2]]) if found else None


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        (None, replace(BASE, since=date(2020, 3, 25)), (Turn.NEW, [])),
        (None, BASE, (Turn.NEW, ["week_known_late"])),
        (replace(BASE, since=date(2020, 3, 25)),) * 2 + ((Turn.NEW, ["week_announced"]),),
        (BASE, BASE, (Turn.SAME, [])),
        (BASE, replace(BASE, severity=4), (Turn.WORSE, ["severity_changed"])),
        (BASE, replace(BASE, severity=2), (Turn.EASED, ["severity_changed"])),
        (BASE, replace(BASE, until=date(2020, 4, 28)), (Turn.WORSE, ["end_moved"])),
        (BASE, replace(BASE, until=date(2020, 4, 1)), (Turn.EASED, ["end_moved"])),
        (BASE, replace(BASE, groups=(Group.FRONTIER_WORKERS, Group.FAMILIES)), (Turn.WORSE, ["case_groups"])),
        (BASE, replace(BASE, until=date(2020, 3, 29)), (Turn.RESOLVED, ["week_ended"])),
        (BASE, replace(BASE, until=date(2020, 3, 21)), (Turn.RESOLVED, ["end_moved"])),
        (None, replace(BASE, until=date(2020, 3, 27)), (Turn.RESOLVED, ["week_known_late", "week_ended"])),
        (BASE, None, (Turn.RESOLVED, ["week_gone"])),
        (replace(BASE, until=date(2020, 3, 22)), replace(BASE, until=date(2020, 3, 22)), None),
        (None, replace(BASE, since=date(2020, 4, 6)), (Turn.EARLY, [])),
        (None, replace(BASE, since=date(2020, 7, 6), until=None), None),
    ],
)
def test_each_turn(before: Conflict | None, after: Conflict | None, wanted: object) -> None:
    assert turn(before, after) == wanted


def test_an_assumed_end_is_not_told_as_an_end() -> None:
    open_end = replace(BASE, until=None, counted_until=date(2020, 3, 27))
    assert turn(replace(open_end, counted_until=date(2020, 4, 9)), open_end) == (
        Turn.RESOLVED,
        ["week_lapsed"],
    )


days = st.dates(date(2020, 2, 1), date(2020, 5, 31))


@given(days, st.integers(0, 60), days, st.integers(0, 60))
def test_no_conflict_is_told_as_ended_in_two_weeks(
    first: date, length: int, second: date, longer: int
) -> None:
    """Whatever becomes known in between, what one week told as ended is not told so again."""
    before = replace(BASE, since=first, until=first + timedelta(days=length))
    after = replace(BASE, since=second, until=second + timedelta(days=longer))
    one = turns([before], [after], WEEK, {})
    two = turns([after], [after], WEEK.shifted(1), {})
    assert not (one and two and one[0][1] is two[0][1] is Turn.RESOLVED)


def test_errata_are_what_was_missed_unfounded_or_misread() -> None:
    told = [BASE, replace(BASE, key="c-2")]
    right = [replace(BASE, severity=5), replace(BASE, key="c-3")]
    assert [(one.what, one.conflict.key) for one in errata(told, right, WEEK, {})] == [
        ("misread", "c-1"),
        ("missed", "c-3"),
        ("unfounded", "c-2"),
    ]
    assert errata(told, told, WEEK, {}) == []


@pytest.mark.parametrize("text", ["2020-W54", "2021-W53", "x", "2020-13", "1200-W01", "2020-W00", ""])
def test_no_such_week(text: str) -> None:
    with pytest.raises(InputError):
        IsoWeek.parse(text)


def test_weeks_cross_years() -> None:
    assert IsoWeek.parse("2020-W53").last == date(2021, 1, 3)
    assert str(IsoWeek.parse("2020-W53").shifted(1)) == "2021-W01"
    assert str(IsoWeek.of(date(2021, 1, 3))) == "2020-W53"


def week(*entries: Entry) -> Week:
    return Week(
        "2020-W13", WEEK.first, WEEK.last, Known.THEN, WEEK.last, entries, (), (), Checks(), (), 0, None, "0"
    )


def test_facts_come_back_from_json_and_narrow_to_borders_topics_and_regions() -> None:
    there = Entry(BASE, Turn.NEW, sides=(("BE2",),))
    other = Entry(replace(BASE, key="c-2", border=Border.NL_DE, topics=(Topic.WORK,)), Turn.SAME)
    facts = week(there, other)
    assert from_json(to_json(facts)) == facts
    assert narrowed(facts, borders=[Border.NL_BE]).entries == (there,)
    assert narrowed(facts, topics=[Topic.WORK]).entries == (other,)
    assert narrowed(facts, regions=["BE211"]).entries == (there,)
    assert narrowed(facts, regions=["BE33"]).entries == ()
    assert narrowed(facts) == facts


def test_open_before_is_what_was_known_and_open_when_the_week_began() -> None:
    late = (Reason("week_known_late", (("day", "2020-03-18"),)),)
    within = replace(BASE, since=date(2020, 3, 24))
    facts = week(
        Entry(BASE, Turn.SAME),
        Entry(BASE, Turn.RESOLVED),
        Entry(BASE, Turn.RESOLVED, late),
        Entry(within, Turn.RESOLVED),
        Entry(BASE, Turn.NEW, late),
        Entry(BASE, Turn.EARLY),
    )
    assert facts.open_before == facts.entries[:2]


def test_the_last_words_count_in_the_readers_language_first() -> None:
    at = datetime(2020, 3, 30, 6, tzinfo=UTC)
    notes = [
        Note("2020-W13", "", Language.NL, "een", "A", at),
        Note("2020-W13", "", Language.DE, "eins", "A", at),
        Note("2020-W13", "", Language.NL, "twee", "B", at),
        Note("2020-W13", "c-1", Language.NL, "weg", "B", at),
        Note("2020-W13", "c-1", Language.NL, "", "B", at),
    ]
    assert standing(notes, Language.DE)[""].text == "eins"
    assert standing(notes, Language.FR)[""].text == "twee"
    assert "c-1" not in standing(notes, Language.NL)
