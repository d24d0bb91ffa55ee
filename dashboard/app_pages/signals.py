"""Signals from the counter: the form to report one, the list of all, and one of them by itself."""

from typing import Any

import streamlit as st

from dashboard import address, data, parts, session, signal_card, signal_form, signals, wording
from dashboard.i18n import Reader
from dashboard.signals import Filters
from measures.vocabulary import Border, Group, Topic

LISTED = 10
_STATES: dict[str, dict[str, Any]] = {
    "all": {},
    "alone": {"tied": False},
    "tied": {"tied": True},
    "withdrawn": {"withdrawn": True},
}


def page() -> None:
    """Form and list, or one signal where the address names it."""
    reader = session.reader()
    _ = reader.text
    asked = address.value("signal")
    if asked is not None:
        signal_card.page(asked, reader)
        return
    parts.heading(_("Signals from the counter"), 1)
    st.markdown(
        _(
            "Information points hear first where rules hurt. A signal is tied to a conflict, or stands alone "
            "until someone ties it; several signals raise the severity of their conflict."
        )
    )
    left, right = st.columns([5, 7], gap="large")
    with left, st.container(border=True, key="signal-form"):
        signal_form.form(reader)
    with right:
        _list(reader)


def _list(reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("What was reported"))
    states = {
        "all": _("all"),
        "alone": _("standing alone"),
        "tied": _("tied to a conflict"),
        "withdrawn": _("withdrawn ones too"),
    }
    with st.container(horizontal=True, key="filters"):
        shown = {"placeholder": _("all"), "width": 150}
        state = address.one(_("State"), "state", list(states), states.__getitem__, "all", width=200)
        borders = address.many(_("Border"), "at", list(Border), wording.border, **shown)
        groups = address.many(
            _("Group"), "of", list(Group), lambda group: wording.word(reader, group), **shown
        )
        topics = address.many(
            _("Topic"), "on", list(Topic), lambda topic: wording.word(reader, topic), **shown
        )
        search = address.words_of(_("Words"), "words", width=150)
    chosen = Filters(borders, groups, topics, search=search, **_STATES[state])
    total = signals.count(chosen)
    if not total:
        st.info(
            _("No signal matches. Clear a filter, or report the first one."), icon=":material/support_agent:"
        )
        return
    st.markdown(
        reader.plural("{number} signal, the latest first.", "{number} signals, the latest first.", total)
    )
    offset = parts.pager("page", total, LISTED)
    for row in data.records(signals.rows(chosen, LISTED, offset)):
        signal_card.line(row, reader)
