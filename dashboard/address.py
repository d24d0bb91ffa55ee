"""Filters live in the address: each choice is read from the query and written back to it as a code.

The address is the truth, the widget follows; so a link, the back button and the widget agree. (Streamlit's
own binding writes the words shown, which differ from language to language.)
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import streamlit as st

T = TypeVar("T", bound=str)
# Kept through the whole session, from page to page; all else belongs to its page.
STICKY = ("lang", "day")
# Days that can be looked at; time to both sides is left to count with.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)

PAGE = "page"
"""The page of a long list; each page of the dashboard has one such list at most."""

CHOSEN_WIDTH = 330
"""Pixels in which the longest word that can be chosen is readable in every language."""

ARRIVAL_SECONDS = 2.0
"""By then the browser's address says what was put there."""

_LONGEST_VAIN = 60  # characters that are repeated of what nothing is called


class _Put(NamedTuple):
    """What was put into the address, what it said before, and when (seconds of the monotonic clock)."""

    value: str | None
    before: str | None
    at: float


class _Left(NamedTuple):
    """What the address said before the last choice, and when that was made (seconds, monotonic clock)."""

    query: dict[str, list[str]]
    at: float


class _Vain(NamedTuple):
    """What was said though no choice is called so, and what the address said beside it."""

    said: str
    beside: list[str]


_SETTLED, _LEFT = "address:settled", "address:left"


def remember() -> None:
    """Carries the sticky choices of this session over to an address that does not name them."""
    for name in STICKY:
        kept = f"kept:{name}"
        if name in st.query_params:
            st.session_state[kept] = st.query_params[name]
        elif kept in st.session_state:
            st.query_params[name] = st.session_state[kept]


def settle(*, arrived: bool) -> None:
    """Lets the browser's address say what this run of the page was asked for.

    A link to the page one is on already brings its query here and leaves the browser's address as it was, so
    that a reload, the way back and every later run would speak of something else. Where the reader has
    `arrived` from another page the browser sees to it itself.
    """
    asked, known = _query(), st.session_state.get(_SETTLED)
    left: _Left | None = st.session_state.get(_LEFT)
    if left and asked == left.query and time.monotonic() - left.at < ARRIVAL_SECONDS:
        # Set out before the browser heard of a choice.
        return
    st.session_state[_SETTLED] = asked
    if not arrived and asked != known:
        st.query_params.from_dict(asked)


def not_a_day(name: str) -> str | None:
    """What the address says of `name` where that is no day."""
    said = st.query_params.get(name)
    return said if said is not None and _named_day(name) is None else None


def forget(name: str) -> None:
    """Takes a choice out of the address and the session."""
    st.session_state.pop(f"kept:{name}", None)
    if name in st.query_params:
        del st.query_params[name]


def carried(**params: str | Iterable[str] | None) -> dict[str, str | list[str]]:
    """Query parameters for a link: the sticky ones of now and those given (None leaves one out)."""
    carried: dict[str, str | list[str]] = {
        name: st.query_params[name] for name in STICKY if name in st.query_params
    }
    for name, value in params.items():
        if value is None:
            carried.pop(name, None)
        else:
            carried[name] = value if isinstance(value, str) else list(value)
    return carried


def kept(*names: str) -> dict[str, list[str]]:
    """The choices of those names that the address holds, for a link within the page."""
    return {name: st.query_params.get_all(name) for name in names if name in st.query_params}


def put(name: str, value: str | None) -> None:
    """Lets the address say `value` of `name`, or nothing."""
    st.session_state[f"put:{name}"] = _Put(value, st.query_params.get(name), time.monotonic())
    st.session_state.pop(f"vain:{name}", None)
    _write(name, [] if value is None else [value])


def in_vain(name: str) -> str | None:
    """What was typed for `name`, or stands in the address, though no choice is called so."""
    vain: _Vain | None = st.session_state.get(f"vain:{name}")
    return vain.said if vain and vain.beside == st.query_params.get_all(name) else None


def forget_vain(*names: str) -> None:
    """Whoever comes anew need not hear again what they typed in vain."""
    for name in names:
        st.session_state.pop(f"vain:{name}", None)


def value(name: str) -> str | None:
    """What the address says of `name`, if anything.

    A rerun that set out before the browser heard of what was put brings what stood there before: for a
    moment that is taken for what was put.
    """
    said = st.query_params.get(name)
    last: _Put | None = st.session_state.get(f"put:{name}")
    if last and said == last.before != last.value and time.monotonic() - last.at < ARRIVAL_SECONDS:
        _write(name, [] if last.value is None else [last.value])
        return last.value
    return said


def day(name: str, default: date) -> date:
    """The day the address names, `default` where it names none or no day; kept within its bounds."""
    return min(max(_named_day(name) or default, EARLIEST), LATEST)


def number(name: str, default: int, least: int, most: int) -> int:
    """The whole number the address names, within its bounds."""
    try:
        return min(max(int(st.query_params.get(name, "")), least), most)
    except ValueError:
        return default


def many(
    label: str, name: str, options: Sequence[T], words: Callable[[T], str], **shown: Any
) -> tuple[T, ...]:
    """A choice of several `options`; none chosen means all."""
    key = f"address:{name}"
    wanted = set(st.query_params.get_all(name))
    st.session_state[key] = [option for option in options if str(option) in wanted]
    if st.session_state[key] and "width" in shown:
        shown["width"] = max(shown["width"], CHOSEN_WIDTH)

    def write() -> None:
        _write(name, [str(option) for option in st.session_state[key]])

    chosen = st.multiselect(label, options, key=key, format_func=words, on_change=write, **shown)
    return tuple(chosen)


def many_found(
    label: str,
    name: str,
    options: Sequence[str],
    words: Callable[[str], str],
    named: Callable[[str], str | None],
    find: Callable[[str], str | None],
    **shown: Any,
) -> tuple[str, ...]:
    """A choice of several of many `options`, or what is typed instead, as `find` takes it; none means all.

    An address may also hold the names of some, as `named` knows them.
    """
    key = f"address:{name}"
    known = frozenset(options)
    wanted = {said: said if said in known else named(said) for said in st.query_params.get_all(name)}
    st.session_state[key] = list(dict.fromkeys(option for option in wanted.values() if option))
    _tell_vain(name, (said for said, option in wanted.items() if option is None))
    if st.session_state[key] and "width" in shown:
        shown["width"] = max(shown["width"], CHOSEN_WIDTH)

    def write() -> None:
        meant = {typed: typed if typed in known else find(typed) for typed in st.session_state[key]}
        _write(name, list(dict.fromkeys(option for option in meant.values() if option)))
        st.session_state.pop(f"vain:{name}", None)
        _tell_vain(name, (typed for typed, option in meant.items() if option is None))

    chosen = st.multiselect(
        label,
        options,
        key=key,
        format_func=lambda option: words(option) if option in known else option,
        on_change=write,
        accept_new_options=True,
        **shown,
    )
    return tuple(option for option in chosen if option in known)


def one(
    label: str, name: str, options: Sequence[T], words: Callable[[T], str], default: T, **shown: Any
) -> T:
    """A choice of one of `options`; the default stays out of the address."""
    key = f"address:{name}"
    asked = st.query_params.get(name)
    st.session_state[key] = next((option for option in options if str(option) == asked), default)

    def write() -> None:
        chosen = st.session_state[key]
        _write(name, [] if chosen == default else [str(chosen)])

    chosen: T = st.selectbox(label, options, key=key, format_func=words, on_change=write, **shown)
    return chosen


def found(
    label: str,
    name: str,
    options: Sequence[str],
    words: Callable[[str], str],
    named: Callable[[str], str | None],
    find: Callable[[str], str | None],
    default: str,
    **shown: Any,
) -> str:
    """A choice of one of many `options`, or what is typed instead, as `find` takes it.

    An address may also hold the name of one, as `named` knows it.
    """
    key = f"address:{name}"
    known = frozenset(options)
    asked = value(name) or default
    st.session_state[key] = asked if asked in known else named(asked) or default
    if asked not in known and named(asked) is None:
        _tell_vain(name, [asked])

    def write() -> None:
        chosen = st.session_state[key] or ""
        meant = chosen if chosen in known else find(chosen)
        if meant is not None:
            put(name, meant)
        else:
            _tell_vain(name, [chosen])

    chosen = st.selectbox(
        label,
        options,
        key=key,
        format_func=lambda option: words(option) if option in known else option,
        on_change=write,
        accept_new_options=True,
        **shown,
    )
    return chosen if chosen in known else default


def a_day(label: str, name: str, default: date, written: str, **shown: Any) -> date:
    """A day; `written` is the order of its parts for the reader. The default stays out of the address."""
    key = f"address:{name}"
    st.session_state[key] = day(name, default)

    def write() -> None:
        chosen = st.session_state[key]
        if not isinstance(chosen, date) or chosen == default:
            forget(name)
        else:
            _write(name, [chosen.isoformat()])

    chosen = st.date_input(
        label,
        key=key,
        format=written,
        min_value=EARLIEST,
        max_value=LATEST,
        on_change=write,
        **shown,
    )
    return chosen if isinstance(chosen, date) else default


def a_day_or_none(label: str, name: str, written: str, **shown: Any) -> date | None:
    """A day, or none where the address names none."""
    key = f"address:{name}"
    st.session_state[key] = None if _named_day(name) is None else day(name, EARLIEST)

    def write() -> None:
        chosen = st.session_state[key]
        _write(name, [chosen.isoformat()] if isinstance(chosen, date) else [])

    chosen = st.date_input(
        label, None, key=key, format=written, min_value=EARLIEST, max_value=LATEST, on_change=write, **shown
    )
    return chosen if isinstance(chosen, date) else None


def words_of(label: str, name: str, **shown: Any) -> str:
    """Free words, at most 100 characters."""
    key = f"address:{name}"
    st.session_state[key] = st.query_params.get(name, "")[:100]

    def write() -> None:
        _write(name, [st.session_state[key]] if st.session_state[key] else [])

    return str(st.text_input(label, key=key, max_chars=100, on_change=write, **shown)).strip()


def page_number(name: str, pages: int) -> int:
    """The page of a long list, from 1; draws the pager where there is more than one."""
    wanted = number(name, 1, 1, max(pages, 1))
    if pages <= 1:
        return 1
    # A pager takes its page as a default only, so another page in the address makes another pager.
    key = f"address:{name}:{wanted}"

    def write() -> None:
        chosen = st.session_state[key]
        _write(name, [] if chosen == 1 else [str(chosen)])

    return st.pagination(pages, default=wanted, key=key, on_change=write)


def _named_day(name: str) -> date | None:
    """The day the address names, within bounds or not; None where it names none or no day."""
    try:
        return date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None


def _query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _tell_vain(name: str, said: Iterable[str]) -> None:
    """Keeps the first that was said though no choice is called so, until another choice is made."""
    first = next(filter(str.strip, said), None)
    if first is not None:
        beside = st.query_params.get_all(name)
        st.session_state[f"vain:{name}"] = _Vain(first.strip()[:_LONGEST_VAIN], beside)


def _write(name: str, values: list[str]) -> None:
    st.session_state[_LEFT] = _Left(_query(), time.monotonic())
    if name != PAGE and PAGE in st.query_params:
        # Another choice makes another list, which begins at its beginning.
        del st.query_params[PAGE]
    if values:
        st.query_params[name] = values
    elif name in st.query_params:
        del st.query_params[name]
