"""Nothing on the timeline hides behind something else, and the order of the input does not matter."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboard.lanes import Clash, Stretch, lay_out, stack
from measures.vocabulary import Border, Country, Topic

FIRST, LAST = date(2020, 3, 1), date(2020, 4, 30)
THREE = (Country.NL, Country.DE, Country.BE)
TOPICS = (Topic.BORDER_CONTROL, Topic.WORK)


def _stretch(key: str, country: Country, topics: tuple[Topic, ...], since: date, days: int) -> Stretch:
    until = since + timedelta(days=days)
    return Stretch(key, country, topics, since, until, until, False, False)


@st.composite
def stretches(draw: st.DrawFn) -> list[Stretch]:
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(THREE),
                st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2, unique=True),
                st.integers(-40, 90),
                st.integers(0, 80),
            ),
            max_size=25,
        )
    )
    return [
        _stretch(f"m{number}", country, tuple(topics), FIRST + timedelta(days=start), days)
        for number, (country, topics, start, days) in enumerate(rows)
    ]


@given(stretches())
def test_bars_of_one_row_never_overlap(found: list[Stretch]) -> None:
    for row in stack(found):
        for left, right in pairwise(row):
            assert left.until < right.since


@given(stretches(), st.randoms())
def test_every_measure_of_the_period_is_drawn_once_a_topic(found: list[Stretch], random: object) -> None:
    layout = lay_out(found, (), FIRST, LAST, TOPICS, THREE)
    wanted = sorted((s.id, t) for s in found if s.since <= LAST and s.until >= FIRST for t in s.topics)
    assert sorted((bar.stretch.id, bar.topic) for bar in layout.bars) == wanted
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert lay_out(shuffled, (), FIRST, LAST, TOPICS, THREE) == layout


@given(stretches())
def test_bars_lie_within_their_lane_and_the_period(found: list[Stretch]) -> None:
    layout = lay_out(found, (), FIRST, LAST, TOPICS, THREE)
    for bar in layout.bars:
        lane = layout.lanes[bar.topic, bar.stretch.country]
        assert lane.top <= bar.top < lane.top + lane.height <= layout.height
        assert FIRST <= bar.since <= bar.until <= LAST


def test_a_side_without_a_rule_keeps_its_empty_lane() -> None:
    found = [_stretch("m", Country.BE, (Topic.BORDER_CONTROL,), date(2020, 3, 20), 30)]
    layout = lay_out(found, (), FIRST, LAST, TOPICS, THREE)
    assert [(topic, country) for topic, country in layout.lanes] == [(Topic.BORDER_CONTROL, c) for c in THREE]


def test_conflicts_that_follow_each_other_are_shaded_as_one_with_the_worst_first() -> None:
    found = [_stretch("m", Country.BE, (Topic.BORDER_CONTROL,), date(2020, 3, 20), 30)]
    clashes = [
        Clash("a", Border.NL_BE, (Topic.BORDER_CONTROL,), date(2020, 3, 20), date(2020, 3, 31), 3),
        Clash("b", Border.NL_BE, (Topic.BORDER_CONTROL,), date(2020, 4, 1), None, 5),
        Clash("c", Border.BE_DE, (Topic.BORDER_CONTROL,), date(2020, 3, 20), date(2020, 3, 25), 2),
    ]
    layout = lay_out(found, clashes, FIRST, LAST, TOPICS, THREE)
    assert [(s.border, s.since, s.until, s.worst.key) for s in layout.shades] == [
        (Border.NL_BE, date(2020, 3, 20), LAST, "b"),
        (Border.BE_DE, date(2020, 3, 20), date(2020, 3, 25), "c"),
    ]
