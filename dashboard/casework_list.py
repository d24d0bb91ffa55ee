"""The work on conflicts in lists of them: filters, one line each, and what waits for someone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard import address, cases, casework, data, parts, session, wording
from dashboard.i18n import Reader
from dashboard.safe import plain, tidy
from measures import forums
from measures.casework import Step
from measures.vocabulary import CLOSED, CaseState, ConflictKind

FILTERS = ("work", "who", "forum", "due")
NOBODY = "~"
SOON = timedelta(days=7)
Due = Literal["any", "now", "soon", "none"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader narrowed the list to; empty lets all through, but what was dismissed."""

    states: tuple[CaseState, ...] = ()
    who: tuple[str, ...] = ()
    forums: tuple[str, ...] = ()
    due: Due = "any"
    dismissed: bool = False


def filters(reader: Reader) -> Chosen:
    """The filters by work, behind one button."""
    _ = reader.text
    rows = cases.rows()
    label = _("Who works on what (filtered)") if address.kept(*FILTERS) else _("Who works on what")
    dues: dict[Due, str] = {
        "any": _("any"),
        "now": _("due today or overdue"),
        "soon": _("due within 7 days"),
        "none": _("none planned"),
    }
    nobody = _("nobody yet")
    with st.popover(label, icon=":material/work:", key="filters-work"):
        shown = {"placeholder": _("all"), "width": 300}
        states = address.many(
            _("State of work"), "work", list(CaseState), lambda state: wording.word(reader, state), **shown
        )
        people = [NOBODY, *sorted({*rows["assignee"]} - {""}, key=str.casefold)]
        who = address.many(
            _("Who works on it"),
            "who",
            people,
            lambda name: nobody if name == NOBODY else tidy(name),
            **shown,
        )
        used = [name for name in forums.forums() if name in set(rows["forum"])]
        where = address.many(_("Forum"), "forum", used, lambda name: forums.forums()[name].name, **shown)
        due = address.one(_("Next step"), "due", list(dues), dues.__getitem__, "any", width=300)
    return Chosen(states, who, where, due, address.value("dismissed") == "1")


def narrowed(rows: pd.DataFrame, chosen: Chosen, today: date) -> tuple[pd.DataFrame, int]:
    """The conflicts with their cases that the filters let through, and how many dismissed ones are hidden."""
    rows = cases.joined(rows)
    keep = pd.Series(True, index=rows.index)
    if chosen.states:
        keep &= rows["state"].isin([state.value for state in chosen.states])
    if chosen.who:
        keep &= rows["assignee"].isin(["" if name == NOBODY else name for name in chosen.who])
    if chosen.forums:
        keep &= rows["forum"].isin(chosen.forums)
    if chosen.due != "any":
        tests: dict[str, Callable[[object], bool]] = {
            "now": lambda due: cases.is_due(due, today),
            "soon": lambda due: cases.is_due(due, today + SOON),
            "none": lambda due: not isinstance(due, date),
        }
        keep &= rows["due"].map(tests[chosen.due]).astype(bool)
    rows = rows[keep]
    if chosen.dismissed or CaseState.DISMISSED in chosen.states:
        return rows, 0
    dismissed = rows["state"] == CaseState.DISMISSED.value
    return rows[~dismissed], int(dismissed.sum())


def hidden(number: int, chosen: Chosen, reader: Reader) -> None:
    """That dismissed conflicts are left out, and the button that shows them; or hides them again."""
    _ = reader.text
    if number:
        told = reader.plural(
            "{number} dismissed conflict is hidden.", "{number} dismissed conflicts are hidden.", number
        )
        st.caption(told, width="content")
        label, put = _("Show"), "1"
    elif chosen.dismissed:
        label, put = _("Hide dismissed conflicts"), None
    else:
        return
    st.button(label, on_click=address.put, args=("dismissed", put), type="tertiary", key="dismissed")


def line(row: dict[str, Any], reader: Reader) -> None:
    """A conflict, and below it how the work on it stands; nothing where nobody has begun."""
    with st.container(gap=None):
        parts.conflict_line(row)
        if not pd.isna(row["touched"]):
            st.caption(" · ".join(_facts(row, reader)))


def _facts(row: dict[str, Any], reader: Reader) -> list[str]:
    _ = reader.text
    facts = [f"**{wording.word(reader, CaseState(row['state']))}**"]
    if row["reopened"]:
        was = wording.word(reader, CaseState(row["decided"]))
        facts.append(_("was {state}", state=was))
        facts += [wording.reason(reader, reason) for reason in row["reopened"]]
    if row["assignee"] or row["state"] not in set(CLOSED):
        facts.append(plain(row["assignee"]) or _("nobody yet"))
    if row["forum"]:
        known = forums.forums().get(row["forum"])
        facts.append(plain(known.name if known else row["forum"]))
    planned = Step(row["step"], row["due"] if isinstance(row["due"], date) else None)
    if planned:
        facts.append(casework.step(planned, reader))
    return facts


def left_over(reader: Reader) -> None:
    """Cases that are still open though the facts behind their conflicts are gone."""
    _ = reader.text
    rows = cases.rows()
    rows = rows[
        ~rows["active"] & rows["touched"].notna() & ~rows["state"].isin([state.value for state in CLOSED])
    ]
    if rows.empty:
        return
    parts.heading(_("Facts gone, work still open"))
    for row in data.records(rows):
        label = [wording.border(row["border"]), wording.word(reader, ConflictKind(row["kind"]))]
        with st.container(gap=None):
            session.link("conflicts", " · ".join(label), key=row["key"])
            st.caption(" · ".join(_facts(row, reader)))


def glance(begun: pd.DataFrame, reader: Reader) -> str:
    """What of the open conflicts waits for someone, in one line; empty while nobody works with cases."""
    rows = cases.joined(begun)
    if not cases.rows()["touched"].notna().any() or rows.empty:
        return ""
    open_ones = rows[~rows["state"].isin([state.value for state in CLOSED])]
    nobody = int((open_ones["assignee"] == "").sum())
    due = int(open_ones["due"].map(lambda day: cases.is_due(day, session.today())).sum())
    told = []
    if nobody:
        told.append(
            reader.plural(
                "{number} has nobody who works on it", "{number} have nobody who works on them", nobody
            )
        )
    if due:
        told.append(reader.plural("{number} next step is due", "{number} next steps are due", due))
    line = " · ".join(told)
    return line[:1].upper() + line[1:]
