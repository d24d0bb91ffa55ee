"""What people decided on items, and the machine's own reading beside theirs."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_IMPACTS = ("none", "indirect", "direct", "blocking")
_SQLITE_GUARD = """
CREATE TRIGGER correction_no_{what} BEFORE {what} ON correction
BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END
"""
_POSTGRESQL_GUARD = (
    """
    CREATE FUNCTION correction_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'corrections are append-only'; END $$
    """,
    """
    CREATE TRIGGER correction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON correction
    FOR EACH STATEMENT EXECUTE FUNCTION correction_append_only()
    """,
)


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("row", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_correction"),
        sa.UniqueConstraint("id", name="uq_correction_id"),
    )
    op.create_index("ix_correction_item_id", "correction", ["item_id"])
    op.create_index("ix_correction_verdict", "correction", ["verdict"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in _POSTGRESQL_GUARD:
            op.execute(statement)
    else:
        for what in ("update", "delete"):
            op.execute(_SQLITE_GUARD.format(what=what))
    op.add_column("event", sa.Column("machine", sa.Text(), nullable=True))
    op.add_column("event", sa.Column("answered", sa.Boolean(), nullable=True))
    op.add_column("event", sa.Column("language", sa.String(), nullable=False, server_default=""))
    op.add_column("event", sa.Column("borders", sa.String(), nullable=False, server_default=""))
    op.add_column("event", sa.Column("confidence", sa.Double(), nullable=False, server_default="0"))
    op.add_column("event", sa.Column("impact_rank", sa.Integer(), nullable=False, server_default="0"))
    _fill_in()
    op.create_index("ix_event_confidence", "event", ["confidence"])
    op.create_index("ix_event_answered", "event", ["answered"])


def _fill_in() -> None:
    """What the queue of doubtful readings asks for, from the items and readings that are stored."""
    keyed = ("item_id", "version", "body")
    of_event = ("language", "borders", "confidence", "impact_rank")
    event = sa.table("event", *(sa.column(name) for name in keyed + of_event))
    item = sa.table("item_version", *(sa.column(name) for name in keyed))
    same = (event.c.item_id == item.c.item_id) & (event.c.version == item.c.version)
    query = sa.select(event.c.item_id, event.c.version, event.c.body, item.c.body).join(item, same)
    connection = op.get_bind()
    rows = []
    for item_id, version, reading, text in connection.execute(query):
        said = json.loads(reading)
        row = {"i": item_id, "v": version, "language": json.loads(text)["language"]}
        row |= {"borders": " ".join(said["borders"]), "confidence": said["confidence"]}
        rows.append(row | {"impact_rank": _IMPACTS.index(said["border_impact"])})
    if rows:
        this = (event.c.item_id == sa.bindparam("i")) & (event.c.version == sa.bindparam("v"))
        connection.execute(sa.update(event).where(this), rows)
