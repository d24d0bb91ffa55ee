"""What if: a draft is laid over the measures that hold, and the conflicts compared with those without it.

Nothing is saved. A draft with the id of a measure stands in that measure's place: so a prolongation, an
early end or another exemption can be tried as well as a new rule.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from measures.conflicts import detect, touched
from measures.model import Conflict, Measure
from measures.vocabulary import Border, ConflictKind, Country, Group, Topic

Days = tuple[tuple[date, date], ...]


class Turn(StrEnum):
    """What a draft does to a conflict; one can be lengthened and worsened at once."""

    CREATED = "created"
    WORSENED = "worsened"
    LENGTHENED = "lengthened"
    SHORTENED = "shortened"
    EASED = "eased"
    ENDED = "ended"


# What each turn means, as a reader sees it.
TURNS: dict[Turn, str] = {
    Turn.CREATED: "would begin",
    Turn.WORSENED: "would get worse",
    Turn.LENGTHENED: "would last longer",
    Turn.SHORTENED: "would be shorter",
    Turn.EASED: "would get lighter",
    Turn.ENDED: "would not exist",
}


@dataclass(frozen=True, slots=True)
class Effect:
    """A conflict as it is and as it would be; one of them is empty where it begins or ends with the draft.

    More than one on a side where a draft splits a conflict or joins several. `gained` and `lost` are the
    stretches of days (first and last, inclusive) on which it exists only with, or only without, the draft.
    `hurt` are the groups and `topics` those that join.
    """

    border: Border
    kind: ConflictKind
    before: tuple[Conflict, ...]
    after: tuple[Conflict, ...]
    turns: tuple[Turn, ...]
    gained: Days
    lost: Days
    groups: tuple[Group, ...] = ()
    topics: tuple[Topic, ...] = ()

    @property
    def shown(self) -> Conflict:
        """The conflict to tell of: the gravest as it would be, or as it was."""
        return max(self.after or self.before, key=lambda conflict: conflict.severity)


def what_if(measures: Iterable[Measure], drafts: Iterable[Measure], on: date) -> tuple[Effect, ...]:
    """What the drafts would change about the conflicts, the created and worsened ones of most severity first.

    Pure. Conflicts of which nothing changes are left out; so is a mere change of the measures behind one.
    Empty where the drafts touch no border. `on` is the day of detect. Before the first day of a draft
    nothing changes but a gap in time, which may lie between the neighbour's first day and that one.
    """
    laid = {draft.id: draft for draft in drafts}
    known = {measure.id: measure for measure in measures}
    replaced = [known[id] for id in laid if id in known]
    borders = touched([*laid.values(), *replaced])
    before = detect(known.values(), on, borders)
    after = detect((known | laid).values(), on, borders)
    first = min((m.since for m in (*laid.values(), *replaced)), default=on)
    return compared(before, after, known, known | laid, first)


def compared(
    before: Iterable[Conflict],
    after: Iterable[Conflict],
    measures_before: Mapping[str, Measure],
    measures_after: Mapping[str, Measure],
    first: date = date.min,
) -> tuple[Effect, ...]:
    """The differences from `first` on between two states of some conflicts, in the order of what_if.

    A conflict is the same where border, kind and acting country are, days are shared, and a cause or a topic.
    """
    groups: dict[tuple[Border, ConflictKind, Country], tuple[list[Conflict], list[Conflict]]] = defaultdict(
        lambda: ([], [])
    )
    for place, (conflicts, known) in enumerate(((before, measures_before), (after, measures_after))):
        for conflict in conflicts:
            acting = known[conflict.measure_a].country
            groups[conflict.border, conflict.kind, acting][place].append(conflict)
    effects = [
        effect
        for old, new in groups.values()
        if old != new
        for same in _same(old, new)
        if (effect := _effect(*same, first)) is not None
    ]
    return tuple(sorted(effects, key=_grave_first))


def _grave_first(effect: Effect) -> tuple[int, int, date, int, str]:
    turn = min(list(Turn).index(turn) for turn in effect.turns)
    shown = effect.shown
    return turn, -shown.severity, shown.since, list(Border).index(effect.border), shown.key


def _same(old: list[Conflict], new: list[Conflict]) -> list[tuple[list[Conflict], list[Conflict]]]:
    """The conflicts that differ, put together where they are one before and after.

    That is by a cause in common; where a draft takes a cause's place altogether, by a topic in common.
    """
    kept = set(old) & set(new)
    left, right = ([c for c in side if c not in kept] for side in (old, new))
    group = {id(conflict): [conflict] for conflict in (*left, *right)}

    def join(shared: Callable[[Conflict], Iterable[object]], only_alone: bool) -> None:
        for a in left:
            for b in right:
                alone = len(group[id(a)]) == 1 or len(group[id(b)]) == 1
                if group[id(a)] is group[id(b)] or (only_alone and not alone):
                    continue
                if _meet(a, b) and not set(shared(a)).isdisjoint(shared(b)):
                    joined = group[id(a)] + group[id(b)]
                    group.update((id(conflict), joined) for conflict in joined)

    join(lambda conflict: (conflict.measure_a, *conflict.items_a), only_alone=False)
    join(lambda conflict: conflict.topics, only_alone=True)
    was = {id(conflict) for conflict in left}
    return [
        ([c for c in together if id(c) in was], [c for c in together if id(c) not in was])
        for together in {id(found): found for found in group.values()}.values()
    ]


def _meet(a: Conflict, b: Conflict) -> bool:
    return a.since <= b.last_day and b.since <= a.last_day


def _effect(before: list[Conflict], after: list[Conflict], since: date) -> Effect | None:
    first = (after or before)[0]
    since = date.min if first.kind == ConflictKind.TIMING_GAP else since
    gained, lost = _from(since, _without(after, before)), _from(since, _without(before, after))
    if not (before and after) and not (gained or lost):
        return None
    groups = tuple(g for g in Group if _has(after, "groups", g) and before and not _has(before, "groups", g))
    topics = tuple(t for t in Topic if _has(after, "topics", t) and before and not _has(before, "topics", t))
    turns = tuple(_turns(before, after, gained, lost, bool(groups)))
    if not turns:
        return None
    return Effect(first.border, first.kind, tuple(before), tuple(after), turns, gained, lost, groups, topics)


def _turns(
    before: list[Conflict], after: list[Conflict], gained: Days, lost: Days, joined: bool
) -> Iterable[Turn]:
    if not before or not after:
        yield Turn.CREATED if after else Turn.ENDED
        return
    old, new = (max(conflict.severity for conflict in side) for side in (before, after))
    if new > old or (joined and new == old):
        yield Turn.WORSENED
    if gained:
        yield Turn.LENGTHENED
    if lost:
        yield Turn.SHORTENED
    if new < old:
        yield Turn.EASED


def _has(conflicts: list[Conflict], field: str, value: object) -> bool:
    return any(value in getattr(conflict, field) for conflict in conflicts)


def _without(some: list[Conflict], others: list[Conflict]) -> Days:
    """Stretches of days on which one of `some` exists and none of `others`."""
    edges = [
        day
        for conflict in (*some, *others)
        for day in (conflict.since.toordinal(), conflict.last_day.toordinal() + 1)
    ]
    kept: list[tuple[int, int]] = []
    for start, end in pairwise(sorted(set(edges))):
        if _on(some, start) and not _on(others, start):
            if kept and kept[-1][1] == start:
                start = kept.pop()[0]
            kept.append((start, end))
    return tuple((date.fromordinal(start), date.fromordinal(end - 1)) for start, end in kept)


def _from(first: date, stretches: Days) -> Days:
    return tuple((max(since, first), until) for since, until in stretches if until >= first)


def _on(conflicts: list[Conflict], day: int) -> bool:
    return any(c.since.toordinal() <= day <= c.last_day.toordinal() for c in conflicts)
