"""What is to be looked at on a day: ends on one side only, what is announced, what went past its end."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from measures.conflicts.reasons import filled
from measures.conflicts.watch import TEMPLATES, Watch, lapses, sunset
from measures.conflicts.whatif import Turn
from measures.vocabulary import Border, ConflictKind, Topic

ON = date(2021, 3, 20)


def told(measures, watch, on=ON):
    return [n for n in sunset(measures, on) if n.watch == watch]


@pytest.fixture
def dutch(measure):
    return measure("nl", country="NL", topics=("quarantine", "entry"), impact="direct", until="2021-03-31")


@pytest.fixture
def german(measure):
    return measure("de", country="DE", topics=("quarantine", "entry"), impact="direct", until="2021-05-31")


def test_a_rule_that_ends_while_the_neighbours_goes_on(dutch, german):
    (notice,) = told([dutch, german], Watch.ENDS_ALONE)
    assert (notice.border, notice.day, notice.measure) == (Border.NL_DE, date(2021, 3, 31), dutch)
    assert notice.topics == (Topic.ENTRY, Topic.QUARANTINE)
    assert notice.counterpart == german
    said = filled(TEMPLATES[notice.watch], dict(notice.reason.args))
    assert said.startswith("The rule of the Netherlands on entry, quarantine ends on 31 March 2021")


@pytest.mark.parametrize(
    ("on", "seen"), [("2021-03-17", False), ("2021-03-18", True), ("2021-03-31", True), ("2021-04-01", False)]
)
def test_the_end_is_told_within_fourteen_days(dutch, german, on, seen):
    assert bool(told([dutch, german], Watch.ENDS_ALONE, date.fromisoformat(on))) == seen


def test_an_end_is_not_told_where_another_rule_of_that_side_takes_over_or_both_end(measure, dutch, german):
    after = measure(
        "nl2", country="NL", topics=("quarantine", "entry"), since="2021-04-01", until="2021-08-01"
    )
    assert not told([dutch, german, after], Watch.ENDS_ALONE)
    both = replace(german, ends=dutch.ends, phases=(replace(german.phases[0], until=dutch.ends),))
    assert not told([dutch, both], Watch.ENDS_ALONE)


def test_an_assumed_end_is_no_announced_one(measure, german):
    open_ended = measure("nl", topics=("quarantine",), impact="direct", counted_until="2021-03-31")
    assert not told([open_ended, german], Watch.ENDS_ALONE)
    after = told([open_ended], Watch.COUNTED_OUT, date(2021, 4, 2))
    assert [n.day for n in after] == [date(2021, 3, 31)] * 2


def test_announced_is_what_has_been_heard_of_and_does_not_hold_yet(measure):
    ahead = measure("a", since="2021-07-01", first_known_at=datetime(2021, 3, 1, tzinfo=UTC))
    assert {n.day for n in told([ahead], Watch.ANNOUNCED)} == {date(2021, 7, 1)}
    assert not told([ahead], Watch.ANNOUNCED, date(2021, 2, 1)), "nobody knew"
    assert not told([ahead], Watch.ANNOUNCED, date(2021, 7, 1))


def test_past_its_end_without_a_word(measure):
    over = measure("a", until="2021-03-15")
    assert {n.day for n in told([over], Watch.ENDED_UNHEARD)} == {date(2021, 3, 15)}
    heard = replace(over, last_known_at=datetime(2021, 3, 16, 12, tzinfo=UTC))
    assert not told([heard], Watch.ENDED_UNHEARD)
    assert not told([over], Watch.ENDED_UNHEARD, date(2021, 4, 15))


def test_what_touches_no_border_is_not_watched(measure):
    inland = measure(regions=("NL33",), borders=(), until="2021-03-15")
    assert sunset([inland], ON) == ()


def test_what_follows_when_a_side_lets_its_rule_end(measure, dutch, german):
    one, two = (lapse for lapse in lapses([dutch, german], ON, 14))
    assert {one.border, two.border} == {Border.NL_DE, Border.NL_BE}
    here = one if one.border == Border.NL_DE else two
    assert (here.measure, here.last_day, here.assumed) == (dutch, date(2021, 3, 31), False)
    assert {c.since for c in here.follows} == {date(2021, 4, 1)}
    assert {c.kind for c in here.follows} == {ConflictKind.TIMING_GAP}


def test_what_would_follow_if_only_one_side_prolongs(dutch, german):
    both = replace(
        german,
        ends=dutch.ends,
        counted_until=dutch.ends,
        phases=(replace(german.phases[0], until=dutch.ends),),
    )
    found = {(lapse.border, lapse.measure.id): lapse for lapse in lapses([dutch, both], ON, 14)}
    for side in ("nl", "de"):
        lapse = found[Border.NL_DE, side]
        assert lapse.follows == ()
        assert lapse.if_prolonged
        for effect in lapse.if_prolonged:
            assert {Turn.CREATED, Turn.LENGTHENED} & set(effect.turns)
            assert effect.gained[-1][1] == date(2021, 4, 28)


def test_ends_later_than_the_days_asked_hang_on_nothing(dutch, german):
    assert lapses([dutch, german], date(2021, 2, 1), 14) == ()
    assert lapses([], ON, 14) == ()
