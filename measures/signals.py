"""Signals from the counter: bottlenecks that information points hear of, what people did with them, and which
conflict they may belong to. No clock, no database; nothing in them tells who the visitor was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from measures.geography import overlaps
from measures.model import Conflict, Measure
from measures.vocabulary import Border, Group, Topic

MOST_WORDS = 2000
"""Characters that the account of a signal may have."""

# A bottleneck is often felt some days before the rule holds (a timetable, a dismissal), or just after.
_BEFORE, _AFTER = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Signal:
    """A bottleneck as an information point reports it.

    `happened` is the day on which it was met, `at` the instant of the report (UTC). `region` is a NUTS 3 code
    of the border, `place` a crossing, line or town in the point's words, `measure` the id of the rule behind
    it and `topic` what it is about; each empty or None where nobody said. `text` is what happened.
    """

    id: str
    at: datetime
    point: str
    happened: date
    border: Border
    group: Group
    text: str
    region: str = ""
    place: str = ""
    topic: Topic | None = None
    measure: str | None = None


class Act(StrEnum):
    """What people do with a signal: tie it to a conflict, untie it, or withdraw it and erase its words."""

    TIE = "tie"
    UNTIE = "untie"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Done:
    """What `who` did with a signal; `conflict` is the key of the one it was tied to or untied from."""

    signal: str
    act: Act
    at: datetime
    who: str
    conflict: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The conflict that a signal is tied to, None where it stands alone; whether it is withdrawn."""

    conflict: str | None = None
    withdrawn: bool = False


def standing(done: Iterable[Done]) -> Standing:
    """What acts on one signal, in the order written, come to: the last tie counts, a withdrawal is final."""
    now = Standing()
    for one in done:
        if now.withdrawn:
            break
        match one.act:
            case Act.TIE:
                now = Standing(one.conflict)
            case Act.UNTIE:
                now = Standing()
            case Act.WITHDRAW:
                now = Standing(now.conflict, withdrawn=True)
    return now


FITS: dict[str, str] = {
    "same_rule": "rests on the same rule",
    "same_topic": "same topic",
    "same_region": "same region",
    "same_group": "same group",
}
"""Why a conflict may be the one of a signal, the strongest first."""
_WEIGHTS = {"same_rule": 8, "same_topic": 4, "same_region": 2, "same_group": 1}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A conflict that a signal may belong to and why (keys of FITS)."""

    conflict: Conflict
    fits: tuple[str, ...]


def suggestions(
    signal: Signal, conflicts: Iterable[Conflict], measures: Mapping[str, Measure], most: int = 5
) -> list[Suggestion]:
    """The conflicts at the signal's border at about its day, those that fit best and are gravest first.

    `measures` gives the measures behind the conflicts by id; those it lacks speak for no region.
    """
    found = [
        Suggestion(conflict, _fits(signal, conflict, measures))
        for conflict in conflicts
        if conflict.border == signal.border
        and conflict.since - _BEFORE <= signal.happened
        and signal.happened - _AFTER <= conflict.last_day
    ]
    found.sort(key=lambda s: (-sum(_WEIGHTS[fit] for fit in s.fits), -s.conflict.severity, s.conflict.key))
    return found[:most]


def _fits(signal: Signal, conflict: Conflict, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    sides = [id for id in (conflict.measure_a, conflict.measure_b) if id is not None]
    codes = [code for id in sides if id in measures for code in measures[id].regions]
    met = {
        "same_rule": signal.measure in sides,
        "same_topic": signal.topic in conflict.topics,
        "same_region": bool(signal.region) and any(overlaps(signal.region, code) for code in codes),
        "same_group": bool({signal.group, Group.EVERYONE} & set(conflict.groups)),
    }
    return tuple(fit for fit in FITS if met[fit])
