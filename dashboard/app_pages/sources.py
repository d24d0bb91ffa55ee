"""Sources: how each of them does, its last answers, when it is polled next, and the wish to poll it now."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, data, parts, session, wording
from dashboard.i18n import Reader
from dashboard.safe import plain
from measures.states import ANSWERS, HEALTH
from measures.vocabulary import AnswerState, Country, Level, SourceHealth


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    _ = reader.text
    parts.heading(_("Sources"), 1)
    now = session.now()
    rows = data.sources(now)
    if rows.empty:
        st.info(
            _(
                "No source is registered yet. Start the scheduler (`make run` or `python -m scheduler run`); "
                "it registers the sources of its catalogue."
            ),
            icon=":material/rss_feed:",
        )
        return
    if rows["last_try_at"].isna().all():
        st.warning(
            _("No scheduler has polled anything yet. Is `python -m scheduler run` running?"),
            icon=":material/schedule:",
        )
    _counts(rows, reader)
    _overview(rows, now, reader)
    _one(rows, now, reader)


def _counts(rows: pd.DataFrame, reader: Reader) -> None:
    found = rows["health"].value_counts()
    with st.container(horizontal=True):
        for health in SourceHealth:
            if health.value in found:
                st.metric(
                    wording.health(reader, health),
                    reader.number(int(found[health.value])),
                    border=True,
                    width=165,
                )


def _overview(rows: pd.DataFrame, now: datetime, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("How they do"))
    needs = {health.value: place for place, health in enumerate(wording.CARE_ORDER)}
    ordered = rows.sort_values(
        by=["health", "country", "name"],
        key=lambda column: (
            column.map(lambda value: needs.get(value, len(needs))) if column.name == "health" else column
        ),
    )
    offset = parts.pager("page", len(ordered), data.LISTED)
    st.table(
        pd.DataFrame(
            [
                {
                    _("Source"): f"[{plain(row['name'])}](/sources?{parts.query(source=row['id'])})",
                    _("Country"): row["country"],
                    _("Health"): wording.health(reader, SourceHealth(row["health"])),
                    _("Last good answer"): _ago(row["last_ok_at"], now, reader),
                    _("Last news"): _ago(row["last_new_at"], now, reader),
                    _("Next poll"): _next(row, now, reader),
                }
                for row in data.records(ordered.iloc[offset : offset + data.LISTED])
            ]
        ),
        border="horizontal",
        hide_index=True,
        alt=_("Sources and their health"),
    )


def _one(rows: pd.DataFrame, now: datetime, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("One source"))
    names = {row["id"]: f"{row['country']} · {row['name']}" for row in data.records(rows)}
    chosen = address.one(_("Source"), "source", list(names), names.__getitem__, next(iter(names)))
    row = rows[rows["id"] == chosen].iloc[0].to_dict()
    health = SourceHealth(row["health"])
    st.markdown(f"**{wording.health(reader, health)}**: {reader.text(HEALTH[health])}")
    if row["state"]:
        state = AnswerState(row["state"])
        answered = _("Last answer: {state}.", state=wording.answered(reader, state))
        st.markdown(f"{answered} {reader.text(ANSWERS[state])}")
    if row["code"]:
        st.caption(wording.detail(reader, row["code"], row["args"]))
    facts = [
        plain(row["authority"]),
        wording.word(reader, Country(row["country"])),
        wording.word(reader, Level(row["level"])),
        reader.plural("polled every minute", "polled every {number} minutes", row["interval_minutes"]),
    ]
    if row["evidence_date"]:
        facts.append(_("as documented on {day}", day=reader.day(row["evidence_date"])))
    st.caption(" · ".join(facts))
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = not pd.isna(row["asked_at"])
        if st.button(_("Poll now"), icon=":material/refresh:", disabled=asked, key="poll-now"):
            data.ask_for_poll(row["id"], "dashboard", now)
            st.rerun()
        parts.source_link(row["url"], _("Address of the feed"))
    if asked:
        st.caption(
            _(
                "Asked of the scheduler {ago}; it polls at its next look.",
                ago=reader.ago(row["asked_at"], now),
            )
        )
    _polls(row["id"], reader)


def _polls(source_id: str, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Last answers"), 3)
    rows = data.polls(source_id)
    if rows.empty:
        st.caption(_("No answer has been logged yet."))
        return
    st.table(
        pd.DataFrame(
            [
                {
                    _("When"): reader.moment(row["at"]),
                    _("Answer"): wording.answered(reader, AnswerState(row["state"])),
                    _("Items"): reader.number(row["item_count"]),
                    _("New"): reader.number(row["new_count"]),
                    _("Seconds"): reader.number(round(row["seconds"], 1)),
                    _("Detail"): wording.detail(reader, row["code"], row["args"]) if row["code"] else "–",
                }
                for row in data.records(rows)
            ]
        ),
        border="horizontal",
        hide_index=True,
        alt=_("Last answers"),
    )


def _ago(instant: Any, now: datetime, reader: Reader) -> str:
    return "–" if pd.isna(instant) else reader.ago(instant, now)


def _next(row: dict[str, Any], now: datetime, reader: Reader) -> str:
    if row["standing"] != "use":
        return reader.text("only when asked")
    return reader.text("due") if row["next_try_at"] <= now else reader.ago(row["next_try_at"], now)
