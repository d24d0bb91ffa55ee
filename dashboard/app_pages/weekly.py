"""The weekly summary: choose a week and a scope, read it, write on it, take it along; past and next ones."""

from functools import partial

import streamlit as st

from dashboard import address, data, opendata, parts, session, week_notes, wording
from dashboard.i18n import N_, NAMES, Reader
from dashboard.reports.shown import show
from dashboard.reports.weekly.document import document
from dashboard.reports.weekly.issue import Issue, Scope, issue
from dashboard.reports.weekly.made import FORMATS, files
from dashboard.safe import plain
from measures.errors import InputError
from measures.geography import regions
from measures.store import editions
from measures.vocabulary import Border, Language, Topic
from measures.weekly import Edition, IsoWeek, Known, Week

_MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
    "md": "text/markdown",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
_KNOWN = {Known.THEN: N_("as known then"), Known.NOW: N_("as known now")}


def page() -> None:
    """The week that the address names, by default the last one whose edition is due."""
    reader = session.reader()
    _ = reader.text
    parts.heading(_("Weekly summary"), 1)
    first = editions.first_week(data.store())
    if first is None:
        parts.nothing_stored()
        return
    kept = {one.week: one for one in editions.editions(data.store())}
    current = IsoWeek.of(session.today())
    week, scope, known, language = _choices(first, current, kept, reader)
    edition, facts = _facts(str(week), known, session.today().isoformat())
    written = Reader(language)
    notes = editions.notes_of(data.store(), week)
    content = issue(facts, language, scope, edition, notes)
    _downloads(content, written, reader)
    if week != current:
        session.link("weekly", _("What will be in the next one so far"), icon=":material/update:",
                     week=str(current))  # fmt: skip
    read, write, past, whole = st.tabs([_("Summary"), _("Write on it"), _("Past editions"), _("Open data")])
    with read:
        show(document(content, written), 2)
    with write:
        week_notes.form(facts, notes, language, reader)
    with past:
        _archive(list(kept.values()), reader)
    with whole:
        opendata.section(reader)


def _choices(
    first: IsoWeek, current: IsoWeek, kept: dict[str, Edition], reader: Reader
) -> tuple[IsoWeek, Scope, Known, Language]:
    _ = reader.text
    number = (current.first - first.first).days // 7
    weeks = [str(current.shifted(-back)) for back in range(max(number, 1) + 1)]
    try:
        asked = str(IsoWeek.parse(address.value("week") or ""))
    except InputError:
        asked = ""
    if asked and asked not in weeks:
        st.warning(_("Nothing is known of week {week}; the last one is shown.", week=asked))
    due = str(editions.newest_due(session.now()))

    def named(week: str) -> str:
        whole = IsoWeek.parse(week)
        span = f"{reader.day(whole.first, 'medium')} – {reader.day(whole.last, 'medium')}"
        if week == str(current):
            return _("{week} ({span}), so far", week=week, span=span)
        if week in kept:
            number = reader.number(kept[week].number)
            return _("{week} ({span}), edition {number}", week=week, span=span, number=number)
        return f"{week} ({span})"

    places = {region.code: region for region in regions().values()}
    with st.container(horizontal=True, key="filters"):
        week = address.one(_("Week"), "week", weeks, named, due if due in weeks else weeks[-1], width=340)
        shown = {"placeholder": _("all"), "width": 150}
        borders = address.many(_("Border"), "border", list(Border), wording.border, **shown)
        topics = address.many(
            _("Topic"), "topic", list(Topic), lambda topic: wording.word(reader, topic), **shown
        )
        codes = address.many(
            _("Region"), "region", sorted(places), lambda code: f"{places[code].name} ({code[:2]})", **shown
        )
        known = address.one(
            _("By what was known"), "known", list(Known), lambda one: _(_KNOWN[one]), Known.THEN, width=170
        )
        language = address.one(
            _("Language of the summary"), "written", list(Language), NAMES.__getitem__, reader.language,
            width=170,
        )  # fmt: skip
    return IsoWeek.parse(week), Scope(borders, topics, codes), known, language


@data.kept_with_sources
def _facts(week: str, known: Known, day: str) -> tuple[Edition | None, Week]:
    """The facts of a week as seen on a day."""
    return editions.facts_of(data.store(), IsoWeek.parse(week), known, session.now())


def _downloads(content: Issue, written: Reader, reader: Reader) -> None:
    """One click a format; the files are made when they are asked for."""
    with st.container(horizontal=True, key="downloads"):
        for form in FORMATS:
            if form == "csv":
                for number, label in enumerate((reader.text("Conflicts"), reader.text("Rules"))):
                    part = ("conflicts", "rules")[number]
                    st.download_button(
                        f"CSV: {label}",
                        partial(_bytes, content, written, form, number),
                        f"{content.name}-{written.language}-{part}.csv",
                        "text/csv",
                        on_click="ignore",
                        icon=":material/download:",
                    )
                continue
            st.download_button(
                "Markdown" if form == "md" else form.upper(),
                partial(_bytes, content, written, form, 0),
                f"{content.name}-{written.language}.{form}",
                _MIME[form],
                on_click="ignore",
                icon=":material/download:",
                type="primary" if form in ("docx", "pdf") else "secondary",
            )
    parts.here_only(reader)


def _bytes(content: Issue, written: Reader, form: str, number: int) -> bytes:
    return [body for _, body in files(content, written, form)][number]


def _archive(kept: list[Edition], reader: Reader) -> None:
    """The editions that went out, the newest first."""
    _ = reader.text
    parts.heading(_("Past editions"))
    if not kept:
        st.markdown(
            _(
                "No edition has been kept yet: the scheduler makes one each Monday at six. "
                "Any week can be read above."
            )
        )
        return
    offset = parts.pager("past", len(kept), data.LISTED)
    parts.table(
        (
            {
                _("Number"): reader.number(one.number),
                _("Week"): f"[{plain(one.week)}](/weekly?{parts.query(week=one.week)})",
                _("Kept on"): reader.moment(one.made_at),
                _("SHA-256 of its facts"): f"`{one.sha256}`",
            }
            for one in kept[offset : offset + data.LISTED]
        ),
        alt=_("Past editions"),
    )
