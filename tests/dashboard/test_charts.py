"""Charts are valid, small enough to stay readable for assistive technology, and carry no live text."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard import charts
from dashboard.i18n import Reader
from dashboard.lanes import Clash, Stretch, lay_out
from measures.vocabulary import Border, Country, Impact, Language, Topic

FIRST, LAST = date(2020, 3, 1), date(2020, 4, 30)
# Streamlit draws charts with more marks on a canvas, where screen readers see nothing.
SVG_LIMIT = 2_000


def _timeline(number: int) -> dict[str, object]:
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
    return charts.timeline(layout, facts, ticks, date(2020, 3, 20), Reader(Language.NL)).to_dict()


def _marks(spec: dict[str, object]) -> int:
    layers: list[dict[str, dict[str, str]]] = spec["layer"]  # type: ignore[assignment]
    datasets: dict[str, list[object]] = spec["datasets"]  # type: ignore[assignment]
    return sum(len(datasets[layer["data"]["name"]]) for layer in layers)


def test_the_timeline_at_its_limit_stays_an_accessible_drawing() -> None:
    assert _marks(_timeline(300)) < SVG_LIMIT


def test_text_in_tooltips_is_on_one_line_without_direction_marks() -> None:
    assert "\u202e" not in str(_timeline(5))


def test_an_empty_timeline_is_still_a_chart() -> None:
    layout = lay_out((), (), FIRST, LAST, tuple(Topic), (Country.NL, Country.DE))
    assert charts.timeline(layout, {}, (), FIRST, Reader(Language.EN)).to_dict()


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
    spec = charts.history(rows, Reader(Language.EN), dark=dark).to_dict()
    assert "1. 19 Mar 2020 · introduced" in str(spec), "known in Amsterdam's day, not UTC's"
