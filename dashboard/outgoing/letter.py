"""The letters to subscribers as documents of blocks: the digest, and the question to confirm."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dashboard import wording
from dashboard.i18n import N_, NAMES, Reader
from dashboard.links import page_url
from dashboard.reports.blocks import Block, Bullets, Document, Heading, Paragraph, Run
from dashboard.reports.weekly.issue import Issue
from dashboard.reports.weekly.situation import five, told
from measures.model import Conflict, Reason
from measures.outgoing import Digest, Notice, NoticeKind, Rhythm, Subscription, Wishes
from measures.store.subscriptions import UNCONFIRMED_FOR

MOST = 40
"""Conflicts told one by one; of more there is the number, and the link to the page."""

RHYTHMS = {
    Rhythm.IMMEDIATE: N_("as soon as it is detected"),
    Rhythm.DAILY: N_("each day at seven"),
    Rhythm.WEEKLY: N_("each Monday at seven, with the weekly summary"),
}
_KINDS = {
    NoticeKind.NEW: (N_("New conflicts"), N_("new: {number}")),
    NoticeKind.RETURNED: (N_("Conflicts that are back"), N_("back: {number}")),
    NoticeKind.WORSE: (N_("Conflicts that became worse"), N_("worse: {number}")),
    NoticeKind.EASED: (N_("Conflicts that eased"), N_("eased: {number}")),
    NoticeKind.ENDED: (N_("Conflicts that ended"), N_("ended: {number}")),
}
_ELSEWHERE = ("lasts", "lasts_open", "rests_on")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message before it becomes mail: its subject and its document."""

    subject: str
    document: Document


def digest_letter(
    one: Subscription, digest: Digest, made_at: datetime, summary: Issue | None, unsubscribe: str
) -> Letter:
    """What a digest tells its subscriber, in their language; `summary` is the week's, in a weekly one.

    `unsubscribe` is the address that ends the subscription.
    """
    reader = Reader(one.wishes.language)
    subject = _subject(one, digest, summary, reader)
    blocks = [*_summary(summary, reader)] if summary else []
    if not digest.notices:
        blocks.append(Paragraph(reader.text("Nothing else changed that you asked to be told of.")))
    shown = digest.notices[:MOST]
    counts = Counter(notice.kind for notice in digest.notices)
    for kind in NoticeKind:
        some = [notice for notice in shown if notice.kind is kind]
        if some:
            title = reader.text(_KINDS[kind][0])
            blocks.append(Heading(f"{title} ({reader.number(counts[kind])})"))
        for notice in some:
            blocks += _notice(notice, digest, reader)
    if more := len(digest.notices) - len(shown):
        blocks.append(
            Paragraph(reader.plural("And {number} more conflict.", "And {number} more conflicts.", more))
        )
    blocks += _ending(one, unsubscribe, reader)
    return Letter(subject, Document(subject, reader.language, made_at, tuple(blocks)))


def confirm_letter(one: Subscription, made_at: datetime, confirm: str) -> Letter:
    """The question whether the address wants what was asked for; `confirm` is the address that says yes."""
    reader = Reader(one.wishes.language)
    _ = reader.text
    title = _("Please confirm: conflicts at the borders by e-mail")
    blocks: list[Block] = [
        Paragraph(
            _("Someone, probably you, asked the Cross Border Taskforce to tell this address of conflicts at "
              "the borders of the Netherlands, Germany and Belgium:")
        ),
        Bullets(wishes_told(one.wishes, reader)),
        Paragraph((Run(_("Confirm on this page"), strong=True, href=confirm),)),
        Paragraph(
            reader.plural(
                "If it was not you, do nothing: no other message follows, and the address is erased after "
                "{number} day.",
                "If it was not you, do nothing: no other message follows, and the address is erased after "
                "{number} days.",
                UNCONFIRMED_FOR.days,
            ),
            "small",
        ),
    ]  # fmt: skip
    return Letter(title, Document(title, reader.language, made_at, tuple(blocks)))


def wishes_told(wishes: Wishes, reader: Reader) -> tuple[str, ...]:
    """What a subscriber asked for, a line each."""
    _ = reader.text
    borders = reader.all_of(wording.border(one) for one in wishes.borders) or _("all borders")
    topics = ", ".join(wording.word(reader, topic) for topic in wishes.topics) or _("all topics")
    return (
        _("Borders: {borders}", borders=borders),
        _("Topics: {topics}", topics=topics),
        _("From severity: {severity}", severity=wording.severity(reader, wishes.least)),
        _("When: {when}", when=_(RHYTHMS[wishes.rhythm])),
        _("Language: {language}", language=NAMES[wishes.language]),
    )


def in_short(wishes: Wishes, reader: Reader) -> str:
    """The same on one line."""
    _ = reader.text
    borders = ", ".join(wording.border(one) for one in wishes.borders) or _("all borders")
    topics = ", ".join(wording.word(reader, topic) for topic in wishes.topics) or _("all topics")
    level = _(wording.SEVERITY[wishes.least])
    least = f"≥ {wishes.least} {level}"
    return " · ".join((borders, topics, least, _(RHYTHMS[wishes.rhythm]), NAMES[wishes.language]))


def _subject(one: Subscription, digest: Digest, summary: Issue | None, reader: Reader) -> str:
    _ = reader.text
    if summary:
        week = summary.week.iso
        return _("Conflicts at the borders: week {week} of {year}", week=week.number, year=week.year)
    if len(digest.notices) == 1:
        [notice] = digest.notices
        return f"{in_few_words(notice, reader)}: {wording.conflict(reader, notice.conflict)}"
    counts = Counter(notice.kind for notice in digest.notices)
    told_of = ", ".join(
        _(_KINDS[kind][1], number=reader.number(counts[kind])) for kind in NoticeKind if counts[kind]
    )
    day = reader.day(digest.day)
    return _("Conflicts at the borders, {day}: {told}", day=day, told=told_of)


def in_few_words(notice: Notice, reader: Reader) -> str:
    """One notice in a few words: what happened and how severe it is now."""
    word = reader.text(wording.SEVERITY[notice.severity])
    level = f"{notice.severity} {word}"
    words = {
        NoticeKind.NEW: N_("New conflict, {level}"),
        NoticeKind.RETURNED: N_("Back again, {level}"),
        NoticeKind.WORSE: N_("Now worse, {level}"),
        NoticeKind.EASED: N_("Eased, {level}"),
        NoticeKind.ENDED: N_("Ended"),
    }
    return reader.text(words[notice.kind], level=level)


def _summary(summary: Issue, reader: Reader) -> Iterator[Block]:
    week, scope = summary.week, summary.scope
    link = page_url(
        "weekly", week=week.week, border=scope.borders, topic=scope.topics, lang=reader.language,
        written=reader.language,
    )  # fmt: skip
    yield Heading(reader.text("The situation in five sentences"))
    yield Bullets(five(week, reader))
    yield Paragraph((Run(reader.text("The weekly summary, to read and to download"), href=link),))


def _notice(notice: Notice, digest: Digest, reader: Reader) -> Iterator[Block]:
    conflict = notice.conflict
    link = page_url("conflicts", key=conflict.key, lang=reader.language)
    span = wording.span(reader, conflict.since, conflict.until, conflict.counted_until)
    severity = wording.severity(reader, conflict.severity)
    yield Heading(wording.conflict(reader, conflict), 2)
    first: list[Run | str] = [Run(severity, strong=True), f" · {span}"]
    if conflict.early_warning:
        first.insert(0, reader.text("early warning") + " · ")
    yield Paragraph(tuple(first))
    said = told(_news(notice, digest), reader)
    if notice.kind is not NoticeKind.ENDED:
        why = told((one for one in conflict.reasons if one.code not in _ELSEWHERE), reader)
        said = " ".join(filter(None, (said, why)))
    if said:
        yield Paragraph(said)
    yield Paragraph((Run(reader.text("The conflict in the dashboard"), href=link),))


def _news(notice: Notice, digest: Digest) -> Iterator[Reason]:
    """What happened, where it is more than that the conflict is there."""
    conflict = notice.conflict
    if notice.kind in (NoticeKind.WORSE, NoticeKind.EASED):
        levels = (("before", str(notice.before)), ("after", str(notice.severity)))
        yield Reason("severity_changed", levels)
    if notice.kind is NoticeKind.ENDED:
        yield _end_of(conflict, digest)


def _end_of(conflict: Conflict, digest: Digest) -> Reason:
    if conflict.last_day >= digest.day:
        return Reason("week_gone")
    code = "week_ended" if conflict.until else "week_lapsed"
    return Reason(code, (("day", conflict.last_day.isoformat()),))


def _ending(one: Subscription, unsubscribe: str, reader: Reader) -> Iterator[Block]:
    """The way to the page with the same choices, why the letter came, and how to end it."""
    _, wishes = reader.text, one.wishes
    least = str(wishes.least) if wishes.least > 1 else None
    page = page_url(
        "conflicts", border=wishes.borders, topic=wishes.topics, least=least, lang=reader.language
    )
    yield Paragraph((Run(_("All conflicts that you asked for, as they stand now"), href=page),))
    asked = " · ".join(wishes_told(wishes, reader))
    yield Paragraph(_("You get this because you asked for it. {wishes}", wishes=asked), "small")
    yield Paragraph((Run(_("End this subscription"), href=unsubscribe),), "small")
