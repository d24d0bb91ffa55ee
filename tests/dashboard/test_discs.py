"""Where conflicts begin on the timeline: no name lies over a disc, and no disc over another's name."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.discs import LABEL, NARROW, RADIUS, WIDE, Disc, place
from dashboard.lanes import Clash, Layout, Stretch, lay_out
from measures.vocabulary import Border, Country, Topic

FIRST, LAST = date(2020, 3, 1), date(2020, 4, 30)
THREE = (Country.NL, Country.DE, Country.BE)


def _layout(*begun: tuple[Border, int]) -> Layout:
    """Conflicts on work, each of one border and begun so many days after the first."""
    rule = Stretch("m", Country.NL, (Topic.WORK,), FIRST, FIRST, LAST, False, False)
    clashes = [
        Clash(f"c{number}", border, (Topic.WORK,), day, day, 3)
        for number, (border, days) in enumerate(begun)
        for day in [FIRST + timedelta(days=days)]
    ]
    return lay_out([rule], clashes, FIRST, LAST, (Topic.WORK,), THREE)


def _by_border(layout: Layout) -> dict[Border, Disc]:
    return {disc.shade.border: disc for disc in place(layout)}


def test_conflicts_that_begin_days_apart_stand_at_different_ends() -> None:
    found = _by_border(_layout((Border.NL_BE, 20), (Border.NL_DE, 22)))
    assert found[Border.NL_BE].y == found[Border.NL_BE].top
    assert found[Border.NL_DE].y == found[Border.NL_DE].bottom
    assert all(disc.wide for disc in found.values())


def test_a_name_is_left_out_only_where_it_would_lie_over_a_disc() -> None:
    first, second, third = place(_layout((Border.NL_DE, 10), (Border.NL_DE, 13), (Border.NL_DE, 16)))
    assert (first.y, second.y, third.y) == (first.top, first.bottom, first.top)
    assert [disc.narrow for disc in (first, second, third)] == [False, True, True]
    assert [disc.wide for disc in (first, second, third)] == [True, True, True]


def test_those_that_began_before_the_picture_do_not_hide_each_other() -> None:
    clashes = [Clash(border, border, (Topic.WORK,), FIRST - timedelta(days=9), LAST, 3) for border in Border]
    rule = Stretch("m", Country.NL, (Topic.WORK,), FIRST, FIRST, LAST, False, False)
    layout = lay_out([rule], clashes, FIRST, LAST, (Topic.WORK,), THREE)
    spots = [disc.y for disc in place(layout)]
    assert all(abs(one - other) >= 2 * RADIUS for one, other in combinations(spots, 2))
    assert all(disc.narrow for disc in place(layout))


@given(st.lists(st.tuples(st.sampled_from(list(Border)), st.integers(0, 60)), max_size=12))
def test_no_name_lies_over_a_disc_on_either_width(begun: list[tuple[Border, int]]) -> None:
    layout = _layout(*begun)
    discs = place(layout)
    assert {disc.shade for disc in discs} == set(layout.shades)
    for width, named in ((WIDE, "wide"), (NARROW, "narrow")):
        a_day = width / ((LAST - FIRST).days + 1)
        for one, other in combinations(discs, 2):
            if abs(one.y - other.y) < 2 * RADIUS and getattr(one, named):
                assert (other.shade.since - one.shade.since).days * a_day >= LABEL
