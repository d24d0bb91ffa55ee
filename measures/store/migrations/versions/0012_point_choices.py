"""With which choices the page Current rules starts at an information point."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "point_choices",
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("travel", sa.String(), nullable=False),
        sa.Column("home_days", sa.Integer(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("point", name="pk_point_choices"),
    )
