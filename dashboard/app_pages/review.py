"""Review: doubtful readings one by one, the most consequential first, for people to accept or correct."""

import pandas as pd
import streamlit as st

from dashboard import address, answering, data, feeds, item_card, parts, reviewing, reviews, session, wording
from dashboard.i18n import NAMES, Reader
from dashboard.safe import plain
from measures.vocabulary import Border, Language

LISTED = 10
FILTERS = ("source", "text", "border")


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    _ = reader.text
    parts.heading(_("Review"), 1)
    if data.nothing_stored():
        parts.nothing_stored()
        return
    rows = _narrowed(reviews.rows(), reader)
    waiting = rows[rows["state"] != "done"]
    _progress(len(waiting), len(rows), reader)
    queue = [str(item_id) for item_id in waiting["item_id"]]
    asked = address.value("item")
    chosen = asked or (queue[0] if queue else None)
    event = reviews.event(chosen) if chosen else None
    if event is not None:
        answering.who_and_how(reader)
        item_card.show(event, queue, reader)
    elif asked:
        st.warning(_("No item is known under this address."))
        session.link("review", _("To the queue"), icon=":material/arrow_back:")
    else:
        _nothing(rows, reader)
    if queue:
        _queue(queue, chosen, reader)
    reviewing.trust(reader)


def _narrowed(rows: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """The rows that the filters let through."""
    _ = reader.text
    names = feeds.names(session.now(), reader)
    label = _("Filters (some are set)") if address.kept(*FILTERS) else _("Filters")
    with st.popover(label, icon=":material/filter_alt:", key="filters"):
        present = sorted(set(rows["source"]), key=lambda source: names.get(source, source))
        shown = {"placeholder": _("all"), "width": 300}
        sources = address.many(
            _("Source"), "source", present, lambda source: names.get(source, source), **shown
        )
        languages = address.many(
            _("Language of the text"), "text", list(Language), NAMES.__getitem__, **shown
        )
        borders = address.many(_("Border"), "border", list(Border), wording.border, **shown)
    if sources:
        rows = rows[rows["source"].isin(sources)]
    if languages:
        rows = rows[rows["language"].isin(languages)]
    if borders:
        rows = rows[rows["borders"].map(lambda touched: bool(set(borders) & set(touched))).astype(bool)]
    return rows


def _progress(left: int, total: int, reader: Reader) -> None:
    if total:
        told = reader.text("{left} of {total} left", left=reader.number(left), total=reader.number(total))
        st.progress((total - left) / total, text=told)


def _nothing(rows: pd.DataFrame, reader: Reader) -> None:
    """Why there is nothing to do, and what can be done."""
    _ = reader.text
    if address.kept(*FILTERS):
        st.info(_("Nothing that matches waits. Clear a filter."), icon=":material/filter_alt_off:")
        return
    st.info(
        _(
            "Nothing waits to be reviewed. Readings of which the machine is unsure appear here by "
            "themselves, and so do answered items whose text and reading have both changed. Any other item "
            "can be corrected from the page of its measure."
        ),
        icon=":material/task_alt:",
    )


def _queue(queue: list[str], chosen: str | None, reader: Reader) -> None:
    """What waits, as links."""
    _ = reader.text
    at = queue.index(chosen) if chosen in queue else 0
    listed = queue[at : at + LISTED]
    events = reviews.events(listed)
    kept = address.kept(*FILTERS)
    with st.expander(_("The queue from here on")):
        for item_id in listed:
            event = events[item_id]
            label = f"{event.item.country} · {plain(event.item.title)}"
            facts = [
                wording.impact(reader, event.assessment.border_impact),
                _("confidence {percent}", percent=reader.percent(event.assessment.confidence)),
            ]
            with st.container(gap=None):
                session.link(
                    "review",
                    label,
                    item=item_id,
                    source=kept.get("source"),
                    text=kept.get("text"),
                    border=kept.get("border"),
                )
                st.caption(" · ".join(facts))
