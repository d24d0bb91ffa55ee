"""Charts: a layout or rows go in, an Altair chart comes out. No database, no Streamlit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt

from dashboard.i18n import Reader, local_day
from dashboard.lanes import BAR, HEADING, Bar, Layout, Shade
from dashboard.safe import tidy
from dashboard.wording import border, severity, word
from measures.vocabulary import Impact

# Okabe and Ito's colours, told apart in every common kind of colour blindness, on white and on black.
IMPACT_COLOURS: Mapping[Impact, str] = {
    Impact.NONE: "#8A949E",
    Impact.INDIRECT: "#56B4E9",
    Impact.DIRECT: "#0072B2",
    Impact.BLOCKING: "#D55E00",
}
CONFLICT_COLOUR = "#8E3B7A"
# By whether the theme is dark: text, text about conflicts, ground.
_INK = {False: "#1B2733", True: "#E6EAEE"}
_CONFLICT_INK = {False: CONFLICT_COLOUR, True: "#E3A6CF"}
_PAPER = {False: "#FFFFFF", True: "#12181F"}
_SIGNS: Mapping[Impact, str] = {
    Impact.NONE: "",
    Impact.INDIRECT: "",
    Impact.DIRECT: "!",
    Impact.BLOCKING: "✕",
}
_ROUND = 9


def timeline(
    layout: Layout,
    facts: Mapping[str, Mapping[str, Any]],
    ticks: Iterable[tuple[str, date]],
    day: date,
    reader: Reader,
    *,
    dark: bool = False,
) -> alt.LayerChart:
    """The lanes of the countries under each other, topic by topic, on one axis of time.

    `facts` give each measure's title, authority, dates and exempt as they are shown, and its impact (an
    Impact); `ticks` are (measure id, day) of its events; `day` is marked. Streamlit hands clicks back as
    the selections `measure` (field id) and `conflict` (field key).
    """
    ink = _INK[dark]
    x = (
        alt.X("x:T")
        .scale(type="utc", domain=[_ms(layout.first), _ms(layout.last, 1)], nice=False)
        .axis(_time_axis(reader, layout.first, layout.last, ink))
    )
    y = alt.Y("y:Q").scale(domain=[layout.height, 0], nice=False, zero=False).axis(_lane_axis(layout, ink))
    layers = [
        _lanes(layout, x, y),
        _shading(layout.shades, layout, reader, x, y),
        _bars(layout.bars, facts, reader, x, y),
        *_signs(layout.bars, facts, x, y, ink),
        _event_ticks(layout.bars, ticks, x, y, ink),
        _day_rule(day, layout, x, y, ink),
        *_brackets(layout.shades, layout, reader, x, y, dark),
        _headings(layout, reader, x, y, ink),
    ]
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=layout.height, padding={"left": 2, "right": 10, "top": 4, "bottom": 4})
        .configure_view(stroke=None)
    )
    return chart


def history(rows: Sequence[Mapping[str, Any]], reader: Reader, *, dark: bool = False) -> alt.LayerChart:
    """A measure on both clocks: down, what we learnt one after the other; across, when it then applied.

    Each row has known (UTC instant), since and until (days), open (whether the end is assumed), impact
    (an Impact) and label; a diamond marks the moment we learnt it.
    """
    ink = _INK[dark]
    shown = [
        {
            "row": f"{number}. {reader.day(local_day(row['known']), 'medium')} · {tidy(row['label'])}",
            "x": _ms(row["since"]),
            "x2": _ms(row["until"], 1),
            "colour": IMPACT_COLOURS[row["impact"]],
            "opacity": 0.5 if row["open"] else 1.0,
            "known": _ms(local_day(row["known"])),
        }
        for number, row in enumerate(rows, 1)
    ]
    base = alt.Chart(_data(shown)).encode(
        y=alt.Y("row:N")
        .sort(None)
        .axis(title=None, labelColor=ink, labelLimit=0, labelOverlap=False, ticks=False, domain=False)
    )
    moments = [local_day(row["known"]) for row in rows] + [row["since"] for row in rows]
    first, last = min(moments), max(max(moments), max(row["until"] for row in rows))
    x = alt.X("x:T").scale(type="utc").axis(_time_axis(reader, first, last, ink))
    bars = base.mark_bar(height=12, cornerRadius=2).encode(
        x=x, x2="x2:T", color=alt.Color("colour:N").scale(None), opacity=alt.Opacity("opacity:Q").scale(None)
    )
    known = base.mark_point(shape="diamond", size=80, filled=True, color=ink, opacity=1).encode(
        x=alt.X("known:T")
    )
    chart: alt.LayerChart = (
        alt.layer(bars, known).properties(height=len(rows) * 26 + 30).configure_view(stroke=None)
    )
    return chart


def _lanes(layout: Layout, x: alt.X, y: alt.Y) -> alt.Chart:
    rows = [
        {"x": _ms(layout.first), "x2": _ms(layout.last, 1), "y": lane.top, "y2": lane.top + lane.height}
        for lane in layout.lanes.values()
    ]
    chart: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_rect(color="#8A949E", opacity=0.10, aria=False)
        .encode(x=x, x2="x2:T", y=y, y2="y2:Q")
    )
    return chart


def _shading(shades: Iterable[Shade], layout: Layout, reader: Reader, x: alt.X, y: alt.Y) -> alt.Chart:
    """Conflicts as bands over the lanes of both sides."""
    rows = []
    for shade in shades:
        for side in shade.border.sides:
            lane = layout.lanes[shade.topic, side]
            rows.append(
                {
                    **_told(shade, reader),
                    "x": _ms(shade.since),
                    "x2": _ms(shade.until, 1),
                    "y": lane.top,
                    "y2": lane.top + lane.height,
                }
            )
    chart: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_rect(color=CONFLICT_COLOUR, opacity=0.18, aria=False)
        .encode(x=x, x2="x2:T", y=y, y2="y2:Q", tooltip=_conflict_tips(reader))
    )
    return chart


def _brackets(
    shades: Iterable[Shade], layout: Layout, reader: Reader, x: alt.X, y: alt.Y, dark: bool
) -> list[alt.Chart]:
    """A line from side to side where a conflict begins, with its severity in a disc: click opens it."""
    lines, discs = [], []
    taken: set[tuple[date, float]] = set()
    for shade in shades:
        upper, lower = sorted(
            (layout.lanes[shade.topic, side] for side in shade.border.sides), key=lambda lane: lane.top
        )
        told = _told(shade, reader) | {"x": _ms(shade.since)}
        lines.append(told | {"y": upper.top, "y2": lower.top + lower.height})
        # Two conflicts that begin on one day get their discs beside each other on the lower side.
        spot = upper.top if (shade.since, upper.top) not in taken else lower.top + lower.height
        taken.add((shade.since, spot))
        discs.append(told | {"y": spot, "severity": str(shade.worst.severity)})
    label: dict[str, Any] = {"fontWeight": "bold", "fontSize": 11, "align": "left", "xOffset": 2 * _ROUND + 3}
    pick = alt.selection_point(name="conflict", fields=["key"], on="click", empty=False)
    return [
        alt.Chart(_data(lines))
        .mark_rule(aria=False, color=CONFLICT_COLOUR, strokeWidth=2)
        .encode(x=x, y=y, y2="y2:Q"),
        alt.Chart(_data(discs))
        .mark_point(size=230, filled=True, color=CONFLICT_COLOUR, opacity=1, cursor="pointer", xOffset=_ROUND)
        .encode(x=x, y=y, tooltip=_conflict_tips(reader), description="told:N")
        .add_params(pick),
        alt.Chart(_data(discs))
        .mark_text(aria=False, color="#FFFFFF", fontWeight="bold", fontSize=11, xOffset=_ROUND)
        .encode(x=x, y=y, text="severity:N"),
        # The same words twice: first as a halo that parts them from the bars beneath.
        alt.Chart(_data(discs))
        .mark_text(aria=False, stroke=_PAPER[dark], strokeWidth=4, opacity=0.8, **label)
        .encode(x=x, y=y, text="border:N"),
        alt.Chart(_data(discs))
        .mark_text(aria=False, color=_CONFLICT_INK[dark], **label)
        .encode(x=x, y=y, text="border:N"),
    ]


def _bars(
    bars: Sequence[Bar], facts: Mapping[str, Mapping[str, Any]], reader: Reader, x: alt.X, y: alt.Y
) -> alt.Chart:
    """Measures in force: full colour as far as known, paler with a dashed edge where assumed."""
    rows = []
    for bar in bars:
        told = _measure(bar, facts[bar.stretch.id], reader)
        if bar.firm_until >= bar.since:
            rows.append(
                told | {"x": _ms(bar.since), "x2": _ms(bar.firm_until, 1), "opacity": 0.95, "dash": 0}
            )
        if bar.until > bar.firm_until:
            begins = max(bar.since, bar.firm_until + timedelta(days=1))
            rows.append(told | {"x": _ms(begins), "x2": _ms(bar.until, 1), "opacity": 0.45, "dash": 1})
    tips = [
        alt.Tooltip("title:N", title=reader.text("Measure")),
        alt.Tooltip("authority:N", title=reader.text("Authority")),
        alt.Tooltip("dates:N", title=reader.text("In force")),
        alt.Tooltip("impact:N", title=reader.text("Effect at the border")),
        alt.Tooltip("exempt:N", title=reader.text("Exemption")),
    ]
    pick = alt.selection_point(name="measure", fields=["id"], on="click", empty=False)
    words = [word(reader, impact) for impact in Impact]
    scale = alt.Scale(domain=words, range=[IMPACT_COLOURS[impact] for impact in Impact])
    legend = alt.Legend(
        title=None, orient="bottom", columns=4, symbolType="square", labelLimit=0, labelFontSize=12
    )
    chart: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_rect(cornerRadius=2, cursor="pointer", strokeWidth=1)
        .encode(
            x=x,
            x2="x2:T",
            y=y,
            y2="y2:Q",
            color=alt.Color("impact:N", scale=scale, legend=legend),
            stroke=alt.Stroke("impact:N", scale=scale, legend=None),
            opacity=alt.Opacity("opacity:Q").scale(None),
            strokeDash=alt.StrokeDash("dash:O").scale(domain=[0, 1], range=[[1, 0], [3, 2]]).legend(None),
            tooltip=tips,
            description="told:N",
        )
        .add_params(pick)
    )
    return chart


def _signs(
    bars: Sequence[Bar], facts: Mapping[str, Mapping[str, Any]], x: alt.X, y: alt.Y, ink: str
) -> list[alt.Chart]:
    """What colour says, said by a sign too; an arrow where the end is open."""
    signs, arrows = [], []
    for bar in bars:
        middle = bar.top + BAR / 2
        sign = _SIGNS[facts[bar.stretch.id]["impact"]]
        if sign:
            signs.append({"x": _ms(bar.since), "y": middle, "sign": sign})
        if bar.stretch.open_end:
            arrows.append({"x": _ms(bar.until, 1), "y": middle, "sign": "▸"})
    return [
        alt.Chart(_data(signs))
        .mark_text(aria=False, color="#FFFFFF", fontWeight="bold", fontSize=9, align="left", xOffset=3)
        .encode(x=x, y=y, text="sign:N"),
        alt.Chart(_data(arrows))
        .mark_text(aria=False, color=ink, fontSize=12, align="center")
        .encode(x=x, y=y, text="sign:N"),
    ]


def _event_ticks(
    bars: Sequence[Bar], ticks: Iterable[tuple[str, date]], x: alt.X, y: alt.Y, ink: str
) -> alt.Chart:
    """A small upright line on the bar for each day on which something was decided or changed."""
    days: dict[str, list[date]] = {}
    for measure_id, day in ticks:
        days.setdefault(measure_id, []).append(day)
    rows = [
        {"x": _ms(day), "y": bar.top - 2, "y2": bar.top + BAR + 2}
        for bar in bars
        for day in days.get(bar.stretch.id, ())
        if bar.since <= day <= bar.until
    ]
    chart: alt.Chart = (
        alt.Chart(_data(rows)).mark_rule(aria=False, color=ink, strokeWidth=1.5).encode(x=x, y=y, y2="y2:Q")
    )
    return chart


def _day_rule(day: date, layout: Layout, x: alt.X, y: alt.Y, ink: str) -> alt.Chart:
    rows = [{"x": _ms(day), "y": 0, "y2": layout.height}] if layout.first <= day <= layout.last else []
    chart: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_rule(aria=False, color=ink, strokeWidth=1.5, strokeDash=[6, 3])
        .encode(x=x, y=y, y2="y2:Q")
    )
    return chart


def _headings(layout: Layout, reader: Reader, x: alt.X, y: alt.Y, ink: str) -> alt.Chart:
    rows = [
        {"x": _ms(layout.first), "y": top + HEADING / 2, "topic": word(reader, topic)}
        for topic, top in layout.headings.items()
    ]
    chart: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_text(aria=False, color=ink, align="left", fontWeight="bold", fontSize=13)
        .encode(x=x, y=y, text="topic:N")
    )
    return chart


def _measure(bar: Bar, facts: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    words = {name: tidy(str(facts[name])) for name in ("title", "authority", "dates", "exempt")}
    words["impact"] = word(reader, facts["impact"])
    return {
        "id": bar.stretch.id,
        "y": bar.top,
        "y2": bar.top + BAR,
        **words,
        "told": "; ".join(words.values()),
    }


def _told(shade: Shade, reader: Reader) -> dict[str, Any]:
    words = {
        "border": border(shade.border),
        "worst": severity(reader, shade.worst.severity),
        "dates": f"{reader.day(shade.since, 'medium')} – {reader.day(shade.until, 'medium')}",
    }
    number = reader.number(len(shade.clashes))
    return {"key": shade.worst.key, **words, "number": number, "told": "; ".join(words.values())}


def _conflict_tips(reader: Reader) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("border:N", title=reader.text("Border")),
        alt.Tooltip("worst:N", title=reader.text("Severity")),
        alt.Tooltip("number:N", title=reader.text("Conflicts")),
        alt.Tooltip("dates:N", title=reader.text("Shown from – to")),
    ]


def _lane_axis(layout: Layout, ink: str) -> alt.Axis:
    names = {str(lane.middle): lane.country.value for lane in layout.lanes.values()}
    table = "{" + ",".join(f"'{float(middle):g}':'{name}'" for middle, name in names.items()) + "}"
    return alt.Axis(
        title=None,
        aria=False,
        values=[lane.middle for lane in layout.lanes.values()],
        labelExpr=f"({table})[toString(datum.value)]",
        labelColor=ink,
        labelFontWeight="bold",
        labelOverlap=False,
        grid=False,
        ticks=False,
        domain=False,
    )


def _time_axis(reader: Reader, first: date, last: date, ink: str) -> alt.Axis:
    """Days, months or years in the reader's language, whichever the length asks for."""
    months = "[" + ",".join(f"'{name}'" for name in reader.months()) + "][utcmonth(datum.value)]"
    if (last - first).days <= 130:
        expression = f"utcdate(datum.value) + ' ' + {months}"
    else:
        expression = f"{months} + ' ' + utcyear(datum.value)"
    return alt.Axis(
        title=None,
        aria=False,
        labelExpr=expression,
        labelColor=ink,
        grid=True,
        gridOpacity=0.35,
        orient="top",
        labelOverlap="greedy",
        labelSeparation=8,
        tickCount={"expr": "max(2, width / 90)"},
    )


def _data(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    """Rows within the chart itself: instants as milliseconds, so that no time zone moves a day."""
    return alt.InlineData(values=list(rows))


def _ms(day: date, plus: int = 0) -> int:
    """Midnight (UTC) at the beginning of `day`, `plus` days on, in milliseconds."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=plus)
    return int(moment.timestamp() * 1000)
