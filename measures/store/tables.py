"""The tables, for SQLite and PostgreSQL alike; the migrations make them, these name them in queries."""

from datetime import UTC, date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: only values with a zone go in, UTC comes out, in both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite gives row numbers only to columns declared INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


class counter_cols(TypedColumns):  # noqa: N801
    name: Named[str] = Column(primary_key=True)
    value: Named[int] = Column(BigInteger)


class item_cols(TypedColumns):  # noqa: N801
    """The newest version of each item; `known_at` is that of the newest version."""

    id: Named[str] = Column(primary_key=True)
    source: Named[str]
    version: Named[int]
    content_hash: Named[str]
    first_known_at: Named[datetime] = Column(UtcDateTime)
    known_at: Named[datetime] = Column(UtcDateTime)


class item_version_cols(TypedColumns):  # noqa: N801
    item_id: Named[str] = Column(ForeignKey("item.id"), primary_key=True)
    version: Named[int] = Column(primary_key=True)
    content_hash: Named[str]
    known_at: Named[datetime] = Column(UtcDateTime)
    body: Named[str] = Column(Text)


class item_text_cols(TypedColumns):  # noqa: N801
    """What a search narrows items by; `number` is that of the item's row in item_words.

    `day` is that of its publication, or the one on which it became known. Follows the newest version.
    """

    number: Named[int] = Column(RowNumber, primary_key=True)
    item_id: Named[str] = Column(ForeignKey("item.id"), unique=True)
    country: Named[str]
    language: Named[str]
    day: Named[date]


class item_words_cols(TypedColumns):  # noqa: N801
    """The words of each item's newest version: text search in PostgreSQL.

    SQLite has the FTS5 table of this name, with the number as rowid and a column for each field.
    """

    number: Named[int] = Column(
        BigInteger, ForeignKey("item_text.number"), primary_key=True, autoincrement=False
    )
    words: Named[str] = Column(TSVECTOR().with_variant(Text(), "sqlite"))


class search_word_cols(TypedColumns):  # noqa: N801
    """Every word that stands, or once stood, in a text that can be searched."""

    number: Named[int] = Column(RowNumber, primary_key=True)
    word: Named[str] = Column(unique=True)


class event_cols(TypedColumns):  # noqa: N801
    """The reading of each version; `bucket` gathers the events that could tell of one measure.

    `body` is what counts. Where a person looked at the item, `machine` is the machine's own reading, and
    `answered` is false where text and reading have changed since.
    """

    item_id: Named[str] = Column(primary_key=True)
    version: Named[int] = Column(primary_key=True)
    bucket: Named[str] = Column(index=True)
    is_measure: Named[bool]
    valid_from: Named[date | None]
    valid_until: Named[date | None]
    known_at: Named[datetime] = Column(UtcDateTime, index=True)
    language: Named[str]
    borders: Named[str]
    impact_rank: Named[int]
    confidence: Named[float]
    machine: Named[str | None] = Column(Text)
    answered: Named[bool | None]
    body: Named[str] = Column(Text)


class event_reading_cols(TypedColumns):  # noqa: N801
    """Readings that a later reading of the same text replaced: we erred, the rule did not change."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    item_id: Named[str]
    version: Named[int]
    replaced_at: Named[datetime] = Column(UtcDateTime)
    body: Named[str] = Column(Text)


class measure_cols(TypedColumns):  # noqa: N801
    """Measures as folded; the columns serve filters and order, `body` holds the whole."""

    id: Named[str] = Column(primary_key=True)
    bucket: Named[str] = Column(index=True)
    country: Named[str]
    impact: Named[str]
    impact_rank: Named[int]
    begins: Named[date | None] = Column(index=True)
    ends: Named[date | None] = Column(index=True)
    since: Named[date]
    until: Named[date]
    last_known_at: Named[datetime] = Column(UtcDateTime, index=True)
    confidence: Named[float]
    body: Named[str] = Column(Text)


class measure_word_cols(TypedColumns):  # noqa: N801
    """One label or region of a measure (child tables measure_border, _topic, _group, _region)."""

    measure_id: Named[str] = Column(ForeignKey("measure.id", ondelete="CASCADE"), primary_key=True)
    value: Named[str] = Column(primary_key=True)


class measure_event_cols(TypedColumns):  # noqa: N801
    """The events a measure was folded from."""

    measure_id: Named[str] = Column(ForeignKey("measure.id", ondelete="CASCADE"), primary_key=True)
    item_id: Named[str] = Column(primary_key=True)
    version: Named[int] = Column(primary_key=True)


class conflict_cols(TypedColumns):  # noqa: N801
    """Conflicts; one whose facts are gone stays, with `active` false."""

    key: Named[str] = Column(primary_key=True)
    border: Named[str]
    kind: Named[str]
    since: Named[date]
    last_day: Named[date]
    severity: Named[int]
    measure_a: Named[str] = Column(index=True)
    measure_b: Named[str | None] = Column(index=True)
    active: Named[bool]
    first_flagged_at: Named[datetime] = Column(UtcDateTime)
    changed_at: Named[datetime] = Column(UtcDateTime)
    body: Named[str] = Column(Text)


class conflict_word_cols(TypedColumns):  # noqa: N801
    """One label of a conflict (child tables conflict_topic and conflict_group)."""

    conflict_key: Named[str] = Column(ForeignKey("conflict.key", ondelete="CASCADE"), primary_key=True)
    value: Named[str] = Column(primary_key=True)


class conflict_history_cols(TypedColumns):  # noqa: N801
    """What happened to a conflict: flagged, changed, cleared, returned, with the facts as of then."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    conflict_key: Named[str] = Column(ForeignKey("conflict.key"), index=True)
    at: Named[datetime] = Column(UtcDateTime)
    what: Named[str]
    changes: Named[str] = Column(Text)
    body: Named[str] = Column(Text)


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


class subscription_cols(TypedColumns):  # noqa: N801
    """Who wants to be told what; once it has ended its address and secret are erased.

    `slot` is the last day whose digest was seen to, `seen` the last row of conflict_history looked at.
    """

    id: Named[str] = Column(primary_key=True)
    channel: Named[str]
    address: Named[str] = Column(Text)
    language: Named[str]
    rhythm: Named[str]
    borders: Named[str]
    topics: Named[str] = Column(Text)
    least: Named[int]
    state: Named[str] = Column(index=True)
    created_at: Named[datetime] = Column(UtcDateTime)
    confirmed_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    ended_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    slot: Named[date | None]
    seen: Named[int] = Column(BigInteger)
    failures: Named[int]
    code: Named[str]
    args: Named[str] = Column(Text)
    secret: Named[str] = Column(Text)


class subscription_token_cols(TypedColumns):  # noqa: N801
    """The SHA-256 of each token given out for a subscription, and what it is for."""

    hash: Named[str] = Column(primary_key=True)
    subscription_id: Named[str] = Column(ForeignKey("subscription.id", ondelete="CASCADE"), index=True)
    purpose: Named[str]
    made_at: Named[datetime] = Column(UtcDateTime)


class outbox_cols(TypedColumns):  # noqa: N801
    """Messages to subscribers, one for each and each slot; `holder` has it until `lease_until`."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    subscription_id: Named[str] = Column(ForeignKey("subscription.id", ondelete="CASCADE"))
    slot: Named[str]
    message_id: Named[str] = Column(unique=True)
    made_at: Named[datetime] = Column(UtcDateTime)
    state: Named[str]
    attempts: Named[int]
    next_try_at: Named[datetime] = Column(UtcDateTime)
    holder: Named[str | None]
    lease_until: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    sent_at: Named[datetime | None] = Column(UtcDateTime, nullable=True)
    code: Named[str]
    args: Named[str] = Column(Text)
    body: Named[str] = Column(Text)


class notice_cols(TypedColumns):  # noqa: N801
    """What a subscriber was told of a conflict, in order (`number`, from 1); by no message where quiet."""

    id: Named[int] = Column(RowNumber, primary_key=True)
    subscription_id: Named[str] = Column(ForeignKey("subscription.id", ondelete="CASCADE"))
    conflict_key: Named[str] = Column(ForeignKey("conflict.key"), index=True)
    number: Named[int]
    kind: Named[str]
    severity: Named[int]
    since: Named[date]
    last_day: Named[date]
    at: Named[datetime] = Column(UtcDateTime)
    outbox_id: Named[int | None] = Column(RowNumber, ForeignKey("outbox.id"), index=True)


class exercise_cols(TypedColumns):  # noqa: N801
    """At most one row: the store is for an exercise, which has come to `instant`."""

    id: Named[int] = Column(primary_key=True, autoincrement=False)
    since: Named[date]
    until: Named[date]
    days_per_second: Named[float]
    instant: Named[datetime] = Column(UtcDateTime)


counter = Table("counter", metadata, counter_cols)
item = Table("item", metadata, item_cols)
item_version = Table("item_version", metadata, item_version_cols)
item_text = Table("item_text", metadata, item_text_cols)
item_words = Table("item_words", metadata, item_words_cols, Index(None, "words", postgresql_using="gin"))
search_word = Table("search_word", metadata, search_word_cols)
event = Table(
    "event",
    metadata,
    event_cols,
    Index(None, "confidence"),
    Index(None, "answered"),
    ForeignKeyConstraint(["item_id", "version"], ["item_version.item_id", "item_version.version"]),
)
event_reading = Table("event_reading", metadata, event_reading_cols, Index(None, "item_id", "version"))
measure = Table("measure", metadata, measure_cols, Index(None, "since", "until"))
measure_border = Table("measure_border", metadata, measure_word_cols, Index(None, "value"))
measure_topic = Table("measure_topic", metadata, measure_word_cols, Index(None, "value"))
measure_group = Table("measure_group", metadata, measure_word_cols, Index(None, "value"))
measure_region = Table("measure_region", metadata, measure_word_cols, Index(None, "value"))
measure_event = Table("measure_event", metadata, measure_event_cols, Index(None, "item_id", "version"))
conflict = Table("conflict", metadata, conflict_cols, Index(None, "border", "active", "since"))
conflict_topic = Table("conflict_topic", metadata, conflict_word_cols, Index(None, "value"))
conflict_group = Table("conflict_group", metadata, conflict_word_cols, Index(None, "value"))
conflict_history = Table("conflict_history", metadata, conflict_history_cols)
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
audit = Table("audit", metadata, audit_cols, Index(None, "subject", "at"))
correction = Table("correction", metadata, correction_cols)
signal = Table("signal", metadata, signal_cols, Index(None, "border", "happened"))
signal_act = Table("signal_act", metadata, signal_act_cols)
case_act = Table("case_act", metadata, case_act_cols)
edition = Table("edition", metadata, edition_cols)
week_note = Table("week_note", metadata, week_note_cols)
point_choices = Table("point_choices", metadata, point_choices_cols)
subscription = Table("subscription", metadata, subscription_cols)
subscription_token = Table("subscription_token", metadata, subscription_token_cols)
outbox = Table(
    "outbox",
    metadata,
    outbox_cols,
    Index(None, "state", "next_try_at"),
    UniqueConstraint("subscription_id", "slot"),
)
notice = Table("notice", metadata, notice_cols, UniqueConstraint("subscription_id", "conflict_key", "number"))
exercise = Table("exercise", metadata, exercise_cols)
