"""Editions of the weekly summary, and what editors write on a week: rows that are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

_SQLITE_GUARD = """
CREATE TRIGGER {table}_no_{what} BEFORE {what} ON {table}
BEGIN SELECT RAISE(ABORT, 'what went out weekly is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE FUNCTION weekly_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what went out weekly is append-only'; END $$
"""
_POSTGRESQL_GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION weekly_append_only()
"""


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_edition"),
        sa.UniqueConstraint("week", name="uq_edition_week"),
    )
    op.create_table(
        "week_note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_week_note"),
    )
    op.create_index("ix_week_note_week", "week_note", ["week"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(_POSTGRESQL_FUNCTION)
    for table in ("edition", "week_note"):
        if postgresql:
            op.execute(_POSTGRESQL_GUARD.format(table=table))
            continue
        for what in ("update", "delete"):
            op.execute(_SQLITE_GUARD.format(table=table, what=what))
