"""Pieces that several pages show: lines of measures and conflicts, notices, empty states."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd
import streamlit as st

from dashboard import address, session, stacking, wording
from dashboard.i18n import Reader
from dashboard.links import leads_here_only
from dashboard.safe import link as safe_link
from dashboard.safe import plain
from measures.geography import flows
from measures.hosts import host_of
from measures.settings import load_settings
from measures.vocabulary import Action, Border, ConflictKind, Country, Impact, Topic

# With these Markdown begins a list, a quotation or a heading: "25. März" would become item 25.
_BLOCK = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=(?:[-+*>]|#{1,6})(?:\s|$)))")


def heading(title: str, level: int = 2) -> None:
    """A heading; the levels of a page follow each other without gaps."""
    {1: st.title, 2: st.header, 3: st.subheader}[level](title, anchor=False)


def table(rows: Iterable[Mapping[str, str]], *, alt: str, header: bool = True) -> None:
    """A table of cells that are safe Markdown; `alt` says what it shows. Every table is drawn here."""
    told = [{name: inline(text) for name, text in row.items()} for row in rows]
    if header and stacking.stacks(told):
        st.html(stacking.style(alt, told))
    cells = pd.DataFrame(told)
    st.table(cells, border="horizontal", hide_index=True, hide_header=not header, alt=alt)


def inline(text: str) -> str:
    """Safe Markdown that stays one line of text wherever it begins a block."""
    return _BLOCK.sub(r"\1\\", text)


def folded(label: str, key: str, draw: Callable[[], None]) -> None:
    """An expander whose content is drawn while someone has it open, and only then: it may be long."""
    fold = st.expander(label, key=key, on_change="rerun")
    if fold.open:
        with fold:
            draw()


def measure_line(row: Mapping[str, Any], *, lead: str = "") -> None:
    """A measure as a link with a line of facts below. `lead` is safe Markdown before the title."""
    reader = session.reader()
    label = f"{lead}{row['country']} · {plain(row['title'])}"
    facts = [
        plain(row["authority"]),
        wording.span(reader, row["begins"], row["ends"], row["until"], row["since"]),
        wording.impact(reader, Impact(row["border_impact"])),
    ]
    with st.container(gap=None):
        session.link("measure", label, id=row["id"])
        st.caption(" · ".join(facts))


def item_line(row: Mapping[str, Any], others: int = 0) -> None:
    """A new item: a link to its measure, or to its text where it tells of none.

    `others` is how many more new items tell of the same measure.
    """
    reader = session.reader()
    label = f"{row['country']} · {plain(row['title'])}"
    facts = [plain(row["authority"]), reader.known(row["known_at"])]
    if row["is_measure"]:
        facts.append(wording.word(reader, Action(row["action"])))
        facts.append(wording.impact(reader, Impact(row["border_impact"])))
    else:
        facts.append(reader.text("not a measure"))
    if others:
        facts.append(reader.plural("{number} more text on it", "{number} more texts on it", others))
    with st.container(gap=None):
        if row["measure_id"]:
            session.link("measure", label, id=row["measure_id"])
        else:
            source_link(row["url"], label)
        st.caption(" · ".join(facts))


def soon_line(row: Mapping[str, Any]) -> None:
    """A measure that starts or ends, the day first."""
    reader = session.reader()
    _ = reader.text
    what = _("starts") if row["what"] == "starts" else _("ends")
    mark = "▶" if row["what"] == "starts" else "■"
    measure_line(row, lead=f"**{mark} {reader.day(row['day'], 'medium')} {what}** · ")


def conflict_line(row: Mapping[str, Any], *, named: bool = True) -> None:
    """A conflict as a link with a line of facts below; `named` adds its border."""
    reader = session.reader()
    label = [
        f"**{wording.severity(reader, int(row['severity']))}**",
        wording.word(reader, ConflictKind(row["kind"])),
    ]
    if named:
        label.insert(1, wording.border(row["border"]))
    if row["early_warning"]:
        label.insert(0, "◷ " + reader.text("early warning"))
    facts = [
        topics(reader, row["topics"]),
        wording.span(reader, row["since"], row["until"], row["counted_until"]),
        direction(reader, row),
    ]
    with st.container(gap=None):
        session.link("conflicts", " · ".join(label), key=row["key"])
        if row["reasons"]:
            st.markdown(wording.reason(reader, row["reasons"][0]))
        st.caption(" · ".join(facts))


def direction(reader: Reader, row: Mapping[str, Any]) -> str:
    """Whom a conflict hurts: the commuters' direction and their number, where it is known."""
    home, work = Country(row["hurt_from"]), Country(row["hurt_to"])
    flow = flows().get((home, work))
    if flow is None:
        return reader.text("{home} → {work}", home=home.value, work=work.value)
    return reader.plural(
        "{home} → {work}: {number} commuter a day",
        "{home} → {work}: {number} commuters a day",
        flow.daily,
        home=home.value,
        work=work.value,
    )


def topics(reader: Reader, values: tuple[str, ...]) -> str:
    """Topics in words, separated by commas."""
    return ", ".join(wording.word(reader, Topic(value)) for value in values)


def borders(values: tuple[str, ...]) -> str:
    return ", ".join(wording.border(Border(value)) for value in values) or "–"


def text_link(url: str) -> None:
    """A link to a text, named by the host it leads to: not every one is an authority's."""
    _, host = session.reader().text, host_of(url).removeprefix("www.")
    source_link(url, _("Text at {host}", host=plain(host)) if host else _("Text"))


def source_link(url: str, label: str) -> None:
    """A link out of the dashboard, or label and address as text where it is no plain web address."""
    safe = safe_link(url)
    if safe:
        st.link_button(label, safe, icon=":material/open_in_new:", type="tertiary")
    else:
        st.markdown(label)
        st.caption(plain(url))


def here_only(reader: Reader) -> None:
    """Beside what is taken along: a warning where the links in it lead nobody else anywhere."""
    if leads_here_only(load_settings().address):
        st.caption(
            ":material/link_off: "
            + reader.text("Links in it lead to this machine only: set {setting}.",
                          setting="`TASKFORCE_PUBLIC_URL`")
        )  # fmt: skip


def pager(name: str, total: int, size: int) -> int:
    """The offset of the page of a list of `total`; draws the pager and says what is shown."""
    reader = session.reader()
    pages = -(-total // size)
    number = address.page_number(name, pages)
    if pages > 1:
        st.caption(
            reader.text(
                "Rows {first} to {last} of {total}",
                first=reader.number((number - 1) * size + 1),
                last=reader.number(min(number * size, total)),
                total=reader.number(total),
            )
        )
    return (number - 1) * size


def nothing_stored() -> None:
    """What to do when the database holds nothing yet."""
    _ = session.reader().text
    st.info(
        _(
            "The database is empty. `make run` loads the archive and starts the scheduler; "
            "`python -m scheduler load-archive` loads the archive alone."
        ),
        icon=":material/inbox:",
    )


def database_away() -> None:
    """The database cannot be read: said plainly, with what to do."""
    _ = session.reader().text
    heading(_("The database cannot be reached"), 1)
    st.error(
        _(
            "The pages are up, but their database does not answer, so nothing can be shown. Nothing is lost: "
            "try again in a minute. If this lasts, the operator should check DATABASE_URL and `/healthz`."
        ),
        icon=":material/cloud_off:",
    )
    if st.button(_("Try again"), type="primary"):
        st.rerun()


def failed() -> None:
    """A page failed for a reason of its own; the log has the rest."""
    _ = session.reader().text
    st.error(
        _("This page could not be shown. The fault is in the log; please tell the operator the time."),
        icon=":material/error:",
    )
    st.caption(session.reader().moment(session.now()))


def query(**params: str | Iterable[str] | None) -> str:
    """The query part of an address within a Markdown link, safe to stand between its brackets."""
    return urlencode(address.carried(**params), doseq=True, quote_via=quote)
