"""Subscriptions: be told by e-mail of what changes, and how the sending stands."""

import streamlit as st

from dashboard import parts, session, subscribing, webhook_section
from measures.settings import load_settings


def page() -> None:
    """The form, what happens with it, and below it how the sending stands."""
    reader = session.reader()
    _ = reader.text
    parts.heading(_("Subscriptions"), 1)
    st.markdown(
        _(
            "Be told by e-mail when a conflict at the borders begins, becomes worse, eases or ends: each "
            "change once, and every change for the worse; at once, each morning, or on Mondays with the "
            "weekly summary."
        )
    )
    if session.exercise():
        st.info(_("This is an exercise: nothing of it leaves the house."), icon=":material/school:")
        return
    left, right = st.columns([7, 5], gap="large")
    with left, st.container(border=True, key="subscribe"):
        if load_settings().sends_mail:
            subscribing.form(reader)
        else:
            subscribing.not_set_up(reader)
    with right:
        subscribing.what_happens(reader)
    subscribing.standing(reader)
    webhook_section.show(reader)
