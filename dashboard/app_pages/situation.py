"""Situation on a day: what is new, where sides collide, what starts or ends, and the timeline."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, cases, casework_list, data, feeds, following, parts, session, timeline, wording
from dashboard.data import Filters
from dashboard.i18n import Reader
from measures.days import ZONE
from measures.vocabulary import Border

SHOWN = 4
HISTORIC = date(2020, 3, 20)
SPANS = {"visit": None, "1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    day, today = session.day(), session.today()
    _header(day, today, reader)
    if data.nothing_stored():
        parts.nothing_stored()
        return
    _glance(day, today, reader)
    _at_the_borders(day, reader)
    left, right = st.columns(2, gap="medium")
    with left, st.container(gap="xsmall"):
        _news(day, today, reader)
    with right, st.container(gap="xsmall"):
        _soon(day, reader)
    parts.heading(reader.text("Side by side"))
    first, last, chosen = timeline.filters(day, reader)
    following.draw(reader, chosen.borders, chosen.topics, chosen.groups)
    timeline.picture(day, first, last, chosen, reader)


def _header(day: date, today: date, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Situation on {day}", day=reader.day(day)), 1)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        address.a_day(_("Day"), "day", today, reader.date_input, width=150)
        # Buttons: a link to the page one is on already would leave the address as it is.
        if day != today and st.button(_("Today"), icon=":material/today:", key="to-today"):
            address.forget("day")
            st.rerun()
        # In an exercise nobody knows yet what comes.
        if day != HISTORIC and not session.exercise():
            label = _("{day}: the borders close", day=reader.day(HISTORIC))
            if st.button(label, icon=":material/history:", key="to-historic"):
                st.query_params["day"] = HISTORIC.isoformat()
                st.rerun()


def _glance(day: date, today: date, reader: Reader) -> None:
    _ = reader.text
    measures, blocking = data.in_force(day)
    conflicts = cases.without_dismissed(data.conflicts(day, Filters()))
    begun = conflicts[~conflicts["early_warning"]]
    early = len(conflicts) - len(begun)
    care = feeds.alarms(session.now())["sounds"].astype(bool).sum()
    st.markdown(_sentence(begun, reader))
    if waiting := casework_list.glance(begun, reader):
        st.caption(waiting)
    with st.container(horizontal=True, key="metrics"):
        st.metric(
            _("In force at the borders"), reader.number(measures), border=True, width=165, height="stretch"
        )
        st.metric(_("Blocking crossing"), reader.number(blocking), border=True, width=165, height="stretch")
        st.metric(_("Open conflicts"), reader.number(len(begun)), border=True, width=165, height="stretch")
        st.metric(_("Early warnings"), reader.number(early), border=True, width=165, height="stretch")
        if day == today:
            st.metric(
                _("Sources that need care"),
                reader.number(int(care)),
                border=True,
                width=165,
                height="stretch",
            )
    if day != today:
        st.caption(_("This is how the day looks with all that is known today."))


def _sentence(begun: pd.DataFrame, reader: Reader) -> str:
    _ = reader.text
    if begun.empty:
        return _("No conflict between the rules of two sides is known on this day.")
    worst = begun.iloc[0]
    return reader.plural(
        "**{number} conflict is open.** It is at {border}: {severity}.",
        "**{number} conflicts are open.** The most severe is at {border}: {severity}.",
        len(begun),
        border=wording.border(worst["border"]),
        severity=wording.severity(reader, int(worst["severity"])),
    )


def _at_the_borders(day: date, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Open conflicts by border"))
    for column, border in zip(st.columns(len(Border), gap="medium"), Border, strict=True):
        with column, st.container(border=True, height="stretch", gap="xsmall"):
            narrowed = Filters(borders=(border,))
            rows = cases.without_dismissed(data.conflicts(day, narrowed))
            begun = rows[~rows["early_warning"]]
            parts.heading(f"{wording.border(border)} · {reader.number(len(begun))}", 3)
            if rows.empty:
                st.caption(_("No open conflict, and none announced."))
            for row in data.records(rows.sort_values("early_warning", kind="stable").head(SHOWN)):
                parts.conflict_line(row, named=False)
            if len(rows) > SHOWN:
                early = len(rows) - len(begun)
                total = reader.number(len(rows))
                label = _("All {total}", total=total)
                if early:
                    label = reader.plural(
                        "All {total}, {number} early warning among them",
                        "All {total}, {number} early warnings among them",
                        early,
                        total=total,
                    )
                session.link(
                    "conflicts",
                    label,
                    icon=":material/arrow_forward:",
                    border=border.value,
                )


def _news(day: date, today: date, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("New"))
    names = {
        "visit": _("since my last visit"),
        "1": _("in the last 24 hours"),
        "7": _("in the last 7 days"),
        "30": _("in the last 30 days"),
    }
    visit = session.last_visit() if day == today else None
    if visit is None:
        del names["visit"]
    span = address.one(
        _("New"),
        "new",
        list(names),
        names.__getitem__,
        next(iter(names)) if visit else "7",
        label_visibility="collapsed",
    )
    until = session.now() if day == today else datetime.combine(day, time.max, ZONE)
    since = visit if span == "visit" and visit else until - (SPANS[span] or timedelta(days=7))
    rows = data.news(_coarse(since), None if day == today else until)
    if rows.empty:
        st.caption(_("Nothing new. The sources page tells whether all of them could be read."))
    told = _once_a_measure(data.records(rows))
    for row, others in told[:SHOWN]:
        parts.item_line(row, others)
    if len(told) > SHOWN:
        with st.popover(_("Show {number} more", number=reader.number(len(told) - SHOWN)), type="tertiary"):
            for row, others in told[SHOWN:]:
                parts.item_line(row, others)


def _once_a_measure(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], int]]:
    """The newest text on each measure, with how many others tell of it; texts on none each alone."""
    found: dict[str, tuple[dict[str, Any], int]] = {}
    for row in rows:
        key = str(row["measure_id"] or f"{row['item_id']}@{row['version']}")
        first, others = found.get(key, (row, -1))
        found[key] = first, others + 1
    return list(found.values())


def _soon(day: date, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Starts or ends within 14 days"))
    rows = data.starts_and_ends(day)
    if rows.empty:
        st.caption(_("Nothing that matters at a border is announced to start or end."))
    for row in data.records(rows.head(SHOWN)):
        parts.soon_line(row)
    if len(rows) > SHOWN:
        with st.popover(_("Show {number} more", number=reader.number(len(rows) - SHOWN)), type="tertiary"):
            for row in data.records(rows.iloc[SHOWN:]):
                parts.soon_line(row)


def _coarse(instant: datetime) -> datetime:
    """To the minute, so that answers kept for the same minute are found again."""
    return instant.replace(second=0, microsecond=0)
