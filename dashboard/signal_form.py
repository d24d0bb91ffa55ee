"""The form by which an information point reports a bottleneck; nothing typed into it is lost.

Its fields keep what is in them through the whole visit, and a link can fill them in beforehand. What looks as
if it told who the visitor is has to be read again before it is kept.
"""

from hashlib import sha256
from uuid import uuid4

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import address, data, parts, session, signals, wording
from dashboard.i18n import Reader
from dashboard.safe import marked, plain, tidy
from measures import privacy
from measures.errors import StoreError
from measures.geography import regions
from measures.model import Conflict
from measures.settings import load_settings
from measures.signals import MOST_WORDS, Signal
from measures.vocabulary import Border, Group, Topic

FIELDS = ("border", "region", "group", "topic", "rule", "key")
"""What a link to the form can fill in: vocabulary words, a NUTS code, ids of a measure and a conflict."""
_FILLED, _TOLD = "signal:filled", "signal:told"


def form(reader: Reader) -> None:
    """The form, with what came of the last report above it."""
    _ = reader.text
    conflict = _fill_in()
    parts.heading(_("Report a bottleneck"))
    _tell_outcome(reader)
    border = st.selectbox(
        _("Border"), list(Border), None, wording.border, key=_key("border"), placeholder=_("choose"),
        persist_state="session",
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        _region(border, reader)
        st.selectbox(
            _("Who was hurt"), list(Group), format_func=lambda group: wording.word(reader, group),
            key=_key("group"), persist_state="session",
        )  # fmt: skip
    with right:
        st.text_input(
            _("Crossing, line or town"), max_chars=80, key=_key("place"), persist_state="session"
        )  # fmt: skip
        st.date_input(
            _("When"), min(session.day(), session.today()), address.EARLIEST, session.today(),
            key=_key("day"), format=reader.date_input, persist_state="session",
        )  # fmt: skip
    st.selectbox(
        _("Topic"), list(Topic), None, lambda topic: wording.word(reader, topic), key=_key("topic"),
        placeholder=_("not known"), persist_state="session",
    )  # fmt: skip
    _rule(border, reader)
    st.caption(
        _(
            "**Write nothing that tells who the visitor is:** no name, telephone number, address, date of "
            "birth, identification number or licence plate. What the rule did to them is enough."
        )
    )
    st.text_area(
        _("What happened"), max_chars=MOST_WORDS, key=_key("text"), height=150, persist_state="session"
    )
    st.text_input(
        _("Reporting point"), load_settings().point, max_chars=80, key=_key("point"),
        autocomplete="organization", persist_state="session",
    )  # fmt: skip
    if conflict is not None:
        st.checkbox(
            _("Tie it to this conflict: {conflict}", conflict=wording.conflict(reader, conflict)), True,
            key=_key("tie"),
        )  # fmt: skip
    _privacy(reader)
    st.button(_("Report"), type="primary", icon=":material/send:", on_click=_send, args=(conflict,))


def _key(name: str) -> str:
    return f"signal:{name}"


def _fill_in() -> Conflict | None:
    """Puts what the address names into the fields, once for each address; the conflict it names."""
    said = {name: address.value(name) for name in FIELDS}
    key = said.pop("key")
    conflict = data.conflict(key, session.today()) if key else None
    if st.session_state.get(_FILLED) != (said, key):
        st.session_state[_FILLED] = (said, key)
        state = st.session_state
        if conflict is not None:
            state[_key("border")] = conflict.border
            state[_key("group")] = next(iter(conflict.groups), Group.FRONTIER_WORKERS)
            state[_key("topic")] = next(iter(conflict.topics), None)
        for name, words in (("border", Border), ("group", Group), ("topic", Topic)):
            state.update({_key(name): word for word in words if word.value == said[name]})
        if said["region"] in regions():
            state[_key("region")] = said["region"]
        rule = said["rule"]
        if rule and data.measure(rule):
            state[_key("rule")] = rule
    return conflict


def _region(border: Border | None, reader: Reader) -> None:
    places = {code: region for code, region in regions().items() if border in (None, *region.borders)}
    if st.session_state.get(_key("region")) not in places:
        st.session_state[_key("region")] = None
    st.selectbox(
        reader.text("Region"), sorted(places), None, lambda code: f"{places[code].name} ({code[:2]})",
        key=_key("region"), placeholder=reader.text("not known"),
        persist_state="session",
    )  # fmt: skip


def _rule(border: Border | None, reader: Reader) -> None:
    """The rule behind it, of those felt at the border on that day; one that was chosen stays among them."""
    day = st.session_state.get(_key("day")) or session.today()
    offered = signals.rules(border, day) if border else {}
    chosen = st.session_state.get(_key("rule"))
    if chosen and chosen not in offered:
        known = data.measure(chosen)
        if known is None:
            st.session_state[_key("rule")] = None
        else:
            offered = {chosen: f"{known.country} · {known.title}", **offered}
    st.selectbox(
        reader.text("Rule behind it"), list(offered), None, lambda key: tidy(offered[key]), key=_key("rule"),
        placeholder=reader.text("not known"), persist_state="session",
    )  # fmt: skip


def _privacy(reader: Reader) -> None:
    """What looks like personal data, shown in its words, and the box that says it was read again."""
    _ = reader.text
    words = _words()
    found = [(text, privacy.traces(text)) for text in words if privacy.traces(text)]
    if not found:
        return
    looks = dict.fromkeys(trace.code for _text, traces in found for trace in traces)
    told = reader.all_of(_(privacy.CODES[code]) for code in looks)
    shown = "  \n".join(marked(text, ((t.start, t.end) for t in traces)) for text, traces in found)
    st.warning(
        _("This looks like {what}. Take out whatever tells who the visitor is.", what=told) + "\n\n" + shown,
        icon=":material/privacy_tip:",
    )
    st.checkbox(_("I have read it again: it tells nobody who the visitor is"), key=_read_again(words))


def _words() -> tuple[str, str]:
    state = st.session_state
    return str(state.get(_key("text")) or ""), str(state.get(_key("place")) or "")


def _read_again(words: tuple[str, str]) -> str:
    """The key of that box; other words are another box, empty at first."""
    return _key("read:" + sha256("\n".join(words).encode(errors="replace")).hexdigest()[:12])


def _send(conflict: Conflict | None) -> None:
    """Keeps the report where it is whole, and says what came of it when the page is drawn."""
    reader = session.reader()
    _ = reader.text
    state = st.session_state
    text, place = (value.strip() for value in _words())
    point, border, day = (
        tidy(str(state.get(_key("point")) or "")),
        state.get(_key("border")),
        state.get(_key("day")),
    )
    lacking = [
        words
        for words, given in (
            (_("Border"), border), (_("When"), day), (_("What happened"), text), (_("Reporting point"), point)
        )
        if not given
    ]  # fmt: skip
    if lacking or border is None or day is None:
        state[_TOLD] = (
            "error",
            _("Not reported yet. Still needed: {fields}.", fields=reader.all_of(lacking)),
        )
        return
    if any(map(privacy.traces, _words())) and not state.get(_read_again(_words())):
        told = _("Not reported yet. Read again what is marked below, then tick the box under it.")
        state[_TOLD] = ("error", told)
        return
    signal = Signal(
        f"s-{uuid4().hex[:16]}", session.now(), point, day, border, state[_key("group")], text,
        state.get(_key("region")) or "", tidy(place), state.get(_key("topic")), state.get(_key("rule")),
    )  # fmt: skip
    ties = conflict is not None and conflict.border == border and state.get(_key("tie"))
    try:
        signals.report(signal, conflict.key if conflict and ties else None)
    except SQLAlchemyError:
        told = _("The database did not take it. Nothing was kept; try again in a minute.")
        state[_TOLD] = ("error", told)
        return
    except StoreError:
        told = _(
            "{point} has reported just this for that day already. Say what was different, if it was another "
            "case.",
            point=plain(point),
        )
        state[_TOLD] = ("error", told)
        return
    state[_TOLD] = (
        "success",
        _("Reported. Thank you: it is in the list now, and people work on it from there."),
    )
    for name in ("text", "place"):
        state[_key(name)] = ""


def _tell_outcome(reader: Reader) -> None:
    kind, told = st.session_state.pop(_TOLD, ("", ""))
    if kind == "error":
        st.error(told, icon=":material/edit_note:")
    elif told:
        st.success(told, icon=":material/task_alt:")
