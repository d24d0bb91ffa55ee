"""The week as sheets, one row a conflict, rule, beginning or end, signal count and silent source."""

from dashboard import wording
from dashboard.i18n import Reader
from dashboard.links import page_url
from dashboard.reports.sheets import Cell, Sheet
from dashboard.reports.weekly.document import edition_words, scope_words
from dashboard.reports.weekly.ending import ERRATA, HAPPENINGS, how, what_counts
from dashboard.reports.weekly.entries import TURNS, begun, forum_name, next_step
from dashboard.reports.weekly.issue import Issue
from dashboard.reports.weekly.situation import five, period, told
from dashboard.safe import tidy
from measures.model import Conflict


def sheets(issue: Issue, reader: Reader) -> list[Sheet]:
    """Situation, conflicts, rules, those new or ended, what is ahead, signals, corrections, blind spots."""
    return [
        situation(issue, reader),
        conflicts(issue, reader),
        rules(issue, reader),
        moved(issue, reader),
        soon(issue, reader),
        signals(issue, reader),
        corrections(issue, reader),
        sources(issue, reader),
    ]


def situation(issue: Issue, reader: Reader) -> Sheet:
    """The sentences of the summary, its introduction, and how it was made."""
    _ = reader.text
    rows: list[tuple[Cell, ...]] = [
        (_("Week"), f"{issue.week.week}: {period(issue.week, reader)}"),
        (_("What for"), scope_words(issue, reader)),
        (_("Edition"), edition_words(issue, reader)),
        *((_("Situation"), said) for said in five(issue.week, reader)),
    ]
    rows.append((_("Rules"), what_counts(reader)))
    if "" in issue.notes:
        rows.append((_("Introduction"), tidy(issue.notes[""].text)))
    rows += [(_("How this was made"), said) for said in how(issue, reader)]
    return Sheet(_("Situation"), (_("What"), _("Text")), rows)


def conflicts(issue: Issue, reader: Reader) -> Sheet:
    """All conflicts of the week."""
    _ = reader.text
    columns = (
        _("This week"), _("Severity"), _("Border"), _("Kind"), _("Topic"), _("Groups"), _("First day"),
        _("Last day"), _("Counted until"), _("Authority"), _("Why"), _("What changed"), _("State of work"),
        _("Forum"), _("Next step"), _("Remark"), _("Key"), _("Address"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for entry in issue.week.entries:
        c = entry.conflict
        note = issue.notes.get(c.key)
        rows.append(
            (
                _(TURNS[entry.turn]), c.severity, wording.border(c.border), wording.word(reader, c.kind),
                ", ".join(wording.word(reader, topic) for topic in c.topics),
                ", ".join(wording.word(reader, group) for group in c.groups),
                c.since, c.until, c.counted_until, tidy("; ".join(entry.authorities)),
                told((one for one in c.reasons if one.code != "rests_on"), reader),
                told(entry.told, reader), wording.word(reader, entry.state), forum_name(entry),
                next_step(entry, reader) if begun(entry) else None, tidy(note.text) if note else None,
                c.key, _address(c, reader),
            )
        )  # fmt: skip
    return Sheet(_("Conflicts"), columns, rows)


def rules(issue: Issue, reader: Reader) -> Sheet:
    """The rules felt at a border or behind a conflict, also those that are over or begin later."""
    _ = reader.text
    columns = (
        _("Country"), _("Authority"), _("Title"), _("Topic"), _("Border"), _("Regions"),
        _("Effect at the border"), _("Exemption"), _("First day"), _("Last day"), _("Known since"),
        _("Counted until"), _("Text (address)"), _("Key"), _("This week"),
    )  # fmt: skip
    week = issue.week
    rows: list[tuple[Cell, ...]] = [
        (
            rule.country.value, tidy(rule.authority), tidy(rule.title),
            ", ".join(wording.word(reader, topic) for topic in rule.topics),
            ", ".join(wording.border(one) for one in rule.borders), ", ".join(rule.regions),
            wording.word(reader, rule.border_impact), wording.exempt(reader, rule.frontier_exempt),
            rule.begins, rule.ends, rule.since, None if rule.ends else rule.until, rule.url, rule.id,
            _("begins later") if rule.since > week.last
            else _("over before it") if rule.until < week.first else _("in force"),
        )
        for rule in week.rules
    ]  # fmt: skip
    return Sheet(_("Rules"), columns, rows)


def moved(issue: Issue, reader: Reader) -> Sheet:
    """The rules that became known, began or ended within the week, one row a day."""
    _ = reader.text
    columns = (_("Day"), _("What"), _("Country"), _("Authority"), _("Title"), _("Key"))
    rows: list[tuple[Cell, ...]] = [
        (day, _(HAPPENINGS[what]), one.rule.country.value, tidy(one.rule.authority), tidy(one.rule.title),
         one.rule.id)
        for one in issue.week.moved for what, day in one.days
    ]  # fmt: skip
    return Sheet(_("New and ended rules"), columns, rows)


def soon(issue: Issue, reader: Reader) -> Sheet:
    """Beginnings and last days in the two weeks after the week."""
    _ = reader.text
    columns = (_("Day"), _("What"), _("Country"), _("Authority"), _("Title"))
    rows: list[tuple[Cell, ...]] = [
        (one.day, _("begins") if one.begins else _("last day"), one.rule.country.value,
         tidy(one.rule.authority), tidy(one.rule.title))
        for one in issue.week.soon
    ]  # fmt: skip
    return Sheet(_("Beginnings and last days"), columns, rows)


def signals(issue: Issue, reader: Reader) -> Sheet:
    """Signals from the counters, counted."""
    _ = reader.text
    rows: list[tuple[Cell, ...]] = [
        (wording.border(one.border), wording.word(reader, one.topic) if one.topic else None, one.number)
        for one in issue.week.signals
    ]
    return Sheet(_("Signals"), (_("Border"), _("Topic"), _("Number")), rows)


def corrections(issue: Issue, reader: Reader) -> Sheet:
    """What the summary of the week before had wrong."""
    _ = reader.text
    rows: list[tuple[Cell, ...]] = [
        (_(ERRATA[one.what]), wording.border(one.conflict.border), wording.word(reader, one.conflict.kind),
         told(one.told, reader), _address(one.conflict, reader))
        for one in issue.week.errata
    ]  # fmt: skip
    columns = (_("What was wrong"), _("Border"), _("Kind"), _("Rightly"), _("Address"))
    return Sheet(_("Corrections"), columns, rows)


def sources(issue: Issue, reader: Reader) -> Sheet:
    """Sources without a good answer in the week."""
    _ = reader.text
    rows: list[tuple[Cell, ...]] = [
        (one.country.value, one.name, one.authority, one.last_ok_at, one.id)
        for one in issue.week.checks.missed
    ]
    columns = (_("Country"), _("Source"), _("Authority"), _("Last good answer"), _("Key"))
    return Sheet(_("Sources not reachable"), columns, rows)


def _address(conflict: Conflict, reader: Reader) -> str:
    return page_url("conflicts", key=conflict.key, lang=reader.language)
