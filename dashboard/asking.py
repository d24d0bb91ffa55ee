"""The form of the page Current rules: one screen, by keyboard alone, each choice in the address at once."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import TypeVar

import streamlit as st

from dashboard import address, counter, session, starting
from dashboard.i18n import Reader
from dashboard.safe import plain
from measures import places
from measures.counter.situation import WEEK, Situation, situation
from measures.places import Place
from measures.settings import load_settings
from measures.store.point_choices import CHOICES, PointChoices

_KEPT = "rules:kept"
E_ = TypeVar("E_", bound=StrEnum)
# So many routes stand as buttons.
ROUTES = 6


def form(reader: Reader) -> tuple[Situation, date | None]:
    """Draws the form; the situation that it tells, and the day of knowledge where it is not today's."""
    _ = reader.text
    kept = starting.kept_here()
    _recall(kept)
    routes = starting.routes(kept)
    first = counter.routes(load_settings().place)[0]
    home = _place(_("Lives in"), "home", places.towns()[first[0]], reader)
    work = _place(_("Works, studies or goes to"), "work", places.towns()[first[1]], reader)
    st.button(
        _("The other way round"), icon=":material/swap_horiz:", type="tertiary", key="swap",
        on_click=_go, args=(work.key, home.key),
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        status = _one(_("As"), "status", counter.STATUS, reader)
        travel = _one(_("Travels"), "travel", counter.TRAVEL, reader)
        school = _one(_("Children"), "school", counter.SCHOOL, reader)
        today = session.today()
        with st.container(gap="xsmall"):
            day = address.a_day(_("Day"), "day", today, reader.date_input)
            _days(day, today, reader)
    with right:
        sector = _one(_("Sector"), "sector", counter.SECTOR, reader)
        days = address.one(
            _("Days a week at home"),
            "home_days",
            [str(number) for number in range(WEEK + 1)],
            lambda number: reader.number(int(number)),
            "0",
        )
        proof = _one(_("Can show"), "proof", counter.PROOF, reader)
        known = address.a_day(_("As known on"), "known", today, reader.date_input)
    _routes(routes, reader)
    said = {
        "home": home.key,
        "work": work.key,
        "day": day.isoformat(),
        "status": status,
        "sector": sector,
        "travel": travel,
        "home_days": days,
        "school": school,
        "proof": proof,
    }
    asked = situation(said, today)
    starting.fold(asked, kept, reader)
    st.session_state[_KEPT] = {name: st.query_params[name] for name in CHOICES if name in st.query_params}
    return asked, known if known < today else None


def _recall(kept: PointChoices | None) -> None:
    """Whoever comes back to the page finds what they asked last, whoever comes anew what the point keeps."""
    if session.arrived():
        address.forget_vain("home", "work")
    if session.arrived() and not any(name in st.query_params for name in CHOICES):
        found: Mapping[str, str] | None = st.session_state.get(_KEPT)
        for name, value in (starting.params(kept) if found is None else found).items():
            st.query_params[name] = value


def _one(label: str, name: str, words: Mapping[E_, str], reader: Reader) -> E_:
    options = list(words)
    return address.one(label, name, options, lambda one: reader.text(words[one]), options[0])


def _place(label: str, name: str, default: Place, reader: Reader) -> Place:
    """A place by any of its names; what is typed instead is taken for the likeliest of them."""
    offered = counter.offered()
    found = address.found(
        label,
        name,
        list(offered),
        words=lambda key: counter.place_name(reader, offered[key]),
        named=counter.named,
        find=counter.likeliest,
        default=default.key,
        help=counter.how_to_name_a_place(reader),
    )
    if said := address.in_vain(name):
        told = reader.text(
            "{said} is not known here; the answer is for {place}.",
            said=reader.quoted(plain(said)),
            place=plain(offered[found].name),
        )
        st.error(told, icon=":material/wrong_location:")
    return offered[found]


def _days(day: date, today: date, reader: Reader) -> None:
    """Today and tomorrow, one key away."""
    tomorrow = today + timedelta(days=1)
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            reader.text("Today"),
            key="to-today",
            disabled=day == today,
            on_click=address.forget,
            args=("day",),
        )
        st.button(
            reader.text("Tomorrow"),
            key="to-tomorrow",
            disabled=day == tomorrow,
            on_click=address.put,
            args=("day", tomorrow.isoformat()),
        )


def _routes(routes: Iterable[tuple[str, str]], reader: Reader) -> None:
    st.caption(reader.text("Frequent routes"))
    offered = counter.offered()
    with st.container(horizontal=True, gap="xsmall"):
        for home, work in islice(routes, ROUTES):
            label = f"{offered[home].name} → {offered[work].name}"
            st.button(label, key=f"route:{home}:{work}", on_click=_go, args=(home, work))


def _go(home: str, work: str) -> None:
    address.put("home", home)
    address.put("work", work)
