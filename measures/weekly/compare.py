"""What a week did to conflicts, by those known before and after it; and what was misread the week before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from measures.conflicts import course
from measures.conflicts.changes import changes
from measures.model import Conflict, Measure, Reason
from measures.vocabulary import Border
from measures.weekly.model import EARLY, Erratum, IsoWeek, Turn

TEMPLATES: dict[str, str] = {
    **course.TEMPLATES,
    "week_announced": "It began as announced.",
    "week_known_late": "It became known this week and began on {day}.",
}
"""What a week did to a conflict, where that is no change of a field; by code."""


def turns(
    before: Iterable[Conflict], after: Iterable[Conflict], week: IsoWeek, measures: Mapping[str, Measure]
) -> list[tuple[Conflict, Turn, tuple[Reason, ...]]]:
    """Each conflict of the week with its turn and what is told of that, the most severe first.

    `before` are those known when the week began, `after` those known when it ended; the same twice tells
    what the days alone did. `measures` gives, by item id, the measure that the item is part of. A conflict
    that was over on the day before the week, or begins later than EARLY after it, is not of the week.
    """
    old, new = _by_key(before), _by_key(after)
    found = [
        turned for key in {**old, **new} if (turned := _turn(old.get(key), new.get(key), week, measures))
    ]
    return sorted(found, key=lambda one: _order(one[0]))


def errata(
    told: Iterable[Conflict], corrected: Iterable[Conflict], week: IsoWeek, measures: Mapping[str, Measure]
) -> list[Erratum]:
    """What a summary had wrong: the conflicts as told against those of the same texts read right."""
    old = {key: one for key, one in _by_key(told).items() if _is_of(one, week)}
    new = {key: one for key, one in _by_key(corrected).items() if _is_of(one, week)}
    found = [Erratum("missed", new[key]) for key in new if key not in old]
    found += [Erratum("unfounded", old[key]) for key in old if key not in new]
    for key in old.keys() & new.keys():
        if said := changes(old[key], new[key], measures):
            found.append(Erratum("misread", new[key], said))
    return sorted(found, key=lambda one: (one.what, *_order(one.conflict)))


def _turn(
    old: Conflict | None, new: Conflict | None, week: IsoWeek, measures: Mapping[str, Measure]
) -> tuple[Conflict, Turn, tuple[Reason, ...]] | None:
    was_open = old if old and old.since < week.first <= old.last_day else None
    if new is not None and new.since > week.last and not was_open:
        early = new.since <= week.last + EARLY
        return (replace(new, early_warning=True), Turn.EARLY, ()) if early else None
    if new is None or not new.since <= week.last or new.last_day < week.first:
        if was_open is None:
            return None
        ended = new is not None and new.last_day < week.first
        said = changes(was_open, new, measures) if ended and new else (Reason("week_gone"),)
        return _plain(new if ended and new else was_open), Turn.RESOLVED, said
    if new.last_day <= week.last:
        code = "week_ended" if new.until else "week_lapsed"
        ended_on = Reason(code, (("day", new.last_day.isoformat()),))
        late = () if was_open else _newness(old, new, week)
        return _plain(new), Turn.RESOLVED, (*late, ended_on)
    if was_open is None:
        return _plain(new), Turn.NEW, tuple(_newness(old, new, week))
    sign, said = course.weighed(was_open, new, measures)
    turn = {1: Turn.WORSE, -1: Turn.EASED, 0: Turn.SAME}[sign]
    return _plain(new), turn, said if turn is not Turn.SAME else ()


def _newness(old: Conflict | None, new: Conflict, week: IsoWeek) -> Iterator[Reason]:
    if new.since < week.first:
        yield Reason("week_known_late", (("day", new.since.isoformat()),))
    elif old is not None:
        yield Reason("week_announced")


def _order(conflict: Conflict) -> tuple[object, ...]:
    return -conflict.severity, list(Border).index(conflict.border), conflict.since, conflict.key


def _is_of(conflict: Conflict, week: IsoWeek) -> bool:
    return conflict.since <= week.last + EARLY and conflict.last_day >= week.first


def _plain(conflict: Conflict) -> Conflict:
    return replace(conflict, early_warning=False)


def _by_key(conflicts: Iterable[Conflict]) -> dict[str, Conflict]:
    return {conflict.key: conflict for conflict in conflicts}
