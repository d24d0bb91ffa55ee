"""The work of people on conflicts: acts as rows that are only ever added, and where each case stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd
from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Select, case, func, insert, select

from measures import casework
from measures.casework import Act, Case, Facts, basis_of, check
from measures.errors import StoreError
from measures.model import Conflict
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.codec import decode
from measures.store.engine import Store, bump
from measures.store.frames import frame
from measures.vocabulary import CaseState

CASE_COLUMNS = (
    *("key", "border", "kind", "severity", "since", "last_day", "active", "first_flagged_at"),
    *("state", "decided", "assignee", "forum", "step", "due", "reopened", "by", "at", "closed_at", "touched"),
)

_ADAPTER = TypeAdapter(Act)


class OvertakenError(StoreError):
    """Something happened to the conflict that the person who acts has not seen; nothing was kept.

    `acts` are those added since, `facts_changed` whether the conflict itself is another one now.
    """

    def __init__(self, key: str, acts: list[Act], facts_changed: bool) -> None:
        super().__init__("the case has changed meanwhile", subject=key)
        self.acts = acts
        self.facts_changed = facts_changed


def keep_act(tx: Connection, act: Act, seen: int) -> Act:
    """Add an act of someone who has seen all acts up to the id `seen` and the facts of its basis.

    OvertakenError where either has moved on, CaseError where it may not be kept, StoreError where no such
    conflict is known; then nothing is kept.
    """
    # Before anything is read: whoever comes second waits here, and then sees what the first one did.
    bump(tx, "measures")
    facts = _facts(tx, t.conflict.c.key == act.key).get(act.key)
    if facts is None:
        raise StoreError("no such conflict", subject=act.key)
    acts = acts_of(tx, [act.key])[act.key]
    newer = [known for known in acts if known.id > seen]
    if newer or facts.row != act.basis.row:
        raise OvertakenError(act.key, newer, facts.row != act.basis.row)
    known = replace(act, basis=basis_of(facts), id=0)
    check(known, casework.case(acts, facts))
    row = {"conflict_key": act.key, "at": act.at, "who": act.who, "what": act.what}
    kept = tx.execute(insert(t.case_act).values(**row, body=_ADAPTER.dump_json(known).decode()))
    assert kept.inserted_primary_key is not None
    number = int(kept.inserted_primary_key[0])
    audit(tx, act.who, f"case:{act.what}", act.key, {"act": number, "why": act.why}, act.at)
    return replace(known, id=number)


def acts_of(tx: Connection, keys: Iterable[str] | None = None) -> Mapping[str, list[Act]]:
    """All acts on some conflicts (None: on all) by the conflict's key, in the order written."""
    a = t.case_act.c
    query = select(a.id, a.body).order_by(a.id)
    if keys is not None:
        query = query.where(a.conflict_key.in_(list(keys)))
    found: dict[str, list[Act]] = defaultdict(list)
    for number, body in tx.execute(query):
        act = replace(_ADAPTER.validate_json(body), id=number)
        found[act.key].append(act)
    return found


def read_case(store: Store, key: str) -> tuple[Case, Facts, list[Act]] | None:
    """How the work on a conflict stands, the facts that goes by, and all acts, oldest first; None for an
    unknown key."""
    with store.read() as tx:
        facts = _facts(tx, t.conflict.c.key == key).get(key)
        acts = acts_of(tx, [key])[key]
    return None if facts is None else (casework.case(acts, facts), facts, acts)


def cases_frame(store: Store) -> pd.DataFrame:
    """One row a conflict (CASE_COLUMNS), also those on which nobody has worked and whose facts are gone.

    `state` is how it counts now, `decided` what people said last; `reopened` the reasons where they
    differ. `by` and `at` tell of the act that decided, `closed_at` is its instant where the case is closed;
    `touched` is that of the last act. `due` is the day of the next `step`.
    """
    c = t.conflict.c
    columns = (c.key, c.border, c.kind, c.severity, c.since, c.last_day, c.active, c.first_flagged_at)
    with store.read() as tx:
        rows = [row._asdict() for row in tx.execute(select(*columns).order_by(c.key))]
        acts = acts_of(tx)
        facts = _facts(tx, t.conflict.c.key.in_(select(t.case_act.c.conflict_key)))
    return frame((row | _columns(row["key"], acts, facts) for row in rows), CASE_COLUMNS)


def dismissed(tx: Connection) -> set[str]:
    """The keys of the conflicts that people dismissed and that are no worse since."""
    acts = acts_of(tx)
    facts = _facts(tx, t.conflict.c.key.in_(select(t.case_act.c.conflict_key)))
    return {key for key in acts if casework.case(acts[key], facts[key]).state is CaseState.DISMISSED}


def _columns(key: str, acts: Mapping[str, list[Act]], facts: Mapping[str, Facts]) -> dict[str, object]:
    done = acts.get(key, [])
    now = casework.case(done, facts[key]) if done else Case()
    return {
        **{name: getattr(now, name) for name in ("state", "decided", "assignee", "forum", "by", "at")},
        "step": now.step.what,
        "due": now.step.due,
        "reopened": now.reopened,
        "closed_at": now.at if now.is_closed else None,
        "touched": done[-1].at if done else None,
    }


def _facts(tx: Connection, which: ColumnElement[bool]) -> dict[str, Facts]:
    """The conflicts of a condition as they stand, by key."""
    found = {}
    for key, body, active, row, returned in tx.execute(_FACTS.where(which)):
        found[key] = Facts(decode(Conflict, body), bool(active), row or 0, returned or 0)
    return found


def _facts_query() -> Select[str, str, bool, int, int]:
    c, h = t.conflict.c, t.conflict_history.c
    back = case((h.what == "returned", h.id))
    query = select(c.key, c.body, c.active, func.max(h.id), func.max(back))
    return query.outerjoin(t.conflict_history, h.conflict_key == c.key).group_by(c.key)


_FACTS = _facts_query()
