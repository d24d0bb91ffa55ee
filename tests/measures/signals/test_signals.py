"""How signals stand, which conflicts they may belong to, and what they add to a conflict's severity."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.conflicts.severity import SIGNALS, signals_counted, with_signals
from measures.signals import Act, Done, Signal, Standing, standing, suggestions
from measures.vocabulary import Border, Group, Topic
from tests.measures.store.facts import MARCH, a_conflict, a_measure

DAY = date(2020, 3, 25)
REFUSED = Signal(
    "s-1", MARCH, "GrensInfoPunt Maastricht", DAY, Border.NL_BE, Group.FRONTIER_WORKERS,
    "Een verpleegkundige met vignet werd bij de overgang teruggestuurd.", "NL423", "Lanaken",
    Topic.BORDER_CONTROL, "m-1",
)  # fmt: skip
# Parts that come to 3.25, that is severity 3.
CLOSED = a_conflict(severity=3, severity_parts=(("impact", 2.25), ("groups", 1.0)), until=date(2020, 6, 14))
DAYS = st.lists(st.dates(date(2020, 2, 1), date(2020, 8, 1)), max_size=12)


def done(act: Act, conflict: str | None = None) -> Done:
    return Done("s-1", act, MARCH, "M. Jansen", conflict)


def test_the_last_tie_counts_and_a_withdrawal_is_final() -> None:
    tie, other = done(Act.TIE, "c-1"), done(Act.TIE, "c-2")
    untie, withdraw = done(Act.UNTIE, "c-2"), done(Act.WITHDRAW)
    assert standing([]) == Standing()
    assert standing([tie, other]) == Standing("c-2")
    assert standing([tie, other, untie]) == Standing()
    assert standing([tie, withdraw, other]) == Standing("c-1", withdrawn=True)


def test_the_conflict_of_the_same_rule_comes_before_that_of_the_same_topic_or_group() -> None:
    shops = {"topics": (Topic.SHOPS_EVENTS,), "severity": 5}
    group = a_conflict("c-group", measure_a="m-2", **shops)
    topic = a_conflict("c-topic", measure_a="m-2", severity=1)
    rule = a_conflict("c-rule", severity=1, groups=(Group.FREIGHT,), topics=(Topic.WORK,))
    found = suggestions(REFUSED, [group, topic, rule], {})
    assert [one.conflict.key for one in found] == ["c-rule", "c-topic", "c-group"]
    assert [one.fits for one in found] == [
        ("same_rule",), ("same_topic", "same_group"), ("same_group",)
    ]  # fmt: skip


def test_a_conflict_of_the_signals_region_fits_better() -> None:
    alone = replace(REFUSED, measure=None)
    here, there = a_conflict("c-here"), a_conflict("c-aa-there", measure_a="m-2")
    measures = {"m-1": a_measure("m-1", regions=("NL42",)), "m-2": a_measure("m-2", regions=("NL34",))}
    found = suggestions(alone, [there, here], measures)
    assert [one.conflict.key for one in found] == ["c-here", "c-aa-there"]
    assert "same_region" in found[0].fits


@pytest.mark.parametrize(
    "facts",
    [
        {"border": Border.NL_DE},
        {"since": DAY + timedelta(days=8)},
        {"since": date(2020, 1, 1), "until": DAY - timedelta(days=15)},
    ],
)
def test_another_border_or_another_time_is_not_suggested(facts: dict[str, object]) -> None:
    assert suggestions(REFUSED, [a_conflict(**facts)], {}) == []


@pytest.mark.parametrize(
    ("days", "worth", "severity"),
    [
        ([], None, 3),
        ([DAY], None, 3),
        ([DAY, DAY], 0.5, 4),
        ([DAY, DAY - timedelta(days=27)], None, 3),
        ([DAY, DAY + timedelta(days=27)], 0.5, 4),
        ([DAY, DAY + timedelta(days=28)], None, 3),
        ([DAY] * 4, 1.0, 4),
        ([DAY] * 400, 1.0, 4),
        ([date(2020, 3, 19)] * 4, None, 3),
        ([date(2020, 6, 15)] * 4, None, 3),
    ],
)
def test_several_signals_of_one_stretch_within_the_period_raise_the_severity(
    days: list[date], worth: float | None, severity: int
) -> None:
    found = with_signals(CLOSED, days)
    assert dict(found.severity_parts).get(SIGNALS) == worth
    assert found.severity == severity


@given(DAYS)
def test_signals_never_lower_a_severity_and_add_at_most_one(days: list[date]) -> None:
    assert 0 <= with_signals(CLOSED, days).severity - CLOSED.severity <= 1


@given(DAYS, DAYS)
def test_weighing_again_forgets_what_signals_added_before(before: list[date], now: list[date]) -> None:
    assert with_signals(with_signals(CLOSED, before), now) == with_signals(CLOSED, now)
    assert with_signals(with_signals(CLOSED, before), []) == CLOSED


@given(DAYS, st.randoms(use_true_random=False))
def test_the_order_of_signals_does_not_matter(days: list[date], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = days.copy()
    random.shuffle(shuffled)
    assert signals_counted(CLOSED, shuffled) == signals_counted(CLOSED, days)


@given(DAYS)
def test_only_what_lies_within_the_period_counts(days: list[date]) -> None:
    within = [day for day in days if CLOSED.since <= day <= CLOSED.last_day]
    assert with_signals(CLOSED, days) == with_signals(CLOSED, within)
