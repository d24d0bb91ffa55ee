"""Where a reader finds the addresses of feeds and calendar for what was chosen on a page."""

import streamlit as st

from dashboard import parts
from dashboard.i18n import Reader
from dashboard.syndication.scope import FEEDS, Scope
from measures.vocabulary import Border, ConflictKind, Group, Topic


def draw(
    reader: Reader,
    borders: tuple[Border, ...] = (),
    topics: tuple[Topic, ...] = (),
    groups: tuple[Group, ...] = (),
    kinds: tuple[ConflictKind, ...] = (),
    severity: int = 1,
) -> None:
    """A button that opens the addresses, to be copied; the choices are those of the page."""
    _ = reader.text
    by_conflict = Scope(reader.language, borders, topics, groups, kinds, severity)
    by_measure = Scope(reader.language, borders, topics, groups)
    with st.popover(_("Follow this by feed or calendar"), icon=":material/rss_feed:"):
        st.markdown(
            _(
                "Copy an address into a feed reader, or the last one into a calendar program. It brings what "
                "comes in for the borders, topics, groups, kinds and severity chosen here, in this language."
            )
        )
        for feed, title in FEEDS.items():
            scope = by_measure if feed == "measures.atom" else by_conflict
            st.caption(_(title))
            st.code(scope.address(feed), language=None, wrap_lines=True)
        parts.here_only(reader)
        st.caption(
            _(
                "The calendar holds first and last days, and days to look again at what has no known end. "
                "Whoever has the address can read along; it tells nothing about you."
            )
        )
