"""The schematic map of the border regions: figures go in, Vega-Lite comes out."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import altair as alt

from dashboard.i18n import Reader
from dashboard.plotting import INK, PAPER, Tables
from dashboard.wording import SEVERITY, severity
from measures.geography import regions
from measures.overview import Load

# One hue from pale to deep, told apart without seeing colours; the figure on each tile says the same.
SHADES = ("#EEF1F4", "#FDE3CF", "#FBBE91", "#F08A4B", "#B8431A", "#6E1C0A")
ON_SHADE = ("#1B2733", "#1B2733", "#1B2733", "#1B2733", "#FFFFFF", "#FFFFFF")
_TILE = 46
_CHOSEN = "#0072B2"


@dataclass(frozen=True, slots=True)
class Tile:
    """A region's place on the map, counted from the upper left, and its short name."""

    code: str
    name: str
    column: int
    row: int


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("dashboard").joinpath("tiles.toml").read_text("utf-8"))


@cache
def tiles() -> dict[str, Tile]:
    """The tiles by NUTS 3 code."""
    return {
        code: Tile(code, place["name"], place["column"], place["row"])
        for code, place in _data()["tiles"].items()
    }


@cache
def frontiers() -> tuple[tuple[float, float, float, float], ...]:
    """The lines between tiles of two countries that stand side by side or above each other: x, y, x2, y2."""
    at = {(tile.column, tile.row): tile.code[:2] for tile in tiles().values()}
    found = []
    for (column, row), country in at.items():
        if at.get((column + 1, row), country) != country:
            found.append((column + 1, row, column + 1, row + 1))
        if at.get((column, row + 1), country) != country:
            found.append((column, row + 1, column + 1, row + 1))
    return tuple(found)


def border_map(
    loads: Mapping[str, Load],
    chosen: str | None,
    faint: frozenset[str],
    reader: Reader,
    *,
    dark: bool = False,
) -> dict[str, Any]:
    """The regions as tiles coloured by the highest open severity, with its figure and, where it fits, name.

    `chosen` is marked, those in `faint` are pale (another border). Streamlit hands a click back as the
    selection `region` (field code).
    """
    size = _data()["size"]
    tables = Tables()
    x_scale = alt.Scale(domain=[0, size["columns"]], nice=False)
    y_scale = alt.Scale(domain=[size["rows"], 0], nice=False, zero=False)
    x, y = alt.X("x:Q", scale=x_scale, axis=None), alt.Y("y:Q", scale=y_scale, axis=None)

    def drawn(rows: Sequence[Mapping[str, Any]], **channels: Any) -> Any:
        return tables.chart(rows).encode(x=x, y=y, **channels)

    shown = [_tile(tile, loads.get(code, Load()), code in faint, reader) for code, tile in tiles().items()]
    labels = [{"x": one["column"], "y": one["row"], "text": one["text"]} for one in _data()["label"]]
    lines = [dict(zip(("x", "y", "x2", "y2"), line, strict=True)) for line in frontiers()]
    marked = [row for row in shown if row["code"] == chosen]
    tips = [
        alt.Tooltip("region:N", title=reader.text("Region")),
        alt.Tooltip("number:N", title=reader.text("Open conflicts")),
        alt.Tooltip("worst:N", title=reader.text("Highest severity")),
    ]
    centred: dict[str, Any] = {
        "x": alt.X("cx:Q", scale=x_scale, axis=None),
        "y": alt.Y("cy:Q", scale=y_scale, axis=None),
    }
    ink = alt.Color("ink:N", scale=None)
    faintness = alt.Opacity("opacity:Q", scale=None)
    layers = [
        drawn(shown, x2="x2:Q", y2="y2:Q", color=alt.Color("shade:N", scale=None), opacity=faintness,
              tooltip=tips, description="told:N")
        .mark_rect(stroke=PAPER[dark], strokeWidth=2, cursor="pointer")
        .add_params(alt.selection_point(name="region", fields=["code"], on="click", empty=False)),
        tables.chart(shown).encode(**centred, text="figure:N", color=ink, opacity=faintness).mark_text(
            fontWeight="bold", fontSize=13, dy=alt.ExprRef("width < 560 ? 0 : -8"), aria=False, tooltip=None),
        tables.chart(shown).encode(**centred, text="name:N", color=ink, opacity=faintness).mark_text(
            fontSize=alt.ExprRef("width < 560 ? 0 : 11"), dy=9, aria=False, tooltip=None),
        drawn(lines, x2="x2:Q", y2="y2:Q").mark_rule(color=INK[dark], strokeWidth=3, aria=False),
        drawn(marked, x2="x2:Q", y2="y2:Q").mark_rect(
            fillOpacity=0, stroke=_CHOSEN, strokeWidth=4, aria=False, tooltip=None),
        drawn(labels, text="text:N").mark_text(
            color=INK[dark], opacity=0.55, fontSize=26, fontWeight="bold", aria=False),
    ]  # fmt: skip
    return finished(tables, layers, size["rows"] * _TILE)


def legend(reader: Reader) -> str:
    """The shades in words, as Markdown: the figure on a tile is the severity."""
    words = [f"{level} {reader.text(SEVERITY[level])}" for level in SEVERITY]
    return " · ".join(["– " + reader.text("no open conflict"), *words])


def _tile(tile: Tile, load: Load, faint: bool, reader: Reader) -> dict[str, Any]:
    region = regions()[tile.code]
    words = {
        "region": f"{region.name} ({region.country})",
        "number": reader.number(load.number),
        "worst": worst_of(load, reader),
    }
    return {
        "code": tile.code, "name": tile.name, "figure": str(load.worst) if load.worst else "–",
        "x": tile.column, "x2": tile.column + 1, "cx": tile.column + 0.5,
        "y": tile.row, "y2": tile.row + 1, "cy": tile.row + 0.5,
        "shade": SHADES[load.worst], "ink": ON_SHADE[load.worst], "opacity": 0.35 if faint else 1,
        **words, "told": "; ".join(words.values()),
    }  # fmt: skip


def worst_of(load: Load, reader: Reader) -> str:
    """The highest severity in words."""
    return severity(reader, load.worst) if load.worst else reader.text("no open conflict")


def finished(tables: Tables, layers: list[Any], height: int) -> dict[str, Any]:
    """Layers over each other as one drawing, `height` pixels high."""
    chart = (
        alt.layer(*layers)
        .properties(height=height, padding={"left": 2, "right": 6, "top": 4, "bottom": 4})
        .configure_view(stroke=None)
    )
    return tables.spec(chart)
