"""The weekly summary as a document of blocks."""

from collections.abc import Iterator

from dashboard import wording
from dashboard.i18n import N_, Reader
from dashboard.reports.blocks import Block, Bullets, Document, Heading, Paragraph
from dashboard.reports.weekly import ending, entries, pictures
from dashboard.reports.weekly.issue import Issue
from dashboard.reports.weekly.situation import five, period
from measures.weekly import Known, Turn

_TURNS = {
    Turn.NEW: N_("New conflicts"),
    Turn.WORSE: N_("Conflicts that became worse"),
    Turn.EASED: N_("Conflicts that eased"),
    Turn.RESOLVED: N_("Conflicts that ended"),
}


def document(issue: Issue, reader: Reader) -> Document:
    """The summary in the reader's language; its first page is for those who read no other."""
    week = issue.week
    blocks = list(_first_page(issue, reader))
    for turn, name in _TURNS.items():
        if found := week.of(turn):
            blocks.append(entries.counted(reader.text(name), found, reader))
            blocks += [block for entry in found for block in entries.whole(entry, issue, reader)]
    blocks += ending.moved(issue, reader)
    blocks += entries.same(issue, reader)
    blocks += entries.early(issue, reader)
    blocks += ending.soon(issue, reader)
    if drawn := pictures.timeline(issue, reader):
        blocks.append(drawn)
    blocks += ending.signals(issue, reader)
    blocks += ending.errata(issue, reader)
    blocks += ending.rules(issue, reader)
    blocks += ending.blind_spots(issue, reader)
    blocks += ending.made(issue, reader)
    moment = reader.known(week.data_until or issue.made_at)
    return Document(
        title(issue, reader),
        reader.language,
        issue.made_at,
        tuple(blocks),
        subtitle=" · ".join((period(week, reader), scope_words(issue, reader), edition_words(issue, reader))),
        footer=reader.text("Cross Border Taskforce · data of {moment}", moment=moment),
        keywords=tuple(wording.border(one) for one in issue.scope.borders),
    )


def title(issue: Issue, reader: Reader) -> str:
    """What it is called in each format."""
    week = issue.week.iso
    return reader.text("Conflicts at the borders: week {week} of {year}", week=week.number, year=week.year)


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


def _first_page(issue: Issue, reader: Reader) -> Iterator[Block]:
    """The situation, what may be missing from it, the editors' words, the gravest conflicts and the map."""
    _, week = reader.text, issue.week
    if issue.edition is None and week.known_on < week.last:
        day = reader.day(week.known_on)
        yield Paragraph(_("The week is not over: this is what is known so far, on {day}.", day=day), "note")
    yield Heading(_("The situation in five sentences"))
    yield Bullets(five(week, reader))
    if week.checks.missed:
        yield Paragraph(ending.missed(week, reader), "note")
    if "" in issue.notes:
        yield Heading(_("Introduction"))
        yield from entries.noted(issue.notes[""], reader)
    yield from entries.gravest(issue, reader)
    if drawn := pictures.map_of(issue, reader):
        yield drawn
