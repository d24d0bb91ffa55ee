"""The side-by-side timeline with its filters and its twin, a table of the same rows."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, charts, counter, data, parts, session, wording
from dashboard.data import Filters
from dashboard.drawn import facts_of, stretch_of
from dashboard.i18n import Reader
from dashboard.lanes import Clash, Layout, lay_out
from dashboard.safe import plain
from measures.vocabulary import Border, Country, Group, Impact, Topic

BEFORE, AFTER = timedelta(days=45), timedelta(days=45)


def filters(day: date, reader: Reader) -> tuple[date, date, Filters]:
    """Draws the filters and gives the period (first and last day) and what was chosen."""
    _ = reader.text

    def word(value: object) -> str:
        return wording.word(reader, value)

    places = counter.offered()
    with st.container(horizontal=True, key="filters"):
        first = address.a_day(_("From"), "from", day - BEFORE, reader.date_input, width=130)
        last = address.a_day(_("To"), "to", day + AFTER, reader.date_input, width=130)
        shown = {"placeholder": _("all"), "width": 150}
        borders = address.many(_("Border"), "border", list(Border), wording.border, **shown)
        topics = address.many(_("Topic"), "topic", list(Topic), word, **shown)
        impacts = address.many(_("Effect at the border"), "impact", list(Impact), word, **shown)
        groups = address.many(_("Group"), "group", list(Group), word, **shown)
        keys = address.many_found(
            _("Region"),
            "region",
            list(places),
            words=lambda key: counter.place_name(reader, places[key]),
            named=counter.named,
            find=counter.likeliest,
            help=counter.how_to_name_a_place(reader),
            **shown,
        )
        search = address.words_of(_("Words"), "words", width=150)
    if said := address.in_vain("region"):
        told = _("{said} is not known here; it is left out.", said=reader.quoted(plain(said)))
        st.error(told, icon=":material/wrong_location:")
    if last < first:
        st.warning(_("The period ends before it begins; it is read the other way round."))
        first, last = last, first
    codes = tuple(dict.fromkeys(places[key].code for key in keys))
    return first, last, Filters(borders, codes, topics, impacts, groups, search)


def picture(day: date, first: date, last: date, chosen: Filters, reader: Reader) -> None:
    """The timeline, and below it the table of the same measures."""
    _ = reader.text
    total = data.count_measures(first, last, chosen)
    if not total:
        st.info(
            _("No measure matches these filters in this period. Widen the period or clear a filter."),
            icon=":material/filter_alt_off:",
        )
        if chosen.search:
            label = _("Search for {words} on all days", words=reader.quoted(plain(chosen.search)))
            session.link("search", label, icon=":material/search:", q=chosen.search)
        return
    spec, told, drawn = drawing(day, first, last, chosen, reader, session.dark())
    if total > drawn:
        st.warning(
            _(
                "{total} measures match; the {shown} with the strongest effect at the border are drawn. "
                "Choose a border, a topic or a shorter period to see all.",
                total=reader.number(total),
                shown=reader.number(drawn),
            )
        )
    picked = st.vega_lite_chart(spec, key="timeline", on_select="rerun", alt=told)
    st.caption(
        _(
            "Bars are measures, paler and with an arrow where no end is known. "
            "✕ blocks crossing, ! direct effect; an upright line is a day of decision or change. "
            "A disc is the beginning of a conflict with its severity from 1 to 5; "
            "both sides are shaded while it lasts. "
            "The dashed line is the day looked at. Click a bar or a disc to open it."
        )
    )
    _follow(picked)
    parts.heading(_("The same as a table"), 3)
    table(first, last, chosen, total, reader)


@data.kept
def drawing(
    day: date, first: date, last: date, chosen: Filters, reader: Reader, dark: bool
) -> tuple[dict[str, Any], str, int]:
    """The chart as Vega-Lite, what it shows in words, and how many measures it draws."""
    rows = data.measures(first, last, chosen)
    clashes = data.conflicts_between(first, last, day, chosen)
    layout = layout_of(rows, clashes, first, last, chosen)
    facts = {row["id"]: facts_of(row, reader) for row in data.records(rows)}
    spec = charts.timeline(layout, facts, data.ticks(tuple(rows["id"])), day, reader, dark=dark)
    return spec, takeaway(rows, clashes, first, last, reader), len(rows)


def layout_of(rows: pd.DataFrame, clashes: pd.DataFrame, first: date, last: date, chosen: Filters) -> Layout:
    """Measures and conflicts, placed; only the chosen topics and the countries concerned get lanes."""
    stretches = [stretch_of(row) for row in data.records(rows)]
    sides = {side for border in chosen.borders or tuple(Border) for side in border.sides}
    present = {stretch.country for stretch in stretches}
    countries = [
        country for country in Country if country in sides or (country == Country.EU and country in present)
    ]
    found = [
        Clash(
            row["key"],
            Border(row["border"]),
            tuple(Topic(topic) for topic in row["topics"]),
            row["since"],
            row["until"] or row["counted_until"],
            int(row["severity"]),
        )
        for row in data.records(clashes)
    ]
    return lay_out(stretches, found, first, last, chosen.topics or tuple(Topic), countries)


def takeaway(rows: pd.DataFrame, clashes: pd.DataFrame, first: date, last: date, reader: Reader) -> str:
    """What the picture shows, in one or two sentences for those who do not see it."""
    _ = reader.text
    measures = reader.plural(
        "{number} measure between {first} and {last}",
        "{number} measures between {first} and {last}",
        len(rows),
        first=reader.day(first),
        last=reader.day(last),
    )
    sides = reader.all_of(
        f"{country} {reader.number(number)}"
        for country, number in rows["country"].value_counts().sort_index().items()
    )
    said = f"{measures} ({sides})."
    if len(clashes):
        worst = clashes.iloc[0]
        said += " " + reader.plural(
            "{number} conflict; the most severe at {border}: {severity}.",
            "{number} conflicts; the most severe at {border}: {severity}.",
            len(clashes),
            border=wording.border(worst["border"]),
            severity=wording.severity(reader, int(worst["severity"])),
        )
    else:
        said += " " + _("No conflict in this period.")
    return said


def table(first: date, last: date, chosen: Filters, total: int, reader: Reader) -> None:
    """The measures of the timeline, a page at a time, each title leading to its measure."""
    _ = reader.text
    offset = parts.pager("page", total, data.LISTED)
    rows = data.measures(first, last, chosen, data.LISTED, offset)
    # What a narrow screen shows without being pushed aside comes first.
    shown = (
        {
            _("Measure"): f"[{plain(row['title'])}](/measure?{parts.query(id=row['id'])})",
            _("In force"): wording.span(reader, row["begins"], row["ends"], row["until"], row["since"]),
            _("Effect at the border"): wording.impact(reader, Impact(row["border_impact"])),
            _("Country"): row["country"],
            _("Authority"): plain(row["authority"]),
            _("Topic"): parts.topics(reader, row["topics"]),
            _("Exemption"): wording.exempt(reader, row["frontier_exempt"]),
        }
        for row in data.records(rows)
    )
    parts.table(shown, alt=_("Measures of the timeline"))


def _follow(picked: Any) -> None:
    """Opens what was clicked on the timeline."""
    selection = picked["selection"] if picked else {}
    for name, page, key in (("measure", "measure", "id"), ("conflict", "conflicts", "key")):
        points = selection.get(name) or []
        if points and points[0].get(key):
            session.go(page, **{key: str(points[0][key])})
