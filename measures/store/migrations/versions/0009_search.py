"""Text search over all items: FTS5 in SQLite, tsvector in PostgreSQL, and the words that there are."""

import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from measures.tokens import tokens

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TEXT_READ = 20_000
_AT_ONCE = 500
_SQLITE_TABLE = """
CREATE VIRTUAL TABLE item_words USING fts5(title, authority, body, tokenize = 'unicode61 remove_diacritics 0')
"""
_SQLITE_ROW = "INSERT INTO item_words (rowid, title, authority, body) VALUES (:number, :a, :b, :c)"
_POSTGRESQL_ROW = "INSERT INTO item_words (number, words) VALUES (:number, CAST(:words AS tsvector))"


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "item_text",
        sa.Column("number", number, nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_item_text"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_text_item_id_item"),
        sa.UniqueConstraint("item_id", name="uq_item_text_item_id"),
    )
    op.create_table(
        "search_word",
        sa.Column("number", number, nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_search_word"),
        sa.UniqueConstraint("word", name="uq_search_word_word"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "item_words",
            sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
            sa.Column("words", sa.dialects.postgresql.TSVECTOR(), nullable=False),
            sa.PrimaryKeyConstraint("number", name="pk_item_words"),
            sa.ForeignKeyConstraint(["number"], ["item_text.number"], name="fk_item_words_number_item_text"),
        )
        op.create_index("ix_item_words_words", "item_words", ["words"], postgresql_using="gin")
    else:
        op.execute(_SQLITE_TABLE)
    _fill_in()
    op.drop_column("measure", "words")


def _fill_in() -> None:
    """The newest version of every item that is stored."""
    connection = op.get_bind()
    item = sa.table("item", *(sa.column(name) for name in ("id", "version", "known_at")))
    version = sa.table("item_version", *(sa.column(name) for name in ("item_id", "version", "body")))
    newest = (item.c.id == version.c.item_id) & (item.c.version == version.c.version)
    known_at = sa.type_coerce(item.c.known_at, sa.DateTime(timezone=True))
    query = sa.select(item.c.id, known_at, version.c.body).join(version, newest).order_by(item.c.id)
    stored = connection.execute(query).all()
    words: dict[str, None] = {}
    for start in range(0, len(stored), _AT_ONCE):
        facts, texts = [], []
        for place, (item_id, at, body) in enumerate(stored[start : start + _AT_ONCE], start + 1):
            said = json.loads(body)
            fields = [_words(said[name]) for name in ("title", "authority", "summary")]
            words |= dict.fromkeys(word for field in fields for word in field)
            day = date.fromisoformat(said["published"]) if said["published"] else _day(at)
            row = {"number": place, "item_id": item_id, "day": day}
            facts.append(row | {"country": said["country"], "language": said["language"]})
            texts.append({"number": place, **_row(fields, connection.dialect.name)})
        columns: list[sa.ColumnClause[Any]] = [
            sa.column(name) for name in ("number", "item_id", "country", "language")
        ]
        table = sa.table("item_text", *columns, sa.column("day", sa.Date()))
        connection.execute(sa.insert(table), facts)
        is_postgresql = connection.dialect.name == "postgresql"
        connection.execute(sa.text(_POSTGRESQL_ROW if is_postgresql else _SQLITE_ROW), texts)
    if words:
        table = sa.table("search_word", sa.column("word"))
        connection.execute(sa.insert(table), [{"word": word} for word in words])
    if stored and connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT setval('item_text_number_seq', :last)"), {"last": len(stored)})


def _words(text: str) -> list[str]:
    return [token.word for token in tokens(text[:_TEXT_READ])]


def _row(fields: list[list[str]], dialect: str) -> dict[str, str]:
    if dialect != "postgresql":
        return {name: " ".join(words) for name, words in zip("abc", fields, strict=True)}
    weighted = [(word, weight) for weight, words in zip("ABC", fields, strict=True) for word in words]
    return {
        "words": " ".join(f"'{word}':{place}{weight}" for place, (word, weight) in enumerate(weighted, 1))
    }


def _day(at: datetime) -> date:
    # SQLite keeps no zone: what is stored is UTC.
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.astimezone(ZoneInfo("Europe/Amsterdam")).date()
