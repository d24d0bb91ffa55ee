"""The overview: a map on which every region has its place, and a page that says in words what it shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import border_map, week_chart
from dashboard.i18n import Reader
from measures.geography import regions, touching
from measures.overview import Load, weeks
from measures.store import Store
from measures.vocabulary import Border, Country, Language
from scheduler.pipeline import take_in
from tests.dashboard.conftest import CHECKS, texts

Run = Callable[..., AppTest]
DAY = date(2020, 3, 20)


def _check(spec: dict[str, Any]) -> None:
    """That a chart is valid Vega-Lite."""
    alt.LayerChart.from_dict({name: part for name, part in spec.items() if name != "datasets"}, validate=True)


def test_every_border_region_has_a_tile_of_its_own() -> None:
    tiles = border_map.tiles()
    assert set(tiles) == set(regions())
    assert len({(tile.column, tile.row) for tile in tiles.values()}) == len(tiles)
    assert all(len(tile.name) <= 12 for tile in tiles.values())


def test_regions_that_meet_over_a_border_stand_near_each_other() -> None:
    tiles = border_map.tiles()
    for pairs in touching().values():
        for first, second in pairs:
            across = abs(tiles[first].column - tiles[second].column)
            down = abs(tiles[first].row - tiles[second].row)
            assert max(across, down) <= 2, (first, second)


def test_the_lines_of_the_map_part_two_countries() -> None:
    at = {(tile.column, tile.row): tile.code[:2] for tile in border_map.tiles().values()}
    for x, y, x2, y2 in border_map.frontiers():
        one = (int(x) - 1, int(y)) if x == x2 else (int(x), int(y) - 1)
        assert {at[one], at[int(x), int(y)]} in ({"NL", "DE"}, {"NL", "BE"}, {"BE", "DE"})
        assert (x2 - x, y2 - y) in ((0, 1), (1, 0))


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_and_the_weeks_are_valid_drawings_that_speak(dark: bool) -> None:
    reader = Reader(Language.FR)
    loads = {"NL423": Load(2, 5, "c-1"), "DEA2D": Load(1, 3, "c-2")}
    spec = border_map.border_map(loads, "NL423", frozenset({"DE942"}), reader, dark=dark)
    _check(spec)
    tile = next(row for row in spec["datasets"]["table0"] if row["code"] == "NL423")
    assert tile["told"] == "Zuid-Limburg (NL); 2; ●●●●● 5 critique"
    mondays = weeks(DAY - timedelta(days=100), DAY)
    rows = {"L'Eifel \\ d'ici": [Load(n, n % 6) for n in range(len(mondays))]}
    _check(week_chart.week_table(rows, mondays, DAY, reader, dark=dark))


def test_the_shades_can_be_read_upon() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for shade, ink in zip(border_map.SHADES, border_map.ON_SHADE, strict=True):
        low, high = sorted((luminance(shade), luminance(ink)))
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_the_page_says_in_words_what_the_map_shows(store: Store, run: Run) -> None:
    app = run("overview", day=DAY.isoformat(), lang="en")
    said = texts(app)
    assert not app.exception
    assert "Overview on 20 March 2020" in said
    assert "5 critical" in said
    assert "Maaseik" in said
    assert [header.value for header in app.header][
        -1
    ] == "How long they stay open, and how soon they are seen"


def test_a_region_in_the_address_shows_its_conflicts(store: Store, run: Run) -> None:
    app = run("overview", day=DAY.isoformat(), region="NL423", lang="en")
    said = texts(app)
    assert not app.exception
    assert "Zuid-Limburg (NL)" in said
    assert "Blocked crossing" in said
    assert "Report a bottleneck" in said


def test_a_border_narrows_regions_and_table(store: Store, run: Run) -> None:
    app = run("overview", day=DAY.isoformat(), border="BE-DE", lang="en")
    offered = app.selectbox(key="address:region").options
    assert any("Aachen" in words for words in offered)
    assert not any("Twente" in words for words in offered)
    assert "Twente" not in texts(app)


def test_nonsense_in_the_address_is_ignored(store: Store, run: Run) -> None:
    app = run("overview", day="x", region="../../etc", border=["FR-ES", Border.NL_DE.value], lang="en")
    assert not app.exception
    assert app.selectbox(key="address:region").value == ""


ENDING = replace(
    CHECKS,
    id="nl-quarantine",
    country=Country.NL,
    authority="Ministerie van Volksgezondheid, Welzijn en Sport",
    language=Language.NL,
    published=date(2020, 3, 18),
    title="Quarantaineplicht voor reizigers uit Duitsland van 18 maart tot en met 25 maart 2020",
    summary="Wie uit Duitsland komt, moet van 18 maart 2020 tot en met 25 maart 2020 in quarantaine.",
)


def test_what_ends_while_the_neighbours_rule_goes_on_is_shown_with_both(store: Store, run: Run) -> None:
    take_in(store, ENDING, datetime(2020, 3, 18, tzinfo=UTC))
    said = texts(run("overview", day=DAY.isoformat(), lang="en"))
    assert "Ends on one side while the neighbour goes on" in said
    assert "ends on 25 March 2020" in said
    assert "Quarantäne für Einreisende" in said
    assert "If it ends" in said
    assert "25 March" not in texts(run("overview", day=DAY.isoformat(), border="NL-BE", lang="en"))


def test_what_went_past_its_end_without_a_word_is_shown_on_the_days_after(store: Store, run: Run) -> None:
    take_in(store, ENDING, datetime(2020, 3, 18, tzinfo=UTC))
    said = texts(run("overview", day="2020-03-27", lang="en"))
    assert "Past its end without a word" in said
    assert "nothing has been heard of it since" in said


def test_without_anything_to_watch_it_says_so(store: Store, run: Run) -> None:
    said = texts(run("overview", day="2019-01-01", lang="en"))
    assert "nothing ends on one side alone" in said
