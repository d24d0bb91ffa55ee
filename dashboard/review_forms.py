"""The forms of the review page: change labels, link, split and merge.

They stand in the page, beside the text, not above it: the page is drawn anew whenever something arrives,
and what is half filled in must stay.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from dashboard import answering, parts, reviews, wording
from dashboard.answering import answer
from dashboard.i18n import N_, Reader
from dashboard.safe import plain, tidy
from measures.corrections import Verdict
from measures.items import Labels
from measures.model import YEARS, Event, Measure
from measures.vocabulary import Action, Border, Group, Impact, Topic

MOST_TOPICS = 3
_EXEMPT: tuple[bool | None, ...] = (None, True, False)


def show(event: Event, measure_id: str | None, queue: list[str], reader: Reader) -> None:
    """The form that is open for this item, if one is."""
    form = answering.opened(event)
    if not form:
        return
    measure = reviews.measure(measure_id) if measure_id else None
    with st.container(border=True, key="review-form"):
        if form == "change":
            _change(event, queue, reader)
        elif measure is not None:
            forms: dict[str, Callable[..., None]] = {"link": _link, "split": _split, "merge": _merge}
            forms[form](event, measure, queue, reader)
        shortcut = "Esc" if answering.single_keys() else None
        if st.button(reader.text("Cancel"), key="review:cancel", type="tertiary", shortcut=shortcut):
            answering.close_form()
            st.rerun()


def _change(event: Event, queue: list[str], reader: Reader) -> None:
    """All labels of the codebook, to be set by a person."""
    _ = reader.text
    said = event.assessment
    parts.heading(_("Change labels"), 3)

    def key(name: str) -> str:
        return f"review:{event.id}:{name}"

    def word(member: object) -> str:
        return tidy(wording.word(reader, member))

    with st.form(key("change"), border=False):
        measure = st.checkbox(_("Is a measure"), said.is_measure, key=key("measure"))
        none = _("none")
        topics = st.multiselect(
            _("Topic"), list(Topic), list(said.topics), format_func=word, key=key("topics"),
            max_selections=max(MOST_TOPICS, len(said.topics)), placeholder=none,
        )  # fmt: skip
        action = st.selectbox(
            _("What it does"), list(Action), list(Action).index(said.action), word, key=key("action")
        )
        impact = st.selectbox(
            _("Effect at the border"), list(Impact), said.border_impact.rank,
            lambda member: wording.impact(reader, member), key=key("impact"),
        )  # fmt: skip
        borders = st.multiselect(
            _("Borders"), list(Border), list(said.borders), format_func=wording.border, key=key("borders"),
            placeholder=none,
        )  # fmt: skip
        groups = st.multiselect(
            _("Groups"), list(Group), list(said.groups), format_func=word, key=key("groups"), placeholder=none
        )
        exempt = st.selectbox(
            _("Frontier workers exempt"), _EXEMPT, _EXEMPT.index(said.frontier_exempt),
            lambda answer: wording.exempt(reader, answer), key=key("exempt"),
        )  # fmt: skip
        with st.container(horizontal=True):
            since = _a_day(_("First day"), said.valid_from, key("since"), reader)
            until = _a_day(_("Last day"), said.valid_until, key("until"), reader)
        why = st.text_input(_("Reason"), max_chars=300, key=key("why"))
        sent = st.form_submit_button(_("Keep these labels"), type="primary", shortcut="Ctrl+Enter")
    if not sent:
        return
    human = Labels.model_validate(
        {
            "is_measure": measure,
            "topics": topics,
            "action": action,
            "border_impact": impact,
            "borders": borders,
            "groups": groups,
            "frontier_exempt": exempt,
            "valid_from": since and since.isoformat(),
            "valid_until": until and until.isoformat(),
        }
    )
    wrong = _wrong(human)
    if wrong or not tidy(why):
        st.error(_(wrong) if wrong else _("Give a reason: it is kept with the decision."))
        return
    verdict = Verdict.CHANGE if human.is_measure else Verdict.NOT_A_MEASURE
    answer(event, verdict, queue, why=tidy(why), human=human)
    st.rerun()


def _link(event: Event, measure: Measure, queue: list[str], reader: Reader) -> None:
    """This item alone goes to another measure."""
    _ = reader.text
    parts.heading(_("Link this item to another measure"), 3)
    _choose(event, measure, Verdict.LINK, (), queue, reader)


def _merge(event: Event, measure: Measure, queue: list[str], reader: Reader) -> None:
    """All that its measure holds goes together with another measure."""
    _ = reader.text
    parts.heading(_("Merge its measure with another"), 3)
    _choose(event, measure, Verdict.MERGE, measure.item_ids, queue, reader)


def _choose(
    event: Event,
    own: Measure,
    verdict: Verdict,
    with_items: tuple[str, ...],
    queue: list[str],
    reader: Reader,
) -> None:
    """Choice of a measure of the same government."""
    _ = reader.text
    others = {other.id: other for other in reviews.neighbours(event) if other.id != own.id}
    if not others:
        st.info(_("There is no other measure of this authority yet."))
        return
    with st.form(f"review:{event.id}:{verdict}", border=False):
        chosen = st.selectbox(
            _("Measure (type to search)"),
            list(others),
            None,
            lambda key: _title(others[key], reader),
            key=f"review:{event.id}:{verdict}:measure",
            placeholder=_("choose"),
        )
        why = st.text_input(_("Reason"), max_chars=300, key=f"review:{event.id}:{verdict}:why")
        sent = st.form_submit_button(_("Keep"), type="primary", shortcut="Ctrl+Enter")
    if not sent:
        return
    if chosen is None or not tidy(why):
        st.error(_("Choose a measure and give a reason: both are kept."))
        return
    items = (*with_items, *others[chosen].item_ids)
    answer(event, verdict, queue, why=tidy(why), items=items)
    st.rerun()


def _split(event: Event, measure: Measure, queue: list[str], reader: Reader) -> None:
    """This item becomes a measure of its own."""
    _ = reader.text
    others = [item_id for item_id in measure.item_ids if item_id != event.item.id]
    parts.heading(_("Split this item from its measure"), 3)
    st.markdown(_("It becomes a measure of its own. These stay together:"))
    titles = [plain(other.item.title) for other in reviews.events(others).values()]
    st.markdown("\n".join(f"- {title}" for title in titles))
    with st.form(f"review:{event.id}:split", border=False):
        why = st.text_input(_("Reason"), max_chars=300, key=f"review:{event.id}:split:why")
        sent = st.form_submit_button(_("Keep"), type="primary", shortcut="Ctrl+Enter")
    if sent and not tidy(why):
        st.error(_("Give a reason: it is kept with the decision."))
    elif sent:
        answer(event, Verdict.SPLIT, queue, why=tidy(why), items=tuple(others))
        st.rerun()


def _wrong(labels: Labels) -> str:
    """What does not fit together in labels, as a message id; empty where all does."""
    if not labels.is_measure:
        return ""
    if not labels.topics:
        return N_("A measure has a topic: choose at least one.")
    if labels.border_impact is not Impact.NONE and not labels.borders:
        return N_("An effect at the border needs the border: choose at least one.")
    if labels.valid_from and labels.valid_until and labels.valid_until < labels.valid_from:
        return N_("The last day lies before the first.")
    return ""


def _a_day(label: str, value: date | None, key: str, reader: Reader) -> date | None:
    first, last_day = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    chosen: Any = st.date_input(
        label, value, key=key, min_value=first, max_value=last_day, format=reader.date_input
    )
    return chosen if isinstance(chosen, date) else None


def _title(measure: Measure, reader: Reader) -> str:
    span = wording.span(reader, measure.begins, measure.ends, measure.until, measure.since)
    return f"{tidy(measure.title)} · {span}"
