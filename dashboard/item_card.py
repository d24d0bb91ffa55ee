"""One item under review: its text with the words marked, what is read in it, and the keys to answer with."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard import answering, parts, review_forms, reviewing, reviews, session, wording
from dashboard.i18n import Reader
from dashboard.safe import marked, plain
from measures.corrections import LABELS, REVIEWER, Correction, Verdict, labels_of, standing
from measures.model import Event

# Streamlit keeps C and R for itself.
KEYS = {
    "accept": "A",
    "change": "E",
    "not_a_measure": "N",
    "link": "L",
    "split": "S",
    "merge": "M",
    "undo": "U",
    "back": "J",
    "next": "K",
}


def show(event: Event, queue: list[str], reader: Reader) -> None:
    """The item beside its labels; `queue` holds the ids of what waits."""
    measure_id = reviews.measure_id(event.item.id)
    left, right = st.columns(2, gap="large")
    with left:
        _text(event, reader)
    with right:
        _acts(event, queue, measure_id, reader)
        review_forms.show(event, measure_id, queue, reader)
        _labels(event, reader)
        _measure(event, measure_id, reader)
        _decisions(event, reader)
    answering.remember(event)


def _text(event: Event, reader: Reader) -> None:
    _ = reader.text
    item = event.item
    read = event.review.machine if event.review else event.assessment

    def spans(field: str) -> list[tuple[int, int]]:
        return [(piece.start, piece.end) for piece in read.evidence if piece.field == field]

    parts.heading(marked(item.title, spans("title")))
    st.caption(
        _(
            "{authority} · published {published} · {language} · version {version}",
            authority=plain(item.authority),
            published=reader.day(item.published) if item.published else plain(item.published_raw) or "–",
            language=wording.language_name(reader, item.language),
            version=event.version,
        )
    )
    st.markdown(marked(item.summary, spans("summary")))
    parts.text_link(item.url)


def _acts(event: Event, queue: list[str], measure_id: str | None, reader: Reader) -> None:
    """A button an answer, each with its key."""
    _ = reader.text
    alone = len(_items_of(measure_id)) < 2
    none = _("It tells of no measure.") if measure_id is None else ""
    only = _("It is the only item of its measure: there is nothing to split it from.") if alone else ""
    item_id = event.item.id
    at = queue.index(item_id) if item_id in queue else -1
    answer, open_form, step = answering.press, answering.open_form, answering.step
    with st.container(horizontal=True, key="acts"):
        _button("accept", _("Accept"), partial(answer, item_id, Verdict.ACCEPT, queue), kind="primary")
        _button("change", _("Change"), partial(open_form, item_id, "change"))
        no_measure = partial(answer, item_id, Verdict.NOT_A_MEASURE, queue)
        _button("not_a_measure", _("Not a measure"), no_measure, off=not event.assessment.is_measure)
    with st.container(horizontal=True, key="acts-of-measure"):
        _button("link", _("Link"), partial(open_form, item_id, "link"), why=none)
        _button("split", _("Split"), partial(open_form, item_id, "split"), why=none or only)
        _button("merge", _("Merge"), partial(open_form, item_id, "merge"), why=none)
    with st.container(horizontal=True, key="acts-of-queue"):
        _button("back", _("Back"), partial(step, queue, item_id, -1), off=at <= 0)
        _button("next", _("Next"), partial(step, queue, item_id, 1), off=at + 1 >= len(queue))
        _button("undo", _("Undo"), answering.undo_last, off=not answering.made())
    answering.switch(reader)


def _button(
    name: str,
    label: str,
    act: Callable[[], None],
    *,
    kind: str = "secondary",
    off: bool = False,
    why: str = "",
) -> None:
    """A button with its key; disabled where it is off, or where `why` says why it cannot be pressed."""
    st.button(
        label,
        key=f"review:{name}",
        type=kind,  # type: ignore[arg-type]
        disabled=off or bool(why),
        shortcut=KEYS[name] if answering.single_keys() else None,
        help=why or None,
        on_click=act,
    )


def _items_of(measure_id: str | None) -> tuple[str, ...]:
    measure = reviews.measure(measure_id) if measure_id else None
    return measure.item_ids if measure else ()


def _labels(event: Event, reader: Reader) -> None:
    """What is read, in words, with the words of the text that led to it."""
    _ = reader.text
    said = labels_of(event.assessment)
    parts.heading(_("What is read"), 3)
    review = event.review
    if review is None:
        st.caption(
            _(
                "Read by the machine; {percent} of items read this way are read right.",
                percent=reader.percent(event.assessment.confidence),
            )
        )
    elif review.answered:
        st.caption(_("Answered by a person; further readings of this text change nothing."))
    else:
        st.info(
            _("Text and reading have both changed since a person answered. What did not change was kept."),
            icon=":material/history:",
        )
    parts.table(
        (
            {
                _("Label"): wording.field(reader, label),
                _("Value"): reviewing.value(reader, label, said),
                _("Words"): _words(event, label, reader),
            }
            for label in LABELS
        ),
        alt=_("Labels and the words that led to them"),
    )


def _words(event: Event, label: str, reader: Reader) -> str:
    """The words behind a label; a fact of the item, or a person, where no words are."""
    told: dict[str, None] = {}
    for piece in event.assessment.evidence:
        if piece.label != label:
            continue
        if piece.rule == REVIEWER:
            told[reader.text("given by a person")] = None
        elif piece.field in ("title", "summary") and piece.text:
            told[reader.quoted(plain(piece.text))] = None
        elif piece.text:
            told[f"{wording.field(reader, piece.field)}: {plain(piece.text)}"] = None
    return ", ".join(told) or "–"


def _measure(event: Event, measure_id: str | None, reader: Reader) -> None:
    """The measure that the item is counted to, and what else tells of it."""
    _ = reader.text
    measure = reviews.measure(measure_id) if measure_id else None
    if measure is None:
        return
    parts.heading(_("The measure it tells of"), 3)
    with st.container(gap=None):
        session.link("measure", f"{measure.country} · {plain(measure.title)}", id=measure.id)
        facts = [
            wording.span(reader, measure.begins, measure.ends, measure.until, measure.since),
            reader.plural("{number} item tells of it", "{number} items tell of it", len(measure.item_ids)),
        ]
        st.caption(" · ".join(facts))


def _decisions(event: Event, reader: Reader) -> None:
    """What people decided on this item, each to be taken back."""
    _ = reader.text
    given = reviews.decisions([event.item.id])
    if not given:
        return
    parts.heading(_("Decisions on it"), 3)
    holding = {one.id for one in standing(given)}
    for one in given:
        with st.container(horizontal=True, vertical_alignment="center"):
            told = reviewing.decision(reader, one)
            if one.id not in holding and one.verdict is not Verdict.UNDO:
                told = _("{decision}; taken back", decision=told)
            st.markdown(told)
            if one.id in holding:
                _take_back(event, one, reader)


def _take_back(event: Event, one: Correction, reader: Reader) -> None:
    act = partial(answering.undo, event.item.id, one.id)
    st.button(reader.text("Take back"), key=f"review:back:{one.id}", type="tertiary", on_click=act)
