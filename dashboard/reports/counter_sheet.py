"""The counter sheet: the answer to a person on one A4, to take home, in their language.

What does not fit is left out from the least important on, counted, and linked by address and QR code.
"""

import io
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

import segno

from dashboard import counter, wording
from dashboard.i18n import N_, Reader
from dashboard.links import leads_here_only
from dashboard.reports.blocks import Block, Bullets, Document, Heading, Inline, Paragraph, Picture, Run
from dashboard.reports.pdf import pages
from dashboard.safe import tidy
from measures.conflicts import reasons
from measures.contacts import Contact
from measures.counter.model import Answer, Bearing, Rule
from measures.days import day_of
from measures.model import Conflict
from measures.vocabulary import Level

LONGEST_TITLE = 90
"""Characters of a title that are printed."""


ENOUGH = 6
"""Rules below which the rest of the sheet gives way to them."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much is printed: changes, contacts, conflicts, titles of what is around, and on each rule notes and
    letters of its text; `grown` is how much larger than usual."""

    coming: int
    contacts: int
    conflicts: int
    around: int
    notes: bool
    words: int = 0
    grown: float = 1.0


FULL = Room(8, 14, 3, 12, notes=True, words=250)
LARGE, LARGER = replace(FULL, grown=1.2), replace(FULL, grown=1.1)
MIDDLE, SNUG = Room(8, 14, 3, 6, notes=True, words=150), Room(5, 6, 2, 6, notes=True, words=110)
AMPLE, CLOSE = Room(8, 6, 3, 4, notes=True), Room(5, 4, 2, 0, notes=True)
BARE = Room(2, 2, 1, 0, notes=False)


def sheet(
    given: Answer, asked: Sequence[Contact], reader: Reader, made_at: datetime, link: str, point: str = ""
) -> Document:
    """The fullest sheet that fills one page. `asked` are those who can be asked, `point` is the information
    point that hands it out, `link` leads to the answer's page."""

    def drawn(room: Room, rules: int) -> Document:
        return _sheet(given, asked, reader, made_at, link, point, room, rules)

    def most(room: Room) -> int:
        """The most rules that fit; none where even one is too many."""
        return bisect_left(range(1, len(given.rules) + 1), 2, key=lambda rules: pages(drawn(room, rules)))

    every = len(given.rules)
    for room in (LARGE, LARGER, FULL, MIDDLE, replace(SNUG, grown=1.1), SNUG, AMPLE, CLOSE):
        if pages(whole := drawn(room, every)) == 1:
            return whole
    fitting = most(CLOSE)
    return drawn(CLOSE, fitting) if fitting >= ENOUGH else drawn(BARE, most(BARE))


def qr_code(text: str) -> str:
    """A QR code as SVG, with the quiet zone that readers need."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", xmldecl=False, border=4, light="#fff")
    return out.getvalue().decode()


def _sheet(
    given: Answer,
    asked: Sequence[Contact],
    reader: Reader,
    made_at: datetime,
    link: str,
    point: str,
    room: Room,
    rules: int,
) -> Document:
    _ = reader.text
    situation = given.situation
    day = reader.day(situation.day)
    kept = _kept(given.rules, rules)
    left = len(given.rules) - len(kept)
    blocks: list[Block] = list(_first(given, reader, room))
    for stage, met in groupby(kept, key=lambda rule: rule.stage):
        blocks.append(Heading(_(counter.STAGE[stage])))
        blocks.append(Bullets(tuple(_rule(rule, reader, room) for rule in met)))
    if not given.rules:
        blocks.append(Paragraph(_("No rule that this person meets is known.")))
    if left:
        told = reader.plural(
            "{number} more rule does not fit on this sheet: see the page at the address below.",
            "{number} more rules do not fit on this sheet: see the page at the address below.",
            left,
        )
        blocks.append(Paragraph(Run(told, strong=True)))
    blocks += _changes(given, reader, room)
    blocks += _around(given, reader, room)
    blocks += _gaps(given, reader, room)
    if asked:
        blocks.append(Heading(_("Whom to ask")))
        blocks.append(Bullets(tuple(whom(contact, reader) for contact in asked[: room.contacts])))
    blocks.append(Paragraph(_origin(given, reader, made_at), "small"))
    blocks.append(Paragraph((_("The answer with all rules: "), Run(link, href=link)), "small"))
    return Document(
        _("{home} → {work}, {day}", home=situation.home.name, work=situation.work.name, day=day),
        reader.language,
        made_at,
        tuple(blocks),
        subtitle=" · ".join(_choices(given, reader)),
        footer=tidy(point) or _("Cross Border Taskforce · data of {moment}", moment=reader.moment(made_at)),
        compact=True,
        corner=_corner(link, reader),
        grown=room.grown,
        keywords=("measures", situation.home.country.value, situation.work.country.value),
    )


def _corner(link: str, reader: Reader) -> Picture | None:
    """The address as a code; none where a telephone that reads it would look for it on itself."""
    if leads_here_only(link):
        return None
    return Picture(qr_code(link), reader.text("QR code: the address of this answer"), width=0.14)


def whom(contact: Contact, reader: Reader) -> Inline:
    """A contact with its towns, what it does and its page."""
    towns = f" ({', '.join(contact.town_names)})" if contact.towns else ""
    return (
        _label(reader, f"{contact.name}{towns}"),
        f" {reader.text(contact.role)} ",
        *_page(contact.url),
        f" ({counter.address_note(reader, contact)})",
    )


def _page(url: str) -> tuple[Run, ...]:
    shown = url.removeprefix("https://").removeprefix("www.").rstrip("/")
    return (Run(shown, href=url),)


def _kept(rules: Sequence[Rule], number: int) -> list[Rule]:
    """So many of the rules in the order of the day: of each stage the first, then the hardest of all."""

    def weight(place: int) -> tuple[int, ...]:
        rule = rules[place]
        later = place > 0 and rules[place - 1].stage == rule.stage
        return (
            later,
            list(Bearing).index(rule.bearing),
            list(Level).index(rule.level),
            -rule.strictness,
            place,
        )

    chosen = sorted(range(len(rules)), key=weight)[:number]
    return [rules[place] for place in sorted(chosen)]


def _choices(given: Answer, reader: Reader) -> Iterator[str]:
    """What was asked, in words."""
    _ = reader.text
    asked = given.situation
    yield _(counter.STATUS[asked.status])
    if asked.works and asked.sector != next(iter(counter.SECTOR)):
        yield _(counter.SECTOR[asked.sector])
    yield _(counter.TRAVEL[asked.travel])
    if asked.home_days:
        yield reader.plural("{number} day a week at home", "{number} days a week at home", asked.home_days)
    if asked.has_children_at_school:
        yield _("children {where}", where=_(counter.SCHOOL[asked.school]))
    if asked.proof != next(iter(counter.PROOF)):
        yield _(counter.PROOF[asked.proof])


def _first(given: Answer, reader: Reader, room: Room) -> Iterator[Block]:
    """What matters before all else: conflicts that hit this person, and what to carry."""
    _ = reader.text
    if given.border is None:
        yield Paragraph(_("Both places lie in one country: no border is crossed."), "note")
    for conflict in given.conflicts[: room.conflicts]:
        yield Paragraph(_conflict(conflict, reader), "note")
    for perhaps, label in ((False, N_("To carry:")), (True, N_("Perhaps to carry:"))):
        named = [paper.document for paper in given.papers if paper.perhaps == perhaps]
        if named:
            yield Paragraph((Run(_(label), strong=True), f" {wording.papers(reader, named)}"), "lead")


def _conflict(conflict: Conflict, reader: Reader) -> Inline:
    kind = wording.word(reader, conflict.kind)
    why = conflict.reasons[0]
    told = reasons.sentence(why, reader.text, reader.day, reader.number) if reasons.is_known(why) else ""
    return _label(reader, f"{kind} ({reader.text(wording.SEVERITY[conflict.severity])})"), f" {told}"


def _rule(rule: Rule, reader: Reader, room: Room) -> Inline:
    """What it is and says, whether an exemption frees, where and in which words it is written, its days."""
    said = [*rule.says, *([rule.exemption] if rule.exemption else []), *(rule.notes if room.notes else ())]
    kind = reader.text(counter.BEARING[rule.bearing][1])
    facts = [tidy(rule.authority), counter.span(reader, rule)]
    if room.words:
        facts += [counter.checked(reader, rule), counter.also(reader, rule)]
    told = "".join(f" · {fact}" for fact in filter(None, facts))
    inline = (_label(reader, kind), f" {counter.told(reader, said)} ", _title(rule, reader), told)
    if not room.words:
        return inline
    if not rule.quote:
        only = reader.text("The source gives a title only.")
        return (*inline, f" · {only}")
    foreign = rule.language != reader.language
    written = f"{wording.language_name(reader, rule.language)} " if foreign else ""
    quote = Run(reader.quoted(_shortened(rule.quote, room.words)), language=rule.language)
    return (*inline, f" · {written}", quote)


def _label(reader: Reader, word: str) -> Run:
    return Run(counter.labelled(reader, word), strong=True)


def _title(rule: Rule, reader: Reader) -> Run:
    return Run(reader.quoted(_shortened(rule.title)), href=rule.url, language=rule.language)


def _shortened(words: str, longest: int = LONGEST_TITLE) -> str:
    """At most so many letters, cut at a word where there is one to cut at."""
    text = tidy(words)
    if len(text) <= longest:
        return text
    head, blank, _rest = text[:longest].rpartition(" ")
    return (head if blank else text[: longest - 1]).rstrip(" ,;:–-…") + "…"


def _changes(given: Answer, reader: Reader, room: Room) -> Iterator[Block]:
    _ = reader.text
    yield Heading(_("Changes within 14 days"))
    if not given.coming:
        yield Paragraph(_("Nothing that changes for this person is announced."))
        return
    lines: list[Inline] = []
    for change in given.coming[: room.coming]:
        word = _(counter.CHANGE[change.change][1])
        when = _label(reader, f"{reader.day(change.day, 'medium')} {word}")
        says = f" {counter.told(reader, change.rule.says)}"
        lines.append((when, f"{says} ", _title(change.rule, reader)) if room.notes else (when, says))
    if (beyond := len(given.coming) - room.coming) > 0:
        lines.append(reader.plural("and {number} more", "and {number} more", beyond))
    # Without their titles several may read the same.
    yield Bullets(tuple(dict.fromkeys(lines)))


def _around(given: Answer, reader: Reader, room: Room) -> Iterator[Block]:
    """The titles of what holds where they are and asks nothing special of them, the hardest first."""
    if not given.around or not room.around:
        return
    number = reader.number(len(given.around))
    yield Heading(reader.text("Also in force around them ({number})", number=number))
    lines: list[Inline] = [
        (_label(reader, reader.text(counter.BEARING[rule.bearing][1])), " ", _title(rule, reader),
         f" ({rule.side})")
        for rule in given.around[: room.around]
    ]  # fmt: skip
    if (beyond := len(given.around) - room.around) > 0:
        lines.append(reader.plural("and {number} more", "and {number} more", beyond))
    yield Bullets(tuple(lines))


def _gaps(given: Answer, reader: Reader, room: Room) -> Iterator[Block]:
    """What is not known: in fine print where room is short."""
    _ = reader.text
    short = not room.words
    if (given.unknown or given.unseen) and not short:
        yield Heading(_("Not known"))
    gaps = [
        _(
            "{country}: {topics}",
            country=wording.word(reader, lacking.country),
            topics=reader.all_of(wording.word(reader, topic) for topic in lacking.topics),
        )
        for lacking in given.unknown
    ]
    if gaps:
        told = _("No rule is known here on these topics; that is no proof that there is none.")
        listed = f"{told} {'; '.join(gaps)}."
        if short:
            yield Paragraph((_label(reader, _("Not known")), f" {listed}"), "small")
        else:
            yield Paragraph(listed)
    for lack in given.unseen:
        yield Paragraph(counter.unseen(reader, lack), "small" if short else "body")


def _origin(given: Answer, reader: Reader, made_at: datetime) -> str:
    _ = reader.text
    told = _(
        "Data of {moment}. Read by machine from the texts named; what holds in law is said there.",
        moment=reader.moment(made_at),
    )
    if given.known < day_of(made_at):
        then = _("As it was known here on {day}.", day=reader.day(given.known))
        return f"{then} {told}"
    return told
