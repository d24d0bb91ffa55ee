"""Signals from the counter: rows that are only ever added, and what people did with each of them.

Only a withdrawal takes something away: the words of the signal, which may have told too much.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TypedDict, Unpack

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from measures.conflicts.severity import with_signals
from measures.model import Conflict
from measures.signals import Act, Done, Signal
from measures.store import tables as t
from measures.store.engine import Store, chunks
from measures.store.frames import frame
from measures.vocabulary import Border, Group, Topic

SIGNAL_COLUMNS = (
    *("id", "at", "point", "happened", "border", "region", "place", "group", "topic", "measure", "text"),
    *("conflict", "withdrawn"),
)

_s, _a = t.signal.c, t.signal_act.c
# How a signal stands is what its newest act says.
_newest = select(func.max(_a.row)).where(_a.signal_id == _s.id).correlate(t.signal).scalar_subquery()
_standing = and_(_a.signal_id == _s.id, _a.row == _newest)
_is_tied = _a.act == Act.TIE.value


class SignalFilters(TypedDict, total=False):
    """Filters of signals; an empty one lets all through, all must agree.

    `since` and `until` bound the day it happened. `tied` True wants those tied to a conflict, False those
    that stand alone. `conflict` is a conflict's key. `search` wants each of its words in text, place or
    point, whatever the case. `withdrawn` adds those that were withdrawn.
    """

    since: date | None
    until: date | None
    borders: Collection[Border]
    groups: Collection[Group]
    topics: Collection[Topic]
    tied: bool | None
    conflict: str
    search: str
    withdrawn: bool


def add_signal(tx: Connection, signal: Signal) -> None:
    """Write down a signal."""
    row = {
        **{
            name: getattr(signal, name)
            for name in ("id", "at", "point", "happened", "region", "place", "text")
        },
        "border": signal.border.value,
        "who": signal.group.value,
        "topic": signal.topic and signal.topic.value,
        "measure": signal.measure,
        "words": f"{signal.text}\n{signal.place}\n{signal.point}".casefold(),
    }
    tx.execute(insert(t.signal).values(**row))


def is_known(tx: Connection, signal: Signal) -> bool:
    """Whether the same point has reported just this already: same words, day and border."""
    same = (
        (_s.point == signal.point)
        & (_s.happened == signal.happened)
        & (_s.border == signal.border.value)
        & (_s.text == signal.text)
    )
    return tx.execute(select(_s.row).where(same).limit(1)).first() is not None


def add_act(tx: Connection, done: Done) -> None:
    """Write down what someone did with a signal; a withdrawal erases its words."""
    row = {"signal_id": done.signal, "act": done.act.value, "conflict_key": done.conflict}
    tx.execute(insert(t.signal_act).values(**row, at=done.at, who=done.who, why=done.why))
    if done.act is Act.WITHDRAW:
        tx.execute(update(t.signal).where(_s.id == done.signal).values(text="", place="", words=""))


def read_signal(tx: Connection, signal_id: str) -> tuple[Signal, tuple[Done, ...]] | None:
    """A signal and what was done with it, oldest first; None where there is none of that id."""
    row = tx.execute(select(t.signal).where(_s.id == signal_id)).first()
    if row is None:
        return None
    query = select(t.signal_act).where(_a.signal_id == signal_id).order_by(_a.row)
    done = (
        Done(one.signal_id, Act(one.act), one.at, one.who, one.conflict_key, one.why)
        for one in tx.execute(query)
    )
    return _signal(row), tuple(done)


def raised(tx: Connection, conflicts: Iterable[Conflict], until: date | None = None) -> list[Conflict]:
    """The conflicts, in their order, with what the signals tied to them (of days up to `until`) add to
    their severity."""
    given = list(conflicts)
    days = _tied_days(tx, [conflict.key for conflict in given])
    last = until or date.max
    return [
        with_signals(conflict, [day for day in days.get(conflict.key, ()) if day <= last])
        for conflict in given
    ]


def signal_days(store: Store, key: str) -> list[date]:
    """The days of the signals tied to a conflict, in order."""
    with store.read() as tx:
        return sorted(_tied_days(tx, [key]).get(key, ()))


def signals_frame(
    store: Store, *, limit: int | None = 25, offset: int = 0, **filters: Unpack[SignalFilters]
) -> pd.DataFrame:
    """One row a signal (SIGNAL_COLUMNS), what happened last first; `conflict` None where it stands alone."""
    query = select(t.signal, _a.act, _a.conflict_key).outerjoin(t.signal_act, _standing)
    query = (
        query.where(*_conditions(filters))
        .order_by(_s.happened.desc(), _s.row.desc())
        .limit(limit)
        .offset(offset)
    )
    with store.read() as tx:
        rows = tx.execute(query).all()
    return frame(
        (
            {
                **{name: getattr(row, "who" if name == "group" else name) for name in SIGNAL_COLUMNS[:-2]},
                "conflict": row.conflict_key if row.act == Act.TIE.value else None,
                "withdrawn": row.act == Act.WITHDRAW.value,
            }
            for row in rows
        ),
        SIGNAL_COLUMNS,
    )


def count_signals(store: Store, **filters: Unpack[SignalFilters]) -> int:
    """How many signals the same filters let through."""
    query = select(func.count()).select_from(t.signal).outerjoin(t.signal_act, _standing)
    with store.read() as tx:
        return tx.execute(query.where(*_conditions(filters))).scalar_one()


def signals_by_topic(tx: Connection, since: date, until: date) -> list[tuple[Border, Topic | None, int]]:
    """How many signals tell of days from `since` to `until`, by border and topic, without those withdrawn."""
    query = select(_s.border, _s.topic, func.count()).outerjoin_from(t.signal, t.signal_act, _standing)
    query = query.where(*_conditions({"since": since, "until": until})).group_by(_s.border, _s.topic)
    found = [
        (Border(border), Topic(topic) if topic else None, int(n)) for border, topic, n in tx.execute(query)
    ]
    return sorted(found, key=lambda one: (list(Border).index(one[0]), -one[2], str(one[1])))


def _tied_days(tx: Connection, keys: list[str]) -> dict[str, list[date]]:
    days: dict[str, list[date]] = defaultdict(list)
    for some in chunks(keys):
        query = select(_a.conflict_key, _s.happened).join_from(t.signal, t.signal_act, _standing)
        query = query.where(_is_tied, _a.conflict_key.in_(some))
        for key, happened in tx.execute(query):
            days[str(key)].append(happened)
    return days


def _conditions(filters: SignalFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if (since := filters.get("since")) is not None:
        found.append(_s.happened >= since)
    if (until := filters.get("until")) is not None:
        found.append(_s.happened <= until)
    for column, words in (
        (_s.border, filters.get("borders")),
        (_s.who, filters.get("groups")),
        (_s.topic, filters.get("topics")),
    ):
        if words:
            found.append(column.in_([str(word) for word in words]))
    if (tied := filters.get("tied")) is not None:
        found.append(_is_tied if tied else or_(_a.act.is_(None), _a.act == Act.UNTIE.value))
    if key := filters.get("conflict"):
        found.append(_is_tied & (_a.conflict_key == key))
    for word in filters.get("search", "").casefold().replace("\0", "").split():
        found.append(_s.words.contains(word, autoescape=True))
    if not filters.get("withdrawn"):
        found.append(or_(_a.act.is_(None), _a.act != Act.WITHDRAW.value))
    return found


def _signal(row: Row[tuple[object, ...]]) -> Signal:
    return Signal(
        row.id,
        row.at,
        row.point,
        row.happened,
        Border(row.border),
        Group(row.who),
        row.text,
        row.region,
        row.place,
        Topic(row.topic) if row.topic else None,
        row.measure,
    )
