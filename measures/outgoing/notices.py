"""What there is to tell a subscriber: the conflicts as they stand against what they were last told.

One notice per conflict, level and period, where a period lasts from the notice that it is there to the notice
that it is over. A level once told is not told again in the same period, save by an escalation, which always
goes through. What came and went between two looks was never there for this reader.
"""

from collections.abc import Iterable, Mapping, Sequence

from measures.model import Conflict
from measures.outgoing.model import Notice, NoticeKind, Told, Wishes

_BEGIN = (NoticeKind.NEW, NoticeKind.RETURNED)
_ORDER = tuple(NoticeKind)


def notices(
    standing: Iterable[Conflict],
    gone: Iterable[Conflict],
    told: Mapping[str, Sequence[Told]],
    wishes: Wishes,
) -> tuple[Notice, ...]:
    """The notices for one subscriber, gravest kind and conflict first; empty where they know all.

    `standing` are the conflicts that stand and are not over; `gone` those of `told` that no longer do. `told`
    is what they were told of each conflict (by key), oldest first. A conflict once told is followed to its
    end, whatever becomes of its topics. One that is in neither list is left alone.
    """
    found = [
        notice for one in standing if (notice := _of_standing(one, told.get(one.key, ()), wishes)) is not None
    ]
    for one in gone:
        if believed := _believed(told.get(one.key, ())):
            found.append(Notice(NoticeKind.ENDED, one, believed, quiet=believed < wishes.least))
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.kind), -one.severity, one.key)))


def baseline(standing: Iterable[Conflict], wishes: Wishes) -> tuple[Notice, ...]:
    """What a new subscriber is taken to know: all that stands on the day they begin, told by no message."""
    return tuple(
        Notice(NoticeKind.NEW, one, quiet=True)
        for one in standing
        if wishes.concern(one) and one.severity >= wishes.least
    )


def _of_standing(conflict: Conflict, told: Sequence[Told], wishes: Wishes) -> Notice | None:
    believed, severity = _believed(told), conflict.severity
    if not believed:
        if severity < wishes.least or not wishes.concern(conflict):
            return None
        # Whoever was told of its end is told that it is back.
        return Notice(NoticeKind.RETURNED if told else NoticeKind.NEW, conflict)
    if severity > believed:
        return Notice(NoticeKind.WORSE, conflict, believed, quiet=severity < wishes.least)
    if severity < believed:
        known = believed < wishes.least or severity in _levels(told)
        return Notice(NoticeKind.EASED, conflict, believed, quiet=known)
    return None


def _believed(told: Sequence[Told]) -> int:
    """The severity at which they take the conflict to stand; 0 where they take it to be over or know none."""
    return 0 if not told or told[-1].kind is NoticeKind.ENDED else told[-1].severity


def _levels(told: Sequence[Told]) -> set[int]:
    """The levels told since the period began."""
    begins = max((n for n, one in enumerate(told) if one.kind in _BEGIN), default=0)
    return {one.severity for one in told[begins:]}
