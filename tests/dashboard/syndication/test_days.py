"""The calendar read again as a calendar program does: days, ends, reviews, warnings, and names that last."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Component

from dashboard.syndication.days import days_of, to_ical
from dashboard.syndication.scope import Scope
from measures.model import Measure
from measures.store import Store
from measures.store.courses import Beginning
from measures.vocabulary import Border, Language, Topic
from tests.dashboard.syndication.conftest import CONFLICT, FLAGGED, HOSTILE, MEASURE, Ask

ENGLISH = Scope(Language.EN)
FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)
ENDING = replace(MEASURE, ends=date(2020, 4, 5))


def calendar(
    measures: Sequence[Measure] = (), beginnings: Sequence[Beginning] = (), scope: Scope = ENGLISH
) -> Component:
    return Calendar.from_ical(to_ical(days_of(measures, beginnings, FIRST, LAST, scope), scope))


def events(of: Component) -> list[tuple[str, date, date]]:
    return [(str(one["SUMMARY"]), one["DTSTART"].dt, one["DTEND"].dt) for one in of.walk("VEVENT")]


def test_a_measure_has_its_first_and_its_last_day() -> None:
    assert events(calendar([ENDING])) == [
        ("First day: BE · Dicht", date(2020, 3, 18), date(2020, 3, 19)),
        ("Last day: BE · Dicht", date(2020, 4, 5), date(2020, 4, 6)),
    ]


def test_an_assumed_end_is_a_day_of_review_until_an_end_is_known() -> None:
    [_, review] = calendar([MEASURE]).walk("VEVENT")
    assert str(review["SUMMARY"]) == "No end known, look again: BE · Dicht"
    assert (review["DTSTART"].dt, review["STATUS"]) == (MEASURE.counted_until, "TENTATIVE")
    assert "counted until 14 Jun 2020" in review["DESCRIPTION"]
    known = replace(ENDING, event_ids=("i-1@1", "i-2@1"), last_known_at=FLAGGED + timedelta(days=7))
    [_, end] = calendar([known]).walk("VEVENT")
    assert end["UID"] == review["UID"], "the program moves it"
    assert end["STATUS"] == "CONFIRMED"
    assert end["SEQUENCE"] > review["SEQUENCE"]
    assert end["LAST-MODIFIED"].dt == end["DTSTAMP"].dt == FLAGGED + timedelta(days=7)


def test_an_unknown_beginning_is_no_first_day() -> None:
    assert [summary for summary, *_ in events(calendar([replace(ENDING, begins=None)]))] == [
        "Last day: BE · Dicht"
    ]


@pytest.mark.parametrize(
    "day", [date(2020, 3, 29), date(2020, 10, 25), date(2020, 2, 29), date(2020, 12, 31)]
)
def test_days_are_whole_days_when_clocks_change_too(day: date) -> None:
    document = to_ical(days_of([replace(ENDING, ends=day)], (), FIRST, LAST, ENGLISH), ENGLISH)
    end = day + timedelta(days=1)
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nDTEND;VALUE=DATE:{end:%Y%m%d}".encode() in document
    assert b"VTIMEZONE" not in document


def test_what_hangs_on_an_end_is_told_with_it_and_as_a_warning_on_its_day() -> None:
    follows = Beginning(replace(CONFLICT, since=date(2020, 4, 6), until=None), FLAGGED, FLAGGED, 2)
    found = calendar([ENDING], [follows]).walk("VEVENT")
    assert "If it ends: NL–BE · Blocked crossing · Entry" in found[1]["DESCRIPTION"]
    assert (str(found[2]["SUMMARY"]), found[2]["DTSTART"].dt) == (
        "Conflict begins: NL–BE · Blocked crossing · Entry", date(2020, 4, 6),
    )  # fmt: skip
    assert found[2]["SEQUENCE"] == 2
    assert "key=c-1" in found[2]["URL"]
    elsewhere = replace(follows, conflict=replace(follows.conflict, topics=(Topic.WORK,)))
    assert "If it ends" not in calendar([ENDING], [elsewhere]).walk("VEVENT")[1]["DESCRIPTION"]
    grave = calendar([ENDING], [follows], Scope(Language.EN, severity=5))
    assert len(grave.walk("VEVENT")) == 2, "only as severe as asked for"


def test_what_was_flagged_when_it_had_begun_was_no_warning() -> None:
    assert events(calendar((), [Beginning(CONFLICT, FLAGGED, FLAGGED, 0)])) == []


def test_days_outside_the_period_are_left_out() -> None:
    assert days_of([ENDING], (), date(2020, 3, 19), date(2020, 4, 4), ENGLISH) == []
    assert len(days_of([ENDING], (), date(2020, 3, 18), date(2020, 4, 4), ENGLISH)) == 1


def test_a_calendar_says_what_it_is_and_when_to_look_again() -> None:
    made = calendar([ENDING], scope=Scope(Language.NL, (Border.NL_BE,), (Topic.ENTRY,)))
    assert made["VERSION"] == "2.0"
    assert (
        made["NAME"]
        == made["X-WR-CALNAME"]
        == ("Cross Border Taskforce · Dagen om op te letten (NL–BE, Inreis)")
    )
    assert made["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert made["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert all(event["TRANSP"] == "TRANSPARENT" for event in made.walk("VEVENT")), "nobody is busy"
    assert "METHOD" not in made


def test_a_calendar_without_a_day_is_one_too() -> None:
    assert [part.name for part in calendar().subcomponents] == ["VTIMEZONE"]


def test_an_exercise_is_marked_and_named_apart() -> None:
    real, drill = calendar([ENDING]), calendar([ENDING], scope=replace(ENGLISH, drill=True))
    assert all(str(event["SUMMARY"]).startswith("Exercise: ") for event in drill.walk("VEVENT"))
    assert str(drill["NAME"]).startswith("Exercise: ")
    names = [{str(event["UID"]) for event in made.walk("VEVENT")} for made in (real, drill)]
    assert names[0].isdisjoint(names[1])


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_is_text_in_a_calendar(text: str) -> None:
    _holds(text)


@settings(deadline=None)  # the first case reads a catalogue
@given(st.text(st.characters(codec=None)))
def test_any_title_gives_a_calendar_that_reads_the_same(text: str) -> None:
    _holds(text)


def _holds(text: str) -> None:
    hostile = replace(ENDING, title=f"{text}\r\nATTENDEE:mailto:a@example.org", authority=text, url=text)
    made = calendar([hostile])
    [first, _] = made.walk("VEVENT")
    assert "ATTENDEE" not in first
    assert made.to_ical() == to_ical(days_of([hostile], (), FIRST, LAST, ENGLISH), ENGLISH)
    assert all(len(line) <= 75 for line in made.to_ical().split(b"\r\n"))


@settings(deadline=None)  # the first case reads a catalogue
@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.integers(0, 20_000))
def test_every_day_comes_back_as_it_went(begins: date, length: int) -> None:
    last = min(begins + timedelta(days=length), date(2101, 1, 1))
    measure = replace(ENDING, begins=begins, ends=last)
    document = to_ical(days_of([measure], (), begins, last, ENGLISH), ENGLISH)
    found = [start for _, start, _ in events(Calendar.from_ical(document))]
    assert found == [begins, last]


def test_march_2020_has_the_days_that_were_announced(march: Store, ask: Ask) -> None:
    answer = ask("days.ics?since=2020-03-01&until=2020-04-30&border=NL-BE&lang=nl")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    made = Calendar.from_ical(answer.content)
    found = made.walk("VEVENT")
    assert {str(event["SUMMARY"]).partition(":")[0] for event in found} == {
        "Eerste dag", "Laatste dag", "Geen einde bekend, opnieuw bekijken", "Knelpunt begint",
    }  # fmt: skip
    assert len({str(event["UID"]) for event in found}) == len(found)
    assert all(date(2020, 3, 1) <= event["DTSTART"].dt <= date(2020, 4, 30) for event in found)
    assert [event["DTSTART"].dt for event in found] == sorted(event["DTSTART"].dt for event in found)
    closing = [event for event in found if event["DTSTART"].dt == date(2020, 3, 18)]
    assert any("Eerste dag: BE" in str(event["SUMMARY"]) for event in closing)
    assert all("NL–BE" in event["DESCRIPTION"] or "NL–BE" in event["SUMMARY"] for event in found)
    assert all(event["LAST-MODIFIED"].dt < datetime(2020, 4, 1, tzinfo=UTC) for event in found)


def test_without_days_the_calendar_is_about_now(march: Store, ask: Ask) -> None:
    assert Calendar.from_ical(ask("days.ics").content).walk("VEVENT") == [], "all of March 2020 is over"
    turned = ask("days.ics?since=2020-04-30&until=2020-03-01")
    assert turned.content == ask("days.ics?since=2020-03-01&until=2020-04-30").content
