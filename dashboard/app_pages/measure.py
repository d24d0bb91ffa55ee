"""One measure: what it says and for whom, its history on both clocks, the items and the words behind it."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from dashboard import address, data, histories, parts, reviewing, reviews, session, signalling, wording
from dashboard.i18n import Reader
from dashboard.safe import marked, plain
from measures.days import day_of
from measures.geography import regions
from measures.model import Event, Evidence, Measure, Phase

SHOWN_EVENTS = 40
SHOWN_ITEMS = 10


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    _ = reader.text
    asked = address.value("id")
    measure = data.measure(asked) if asked else None
    if measure is None:
        _unknown(asked, reader)
        return
    parts.heading(plain(measure.title), 1)
    st.caption(
        _(
            "{authority} · {country} · {level} · title {language}",
            authority=plain(measure.authority),
            country=wording.word(reader, measure.country),
            level=wording.word(reader, measure.level),
            language=wording.language_name(reader, measure.language),
        )
    )
    events = data.events(measure.id)
    _facts(measure, events, reader)
    _conflicts(measure, reader)
    _history(measure, events, reader)
    _items(events, reader)


def _unknown(asked: str | None, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Measure"), 1)
    if asked:
        st.warning(_("No measure is known under this address. It may have been joined with another."))
    else:
        st.info(_("Choose a measure on the timeline or in its table."))
    session.link("situation", _("To the situation"), icon=":material/arrow_back:")


def _facts(measure: Measure, events: list[Event], reader: Reader) -> None:
    _ = reader.text
    day = session.day()
    state = (
        _("in force on {day}", day=reader.day(day))
        if measure.in_force(day)
        else _("not in force on {day}", day=reader.day(day))
    )
    with st.container(horizontal=True):
        st.badge(state, color="blue" if measure.in_force(day) else "gray")
        st.badge(wording.impact(reader, measure.border_impact), color="gray")
        st.badge(wording.exempt(reader, measure.frontier_exempt), color="gray")
    names = regions()
    facts = {
        _("In force"): wording.span(reader, measure.begins, measure.ends, measure.until, measure.since),
        _("Topic"): parts.topics(reader, measure.topics) or "–",
        _("Borders"): parts.borders(measure.borders),
        _("Regions"): ", ".join(
            f"{names[code].name} ({code})" if code in names else code for code in measure.regions
        )
        or _("the whole country"),
        _("Groups"): ", ".join(wording.word(reader, group) for group in measure.groups) or "–",
        _("Documents to carry"): plain(wording.papers(reader, measure.documents)) or "–",
        **_law(measure, events, reader),
        _("Confidence"): _(
            "{percent} of items read this way are read right", percent=reader.percent(measure.confidence)
        ),
    }
    parts.table(
        ({"fact": name, "value": value} for name, value in facts.items()),
        header=False,
        alt=_("Facts of the measure"),
    )
    if measure.ends is None:
        st.caption(
            _(
                "No source gives an end. It is counted as in force until {until}: an assumption, not an end.",
                until=reader.day(measure.counted_until),
            )
        )
    with st.container(horizontal=True):
        parts.text_link(measure.url)
        signalling.of_measure(measure, reader)


def _law(measure: Measure, events: list[Event], reader: Reader) -> dict[str, str]:
    """What the rule is as law: its force by the text with the most effect, the acts by all of them."""
    readings = [event.assessment for event in events if event.assessment.is_measure]
    heaviest = max(readings, key=lambda reading: reading.border_impact.rank, default=None)
    force = heaviest and heaviest.force
    level = next((reading.level for reading in reversed(readings) if reading.level), measure.level)
    way = next((reading.direction for reading in reversed(readings) if reading.direction), None)
    acts = dict.fromkeys(wording.act(reader, act) for reading in readings for act in reading.acts)
    return {
        wording.field(reader, "force"): wording.word(reader, force) if force else "–",
        wording.field(reader, "direction"): wording.direction(reader, way, measure.country),
        wording.field(reader, "level"): wording.word(reader, level),
        wording.field(reader, "acts"): "; ".join(acts) or "–",
    }


def _conflicts(measure: Measure, reader: Reader) -> None:
    rows = data.conflicts_of_measure(measure.id, session.day())
    if rows.empty:
        return
    parts.heading(reader.text("Conflicts it is part of"))
    for row in data.records(rows):
        parts.conflict_line(row)


def _history(measure: Measure, events: list[Event], reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("History"))
    st.caption(_("Two clocks: the bar shows when it applied, the diamond when it became known here."))
    phases = {phase.event_id: phase for phase in measure.phases}
    ties = dict(measure.links)
    rows: list[dict[str, Any]] = []
    for event in events[:SHOWN_EVENTS]:
        phase = phases.get(event.id)
        since = phase.since if phase else event.assessment.valid_from or day_of(event.known_at)
        until = (phase.until if phase else event.assessment.valid_until) or measure.until
        rows.append(
            {
                "known": event.known_at,
                "since": since,
                "until": max(since, until),
                "open": bool(phase.until is None or phase.lapsing)
                if phase
                else event.assessment.valid_until is None,
                "impact": event.assessment.border_impact,
                "label": wording.word(reader, event.assessment.action),
            }
        )
    if rows:
        st.vega_lite_chart(
            histories.measure(rows, reader, dark=session.dark()),
            key="history",
            alt=reader.plural(
                "{number} event, from {first} to {last}",
                "{number} events, from {first} to {last}",
                len(rows),
                first=reader.day(min(row["since"] for row in rows)),
                last=reader.day(max(row["until"] for row in rows)),
            ),
        )
    parts.table(
        (_event_row(event, phases, ties.get(event.id, ""), reader) for event in events[:SHOWN_EVENTS]),
        alt=_("Events of the measure"),
    )


def _event_row(event: Event, phases: Mapping[str, Any], tie: str, reader: Reader) -> dict[str, str]:
    _ = reader.text
    reading = event.assessment
    phase = phases.get(event.id)
    return {
        _("Known since"): reader.known(event.known_at),
        _("What it does"): wording.word(reader, reading.action),
        _("Applies"): wording.span(reader, reading.valid_from, reading.valid_until),
        _("Effect at the border"): wording.impact(reader, reading.border_impact),
        _("Why it belongs here"): wording.tie(reader, tie),
        wording.field(reader, "force"): wording.word(reader, reading.force) if reading.force else "–",
        _("Counted as"): _counted(phase, reader) if phase else "–",
        _("Exemption"): wording.exempt(reader, reading.frontier_exempt),
    }


def _counted(phase: Phase, reader: Reader) -> str:
    """The days of a phase; where rules in it end by assumption alone, so does the phase."""
    return wording.span(reader, phase.since, None if phase.lapsing else phase.until, phase.until)


def _items(events: list[Event], reader: Reader) -> None:
    """The items behind the measure, newest first, the words marked where a label was read."""
    _ = reader.text
    parts.heading(_("Items behind it"))
    st.caption(_("Highlighted: the words that led to a label. Open the table under a text to see which."))
    offset = parts.pager("page", len(events), SHOWN_ITEMS)
    shown = list(reversed(events))[offset : offset + SHOWN_ITEMS]
    decisions = reviews.decisions([event.item.id for event in shown])
    for event in shown:
        item, evidence = event.item, event.assessment.evidence
        with st.container(border=True):
            parts.heading(marked(item.title, _spans(evidence, "title")), 3)
            st.caption(
                _(
                    "{authority} · published {published} · {language} · version {version}",
                    authority=plain(item.authority),
                    published=reader.day(item.published)
                    if item.published
                    else plain(item.published_raw) or "–",
                    language=wording.language_name(reader, item.language),
                    version=event.version,
                )
            )
            st.markdown(marked(item.summary, _spans(evidence, "summary")))
            parts.text_link(item.url)
            if evidence:
                with st.expander(_("What led to each label")):
                    parts.table(
                        _evidence_rows(evidence, reader),
                        alt=_("Labels and the words that led to them"),
                    )
            reviewing.checked(reader, [one for one in decisions if one.item_id == item.id])
            session.link("review", _("Review this item"), icon=":material/rate_review:", item=item.id)


def _spans(evidence: tuple[Evidence, ...], field: str) -> list[tuple[int, int]]:
    return [(piece.start, piece.end) for piece in evidence if piece.field == field]


def _evidence_rows(evidence: tuple[Evidence, ...], reader: Reader) -> list[dict[str, str]]:
    """One row a label and value, with all the words and rules behind it."""
    _ = reader.text
    found: dict[tuple[str, str], list[Evidence]] = {}
    for piece in evidence:
        found.setdefault((piece.label, piece.value), []).append(piece)
    return [
        {
            _("Label"): wording.field(reader, label),
            _("Value"): wording.value(reader, label, value),
            _("Words"): _distinct(_quoted(piece, reader) for piece in pieces),
            _("Rule"): _distinct(plain(piece.rule) for piece in pieces),
        }
        for (label, value), pieces in found.items()
    ]


def _quoted(piece: Evidence, reader: Reader) -> str:
    """The words, or the fact of the item (its country, say) that stood in for words."""
    if not piece.text:
        return "–"
    if piece.field in ("title", "summary"):
        return reader.quoted(plain(piece.text))
    return f"{wording.field(reader, piece.field)}: {plain(piece.text)}"


def _distinct(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(texts))
