"""The obstacle card: one page that goes to a conflict's core, as the data know it or as people wrote it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from dashboard import wording
from dashboard.i18n import N_, Reader
from dashboard.reports.blocks import Block, Bullets, Document, Heading, Inline, Paragraph, Run, Table
from measures.casework import Written
from measures.conflicts import reasons
from measures.conflicts.reasons import COUNTRIES
from measures.days import day_of
from measures.obstacles import CAUSES, Obstacle

TITLES: Mapping[str, str] = {
    "problem": N_("What goes wrong, and for whom"),
    "cause": N_("What causes it"),
    "changers": N_("Who can change it"),
    "solutions": N_("What can be done"),
    "remarks": N_("Remarks"),
}
# These reasons tell how long and for how many; the facts below the title do so already.
_ELSEWHERE = ("lasts", "lasts_open", "rests_on")


def known_words(obstacle: Obstacle, reader: Reader) -> dict[str, str]:
    """Each part of a card as the data fill it in: lines of text, "- " before each point."""
    return {
        "problem": _problem(obstacle, reader),
        "cause": reader.text(CAUSES[obstacle.cause]),
        "changers": "\n".join(f"- {line}" for line in _changers(obstacle, reader)),
        "solutions": "\n".join(
            reader.text(
                "- {what} For: {pro} Against: {con}",
                what=reader.text(one.what),
                pro=reader.text(one.pro),
                con=reader.text(one.con),
            )
            for one in obstacle.solutions
        ),
        "remarks": "",
    }


def card(
    obstacle: Obstacle,
    written: Mapping[str, Written],
    reader: Reader,
    made_at: datetime,
    link: str = "",
    *,
    day: date | None = None,
) -> Document:
    """The card, as the data stood at `made_at`. `written` are the parts that people wrote.

    `link` leads to the conflict's page; `day` is the day looked at, without it that of `made_at`.
    """
    conflict = obstacle.conflict
    blocks: list[Block] = [_looked_at(day or day_of(made_at), made_at, reader)]
    known = known_words(obstacle, reader)
    for name, title in TITLES.items():
        text = written[name].text if name in written else ""
        if not (text or known[name]):
            continue
        blocks.append(Heading(reader.text(title)))
        if name == "solutions" and not text:
            blocks.append(_solutions(obstacle, reader))
        else:
            blocks += lines(text or known[name])
        if name == "cause" and obstacle.rules:
            blocks.append(_rules(obstacle, reader))
    blocks += _origin(written, reader, link)
    kind = wording.word(reader, conflict.kind)
    return Document(
        reader.text("Obstacle card: {border}, {kind}", border=wording.border(conflict.border), kind=kind),
        reader.language,
        made_at,
        tuple(blocks),
        subtitle=" · ".join(
            (
                ", ".join(wording.word(reader, topic) for topic in conflict.topics),
                wording.span(reader, conflict.since, conflict.until, conflict.counted_until),
                wording.severity(reader, conflict.severity),
            )
        ),
        footer=reader.text("Cross Border Taskforce · data of {moment}", moment=reader.moment(made_at)),
    )


def lines(text: str) -> Iterator[Block]:
    """Text that a person typed as paragraphs, and as points where lines begin with a dash."""
    points: list[Inline] = []
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith(("- ", "* ", "• ")):
            points.append(line[2:])
            continue
        if points:
            yield Bullets(tuple(points))
            points = []
        if line:
            yield Paragraph(line)
    if points:
        yield Bullets(tuple(points))


def _problem(obstacle: Obstacle, reader: Reader) -> str:
    conflict = obstacle.conflict
    told = [
        reasons.sentence(reason, reader.text, reader.day, reader.number)
        for reason in conflict.reasons
        if reasons.is_known(reason) and reason.code not in _ELSEWHERE
    ]
    groups = wording.groups(reader, conflict.groups)
    return " ".join([*told, reader.text("It hurts: {groups}.", groups=groups)])


def _changers(obstacle: Obstacle, reader: Reader) -> Iterator[str]:
    for rule in obstacle.rules:
        country = reader.text(COUNTRIES[rule.country])
        yield reader.text(
            "{authority} ({country}), whose rule it is", authority=rule.measure.authority, country=country
        )
    for forum in obstacle.forums:
        yield f"{forum.name}: {reader.text(forum.role)}"


def _rules(obstacle: Obstacle, reader: Reader) -> Table:
    _ = reader.text
    rows: list[tuple[Inline, ...]] = []
    for rule in obstacle.rules:
        known = rule.measure
        span = wording.span(reader, known.begins, known.ends, known.until, known.since)
        exempt = wording.exempt(reader, known.frontier_exempt)
        side = _(COUNTRIES[rule.country])
        rows.append((side, Run(known.title, href=known.url), known.authority, span, exempt))
    header = (_("Side"), _("Rule"), _("Authority"), _("Period"), _("Frontier workers"))
    return Table(_("The rules behind it"), header, tuple(rows), (1.2, 3, 1.8, 2, 1.6))


def _solutions(obstacle: Obstacle, reader: Reader) -> Table:
    _ = reader.text
    rows = tuple((_(one.what), _(one.pro), _(one.con)) for one in obstacle.solutions)
    return Table(_("Possible solutions"), (_("Solution"), _("For"), _("Against")), rows, (1.4, 1, 1))


def _looked_at(day: date, made_at: datetime, reader: Reader) -> Paragraph:
    """Which day the card is about, and when its data were taken; later knowledge is said to be such."""
    _ = reader.text
    told = {"day": reader.day(day), "moment": reader.moment(made_at)}
    if day < day_of(made_at):
        later = _("Looked at for {day}, as known on {moment}; on {day} less was known.", **told)
        return Paragraph(later, "note")
    return Paragraph(_("Looked at for {day}, as known on {moment}.", **told), "small")


def _origin(written: Mapping[str, Written], reader: Reader, link: str) -> Iterator[Paragraph]:
    """Which words are the machine's and which are whose, and where the conflict stands, readable on paper."""
    _ = reader.text
    if written:
        parts = [
            _(
                "{part} by {who} on {day}",
                part=reader.quoted(_(title)),
                who=written[name].who,
                day=reader.day(day_of(written[name].at)),
            )
            for name, title in TITLES.items()
            if name in written
        ]
        how = _(
            "Written by people: {parts}. All else the tool filled in from the published texts and known "
            "solutions.",
            parts=reader.all_of(parts),
        )
    else:
        how = _("Filled in from the published texts and known solutions; nobody has worked on it yet.")
    yield Paragraph(how, "small")
    if link:
        yield Paragraph((_("The conflict in the dashboard:"), " ", Run(link, href=link)), "small")
