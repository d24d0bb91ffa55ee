"""What charts share: colours, an axis of time in the reader's language, and rows kept beside the layers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt

from dashboard.i18n import Reader
from measures.vocabulary import Impact

# Okabe and Ito's colours, told apart in every common kind of colour blindness, on white and on black.
IMPACT_COLOURS: Mapping[Impact, str] = {
    Impact.NONE: "#8A949E",
    Impact.INDIRECT: "#56B4E9",
    Impact.DIRECT: "#0072B2",
    Impact.BLOCKING: "#D55E00",
}
# By whether the theme is dark.
INK = {False: "#1B2733", True: "#E6EAEE"}
PAPER = {False: "#FFFFFF", True: "#12181F"}


@dataclass
class Tables:
    """The rows of a chart's layers, kept out of Altair: it would check every row, time and again.

    Instants are milliseconds, so that no time zone moves a day.
    """

    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def chart(self, rows: Iterable[Mapping[str, Any]]) -> alt.Chart:
        """A chart over rows of its own."""
        name = f"table{len(self.rows)}"
        self.rows[name] = list(rows)
        return alt.Chart(alt.NamedData(name))

    def spec(self, chart: alt.LayerChart) -> dict[str, Any]:
        """The finished chart as Vega-Lite, with the rows; the tests check it against the schema."""
        spec: dict[str, Any] = chart.to_dict(validate=False)
        return spec | {"datasets": self.rows}


def time_axis(reader: Reader, first: date, last: date, ink: str) -> alt.Axis:
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


def milliseconds(day: date, plus: int = 0) -> int:
    """Midnight (UTC) at the beginning of `day`, `plus` days on, in milliseconds."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=plus)
    return int(moment.timestamp() * 1000)
