"""What people do on conflicts: rows that are only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SQLITE_GUARD = """
CREATE TRIGGER case_act_no_{what} BEFORE {what} ON case_act
BEGIN SELECT RAISE(ABORT, 'the work on conflicts is append-only'); END
"""
_POSTGRESQL_GUARD = (
    """
    CREATE FUNCTION case_act_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the work on conflicts is append-only'; END $$
    """,
    """
    CREATE TRIGGER case_act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON case_act
    FOR EACH STATEMENT EXECUTE FUNCTION case_act_append_only()
    """,
)


def upgrade() -> None:
    op.create_table(
        "case_act",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conflict_key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["conflict_key"], ["conflict.key"], name="fk_case_act_conflict_key"),
        sa.PrimaryKeyConstraint("id", name="pk_case_act"),
    )
    op.create_index("ix_case_act_conflict_key", "case_act", ["conflict_key"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in _POSTGRESQL_GUARD:
            op.execute(statement)
    else:
        for what in ("update", "delete"):
            op.execute(_SQLITE_GUARD.format(what=what))
