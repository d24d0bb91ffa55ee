"""The situation of a week in five sentences of figures, and reasons in the reader's words."""

from collections import Counter
from collections.abc import Iterable

from dashboard import wording
from dashboard.i18n import Reader
from measures.conflicts import reasons
from measures.model import Reason
from measures.vocabulary import Border, Impact
from measures.weekly import Turn, Week
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


def _open(week: Week, reader: Reader) -> str:
    found = week.open
    if not found:
        return reader.text("No conflict was open at the end of the week.")
    counts = Counter(entry.conflict.border for entry in found)
    where = reader.all_of(
        f"{wording.border(border)} {reader.number(counts[border])}" for border in Border if counts[border]
    )
    severe = sum(entry.conflict.severity >= SEVERE for entry in found)
    said = reader.plural(
        "{number} conflict was open at the end of the week ({where}).",
        "{number} conflicts were open at the end of the week ({where}).",
        len(found),
        where=where,
    )
    return (
        said
        + " "
        + reader.plural(
            "{number} of them is serious or critical.", "{number} of them are serious or critical.", severe
        )
    )


def _turned(week: Week, reader: Reader) -> str:
    numbers = {turn.value: reader.number(len(week.of(turn))) for turn in Turn}
    return reader.text(
        "Changes this week: new or newly known {new}, worse {worse}, eased {eased}, ended {resolved}.",
        **numbers,
    )


def _gravest(week: Week, reader: Reader) -> str:
    if not week.open:
        return reader.text("None has to be named as the gravest.")
    conflict = week.open[0].conflict
    return reader.text(
        "The gravest: {kind} at {border} ({topics}), {severity}, since {day}.",
        kind=wording.word(reader, conflict.kind),
        border=wording.border(conflict.border),
        topics=reader.all_of(wording.word(reader, topic) for topic in conflict.topics),
        severity=f"{conflict.severity} {reader.text(wording.SEVERITY[conflict.severity])}",
        day=reader.day(conflict.since),
    )


def _rules(week: Week, reader: Reader) -> str:
    rules = week.in_force
    hard = sum(rule.border_impact in (Impact.DIRECT, Impact.BLOCKING) for rule in rules)
    begins = sum(one.begins for one in week.soon)
    said = reader.plural(
        "{number} rule felt at a border was in force, {hard} of them with a direct effect.",
        "{number} rules felt at a border were in force, {hard} of them with a direct effect.",
        len(rules),
        hard=reader.number(hard),
    )
    ahead = reader.text(
        "In the two weeks after it: beginnings {begins}, last days {ends}.",
        begins=reader.number(begins),
        ends=reader.number(len(week.soon) - begins),
    )
    return f"{said} {ahead}"


def _ahead(week: Week, reader: Reader) -> str:
    early = week.of(Turn.EARLY)
    if not early:
        said = reader.text("No early warning stands.")
    else:
        day = min(entry.conflict.since for entry in early)
        said = reader.plural(
            "{number} early warning stands; it begins on {day}.",
            "{number} early warnings stand; the first begins on {day}.",
            len(early),
            day=reader.day(day),
        )
    number = sum(one.number for one in week.signals)
    if number:
        said += " " + reader.plural(
            "{number} signal came from the counters.", "{number} signals came from the counters.", number
        )
    return said


def period(week: Week, reader: Reader) -> str:
    """Monday to Sunday in words."""
    return f"{reader.day(week.first)} – {reader.day(week.last)}"
