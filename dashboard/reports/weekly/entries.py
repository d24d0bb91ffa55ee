"""The conflicts of a week as blocks: each that changed in full, the others as rows."""

from collections.abc import Collection, Iterator, Sequence

from dashboard import wording
from dashboard.i18n import N_, Reader
from dashboard.links import page_url
from dashboard.reports.blocks import Block, Bullets, Heading, Inline, Paragraph, Run, Table
from dashboard.reports.card import lines
from dashboard.reports.weekly.issue import Issue
from dashboard.reports.weekly.situation import told
from measures.days import day_of
from measures.forums import forums
from measures.model import Conflict, Reason
from measures.vocabulary import CaseState, Group
from measures.weekly import Entry, Note, Turn

TURNS = {
    Turn.NEW: N_("new"),
    Turn.WORSE: N_("worse"),
    Turn.EASED: N_("eased"),
    Turn.RESOLVED: N_("ended"),
    Turn.SAME: N_("unchanged"),
    Turn.EARLY: N_("early warning"),
}
_GRAVEST = 5
# The lines below a conflict tell how long it lasts, and its rules stand in the table.
_ELSEWHERE = ("lasts", "lasts_open", "rests_on")


def gravest(issue: Issue, reader: Reader) -> Iterator[Block]:
    """The gravest conflicts that are open, with what goes wrong, whether they changed or not."""
    _, entries = reader.text, issue.week.open[:_GRAVEST]
    if not entries:
        return
    rows = tuple(
        (
            wording.severity(reader, e.conflict.severity),
            _linked(e.conflict, reader),
            told(why(e.conflict)[:1], reader),
            reader.day(e.conflict.until, "medium") if e.conflict.until else _("no end known"),
            _(TURNS[e.turn]),
        )
        for e in entries
    )
    header = (_("Severity"), _("Conflict"), _("Why"), _("Last day"), _("This week"))
    yield Heading(_("The gravest open conflicts"))
    yield Table(_("Open conflicts, the gravest first"), header, rows, (1.75, 2.4, 4, 1.3, 1.35))


def whole(entry: Entry, issue: Issue, reader: Reader) -> Iterator[Block]:
    """One conflict: what it is, why, what changed, whom it hurts, where it belongs, what comes next."""
    _, conflict = reader.text, entry.conflict
    yield Heading(wording.conflict(reader, conflict), 2)
    span = wording.span(reader, conflict.since, conflict.until, conflict.counted_until)
    link = page_url("conflicts", key=conflict.key, lang=reader.language)
    yield Paragraph(
        (Run(wording.severity(reader, conflict.severity), strong=True), f" · {span} · ",
         Run(_("The conflict in the dashboard"), href=link))
    )  # fmt: skip
    if said := told(why(conflict), reader):
        yield Paragraph(said)
    points: list[Inline] = []
    if entry.told:
        points.append(_point(_("What changed"), told(entry.told, reader)))
    points.append(_point(_("It hurts"), hurt(conflict.groups, reader)))
    if entry.forum and (entry.turn is not Turn.RESOLVED or entry.chosen):
        label = _("Forum") if entry.chosen else _("Forum to try first")
        points.append(_point(label, forum_name(entry)))
    if begun(entry):
        work = f"{work_of(entry, reader)} {told(entry.reopened, reader)}"
        points.append(_point(_("State of work"), work.rstrip()))
    yield Bullets(tuple(points))
    if conflict.key in issue.notes:
        yield from noted(issue.notes[conflict.key], reader)


def same(issue: Issue, reader: Reader) -> Iterator[Block]:
    """The conflicts that were open before and did not change; those that an editor wrote on in full."""
    _, entries = reader.text, issue.week.of(Turn.SAME)
    if not entries:
        return
    yield counted(_("Open and unchanged"), entries, reader)
    remarked = [entry for entry in entries if entry.conflict.key in issue.notes]
    for entry in remarked:
        yield from whole(entry, issue, reader)
    others = [entry for entry in entries if entry not in remarked]
    if not others:
        return
    worked = any(map(begun, others))
    if not worked:
        yield Paragraph(_("No work has begun on the conflicts in this table."), "small")
    rows: list[tuple[Inline, ...]] = []
    for e in others:
        work = (work_of(e, reader) if begun(e) else _("not begun"),) if worked else ()
        span = wording.span(reader, e.conflict.since, e.conflict.until, e.conflict.counted_until)
        rows.append((wording.severity(reader, e.conflict.severity), _linked(e.conflict, reader), span, *work))
    header = (_("Severity"), _("Conflict"), _("Period"), *((_("State of work"),) if worked else ()))
    caption = _("The others, the gravest first") if remarked else _("Open conflicts, the gravest first")
    yield Table(caption, header, tuple(rows), (1.75, 3.9, 2.4, 2.4)[: len(header)])


def early(issue: Issue, reader: Reader) -> Iterator[Block]:
    """The conflicts that are known to begin."""
    _, entries = reader.text, issue.week.of(Turn.EARLY)
    yield counted(_("Early warnings"), entries, reader)
    if not entries:
        yield Paragraph(_("No conflict is known to begin in the next 60 days."))
        return
    rows: list[tuple[Inline, ...]] = []
    for entry in sorted(entries, key=lambda e: (e.conflict.since, -e.conflict.severity, e.conflict.key)):
        conflict = entry.conflict
        said = told(why(conflict)[:1], reader)
        note = issue.notes.get(conflict.key)
        remark = (" ", Run(f"{_signed(note, reader)}:", strong=True), f" {note.text}") if note else ()
        rows.append(
            (
                reader.day(conflict.since, "medium"),
                wording.severity(reader, conflict.severity),
                _linked(conflict, reader),
                (said, *remark),
            )
        )
    header = (_("Begins"), _("Severity"), _("Conflict"), _("Why"))
    yield Table(_("Conflicts that are about to begin"), header, tuple(rows), (1.2, 1.75, 2.8, 4))


def counted(title: str, below: Collection[object], reader: Reader) -> Heading:
    """A heading with the number of what stands below it."""
    return Heading(f"{title} ({reader.number(len(below))})")


def noted(note: Note, reader: Reader) -> Iterator[Block]:
    """What an editor wrote, with its day; a language other than the reader's is named, its writer is not."""
    if note.about:
        yield Paragraph((Run(_signed(note, reader), strong=True),), "small")
    if note.language != reader.language:
        told_in = wording.language_name(reader, note.language)
        yield Paragraph(reader.text("Written {language}.", language=told_in), "small")
    for block in lines(note.text):
        yield Paragraph(block.text, "note") if isinstance(block, Paragraph) and note.about else block


def why(conflict: Conflict) -> Sequence[Reason]:
    """Its reasons, without what stands elsewhere in the summary or is said twice."""
    given = [one for one in conflict.reasons if one.code not in _ELSEWHERE]
    silent = any(
        one.code.startswith("divergent") and dict(one.args).get("other_step") == "0" for one in given
    )
    return [one for one in given if not (silent and one.code == "other_none")]


def hurt(groups: Collection[Group], reader: Reader) -> str:
    """Whom it hurts; where that is everyone, whom above all."""
    named = ", ".join(wording.word(reader, group) for group in groups if group is not Group.EVERYONE)
    if Group.EVERYONE not in groups:
        return named
    if not named:
        return wording.word(reader, Group.EVERYONE)
    return reader.text("everyone, above all {groups}", groups=named)


def forum_name(entry: Entry) -> str:
    """The forum's name, or what people wrote in place of one."""
    known = forums().get(entry.forum)
    return known.name if known else entry.forum


def begun(entry: Entry) -> bool:
    """Whether people work on it, or it came back after they did."""
    return entry.state is not CaseState.SIGNALLED or bool(entry.step) or bool(entry.reopened)


def next_step(entry: Entry, reader: Reader) -> str:
    """What is planned, and by which day."""
    step = entry.step
    if not step:
        return reader.text("none planned")
    if not step.due:
        return step.what
    return reader.text("{step}, by {day}", step=step.what, day=reader.day(step.due, "medium"))


def work_of(entry: Entry, reader: Reader) -> str:
    """How the work stands and what comes next."""
    return reader.text(
        "{state}; next step: {step}.", state=wording.word(reader, entry.state), step=next_step(entry, reader)
    )


def _signed(note: Note, reader: Reader) -> str:
    return reader.text("Remark by the editors, {day}", day=reader.day(day_of(note.at), "medium"))


def _linked(conflict: Conflict, reader: Reader) -> Run:
    return Run(
        wording.conflict(reader, conflict),
        href=page_url("conflicts", key=conflict.key, lang=reader.language),
    )


def _point(label: str, text: str) -> tuple[Run | str, ...]:
    return (Run(f"{label}:", strong=True), f" {text}")
