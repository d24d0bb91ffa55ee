"""One signal: a line of the list, and the page on which people tie it to a conflict or withdraw it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import care, data, parts, session, signals, wording
from dashboard.i18n import N_, Reader
from dashboard.safe import plain
from measures.errors import StoreError
from measures.geography import regions
from measures.model import Conflict
from measures.signals import FITS, Act, Done, Signal, Standing, Suggestion, standing
from measures.vocabulary import Group

SHOWN = 5
_LEAD = 240
_TOLD, _SEEN = "signal:decided", "signal:seen"
DONE = {
    Act.TIE: N_("tied to a conflict"),
    Act.UNTIE: N_("untied from its conflict"),
    Act.WITHDRAW: N_("withdrawn, its words erased"),
}


def line(row: Mapping[str, Any], reader: Reader) -> None:
    """A signal as a link with its words and a line of facts below."""
    _ = reader.text
    label = " · ".join(
        (
            wording.border(row["border"]),
            wording.word(reader, Group(row["group"])),
            reader.day(row["happened"], "medium"),
        )
    )
    tied = _("tied to a conflict") if row["conflict"] else _("stands alone")
    state = f"● {tied}" if row["conflict"] else f"○ {tied}"
    facts = [_("withdrawn") if row["withdrawn"] else state, *_where(row["region"], row["place"])]
    facts.append(plain(row["point"]))
    with st.container(gap=None):
        session.link("signals", f"**{label}**", signal=row["id"])
        if row["text"]:
            cut = row["text"] if len(row["text"]) <= _LEAD else row["text"][:_LEAD].rsplit(" ", 1)[0] + " …"
            st.markdown(plain(cut))
        st.caption(" · ".join(facts))


def page(signal_id: str, reader: Reader) -> None:
    """One signal in full."""
    _ = reader.text
    session.link("signals", _("All signals"), icon=":material/arrow_back:")
    found = signals.signal(signal_id)
    if found is None:
        parts.heading(_("Signal"), 1)
        st.warning(_("No signal is known under this address."))
        return
    signal, done = found
    now = standing(done)
    seen = _seen(signal.id, now)
    title = f"{wording.border(signal.border)} · {wording.word(reader, signal.group)}"
    parts.heading(f"{title} · {reader.day(signal.happened)}", 1)
    _told()
    if now.withdrawn:
        st.info(_("This signal was withdrawn and its words were erased."), icon=":material/delete:")
    for paragraph in filter(None, (plain(part) for part in signal.text.splitlines())):
        st.markdown(paragraph)
    _facts(signal, reader)
    _conflict(signal, now, seen, reader)
    _done(done, reader)
    if not now.withdrawn:
        _withdraw(signal, seen, reader)
    st.session_state[_SEEN] = (signal.id, now)


def _seen(signal_id: str, now: Standing) -> Standing:
    """How the signal stood on the screen when a button was pressed: as the page was last drawn."""
    last: tuple[str, Standing] = st.session_state.get(_SEEN, (signal_id, now))
    return last[1] if last[0] == signal_id else now


def _facts(signal: Signal, reader: Reader) -> None:
    _ = reader.text
    rule = data.measure(signal.measure) if signal.measure else None
    facts = {
        _("Where"): ", ".join(_where(signal.region, signal.place)) or "–",
        _("Topic"): wording.word(reader, signal.topic) if signal.topic else "–",
        _("Reported"): f"{plain(signal.point)}, {reader.moment(signal.at)}",
    }
    parts.table(
        ({"fact": name, "value": value} for name, value in facts.items()),
        header=False,
        alt=_("Facts of the signal"),
    )
    if rule is not None:
        session.link("measure", _("Rule behind it: {title}", title=plain(rule.title)), id=rule.id)
    elif signal.measure:
        st.caption(_("The rule behind it is no longer stored under its old name."))


def _conflict(signal: Signal, now: Standing, seen: Standing, reader: Reader) -> None:
    """The conflict it is tied to, and the others that it may belong to."""
    _ = reader.text
    if now.conflict:
        parts.heading(_("Conflict it is tied to"))
        conflict = data.conflict(now.conflict, session.day())
        if conflict is not None:
            _link(conflict, reader)
            if not conflict.since <= signal.happened <= conflict.last_day:
                st.caption(
                    _("It happened outside the period of this conflict, so its severity is not raised by it.")
                )
        if not now.withdrawn:
            care.signed(
                _("Untie"), partial(_do, signal, Act.UNTIE, seen, None), reader, key="untie",
                icon=":material/link_off:", disabled=False,
            )  # fmt: skip
    if now.withdrawn:
        return
    fitting = [one for one in signals.fitting(signal) if one.conflict.key != now.conflict]
    parts.heading(_("Other conflicts it may belong to") if now.conflict else _("Conflicts it may belong to"))
    if not fitting:
        st.caption(_("No conflict at this border at that time is known; the signal stands alone."))
    for one in fitting[:SHOWN]:
        _suggested(signal, seen, one, reader)
    if len(fitting) > SHOWN:
        label = _("Show {number} more", number=reader.number(len(fitting) - SHOWN))
        with st.expander(label):
            for one in fitting[SHOWN : SHOWN + data.LISTED]:
                _suggested(signal, seen, one, reader)


def _suggested(signal: Signal, seen: Standing, one: Suggestion, reader: Reader) -> None:
    _ = reader.text
    with st.container(border=True, gap="xsmall"):
        _link(one.conflict, reader)
        st.caption(", ".join(_(FITS[fit]) for fit in one.fits) or _("same border and time"))
        care.signed(
            _("Tie to this conflict"), partial(_do, signal, Act.TIE, seen, one.conflict.key), reader,
            key=f"tie:{one.conflict.key}", icon=":material/link:", disabled=False,
        )  # fmt: skip


def _link(conflict: Conflict, reader: Reader) -> None:
    label = f"**{wording.severity(reader, conflict.severity)}** · {wording.conflict(reader, conflict)}"
    session.link("conflicts", label, key=conflict.key)
    if conflict.reasons:
        st.markdown(wording.reason(reader, conflict.reasons[0]))


def _withdraw(signal: Signal, seen: Standing, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Withdraw it"))
    st.caption(
        _(
            "For what was reported by mistake or tells who the visitor is. Its words are erased for good; "
            "that it was reported, and who withdrew it, stays in the audit trail."
        )
    )
    care.signed(
        _("Withdraw and erase"), partial(_do, signal, Act.WITHDRAW, seen, None), reader, key="withdraw",
        icon=":material/delete:", disabled=not st.checkbox(_("Yes, erase its words"), key="withdraw:sure"),
    )  # fmt: skip


def _do(signal: Signal, act: Act, seen: Standing, conflict: str | None, who: str) -> None:
    _ = session.reader().text
    try:
        signals.do(signal.id, act, who, session.now(), seen, conflict)
        st.session_state[_TOLD] = ("success", _("Kept: {what}.", what=_(DONE[act])))
    except SQLAlchemyError:
        told = _("The database did not take it. Nothing was kept; try again in a minute.")
        st.session_state[_TOLD] = ("warning", told)
    except StoreError:
        told = _("Someone else has just decided on this signal. See below how it stands now.")
        st.session_state[_TOLD] = ("warning", told)


def _told() -> None:
    kind, told = st.session_state.pop(_TOLD, ("", ""))
    if kind == "warning":
        st.warning(told, icon=":material/hourglass_empty:")
    elif told:
        st.success(told, icon=":material/task_alt:")


def _done(done: tuple[Done, ...], reader: Reader) -> None:
    _ = reader.text
    if not done:
        return
    parts.heading(_("What was done with it"))
    parts.table(
        (
            {_("When"): reader.moment(one.at), _("Who"): plain(one.who), _("What"): _(DONE[one.act])}
            for one in done
        ),
        alt=_("What was done with it"),
    )


def _where(region: str, place: str) -> list[str]:
    known = regions()
    named = f"{known[region].name} ({region[:2]})" if region in known else plain(region)
    return [part for part in (named, plain(place)) if part]
