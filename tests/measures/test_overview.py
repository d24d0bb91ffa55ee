"""Conflicts counted by week and region, and how quickly they were seen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.geography import border_regions
from measures.overview import Figures, Load, Watched, by_region, by_week, felt_in, figures, load, weeks
from measures.vocabulary import Border, Country
from tests.measures.store.facts import a_conflict, a_measure

MONDAY = date(2020, 3, 16)
DAYS = st.dates(date(2020, 1, 1), date(2020, 12, 31))


def one(since: date, until: date | None = None, **facts: object) -> Watched:
    """A conflict flagged on the day of its publication, felt in Zuid-Limburg."""
    own = {"flagged": facts.pop("flagged", since), "published": facts.pop("published", since)}
    regions = facts.pop("regions", ("NL423",))
    facts.setdefault("counted_until", until)
    return Watched(a_conflict(since=since, until=until, **facts), **own, regions=regions)  # type: ignore[arg-type]


@st.composite
def conflicts(draw: st.DrawFn) -> Watched:
    since, length = draw(DAYS), draw(st.integers(0, 90))
    regions = draw(st.lists(st.sampled_from(("NL423", "DEA2D", "BE336")), unique=True))
    found = one(
        since, since + timedelta(days=length), severity=draw(st.integers(1, 5)), regions=tuple(regions)
    )
    return replace(found, flagged=draw(DAYS), published=draw(st.none() | DAYS))


def test_a_rule_of_a_whole_country_is_felt_all_along_the_border() -> None:
    everywhere = {r.code for side in Border.NL_BE.sides for r in border_regions(Border.NL_BE, side)}
    assert set(felt_in(Border.NL_BE, a_measure(regions=()))) == everywhere
    assert set(felt_in(Border.NL_BE, None)) == everywhere


def test_a_rule_of_one_region_is_felt_there_and_across_the_border() -> None:
    aachen = a_measure(country=Country.DE, regions=("DEA2D",))
    assert set(felt_in(Border.NL_DE, aachen)) == {"DEA2D", "NL423"}
    assert set(felt_in(Border.BE_DE, aachen)) == {"DEA2D", "BE335", "BE336"}


def test_a_rule_of_a_land_is_felt_in_all_its_border_regions() -> None:
    found = felt_in(Border.NL_DE, a_measure(country=Country.DE, regions=("DE9",)))
    assert {"DE949", "NL132", "NL213"} <= set(found)
    assert not any(code.startswith(("DEA", "NL4")) for code in found)


def test_weeks_begin_on_monday_and_hold_both_days() -> None:
    assert weeks(date(2020, 3, 18), date(2020, 3, 30)) == [
        date(2020, 3, 16),
        date(2020, 3, 23),
        date(2020, 3, 30),
    ]
    assert weeks(MONDAY, MONDAY) == [MONDAY]


def test_a_conflict_counts_in_each_week_that_it_touches() -> None:
    found = by_week([one(date(2020, 3, 22), date(2020, 3, 23))], weeks(MONDAY, date(2020, 3, 30)))
    assert [week.number for week in found] == [1, 1, 0]
    assert found[0] == Load(1, 5, "c-1")


def test_how_long_and_how_soon() -> None:
    over = one(date(2020, 3, 20), date(2020, 3, 29), flagged=date(2020, 3, 18), published=date(2020, 3, 15))
    late = one(date(2020, 4, 1), flagged=date(2020, 4, 6), published=None, counted_until=date(2020, 6, 1))
    ahead = one(date(2020, 7, 1), flagged=date(2020, 4, 30), published=date(2020, 4, 29))
    unknown = one(date(2020, 7, 1), flagged=date(2020, 6, 1))
    assert figures([over, late, ahead, unknown], date(2020, 5, 1)) == Figures(3, 1, 1, 10, 10, 2, 2 / 3)


def test_nothing_comes_to_no_figures() -> None:
    assert figures([], MONDAY) == Figures(0, 0, 0, None, None, None, None)
    assert load([], MONDAY, MONDAY) == Load()


@given(st.lists(conflicts(), max_size=8), DAYS)
def test_regions_and_weeks_agree_with_counting_day_by_day(found: list[Watched], day: date) -> None:
    for code, counted in by_region(found, day).items():
        here = [w for w in found if code in w.regions and w.conflict.since <= day <= w.conflict.last_day]
        assert (counted.number, counted.worst) == (len(here), max(w.conflict.severity for w in here))
    [week] = by_week(found, weeks(day, day))
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=n) for n in range(7)]
    assert week.number == sum(any(w.holds(d, d) for d in days) for w in found)


@given(st.lists(conflicts(), max_size=8), DAYS)
def test_figures_never_contradict_each_other(found: list[Watched], day: date) -> None:
    told = figures(found, day)
    assert told.open + told.over <= told.number <= len(found)
    assert (told.open_days is None) == (told.over == 0)
    assert told.lead is None or told.lead >= 0
    assert told.ahead is None or 0 <= told.ahead <= 1


@pytest.mark.parametrize("border", list(Border))
def test_what_is_felt_at_a_border_lies_at_it(border: Border) -> None:
    codes = {r.code for side in border.sides for r in border_regions(border, side)}
    for code in codes:
        country = Country(code[:2])
        assert code in felt_in(border, a_measure(country=country, regions=(code,)))
        assert set(felt_in(border, a_measure(country=country, regions=(code,)))) <= codes
