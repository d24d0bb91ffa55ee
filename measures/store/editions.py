"""Editions of the weekly summary: each week once, unchangeable, under a number; and the notes on a week."""

from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from measures.days import ZONE, day_of
from measures.errors import InputError, StoreError
from measures.store import tables as t
from measures.store.audit import audit
from measures.store.engine import Store, bump
from measures.store.weekly import read_week
from measures.vocabulary import Language
from measures.weekly import Edition, IsoWeek, Known, Note, Week, digest, from_json, to_json

DUE = timedelta(hours=6)
"""So long after the Monday that follows it begins, a week's edition is due (on the clocks of Amsterdam)."""
MOST_LATE = 8
"""After a longer silence only the editions of so many weeks are made up for."""
LONGEST_NOTE = 4_000
"""Characters of a note."""

_e, _n = t.edition.c, t.week_note.c


def newest_due(now: datetime) -> IsoWeek:
    """The last week whose edition is due: that of Monday at six, on the clocks of Amsterdam."""
    # On the wall clock: on the days on which the clocks change, six o'clock stays six o'clock.
    wall = now.astimezone(ZONE).replace(tzinfo=None) - DUE
    return IsoWeek.of(wall.date()).shifted(-1)


def make_due(store: Store, now: datetime) -> list[Edition]:
    """Make the editions that are due and not kept yet, oldest first; a store's first is the newest due.

    However many processes do this at once, each week is kept once.
    """
    last = newest_due(now)
    with store.read() as tx:
        kept = tx.execute(select(func.max(_e.week))).scalar()
    first = last if kept is None else max(IsoWeek.parse(kept).shifted(1), last.shifted(1 - MOST_LATE))
    made = []
    while first <= last:
        if edition := keep_edition(store, first, now):
            made.append(edition)
        first = first.shifted(1)
    return made


def keep_edition(store: Store, week: IsoWeek, now: datetime) -> Edition | None:
    """Make and keep the edition of a week as known at its end; None where it is kept already.

    InputError for a week that is not over.
    """
    if newest_due(now) < week:
        raise InputError("the edition of this week is not due yet", subject=str(week))
    body = to_json(read_week(store, week, Known.THEN, now))
    with store.begin() as tx:
        bump(tx, "measures")
        if tx.execute(select(_e.number).where(_e.week == str(week))).first():
            return None
        number = (tx.execute(select(func.max(_e.number))).scalar() or 0) + 1
        edition = Edition(number, str(week), now, digest(body))
        row = {"number": number, "week": str(week), "made_at": now, "sha256": edition.sha256, "body": body}
        tx.execute(insert(t.edition).values(**row))
    return edition


def editions(store: Store) -> list[Edition]:
    """All editions, the newest week first."""
    query = select(_e.number, _e.week, _e.made_at, _e.sha256).order_by(_e.week.desc())
    with store.read() as tx:
        return [Edition(*row) for row in tx.execute(query)]


def read_edition(store: Store, week: IsoWeek) -> tuple[Edition, Week] | None:
    """The edition of a week with its facts, None where none is kept; StoreError where they were changed."""
    query = select(_e.number, _e.week, _e.made_at, _e.sha256, _e.body).where(_e.week == str(week))
    with store.read() as tx:
        row = tx.execute(query).first()
    if row is None:
        return None
    edition = Edition(row.number, row.week, row.made_at, row.sha256)
    if digest(row.body) != edition.sha256:
        raise StoreError("the facts of this edition are not those that were kept", subject=str(week))
    return edition, from_json(row.body)


def first_week(store: Store) -> IsoWeek | None:
    """The week in which the first text became known; None for an empty store."""
    with store.read() as tx:
        first = tx.execute(select(func.min(t.event.c.known_at))).scalar()
    return None if first is None else IsoWeek.of(day_of(first))


def facts_of(store: Store, week: IsoWeek, known: Known, now: datetime) -> tuple[Edition | None, Week]:
    """The facts of a week: those of its edition where THEN is asked for and one is kept, else worked out."""
    if known is Known.THEN and (kept := read_edition(store, week)):
        return kept
    return None, read_week(store, week, known, now)


def keep_note(tx: Connection, note: Note) -> None:
    """Add a note; InputError where it has no name or is too long."""
    if not note.who.strip():
        raise InputError("give your name first: it is kept with the note")
    if len(note.text) > LONGEST_NOTE:
        raise InputError(f"a note has at most {LONGEST_NOTE} characters")
    bump(tx, "measures")
    row = {field.name: getattr(note, field.name) for field in fields(note)}
    tx.execute(insert(t.week_note).values(**row | {"language": note.language.value}))
    audit(
        tx, note.who, "week_note", f"{note.week} {note.about}".strip(), {"language": note.language}, note.at
    )


def notes_of(store: Store, week: IsoWeek) -> list[Note]:
    """All notes on a week, in the order written."""
    query = select(_n.week, _n.about, _n.language, _n.text, _n.who, _n.at)
    with store.read() as tx:
        rows = tx.execute(query.where(_n.week == str(week)).order_by(_n.id)).all()
    return [Note(row.week, row.about, Language(row.language), row.text, row.who, row.at) for row in rows]
