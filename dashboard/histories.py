"""Charts of what was, one measure's or one source's: rows go in, Vega-Lite comes out. No database."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from dashboard import conditions
from dashboard.i18n import Reader
from dashboard.plotting import IMPACT_COLOURS, INK, Tables, milliseconds, time_axis
from dashboard.safe import tidy
from measures.days import day_of
from measures.vocabulary import AnswerState, Impact

_GOOD, _BAD = IMPACT_COLOURS[Impact.DIRECT], IMPACT_COLOURS[Impact.BLOCKING]


def measure(rows: Sequence[Mapping[str, Any]], reader: Reader, *, dark: bool = False) -> dict[str, Any]:
    """A measure on both clocks: down, what we learnt one after the other; across, when it then applied.

    Each row has known (UTC instant), since and until (days), open (whether the end is assumed), impact
    (an Impact) and label; a diamond marks the day on which we learnt it.
    """
    ink = INK[dark]
    shown = [
        {
            "row": f"{number}. {reader.day(day_of(row['known']), 'medium')} · {tidy(row['label'])}",
            "x": milliseconds(row["since"]),
            "x2": milliseconds(row["until"], 1),
            "colour": IMPACT_COLOURS[row["impact"]],
            "opacity": 0.5 if row["open"] else 1.0,
            "known": milliseconds(day_of(row["known"])),
        }
        for number, row in enumerate(rows, 1)
    ]
    days = [day_of(row["known"]) for row in rows]
    days += [row[name] for row in rows for name in ("since", "until")]
    tables = Tables()
    names = alt.Axis(title=None, labelColor=ink, labelLimit=0, labelOverlap=False, ticks=False, domain=False)
    base = tables.chart(shown).encode(y=alt.Y("row:N", sort=None, axis=names))
    bars = base.mark_bar(height=12, cornerRadius=2).encode(
        x=alt.X("x:T").scale(type="utc").axis(time_axis(reader, min(days), max(days), ink)),
        x2="x2:T",
        color=alt.Color("colour:N").scale(None),
        opacity=alt.Opacity("opacity:Q").scale(None),
    )
    known = base.mark_point(shape="diamond", size=80, filled=True, color=ink, opacity=1).encode(x="known:T")
    chart = alt.layer(bars, known).properties(height=len(rows) * 26 + 30).configure_view(stroke=None)
    return tables.spec(chart)


def answers(
    rows: Sequence[Mapping[str, Any]], last: date, days: int, reader: Reader, *, dark: bool = False
) -> dict[str, Any]:
    """How a source answered on each of the `days` up to `last`: a line a state, a field a day.

    Each row has day, state (an AnswerState), ok and number; the more answers, the stronger the field.
    """
    ink = INK[dark]
    first = last - timedelta(days=days - 1)
    most = max((row["number"] for row in rows), default=1)
    order = [state for state in AnswerState if any(row["state"] == state for row in rows)]
    shown = [
        {
            "row": conditions.answered(reader, row["state"]),
            "x": milliseconds(row["day"]),
            "x2": milliseconds(row["day"], 1),
            "colour": _GOOD if row["ok"] else _BAD,
            "opacity": 0.4 + 0.6 * row["number"] / most,
            "day": reader.day(row["day"], "medium"),
            "number": reader.number(row["number"]),
        }
        for row in rows
    ]
    tables = Tables()
    names = alt.Axis(title=None, labelColor=ink, labelLimit=0, labelOverlap=False, ticks=False, domain=False)
    domain = [conditions.answered(reader, state) for state in order]
    chart = (
        tables.chart(shown)
        .mark_rect(stroke="transparent", cornerRadius=2, height=alt.RelativeBandSize(0.7))
        .encode(
            y=alt.Y("row:N", sort=domain, axis=names),
            x=alt.X("x:T")
            .scale(type="utc", domain=[milliseconds(first), milliseconds(last, 1)], nice=False)
            .axis(time_axis(reader, first, last, ink)),
            x2="x2:T",
            color=alt.Color("colour:N").scale(None),
            opacity=alt.Opacity("opacity:Q").scale(None),
            tooltip=[
                alt.Tooltip("day:N", title=reader.text("Day")),
                alt.Tooltip("row:N", title=reader.text("Answer")),
                alt.Tooltip("number:N", title=reader.text("Number")),
            ],
        )
    )
    layered = alt.layer(chart).properties(height=len(order) * 26 + 30).configure_view(stroke=None)
    return tables.spec(layered)
