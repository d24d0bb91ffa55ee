"""Subscriptions, and what is sent to them."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from measures.store.tables.base import RowNumber, UtcDateTime, metadata


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
