"""The first schema: items, events, measures, conflicts, sources, received bytes and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_SQLITE_GUARD = """
CREATE TRIGGER audit_no_{what} BEFORE {what} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
"""
_POSTGRESQL_GUARD = (
    """
    CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()
    """,
)


def upgrade() -> None:
    _create_tables()
    counter = sa.table("counter", sa.column("name", sa.String()), sa.column("value", sa.BigInteger()))
    op.bulk_insert(counter, [{"name": "measures", "value": 0}, {"name": "sources", "value": 0}])
    if op.get_bind().dialect.name == "postgresql":
        for statement in _POSTGRESQL_GUARD:
            op.execute(statement)
    else:
        for what in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_GUARD.format(what=what))


def _create_tables() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_subject_at", "audit", ["subject", "at"])
    op.create_table(
        "conflict",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("border", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("measure_a", sa.String(), nullable=False),
        sa.Column("measure_b", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("first_flagged_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_conflict"),
    )
    op.create_index("ix_conflict_border_active_since", "conflict", ["border", "active", "since"])
    op.create_index("ix_conflict_measure_a", "conflict", ["measure_a"])
    op.create_index("ix_conflict_measure_b", "conflict", ["measure_b"])
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counter"),
    )
    op.create_table(
        "event_reading",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaced_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_reading"),
    )
    op.create_index("ix_event_reading_item_id_version", "event_reading", ["item_id", "version"])
    op.create_table(
        "item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("first_known_at", INSTANT, nullable=False),
        sa.Column("known_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
    )
    op.create_table(
        "measure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("impact", sa.String(), nullable=False),
        sa.Column("impact_rank", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("last_known_at", INSTANT, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_measure"),
    )
    op.create_index("ix_measure_begins", "measure", ["begins"])
    op.create_index("ix_measure_bucket", "measure", ["bucket"])
    op.create_index("ix_measure_ends", "measure", ["ends"])
    op.create_index("ix_measure_last_known_at", "measure", ["last_known_at"])
    op.create_index("ix_measure_since_until", "measure", ["since", "until"])
    op.create_table(
        "received",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_received"),
    )
    op.create_index("ix_received_last_at", "received", ["last_at"])
    op.create_table(
        "source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("interval_minutes", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("evidence_date", sa.Date(), nullable=True),
        sa.Column("quiet_days", sa.Integer(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_hash", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("args", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_try_at", INSTANT, nullable=True),
        sa.Column("last_ok_at", INSTANT, nullable=True),
        sa.Column("last_new_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    op.create_index("ix_source_next_try_at", "source", ["next_try_at"])
    op.create_table(
        "conflict_group",
        sa.Column("conflict_key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conflict_key"], ["conflict.key"], name="fk_conflict_group_conflict_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conflict_key", "value", name="pk_conflict_group"),
    )
    op.create_index("ix_conflict_group_value", "conflict_group", ["value"])
    op.create_table(
        "conflict_history",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("conflict_key", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["conflict_key"], ["conflict.key"], name="fk_conflict_history_conflict_key"),
        sa.PrimaryKeyConstraint("id", name="pk_conflict_history"),
    )
    op.create_index("ix_conflict_history_conflict_key", "conflict_history", ["conflict_key"])
    op.create_table(
        "conflict_topic",
        sa.Column("conflict_key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conflict_key"], ["conflict.key"], name="fk_conflict_topic_conflict_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conflict_key", "value", name="pk_conflict_topic"),
    )
    op.create_index("ix_conflict_topic_value", "conflict_topic", ["value"])
    op.create_table(
        "item_version",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("known_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_version_item_id"),
        sa.PrimaryKeyConstraint("item_id", "version", name="pk_item_version"),
    )
    op.create_table(
        "measure_border",
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name="fk_measure_border_measure_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("measure_id", "value", name="pk_measure_border"),
    )
    op.create_index("ix_measure_border_value", "measure_border", ["value"])
    op.create_table(
        "measure_event",
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name="fk_measure_event_measure_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("measure_id", "item_id", "version", name="pk_measure_event"),
    )
    op.create_index("ix_measure_event_item_id_version", "measure_event", ["item_id", "version"])
    op.create_table(
        "measure_group",
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name="fk_measure_group_measure_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("measure_id", "value", name="pk_measure_group"),
    )
    op.create_index("ix_measure_group_value", "measure_group", ["value"])
    op.create_table(
        "measure_region",
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name="fk_measure_region_measure_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("measure_id", "value", name="pk_measure_region"),
    )
    op.create_index("ix_measure_region_value", "measure_region", ["value"])
    op.create_table(
        "measure_topic",
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name="fk_measure_topic_measure_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("measure_id", "value", name="pk_measure_topic"),
    )
    op.create_index("ix_measure_topic_value", "measure_topic", ["value"])
    op.create_table(
        "poll",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_poll_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_poll"),
    )
    op.create_index("ix_poll_at", "poll", ["at"])
    op.create_index("ix_poll_source_id_at", "poll", ["source_id", "at"])
    op.create_table(
        "event",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("is_measure", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("known_at", INSTANT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id", "version"],
            ["item_version.item_id", "item_version.version"],
            name="fk_event_item_id_version",
        ),
        sa.PrimaryKeyConstraint("item_id", "version", name="pk_event"),
    )
    op.create_index("ix_event_bucket", "event", ["bucket"])
    op.create_index("ix_event_known_at", "event", ["known_at"])


def downgrade() -> None:
    raise NotImplementedError("the first schema has nothing before it")
