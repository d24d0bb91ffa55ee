"""Signals from the counter, and what people do with them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# All of a signal but its words, which a withdrawal erases.
_FIXED = ("row", "id", "at", "point", "happened", "border", "region", "who", "topic", "measure")
_CHANGED = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in _FIXED)
_KEPT = "NEW.text <> '' OR NEW.place <> '' OR NEW.words <> ''"
_SQLITE_GUARDS = (
    f"""
    CREATE TRIGGER signal_no_update BEFORE UPDATE ON signal
    WHEN {_KEPT} OR {_CHANGED.replace("IS DISTINCT FROM", "IS NOT")}
    BEGIN SELECT RAISE(ABORT, 'of a signal only its words can be erased'); END
    """,
    """
    CREATE TRIGGER signal_no_delete BEFORE DELETE ON signal
    BEGIN SELECT RAISE(ABORT, 'signals are append-only'); END
    """,
    """
    CREATE TRIGGER signal_act_no_update BEFORE UPDATE ON signal_act
    BEGIN SELECT RAISE(ABORT, 'what was done with a signal is append-only'); END
    """,
    """
    CREATE TRIGGER signal_act_no_delete BEFORE DELETE ON signal_act
    BEGIN SELECT RAISE(ABORT, 'what was done with a signal is append-only'); END
    """,
)
_POSTGRESQL_GUARDS = (
    f"""
    CREATE FUNCTION signal_erase_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF {_KEPT} OR {_CHANGED} THEN
            RAISE EXCEPTION 'of a signal only its words can be erased';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION signal_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'signals are append-only'; END $$
    """,
    """
    CREATE TRIGGER signal_erase_only BEFORE UPDATE ON signal
    FOR EACH ROW EXECUTE FUNCTION signal_erase_only()
    """,
    """
    CREATE TRIGGER signal_append_only BEFORE DELETE OR TRUNCATE ON signal
    FOR EACH STATEMENT EXECUTE FUNCTION signal_append_only()
    """,
    """
    CREATE TRIGGER signal_act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON signal_act
    FOR EACH STATEMENT EXECUTE FUNCTION signal_append_only()
    """,
)


def upgrade() -> None:
    op.create_table(
        "signal",
        sa.Column("row", _ROW, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("happened", sa.Date(), nullable=False),
        sa.Column("border", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_signal"),
        sa.UniqueConstraint("id", name="uq_signal_id"),
    )
    op.create_index("ix_signal_border_happened", "signal", ["border", "happened"])
    op.create_table(
        "signal_act",
        sa.Column("row", _ROW, nullable=False),
        sa.Column("signal_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("conflict_key", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name="fk_signal_act_signal_id"),
        sa.ForeignKeyConstraint(["conflict_key"], ["conflict.key"], name="fk_signal_act_conflict_key"),
        sa.PrimaryKeyConstraint("row", name="pk_signal_act"),
    )
    op.create_index("ix_signal_act_signal_id", "signal_act", ["signal_id"])
    op.create_index("ix_signal_act_conflict_key", "signal_act", ["conflict_key"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL_GUARDS if postgresql else _SQLITE_GUARDS:
        op.execute(statement)
