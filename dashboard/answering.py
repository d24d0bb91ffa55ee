"""Answering an item under review: who answers and why, what is kept of it, and what comes next.

What a key or button does is done as its callback, before the page is drawn anew: a key pressed meanwhile
breaks the drawing off, and what was to happen within it would be lost.
"""

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
        kind, told = st.session_state.get(_TOLD, ("", ""))
        if st.session_state.get(_NAMELESS) and not _who():
            told = _("Give your name first: it is kept with the decision.")
            st.error(told, icon=":material/badge:", width=600)
        elif kind == "warning":
            st.warning(told, icon=":material/hourglass_empty:", width=600)
        elif told:
            st.success(told, icon=":material/task_alt:", width=600)


def switch(reader: Reader) -> None:
    """Whether single keys answer. It stands behind the answers: while it has the focus, keys do nothing."""
    st.toggle(reader.text("Single keys answer"), True, key=_SINGLE, persist_state="session")


def single_keys() -> bool:
    """Whether a key alone answers; who speaks to the screen or reads it aloud may not want that."""
    return bool(st.session_state.get(_SINGLE, True))


def remember(event: Event) -> None:
    """Notes that an item is on the screen, so that nobody answers what they have not seen."""
    st.session_state[_SHOWN] = _face(event)
    # Only now: what a key broke off has said nothing to anybody.
    st.session_state.pop(_TOLD, None)


def open_form(item_id: str, name: str) -> None:
    """Shows a form for this item from now on."""
    st.session_state[_FORM] = (item_id, name)


def opened(event: Event) -> str:
    """The name of the form that is open for this item, empty where none is."""
    item_id, name = st.session_state.get(_FORM, ("", ""))
    return str(name) if item_id == event.item.id else ""


def close_form() -> None:
    """Puts the open form away."""
    st.session_state.pop(_FORM, None)


def step(queue: list[str], drawn: str, by: int) -> None:
    """Shows the item `by` places from the present one, which is `drawn` or what was asked for since."""
    asked = address.value("item")
    present = asked if asked in queue else drawn
    at = queue.index(present) + by if present in queue else 0
    _show(queue[min(max(at, 0), len(queue) - 1)])


def _show(item_id: str | None) -> None:
    """Shows an item of the queue, or its first; until it is drawn no key answers it."""
    close_form()
    st.session_state.pop(_SHOWN, None)
    address.put("item", item_id)


def made() -> list[tuple[str, str]]:
    """The decisions of this session that can be taken back, oldest first, each with its item."""
    found: list[tuple[str, str]] = st.session_state.setdefault(_MADE, [])
    return found


def press(item_id: str, verdict: Verdict, queue: list[str]) -> None:
    """A key or button answers the item as it stands now."""
    if (event := reviews.event(item_id)) is not None:
        answer(event, verdict, queue)


def answer(
    event: Event,
    verdict: Verdict,
    queue: list[str],
    *,
    why: str = "",
    human: Labels | None = None,
    items: tuple[str, ...] = (),
) -> None:
    """Keeps an answer and goes on: to what waits next, or back to the item where its measure changed.

    Where it cannot be kept, it says why when the page is drawn.
    """
    _ = session.reader().text
    who = _name()
    if not who or not _is_seen(event):
        return
    given = human if verdict is not Verdict.ACCEPT else labels_of(event.assessment)
    one = reviews.say(event, verdict, who, session.now(), why or _reason(), human=given, items=items)
    made().append((one.id, event.item.id))
    _tell(_("{title}: {what}", title=plain(event.item.title), what=_(reviewing.SAID[verdict])))
    _clear_reason()
    _show(event.item.id if items else _following(event.item.id, queue))


def undo(item_id: str, decision: str) -> None:
    """Takes a decision on an item back, by its id, and shows the item."""
    event, who = reviews.event(item_id), _name()
    if event is None or not who:
        return
    reviews.say(event, Verdict.UNDO, who, session.now(), _reason(), undoes=decision)
    st.session_state[_MADE] = [pair for pair in made() if pair[0] != decision]
    _tell(session.reader().text("The decision is taken back."))
    _clear_reason()
    _show(item_id)


def undo_last() -> None:
    """Takes the last decision of this session back, if one is left."""
    if made():
        decision, item_id = made()[-1]
        undo(item_id, decision)


def _is_seen(event: Event) -> bool:
    """Whether the item as it stands is what the screen shows; says so where it is not."""
    _ = session.reader().text
    shown = st.session_state.get(_SHOWN)
    if shown == _face(event):
        return True
    if shown is None:
        _tell(_("The next item was still being drawn, so nothing was answered. Press again."), "warning")
    else:
        _tell(_("The item has changed while you looked at it. Read it again, then answer."), "warning")
    return False


def _tell(words: str, kind: str = "success") -> None:
    """Says something when the page is drawn next."""
    st.session_state[_TOLD] = (kind, words)


def _name() -> str:
    who = _who()
    if who:
        care.keep_name(who)
        return who
    st.session_state[_NAMELESS] = True
    return ""


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
