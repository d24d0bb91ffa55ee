"""What needs a person: alarms to acknowledge, questions to answer, crisis mode; each with who and why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import conditions, data, feeds, parts, session
from dashboard.banners import not_seen, sentence, when
from dashboard.i18n import N_, Reader
from dashboard.safe import plain
from measures.errors import StoreError
from measures.states import ADVICE, HEALTH
from measures.vocabulary import SourceHealth

ALARMS = {"failing": N_("failing"), "silent": N_("silent")}
ALARM_MEANS = {
    "failing": N_("Failing: its answers cannot be used."),
    "silent": N_("Silent: it answers, and has had nothing new for longer than usual."),
}
GIVEN = {
    "accept": N_("Accept the new address"),
    "retire": N_("Stop asking it"),
    "keep": N_("Keep it as it is"),
}
ASKED = {
    "moved": N_("Has it moved for good?"),
    "gone": N_("Is it gone for good?"),
}
SHOWN = 10
QUESTIONS_SHOWN = 5
# How long an alarm is to stay quiet unless someone chooses otherwise.
QUIET = timedelta(days=7)
_NAME = "care:name"


def known_name() -> str:
    """The name under which this session decided last, empty before."""
    return str(st.session_state.get(_NAME, ""))


def keep_name(name: str) -> None:
    """Remembers in this session under which name someone decides."""
    st.session_state[_NAME] = name


def needs(now: datetime, reader: Reader) -> None:
    """All alarms and open questions, those that sound first."""
    _ = reader.text
    parts.heading(_("What needs care"))
    rows, asked = feeds.alarms(now), feeds.questions()
    loud = rows[rows["sounds"].astype(bool)]
    quiet = rows[~rows["sounds"].astype(bool)]
    if loud.empty and asked.empty:
        st.markdown(_("✓ No alarm sounds, and no question is open."))
    if not asked.empty:
        _questions(asked, now, reader)
    found = not_seen(on_sources=True)
    if found and found.whole and not loud.empty:
        # Not a wall of alarms, where the banner has named what they most likely come from.
        label = reader.plural(
            "{number} alarm, most likely for that one reason",
            "{number} alarms, most likely for that one reason",
            len(loud),
        )
        st.markdown(sentence(found, reader))
        with st.expander(label):
            _loud(loud, now, reader)
    elif not loud.empty:
        parts.heading(reader.plural("{number} alarm", "{number} alarms", len(loud)), 3)
        _loud(loud, now, reader)
    if not quiet.empty:
        label = reader.plural("{number} acknowledged alarm", "{number} acknowledged alarms", len(quiet))
        with st.expander(label):
            for row in data.records(quiet.head(data.LISTED)):
                _line(row, reader)


def of_source(source_id: str, now: datetime, reader: Reader) -> None:
    """The alarm and the questions of one source."""
    rows = feeds.alarms(now)
    rows = rows[rows["source_id"] == source_id]
    for row in data.records(rows):
        meaning = ALARM_MEANS[row["alarm"]]
        if row["sounds"]:
            st.markdown(f":material/notifications: {reader.text(meaning)}")
        else:
            st.caption(f":material/notifications_off: {reader.text(meaning)}")
        _acknowledged(row, reader)
    if not rows.empty:
        _acknowledging(rows, now, reader)
    for row in data.records(feeds.questions(source_id)):
        _question(row, now, reader)


def crisis_mode(now: datetime, reader: Reader) -> None:
    """Whether crisis mode is on, and the switch."""
    _ = reader.text
    parts.heading(_("Crisis mode"))
    mode = feeds.crisis()
    if mode:
        st.markdown(
            _(
                "On since {since}, switched by {who}: {why}",
                since=reader.moment(mode.since),
                who=plain(mode.who),
                why=plain(mode.why),
            )
        )
    else:
        st.markdown(
            _("Off. While it is on, sources are asked up to three times as often, within their limits.")
        )
    label = _("Switch off") if mode else _("Switch on")
    with st.popover(label, icon=":material/bolt:"), st.form("crisis", border=False):
        who, why = _who_and_why("crisis", reader)
        if st.form_submit_button(label, type="primary"):
            _decide(lambda: feeds.set_crisis(mode is None, who, why, now), who, why, reader)


def _loud(rows: pd.DataFrame, now: datetime, reader: Reader) -> None:
    """Alarms by what is wrong, so that meaning and advice are said once for all that share them."""
    _ = reader.text
    place = {name: number for number, name in enumerate(conditions.CONDITIONS)}
    rows = rows.assign(place=rows["health"].map(place)).sort_values(
        ["place", "priority", "country", "name"], kind="stable"
    )
    offset = parts.pager("alarms", len(rows), SHOWN)
    listed = data.records(rows.iloc[offset : offset + SHOWN])
    for name, group in groupby(listed, key=lambda row: str(row["health"])):
        health = SourceHealth(name)
        total = int((rows["health"] == name).sum())
        st.markdown(
            f"**{conditions.health(reader, health)} · {reader.number(total)}** · {_(HEALTH[health])} "
            f"{_(ADVICE[health])}"
        )
        with st.container(gap="xsmall"):
            for row in group:
                _line(row, reader)
    _acknowledging(rows, now, reader)


def _line(row: dict[str, Any], reader: Reader) -> None:
    alarm = ALARMS[row["alarm"]]
    facts = [reader.text("{alarm} since {since}", alarm=reader.text(alarm), since=_since(row, reader))]
    if row["code"] and row["alarm"] == "failing":
        facts.append(conditions.detail(reader, row["code"], row["args"]))
    with st.container(gap=None):
        session.link("sources", f"{row['country']} · {plain(row['name'])}", source=row["source_id"])
        st.caption(" · ".join(facts))
        _acknowledged(row, reader)


def _since(row: dict[str, Any], reader: Reader) -> str:
    return "–" if pd.isna(row["since"]) else when(row["since"], reader)


def _acknowledged(row: dict[str, Any], reader: Reader) -> None:
    if row["sounds"]:
        return
    st.caption(
        reader.text(
            "Quiet until {day}: {why} ({who}, {at})",
            day=reader.day(row["acknowledged_until"]),
            why=plain(row["why"]),
            who=plain(row["acknowledged_by"]),
            at=reader.moment(row["acknowledged_at"]),
        )
    )


def _acknowledging(rows: pd.DataFrame, now: datetime, reader: Reader) -> None:
    """The form that keeps alarms quiet until a day."""
    _ = reader.text
    names = {
        (row["source_id"], row["alarm"]): f"{row['country']} · {row['name']} · {_(ALARMS[row['alarm']])}"
        for row in data.records(rows)
    }
    options = list(names)
    label = _("Acknowledge") if rows["sounds"].any() else _("Acknowledge anew")
    with (
        st.popover(label, icon=":material/notifications_off:"),
        st.form("acknowledge", border=False),
    ):
        chosen = st.multiselect(
            _("Alarms"),
            options,
            default=options if len(options) == 1 else [],
            format_func=names.__getitem__,
            placeholder=_("choose"),
            key="acknowledge:alarms",
        )
        until = st.date_input(
            _("Quiet until (that day included)"),
            session.today() + QUIET,
            min_value=session.today(),
            max_value=session.today() + timedelta(days=366),
            format=reader.date_input,
            key="acknowledge:until",
        )
        who, why = _who_and_why("acknowledge", reader)
        if st.form_submit_button(_("Acknowledge"), type="primary"):
            if not chosen or until is None:
                st.error(_("Choose at least one alarm and a day."))
            else:
                _decide(lambda: feeds.acknowledge(chosen, until, who, why, now), who, why, reader)


def _questions(rows: pd.DataFrame, now: datetime, reader: Reader) -> None:
    parts.heading(reader.plural("{number} open question", "{number} open questions", len(rows)), 3)
    offset = parts.pager("questions", len(rows), QUESTIONS_SHOWN)
    for row in data.records(rows.iloc[offset : offset + QUESTIONS_SHOWN]):
        _question(row, now, reader)


def _question(row: dict[str, Any], now: datetime, reader: Reader) -> None:
    """A question with both addresses and its answers."""
    _ = reader.text
    key = f"question:{row['id']}"
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{row['country']} · {plain(row['name'])}: {_(ASKED[row['what']])}**")
        facts = [_("asked {ago}", ago=reader.ago(row["asked_at"], now))]
        facts.append(_("in the catalogue: {url}", url=plain(row["url"])))
        if row["target"]:
            facts.append(_("it now leads to: {url}", url=plain(row["target"])))
        st.markdown("\n".join(f"- {fact}" for fact in facts))
        with st.container(horizontal=True):
            parts.source_link(row["url"], _("Old address"))
            if row["target"]:
                parts.source_link(row["target"], _("New address"))
        with st.popover(_("Decide"), icon=":material/gavel:"), st.form(key, border=False):
            who, why = _who_and_why(key, reader)
            with st.container(horizontal=True):
                for given in feeds.ANSWERS[row["what"]]:
                    if st.form_submit_button(_(GIVEN[given]), key=f"{key}:{given}"):
                        answer = partial(feeds.answer, int(row["id"]), given, who, why, now)
                        _decide(answer, who, why, reader)


def signed(
    label: str, act: Callable[[str], None], reader: Reader, *, key: str, icon: str, disabled: bool
) -> None:
    """A button for what takes effect at once: the first time it asks for the name that the audit trail keeps.

    `act` gets the name; `label` is shown as it is.
    """
    _ = reader.text
    if who := known_name():
        if st.button(label, icon=icon, disabled=disabled, key=key):
            act(who)
            st.rerun()
        return
    with st.popover(label, icon=icon, disabled=disabled), st.form(f"{key}:form", border=False):
        who = _who(key, reader)
        if st.form_submit_button(label, type="primary", key=f"{key}:go", disabled=disabled):
            if not who:
                st.error(_("Give your name: it is kept in the audit trail."))
                return
            act(who)
            st.session_state[_NAME] = who
            st.rerun()


def _who(key: str, reader: Reader) -> str:
    label = reader.text("Your name")
    who = st.text_input(label, known_name(), max_chars=80, key=f"{key}:who", autocomplete="name")
    return who.strip()


def _who_and_why(key: str, reader: Reader) -> tuple[str, str]:
    """Who decides, remembered in the session, and why."""
    _ = reader.text
    who = _who(key, reader)
    why = st.text_input(_("Reason"), max_chars=300, key=f"{key}:why")
    return who, why.strip()


def _decide(act: Callable[[], None], who: str, why: str, reader: Reader) -> None:
    """Carries out what someone decided, if name and reason are given, and shows the page anew."""
    _ = reader.text
    if not who or not why:
        st.error(_("Give your name and a reason: both are kept in the audit trail."))
        return
    try:
        act()
    except StoreError:
        st.error(_("That can no longer be decided; perhaps someone else just did. Load the page anew."))
        return
    keep_name(who)
    st.rerun()
