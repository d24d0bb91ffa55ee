"""The obstacle card: one page that goes to a conflict's core, as the data know it or as people wrote it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from dashboard import wording
from dashboard.i18n import N_, Reader
from dashboard.reports.blocks import Block, Bullets, Document, Heading, Inline, Paragraph, Run, Table
from measures.conflicts import reasons
from measures.conflicts.reasons import COUNTRIES
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
    obstacle: Obstacle, written: Mapping[str, str], reader: Reader, made_at: datetime, link: str = ""
) -> Document:
    """The card. `written` are the parts that people wrote; `link` leads to the conflict's page."""
    conflict = obstacle.conflict
    blocks: list[Block] = []
    known = known_words(obstacle, reader)
    for name, title in TITLES.items():
        text = written.get(name, "")
        if not (text or known[name]):
            continue
        blocks.append(Heading(reader.text(title)))
        if name == "solutions" and not text:
            blocks.append(_solutions(obstacle, reader))
        else:
            blocks += lines(text or known[name])
        if name == "cause" and obstacle.rules:
            blocks.append(_rules(obstacle, reader))
    blocks.append(_origin(bool(written), reader, link))
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
    groups = reader.all_of(wording.word(reader, group) for group in conflict.groups)
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


def _origin(written: bool, reader: Reader, link: str) -> Paragraph:
    _ = reader.text
    how = (
        _("Written by the taskforce on what the published texts say.")
        if written
        else _("Filled in from the published texts and known solutions; nobody has worked on it yet.")
    )
    return Paragraph((how, " ", Run(_("The conflict in the dashboard"), href=link)) if link else how, "small")
