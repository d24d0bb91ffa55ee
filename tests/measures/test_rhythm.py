"""The rhythm of a source: learnt from its history, and what follows for silence, gaps and pauses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.rhythm import HOUR, History, Rhythm, is_silent, learn, missed, next_interval

SINCE = datetime(2026, 8, 31, tzinfo=UTC)
UNTIL = datetime(2026, 11, 23, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 11, 20, 17, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
FASTEST = timedelta(minutes=5)


def office_hours(items: int = 1) -> list[tuple[datetime, int]]:
    """News at nine, twelve and three (UTC) from Monday to Friday."""
    days = [SINCE + timedelta(days=n) for n in range((UNTIL - SINCE).days)]
    return [(day + hour * HOUR, items) for day in days if day.weekday() < 5 for hour in (9, 12, 15)]


def learnt(items: int = 1) -> Rhythm:
    rhythm = learn(office_hours(items), SINCE, UNTIL)
    assert rhythm is not None
    return rhythm


USUAL = learnt()
minutes = st.integers(0, 330 * 24 * 60)
instants = minutes.map(lambda number: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number))


def test_a_silence_at_the_weekend_is_usual_and_one_of_working_days_is_not() -> None:
    rhythm = learnt()
    assert is_silent(rhythm, FRIDAY_EVENING, MONDAY_MORNING) is False
    assert is_silent(rhythm, FRIDAY_EVENING, FRIDAY_EVENING + timedelta(days=4)) is True
    assert is_silent(rhythm, MONDAY_MORNING, MONDAY_MORNING + timedelta(days=1)) is False


def test_a_silence_as_long_as_one_before_is_no_alarm() -> None:
    holiday = [
        (at, n) for at, n in office_hours() if not date(2026, 10, 5) <= at.date() <= date(2026, 10, 16)
    ]
    rhythm = learn(holiday, SINCE, UNTIL)
    assert is_silent(rhythm, MONDAY_MORNING, MONDAY_MORNING + timedelta(days=12)) is False
    assert is_silent(rhythm, MONDAY_MORNING, MONDAY_MORNING + timedelta(days=40)) is True


@pytest.mark.parametrize("days", [0, 1, 27])
def test_nothing_is_learnt_from_less_than_four_weeks(days: int) -> None:
    assert learn(office_hours(), UNTIL - timedelta(days=days), UNTIL) is None


def test_a_handful_of_news_gives_a_rhythm_but_no_alarm() -> None:
    rhythm = learn(office_hours()[:7], SINCE, UNTIL)
    assert rhythm is not None
    assert is_silent(rhythm, SINCE, UNTIL) is None
    assert learn(office_hours()[:4], SINCE, UNTIL) is None


def test_a_rhythm_survives_the_store() -> None:
    assert Rhythm.from_json(learnt().to_json()) == learnt()
    assert Rhythm.from_json(None) is None


def test_the_usual_number_of_a_week_is_what_was_seen() -> None:
    week = learnt().expected(datetime(2026, 9, 7, tzinfo=UTC), datetime(2026, 9, 14, tzinfo=UTC))
    assert week == pytest.approx(15, rel=0.05)


@settings(deadline=None)
@given(
    instants, st.timedeltas(timedelta(0), timedelta(days=20)), st.timedeltas(timedelta(0), timedelta(days=20))
)
def test_what_is_usual_adds_up_over_adjoining_times(
    since: datetime, one: timedelta, other: timedelta
) -> None:
    rhythm = USUAL
    parts = rhythm.expected(since, since + one) + rhythm.expected(since + one, since + one + other)
    assert parts == pytest.approx(rhythm.expected(since, since + one + other))
    assert parts >= 0
    assert rhythm.expected(since + one, since) == 0 or not one


@settings(deadline=None)
@given(
    instants,
    st.integers(0, 50),
    st.integers(0, 20),
    st.booleans(),
    st.timedeltas(timedelta(minutes=1), timedelta(days=7)),
    st.sampled_from([None, USUAL, learnt(40)]),
)
def test_a_pause_stays_within_the_limits(
    now: datetime, holds: int, gaps: int, crisis: bool, declared: timedelta, rhythm: Rhythm | None
) -> None:
    history = History(rhythm, holds, now - timedelta(hours=gaps) if gaps else None, gaps)
    pause = next_interval(history, declared, FASTEST, now, crisis=crisis)
    assert min(FASTEST, declared) <= pause <= max(declared, timedelta(hours=6))
    if crisis or gaps:
        assert pause <= max(declared, FASTEST)


def test_busy_crisis_and_gap_shorten_and_quiet_lengthens() -> None:
    def pause(history: History, at: datetime = MONDAY_MORNING, *, crisis: bool = False) -> timedelta:
        return next_interval(history, QUARTER, FASTEST, at, crisis=crisis)

    assert pause(History()) == QUARTER
    assert pause(History(), crisis=True) == FASTEST
    assert pause(History(gap_at=MONDAY_MORNING - HOUR, gaps=1)) == QUARTER / 2
    assert pause(History(gap_at=MONDAY_MORNING - HOUR, gaps=3)) == FASTEST
    assert pause(History(gap_at=MONDAY_MORNING - timedelta(days=8), gaps=3)) == QUARTER
    assert pause(History(learnt(120), holds=20)) < QUARTER
    assert pause(History(learnt(), holds=20), datetime(2026, 11, 21, 1, tzinfo=UTC)) == 4 * QUARTER
    assert pause(History(learnt(), holds=20), datetime(2026, 11, 21, 1, tzinfo=UTC), crisis=True) == FASTEST


def test_what_was_missed_is_estimated_by_the_rhythm_or_by_the_answers_own_dates() -> None:
    week = timedelta(days=7)
    assert missed(learnt(2), MONDAY_MORNING - week, MONDAY_MORNING, (), 20) in (9, 10, 11)
    assert missed(learnt(2), MONDAY_MORNING - HOUR, MONDAY_MORNING, (), 20) == 1
    days = [date(2026, 11, 21), date(2026, 11, 22), None, date(2026, 11, 22), date(2026, 11, 21)]
    assert missed(None, MONDAY_MORNING - week, MONDAY_MORNING, days, 5) == 10
    assert missed(None, MONDAY_MORNING - week, MONDAY_MORNING, [None], 5) == 1
