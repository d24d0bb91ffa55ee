"""What people enter, and the editions that leave the house."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, Named, Table, Text, TypedColumns

from measures.store.tables.base import RowNumber, UtcDateTime, metadata


class audit_cols(TypedColumns):  # noqa: N801
    """Who did what, when; triggers in the database refuse to change or delete a row."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    at: Named[datetime] = Column(UtcDateTime)
    who: Named[str]
    what: Named[str]
    subject: Named[str]
    detail: Named[str] = Column(Text)


class correction_cols(TypedColumns):  # noqa: N801
    """What people decided on items, in the order written; triggers refuse to change or delete a row."""

    row: Named[int] = Column(RowNumber, primary_key=True)
    id: Named[str] = Column(unique=True)
    item_id: Named[str] = Column(index=True)
    verdict: Named[str] = Column(index=True)
    at: Named[datetime] = Column(UtcDateTime)
    body: Named[str] = Column(Text)


class signal_cols(TypedColumns):  # noqa: N801
    """Signals from the counter; triggers refuse all but their words being erased. `who` is the group hurt."""

    row: Named[int] = Column(RowNumber, primary_key=True)
    id: Named[str] = Column(unique=True)
    at: Named[datetime] = Column(UtcDateTime)
    point: Named[str]
    happened: Named[date]
    border: Named[str]
    region: Named[str]
    place: Named[str] = Column(Text)
    who: Named[str]
    topic: Named[str | None]
    measure: Named[str | None]
    text: Named[str] = Column(Text)
    words: Named[str] = Column(Text)


class signal_act_cols(TypedColumns):  # noqa: N801
    """What people did with signals, in the order written; the last row of a signal says how it stands."""

    row: Named[int] = Column(RowNumber, primary_key=True)
    signal_id: Named[str] = Column(ForeignKey("signal.id"), index=True)
    act: Named[str]
    conflict_key: Named[str | None] = Column(ForeignKey("conflict.key"), index=True)
    at: Named[datetime] = Column(UtcDateTime)
    who: Named[str]
    why: Named[str] = Column(Text)


class case_act_cols(TypedColumns):  # noqa: N801
    """What people do on conflicts, in the order written; triggers refuse to change or delete a row."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    conflict_key: Named[str] = Column(ForeignKey("conflict.key"), index=True)
    at: Named[datetime] = Column(UtcDateTime)
    who: Named[str]
    what: Named[str]
    body: Named[str] = Column(Text)


class edition_cols(TypedColumns):  # noqa: N801
    """Summaries as they went out, one a week: facts as JSON and their SHA-256; triggers refuse changes."""

    number: Named[int] = Column(primary_key=True, autoincrement=False)
    week: Named[str] = Column(unique=True)
    made_at: Named[datetime] = Column(UtcDateTime)
    sha256: Named[str]
    body: Named[str] = Column(Text)


class week_note_cols(TypedColumns):  # noqa: N801
    """What editors write on a week, in the order written; triggers refuse to change or delete a row.

    `about` is empty for the introduction, else a conflict's key.
    """

    id: Named[int] = Column(RowNumber, primary_key=True)
    week: Named[str] = Column(index=True)
    about: Named[str]
    language: Named[str]
    text: Named[str] = Column(Text)
    who: Named[str]
    at: Named[datetime] = Column(UtcDateTime)


class point_choices_cols(TypedColumns):  # noqa: N801
    """With which choices the page Current rules starts at an information point, by its name."""

    point: Named[str] = Column(primary_key=True)
    home: Named[str]
    work: Named[str]
    status: Named[str]
    sector: Named[str]
    travel: Named[str]
    home_days: Named[int]
    school: Named[str]
    proof: Named[str]
    who: Named[str]
    at: Named[datetime] = Column(UtcDateTime)


class exercise_cols(TypedColumns):  # noqa: N801
    """At most one row: the store is for an exercise, which has come to `instant`."""

    id: Named[int] = Column(primary_key=True, autoincrement=False)
    since: Named[date]
    until: Named[date]
    days_per_second: Named[float]
    instant: Named[datetime] = Column(UtcDateTime)


audit = Table("audit", metadata, audit_cols, Index(None, "subject", "at"))
correction = Table("correction", metadata, correction_cols)
signal = Table("signal", metadata, signal_cols, Index(None, "border", "happened"))
signal_act = Table("signal_act", metadata, signal_act_cols)
case_act = Table("case_act", metadata, case_act_cols)
edition = Table("edition", metadata, edition_cols)
week_note = Table("week_note", metadata, week_note_cols)
point_choices = Table("point_choices", metadata, point_choices_cols)
exercise = Table("exercise", metadata, exercise_cols)
