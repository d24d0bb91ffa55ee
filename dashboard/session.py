"""What belongs to one reader's visit: language, pages to link to, the clock, light or dark."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import streamlit as st
from streamlit.navigation.page import Page

from dashboard import address, visits
from dashboard.i18n import Reader, language_of
from measures.days import day_of
from measures.settings import load_settings
from measures.store.reading import Exercise
from measures.vocabulary import Language

_READER, _PAGES, _EXERCISE = "session:reader", "session:pages", "session:exercise"
_PAGE, _ARRIVED = "session:page", "session:arrived"


def set_exercise(found: Exercise | None) -> None:
    """Makes known whether the store is that of an exercise, whose clock then holds everywhere."""
    st.session_state[_EXERCISE] = found


def exercise() -> Exercise | None:
    """The exercise that is shown, None where all is real."""
    found: Exercise | None = st.session_state.get(_EXERCISE)
    return found


def exercise_is_over() -> bool:
    """Whether what is shown is an exercise that has come to its end: nothing comes in any more."""
    played = exercise()
    return played is not None and played.is_over


def now() -> datetime:
    """The clock, read here at the edge only (UTC): that of the exercise where there is one."""
    played = exercise()
    return played.instant if played else datetime.now(UTC)


def today() -> date:
    """The day in Europe/Amsterdam, the simulated one in an exercise."""
    if played := exercise():
        return played.day
    return day_of(now())


def day() -> date:
    """The day looked at: the address's, else today."""
    return address.day("day", today())


def default_language() -> Language:
    """What the browser asks for, or the setting where it asks for none of the four."""
    default = Language(load_settings().language)
    asked = st.context.locale or st.context.headers.get("Accept-Language")
    return language_of(asked, default)


def set_reader(language: Language) -> Reader:
    """Lets this session speak `language` from here on."""
    st.session_state[_READER] = Reader(language)
    return reader()


def reader() -> Reader:
    """The reader of this session."""
    found: Reader = st.session_state.get(_READER) or Reader(Language.EN)
    return found


def set_pages(pages: dict[str, Page]) -> None:
    """Makes the pages known to `link` and `go`."""
    st.session_state[_PAGES] = pages


def link(page: str, label: str, *, icon: str = "", **params: str | Iterable[str] | None) -> None:
    """A link to one of the pages; `label` is Markdown, so text from outside goes through safe.plain first."""
    st.page_link(
        st.session_state[_PAGES][page], label=label, icon=icon, query_params=address.carried(**params)
    )


def go(page: str, **params: str | Iterable[str] | None) -> None:
    """Leads to another page at once."""
    st.switch_page(st.session_state[_PAGES][page], query_params=address.carried(**params))


def set_page(name: str) -> None:
    """Makes known which page is drawn."""
    st.session_state[_ARRIVED] = st.session_state.get(_PAGE) != name
    st.session_state[_PAGE] = name


def page() -> str:
    """Which page is drawn, as set_page says."""
    return str(st.session_state.get(_PAGE, ""))


def arrived() -> bool:
    """Whether the reader comes from another page, or from outside, rather than changes something here."""
    return bool(st.session_state.get(_ARRIVED, True))


def dark() -> bool:
    """Whether the reader's browser shows the dark theme."""
    return st.context.theme.type == "dark"


def last_visit() -> datetime | None:
    """When this browser's visit before this one ended (UTC), as far as it remembers; never in an exercise."""
    if exercise():
        return None
    return visits.read(st.context.cookies)
