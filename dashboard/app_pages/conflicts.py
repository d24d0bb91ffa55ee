"""Conflicts: the list, and for one of them both sides beside each other with the reasons."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import address, casework, casework_list, data, following, parts, session, signalling, wording
from dashboard.data import LISTED, Filters, State
from dashboard.i18n import Reader
from dashboard.safe import plain
from measures.comparing import sections
from measures.conflicts.on_day import Standing, standing
from measures.conflicts.reasons import COUNTRIES, KINDS
from measures.geography import flows
from measures.model import Conflict
from measures.vocabulary import Border, ConflictKind, Country, Group, Topic


def page() -> None:
    """The list, or one conflict where the address names its key."""
    reader = session.reader()
    day = session.day()
    key = address.value("key")
    if key is None:
        _list(day, reader)
        return
    conflict = data.conflict(key, day)
    if conflict is None:
        parts.heading(reader.text("Conflict"), 1)
        st.warning(reader.text("No conflict is known under this address."))
        session.link("conflicts", reader.text("All conflicts"), icon=":material/arrow_back:")
        return
    _detail(conflict, day, reader)


def _list(day: date, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Conflicts"), 1)

    def word(value: object) -> str:
        return wording.word(reader, value)

    states: dict[State, str] = {
        "near": _("open or beginning soon"),
        "open": _("open on the day"),
        "early": _("early warnings only"),
        "all": _("all, also past ones"),
    }
    with st.container(horizontal=True, key="filters"):
        address.a_day(_("Day"), "day", session.today(), reader.date_input, width=130)
        state = address.one(_("State"), "state", list(states), states.__getitem__, "near", width=240)
        shown = {"placeholder": _("all"), "width": 150}
        borders = address.many(_("Border"), "border", list(Border), wording.border, **shown)
        kinds = address.many(_("Kind"), "kind", list(ConflictKind), word, **shown)
        topics = address.many(_("Topic"), "topic", list(Topic), word, **shown)
        groups = address.many(_("Group"), "group", list(Group), word, **shown)
        least = address.one(
            _("At least"),
            "least",
            list("12345"),
            lambda level: wording.severity(reader, int(level)),
            "1",
            width=200,
        )
    if data.nothing_stored():
        parts.nothing_stored()
        return
    chosen = Filters(borders=borders, topics=topics, groups=groups)
    rows = data.conflicts(day, chosen, state=state, kinds=kinds, least=int(least))
    with st.container(horizontal=True, vertical_alignment="center", key="filters-of-work"):
        work = casework_list.filters(reader)
        rows, dismissed = casework_list.narrowed(rows, work, session.today())
        casework_list.hidden(dismissed, work, reader)
        following.draw(reader, borders, topics, groups, kinds, int(least))
    total = len(rows)
    if not total:
        st.info(
            _("No conflict matches. Clear a filter, choose another day, or show past ones too."),
            icon=":material/check_circle:",
        )
        casework_list.left_over(reader)
        return
    st.markdown(
        reader.plural(
            "{number} conflict, the most severe first.", "{number} conflicts, the most severe first.", total
        )
    )
    offset = parts.pager("page", total, LISTED)
    with st.container(gap="xsmall"):
        for row in data.records(rows.iloc[offset : offset + LISTED]):
            casework_list.line(row, reader)
    casework_list.left_over(reader)


def _detail(conflict: Conflict, day: date, reader: Reader) -> None:
    _ = reader.text
    session.link("conflicts", _("All conflicts"), icon=":material/arrow_back:")
    parts.heading(
        f"{wording.border(conflict.border)} · {wording.word(reader, conflict.kind)} · "
        f"{parts.topics(reader, conflict.topics)}",
        1,
    )
    with st.container(horizontal=True):
        st.badge(wording.severity(reader, conflict.severity), color="violet")
        st.badge(wording.span(reader, conflict.since, conflict.until, conflict.counted_until), color="gray")
        if conflict.early_warning:
            st.badge(_("early warning: begins after {day}", day=reader.day(day)), color="blue")
        casework.badge(conflict.key, reader)
    if day < session.today():
        _hindsight(conflict.border, day, reader)
    for block in BLOCKS:
        block(conflict, day, reader)


def _hindsight(border: Border, day: date, reader: Reader) -> None:
    """That what is shown was learnt later, and where to see what was known on the day."""
    _ = reader.text
    told = _(
        "As known today; on {day} less was known. What was learnt when stands below, under {heading}.",
        day=reader.day(day),
        heading=reader.quoted(_("What happened to it")),
    )
    st.info(told, icon=":material/history:")
    section = next((key for key in sections() if key.startswith(border)), None)
    label = _("The sides as they were known on {day}", day=reader.day(day))
    session.link("comparison", label, icon=":material/compare:", section=section, known=day.isoformat())


def _why(conflict: Conflict, _day: date, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Why it is flagged"))
    st.caption(_(KINDS[conflict.kind]))
    st.markdown("\n".join(f"- {wording.reason(reader, reason)}" for reason in conflict.reasons) or "–")


def _sides(conflict: Conflict, day: date, reader: Reader) -> None:
    """Both rules as they stand on `day`, or on the day of the conflict that is next to it."""
    _ = reader.text
    day = min(max(day, conflict.since), conflict.last_day)
    behind = data.measures_behind(conflict)
    parts.heading(_("Both sides on {day}", day=reader.day(day)))
    sides = standing(conflict, behind.values(), day)
    for column, (country, rule), key in zip(
        st.columns(2, gap="medium"), sides.items(), (conflict.measure_a, conflict.measure_b), strict=True
    ):
        with column, st.container(border=True, height="stretch"):
            parts.heading(wording.word(reader, country), 3)
            if rule is not None:
                _side(rule, reader)
            elif key is None or key in behind:
                st.markdown(_("No rule on this topic is known on this side."))
            else:
                st.markdown(_("The measure behind this side is no longer stored under its old name."))


def _side(rule: Standing, reader: Reader) -> None:
    _ = reader.text
    measure, phase = rule.measure, rule.phase
    session.link("measure", plain(measure.title), id=measure.id)
    st.caption(f"{plain(measure.authority)} · {wording.language_name(reader, measure.language)}")
    steps = [
        f"{wording.word(reader, topic)} – {wording.word(reader, step)}"
        for topic, step in phase.strictness
        if step
    ]
    papers = plain(wording.papers(reader, phase.documents))
    st.markdown(
        "\n".join(
            f"- {line}"
            for line in (
                wording.span(reader, rule.begins, rule.ends, rule.until, rule.since),
                wording.impact(reader, phase.border_impact),
                wording.exempt(reader, phase.frontier_exempt),
                *steps,
                *([_("carry: {document}", document=papers)] if papers else []),
            )
        )
    )
    parts.text_link(measure.url)


def _work(conflict: Conflict, _day: date, reader: Reader) -> None:
    casework.block(conflict.key, reader)


def _weight(conflict: Conflict, _day: date, reader: Reader) -> None:
    """Who is hurt, and how severe that is."""
    left, right = st.columns(2, gap="large")
    with left:
        _who(conflict, reader)
    with right:
        _severity(conflict, reader)


def _who(conflict: Conflict, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("Who is hurt"))
    home, work = conflict.hurt_from, conflict.hurt_to
    st.markdown(
        _(
            "People who live in {home} and work in {work}.",
            home=reader.text(COUNTRIES[home]),
            work=reader.text(COUNTRIES[work]),
        )
    )
    if conflict.groups:
        st.markdown(_("Named groups: {groups}.", groups=wording.groups(reader, conflict.groups)))
    flow = flows().get((Country(home), Country(work)))
    if flow:
        st.metric(_("Commuters a day in this direction"), reader.number(flow.daily))
        facts = [flow.source, str(flow.year or ""), flow.note]
        st.caption(_("Source: {facts}", facts=plain("; ".join(fact for fact in facts if fact))))


def _severity(conflict: Conflict, reader: Reader) -> None:
    _ = reader.text
    parts.heading(_("How the severity adds up"))
    rows = [
        {
            _("Part"): reader.text(wording.SEVERITY_PARTS[name])
            if name in wording.SEVERITY_PARTS
            else plain(name),
            _("Points"): reader.number(points),
        }
        for name, points in conflict.severity_parts
    ]
    total = sum(points for _name, points in conflict.severity_parts)
    rows.append({_("Part"): "**" + _("Sum") + "**", _("Points"): f"**{reader.number(total)}**"})
    parts.table(rows, alt=_("How the severity adds up"))
    st.caption(
        _(
            "Rounded and kept between 1 and 5: {severity}.",
            severity=wording.severity(reader, conflict.severity),
        )
    )


def _history(conflict: Conflict, _day: date, reader: Reader) -> None:
    _ = reader.text
    rows = data.conflict_history(conflict.key)
    if rows.empty:
        return
    parts.heading(_("What happened to it"))
    parts.table(
        (
            {
                _("When"): reader.known(row["at"]),
                _("What"): wording.happened(reader, row["what"], row["told"]),
                _("Severity"): wording.severity(reader, int(row["severity"])),
                _("Period"): wording.span(reader, row["since"], row["until"], row["counted_until"]),
            }
            for row in data.records(rows)
        ),
        alt=_("What happened to it"),
    )


BLOCKS: tuple[Callable[[Conflict, date, Reader], None], ...] = (
    _why,
    _sides,
    _work,
    _weight,
    signalling.block,
    _history,
)
"""What the page of a conflict says, in this order; each gets the conflict, the day and the reader."""
