"""Current rules: who is at the counter, and beside it which rules they meet along the day."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import streamlit as st

from dashboard import address, asking, counter, data, parts, session, wording
from dashboard.i18n import N_, NAMES, Reader
from dashboard.links import page_url
from dashboard.reports.counter_sheet import sheet, whom
from dashboard.reports.shown import inline
from dashboard.reports.taking import take
from dashboard.safe import link, plain
from measures import contacts
from measures.counter.model import Answer, Coming, Paper, Rule
from measures.model import Conflict
from measures.settings import load_settings
from measures.vocabulary import Language

SHOWN_CONFLICTS = 3
SHOWN_AT_A_STAGE = 8
SHOWN_COMING = 8
SHOWN_AROUND = 3


def page() -> None:
    """Layout of the page."""
    reader = session.reader()
    parts.heading(reader.text("Current rules"), 1)
    if data.nothing_stored():
        parts.nothing_stored()
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        situation, known = asking.form(reader)
    with right, st.container(gap="small"):
        _answer(counter.asked(situation, known, session.today(), session.now()), reader)


def _answer(given: Answer, reader: Reader) -> None:
    _ = reader.text
    asked = given.situation
    day = reader.day(asked.day)
    parts.heading(
        _("{home} → {work}, {day}", home=plain(asked.home.name), work=plain(asked.work.name), day=day)
    )
    if given.known < session.today():
        st.caption(_("As it was known here on {day}.", day=reader.day(given.known)))
    _sheet(given, reader)
    if given.border is None:
        st.info(_("Both places lie in one country: no border is crossed."), icon=":material/info:")
    _conflicts(given.conflicts, reader)
    _papers(given.papers, reader)
    for stage, rules in groupby(given.rules, key=lambda rule: rule.stage):
        parts.heading(_(counter.STAGE[stage]), 3)
        _stage(list(rules), reader)
    if not given.rules:
        st.info(_("No rule that this person meets is known."), icon=":material/info:")
    _coming(given.coming, reader)
    _not_known(given, reader)
    _ask(given, reader)
    _around(given.around, reader)


def _sheet(given: Answer, reader: Reader) -> None:
    """The counter sheet, in the language of the person at the counter: it may be another than the page's."""
    _, settings = reader.text, load_settings()
    asked, made_at, today = given.situation, session.now(), session.today()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        language = address.one(
            _("Sheet in"), "sheet", list(Language), NAMES.__getitem__, reader.language, width=150
        )
        known = given.known.isoformat() if given.known < today else None
        link = page_url("rules", **asked.params(), known=known, lang=language)
        other, point = Reader(language), " · ".join(filter(None, (settings.point, settings.point_contact)))
        name = f"{asked.home.key}-{asked.work.key}-{asked.day}-{language}"
        take(
            lambda: sheet(given, contacts.of_answer(given), other, made_at, link, point),
            name,
            reader,
            "pdf",
            "html",
        )


def _ask(given: Answer, reader: Reader) -> None:
    """Whom this person can ask."""
    if found := contacts.of_answer(given):
        parts.heading(reader.text("Whom to ask"), 3)
        st.markdown("\n".join(f"- {inline(whom(contact, reader))}" for contact in found))


def _conflicts(conflicts: Sequence[Conflict], reader: Reader) -> None:
    for conflict in conflicts[:SHOWN_CONFLICTS]:
        label = f"**{wording.severity(reader, conflict.severity)}** · {wording.word(reader, conflict.kind)}"
        with st.container(gap=None, border=True):
            session.link("conflicts", label, icon=":material/warning:", key=conflict.key)
            st.markdown(wording.reason(reader, conflict.reasons[0]))
    if (more := len(conflicts) - SHOWN_CONFLICTS) > 0:
        label = reader.plural(
            "{number} more conflict at this border", "{number} more conflicts at this border", more
        )
        session.link("conflicts", label, border=conflicts[0].border.value)


def _papers(papers: Sequence[Paper], reader: Reader) -> None:
    for perhaps, message in (
        (False, N_("**To carry:** {papers}")),
        (True, N_("**Perhaps to carry:** {papers}")),
    ):
        named = [paper.document for paper in papers if paper.perhaps == perhaps]
        if named:
            told = plain(wording.papers(reader, named))
            st.markdown(":material/badge: " + reader.text(message, papers=told))


def _stage(rules: Sequence[Rule], reader: Reader) -> None:
    """The hardest rules each in a frame, those beyond in a list."""
    for rule in rules[:SHOWN_AT_A_STAGE]:
        _rule(rule, reader)
    if beyond := rules[SHOWN_AT_A_STAGE:]:
        parts.folded(_more(len(beyond), reader), f"more:{beyond[0].stage}", lambda: _listed(beyond, reader))


def _more(number: int, reader: Reader) -> str:
    return reader.text("Show {number} more", number=reader.number(number))


def _listed(rules: Iterable[Rule], reader: Reader) -> None:
    lines = (
        f"- {counter.bearing(reader, rule)} · {_sentences(rule, reader)}  \n  {_source(rule, reader)}"
        for rule in rules
    )
    st.markdown("\n".join(lines))


def _rule(rule: Rule, reader: Reader) -> None:
    """What it is and says, why an exemption frees or not, and where it is written."""
    said = [f"**{counter.bearing(reader, rule)}** · {_sentences(rule, reader)}"]
    if rule.exemption is not None:
        said.append(counter.sentence(reader, rule.exemption))
    said += [counter.sentence(reader, note) for note in rule.notes]
    if rule.documents and not (rule.exemption and "documents" in dict(rule.exemption.args)):
        named = reader.all_of(wording.document(reader, document) for document in rule.documents)
        said.append(reader.text("Papers it names: {papers}", papers=named))
    with st.container(border=True, gap="xsmall"):
        st.markdown("  \n".join(said) + f"\n\n> {counter.quoted(reader, rule)}")
        st.caption(f"{_source(rule, reader)}  \n{_facts(rule, reader)}")


def _sentences(rule: Rule, reader: Reader) -> str:
    return plain(counter.told(reader, rule.says))


def _source(rule: Rule, reader: Reader) -> str:
    """The title of the original text as a link to it, and a link to all that is known of the measure."""
    title = reader.quoted(plain(rule.title))
    url = link(rule.url)
    named = f"[{title}]({url})" if url else title
    inside = reader.text("all about it")
    return (
        f"{named} · {wording.language_name(reader, rule.language)} · {plain(rule.authority)} · "
        f"[{inside}](measure?{parts.query(id=rule.measure_id)})"
    )


def _facts(rule: Rule, reader: Reader) -> str:
    right = reader.text("{percent} of such texts are read right", percent=reader.percent(rule.confidence))
    facts = (counter.also(reader, rule), counter.span(reader, rule), counter.checked(reader, rule), right)
    return " · ".join(filter(None, facts))


def _coming(coming: Sequence[Coming], reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Changes within 14 days"), 3)
    if not coming:
        st.caption(_("Nothing that changes for this person is announced."))
        return
    _changes(coming[:SHOWN_COMING], reader)
    if beyond := coming[SHOWN_COMING:]:
        parts.folded(_more(len(beyond), reader), "more:coming", lambda: _changes(beyond, reader))


def _changes(coming: Iterable[Coming], reader: Reader) -> None:
    lines = []
    for change in coming:
        mark, word = counter.CHANGE[change.change]
        day = reader.day(change.day, "medium")
        rule = change.rule
        lines.append(
            f"- **{mark} {day} {reader.text(word)}**: {counter.bearing(reader, rule)} · "
            f"{_sentences(rule, reader)}  \n{_source(rule, reader)}"
        )
    st.markdown("\n".join(lines))


def _not_known(given: Answer, reader: Reader) -> None:
    _ = reader.text
    if not given.unknown and not given.unseen:
        return
    parts.heading(_("Not known"), 3)
    lines = [
        _(
            "{country}: {topics}",
            country=wording.word(reader, lacking.country),
            topics=reader.all_of(wording.word(reader, topic) for topic in lacking.topics),
        )
        for lacking in given.unknown
    ]
    if lines:
        st.caption(
            _("No rule is known here on these topics; that is no proof that there is none.")
            + "".join(f"\n- {line}" for line in lines)
        )
    if given.unseen:
        st.caption(" ".join(counter.unseen(reader, lack) for lack in given.unseen))


def _around(rules: Sequence[Rule], reader: Reader) -> None:
    if not rules:
        return
    parts.heading(reader.text("Also in force around them ({number})", number=reader.number(len(rules))), 3)
    _listed(rules[:SHOWN_AROUND], reader)
    if beyond := rules[SHOWN_AROUND:]:
        parts.folded(_more(len(beyond), reader), "around", lambda: _listed(beyond, reader))
