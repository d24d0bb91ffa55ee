"""Overview: a map of the border regions, the weeks, how long conflicts stay open, how soon they are seen."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard import address, border_map, data, overviews, parts, session, sunsets, week_chart, wording
from dashboard.data import Filters
from dashboard.i18n import Reader
from dashboard.safe import plain
from measures.geography import regions
from measures.overview import Figures, Load
from measures.vocabulary import Border

SHOWN = 8


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    _ = reader.text
    day = session.day()
    parts.heading(_("Overview on {day}", day=reader.day(day)), 1)
    places = regions()
    with st.container(horizontal=True, key="filters"):
        address.a_day(_("Day"), "day", session.today(), reader.date_input, width=150)
        chosen = address.many(
            _("Border"), "border", list(Border), wording.border, placeholder=_("all"), width=200
        )
        borders = chosen or tuple(Border)
        region = address.one(
            _("Region"),
            "region",
            ["", *overviews.regions_of(borders)],
            lambda code: f"{places[code].name} ({code[:2]})" if code else _("none chosen"),
            "",
            width=320,
        )
    if data.nothing_stored():
        parts.nothing_stored()
        return
    loads = overviews.open_in_regions(day, borders)
    left, right = st.columns([7, 5], gap="large")
    with left:
        _map(loads, region, borders, day, reader)
    with right:
        if region:
            _region(region, loads.get(region, Load()), borders, day, reader)
        else:
            _regions(loads, borders, reader)
    sunsets.block(day, borders, reader)
    _weeks(day, borders, region, reader)
    _quickness(day, borders, reader)


def _map(loads: dict[str, Load], region: str, borders: tuple[Border, ...], day: date, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Border regions by the most severe open conflict"))
    faint = frozenset(border_map.tiles()) - set(overviews.regions_of(borders))
    spec = border_map.border_map(loads, region or None, faint, reader, dark=session.dark())
    picked = st.vega_lite_chart(spec, key="map", on_select="rerun", alt=_told(loads, day, reader))
    st.caption(
        _(
            "Each tile is a region; not to scale. Those that meet over a border stand beside each other, "
            "thick lines are borders. The figure is the severity: {legend}. Click a tile or choose a region "
            "above.",
            legend=border_map.legend(reader),
        )
    )
    _follow(picked, region)


def _follow(picked: Any, region: str) -> None:
    """A click on a tile chooses its region, once: the click stays selected when something else is chosen."""
    points = (picked or {}).get("selection", {}).get("region", [])
    code = points[0].get("code") if points else None
    if code == st.session_state.get("map:clicked"):
        return
    st.session_state["map:clicked"] = code
    if code in regions() and code != region:
        address.put("region", code)
        st.rerun()


def _told(loads: dict[str, Load], day: date, reader: Reader) -> str:
    """The map in a sentence."""
    worst = max(loads.items(), key=lambda pair: (pair[1].worst, pair[1].number), default=None)
    if worst is None:
        return reader.text("On {day} no conflict is open in any region.", day=reader.day(day))
    return reader.text(
        "Open conflicts on {day} in {number} of {total} regions; the most severe in {region}: {severity}.",
        day=reader.day(day),
        number=reader.number(len(loads)),
        total=reader.number(len(border_map.tiles())),
        region=regions()[worst[0]].name,
        severity=wording.severity(reader, worst[1].worst),
    )


def _regions(loads: dict[str, Load], borders: tuple[Border, ...], reader: Reader) -> None:
    """The same as a table, the gravest first."""
    _ = reader.text
    parts.heading(_("The same as a table"))
    codes = sorted(
        overviews.regions_of(borders),
        key=lambda code: (-_load(loads, code).worst, -_load(loads, code).number),
    )
    places = regions()
    with st.container(height=520, border=False, key="regions"):
        parts.table(
            (
                {
                    _("Region"): f"[{plain(places[code].name)} ({code[:2]})](/overview?{_query(code)})",
                    _("Open"): reader.number(_load(loads, code).number),
                    _("Highest severity"): _severity(_load(loads, code), reader),
                }
                for code in codes
            ),
            alt=_("Open conflicts by region"),
        )


def _load(loads: dict[str, Load], code: str) -> Load:
    return loads.get(code, Load())


def _severity(load: Load, reader: Reader) -> str:
    return wording.severity(reader, load.worst) if load.worst else "–"


def _query(code: str) -> str:
    return parts.query(region=code, **address.kept("border"))


def _region(region: str, load: Load, borders: tuple[Border, ...], day: date, reader: Reader) -> None:
    """The open conflicts of one region, and the way to report one more."""
    _ = reader.text
    place = regions()[region]
    parts.heading(f"{place.name} ({place.country})")
    st.caption(f"{place.unit} · {region} · {parts.borders(tuple(place.borders))}")
    if not load.number:
        st.markdown(_("No conflict is open here on this day."))
    else:
        st.markdown(
            reader.plural(
                "{number} open conflict is felt here, the most severe first.",
                "{number} open conflicts are felt here, the most severe first.",
                load.number,
            )
        )
    keys = overviews.felt_in(day, borders, region)
    rows = {
        row["key"]: row for row in data.records(data.conflicts(day, Filters(borders=borders), state="open"))
    }
    for key in keys[:SHOWN]:
        if key in rows:
            parts.conflict_line(rows[key])
    with st.container(horizontal=True):
        if load.number > SHOWN:
            session.link(
                "conflicts", _("All conflicts"), icon=":material/arrow_forward:",
                border=[border.value for border in place.borders], state="open",
            )  # fmt: skip
        session.link(
            "signals", _("Report a bottleneck"), icon=":material/add_comment:", region=region,
            border=place.borders[0].value,
        )  # fmt: skip
        session.link("overview", _("All regions"), icon=":material/map:", **address.kept("border"))


def _weeks(day: date, borders: tuple[Border, ...], region: str, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Conflicts open by week"))
    mondays, found = overviews.open_in_weeks(day, borders, region or None)
    rows = {_lane(name): loads for name, loads in found.items()}
    spec = week_chart.week_table(rows, mondays, day, reader, dark=session.dark())
    st.vega_lite_chart(spec, key="weeks", alt=_("Conflicts open by week, the same as the table below"))
    st.caption(
        _(
            "The figure is the number of conflicts that were open on some day of the week, with all that "
            "is known today; the shade is that of the map, for the most severe of them. The frame is the "
            "week of the day looked at."
        )
    )
    with st.expander(_("The same as a table")):
        parts.table(
            (
                {_("Week from"): reader.day(monday, "medium")}
                | {name: _cell(loads[number], reader) for name, loads in rows.items()}
                for number, monday in reversed(list(enumerate(mondays)))
            ),
            alt=_("Conflicts open by week"),
        )


def _lane(name: Border | str) -> str:
    return wording.border(name) if isinstance(name, Border) else regions()[name].name


def _cell(load: Load, reader: Reader) -> str:
    if not load.number:
        return "–"
    return f"{reader.number(load.number)} · {wording.severity(reader, load.worst)}"


def _quickness(day: date, borders: tuple[Border, ...], reader: Reader) -> None:
    _ = reader.text
    found = overviews.quickness(day, borders)
    if not found:
        return
    parts.heading(_("How long they stay open, and how soon they are seen"))
    parts.table(
        ({_("Border or kind"): _named(name, reader)} | _figures(row, reader) for name, row in found.items()),
        alt=_("How long conflicts stay open and how soon they are flagged, by border and by kind"),
    )
    st.caption(
        _(
            "Conflicts of the year up to this day. Days are medians; from publication to flag counts from "
            "the day of the text that made the conflict visible. Texts of the archive count as known on that "
            "very day."
        )
    )


def _named(name: Border | Any, reader: Reader) -> str:
    return wording.border(name) if isinstance(name, Border) else wording.word(reader, name)


def _figures(row: Figures, reader: Reader) -> dict[str, str]:
    _ = reader.text

    def days(number: float | None) -> str:
        return "–" if number is None else reader.number(number)

    return {
        _("Conflicts"): reader.number(row.number),
        _("Open"): reader.number(row.open),
        _("Days open, of those over"): days(row.open_days),
        _("Longest"): days(row.longest),
        _("Days from publication to flag"): days(row.lead),
        _("Flagged before they began"): "–" if row.ahead is None else reader.percent(row.ahead),
    }
