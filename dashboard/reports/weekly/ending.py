"""The tables and the fine print of the summary: what is ahead, what was wrong, what may be missing."""

from collections.abc import Iterator
from datetime import timedelta

from dashboard import wording
from dashboard.i18n import N_, Reader
from dashboard.links import page_url
from dashboard.reports.blocks import Block, Bullets, Heading, Inline, Paragraph, Run, Table
from dashboard.reports.weekly.entries import counted
from dashboard.reports.weekly.issue import Issue
from dashboard.reports.weekly.situation import told
from measures.weekly import Happening, Known, Rule, Week

ERRATA = {
    "missed": N_("It should have been named"),
    "unfounded": N_("It should not have been named"),
    "misread": N_("It was told wrongly"),
}


HAPPENINGS = {
    Happening.KNOWN: N_("known since"),
    Happening.BEGAN: N_("first day"),
    Happening.ENDED: N_("last day"),
    Happening.LAPSED: N_("counted until (no end known)"),
}


def moved(issue: Issue, reader: Reader) -> Iterator[Block]:
    """The rules that became known, began or ended within the week."""
    _, found = reader.text, issue.week.moved
    if not found:
        return
    yield counted(_("New and ended rules this week"), found, reader)
    rows = tuple(
        (
            ", ".join(f"{_(HAPPENINGS[what])} {reader.day(day, 'medium')}" for what, day in one.days),
            one.rule.country.value,
            _linked(one.rule, reader),
            wording.word(reader, one.rule.border_impact),
        )
        for one in found
    )
    header = (_("What"), _("Country"), _("Rule"), _("Effect at the border"))
    yield Table(_("Rules that became known, began or ended"), header, rows, (2.5, 0.9, 4.6, 1.6))


def soon(issue: Issue, reader: Reader) -> Iterator[Block]:
    """What begins and ends in the two weeks after the week."""
    _ = reader.text
    yield Heading(_("What begins and ends in the coming two weeks"))
    found = issue.week.soon
    if not found:
        yield Paragraph(_("No beginning or end is known."))
        return
    rows = tuple(
        (
            reader.day(one.day, "medium"),
            _("begins") if one.begins else _("last day"),
            one.rule.country.value,
            _linked(one.rule, reader),
            wording.word(reader, one.rule.border_impact),
        )
        for one in found
    )
    header = (_("Day"), _("What"), _("Country"), _("Rule"), _("Effect at the border"))
    yield Table(_("Beginnings and last days"), header, rows, (1.4, 1.1, 0.9, 4.6, 1.6))


def signals(issue: Issue, reader: Reader) -> Iterator[Block]:
    """How many signals the counters sent; never what anybody told."""
    if not issue.week.signals:
        return
    _ = reader.text
    yield Heading(_("Signals from the counters"))
    rows = tuple(
        (
            wording.border(one.border),
            wording.word(reader, one.topic) if one.topic else _("no topic given"),
            reader.number(one.number),
        )
        for one in issue.week.signals
    )
    yield Table(_("Signals, counted"), (_("Border"), _("Topic"), _("Number")), rows, (1, 3, 1))


def errata(issue: Issue, reader: Reader) -> Iterator[Block]:
    """What the summary of the week before had wrong by our own reading."""
    _, week = reader.text, issue.week
    if week.known is Known.NOW:
        return
    yield Heading(_("Corrections to the summary of the week before"))
    if not week.errata:
        yield Paragraph(_("No text has been found misread since."))
        return
    yield Paragraph(_("Texts were misread, not rules changed; read rightly, these stand otherwise:"))
    rows: list[tuple[Inline, ...]] = []
    for one in week.errata:
        c = one.conflict
        name = f"{wording.border(c.border)} · {wording.word(reader, c.kind)}"
        said = told(one.told, reader) or wording.span(reader, c.since, c.until, c.counted_until)
        link = page_url("conflicts", key=c.key, lang=reader.language)
        rows.append((_(ERRATA[one.what]), Run(name, href=link), said))
    header = (_("What was wrong"), _("Conflict"), _("Rightly"))
    yield Table(_("Corrections"), header, tuple(rows), (1.5, 2, 3))


def rules(issue: Issue, reader: Reader) -> Iterator[Block]:
    """The rules felt at a border or behind a conflict that held in the week."""
    _, found = reader.text, issue.week.in_force
    if not found:
        yield Heading(_("Rules in force"))
        yield Paragraph(_("No rule felt at a border was in force."))
        return
    yield counted(_("Rules in force"), found, reader)
    yield Paragraph(what_counts(reader), "small")
    rows = tuple(
        (
            rule.country.value,
            _linked(rule, reader),
            rule.authority,
            wording.span(reader, rule.begins, rule.ends, rule.until, rule.since),
            wording.word(reader, rule.border_impact),
            wording.exempt(reader, rule.frontier_exempt),
        )
        for rule in found
    )
    header = (
        _("Country"), _("Rule"), _("Authority"), _("Period"), _("Effect at the border"), _("Exemption"),
    )  # fmt: skip
    yield Table(_("Rules in force, titles as in their texts"), header, rows,
                (0.9, 3.2, 1.8, 2, 1.4, 1.7))  # fmt: skip


def what_counts(reader: Reader) -> str:
    """Which rules are counted and listed."""
    return reader.text(
        "Counted as in force: rules felt at a border, and rules without an effect there that lie behind a "
        "conflict of the week, that held on one of its days. The spreadsheet also names those that are over "
        "or begin later."
    )


def blind_spots(issue: Issue, reader: Reader) -> Iterator[Block]:
    """The sources that were not reachable: what they said may be missing."""
    _, checks = reader.text, issue.week.checks
    yield Heading(_("What may be missing"))
    if not checks.polls:
        yield Paragraph(
            _(
                "How the sources were watched in this week is not recorded. What is told here rests on the "
                "archive alone; rules that it lacks are missing."
            ),
            "note",
        )
        return
    if not checks.missed:
        yield Paragraph(_("Every source that was asked gave at least one good answer in this week."))
        return
    yield Paragraph(missed(issue.week, reader), "note")
    rows = tuple(
        (one.country.value, one.name, one.authority, reader.moment(one.last_ok_at)) for one in checks.missed
    )
    header = (_("Country"), _("Source"), _("Authority"), _("Last good answer"))
    yield Table(_("Sources not reachable"), header, rows, (0.8, 3, 2.4, 1.8))


def missed(week: Week, reader: Reader) -> str:
    """How many sources were not reachable, and what that means."""
    return reader.plural(
        "{number} source gave no good answer in this week. What it announced may be missing here.",
        "{number} sources gave no good answer in this week. What they announced may be missing here.",
        len(week.checks.missed),
    )


def made(issue: Issue, reader: Reader) -> Iterator[Block]:
    """Version, time of the data, checks, and the hash by which an edition is known."""
    _, week = reader.text, issue.week
    yield Heading(_("How this was made"))
    yield Bullets(tuple(how(issue, reader)))
    scope = issue.scope
    link = page_url(
        "weekly", week=week.week, lang=reader.language, border=scope.borders, topic=scope.topics,
        region=scope.regions, known=None if week.known is Known.THEN else week.known,
    )  # fmt: skip
    yield Paragraph((Run(_("This week in the dashboard"), href=link),), "small")


def how(issue: Issue, reader: Reader) -> Iterator[str]:
    """How it was made, in sentences."""
    _, week, checks = reader.text, issue.week, issue.week.checks
    yield _("Worked out by a program from published texts (version {version}); people may have corrected it.",
            version=week.version)  # fmt: skip
    yield reader.plural(
        "It rests on what was known on {day}; {number} text became known in the week, the last at {moment}.",
        "It rests on what was known on {day}; {number} texts became known in the week, the last at {moment}.",
        week.texts,
        day=reader.day(week.known_on),
        moment=reader.known(week.data_until) if week.data_until else "–",
    )
    if week.known is Known.THEN:
        eve = reader.day(week.first - timedelta(days=1))
        yield _("New, worse, eased and ended are told against what was known on {day}.", day=eve)
    if issue.dismissed:
        yield reader.plural(
            "{number} conflict that people dismissed is left out.",
            "{number} conflicts that people dismissed are left out.",
            issue.dismissed,
        )
    if checks.polls and checks.longest_gap is not None:
        yield _(
            "{sources} sources were asked {polls} times, {good} times with a good answer; the longest time "
            "without one was {gap} ({source}).",
            sources=reader.number(checks.sources),
            polls=reader.number(checks.polls),
            good=reader.number(checks.good),
            gap=reader.duration(checks.longest_gap),
            source=checks.gap_source,
        )
    if issue.edition:
        yield _(
            "Edition {number}, kept on {moment}; SHA-256 of its facts: {hash}.",
            number=reader.number(issue.edition.number),
            moment=reader.moment(issue.edition.made_at),
            hash=issue.edition.sha256,
        )


def _linked(rule: Rule, reader: Reader) -> Run:
    language = None if rule.language is reader.language else rule.language
    return Run(rule.title, href=page_url("measure", id=rule.id, lang=reader.language), language=language)
