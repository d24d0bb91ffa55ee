"""Answering an item under review: who answers and why, what is kept of it, and what comes next."""

import streamlit as st

from dashboard import address, care, reviewing, reviews, session
from dashboard.i18n import Reader
from dashboard.safe import plain, tidy
from measures.corrections import Verdict, labels_of
from measures.items import Labels
from measures.model import Event

_WHO, _WHY, _SINGLE = "review:who", "review:why", "review:single-keys"
_FORM, _MADE, _SHOWN, _TOLD = "review:form", "review:made", "review:shown", "review:told"
_NUMBER, _NAMELESS = "review:number", "review:nameless"


def who_and_how(reader: Reader) -> None:
    """The name under which someone answers and the reason, and beside them what came of the last answer."""
    _ = reader.text
    with st.container(horizontal=True, vertical_alignment="bottom", key="review-who"):
        st.text_input(
            _("Your name"), care.known_name(), max_chars=80, key=_WHO, autocomplete="name", width=240,
            persist_state="session",
        )  # fmt: skip
        st.text_input(_("Reason (kept with the decision)"), max_chars=300, key=_why(), width=320)
        # Here it moves no button from under the pointer.
        told = st.session_state.pop(_TOLD, None)
        if st.session_state.get(_NAMELESS) and not _who():
            st.error(
                _("Give your name first: it is kept with the decision."), icon=":material/badge:", width=320
            )
        elif told:
            st.success(told, icon=":material/task_alt:", width=320)


def switch(reader: Reader) -> None:
    """Whether single keys answer. It stands behind the answers: while it has the focus, keys do nothing."""
    st.toggle(reader.text("Single keys answer"), True, key=_SINGLE, persist_state="session")


def single_keys() -> bool:
    """Whether a key alone answers; who speaks to the screen or reads it aloud may not want that."""
    return bool(st.session_state.get(_SINGLE, True))


def remember(event: Event) -> None:
    """Notes what is on the screen, so that nobody answers what they have not seen."""
    st.session_state[_SHOWN] = _face(event)


def open_form(event: Event, name: str) -> None:
    """Shows a form for this item from now on."""
    st.session_state[_FORM] = (event.item.id, name)


def opened(event: Event) -> str:
    """The name of the form that is open for this item, empty where none is."""
    item_id, name = st.session_state.get(_FORM, ("", ""))
    return str(name) if item_id == event.item.id else ""


def close_form() -> None:
    """Puts the open form away."""
    st.session_state.pop(_FORM, None)


def go_to(item_id: str | None) -> None:
    """Shows an item of the queue, or its first."""
    address.put("item", item_id)
    close_form()
    st.rerun()


def made() -> list[tuple[str, str]]:
    """The decisions of this session that can be taken back, oldest first, each with its item."""
    found: list[tuple[str, str]] = st.session_state.setdefault(_MADE, [])
    return found


def answer(
    event: Event,
    verdict: Verdict,
    queue: list[str],
    reader: Reader,
    *,
    why: str = "",
    human: Labels | None = None,
    items: tuple[str, ...] = (),
) -> None:
    """Keeps an answer and goes on: to what waits next, or back to the item where its measure changed."""
    _ = reader.text
    who = _name()
    if st.session_state.get(_SHOWN) != _face(event):
        st.warning(_("The item has changed while you looked at it. Read it again, then answer."))
        return
    given = human if verdict is not Verdict.ACCEPT else labels_of(event.assessment)
    one = reviews.say(event, verdict, who, session.now(), why or _reason(), human=given, items=items)
    made().append((one.id, event.item.id))
    st.session_state[_TOLD] = _(
        "{title}: {what}", title=plain(event.item.title), what=_(reviewing.SAID[verdict])
    )
    _clear_reason()
    if items:
        go_to(event.item.id)
    go_to(_following(event.item.id, queue))


def undo(event: Event, decision: str, reader: Reader) -> None:
    """Takes a decision on an item back, by its id, and shows the item."""
    who = _name()
    reviews.say(event, Verdict.UNDO, who, session.now(), _reason(), undoes=decision)
    st.session_state[_MADE] = [pair for pair in made() if pair[0] != decision]
    st.session_state[_TOLD] = reader.text("The decision is taken back.")
    _clear_reason()
    go_to(event.item.id)


def undo_last(reader: Reader) -> None:
    """Takes the last decision of this session back."""
    decision, item_id = made()[-1]
    event = reviews.event(item_id)
    if event is not None:
        undo(event, decision, reader)


def _name() -> str:
    who = _who()
    if who:
        care.keep_name(who)
        return who
    # Said at the field, which is drawn already: the page is drawn anew.
    st.session_state[_NAMELESS] = True
    st.rerun()


def _who() -> str:
    return tidy(str(st.session_state.get(_WHO, "")))


def _why() -> str:
    """The key of the reason's field; each decision has a field of its own, empty at first."""
    return f"{_WHY}:{st.session_state.get(_NUMBER, 0)}"


def _reason() -> str:
    return tidy(str(st.session_state.get(_why(), "")))


def _clear_reason() -> None:
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def _following(item_id: str, queue: list[str]) -> str | None:
    """What waits after an item; None leads to the first of the queue."""
    if item_id not in queue or queue[-1] == item_id:
        return None
    return queue[queue.index(item_id) + 1]


def _face(event: Event) -> tuple[object, ...]:
    """What a person sees of an item."""
    return event.item, labels_of(event.assessment)
