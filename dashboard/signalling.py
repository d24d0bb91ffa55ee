"""Signals from the counter on the page of a conflict or a measure, and the way to report one from there."""

from datetime import date

import streamlit as st

from dashboard import data, parts, session, signal_card, signals
from dashboard.i18n import Reader
from dashboard.signals import Filters
from measures.conflicts.severity import SIGNALS
from measures.model import Conflict, Measure

SHOWN = 3


def block(conflict: Conflict, _day: date, reader: Reader) -> None:
    """The signals tied to a conflict, what they add to its severity, and how to report one more."""
    _ = reader.text
    parts.heading(_("Signals from the counter"))
    tied = Filters(conflict=conflict.key)
    total = signals.count(tied)
    if not total:
        st.markdown(_("No information point has reported a case of this yet."))
    else:
        points = dict(conflict.severity_parts).get(SIGNALS, 0.0)
        st.markdown(
            reader.plural("{number} signal is tied to it", "{number} signals are tied to it", total)
            + "; "
            + _(
                "{counted} of them count now and add {points} to the severity.",
                counted=reader.number(signals.counted(conflict)),
                points=reader.number(points),
            )
        )
        for row in data.records(signals.rows(tied, SHOWN)):
            signal_card.line(row, reader)
    alone = signals.count(Filters(borders=(conflict.border,), topics=conflict.topics, tied=False))
    with st.container(horizontal=True):
        session.link("signals", _("Report a bottleneck"), icon=":material/add_comment:", key=conflict.key)
        if alone:
            label = reader.plural(
                "{number} signal on this topic stands alone",
                "{number} signals on this topic stand alone",
                alone,
            )
            session.link(
                "signals", label, icon=":material/help:", state="alone", at=conflict.border.value,
                on=[topic.value for topic in conflict.topics],
            )  # fmt: skip


def of_measure(measure: Measure, reader: Reader) -> None:
    """The way to report what a rule does to people."""
    session.link(
        "signals", reader.text("Report a bottleneck"), icon=":material/add_comment:", rule=measure.id,
        border=next((border.value for border in measure.borders), None),
        topic=next((topic.value for topic in measure.topics), None),
        group=next((group.value for group in measure.groups), None),
    )  # fmt: skip
