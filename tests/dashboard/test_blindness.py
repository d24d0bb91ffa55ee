"""What the banners say of sources that are not seen, and what they leave unsaid."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import banners
from dashboard.blindness import Blind, blind
from dashboard.i18n import Reader
from measures.model import Reason
from measures.store import Store
from measures.store.crisis import set_crisis
from measures.store.exercise import Exercise, begin_exercise, set_instant
from measures.store.sources import PollRow, record_poll
from measures.vocabulary import AnswerState, Country, Language
from tests.dashboard.conftest import CLOSED, texts

Run = Callable[..., AppTest]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOW.date()
MONDAY = NOW - timedelta(days=1)


def _row(country: str = "NL", **facts: Any) -> dict[str, Any]:
    health = facts.get("health", "ok")
    return {
        "country": country,
        "level": "national",
        "health": health,
        "condition": facts.get("condition", health),
        "state": "unchanged" if health == "ok" else "blocked",
        "failures": 0 if health == "ok" else 3,
        "code": "",
        "last_try_at": NOW,
        "last_ok_at": NOW if health == "ok" else MONDAY,
        "bad_since": None if health == "ok" else MONDAY,
        "gap_at": None,
        **facts,
    }


def _found(*rows: dict[str, Any], day: date = TODAY, countries: tuple[Country, ...] = ()) -> Blind | None:
    return blind(pd.DataFrame(list(rows)), day, countries)


@pytest.mark.parametrize("health", ["failing", "blocked", "dead"])
def test_what_cannot_be_read_is_counted_by_country_with_the_first_day(health: str) -> None:
    rows = [_row(), _row("DE", health=health), _row("DE", health=health, bad_since=NOW)]
    assert _found(*rows) == Blind(((Country.DE, 2, MONDAY),))


def test_nothing_is_said_while_all_is_well_or_only_late_or_moved() -> None:
    assert _found(_row(), _row(health="late"), _row(health="moved")) is None


def test_a_source_on_probation_or_switched_off_blinds_nobody() -> None:
    off = _row(health="blocked", condition="unpolled")
    assert _found(_row(), off, _row(health="failing", condition="probation")) is None
    assert _found(off) is None


def test_other_countries_do_not_matter_where_the_view_is_narrowed_but_the_union_does() -> None:
    rows = [_row(), _row("DE", health="failing"), _row("EU", health="failing")]
    found = _found(*rows, countries=(Country.NL, Country.BE))
    assert found
    assert [part[0] for part in found.parts] == [Country.EU]


def test_a_gap_matters_in_what_holds_nationwide_and_in_what_is_looked_at() -> None:
    local = _row("BE", level="local", health="gap", gap_at=MONDAY)
    assert _found(_row(), local) is None
    assert _found(_row(), local, countries=(Country.BE,)) == Blind(((Country.BE, 1, MONDAY),))
    assert _found(_row(), local | {"level": "national"}) == Blind(((Country.BE, 1, MONDAY),))


def test_what_went_blind_later_takes_nothing_from_an_earlier_day() -> None:
    rows = [_row(), _row(health="failing")]
    assert _found(*rows, day=date(2020, 3, 20)) is None
    assert _found(*rows, day=MONDAY.date()) is not None


def test_when_nobody_answers_the_machine_is_suspected_once_for_all() -> None:
    gone = {"health": "failing", "state": "refused"}
    forbidden = _row(health="blocked", code="robots_disallow", last_ok_at=None)
    earlier = MONDAY - timedelta(days=1)
    rows = [_row(**gone, last_ok_at=earlier), _row("DE", **gone | {"state": "timeout"}), forbidden]
    assert _found(*rows) == Blind(whole="answered", since=MONDAY)
    assert _found(*rows, _row()) != Blind(whole="answered", since=MONDAY)
    assert _found(*rows, day=date(2020, 3, 20)) is None
    assert _found(_row(**gone, last_ok_at=None)) == Blind(whole="answered")
    assert _found(_row(**gone, last_ok_at=None), day=date(2020, 3, 20)) is None


def test_a_scheduler_that_stands_still_or_never_ran_is_named_as_that() -> None:
    still = _row(health="unknown", state="unchanged", failures=0, last_try_at=MONDAY)
    assert _found(still, still) == Blind(whole="asked", since=MONDAY)
    fresh = _row(health="unknown", state=None, failures=0, last_try_at=None, last_ok_at=None)
    assert _found(fresh) == Blind(whole="polled")


@pytest.mark.parametrize("language", list(Language))
def test_each_case_is_one_line_without_open_places(language: Language) -> None:
    parts = ((Country.NL, 1, MONDAY), (Country.DE, 1200, MONDAY))
    for case in (
        Blind(parts),
        Blind(parts[:1]),
        Blind(whole="polled"),
        Blind(whole="asked", since=MONDAY),
        Blind(whole="answered"),
        Blind(whole="answered", since=MONDAY),
    ):
        said = banners.sentence(case, Reader(language))
        assert "\n" not in said
        assert "{" not in said


def test_a_blocked_source_is_said_on_every_page_and_not_for_days_gone_by(store: Store, run: Run) -> None:
    for page in ("", "conflicts", "sources", "measure"):
        assert "1 source that matters here is not seen" in texts(run(page, lang="en"))
    for page in ("", "conflicts", "measure"):
        assert "matters here" not in texts(run(page, lang="en", day="2020-03-20"))
    assert "matters here" in texts(run("sources", lang="en", day="2020-03-20")), "that page is always of now"
    assert "matters here" not in texts(run("conflicts", lang="en", border="BE-DE"))


def test_no_connection_at_all_is_one_line(store: Store, run: Run) -> None:
    now = datetime.now(UTC)
    with store.begin() as tx:
        for number in range(3):
            poll = PollRow(f"source-{number}", now, AnswerState.REFUSED, now, Reason("no_connection"))
            record_poll(tx, poll)
    said = texts(run(lang="en"))
    assert said.count("No source has answered since") == 1
    assert "matters here" not in said


@pytest.fixture
def exercise(store: Store) -> Store:
    """The store marked as that of an exercise that has come to the evening of 17 March 2020 (UTC)."""
    with store.begin() as tx:
        instant = datetime(2020, 3, 17, 23, 30, tzinfo=UTC)
        begin_exercise(tx, Exercise(date(2020, 3, 1), date(2020, 4, 20), 1.0, instant))
    return store


@pytest.mark.parametrize("page", ["", "conflicts", "sources", "measure"])
def test_an_exercise_says_so_on_every_page_with_its_day(page: str, exercise: Store, run: Run) -> None:
    app = run(page, lang="en")
    assert not app.exception
    assert "Exercise. Simulated day: 18 March 2020." in texts(app)


def test_the_simulated_day_is_the_day_looked_at(exercise: Store, run: Run) -> None:
    app = run(lang="en")
    assert app.title[0].value == "Situation on 18 March 2020"
    assert "the borders close" not in texts(app), "what comes is not given away"
    assert app.date_input(key="address:day").value == date(2020, 3, 18)
    assert run("conflicts", lang="en").date_input(key="address:day").value == date(2020, 3, 18)
    assert CLOSED.title not in texts(app)


def test_outside_of_an_exercise_nothing_speaks_of_one(store: Store, run: Run) -> None:
    assert "xercise" not in texts(run(lang="en"))


def test_crisis_mode_is_said_on_every_page_with_who_and_why(store: Store, run: Run) -> None:
    with store.begin() as tx:
        set_crisis(tx, True, "M. <b>Jansen</b>", "High water on the Meuse", datetime.now(UTC))
    said = texts(run(lang="en"))
    assert "Crisis mode is on" in said
    assert "High water on the Meuse" in said
    assert "<b>" not in said.replace("\\<b\\>", "")


@pytest.mark.parametrize("page", ["", "conflicts", "sources", "measure"])
def test_an_exercise_that_has_ended_says_so(page: str, exercise: Store, run: Run) -> None:
    with exercise.begin() as tx:
        set_instant(tx, datetime(2020, 4, 20, 21, 59, 59, tzinfo=UTC))
    said = texts(run(page, lang="en"))
    assert "The exercise is over." in said
    assert "Simulated day" not in said
    assert "in 0 seconds" not in said


def test_one_time_for_all_is_said_once() -> None:
    parts = ((Country.NL, 1, MONDAY), (Country.DE, 2, MONDAY))
    said = banners.sentence(Blind(parts), Reader(Language.EN))
    assert said.count("since") == 1
    assert said.endswith("NL 1 and DE 2.")
