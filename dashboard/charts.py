"""The timeline: a layout goes in, an Altair chart comes out, as Vega-Lite. No database, no Streamlit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import altair as alt

from dashboard.discs import RADIUS, WIDE, place
from dashboard.i18n import Reader
from dashboard.lanes import BAR, HEADLINE, Bar, Layout, Shade
from dashboard.plotting import IMPACT_COLOURS, INK, PAPER, Tables, milliseconds, time_axis
from dashboard.safe import tidy
from dashboard.wording import border, severity, word
from measures.vocabulary import Impact

_CONFLICT = "#8E3B7A"
_CONFLICT_INK = {False: _CONFLICT, True: "#E3A6CF"}
_SIGNS: Mapping[Impact, str] = {
    Impact.NONE: "",
    Impact.INDIRECT: "",
    Impact.DIRECT: "!",
    Impact.BLOCKING: "✕",
}

Facts = Mapping[str, Mapping[str, Any]]


def timeline(
    layout: Layout,
    facts: Facts,
    ticks: Iterable[tuple[str, date]],
    day: date,
    reader: Reader,
    *,
    dark: bool = False,
) -> dict[str, Any]:
    """The lanes of the countries under each other, topic by topic, on one axis of time.

    `facts` give each measure's title, authority, dates and exempt as they are shown, and its impact (an
    Impact); `ticks` are (measure id, day) of its events; `day` is marked. Streamlit hands clicks back as
    the selections `measure` (field id) and `conflict` (field key).
    """
    canvas = _Canvas(layout, reader, dark)
    layers = [
        _lanes(canvas),
        _shading(canvas),
        _bars(canvas, facts),
        *_signs(canvas, facts),
        _event_ticks(canvas, ticks),
        _day_rule(canvas, day),
        *_brackets(canvas),
        _headings(canvas),
    ]
    chart = (
        alt.layer(*layers)
        .properties(height=layout.height, padding={"left": 2, "right": 10, "top": 4, "bottom": 4})
        .configure_view(stroke=None)
    )
    return canvas.tables.spec(chart)


@dataclass
class _Canvas:
    """What every layer of the timeline is drawn on."""

    layout: Layout
    reader: Reader
    dark: bool
    tables: Tables = field(default_factory=Tables)
    x: alt.X = field(init=False)
    y: alt.Y = field(init=False)

    def __post_init__(self) -> None:
        first, last, height = self.layout.first, self.layout.last, self.layout.height
        self.x = alt.X(
            "x:T",
            scale=alt.Scale(type="utc", domain=[milliseconds(first), milliseconds(last, 1)], nice=False),
            axis=time_axis(self.reader, first, last, self.ink),
        )
        self.y = alt.Y(
            "y:Q",
            scale=alt.Scale(domain=[height, 0], nice=False, zero=False),
            axis=_lane_axis(self.layout, self.ink),
        )

    @property
    def ink(self) -> str:
        return INK[self.dark]

    def chart(self, rows: Iterable[Mapping[str, Any]], **channels: Any) -> Any:
        """Rows with x and y, and what `channels` add."""
        return self.tables.chart(rows).encode(x=self.x, y=self.y, **channels)

    def boxes(self, rows: Iterable[Mapping[str, Any]], **channels: Any) -> Any:
        """Rows that reach from x to x2 and from y to y2."""
        return self.chart(rows, x2="x2:T", y2="y2:Q", **channels)

    def lines(self, rows: Iterable[Mapping[str, Any]]) -> Any:
        """Rows that stand at x from y to y2."""
        return self.chart(rows, y2="y2:Q")


def _lanes(canvas: _Canvas) -> Any:
    rows = [
        {
            "x": milliseconds(canvas.layout.first),
            "x2": milliseconds(canvas.layout.last, 1),
            "y": lane.top,
            "y2": lane.top + lane.height,
        }
        for lane in canvas.layout.lanes.values()
    ]
    return canvas.boxes(rows).mark_rect(color="#8A949E", opacity=0.10, aria=False)


def _shading(canvas: _Canvas) -> Any:
    """Conflicts as bands over the lanes of both sides."""
    rows = []
    for shade in canvas.layout.shades:
        for side in shade.border.sides:
            lane = canvas.layout.lanes[shade.topic, side]
            span = {"x": milliseconds(shade.since), "x2": milliseconds(shade.until, 1)}
            rows.append(_told(shade, canvas.reader) | span | {"y": lane.top, "y2": lane.top + lane.height})
    chart = canvas.boxes(rows, tooltip=_conflict_tips(canvas.reader))
    return chart.mark_rect(color=_CONFLICT, opacity=0.18, aria=False)


def _brackets(canvas: _Canvas) -> list[Any]:
    """A line from side to side where a conflict begins, with its severity in a disc: click opens it."""
    lines, discs = [], []
    for disc in place(canvas.layout):
        told = _told(disc.shade, canvas.reader) | {"x": milliseconds(disc.shade.since)}
        lines.append(told | {"y": disc.top, "y2": disc.bottom})
        names = {
            "wide": told["border"] if disc.wide else "",
            "narrow": told["border"] if disc.narrow else "",
        }
        discs.append(told | names | {"y": disc.y, "severity": str(disc.shade.worst.severity)})
    label: dict[str, Any] = {
        "text": alt.ExprRef(f"width < {WIDE} ? datum.narrow : datum.wide"),
        "fontWeight": "bold",
        "fontSize": 11,
        "align": "left",
        "xOffset": 2 * RADIUS + 3,
        "aria": False,
    }
    pick = alt.selection_point(name="conflict", fields=["key"], on="click", empty=False)
    return [
        canvas.lines(lines).mark_rule(color=_CONFLICT, strokeWidth=2, aria=False),
        canvas.chart(discs, tooltip=_conflict_tips(canvas.reader), description="told:N")
        .mark_point(size=230, filled=True, color=_CONFLICT, opacity=1, cursor="pointer", xOffset=RADIUS)
        .add_params(pick),
        canvas.chart(discs, text="severity:N").mark_text(
            color="#FFFFFF", fontWeight="bold", fontSize=11, xOffset=RADIUS, aria=False
        ),
        # The same words twice: first as a halo that parts them from the bars beneath.
        canvas.chart(discs).mark_text(stroke=PAPER[canvas.dark], strokeWidth=4, opacity=0.8, **label),
        canvas.chart(discs).mark_text(color=_CONFLICT_INK[canvas.dark], **label),
    ]


def _bars(canvas: _Canvas, facts: Facts) -> Any:
    """Measures in force: full colour as far as known, paler with a dashed edge where assumed."""
    reader = canvas.reader
    rows = []
    for bar in canvas.layout.bars:
        told = _measure(bar, facts[bar.stretch.id], reader)
        if bar.firm_until >= bar.since:
            firm = {"x": milliseconds(bar.since), "x2": milliseconds(bar.firm_until, 1)}
            rows.append(told | firm | {"opacity": 0.95, "dash": 0})
        if bar.until > bar.firm_until:
            begins = max(bar.since, bar.firm_until + timedelta(days=1))
            assumed = {"x": milliseconds(begins), "x2": milliseconds(bar.until, 1)}
            rows.append(told | assumed | {"opacity": 0.45, "dash": 1})
    words = [word(reader, impact) for impact in Impact]
    scale = alt.Scale(domain=words, range=[IMPACT_COLOURS[impact] for impact in Impact])
    # Four beside each other where they fit, else under each other.
    columns = alt.ExprRef("width < 640 ? 1 : 4")
    legend = alt.Legend(
        title=None, orient="bottom", columns=columns, symbolType="square", labelLimit=0, labelFontSize=12
    )
    tips = [
        alt.Tooltip("title:N", title=reader.text("Measure")),
        alt.Tooltip("authority:N", title=reader.text("Authority")),
        alt.Tooltip("dates:N", title=reader.text("In force")),
        alt.Tooltip("impact:N", title=reader.text("Effect at the border")),
        alt.Tooltip("exempt:N", title=reader.text("Exemption")),
    ]
    return (
        canvas.boxes(
            rows,
            color=alt.Color("impact:N", scale=scale, legend=legend),
            stroke=alt.Stroke("impact:N", scale=scale, legend=None),
            opacity=alt.Opacity("opacity:Q", scale=None),
            strokeDash=alt.StrokeDash(
                "dash:O", scale=alt.Scale(domain=[0, 1], range=[[1, 0], [3, 2]]), legend=None
            ),
            tooltip=tips,
            description="told:N",
        )
        .mark_rect(cornerRadius=2, cursor="pointer", strokeWidth=1)
        .add_params(alt.selection_point(name="measure", fields=["id"], on="click", empty=False))
    )


def _signs(canvas: _Canvas, facts: Facts) -> list[Any]:
    """What colour says, said by a sign too; an arrow where the end is open."""
    signs, arrows = [], []
    for bar in canvas.layout.bars:
        middle = bar.top + BAR / 2
        sign = _SIGNS[facts[bar.stretch.id]["impact"]]
        if sign:
            signs.append({"x": milliseconds(bar.since), "y": middle, "sign": sign})
        if bar.stretch.open_end:
            arrows.append({"x": milliseconds(bar.until, 1), "y": middle, "sign": "▸"})
    return [
        canvas.chart(signs, text="sign:N").mark_text(
            color="#FFFFFF", fontWeight="bold", fontSize=9, align="left", xOffset=3, aria=False
        ),
        canvas.chart(arrows, text="sign:N").mark_text(color=canvas.ink, fontSize=12, aria=False),
    ]


def _event_ticks(canvas: _Canvas, ticks: Iterable[tuple[str, date]]) -> Any:
    """A small upright line on the bar for each day on which something was decided or changed."""
    days: dict[str, list[date]] = {}
    for measure_id, day in ticks:
        days.setdefault(measure_id, []).append(day)
    rows = [
        {"x": milliseconds(day), "y": bar.top - 2, "y2": bar.top + BAR + 2}
        for bar in canvas.layout.bars
        for day in days.get(bar.stretch.id, ())
        if bar.since <= day <= bar.until
    ]
    return canvas.lines(rows).mark_rule(color=canvas.ink, strokeWidth=1.5, aria=False)


def _day_rule(canvas: _Canvas, day: date) -> Any:
    within = canvas.layout.first <= day <= canvas.layout.last
    rows = [{"x": milliseconds(day), "y": 0, "y2": canvas.layout.height}] if within else []
    return canvas.lines(rows).mark_rule(color=canvas.ink, strokeWidth=1.5, strokeDash=[6, 3], aria=False)


def _headings(canvas: _Canvas) -> Any:
    rows = [
        {"x": milliseconds(canvas.layout.first), "y": top + HEADLINE, "topic": word(canvas.reader, topic)}
        for topic, top in canvas.layout.headings.items()
    ]
    return canvas.chart(rows, text="topic:N").mark_text(
        color=canvas.ink, align="left", fontWeight="bold", fontSize=13, aria=False
    )


def _measure(bar: Bar, facts: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    words = {name: tidy(str(facts[name])) for name in ("title", "authority", "dates", "exempt")}
    words["impact"] = word(reader, facts["impact"])
    place = {"id": bar.stretch.id, "y": bar.top, "y2": bar.top + BAR}
    return {**place, **words, "told": "; ".join(words.values())}


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
    """The countries' codes beside their lanes."""
    table = ",".join(f"'{lane.middle:g}':'{lane.country.value}'" for lane in layout.lanes.values())
    return alt.Axis(
        title=None,
        aria=False,
        values=[lane.middle for lane in layout.lanes.values()],
        labelExpr=f"({{{table}}})[toString(datum.value)]",
        labelColor=ink,
        labelFontWeight="bold",
        labelOverlap=False,
        grid=False,
        ticks=False,
        domain=False,
    )
