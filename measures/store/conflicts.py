"""Conflicts under their stable keys, and the history of what happened to each; nothing is erased."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from measures.conflicts.severity import with_signals
from measures.model import Conflict
from measures.store import tables as t
from measures.store.codec import decode, encode
from measures.store.engine import bump
from measures.store.signals import raised
from measures.vocabulary import Border


@dataclass(frozen=True, slots=True)
class Shift:
    """The keys of conflicts that a change flagged (new or back again), changed and cleared."""

    flagged: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()


NO_SHIFT = Shift()


@dataclass(frozen=True, slots=True)
class ConflictStep:
    """What happened to a conflict (flagged, changed, cleared, returned) at an instant, as it was then."""

    at: datetime
    what: str
    conflict: Conflict


def as_stored(conflict: Conflict) -> Conflict:
    """A conflict without what depends on the day asked: `early_warning` is worked out when read."""
    return replace(conflict, early_warning=False)


def as_seen(body: str, on: date) -> Conflict:
    """A stored conflict as seen on a day: an early warning where it begins after it."""
    conflict = decode(Conflict, body)
    return replace(conflict, early_warning=conflict.since > on)


def active_conflicts(tx: Connection) -> list[Conflict]:
    """The conflicts whose facts stand, by key, as they are stored."""
    c = t.conflict.c
    query = select(c.body).where(c.active).order_by(c.key)
    return [decode(Conflict, body) for body in tx.execute(query).scalars()]


def replace_conflicts(
    tx: Connection, borders: Iterable[Border], conflicts: Iterable[Conflict], at: datetime
) -> Shift:
    """Let the conflicts at these borders be these, weighed with the signals tied to them, as of `at`.

    One whose facts are gone becomes inactive; when they return, it is the same conflict again.
    """
    c = t.conflict.c
    now = {conflict.key: as_stored(conflict) for conflict in raised(tx, conflicts)}
    here = c.border.in_([border.value for border in borders])
    stored = {
        key: (active, body) for key, active, body in tx.execute(select(c.key, c.active, c.body).where(here))
    }
    bodies = {key: encode(conflict) for key, conflict in now.items()}
    new = [key for key in now if key not in stored]
    back = [key for key in now if key in stored and not stored[key][0]]
    changed = [key for key in now if key in stored and stored[key][0] and stored[key][1] != bodies[key]]
    gone = [key for key, (active, _) in stored.items() if active and key not in now]
    if not (new or back or changed or gone):
        return NO_SHIFT
    bump(tx, "measures")
    if gone:
        tx.execute(update(t.conflict).where(c.key.in_(gone)).values(active=False, changed_at=at))
    for key in back + changed:
        tx.execute(
            update(t.conflict).where(c.key == key).values(changed_at=at, **_row(now[key], bodies[key]))
        )
    if new:
        rows = [{"first_flagged_at": at, "changed_at": at, **_row(now[key], bodies[key])} for key in new]
        tx.execute(insert(t.conflict), rows)
    _replace_words(tx, [now[key] for key in new + back + changed])
    history = [("flagged", key, "", bodies[key]) for key in new]
    history += [("returned", key, stored[key][1], bodies[key]) for key in back]
    history += [("changed", key, stored[key][1], bodies[key]) for key in changed]
    history += [("cleared", key, "", stored[key][1]) for key in gone]
    tx.execute(
        insert(t.conflict_history),
        [
            {"conflict_key": key, "at": at, "what": what, "changes": _changes(before, after), "body": after}
            for what, key, before, after in history
        ],
    )
    return Shift(tuple(new + back), tuple(changed), tuple(gone))


def conflict_steps(tx: Connection) -> list[ConflictStep]:
    """Everything that happened to conflicts, by key and in order, as the facts alone would have it.

    What signals add to their severity is left out, and with it the changes that were signals only.
    """
    h = t.conflict_history.c
    rows = tx.execute(select(h.conflict_key, h.id, h.at, h.what, h.body)).all()
    steps: list[ConflictStep] = []
    for _, _, at, what, body in sorted(rows, key=lambda row: (row.conflict_key, row.id)):
        conflict = with_signals(decode(Conflict, body), ())
        if what == "changed" and steps and steps[-1].conflict == conflict:
            continue
        steps.append(ConflictStep(at, what, conflict))
    return steps


def put_steps(tx: Connection, steps: Iterable[ConflictStep]) -> None:
    """Write conflicts that no store knows yet, as their steps (by key and in order) left them."""
    last: dict[str, tuple[ConflictStep, str]] = {}
    rows: dict[str, dict[str, object]] = {}
    history: list[dict[str, object]] = []
    for step in steps:
        key, body = step.conflict.key, encode(step.conflict)
        before = last[key][1] if step.what in ("changed", "returned") and key in last else ""
        told = {"conflict_key": key, "at": step.at, "what": step.what, "body": body}
        history.append({**told, "changes": _changes(before, body)})
        first = rows[key]["first_flagged_at"] if key in rows else step.at
        rows[key] = {
            **_row(step.conflict, body),
            "active": step.what != "cleared",
            "first_flagged_at": first,
            "changed_at": step.at,
        }
        last[key] = step, body
    if not rows:
        return
    bump(tx, "measures")
    tx.execute(insert(t.conflict), list(rows.values()))
    _replace_words(tx, [step.conflict for step, _ in last.values()])
    tx.execute(insert(t.conflict_history), history)


def _row(conflict: Conflict, body: str) -> dict[str, object]:
    return {
        "key": conflict.key,
        "border": conflict.border.value,
        "kind": conflict.kind.value,
        "since": conflict.since,
        "last_day": conflict.last_day,
        "severity": conflict.severity,
        "measure_a": conflict.measure_a,
        "measure_b": conflict.measure_b,
        "active": True,
        "body": body,
    }


def _replace_words(tx: Connection, conflicts: list[Conflict]) -> None:
    keys = [conflict.key for conflict in conflicts]
    for table, words in (
        (t.conflict_topic, [(c.key, w.value) for c in conflicts for w in c.topics]),
        (t.conflict_group, [(c.key, w.value) for c in conflicts for w in c.groups]),
    ):
        if keys:
            tx.execute(delete(table).where(table.c.conflict_key.in_(keys)))
        if words:
            rows = [{"conflict_key": key, "value": value} for key, value in dict.fromkeys(words)]
            tx.execute(insert(table), rows)


def _changes(before: str, after: str) -> str:
    """The fields that differ between two stored conflicts, as JSON {field: [before, after]}."""
    if not before:
        return "{}"
    old, new = json.loads(before), json.loads(after)
    return json.dumps({name: [old.get(name), new[name]] for name in new if old.get(name) != new[name]})
