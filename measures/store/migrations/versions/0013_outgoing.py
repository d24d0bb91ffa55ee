"""Subscriptions, what their subscribers were told, and the messages that wait to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("borders", sa.String(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.Column("slot", sa.Date()),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
    )
    op.create_index("ix_subscription_state", "subscription", ["state"])
    op.create_table(
        "subscription_token",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_subscription_token"),
        _of_subscription("subscription_token"),
    )
    op.create_index("ix_subscription_token_subscription_id", "subscription_token", ["subscription_id"])
    op.create_table(
        "outbox",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", _INSTANT, nullable=False),
        sa.Column("holder", sa.String()),
        sa.Column("lease_until", _INSTANT),
        sa.Column("sent_at", _INSTANT),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        _of_subscription("outbox"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
        sa.UniqueConstraint("subscription_id", "slot", name="uq_outbox_subscription_id_slot"),
    )
    op.create_index("ix_outbox_state_next_try_at", "outbox", ["state", "next_try_at"])
    op.create_table(
        "notice",
        sa.Column("id", _ROW, nullable=False),
        sa.Column("subscription_id", sa.String(), nullable=False),
        sa.Column("conflict_key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("outbox_id", _ROW),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        _of_subscription("notice"),
        sa.ForeignKeyConstraint(["conflict_key"], ["conflict.key"], name="fk_notice_conflict_key_conflict"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_notice_outbox_id_outbox"),
        sa.UniqueConstraint(
            "subscription_id", "conflict_key", "number", name="uq_notice_subscription_id_conflict_key_number"
        ),
    )
    op.create_index("ix_notice_conflict_key", "notice", ["conflict_key"])
    op.create_index("ix_notice_outbox_id", "notice", ["outbox_id"])


def _of_subscription(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_subscription_id_subscription"
    return sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"], name=name, ondelete="CASCADE")
