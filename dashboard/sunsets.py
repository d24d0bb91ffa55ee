"""The sunset watch: what ends on one side alone, what is announced, what went past its end without a word."""

from datetime import date, timedelta

import streamlit as st

from dashboard import data, parts, session, wording
from dashboard.data import kept, store
from dashboard.i18n import N_, Reader
from dashboard.safe import plain
from measures.conflicts import reasons
from measures.conflicts.watch import LOOK_BACK, PROLONGED, TEMPLATES, Lapse, Notice, Watch, lapses, sunset
from measures.model import Conflict, Measure
from measures.store.counter import as_known
from measures.store.measures import measures_at
from measures.vocabulary import Border

# An end known so long before can still be spoken of with the neighbour.
DAYS = 14
SHOWN = 6
TITLES = {
    Watch.ENDS_ALONE: N_("Ends on one side while the neighbour goes on"),
    Watch.ANNOUNCED: N_("Announced and not yet in force"),
    Watch.ENDED_UNHEARD: N_("Past its end without a word"),
    Watch.COUNTED_OUT: N_("Counted no longer: no end was ever heard of"),
}


@kept
def notices(day: date, borders: tuple[Border, ...], past: bool) -> dict[Watch, list[Notice]]:
    """What to look at on a day at some borders, by why."""
    found = [notice for notice in sunset(_near(day, borders, past), day, DAYS) if notice.border in borders]
    return {watch: [one for one in found if one.watch is watch] for watch in Watch}


@kept
def hanging(day: date, borders: tuple[Border, ...], past: bool) -> list[Lapse]:
    """What hangs on the ends of the coming days at some borders."""
    return [lapse for lapse in lapses(_near(day, borders, past), day, DAYS) if lapse.border in borders]


def _near(day: date, borders: tuple[Border, ...], past: bool) -> list[Measure]:
    """The measures at the borders that are not long over; of a day gone by, as they were known on it."""
    since = day - timedelta(days=LOOK_BACK)
    if past:
        return [measure for measure in as_known(store(), day)[0] if measure.until >= since]
    with store().read() as tx:
        return measures_at(tx, borders, since)


def block(day: date, borders: tuple[Border, ...], reader: Reader) -> None:
    """All of the watch on a day."""
    _ = reader.text
    parts.heading(_("What to look at before it bites"))
    past = day < session.today()
    if past:
        st.caption(_("As it was known on that day."))
    found, ends = notices(day, borders, past), hanging(day, borders, past)
    if not any(found.values()) and not ends:
        st.markdown(_("✓ Within 14 days nothing ends on one side alone, and nothing is announced."))
        return
    if ends:
        parts.heading(_("What hangs on an end"), 3)
        for lapse in ends[:SHOWN]:
            _lapse(lapse, reader)
        with_more(len(ends), reader)
    for watch, told in found.items():
        if told:
            parts.heading(_(TITLES[watch]), 3)
            for notice in told[:SHOWN]:
                _notice(notice, reader)
            with_more(len(told), reader)


def with_more(number: int, reader: Reader) -> None:
    """Says how many are not shown."""
    if number > SHOWN:
        more = number - SHOWN
        st.caption(reader.plural("and {number} more", "and {number} more", more))


def _notice(notice: Notice, reader: Reader) -> None:
    said = reasons.filled(
        TEMPLATES[notice.watch], dict(notice.reason.args), reader.text, reader.day, reader.number
    )
    with st.container(gap=None):
        session.link("measure", plain(notice.measure.title), id=notice.measure.id)
        st.caption(f"{wording.border(notice.border)} · {plain(said)}")
        if notice.counterpart is not None:
            session.link("measure", plain(notice.counterpart.title), id=notice.counterpart.id)


def _lapse(lapse: Lapse, reader: Reader) -> None:
    _ = reader.text
    day = reader.day(lapse.last_day)
    with st.container(gap=None):
        session.link("measure", plain(lapse.measure.title), id=lapse.measure.id)
        ends = (
            _("No end is known; counted until {day}.", day=day)
            if lapse.assumed
            else _("Last day: {day}.", day=day)
        )
        st.caption(f"{wording.border(lapse.border)} · {plain(lapse.measure.authority)} · {ends}")
        for conflict in lapse.follows:
            told = _("If it ends: {conflict}", conflict=_conflict(conflict, reader))
            # What was expected of a day gone by need not have come.
            if data.conflict(conflict.key, lapse.last_day) is None:
                st.markdown(told)
            else:
                session.link("conflicts", told, key=conflict.key)
        for effect in lapse.if_prolonged:
            st.markdown(
                _(
                    "If this side alone goes on for {days} days: {conflict}",
                    days=reader.number(PROLONGED),
                    conflict=_conflict(effect.shown, reader),
                )
            )


def _conflict(conflict: Conflict, reader: Reader) -> str:
    """A conflict in a few words, safe as Markdown."""
    kind, severity = wording.word(reader, conflict.kind), wording.severity(reader, conflict.severity)
    return f"{kind}, {parts.topics(reader, conflict.topics)}, {severity}"
