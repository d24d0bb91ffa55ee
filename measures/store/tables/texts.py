"""Items, their texts and words, how they are read, and which measures and conflicts come of them."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from measures.store.tables.base import RowNumber, UtcDateTime, metadata


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
