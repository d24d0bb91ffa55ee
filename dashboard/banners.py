"""What stands above every page: that this is an exercise, that crisis mode is on, what is not seen,
and whether the day looked at is one of which anything can be known.
"""

from datetime import datetime

import streamlit as st

from dashboard import address, data, feeds, session
from dashboard.blindness import Blind, blind
from dashboard.i18n import Reader
from dashboard.safe import plain
from measures import places
from measures.comparing import sections
from measures.days import day_of
from measures.vocabulary import Border, Country

# The pages that look at a day, by their address.
_OF_A_DAY = frozenset({"", "situation", "rules", "comparison", "conflicts", "overview", "card"})
_REPEATED = 60  # characters that are repeated of what is no day


def draw(*, on_sources: bool) -> None:
    """The banners that apply, one line each; none on a page that needs none."""
    reader = session.reader()
    _exercise(reader)
    _crisis(reader, on_sources)
    if found := not_seen(on_sources=on_sources):
        _blind(found, reader, on_sources)
    if session.page() in _OF_A_DAY:
        _day(reader)


def _day(reader: Reader) -> None:
    """That the address names no day, or one before anything that is kept here."""
    if said := address.not_a_day("day"):
        told = reader.text(
            "{said} in the address is no day; {day} is shown.",
            said=reader.quoted(plain(said[:_REPEATED])),
            day=reader.day(session.day()),
        )
    elif (first := data.begins()) and session.day() < first:
        told = reader.text(
            "The texts kept here begin on {first}: of {day} little or nothing is known.",
            first=reader.day(first),
            day=reader.day(session.day()),
        )
    else:
        return
    with st.container(key="banner-day"):
        st.markdown(f":material/event_busy: {told}")


def not_seen(*, on_sources: bool) -> Blind | None:
    """What is not seen of the sources that matter for the page the address names.

    The sources page shows them as they are now, whatever day is looked at elsewhere.
    """
    day = session.today() if on_sources else session.day()
    return blind(feeds.sources(session.now()), day, _countries())


def _countries() -> tuple[Country, ...]:
    """The countries that the address narrows the page to; none where it shows all."""
    found: set[Country] = set()
    query = st.query_params
    if (key := query.get("key")) and (conflict := data.conflict(key, session.day())):
        found.update(conflict.border.sides)
    if (key := query.get("id")) and (measure := data.measure(key)):
        found.add(measure.country)
        found.update(side for border in measure.borders for side in border.sides)
    for value in query.get_all("border"):
        found.update(Border(value).sides if value in set(Border) else ())
    for value in query.get_all("country"):
        found.update({Country(value)} if value in set(Country) else ())
    for said in (*query.get_all("region"), query.get("home", ""), query.get("work", "")):
        place = places.get(said) or places.named(said)
        found.update({place.country} if place else ())
    if (section := sections().get(query.get("section", ""))) is not None:
        found.update(section.countries)
    return tuple(country for country in Country if country in found)


def _exercise(reader: Reader) -> None:
    if (played := session.exercise()) is None:
        return
    days = {"since": reader.day(played.since), "until": reader.day(played.until)}
    if played.is_over:
        said = reader.text(
            "**The exercise is over.** What was published from {since} to {until} has been played, and "
            "nothing comes in any more. The pages show its last day; none of it is the situation of today.",
            **days,
        )
    else:
        said = reader.text(
            "**Exercise. Simulated day: {day}.** What was published from {since} to {until} is played as if "
            "it came in now; none of it is the situation of today.",
            day=reader.day(played.day),
            **days,
        )
    with st.container(key="banner-exercise"):
        st.markdown(f":material/school: {said}")


def _crisis(reader: Reader, on_sources: bool) -> None:
    if (mode := feeds.crisis()) is None:
        return
    said = reader.text(
        "**Crisis mode is on** since {since}: {why} ({who})",
        since=when(mode.since, reader),
        why=plain(mode.why),
        who=plain(mode.who),
    )
    with st.container(key="banner-crisis"):
        _line(said, ":material/bolt:", on_sources)


def _blind(found: Blind, reader: Reader, on_sources: bool) -> None:
    with st.container(key="banner-blind"):
        _line(sentence(found, reader), ":material/visibility_off:", on_sources)


def sentence(found: Blind, reader: Reader) -> str:
    """What is not seen and since when, in one sentence or two."""
    _ = reader.text
    if found.whole == "polled":
        return _(
            "No source has been polled yet: what is shown was loaded before. "
            "Is the scheduler (`python -m scheduler run`) running?"
        )
    since = when(found.since, reader)
    if found.whole == "asked":
        return _("No source has been asked since {since}: is the scheduler running?", since=since)
    if found.whole == "answered" and found.since is None:
        return _("No source has ever answered here: is this machine connected?")
    if found.whole == "answered":
        return _("No source has answered since {since}: is this machine connected?", since=since)
    starts = {when(first, reader) for _country, _number, first in found.parts}
    if len(starts) == 1 and len(found.parts) > 1:
        # One time for all is said once.
        listed = reader.all_of(
            f"{country.value} {reader.number(number)}" for country, number, _first in found.parts
        )
        [first] = starts
        return reader.plural(
            "{number} source that matters here is not seen since {since}, so news may be missing: {parts}.",
            "{number} sources that matter here are not seen since {since}, so news may be missing: {parts}.",
            found.number,
            since=first,
            parts=listed,
        )
    parts = [
        reader.plural(
            "{country} {number} (since {since})",
            "{country} {number} (first since {since})",
            number,
            country=country.value,
            since=when(first, reader),
        )
        for country, number, first in found.parts
    ]
    return reader.plural(
        "{number} source that matters here is not seen, so news may be missing: {parts}.",
        "{number} sources that matter here are not seen, so news may be missing: {parts}.",
        found.number,
        parts=", ".join(parts),
    )


def when(instant: datetime | None, reader: Reader) -> str:
    """A day, or a time where it is today."""
    if instant is None:
        return "–"
    day = day_of(instant)
    return reader.moment(instant) if day == session.today() else reader.day(day, "medium")


def _line(said: str, icon: str, on_sources: bool) -> None:
    """The sentence as the link to the sources page, which needs none to itself."""
    if on_sources:
        st.markdown(f"{icon} {said}")
    else:
        session.link("sources", said, icon=icon)
