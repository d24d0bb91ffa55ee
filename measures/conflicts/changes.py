"""What changed about a conflict from one state to the next: codes with arguments, worded like its reasons."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from measures.model import Conflict, Measure, Reason

TEMPLATES: dict[str, str] = {
    "severity_changed": "Severity from {before} to {after}.",
    "begin_moved": "Its beginning moved from {old_day} to {day}.",
    "end_found": "Its end is known now: {day}.",
    "end_moved": "Its end moved from {old_day} to {day}.",
    "end_lost": "Its end ({old_day}) no longer stands; without a known end it is counted until {day}.",
    "count_moved": "No end is known; it is counted until {day} instead of {old_day}.",
    "measures_joined": "Joined: {titles}.",
    "measures_left": "Left: {titles}.",
    "topics_joined": "It is now also about: {topics}.",
    "topics_left": "It is no longer about: {topics}.",
}


def changes(before: Conflict, after: Conflict, measures: Mapping[str, Measure]) -> tuple[Reason, ...]:
    """What a reader sees change from one state of a conflict to a later one; empty where that is nothing.

    `measures` gives, by item id, the measure that an item is part of; items that it lacks are left out.
    """
    return (
        *_severity(before, after),
        *_days(before, after),
        *_measures(before, after, measures),
        *_topics(before, after),
    )


def _severity(before: Conflict, after: Conflict) -> Iterator[Reason]:
    if before.severity != after.severity:
        yield Reason("severity_changed", (("before", str(before.severity)), ("after", str(after.severity))))


def _days(before: Conflict, after: Conflict) -> Iterator[Reason]:
    if before.since != after.since:
        yield _moved("begin_moved", before.since, after.since)
    if (before.until, before.last_day) == (after.until, after.last_day):
        return
    if after.until is None:
        yield _moved("end_lost" if before.until else "count_moved", before.last_day, after.last_day)
    else:
        yield _moved("end_moved" if before.until else "end_found", before.last_day, after.last_day)


def _moved(code: str, old: date, new: date) -> Reason:
    days = (("day", new.isoformat()), ("old_day", old.isoformat()))
    return Reason(code, tuple((name, day) for name, day in days if f"{{{name}}}" in TEMPLATES[code]))


def _measures(before: Conflict, after: Conflict, measures: Mapping[str, Measure]) -> Iterator[Reason]:
    old, new = _behind(before, measures), _behind(after, measures)
    for code, titles in (
        ("measures_joined", [title for id, title in new.items() if id not in old]),
        ("measures_left", [title for id, title in old.items() if id not in new]),
    ):
        if titles:
            yield Reason(code, (("titles", "; ".join(titles)),))


def _behind(conflict: Conflict, measures: Mapping[str, Measure]) -> dict[str, str]:
    items = (*conflict.items_a, *conflict.items_b)
    known = [measures[item_id] for item_id in items if item_id in measures]
    return {measure.id: f"“{measure.title}” ({measure.country})" for measure in known}


def _topics(before: Conflict, after: Conflict) -> Iterator[Reason]:
    for code, topics in (
        ("topics_joined", _without(after.topics, before.topics)),
        ("topics_left", _without(before.topics, after.topics)),
    ):
        if topics:
            yield Reason(code, (("topics", topics),))


def _without(words: Iterable[str], others: Iterable[str]) -> str:
    gone = set(others)
    return ",".join(word for word in words if word not in gone)
