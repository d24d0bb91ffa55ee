"""Questions about sources that only a person can answer: has it moved for good, is it gone for good."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, insert, select, update

from measures.errors import StoreError
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.engine import Store, bump
from measures.store.frames import frame
from measures.store.hosts import assign_hosts

ANSWERS = {"moved": ("accept", "keep"), "gone": ("retire", "keep")}
"""What can be answered: take the new address or stay at the old one; stop asking or go on."""
QUESTION_COLUMNS = (
    *("id", "source_id", "name", "country", "url", "what", "target"),
    *("asked_at", "answer", "answered_at", "who", "why"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """That something is to be decided: `what` is moved (to `target`) or gone (`target` empty)."""

    what: str
    target: str = ""


def ask_person(tx: Connection, source_id: str, question: Question, at: datetime) -> None:
    """Put a question, once: not again while it is open, nor after it was answered for this target."""
    q = t.question.c
    same = (q.source_id == source_id) & (q.what == question.what) & (q.target == question.target)
    settled = q.answer.is_(None) | q.answer.in_(("accept", "keep", "retire"))
    if tx.execute(select(q.id).where(same, settled)).first() is None:
        tx.execute(
            insert(t.question).values(
                source_id=source_id, what=question.what, target=question.target, asked_at=at
            )
        )


def withdraw(tx: Connection, source_id: str, at: datetime) -> None:
    """Close open questions about a source that answers again at its old address."""
    q = t.question.c
    open_ = (q.source_id == source_id) & q.answer.is_(None)
    tx.execute(update(t.question).where(open_).values(answer="withdrawn", answered_at=at, who="scheduler"))


def questions(store: Store, *, open_only: bool = True) -> pd.DataFrame:
    """What is (or was) to be decided, latest first (QUESTION_COLUMNS); `url` is the catalogue's address."""
    q, s = t.question.c, t.source.c
    own = [q[name] for name in QUESTION_COLUMNS if name in q]
    query = select(*own, s.name, s.country, s.url).join(t.source, s.id == q.source_id).where(s.listed)
    if open_only:
        query = query.where(q.answer.is_(None))
    with store.read() as tx:
        rows = [dict(row) for row in tx.execute(query.order_by(q.asked_at.desc(), q.id)).mappings()]
    return frame(rows, QUESTION_COLUMNS)


def answer(tx: Connection, question_id: int, given: str, who: str, why: str, at: datetime) -> None:
    """Answer a question (see ANSWERS), also one answered before; StoreError where that is no answer to it.

    accept: the source is asked at its new address from now on. keep: it stays as it is; a redirect to
    this target is followed and no longer remarked on. retire: it is not polled unless someone asks.
    """
    bump(tx, "sources")
    q, s = t.question.c, t.source.c
    row = tx.execute(select(q.source_id, q.what, q.target).where(q.id == question_id)).first()
    if row is None:
        raise StoreError("no such question", subject=str(question_id))
    if given not in ANSWERS[row.what]:
        raise StoreError(f"{given!r} is no answer to whether a source is {row.what}", subject=row.source_id)
    tx.execute(
        update(t.question).where(q.id == question_id).values(answer=given, answered_at=at, who=who, why=why)
    )
    facts: dict[str, object]
    if row.what == "gone":
        facts = {"retired_at": at if given == "retire" else None}
    elif given == "accept":
        # Validators of the old address say nothing of the new one.
        facts = {
            "address": row.target,
            "kept_to": None,
            "etag": None,
            "last_modified": None,
            "body_hash": None,
            "not_before": None,
        }
    else:
        facts = {"address": None, "kept_to": row.target}
    tx.execute(update(t.source).where(s.id == row.source_id).values(next_try_at=at, **facts))
    assign_hosts(tx)
    detail = {"question": row.what, "target": row.target, "answer": given, "why": why}
    audit(tx, who, "answer_question", row.source_id, detail, at)
