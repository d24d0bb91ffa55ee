"""The care of sources: learnt rhythm, gaps, questions, acknowledged alarms, crisis mode, robots.txt."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_SOURCE: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ("fastest_minutes", sa.Integer()),
    ("notes", sa.Text()),
    ("bad_since", INSTANT),
    ("rhythm", sa.Text()),
    ("learnt_at", INSTANT),
    ("holds", sa.Integer()),
    ("gap_at", INSTANT),
    ("gaps", sa.Integer()),
    ("address", sa.Text()),
    ("kept_to", sa.Text()),
    ("retired_at", INSTANT),
)


def upgrade() -> None:
    for name, kind in OF_SOURCE:
        op.add_column("source", sa.Column(name, kind, nullable=True))
    op.add_column("poll", sa.Column("missed", sa.Integer(), nullable=True))
    op.create_table(
        "question",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_question_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
    )
    op.create_index("ix_question_source_id_answer", "question", ["source_id", "answer"])
    op.create_table(
        "alarm_ack",
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("alarm", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_alarm_ack_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_ack"),
    )
    op.create_index("ix_alarm_ack_source_id_alarm", "alarm_ack", ["source_id", "alarm"])
    op.create_table(
        "crisis",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_crisis"),
    )
    op.create_table(
        "robots",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("origin", name="pk_robots"),
    )


def downgrade() -> None:
    for table in ("robots", "crisis", "alarm_ack", "question"):
        op.drop_table(table)
    op.drop_column("poll", "missed")
    for name, _ in reversed(OF_SOURCE):
        op.drop_column("source", name)
