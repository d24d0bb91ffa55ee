"""Working on a conflict: where it stands, the form to act with, and who did what."""

from functools import partial
from typing import Literal

import streamlit as st

from dashboard import care, cases, casework_form, parts, session, wording
from dashboard.cases import Shown
from dashboard.i18n import N_, Reader
from dashboard.reports.card import TITLES
from dashboard.safe import plain
from measures import forums
from measures.casework import Act, Case, Step, standing_acts
from measures.vocabulary import CaseState

COLOURS: dict[CaseState, Literal["orange", "blue", "green", "gray"]] = {
    CaseState.SIGNALLED: "orange",
    CaseState.UNDER_EXAMINATION: "blue",
    CaseState.IN_CONSULTATION: "blue",
    CaseState.RESOLVED: "green",
    CaseState.ACCEPTED: "gray",
    CaseState.DISMISSED: "gray",
}
SUGGESTED = 2
REOPENED = {
    CaseState.RESOLVED: N_("It was resolved ({decision}) and counts as signalled again."),
    CaseState.ACCEPTED: N_("It was accepted ({decision}) and counts as signalled again."),
    CaseState.DISMISSED: N_("It was dismissed ({decision}) and counts as signalled again."),
}


def badge(key: str, reader: Reader) -> None:
    """The state of the work, and who works on it, as badges."""
    shown = cases.read(key)
    if shown is None:
        return
    case = shown.case
    st.badge(wording.word(reader, case.state), icon=":material/work:", color=COLOURS[case.state])
    if case.assignee:
        st.badge(plain(case.assignee), icon=":material/person:", color="gray")


def block(key: str, reader: Reader) -> None:
    """All of the work on one conflict."""
    shown = cases.read(key)
    if shown is None:
        return
    _ = reader.text
    parts.heading(_("Work on it"))
    left, right = st.columns([2, 3], gap="large")
    with left:
        _standing(shown, reader)
        session.link("card", _("Obstacle card"), icon=":material/description:", key=key)
    with right:
        casework_form.show(shown, reader)
    _trail(shown, reader)


def _standing(shown: Shown, reader: Reader) -> None:
    _ = reader.text
    case = shown.case
    if case.reopened:
        why = " ".join(wording.reason(reader, reason) for reason in case.reopened)
        again = _(REOPENED[case.decided], decision=_decision(case, reader))
        st.warning(f"{again} {why}", icon=":material/restart_alt:")
    if not shown.facts.active and not case.is_closed:
        st.info(
            _("The facts behind it are gone. If nothing is left to do, mark it as resolved."),
            icon=":material/check_circle:",
        )
    state = f"**{wording.word(reader, case.state)}**"
    if case.at is not None and not case.reopened:
        state = f"{state} ({_decision(case, reader)})"
    nobody = _("nobody yet")
    lines = [
        _pair(_("State of work"), state, reader),
        _pair(_("Who works on it"), plain(case.assignee) or nobody, reader),
        _pair(_("Forum"), _forum(case.forum, reader), reader),
        _pair(_("Next step"), step(case.step, reader), reader),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))
    if known := forums.forums().get(case.forum):
        st.caption(_(known.role))
        parts.source_link(known.sources[0], _("About this forum"))
    elif not case.is_closed:
        _suggested(shown, reader)


def _suggested(shown: Shown, reader: Reader) -> None:
    """The forums to try first, with what each is for."""
    _ = reader.text
    st.markdown(_("Forums to try first:"))
    for forum, fit in cases.forums_for(shown.facts.conflict)[:SUGGESTED]:
        with st.container(gap=None):
            parts.source_link(forum.sources[0], plain(forum.name))
            st.caption(f"{_(forums.FITS[fit])}. {_(forum.role)}")


def _decision(case: Case, reader: Reader) -> str:
    """Who decided, when and why, safe as Markdown."""
    said = f"{plain(case.by)}, {reader.moment(case.at)}"
    return f"{said}: {plain(case.why)}" if case.why else said


def _forum(name: str, reader: Reader) -> str:
    known = forums.forums().get(name)
    if known is None:
        return plain(name) or reader.text("none yet")
    facts = (reader.text(forums.LEVELS[known.level]), reader.text(forums.RHYTHMS[known.rhythm]))
    return f"{plain(known.name)} ({'; '.join(facts)})"


def step(planned: Step, reader: Reader) -> str:
    """What is to be done next and by when, safe as Markdown; a step whose day is past says so."""
    if not planned:
        return reader.text("none yet")
    if planned.due is None:
        return plain(planned.what)
    day = reader.day(planned.due, "medium")
    if planned.due < session.today():
        return reader.text("{step}, by {day} (overdue)", step=plain(planned.what), day=day)
    return reader.text("{step}, by {day}", step=plain(planned.what), day=day)


def _trail(shown: Shown, reader: Reader) -> None:
    """Who did what, oldest first, and taking the last act back."""
    _ = reader.text
    if not shown.acts:
        return
    parts.heading(_("Who did what"), 3)
    by_id = {act.id: act for act in shown.acts}
    standing = {act.id for act in standing_acts(shown.acts)}
    parts.table(
        (
            {
                _("When"): reader.moment(act.at),
                _("Who"): plain(act.who),
                _("What"): _did(act, by_id, reader)
                if act.undoes or act.id in standing
                else _("{what} (taken back)", what=_did(act, by_id, reader)),
                _("Reason or note"): plain(act.why) or "–",
            }
            for act in shown.acts
        ),
        alt=_("Who did what"),
    )
    last = shown.case.undoable
    if last is not None:
        care.signed(
            _("Take back: {what}", what=_sort(last, reader)),
            partial(casework_form.take_back, shown, last),
            reader,
            key=f"casework:undo:{last.id}",
            icon=":material/undo:",
            disabled=False,
        )


def _pair(label: str, value: str, reader: Reader) -> str:
    return reader.text("{label}: {value}", label=label, value=value)


def _did(act: Act, acts: dict[int, Act], reader: Reader) -> str:
    """What an act did, safe as Markdown."""
    _ = reader.text
    if act.undoes is not None:
        return _("taken back: {what}", what=_did(acts[act.undoes], acts, reader))
    nobody = _("none")
    pieces = []
    if act.state is not None:
        pieces.append(wording.word(reader, act.state))
    if act.assignee is not None:
        pieces.append(_pair(_("Who works on it"), plain(act.assignee) or nobody, reader))
    if act.forum is not None:
        known = forums.forums().get(act.forum)
        pieces.append(_pair(_("Forum"), plain(known.name if known else act.forum) or nobody, reader))
    if act.step is not None:
        planned = f"{plain(act.step.what)}, {reader.day(act.step.due, 'medium')}" if act.step else nobody
        pieces.append(_pair(_("Next step"), planned, reader))
    if act.card:
        names = reader.all_of(_(TITLES[name]) for name in act.card if name in TITLES)
        pieces.append(_("Obstacle card") + f": {names}")
    return "; ".join(pieces) or _("note")


def _sort(act: Act, reader: Reader) -> str:
    """An act in a word or two."""
    if act.state is not None:
        return wording.word(reader, act.state)
    if act.card:
        return reader.text("Obstacle card")
    return reader.text("plan") if act.plans else reader.text("note")
