"""One source: how it does, what can be done, its rhythm, what people should know of it, its answers."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import care, conditions, data, feeds, histories, parts, reviewing, session, wording
from dashboard.i18n import N_, Reader
from dashboard.safe import plain
from measures.days import day_of
from measures.states import ADVICE, ANSWERS, HEALTH
from measures.store.sources import UNASKED
from measures.vocabulary import AnswerState, Country, Level, SourceHealth

# The notes of a catalogue entry, in the order in which they are shown.
NOTES = {
    "licence": N_("Licence"),
    "robots": N_("robots.txt"),
    "rate": N_("Limits of its publisher"),
    "quirks": N_("Peculiarities"),
    "basis": N_("What its address rests on"),
}
BASES = {
    "measured": N_("documented as asked and answered"),
    "in_use": N_("used by others"),
    "configured": N_("set up by others"),
    "announced": N_("announced by its publisher"),
    "inferred": N_("inferred from its publisher's other addresses"),
    "none": N_("nothing but the catalogue"),
}
ROBOTS = {
    "allows": N_("allows it"),
    "forbids": N_("forbids it"),
    "unreadable": N_("cannot be read"),
    "excepted": N_("not obeyed, by the operator's setting"),
}


def show(row: dict[str, Any], now: datetime, reader: Reader) -> None:
    """The page of one source; `row` is one of dashboard.feeds.sources."""
    _ = reader.text
    session.link("sources", _("All sources"), icon=":material/arrow_back:")
    parts.heading(plain(row["name"]), 1)
    facts = [
        plain(row["authority"]),
        wording.word(reader, Country(row["country"])),
        wording.word(reader, Level(row["level"])),
    ]
    if row["evidence_date"]:
        facts.append(_("as documented on {day}", day=reader.day(row["evidence_date"])))
    st.caption(" · ".join(facts))
    _state(row, now, reader)
    _wish(row, now, reader)
    care.of_source(row["id"], now, reader)
    left, right = st.columns(2, gap="large")
    with left:
        _rhythm(row, now, reader)
    with right:
        _notes(row, reader)
    reviewing.trust_of(row["id"], reader)
    _answers(row["id"], now, reader)
    _probe(row["id"], reader)


def _state(row: dict[str, Any], now: datetime, reader: Reader) -> None:
    _ = reader.text
    name = row["condition"]
    if name in conditions.STANDINGS:
        st.markdown(
            f"**{conditions.condition(reader, name)}**: {reader.text(conditions.STANDING_MEANS[name])}"
        )
    else:
        health = SourceHealth(name)
        since = row["gap_at"] if health is SourceHealth.GAP else row["bad_since"]
        told = f"**{conditions.health(reader, health)}**"
        if health is not SourceHealth.OK and not pd.isna(since):
            told += " " + _("since {since}", since=reader.moment(since))
        st.markdown(f"{told}: {reader.text(HEALTH[health])}")
        if health in ADVICE:
            st.markdown(_("What can be done: {advice}", advice=reader.text(ADVICE[health])))
    if row["state"]:
        state = AnswerState(row["state"])
        answered = _("Last answer: {state}.", state=conditions.answered(reader, state))
        detail = conditions.detail(reader, row["code"], row["args"]) if row["code"] else ""
        st.markdown(f"{answered} {reader.text(ANSWERS[state])}")
        st.caption(f"{ago(row['last_try_at'], now, reader)} · {detail}".removesuffix(" · "))


def _wish(row: dict[str, Any], now: datetime, reader: Reader) -> None:
    _ = reader.text
    asked = not pd.isna(row["asked_at"])
    unasked = _unasked(row, now, reader)
    closed = asked or bool(unasked)
    with st.container(horizontal=True, vertical_alignment="center"):
        # What will never be asked offers no wish.
        if not (row["standing"] in UNASKED or session.exercise_is_over()):
            care.signed(
                _("Poll now"),
                lambda who: feeds.ask_for_poll(row["id"], who, now),
                reader,
                key="poll-now",
                icon=":material/refresh:",
                disabled=closed,
            )
        parts.source_link(row["address"] or row["url"], _("Address of the feed"))
        if home := row["notes"].get("home"):
            parts.source_link(str(home), _("Page of the publisher"))
    if unasked:
        st.caption(unasked)
    elif asked:
        st.caption(
            _(
                "Asked of the scheduler {ago}; it polls at its next look.",
                ago=reader.ago(row["asked_at"], now),
            )
        )


def _unasked(row: dict[str, Any], now: datetime, reader: Reader) -> str:
    """Why the scheduler would not ask it now, whoever wants it; empty where it would."""
    if row["standing"] in UNASKED:
        return reader.text("The catalogue has it switched off: it is not asked.")
    if session.exercise_is_over():
        return reader.text("The exercise is over: no source is asked any more.")
    barred = row["next_try_at"] if row["state"] == AnswerState.BLOCKED else now
    named = now if pd.isna(row["not_before"]) else row["not_before"]
    if named > now and named >= barred:
        return reader.text("Its server has asked us not to come before {until}.", until=reader.moment(named))
    if barred > now:
        return reader.text("It keeps us out: it is not asked before {until}.", until=reader.moment(barred))
    return ""


def _rhythm(row: dict[str, Any], now: datetime, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Rhythm"))
    usual = row["items_a_week"]
    if pd.isna(usual):
        news = _("not learnt yet: that takes four weeks of polls")
    else:
        news = reader.plural("{number} item a week", "{number} items a week", round(usual))
    facts = {
        _("Usual news"): news,
        _("Last news"): ago(row["last_new_at"], now, reader),
        _("Last good answer"): ago(row["last_ok_at"], now, reader),
        _("Asked every"): _pause(row, reader),
        **({_("Next poll"): coming} if (coming := next_poll(row, now, reader)) != "–" else {}),
        _("Probably missed in 30 days"): reader.number(row["missed"]) if row["missed"] else "–",
    }
    if not pd.isna(row["gap_at"]):
        facts[_("Last gap")] = reader.moment(row["gap_at"])
    if row["retired_at"] and not pd.isna(row["retired_at"]):
        facts[_("Retired")] = reader.moment(row["retired_at"])
    _facts(facts)


def _pause(row: dict[str, Any], reader: Reader) -> str:
    """The pause between two polls at present, and the catalogue's where it is another."""
    declared = timedelta(minutes=row["interval_minutes"])
    usual = reader.duration(declared)
    if row["condition"] in conditions.STANDINGS or pd.isna(row["last_try_at"]):
        return usual
    current = row["next_try_at"] - row["last_try_at"]
    if abs(current - declared) <= declared / 10 or current <= timedelta(0):
        return usual
    return reader.text(
        "{now} at present, {usual} by the catalogue", now=reader.duration(current), usual=usual
    )


def _notes(row: dict[str, Any], reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("What to know of it"))
    facts = {}
    for name, label in NOTES.items():
        value = row["notes"].get(name)
        if not value:
            continue
        if name == "basis" and value in BASES:
            facts[_(label)] = _(BASES[value])
        else:
            texts = [plain(str(text)) for text in (value if isinstance(value, list) else [value])]
            facts[_(label)] = texts[0] if len(texts) == 1 else "".join(f"\n    - {text}" for text in texts)
    if row["address"]:
        facts[_("Accepted address")] = plain(row["address"])
    facts[_("Address in the catalogue")] = plain(row["url"])
    _facts(facts)


def _facts(facts: dict[str, str]) -> None:
    """Facts by name, as lines that wrap on a narrow screen."""
    st.markdown("\n".join(f"- **{name}:** {fact}" for name, fact in facts.items()))


def _answers(source_id: str, now: datetime, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Answers of the last 30 days"))
    counted = data.records(feeds.answers_by_day(source_id, now))
    if counted:
        rows = [{**row, "state": AnswerState(row["state"])} for row in counted]
        told = _told(rows, reader)
        st.vega_lite_chart(
            spec=histories.answers(rows, day_of(now), feeds.DAYS, reader, dark=session.dark()),
            alt=told,
            key="answers",
        )
        st.caption(told)
    latest = feeds.polls(source_id)
    if latest.empty:
        st.caption(_("No answer has been logged yet."))
        return
    parts.heading(_("Last answers"), 3)
    parts.table((_answer(row, reader) for row in data.records(latest)), alt=_("Last answers"))


def _told(rows: list[dict[str, Any]], reader: Reader) -> str:
    """The chart in a sentence, the most frequent state first."""
    numbers: dict[AnswerState, int] = {}
    for row in rows:
        numbers[row["state"]] = numbers.get(row["state"], 0) + row["number"]
    told = [
        f"{reader.number(number)} × {conditions.answered(reader, state)}"
        for state, number in sorted(numbers.items(), key=lambda pair: -pair[1])
    ]
    missed = sum(row["missed"] for row in rows)
    if missed:
        told.append(reader.plural("{number} item probably missed", "{number} items probably missed", missed))
    total = reader.plural("{number} answer", "{number} answers", sum(numbers.values()))
    return f"{total}: {', '.join(told)}."


def _answer(row: dict[str, Any], reader: Reader) -> dict[str, str]:
    _ = reader.text
    answer = conditions.answered(reader, AnswerState(row["state"]))
    detail = conditions.detail(reader, row["code"], row["args"]) if row["code"] else ""
    return {
        _("When"): reader.moment(row["at"]),
        _("Answer"): f"{answer}: {detail}" if detail else answer,
        _("Items"): reader.number(row["item_count"]),
        _("New"): reader.number(row["new_count"]),
        _("Seconds"): reader.number(round(row["seconds"], 1)),
    }


def _probe(source_id: str, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Last probe"))
    probe = feeds.probes().get(source_id)
    if probe is None:
        st.caption(
            _("It has not been probed. `python -m sources probe --id {id}` asks it once.", id=source_id)
        )
        return
    answer = conditions.answered(reader, probe.state)
    detail = conditions.detail(reader, probe.detail.code, dict(probe.detail.args))
    facts = {
        _("When"): reader.moment(probe.at),
        _("Machine"): plain(probe.machine),
        _("Answer"): f"{answer}: {detail}" if detail else answer,
        _("Status"): str(probe.status or ""),
        _("Type"): plain(probe.content_type),
        _("Items"): reader.number(probe.item_count),
        _("Newest item"): reader.day(date.fromisoformat(probe.newest)) if probe.newest else "",
        _("Validators"): plain(probe.validators),
        _("robots.txt"): _(ROBOTS[probe.robots]) if probe.robots in ROBOTS else "",
    }
    _facts({name: fact for name, fact in facts.items() if fact})


def ago(instant: Any, now: datetime, reader: Reader) -> str:
    """How long ago something was; a dash where it never was. What came while the page is drawn is of now."""
    return "–" if pd.isna(instant) else reader.ago(min(instant, now), now)


def next_poll(row: dict[str, Any], now: datetime, reader: Reader) -> str:
    """When it is asked next; a dash where it is not asked at all."""
    if row["standing"] in UNASKED or session.exercise_is_over():
        return "–"
    if row["condition"] in conditions.STANDINGS:
        return reader.text("only when asked")
    return reader.text("due") if row["next_try_at"] <= now else reader.ago(row["next_try_at"], now)
