"""Turns at hosts that all schedulers share, and the pause that a source itself has asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "host",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("free_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_host"),
    )
    # Filled when a scheduler registers its catalogue, which it does before it claims.
    op.add_column("source", sa.Column("host", sa.String(), nullable=True))
    op.add_column("source", sa.Column("not_before", INSTANT, nullable=True))


def downgrade() -> None:
    op.drop_column("source", "not_before")
    op.drop_column("source", "host")
    op.drop_table("host")
