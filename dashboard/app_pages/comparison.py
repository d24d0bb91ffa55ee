"""Comparison: the sides of a stretch of border next to each other on any day, to read and to send."""

from datetime import date

import streamlit as st

from dashboard import address, data, parts, session
from dashboard.i18n import Reader
from dashboard.links import page_url
from dashboard.reports import comparison as report
from dashboard.reports.shown import show
from dashboard.reports.taking import take
from measures import comparing, places
from measures.comparing import Comparison, Section, sections
from measures.geography import overlaps
from measures.settings import load_settings
from measures.store import counter as store_counter
from measures.vocabulary import Country


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    _ = reader.text
    parts.heading(_("Comparison of the sides"), 1)
    if data.nothing_stored():
        parts.nothing_stored()
        return
    section, day, known = _asked(reader)
    found = compared(section.key, day, known)
    link = page_url(
        "comparison",
        section=section.key,
        day=day.isoformat(),
        known=known.isoformat() if known < session.today() else None,
        lang=reader.language,
    )
    document = report.comparison(found, reader, session.now(), link)
    show(document)
    take(document, f"comparison-{section.key}-{day}", reader, "html", "docx", "pdf")
    parts.heading(_("As text for a mail"))
    st.code(report.mail(found, reader, link), language=None, wrap_lines=True, height=300)


def _asked(reader: Reader) -> tuple[Section, date, date]:
    _ = reader.text
    offered, today = sections(), session.today()
    with st.container(horizontal=True, key="filters"):
        key = address.one(
            _("Stretch of border"),
            "section",
            list(offered),
            lambda one: report.section_name(offered[one], reader),
            _own(),
            width=330,
        )
        day = address.a_day(_("Day"), "day", today, reader.date_input, width=150)
        known = address.a_day(_("As known on"), "known", today, reader.date_input, width=150)
    return offered[key], day, min(known, today)


def _own() -> str:
    """The stretch at which the information point lies that uses this."""
    own = places.get(load_settings().place)
    near = (key for key, one in sections().items() if own and any(overlaps(own.code, c) for c in one.ground))
    return next(near, next(iter(sections())))


@data.kept
def compared(key: str, day: date, known: date) -> Comparison:
    """The sides by what is known now, or by what was known and read at the end of an earlier day."""
    section, store = sections()[key], data.store()
    if known < session.today():
        measures, texts = store_counter.as_known(store, known)
    else:
        measures = store_counter.measures_near(store, day, day, {*section.countries, Country.EU})
        texts = store_counter.texts_of(store, measures)
    return comparing.compare(section, day, measures, texts, known)
