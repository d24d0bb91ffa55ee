"""The details behind the records of a list, the messages that tell of one thing, the last probes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "detail",
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("entry", name="pk_detail"),
    )
    op.create_table(
        "item_alias",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_item_alias"),
    )
    op.create_table(
        "probe",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("machine", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("newest", sa.String(), nullable=False),
        sa.Column("validators", sa.String(), nullable=False),
        sa.Column("robots", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_probe"),
    )
