"""The editors' introduction and remarks on a week: what stands, and the form to write with."""

import streamlit as st

from dashboard import care, data, parts, session, wording
from dashboard.i18n import NAMES, Reader
from dashboard.safe import plain, tidy
from measures.errors import InputError
from measures.store.editions import LONGEST_NOTE, keep_note
from measures.vocabulary import Language
from measures.weekly import Note, Week
from measures.weekly.notes import current


def form(week: Week, notes: list[Note], language: Language, reader: Reader) -> None:
    """The form for the introduction, or for a remark on one of the week's conflicts."""
    _ = reader.text
    parts.heading(_("Write on it"))
    st.markdown(
        _(
            "What you write is kept with the week in {language} and comes into every format; the facts of an "
            "edition stay as they are. An emptied text is left out. Your name is kept with it for your "
            "colleagues; the summary gives the day and no name.",
            language=NAMES[language],
        )
    )
    titles = {"": _("Introduction")} | {
        one.key: f"{wording.conflict(reader, one)} ({reader.day(one.since, 'medium')})"
        for one in (entry.conflict for entry in week.entries)
    }
    about = st.selectbox(_("On what"), list(titles), format_func=titles.__getitem__, key="note:about")
    place = f"note:{week.week}:{about}:{language}"
    if said := st.session_state.pop("note:said", ""):
        st.success(said, icon=":material/check:")
    standing = current(notes).get((about, language))
    text = standing.text if standing else ""
    begun = st.session_state.setdefault(f"{place}:begun", text)
    if begun != text and standing is not None:
        st.warning(
            _("{who} wrote on it meanwhile: {text}", who=plain(standing.who), text=plain(standing.text)),
            icon=":material/sync_problem:",
        )
    with st.form(f"{place}:form"):
        given = st.text_area(_("Text"), begun, max_chars=LONGEST_NOTE, key=f"{place}:text", height=160)
        who = st.text_input(
            _("Your name"), care.known_name(), max_chars=80, key="note:who", autocomplete="name", width=260
        )
        sent = st.form_submit_button(_("Keep"), type="primary", icon=":material/save:")
    if standing is not None:
        moment = reader.moment(standing.at)
        st.caption(_("Last written by {who}, {moment}", who=plain(standing.who), moment=moment))
    if not sent:
        return
    if begun != text:
        # What they typed stays in the field; with the other's words before them they may send it again.
        st.session_state[f"{place}:begun"] = text
        st.error(_("It was not kept: compare with what was written meanwhile, then keep it again."))
        return
    if given.strip() == text.strip():
        st.info(_("Nothing was changed, so nothing was kept."))
        return
    try:
        with data.store().begin() as tx:
            keep_note(tx, Note(week.week, about, language, given.strip(), tidy(who), session.now()))
    except InputError:
        st.error(_("Give your name first: it is kept with the decision."))
        return
    care.keep_name(who)
    st.session_state[f"{place}:begun"] = given.strip()
    st.session_state["note:said"] = _("Kept.")
    st.rerun()
