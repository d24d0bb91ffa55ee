"""The weekly summary as a document of blocks."""

from collections.abc import Iterator

from dashboard import wording
from dashboard.i18n import N_, Reader
from dashboard.links import page_url
from dashboard.reports.blocks import Block, Bullets, Document, Heading, Inline, Paragraph, Run, Table
from dashboard.reports.card import lines
from dashboard.reports.weekly import ending, pictures
from dashboard.reports.weekly.issue import Issue
from dashboard.reports.weekly.situation import five, period, told
from measures.forums import forums
from measures.model import Conflict
from measures.weekly import Entry, Known, Note, Turn

_TURNS = {
    Turn.NEW: (N_("New conflicts"), N_("No conflict began or became known this week.")),
    Turn.WORSE: (N_("Conflicts that became worse"), N_("No conflict became worse.")),
    Turn.EASED: (N_("Conflicts that eased"), N_("No conflict eased.")),
    Turn.RESOLVED: (N_("Conflicts that ended"), N_("No conflict ended.")),
}
# The lines below a conflict tell how long it lasts, and its rules stand in the table.
_ELSEWHERE = ("lasts", "lasts_open", "rests_on")


def document(issue: Issue, reader: Reader) -> Document:
    """The summary in the reader's language."""
    _, week = reader.text, issue.week
    blocks: list[Block] = []
    if issue.edition is None and week.known_on < week.last:
        day = reader.day(week.known_on)
        blocks.append(
            Paragraph(_("The week is not over: this is what is known so far, on {day}.", day=day), "note")
        )
    blocks.append(Heading(_("The situation in five sentences")))
    blocks.append(Bullets(five(week, reader)))
    if "" in issue.notes:
        blocks.append(Heading(_("Introduction")))
        blocks += _noted(issue.notes[""], reader)
    for turn, (title, none) in _TURNS.items():
        entries = week.of(turn)
        blocks.append(_counted(_(title), len(entries), reader))
        if not entries:
            blocks.append(Paragraph(_(none)))
        for entry in entries:
            blocks += _conflict(entry, issue, reader)
    blocks += _same(issue, reader)
    blocks += _early(issue, reader)
    blocks += ending.soon(issue, reader)
    blocks += _pictures(issue, reader)
    blocks += ending.signals(issue, reader)
    blocks += ending.errata(issue, reader)
    blocks += ending.rules(issue, reader)
    blocks += ending.blind_spots(issue, reader)
    blocks += ending.made(issue, reader)
    return Document(
        _("Conflicts at the borders: week {week} of {year}", week=week.iso.number, year=week.iso.year),
        reader.language,
        issue.made_at,
        tuple(blocks),
        subtitle=" · ".join((period(week, reader), scope_words(issue, reader), edition_words(issue, reader))),
        footer=_(
            "Cross Border Taskforce · data of {moment}", moment=reader.known(week.data_until or issue.made_at)
        ),
        keywords=tuple(wording.border(one) for one in issue.scope.borders),
    )


def scope_words(issue: Issue, reader: Reader) -> str:
    """The borders, topics and regions that it was narrowed to."""
    scope = issue.scope
    where = ", ".join(wording.border(one) for one in scope.borders) or reader.text("all borders")
    narrower = [*(wording.word(reader, topic) for topic in scope.topics), *scope.regions]
    return ", ".join((where, *narrower))


def edition_words(issue: Issue, reader: Reader) -> str:
    """Its number, or by whose knowledge it was made on demand."""
    if issue.edition:
        return reader.text("edition {number}", number=reader.number(issue.edition.number))
    day = reader.day(issue.week.known_on, "medium")
    if issue.week.known is Known.THEN:
        return reader.text("made on demand, as known on {day}", day=day)
    return reader.text("made on demand, as known now ({day})", day=day)


def title_of(conflict: Conflict, reader: Reader) -> str:
    """A conflict in a line: border, kind and topics."""
    topics = ", ".join(wording.word(reader, topic) for topic in conflict.topics)
    return f"{wording.border(conflict.border)} · {wording.word(reader, conflict.kind)} · {topics}"


def forum_name(entry: Entry) -> str:
    """The forum's name, or what people wrote in place of one."""
    known = forums().get(entry.forum)
    return known.name if known else entry.forum


def next_step(entry: Entry, reader: Reader) -> str:
    """What is planned; else to bring it up, where nobody has begun."""
    step = entry.step
    if step:
        day = reader.day(step.due, "medium")
        return reader.text("{step}, by {day}", step=step.what, day=day) if step.due else step.what
    return reader.text("none planned")


def _conflict(entry: Entry, issue: Issue, reader: Reader) -> Iterator[Block]:
    """One conflict: what it is, why, what changed, whom it hurts, where it belongs, what comes next."""
    _, conflict = reader.text, entry.conflict
    yield Heading(title_of(conflict, reader), 2)
    span = wording.span(reader, conflict.since, conflict.until, conflict.counted_until)
    link = page_url("conflicts", key=conflict.key, lang=reader.language)
    yield Paragraph(
        (Run(wording.severity(reader, conflict.severity), strong=True), f" · {span} · ",
         Run(_("The conflict in the dashboard"), href=link))
    )  # fmt: skip
    why = told((one for one in conflict.reasons if one.code not in _ELSEWHERE), reader)
    if why:
        yield Paragraph(why)
    points: list[Inline] = []
    if entry.told:
        points.append(_point(_("What changed"), told(entry.told, reader)))
    groups = reader.all_of(wording.word(reader, group) for group in conflict.groups)
    points.append(_point(_("It hurts"), groups))
    points.append(_point(_("Work"), wording.word(reader, entry.state)))
    if entry.forum:
        label = _("Forum") if entry.chosen else _("Forum to try first")
        points.append(_point(label, forum_name(entry)))
    if entry.turn is not Turn.RESOLVED or entry.step:
        points.append(_point(_("Next step"), next_step(entry, reader)))
    yield Bullets(tuple(points))
    if conflict.key in issue.notes:
        yield from _noted(issue.notes[conflict.key], reader)


def _counted(title: str, number: int, reader: Reader) -> Heading:
    return Heading(f"{title} ({reader.number(number)})")


def _point(label: str, text: str) -> tuple[Run | str, ...]:
    return (Run(f"{label}:", strong=True), f" {text}")


def _noted(note: Note, reader: Reader) -> Iterator[Block]:
    """What an editor wrote; a language other than the reader's is named."""
    if note.language != reader.language:
        told_in = wording.language_name(reader, note.language)
        yield Paragraph(reader.text("Written {language}.", language=told_in), "small")
    for block in lines(note.text):
        yield Paragraph(block.text, "note") if isinstance(block, Paragraph) and note.about else block


def _same(issue: Issue, reader: Reader) -> Iterator[Block]:
    _, entries = reader.text, issue.week.of(Turn.SAME)
    yield _counted(_("Open and unchanged"), len(entries), reader)
    if not entries:
        yield Paragraph(_("No other conflict was open."))
        return
    rows = tuple(
        (
            wording.severity(reader, e.conflict.severity),
            Run(
                title_of(e.conflict, reader),
                href=page_url("conflicts", key=e.conflict.key, lang=reader.language),
            ),
            wording.span(reader, e.conflict.since, e.conflict.until, e.conflict.counted_until),
            wording.word(reader, e.state),
            next_step(e, reader),
        )
        for e in entries
    )
    header = (_("Severity"), _("Conflict"), _("Period"), _("Work"), _("Next step"))
    yield Table(_("Open and unchanged"), header, rows, (1.5, 3.2, 2, 1.3, 2.4))
    for entry in entries:
        if entry.conflict.key in issue.notes:
            yield Paragraph((Run(title_of(entry.conflict, reader), strong=True),))
            yield from _noted(issue.notes[entry.conflict.key], reader)


def _early(issue: Issue, reader: Reader) -> Iterator[Block]:
    _, entries = reader.text, issue.week.of(Turn.EARLY)
    yield _counted(_("Early warnings"), len(entries), reader)
    if not entries:
        yield Paragraph(_("No conflict is known to begin in the next 60 days."))
        return
    rows: list[tuple[Inline, ...]] = []
    for entry in sorted(entries, key=lambda e: (e.conflict.since, -e.conflict.severity, e.conflict.key)):
        conflict = entry.conflict
        why = told((one for one in conflict.reasons[:1] if one.code not in _ELSEWHERE), reader)
        link = page_url("conflicts", key=conflict.key, lang=reader.language)
        remark = issue.notes.get(conflict.key)
        rows.append(
            (
                reader.day(conflict.since, "medium"),
                wording.severity(reader, conflict.severity),
                Run(title_of(conflict, reader), href=link),
                f"{why} {remark.text}" if remark else why,
            )
        )
    header = (_("Begins"), _("Severity"), _("Conflict"), _("Why"))
    yield Table(_("Conflicts that are about to begin"), header, tuple(rows), (1.3, 1.4, 2.8, 4))


def _pictures(issue: Issue, reader: Reader) -> Iterator[Block]:
    drawn = [one for one in (pictures.map_of(issue, reader), pictures.timeline(issue, reader)) if one]
    if drawn:
        yield Heading(reader.text("In pictures"))
        yield from drawn
