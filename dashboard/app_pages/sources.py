"""Sources: the board, what needs care, the list to search; or one of them, where the address names it."""

from collections import Counter
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import address, care, conditions, data, feeds, one_source, parts, session, wording
from dashboard.i18n import Reader
from dashboard.safe import plain
from measures.days import day_of
from measures.store.reading import Probe
from measures.vocabulary import Country


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    _ = reader.text
    now = session.now()
    rows = feeds.sources(now)
    chosen = address.value("source")
    if chosen is not None:
        found = rows[rows["id"] == chosen]
        if found.empty:
            parts.heading(_("Source"), 1)
            st.warning(_("No source is known under this address."))
            session.link("sources", _("All sources"), icon=":material/arrow_back:")
        else:
            one_source.show(data.records(found)[0], now, reader)
        return
    parts.heading(_("Sources"), 1)
    if rows.empty:
        st.info(
            _(
                "No source is registered yet. Start the scheduler (`make run` or `python -m scheduler run`); "
                "it registers the sources of its catalogue."
            ),
            icon=":material/rss_feed:",
        )
        return
    left, right = st.columns(2, gap="large")
    with left:
        _board(rows, reader)
    with right:
        care.crisis_mode(now, reader)
    care.needs(now, reader)
    _list(rows, now, reader)


def _board(rows: pd.DataFrame, reader: Reader) -> None:
    """How many sources of each country are in which condition."""
    _ = reader.text
    parts.heading(_("By state and country"))
    countries = [country.value for country in Country if country in set(rows["country"])]
    counts = Counter(zip(rows["condition"], rows["country"], strict=True))
    present = set(rows["condition"])
    table = []
    for name in conditions.CONDITIONS:
        if name not in present:
            continue
        numbers = {code: counts[name, code] for code in countries}
        cells = {code: reader.number(number) if number else "–" for code, number in numbers.items()}
        total = reader.number(sum(numbers.values()))
        table.append({_("State"): conditions.condition(reader, name), **cells, _("All"): total})
    parts.table(
        table,
        alt=_("Number of sources by state and country"),
    )
    told = [
        reader.plural("{number} source in the catalogue.", "{number} sources in the catalogue.", len(rows))
    ]
    if probes := feeds.probes():
        told.append(
            _(
                "Last probed on {day}: {answered} of {total} answered as expected.",
                day=reader.day(day_of(max(probe.at for probe in probes.values()))),
                answered=reader.number(sum(probe.ok for probe in probes.values())),
                total=reader.number(len(probes)),
            )
        )
    st.caption(" ".join(told))
    meant = [
        f"- {conditions.condition(reader, name)}: {_(conditions.STANDING_MEANS[name])}"
        for name in conditions.STANDINGS
        if name in present
    ]
    if meant:
        st.caption("\n".join(meant))


def _list(rows: pd.DataFrame, now: datetime, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("All sources"))
    with st.container(horizontal=True, key="filters"):
        shown = {"placeholder": _("all"), "width": 200}
        codes = [country for country in Country if country in set(rows["country"])]
        countries = address.many(
            _("Country"), "country", codes, lambda code: wording.word(reader, code), **shown
        )
        present = [name for name in conditions.CONDITIONS if name in set(rows["condition"])]
        states = address.many(
            _("State"), "state", present, lambda name: conditions.condition(reader, name), **shown
        )
        words = address.words_of(_("Name or address contains"), "words", width=260)
    found = _narrowed(rows, feeds.alarms(now), countries, states, words)
    if found.empty:
        st.info(_("No source matches. Clear a filter."), icon=":material/filter_alt_off:")
        return
    offset = parts.pager("page", len(found), data.LISTED)
    probes = feeds.probes()
    shown_rows = data.records(found.iloc[offset : offset + data.LISTED])
    parts.table(
        (_row(row, probes.get(row["id"]), now, reader) for row in shown_rows),
        alt=_("Sources and their state"),
    )


def _narrowed(
    rows: pd.DataFrame,
    alarms: pd.DataFrame,
    countries: tuple[str, ...],
    states: tuple[str, ...],
    words: str,
) -> pd.DataFrame:
    """The sources that the filters let through: those whose alarm sounds first, then the important ones."""
    if countries:
        rows = rows[rows["country"].isin(countries)]
    if states:
        rows = rows[rows["condition"].isin(states)]
    if words:
        texts = rows[["id", "name", "authority", "url", "address"]].fillna("").agg(" ".join, axis=1)
        rows = rows[texts.str.casefold().str.contains(words.casefold(), regex=False)]
    # An alarm that was acknowledged does not sound, so its source stands with the others.
    loud = alarms.loc[alarms["sounds"].astype(bool), "source_id"]
    quiet = ~rows["id"].isin(loud)
    return rows.assign(quiet=quiet).sort_values(["quiet", "priority", "country", "name"])


def _row(row: dict[str, Any], probe: Probe | None, now: datetime, reader: Reader) -> dict[str, str]:
    _ = reader.text
    return {
        _("Source"): f"[{plain(row['name'])}](/sources?{parts.query(source=row['id'])})",
        _("Country"): row["country"],
        _("State"): conditions.condition(reader, row["condition"]),
        _("Last good answer"): one_source.ago(row["last_ok_at"], now, reader),
        _("Last news"): one_source.ago(row["last_new_at"], now, reader),
        _("Probably missed"): reader.number(row["missed"]) if row["missed"] else "–",
        _("Next poll"): one_source.next_poll(row, now, reader),
        _("Last probe"): _probed(probe, now, reader),
    }


def _probed(probe: Probe | None, now: datetime, reader: Reader) -> str:
    if probe is None:
        return "–"
    return f"{conditions.answered(reader, probe.state)}, {one_source.ago(probe.at, now, reader)}"
