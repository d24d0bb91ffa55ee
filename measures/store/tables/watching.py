"""Sources, hosts, polls and what came of them."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Named, Table, Text, TypedColumns

from measures.store.tables.base import RowNumber, UtcDateTime, metadata


class source_cols(TypedColumns):  # noqa: N801
    """Sources of the catalogue, what the last answer left to remember, and who polls it now."""

    id: Named[str] = Column(primary_key=True)
    name: Named[str]
    country: Named[str]
    authority: Named[str]
    level: Named[str]
    url: Named[str] = Column(Text)
    interval_minutes: Named[int]
    standing: Named[str]
    evidence_date: Named[date | None]
    quiet_days: Named[int | None]
    listed: Named[bool]
    next_try_at: Named[datetime] = Column(UtcDateTime, index=True)
    asked_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    asked_by: Named[str | None]
    holder: Named[str | None]
    lease_until: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    etag: Named[str | None] = Column(Text)
    last_modified: Named[str | None] = Column(Text)
    body_hash: Named[str | None]
    state: Named[str | None]
    code: Named[str | None]
    args: Named[str | None] = Column(Text)
    failures: Named[int]
    last_try_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    last_ok_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    last_new_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    fastest_minutes: Named[int | None]
    notes: Named[str | None] = Column(Text)
    bad_since: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    rhythm: Named[str | None] = Column(Text)
    learnt_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    holds: Named[int | None]
    gap_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    gaps: Named[int | None]
    address: Named[str | None] = Column(Text)
    kept_to: Named[str | None] = Column(Text)
    retired_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    host: Named[str | None]
    not_before: Named[datetime | None] = Column(UtcDateTime, nullable=True)


class host_cols(TypedColumns):  # noqa: N801
    """Whose turn it is at each host: its `holder` has it until `free_at`; without one it rests until then."""

    name: Named[str] = Column(primary_key=True)
    holder: Named[str | None]
    free_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)


class poll_cols(TypedColumns):  # noqa: N801
    """The log of polls, kept for some days."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    source_id: Named[str] = Column(ForeignKey("source.id"))
    at: Named[datetime] = Column(UtcDateTime, index=True)
    state: Named[str]
    ok: Named[bool]
    code: Named[str]
    args: Named[str] = Column(Text)
    http_status: Named[int | None]
    item_count: Named[int]
    new_count: Named[int]
    size: Named[int]
    seconds: Named[float]
    sha256: Named[str | None]
    next_try_at: Named[datetime] = Column(UtcDateTime)
    missed: Named[int | None]


class question_cols(TypedColumns):  # noqa: N801
    """What a person must decide about a source: it moved to `target`, or is gone; no `answer` while open."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    source_id: Named[str] = Column(ForeignKey("source.id"))
    what: Named[str]
    target: Named[str] = Column(Text)
    asked_at: Named[datetime] = Column(UtcDateTime)
    answer: Named[str | None]
    answered_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    who: Named[str | None]
    why: Named[str | None] = Column(Text)


class alarm_ack_cols(TypedColumns):  # noqa: N801
    """Alarms that a person has seen and keeps quiet up to and including a day; the last row counts."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    source_id: Named[str] = Column(ForeignKey("source.id"))
    alarm: Named[str]
    until: Named[date]
    who: Named[str]
    why: Named[str] = Column(Text)
    at: Named[datetime] = Column(UtcDateTime)


class crisis_cols(TypedColumns):  # noqa: N801
    """One row while crisis mode is on; who switched it when also stands in the audit trail."""

    id: Named[int] = Column(primary_key=True, autoincrement=False)
    since: Named[datetime] = Column(UtcDateTime)
    who: Named[str]
    why: Named[str] = Column(Text)


class robots_cols(TypedColumns):  # noqa: N801
    """The robots.txt of each host as last read, for all schedulers, until it is to be read again."""

    origin: Named[str] = Column(primary_key=True)
    verdict: Named[str]
    body: Named[str] = Column(Text)
    at: Named[datetime] = Column(UtcDateTime)
    until: Named[datetime] = Column(UtcDateTime)


class received_cols(TypedColumns):  # noqa: N801
    """Bytes as they came, compressed, each only once."""

    sha256: Named[str] = Column(primary_key=True)
    size: Named[int]
    packed: Named[bytes] = Column(LargeBinary)
    first_at: Named[datetime] = Column(UtcDateTime)
    last_at: Named[datetime] = Column(UtcDateTime, index=True)


class detail_cols(TypedColumns):  # noqa: N801
    """The detail of a record of a list: the version held, or how its tries failed so far."""

    entry: Named[str] = Column(primary_key=True)
    at: Named[datetime] = Column(UtcDateTime)
    version: Named[str]
    failures: Named[int]
    next_try_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    sha256: Named[str | None]


class item_alias_cols(TypedColumns):  # noqa: N801
    """A message on the same thing as an item, by the id that it would have as an item of its own."""

    name: Named[str] = Column(primary_key=True)
    item_id: Named[str]


class probe_cols(TypedColumns):  # noqa: N801
    """What the last probe of an entry found; an entry may be probed before any scheduler registers it."""

    source_id: Named[str] = Column(primary_key=True)
    at: Named[datetime] = Column(UtcDateTime)
    machine: Named[str]
    state: Named[str]
    ok: Named[bool]
    code: Named[str]
    args: Named[str] = Column(Text)
    status: Named[int]
    content_type: Named[str]
    item_count: Named[int]
    newest: Named[str]
    validators: Named[str]
    robots: Named[str]


source = Table("source", metadata, source_cols)
host = Table("host", metadata, host_cols)
poll = Table("poll", metadata, poll_cols, Index(None, "source_id", "at"))
question = Table("question", metadata, question_cols, Index(None, "source_id", "answer"))
alarm_ack = Table("alarm_ack", metadata, alarm_ack_cols, Index(None, "source_id", "alarm"))
crisis = Table("crisis", metadata, crisis_cols)
robots = Table("robots", metadata, robots_cols)
received = Table("received", metadata, received_cols)
detail = Table("detail", metadata, detail_cols)
item_alias = Table("item_alias", metadata, item_alias_cols)
probe = Table("probe", metadata, probe_cols)
