"""The sides of a border next to each other, as a document and as text for a mail."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import zip_longest

from dashboard import counter, wording
from dashboard.i18n import N_, Reader
from dashboard.reports.blocks import Block, Document, Inline, Paragraph, Run, Table, words
from dashboard.safe import tidy
from measures.comparing import LADDER, Cell, Comparison, Entry, Row, Section, difference

SHOWN = 3
"""Rules of a side on a topic that are written out."""

_CORNER = N_("where the three countries meet")


def section_name(section: Section, reader: Reader) -> str:
    """A stretch of border as it is named: "NL–DE · NRW"."""
    sides = "–".join(country.value for country in section.countries)
    return f"{sides} · {section.name or reader.text(_CORNER)}"


def comparison(found: Comparison, reader: Reader, made_at: datetime, link: str) -> Document:
    """The table with a line of steps for each topic and the rules behind it; `link` leads to the page."""
    _ = reader.text
    blocks: list[Block] = []
    if found.rows:
        names = [wording.word(reader, country) for country in found.countries]
        rows = tuple(line for row in found.rows for line in _lines(row, reader))
        share = 2 if len(names) < 3 else 1.6
        blocks.append(
            Table(
                _("What each side has, topic by topic"),
                (_("Topic"), _("What differs"), *names),
                rows,
                (1.1, 1.3, *(share for _name in names)),
            )
        )
    else:
        blocks.append(Paragraph(_("No rule is known here on this day."), "note"))
    blocks.append(Paragraph(_caution(reader), "small"))
    blocks.append(Paragraph((Run(_("This table in the dashboard"), href=link),), "small"))
    return Document(
        _title(found, reader),
        reader.language,
        made_at,
        tuple(blocks),
        subtitle=_known(found, reader),
        footer=_("Cross Border Taskforce · data of {moment}", moment=reader.moment(made_at)),
        landscape=len(found.countries) > 2,
    )


def mail(found: Comparison, reader: Reader, link: str) -> str:
    """The same as plain text, for pasting into a mail."""
    lines = [_title(found, reader), _known(found, reader)]
    for row in found.rows:
        lines += ["", wording.word(reader, row.topic).upper()]
        lines += [f"=> {told}" for told in _differences(row, reader)]
        for cell in row.cells:
            country = counter.labelled(reader, wording.word(reader, cell.country))
            lines.append(f"{country} {_step(cell, reader)}")
            for entry in cell.entries[:SHOWN]:
                lines += [f"  - {words(_rule(entry, reader))}", f"    {tidy(entry.url)}"]
            lines += [f"  - {told}" for told in _more(cell, reader)]
    return "\n".join([*lines, "", _caution(reader), link])


def _title(found: Comparison, reader: Reader) -> str:
    section = section_name(found.section, reader)
    return reader.text("{section}: the sides compared, {day}", section=section, day=reader.day(found.day))


def _known(found: Comparison, reader: Reader) -> str:
    return reader.text("As it was known here on {day}.", day=reader.day(found.known))


def _caution(reader: Reader) -> str:
    return reader.text(
        "Read by machine from the texts named; what holds in law is said there. No rule known is no proof "
        "that there is none."
    )


def _lines(row: Row, reader: Reader) -> Iterator[tuple[Inline, ...]]:
    """The topic with the step of each side and what differs, then the rules side by side."""
    steps = (Run(_step(cell, reader), strong=True) for cell in row.cells)
    topic = Run(wording.word(reader, row.topic), strong=True)
    yield topic, " ".join(_differences(row, reader)), *steps
    for rules in zip_longest(*(list(_cell(cell, reader)) for cell in row.cells), fillvalue=""):
        yield "", "", *rules


def _cell(cell: Cell, reader: Reader) -> Iterator[Inline]:
    for entry in cell.entries[:SHOWN]:
        yield _rule(entry, reader)
    yield from _more(cell, reader)


def _more(cell: Cell, reader: Reader) -> Iterator[str]:
    if (beyond := len(cell.entries) - SHOWN) > 0:
        yield reader.plural("and {number} more", "and {number} more", beyond)


def _rule(entry: Entry, reader: Reader) -> Inline:
    """What it is, its title as a link, whose it is, and what else tells it from the other side's."""
    _ = reader.text
    notes = [tidy(entry.authority)]
    notes.append(
        _("until {day}", day=reader.day(entry.until, "medium")) if entry.until else _("no end known")
    )
    if entry.partly:
        notes.append(_("in a part of this side only"))
    if entry.exempt is not None:
        notes.append(wording.exempt(reader, entry.exempt))
    kind = counter.labelled(reader, _(counter.BEARING[entry.bearing][1]))
    title = Run(reader.quoted(tidy(entry.title)), href=entry.url, language=entry.language)
    return f"{kind} ", title, f" ({'; '.join(notes)})"


def _step(cell: Cell, reader: Reader) -> str:
    text = reader.text(LADDER[cell.step])
    return text[:1].upper() + text[1:]


def _differences(row: Row, reader: Reader) -> list[str]:
    def short(day: date) -> str:
        return reader.day(day, "medium")

    return [difference(reason, reader.text, reader.all_of, short) for reason in row.differences]
