"""Charts are valid, small enough to stay readable for assistive technology, and carry no live text."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt
import pytest

from dashboard import charts, histories
from dashboard.i18n import Reader
from dashboard.lanes import Clash, Stretch, lay_out
from measures.vocabulary import Border, Country, Impact, Language, Topic

FIRST, LAST = date(2020, 3, 1), date(2020, 4, 30)
# Streamlit draws charts with more marks on a canvas, where screen readers see nothing.
SVG_LIMIT = 2_000


def _timeline(number: int) -> dict[str, Any]:
    stretches = [
        Stretch(
            f"m{n}",
            list(Country)[n % 3],
            (list(Topic)[n % 14],),
            FIRST + timedelta(days=n % 40),
            FIRST + timedelta(days=n % 40 + 5),
            FIRST + timedelta(days=n % 40 + 25),
            False,
            n % 2 == 0,
        )
        for n in range(number)
    ]
    clashes = [Clash("c1", Border.NL_BE, (Topic.BORDER_CONTROL,), date(2020, 3, 20), None, 5)]
    facts = {
        stretch.id: {
            "title": "<b>x</b>\u202e\n",
            "authority": "A",
            "dates": "–",
            "exempt": "–",
            "impact": list(Impact)[n % 4],
        }
        for n, stretch in enumerate(stretches)
    }
    layout = lay_out(stretches, clashes, FIRST, LAST, tuple(Topic), (Country.NL, Country.DE, Country.BE))
    ticks = [(stretch.id, stretch.since) for stretch in stretches]
    return charts.timeline(layout, facts, ticks, date(2020, 3, 20), Reader(Language.NL))


def _marks(spec: dict[str, Any]) -> int:
    return sum(len(spec["datasets"][layer["data"]["name"]]) for layer in spec["layer"])


def _check(spec: dict[str, Any]) -> None:
    """That a chart is valid Vega-Lite."""
    alt.LayerChart.from_dict({name: part for name, part in spec.items() if name != "datasets"}, validate=True)


def test_the_timeline_at_its_limit_stays_an_accessible_drawing() -> None:
    spec = _timeline(300)
    _check(spec)
    assert _marks(spec) < SVG_LIMIT


def test_text_in_tooltips_is_on_one_line_without_direction_marks() -> None:
    assert "\u202e" not in str(_timeline(5))


def test_an_empty_timeline_is_still_a_chart() -> None:
    layout = lay_out((), (), FIRST, LAST, tuple(Topic), (Country.NL, Country.DE))
    _check(charts.timeline(layout, {}, (), FIRST, Reader(Language.EN)))


@pytest.mark.parametrize("dark", [True, False])
def test_history_shows_both_clocks_a_row_an_event(dark: bool) -> None:
    known = datetime(2020, 3, 18, 23, 30, tzinfo=UTC)
    rows = [
        {
            "known": known,
            "since": date(2020, 3, 20),
            "until": date(2020, 4, 5),
            "open": False,
            "impact": Impact.BLOCKING,
            "label": "introduced",
        }
    ]
    spec = histories.measure(rows, Reader(Language.EN), dark=dark)
    _check(spec)
    assert "1. 19 Mar 2020 · introduced" in str(spec), "known in Amsterdam's day, not UTC's"
