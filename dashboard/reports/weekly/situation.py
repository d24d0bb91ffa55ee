"""The situation of a week in five sentences of figures, and reasons in the reader's words."""

from collections import Counter
from collections.abc import Iterable

from dashboard import wording
from dashboard.i18n import Reader
from measures.conflicts import reasons
from measures.model import Reason
from measures.vocabulary import Border, Impact
from measures.weekly import Happening, Turn, Week
from measures.weekly.compare import TEMPLATES

SEVERE = 4


def five(week: Week, reader: Reader) -> tuple[str, ...]:
    """How many conflicts are open, what the week changed, the gravest, the rules, and what is ahead."""
    return (
        _open(week, reader),
        _turned(week, reader),
        _gravest(week, reader),
        _rules(week, reader),
        _ahead(week, reader),
    )


def told(given: Iterable[Reason], reader: Reader) -> str:
    """Reasons as sentences after each other; codes that are not known are left out."""
    sentences = []
    for reason in given:
        if reason.code in TEMPLATES:
            template, args = TEMPLATES[reason.code], dict(reason.args)
        elif reasons.is_known(reason):
            template, args = reasons.word(reason)
        else:
            continue
        sentences.append(reasons.filled(template, args, reader.text, reader.day, reader.number))
    return " ".join(sentences)


def period(week: Week, reader: Reader) -> str:
    """Monday to Sunday in words."""
    return reader.days(week.first, week.last)


def _open(week: Week, reader: Reader) -> str:
    before = reader.number(len(week.open_before))
    found = week.open
    if not found and not week.open_before:
        return reader.text("No conflict was open at the end of the week.")
    if not found:
        return reader.text("No conflict was open at the end of the week; a week earlier {before}.",
                           before=before)  # fmt: skip
    counts = Counter(entry.conflict.border for entry in found)
    where = reader.all_of(
        f"{wording.border(border)} {reader.number(counts[border])}" for border in Border if counts[border]
    )
    return reader.plural(
        "{number} conflict was open at the end of the week ({where}), a week earlier {before}; serious or "
        "critical: {severe}.",
        "{number} conflicts were open at the end of the week ({where}), a week earlier {before}; serious or "
        "critical: {severe}.",
        len(found),
        where=where,
        before=before,
        severe=reader.number(sum(entry.conflict.severity >= SEVERE for entry in found)),
    )


def _turned(week: Week, reader: Reader) -> str:
    turned = week.of(Turn.NEW, Turn.WORSE, Turn.EASED, Turn.RESOLVED)
    complete = all(rule.first_known_at for rule in week.rules)
    if not turned and not week.moved and complete:
        return reader.text(
            "The week changed nothing: no conflict is new, worse, eased or ended, and no rule became known, "
            "began or ended."
        )
    happened = Counter(what for one in week.moved for what, _day in one.days)
    numbers = {turn.value: reader.number(len(week.of(turn))) for turn in Turn} | {
        # Editions kept by earlier versions do not tell on which day a rule became known.
        "known": reader.number(happened[Happening.KNOWN]) if complete else "–",
        "began": reader.number(happened[Happening.BEGAN]),
        "over": reader.number(happened[Happening.ENDED] + happened[Happening.LAPSED]),
    }
    if not turned:
        return reader.text(
            "No conflict is new, worse, eased or ended this week; rules that became known {known}, began "
            "{began}, ended or are no longer counted {over}.",
            **numbers,
        )
    return reader.text(
        "Changes this week: conflicts new or newly known {new}, worse {worse}, eased {eased}, ended "
        "{resolved}; rules that became known {known}, began {began}, ended or are no longer counted {over}.",
        **numbers,
    )


def _gravest(week: Week, reader: Reader) -> str:
    if not week.open:
        return reader.text("None has to be named as the gravest.")
    conflict = week.open[0].conflict
    said = {
        "kind": wording.word(reader, conflict.kind),
        "border": wording.border(conflict.border),
        "topics": ", ".join(wording.word(reader, topic) for topic in conflict.topics),
        "level": reader.number(conflict.severity),
        "severity": reader.text(wording.SEVERITY[conflict.severity]),
        "day": reader.day(conflict.since),
    }
    if not conflict.commuters:
        return reader.text(
            "The gravest, since {day}: {kind} at {border} ({topics}), severity {level} of 5 ({severity}).",
            **said,
        )
    return reader.text(
        "The gravest, since {day}: {kind} at {border} ({topics}), severity {level} of 5 ({severity}); about "
        "{commuters} people go to work that way.",
        commuters=reader.number(conflict.commuters),
        **said,
    )


def _rules(week: Week, reader: Reader) -> str:
    rules = week.in_force
    hard = sum(rule.border_impact in (Impact.DIRECT, Impact.BLOCKING) for rule in rules)
    begins = sum(one.begins for one in week.soon)
    return reader.plural(
        "{number} rule felt at a border or behind a conflict was in force, {hard} of them with a direct "
        "effect; in the two weeks after, beginnings: {begins}, last days: {ends}.",
        "{number} rules felt at a border or behind a conflict were in force, {hard} of them with a direct "
        "effect; in the two weeks after, beginnings: {begins}, last days: {ends}.",
        len(rules),
        hard=reader.number(hard),
        begins=reader.number(begins),
        ends=reader.number(len(week.soon) - begins),
    )


def _ahead(week: Week, reader: Reader) -> str:
    early = week.of(Turn.EARLY)
    signals = reader.number(sum(one.number for one in week.signals))
    if not early:
        return reader.text("No early warning stands; signals from the counters: {signals}.", signals=signals)
    return reader.plural(
        "{number} early warning stands, for {day}; signals from the counters: {signals}.",
        "{number} early warnings stand, the first for {day}; signals from the counters: {signals}.",
        len(early),
        day=reader.day(min(entry.conflict.since for entry in early)),
        signals=signals,
    )
