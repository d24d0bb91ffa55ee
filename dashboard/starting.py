"""With which choices the form of Current rules starts at this information point, kept by somebody there."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from dashboard import care, counter, parts, session
from dashboard.data import store
from dashboard.i18n import Reader
from dashboard.safe import plain
from measures.counter.situation import Situation, SituationError, situation
from measures.settings import load_settings
from measures.store.point_choices import (
    CHOICES,
    PointChoices,
    forget_choices,
    keep_choices,
    point_choices,
)

_WORDS: Mapping[str, Mapping[Any, str]] = {
    "status": counter.STATUS,
    "sector": counter.SECTOR,
    "travel": counter.TRAVEL,
    "school": counter.SCHOOL,
    "proof": counter.PROOF,
}


def kept_here() -> PointChoices | None:
    """What is kept for the information point that the settings name."""
    return point_choices(store(), load_settings().point)


def params(kept: PointChoices | None) -> Mapping[str, str]:
    """The choices as the address tells them, the usual ones left out; none where they are no longer known."""
    if kept is None:
        return {}
    try:
        return _of_address(situation(kept.choices, session.today()))
    except SituationError:
        return {}


def routes(kept: PointChoices | None) -> tuple[tuple[str, str], ...]:
    """Frequent routes (home, work) by the keys of places: the point's own both ways first."""
    near, said = counter.routes(load_settings().place), params(kept)
    own = (said.get("home", ""), said.get("work", ""))
    if not all(key in counter.offered() for key in own):
        return near
    return tuple(dict.fromkeys((own, own[::-1], *near)))


def fold(asked: Situation, kept: PointChoices | None, reader: Reader) -> None:
    """What is kept and by whom, and the buttons that keep what is asked now or forget it; folded away."""
    parts.folded(reader.text("Start of this form"), "start", lambda: _offer(asked, kept, reader))


def _offer(asked: Situation, kept: PointChoices | None, reader: Reader) -> None:
    _ = reader.text
    said = params(kept)
    if kept and said:
        choices = _told(situation(said, asked.day), reader)
        at = reader.moment(kept.at)
        st.markdown(
            _("Starts with {choices}. Kept by {who}, {at}.", choices=choices, who=plain(kept.who), at=at)
        )
    else:
        st.markdown(_("Starts with a frequent route: no choices are kept."))
    st.caption(
        _(
            "What is kept holds for everyone at this information point who opens the page without choices in "
            "its address. The days are not kept, nor anything about a person."
        )
    )
    with st.container(horizontal=True, gap="small"):
        care.signed(
            _("Start with these choices from now on"), partial(_keep, asked), reader,
            key="start:keep", icon=":material/bookmark_add:", disabled=said == _of_address(asked),
        )  # fmt: skip
        if kept:
            care.signed(
                _("Forget them"), _forget, reader,
                key="start:forget", icon=":material/bookmark_remove:", disabled=False,
            )  # fmt: skip


def _told(asked: Situation, reader: Reader) -> str:
    """The choices in words, the usual ones left out."""
    said = _of_address(asked)
    words = [reader.text(table[getattr(asked, name)]) for name, table in _WORDS.items() if name in said]
    if asked.home_days:
        words.append(
            reader.plural("{number} day a week at home", "{number} days a week at home", asked.home_days)
        )
    return " · ".join((plain(f"{asked.home.name} → {asked.work.name}"), *words))


def _keep(asked: Situation, who: str) -> None:
    with store().begin() as tx:
        keep_choices(tx, load_settings().point, asked, who, session.now())


def _forget(who: str) -> None:
    with store().begin() as tx:
        forget_choices(tx, load_settings().point, who, session.now())


def _of_address(asked: Situation) -> dict[str, str]:
    return {name: value for name, value in asked.params().items() if name in CHOICES}
