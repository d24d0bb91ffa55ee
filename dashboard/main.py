"""Frame of all pages: navigation, language, and the watch that shows new items without a reload."""

from pathlib import Path

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import address, banners, data, feeds, parts, session
from dashboard.app_pages import (
    card,
    comparison,
    conflicts,
    measure,
    overview,
    review,
    rules,
    search,
    signals,
    situation,
    sources,
    subscriptions,
    weekly,
    whatif,
)
from dashboard.i18n import NAMES
from measures.errors import StoreError
from measures.vocabulary import Language

STYLE = Path(__file__).with_name("style.css")
# How often the store is asked whether something is new.
WATCH_SECONDS = 5


def frame() -> None:
    """One run of the script: choose the language, then show the page."""
    address.remember()
    default = session.default_language()
    asked = address.value("lang")
    _ = session.set_reader(Language(asked) if asked in set(Language) else default).text
    st.set_page_config(
        page_title=_("Cross Border Taskforce"), page_icon=":material/border_all:", layout="wide"
    )
    st.html(STYLE)
    pages = {
        "situation": st.Page(
            situation.page,
            title=_("Situation"),
            icon=":material/timeline:",
            url_path="situation",
            default=True,
        ),
        "rules": st.Page(rules.page, title=_("Current rules"), icon=":material/rule:", url_path="rules"),
        "comparison": st.Page(
            comparison.page, title=_("Comparison"), icon=":material/compare:", url_path="comparison"
        ),
        "conflicts": st.Page(
            conflicts.page, title=_("Conflicts"), icon=":material/warning:", url_path="conflicts"
        ),
        "search": st.Page(search.page, title=_("Search"), icon=":material/search:", url_path="search"),
        "overview": st.Page(overview.page, title=_("Overview"), icon=":material/map:", url_path="overview"),
        "signals": st.Page(
            signals.page, title=_("Signals"), icon=":material/support_agent:", url_path="signals"
        ),
        "whatif": st.Page(whatif.page, title=_("What if"), icon=":material/experiment:", url_path="whatif"),
        "weekly": st.Page(
            weekly.page, title=_("Weekly summary"), icon=":material/newspaper:", url_path="weekly"
        ),
        "subscriptions": st.Page(
            subscriptions.page, title=_("Subscriptions"), icon=":material/mail:", url_path="subscriptions"
        ),
        "review": st.Page(review.page, title=_("Review"), icon=":material/rate_review:", url_path="review"),
        "sources": st.Page(sources.page, title=_("Sources"), icon=":material/rss_feed:", url_path="sources"),
        "card": st.Page(card.page, title=_("Obstacle card"), url_path="card", visibility="hidden"),
        "measure": st.Page(measure.page, title=_("Measure"), url_path="measure", visibility="hidden"),
    }
    session.set_pages(pages)
    chosen = st.navigation(list(pages.values()), position="top")
    bar = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    with bar:
        st.markdown(_("**Cross Border Taskforce** · measures of NL, DE and BE, and where they collide"))
        address.one(
            _("Language"),
            "lang",
            list(Language),
            NAMES.__getitem__,
            default,
            width=130,
            label_visibility="collapsed",
        )
    session.set_page(chosen.url_path)
    address.settle(arrived=session.arrived())
    on_sources = chosen.url_path == "sources"
    try:
        session.set_exercise(data.exercise())
        st.session_state["seen"] = _seen(on_sources)
        banners.draw(on_sources=on_sources)
        chosen.run()
    except (StoreError, SQLAlchemyError):
        parts.database_away()
    watch(on_sources)


@st.fragment(run_every=WATCH_SECONDS)
def watch(on_sources: bool) -> None:
    """Reruns the page when what it rests on has changed since it was drawn, and only then."""
    try:
        session.set_exercise(data.exercise())
        seen = _seen(on_sources)
    except (StoreError, SQLAlchemyError):
        return
    if seen != st.session_state.get("seen", seen):
        st.rerun()


def _seen(on_sources: bool) -> tuple[object, ...]:
    """What a page was drawn from: the store's measures, the simulated day, what the banners say; sources."""
    played = session.exercise()
    return (
        data.revision("" if on_sources else "measures"),
        played and (played.day, played.is_over),
        banners.not_seen(on_sources=on_sources),
        feeds.crisis(),
    )


frame()
