"""The obstacle card of a conflict: to read, to write on, and to take along as DOCX or PDF."""

import streamlit as st

from dashboard import address, care, cases, casework_form, data, parts, session
from dashboard.cases import Shown
from dashboard.i18n import Reader
from dashboard.links import page_url
from dashboard.reports.card import TITLES, card, known_words
from dashboard.reports.shown import show
from dashboard.reports.taking import take
from dashboard.safe import tidy
from measures.casework import Act, basis_of, written
from measures.obstacles import Obstacle, known

_LONGEST = 2_000


def page() -> None:
    """The card of the conflict that the address names."""
    reader = session.reader()
    _ = reader.text
    key = address.value("key") or ""
    shown = cases.read(key)
    if shown is None:
        parts.heading(_("Obstacle card"), 1)
        st.warning(_("No conflict is known under this address."))
        session.link("conflicts", _("All conflicts"), icon=":material/arrow_back:")
        return
    session.link("conflicts", _("The conflict"), icon=":material/arrow_back:", key=key)
    conflict = shown.facts.conflict
    named = [measure for measure in (conflict.measure_a, conflict.measure_b) if measure]
    obstacle = known(conflict, data.measures_by_id(named))
    day = session.day()
    link = page_url("conflicts", key=key, day=day.isoformat(), lang=reader.language)
    document = card(obstacle, written(shown.acts), reader, session.now(), link, day=day)
    show(document, 1)
    kind = conflict.kind.replace("_", "-")
    take(document, f"obstacle-card-{conflict.border}-{kind}-{day}", reader, "docx", "pdf")
    _write(shown, obstacle, reader)


def _write(shown: Shown, obstacle: Obstacle, reader: Reader) -> None:
    """The form: what was filled in stands in the fields, and what is changed is kept with the case."""
    _ = reader.text
    key = shown.facts.conflict.key
    filled = known_words(obstacle, reader)
    parts.heading(_("Write on it"))
    st.markdown(
        _(
            "Change what the data filled in. An emptied field goes back to it; the facts on the rules stay "
            "as they are. What you write is kept as you wrote it, in your language."
        )
    )
    casework_form.told(key)
    number, begun = st.session_state.setdefault(f"card:{key}:begun", (0, shown.case.card))
    if begun != shown.case.card:
        st.info(
            _(
                "Someone else wrote on the card meanwhile, as shown above. What you leave as it is stays "
                "theirs."
            ),
            icon=":material/sync_problem:",
        )
        st.button(_("Show the card as it is now"), on_click=_begin_anew, args=(key,), type="tertiary")
    start = {name: begun.get(name) or filled[name] for name in TITLES}
    with st.form(f"card:{key}:form"):
        who = st.text_input(
            _("Your name"),
            care.known_name(),
            max_chars=80,
            key=f"card:{key}:{number}:who",
            autocomplete="name",
            width=260,
            persist_state="session",
        )
        given = {
            name: st.text_area(
                _(title),
                start[name],
                max_chars=_LONGEST,
                key=f"card:{key}:{number}:{name}:{reader.language}",
                persist_state="session",
            )
            for name, title in TITLES.items()
        }
        sent = st.form_submit_button(
            _("Keep the card"), type="primary", icon=":material/save:", shortcut="Ctrl+Enter"
        )
    if not sent:
        return
    # A part as the data filled it in is nobody's words.
    changed = {
        name: "" if _same(text, filled[name]) else text.strip()
        for name, text in given.items()
        if not _same(text, start[name])
    }
    overtaken = [_(TITLES[name]) for name in changed if begun.get(name) != shown.case.card.get(name)]
    if overtaken:
        st.error(
            _(
                "Someone else wrote on the same part meanwhile: {parts}. Nothing is kept and nothing is "
                "lost: copy your words, then show the card as it is now.",
                parts=reader.all_of(overtaken),
            ),
            icon=":material/sync_problem:",
        )
        return
    act = Act(key, session.now(), tidy(who), basis_of(shown.facts), card=changed or None)
    if casework_form.attempt(act, shown.case.last):
        care.keep_name(tidy(who))
        _begin_anew(key)
    st.rerun()


def _begin_anew(key: str) -> None:
    """Lets the next drawing begin a form with the card as it stands then."""
    number, _card = st.session_state[f"card:{key}:begun"]
    kept = cases.read(key)
    st.session_state[f"card:{key}:begun"] = (number + 1, kept.case.card if kept else {})


def _same(text: str, other: str) -> bool:
    """Whether two texts differ in blanks at most."""
    return text.split() == other.split()
