"""What became of a conflict, from its history and the days alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.conflicts.course import Line, Turning, course
from measures.days import ZONE, day_of
from measures.model import Conflict
from measures.vocabulary import Border, ConflictKind, Country, Group, Topic

BASE = Conflict(
    "c-1", Border.NL_BE, ConflictKind.BLOCKED_CROSSING, (Topic.ENTRY,), (Group.FRONTIER_WORKERS,),
    date(2020, 3, 18), date(2020, 4, 5), 3, (("impact", 3.0),), "m-1", None, ("i-1",), (),
    Country.BE, Country.NL, 41_000, (),
)  # fmt: skip
TODAY = date(2020, 6, 1)


def known(day: int, month: int = 3, hour: int = 12) -> datetime:
    return datetime(2020, month, day, hour, tzinfo=ZONE).astimezone(UTC)


def told(*lines: Line, today: date = TODAY) -> list[tuple[Turning, str, list[str]]]:
    return [
        (moment.turning, moment.at.astimezone(ZONE).strftime("%m-%d %H"), [one.code for one in moment.told])
        for moment in course(lines, today, {})
    ]


NEW = (Turning.NEW, "03-18 12", [])
FLAGGED = Line(known(18), BASE, True)


@pytest.mark.parametrize(
    ("change", "turning", "code"),
    [
        ({"severity": 4}, Turning.WORSE, "severity_changed"),
        ({"severity": 2}, Turning.EASED, "severity_changed"),
        ({"until": date(2020, 4, 28)}, Turning.WORSE, "end_moved"),
        ({"until": date(2020, 4, 1)}, Turning.EASED, "end_moved"),
        ({"topics": (Topic.ENTRY, Topic.WORK)}, Turning.CHANGED, "topics_joined"),
        ({"groups": (Group.FRONTIER_WORKERS, Group.FAMILIES)}, Turning.WORSE, "case_groups"),
        ({"until": date(2020, 3, 21)}, Turning.ENDED, "end_moved"),
    ],
)
def test_a_change_says_what_it_is_for_people_and_in_what(
    change: dict[str, object], turning: Turning, code: str
) -> None:
    after = Line(known(25), replace(BASE, **change), True)  # type: ignore[arg-type]
    assert told(FLAGGED, after)[:2] == [NEW, (turning, "03-25 12", [code])]


def test_what_a_reader_does_not_see_change_is_not_told() -> None:
    after = Line(known(25), replace(BASE, items_a=("i-1", "i-2"), commuters=42_000), True)
    assert told(FLAGGED, after, today=date(2020, 4, 1)) == [NEW]


def test_it_ends_when_its_last_day_is_over_and_not_before() -> None:
    assert told(FLAGGED, today=date(2020, 4, 6)) == [NEW, (Turning.ENDED, "04-06 00", ["week_ended"])]
    assert told(FLAGGED, today=date(2020, 4, 5)) == [NEW]
    lapsing = Line(known(18), replace(BASE, until=None, counted_until=date(2020, 4, 5)), True)
    assert told(lapsing)[-1] == (Turning.ENDED, "04-06 00", ["week_lapsed"])


def test_the_day_on_which_clocks_are_set_forward_is_over_at_midnight_too() -> None:
    [*_, ended] = course([Line(known(18), replace(BASE, until=date(2020, 3, 28)), True)], TODAY, {})
    assert ended.at == datetime(2020, 3, 28, 23, tzinfo=UTC)
    [*_, ended] = course([Line(known(18), replace(BASE, until=date(2020, 3, 29)), True)], TODAY, {})
    assert ended.at == datetime(2020, 3, 29, 22, tzinfo=UTC)


def test_what_goes_and_returns_is_ended_and_open_again() -> None:
    gone, back = Line(known(20), BASE, False), Line(known(27), replace(BASE, severity=4), True)
    assert told(FLAGGED, gone, back)[:3] == [
        NEW,
        (Turning.ENDED, "03-20 12", ["week_gone"]),
        (Turning.AGAIN, "03-27 12", ["severity_changed"]),
    ]


def test_what_is_prolonged_after_its_end_is_open_again() -> None:
    longer = Line(known(10, 4), replace(BASE, until=date(2020, 4, 28)), True)
    assert [turning for turning, *_ in told(FLAGGED, longer)] == [
        Turning.NEW, Turning.ENDED, Turning.AGAIN, Turning.ENDED,
    ]  # fmt: skip


def test_what_is_prolonged_at_the_midnight_of_its_end_goes_on() -> None:
    longer = Line(known(6, 4, hour=0), replace(BASE, until=date(2020, 4, 28)), True)
    assert told(FLAGGED, longer, today=date(2020, 4, 20)) == [NEW, (Turning.WORSE, "04-06 00", ["end_moved"])]


def test_what_is_learnt_when_it_is_over_does_not_end_again() -> None:
    assert told(Line(known(10, 4), BASE, True)) == [(Turning.NEW, "04-10 12", [])]
    assert told(Line(known(10, 4), BASE, True), Line(known(11, 4), BASE, False)) == [
        (Turning.NEW, "04-10 12", [])
    ]


def test_what_is_there_and_gone_at_one_instant_was_never_there() -> None:
    assert told(FLAGGED, replace(FLAGGED, active=False)) == []
    assert told(replace(FLAGGED, conflict=replace(BASE, severity=1)), FLAGGED)[:1] == [NEW]


def test_a_text_read_anew_is_told_apart_from_a_rule_that_changed() -> None:
    after = Line(known(25), replace(BASE, severity=4), True)
    found = course([FLAGGED, after], date(2020, 4, 1), {}, [known(25)])
    assert [moment.reread for moment in found] == [False, True]


LINES = st.lists(
    st.builds(
        lambda hours, days, severity, is_open, active: Line(
            known(18) + timedelta(hours=hours),
            replace(
                BASE,
                severity=severity,
                until=None if is_open else BASE.since + timedelta(days=days),
                counted_until=BASE.since + timedelta(days=days) if is_open else None,
            ),
            active,
        ),
        st.integers(0, 24 * 40),
        st.integers(0, 40),
        st.integers(1, 5),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
).map(lambda lines: sorted(lines, key=lambda line: line.at))


@given(LINES, st.dates(date(2020, 3, 18), date(2020, 6, 1)))
def test_turnings_follow_each_other_as_they_can(lines: list[Line], today: date) -> None:
    lines = [line for line in lines if day_of(line.at) <= today]
    found = course(lines, today, {})
    assert [moment.at for moment in found] == sorted(moment.at for moment in found)
    assert [moment.turning for moment in found].count(Turning.NEW) == bool(found)
    is_open = None
    for moment in found:
        assert (moment.turning is Turning.NEW) == (is_open is None)
        if moment.turning is Turning.AGAIN:
            assert is_open is False
        elif moment.turning is not Turning.NEW:
            assert is_open
        is_open = moment.turning is not Turning.ENDED and moment.conflict.last_day >= day_of(moment.at)
    by_end = {line.at: line for line in lines}
    last = by_end[max(by_end)] if by_end else None
    assert bool(is_open) == bool(last and last.active and last.conflict.last_day >= today)
