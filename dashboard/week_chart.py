"""The weeks as a heat table: how many conflicts were open, and how grave the worst of them was."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from dashboard.border_map import ON_SHADE, SHADES, finished, worst_of
from dashboard.i18n import Reader
from dashboard.plotting import INK, PAPER, Tables
from measures.overview import Load

_CELL = 34
# What the days above the lanes take of the drawing.
_DAYS = 34


def week_table(
    rows: Mapping[str, Sequence[Load]],
    mondays: Sequence[date],
    day: date,
    reader: Reader,
    *,
    dark: bool = False,
) -> dict[str, Any]:
    """Weeks from left to right, one lane for each of `rows`: shade and figure tell severity and how many."""
    tables = Tables()
    names = list(rows)
    cells = [
        {
            "x": number, "x2": number + 1, "cx": number + 0.5,
            "y": place, "y2": place + 1, "cy": place + 0.5,
            "shade": SHADES[one.worst], "ink": ON_SHADE[one.worst],
            "figure": reader.number(one.number) if one.number else "",
            "lane": name, "week": _week(monday, reader), "worst": worst_of(one, reader),
            "number": reader.number(one.number),
            "told": f"{name}; {_week(monday, reader)}; {reader.number(one.number)}; {worst_of(one, reader)}",
        }
        for place, name in enumerate(names)
        for number, (monday, one) in enumerate(zip(mondays, rows[name], strict=True))
    ]  # fmt: skip
    x_scale = alt.Scale(domain=[0, len(mondays)], nice=False)
    y_scale = alt.Scale(domain=[len(names), 0], nice=False, zero=False)
    x_axis, y_axis = _week_axis(mondays, reader, INK[dark]), _lane_axis(names, INK[dark])
    x, y = alt.X("x:Q", scale=x_scale, axis=x_axis), alt.Y("y:Q", scale=y_scale, axis=y_axis)
    now = [
        {"x": n, "x2": n + 1, "y": 0, "y2": len(names)}
        for n, monday in enumerate(mondays)
        if 0 <= (day - monday).days < 7
    ]
    tips = [
        alt.Tooltip("lane:N", title=reader.text("Where")),
        alt.Tooltip("week:N", title=reader.text("Week from")),
        alt.Tooltip("number:N", title=reader.text("Open conflicts")),
        alt.Tooltip("worst:N", title=reader.text("Highest severity")),
    ]
    layers = [
        tables.chart(cells)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q", color=alt.Color("shade:N", scale=None), tooltip=tips,
                description="told:N")
        .mark_rect(stroke=PAPER[dark], strokeWidth=1.5),
        tables.chart(cells)
        .encode(x=alt.X("cx:Q", scale=x_scale, axis=x_axis), y=alt.Y("cy:Q", scale=y_scale, axis=y_axis),
                text="figure:N", color=alt.Color("ink:N", scale=None))
        .mark_text(fontSize=alt.ExprRef("width < 560 ? 0 : 12"), aria=False, tooltip=None),
        tables.chart(now).encode(x=x, y=y, x2="x2:Q", y2="y2:Q").mark_rect(
            fillOpacity=0, stroke=INK[dark], strokeWidth=2.5, aria=False, tooltip=None),
    ]  # fmt: skip
    return finished(tables, layers, len(names) * _CELL + _DAYS)


def _week(monday: date, reader: Reader) -> str:
    return reader.day(monday, "medium")


def _week_axis(mondays: Sequence[date], reader: Reader, ink: str) -> alt.Axis:
    months = reader.months()
    words = {n: f"{monday.day} {months[monday.month - 1]}" for n, monday in enumerate(mondays)}
    table = ",".join(f"'{n}':'{word}'" for n, word in words.items())
    return alt.Axis(
        title=None, aria=False, values=list(words), labelExpr=f"({{{table}}})[toString(datum.value)]",
        labelColor=ink, labelAlign="left", orient="top", grid=False, ticks=False, domain=False,
        labelOverlap="greedy", labelSeparation=8,
    )  # fmt: skip


def _lane_axis(names: Sequence[str], ink: str) -> alt.Axis:
    table = ",".join(f"'{n + 0.5:g}':'{_quoted(name)}'" for n, name in enumerate(names))
    return alt.Axis(
        title=None, aria=False, values=[n + 0.5 for n in range(len(names))],
        labelExpr=f"({{{table}}})[toString(datum.value)]", labelColor=ink, labelLimit=170, labelOverlap=False,
        grid=False, ticks=False, domain=False,
    )  # fmt: skip


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
