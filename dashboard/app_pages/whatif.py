"""What if: a draft measure beside today's conflicts, what it would change, and the border-effects note."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import data, drafting, parts, session, wording
from dashboard.data import Filters
from dashboard.i18n import Reader
from dashboard.reports.blocks import Bullets, Document, Heading, Paragraph
from dashboard.reports.markdown import to_markdown
from dashboard.reports.pdf import to_pdf
from dashboard.reports.word import to_docx
from dashboard.safe import plain
from measures.conflicts import touched
from measures.conflicts.note import Told, border_effects, told
from measures.conflicts.whatif import TURNS, Effect
from measures.model import Measure
from measures.vocabulary import Border

LISTED = 8


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    _ = reader.text
    parts.heading(_("What if"), 1)
    st.markdown(
        _(
            "Describe a measure that is not decided yet: the page lays it over all measures known and shows "
            "what would collide. Nothing is saved; the address holds the draft, so it can be sent as a link."
        )
    )
    line = drafting.form(reader)
    if data.nothing_stored():
        parts.nothing_stored()
        return
    if line is None:
        st.info(_("Choose at least one topic to see what the draft would do."), icon=":material/edit_note:")
        return
    draft = drafting.measure(line)
    effects = data.effects(draft, session.day())
    left, right = st.columns(2, gap="large")
    with left, st.container(gap="xsmall"):
        _today(draft, reader)
    with right, st.container(gap="xsmall"):
        _changes(effects, reader)
    _note(draft, effects, reader)


def _today(draft: Measure, reader: Reader) -> None:
    """The conflicts as they are, at the borders and on the topics of the draft."""
    _ = reader.text
    day = session.day()
    parts.heading(_("As it stands on {day}", day=reader.day(day)))
    borders = tuple(border for border in Border if border in touched([draft]))
    if not borders:
        st.markdown(_("The draft touches none of the three borders."))
        return
    rows = data.conflicts(day, Filters(borders=borders, topics=draft.topics))
    st.caption(
        _(
            "Conflicts at {borders} on the topics of the draft, open or beginning soon.",
            borders=reader.all_of(wording.border(border) for border in borders),
        )
    )
    if rows.empty:
        st.markdown(_("None is known."))
    for row in data.records(rows.head(LISTED)):
        parts.conflict_line(row)
    if len(rows) > LISTED:
        session.link(
            "conflicts",
            _("Show all {number} conflicts", number=reader.number(len(rows))),
            border=borders,
            topic=draft.topics,
        )


def _changes(effects: tuple[Effect, ...], reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("With the draft"))
    if not effects:
        st.markdown(_("No conflict would begin, end or change."))
    for effect in effects:
        shown = effect.shown
        label = [
            f"**{reader.all_of(reader.text(TURNS[turn]) for turn in effect.turns)}**",
            wording.border(effect.border),
            wording.word(reader, effect.kind),
            _severities(effect, reader),
        ]
        facts = [
            parts.topics(reader, shown.topics),
            *(_("new on {days}", days=_days(effect.gained, reader)) for _some in effect.gained[:1]),
            *(_("no longer on {days}", days=_days(effect.lost, reader)) for _some in effect.lost[:1]),
        ]
        with st.container(gap=None):
            st.markdown(" · ".join(label))
            if shown.reasons:
                st.markdown(wording.reason(reader, shown.reasons[0]))
            st.caption(" · ".join(facts))


def _severities(effect: Effect, reader: Reader) -> str:
    """The severity as it would be, after that of today where it differs."""
    old, new = (max((c.severity for c in side), default=0) for side in (effect.before, effect.after))
    if old and new and old != new:
        return f"{wording.severity(reader, old)} → {wording.severity(reader, new)}"
    return wording.severity(reader, new or old)


def _days(stretches: tuple[tuple[Any, Any], ...], reader: Reader) -> str:
    return reader.all_of(
        f"{reader.day(first, 'medium')} – {reader.day(last, 'medium')}" for first, last in stretches
    )


def _note(draft: Measure, effects: tuple[Effect, ...], reader: Reader) -> None:
    _ = reader.text
    note = border_effects(effects, [draft], session.day())
    words = told(note, reader.text, reader.day, reader.number)
    parts.heading(words.title)
    made = document(words, draft, reader)
    with st.container(horizontal=True):
        for label, name, drawn, kind in (
            (_("Word (DOCX)"), "docx", lambda: to_docx(made), _MIME["docx"]),
            (_("PDF, to print"), "pdf", lambda: to_pdf(made), _MIME["pdf"]),
            ("Markdown", "md", lambda: to_markdown(made), _MIME["md"]),
        ):
            st.download_button(
                label, drawn, f"border-effects-note.{name}", kind, key=f"note-{name}", on_click="ignore",
                icon=":material/download:",
            )  # fmt: skip
    st.markdown(plain(words.lead))
    for heading, points in words.parts:
        parts.heading(heading, 3)
        st.markdown("\n".join(f"- {plain(point)}" for point in points))
    st.caption(plain(words.limits))


_MIME: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown",
}


def document(words: Told, draft: Measure, reader: Reader) -> Document:
    """The note for those formats that leave the house."""
    blocks: list[Heading | Paragraph | Bullets] = [Paragraph(words.lead, "lead")]
    for heading, points in words.parts:
        blocks += [Heading(heading), Bullets(points)]
    return Document(
        words.title,
        reader.language,
        session.now().replace(microsecond=0),
        (*blocks, Paragraph(words.limits, "small")),
        subtitle=draft.title,
        footer=reader.text("Cross Border Taskforce"),
    )
