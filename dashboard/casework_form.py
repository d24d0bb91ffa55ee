"""The form to work on a conflict with: one press keeps what was changed, the new state and the reason.

What is typed stays until it is kept: through errors, news, other pages, and acts of others meanwhile.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import address, care, cases, session, wording
from dashboard.cases import Shown
from dashboard.i18n import N_, Reader
from dashboard.safe import plain, tidy
from measures import forums
from measures.casework import MOVES, Act, Basis, CaseError, Step, basis_of
from measures.casework.rules import TEMPLATES
from measures.errors import StoreError
from measures.forums import Forum
from measures.store.casework import OvertakenError
from measures.vocabulary import CaseState

MOVING = {
    CaseState.UNDER_EXAMINATION: (N_("Examine it"), ":material/search:"),
    CaseState.IN_CONSULTATION: (N_("Take it to the forum"), ":material/groups:"),
    CaseState.RESOLVED: (N_("Resolved"), ":material/task_alt:"),
    CaseState.ACCEPTED: (N_("Accept it as known"), ":material/push_pin:"),
    CaseState.DISMISSED: (N_("Dismiss it"), ":material/visibility_off:"),
}
FIELDS = ("who", "assignee", "forum", "step", "due", "why")
# Reasons by which a forum is one to try first.
_FIRST = ("topic", "section", "ground")


@dataclass(frozen=True, slots=True)
class _Begun:
    """What a form showed when it was begun: only what differs from it is a change."""

    number: int
    assignee: str
    forum: str
    step: Step
    options: tuple[tuple[Forum, str], ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The last act and the facts that were on the screen."""

    last: int
    basis: Basis


def show(shown: Shown, reader: Reader) -> None:
    """The form, with what came of the last press beside its buttons."""
    _ = reader.text
    key = shown.facts.conflict.key
    begun = _begun(shown)
    st.session_state[_name(key, "drawn")] = _Drawn(shown.case.last, basis_of(shown.facts))
    if (begun.assignee, begun.forum, begun.step) != (shown.case.assignee, shown.case.forum, shown.case.step):
        st.info(
            _("The plan was changed while this form was open. What you leave as it is stays as changed."),
            icon=":material/sync_problem:",
        )
        st.button(_("Show the plan as it is now"), on_click=_begin_anew, args=(key,), type="tertiary")
    with st.form(f"casework:{key}", border=True):
        _fields(key, begun, reader)
        told(key)
        with st.container(horizontal=True, key="casework-moves"):
            # First: what the Enter key does must change no state.
            st.form_submit_button(
                _("Keep, same state"),
                on_click=partial(_keep, key, None),
                icon=":material/save:",
                type="primary",
                key=f"casework:{key}:keep",
            )
            for state in MOVES[shown.case.state]:
                label, icon = MOVING[state]
                st.form_submit_button(
                    _(label), on_click=partial(_keep, key, state), icon=icon, key=f"casework:{key}:{state}"
                )
        st.caption(
            _(
                "Your name is always needed; a forum to take it there; a reason to resolve, accept, dismiss "
                "or take it up again; a day for the next step."
            )
        )


def _fields(key: str, begun: _Begun, reader: Reader) -> None:
    _ = reader.text
    names = {forum.id: _option(forum, fit, reader) for forum, fit in begun.options}
    if begun.forum and begun.forum not in names:
        known = forums.forums().get(begun.forum)
        names[begun.forum] = tidy(known.name if known else begun.forum)
    field: Any = partial(_field, key, begun.number)
    kept: dict[str, Any] = {"persist_state": "session"}
    with st.container(horizontal=True):
        st.text_input(
            _("Your name"),
            care.known_name(),
            max_chars=80,
            key=field("who"),
            placeholder=_("needed"),
            autocomplete="name",
            width=220,
            **kept,
        )
        st.text_input(
            _("Who works on it"),
            begun.assignee,
            max_chars=80,
            key=field("assignee"),
            width=220,
            autocomplete="off",
            **kept,
        )
    st.selectbox(
        _("Forum"),
        list(names),
        list(names).index(begun.forum) if begun.forum else None,
        names.__getitem__,
        key=field("forum"),
        placeholder=_("choose"),
        **kept,
    )
    with st.container(horizontal=True):
        st.text_input(
            _("Next step"),
            begun.step.what,
            max_chars=200,
            key=field("step"),
            width=300,
            autocomplete="off",
            **kept,
        )
        st.date_input(
            _("By (that day included)"),
            begun.step.due,
            key=field("due"),
            format=reader.date_input,
            min_value=address.EARLIEST,
            max_value=address.LATEST,
            width=180,
            **kept,
        )
    st.text_area(_("Reason or note"), max_chars=1000, height=80, key=field("why"), **kept)


def _option(forum: Forum, fit: str, reader: Reader) -> str:
    level = reader.text(forums.LEVELS[forum.level])
    name = f"{tidy(forum.name)} · {level}"
    return reader.text("{name} (suggested)", name=name) if fit in _FIRST else name


def take_back(shown: Shown, last: Act, who: str) -> None:
    """Takes the last act that stands back."""
    key = shown.facts.conflict.key
    act = Act(key, session.now(), tidy(who), basis_of(shown.facts), undoes=last.id)
    if attempt(act, shown.case.last) and not _is_typed_in(key):
        _begin_anew(key)


def _is_typed_in(key: str) -> bool:
    """Whether the open form holds anything that was not kept yet."""
    begun: _Begun | None = st.session_state.get(_name(key, "begun"))
    if begun is None:
        return False
    given = {name: st.session_state.get(_field(key, begun.number, name)) for name in FIELDS}
    plan = (given["assignee"] or "", given["forum"] or "", given["step"] or "", given["due"])
    stood = (begun.assignee, begun.forum, begun.step.what, begun.step.due)
    return bool(given["why"]) or plan != stood


def _keep(key: str, state: CaseState | None) -> None:
    """A press: keeps what differs from what the form showed, and says what came of it when it is drawn."""
    begun: _Begun | None = st.session_state.get(_name(key, "begun"))
    drawn: _Drawn | None = st.session_state.get(_name(key, "drawn"))
    if begun is None or drawn is None:
        return
    given = {name: st.session_state.get(_field(key, begun.number, name)) for name in FIELDS}
    who, assignee, why = (tidy(str(given[name] or "")) for name in ("who", "assignee", "why"))
    due = given["due"]
    step = Step(tidy(str(given["step"] or "")), due if isinstance(due, date) else None)
    if not step.what and step.due == begun.step.due:
        # Emptying the words takes the step away: a date field cannot be emptied.
        step = Step()
    forum = str(given["forum"] or "")
    act = Act(
        key,
        session.now(),
        who,
        drawn.basis,
        why,
        state,
        assignee if assignee != begun.assignee else None,
        forum if forum != begun.forum else None,
        step if step != begun.step else None,
    )
    if attempt(act, drawn.last):
        care.keep_name(who)
        _begin_anew(key)


def attempt(act: Act, seen: int) -> bool:
    """Keeps an act and says what came of it; whether it is kept."""
    _ = session.reader().text
    try:
        cases.keep(act, seen)
    except CaseError as error:
        _tell(act.key, "error", "  \n".join(_(TEMPLATES[code]) for code in error.codes))
    except OvertakenError as error:
        _tell(act.key, "warning", _overtaken(error))
    except (StoreError, SQLAlchemyError):
        _tell(act.key, "error", _("The database did not take it. Nothing was kept; try again in a minute."))
    else:
        _tell(act.key, "success", _("It is kept."))
        return True
    return False


def _overtaken(error: OvertakenError) -> str:
    """Who was quicker, or that the conflict has changed; safe as Markdown."""
    reader = session.reader()
    _ = reader.text
    again = _(
        "Nothing of yours was kept yet, and nothing is lost: look at it as it stands now, then press again."
    )
    if not error.acts:
        return _("The conflict itself has changed meanwhile.") + " " + again
    last = error.acts[-1]
    said = _("{who} was quicker ({at}).", who=plain(last.who), at=reader.moment(last.at))
    if last.state is not None:
        said += " " + _("State of work: {state}.", state=wording.word(reader, last.state))
    return f"{said} {again}"


def _begun(shown: Shown) -> _Begun:
    """The form that is open for a conflict; begun with what stands now where none is."""
    key = shown.facts.conflict.key
    found: _Begun | None = st.session_state.get(_name(key, "begun"))
    if found is None:
        case = shown.case
        number = int(st.session_state.get(_name(key, "number"), 0))
        options = cases.forums_for(shown.facts.conflict)
        found = _Begun(number, case.assignee, case.forum, case.step, options)
        st.session_state[_name(key, "begun")] = found
    return found


def _begin_anew(key: str) -> None:
    """Lets the next drawing begin a form with what stands then."""
    found: _Begun | None = st.session_state.pop(_name(key, "begun"), None)
    if found is not None:
        st.session_state[_name(key, "number")] = found.number + 1
        for name in FIELDS:
            st.session_state.pop(_field(key, found.number, name), None)


def _tell(key: str, kind: str, words: str) -> None:
    """Says something once, when the conflict's page is drawn next."""
    st.session_state[_name(key, "told")] = (kind, words)


def told(key: str) -> None:
    kind, words = st.session_state.pop(_name(key, "told"), ("", ""))
    if kind == "error":
        st.error(words, icon=":material/error:")
    elif kind == "warning":
        st.warning(words, icon=":material/sync_problem:")
    elif words:
        st.success(words, icon=":material/task_alt:")


def _name(key: str, what: str) -> str:
    return f"casework:{what}:{key}"


def _field(key: str, number: int, name: str) -> str:
    return f"casework:{key}:{number}:{name}"
