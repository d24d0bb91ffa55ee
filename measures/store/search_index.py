"""The words of items for searching, by field: written with each new version, in its transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from sqlalchemy import Connection, Executable, bindparam, cast, delete, insert, select, text
from sqlalchemy.dialects.postgresql import TSVECTOR

from measures.model import Item
from measures.store import tables as t
from measures.tokens import tokens

TEXT_READ = 20_000
"""Characters of a field that can be searched."""

FIELDS = ("title", "authority", "body")
"""Fields in the order of their weight (A, B, C)."""

_ASKED_AT_ONCE = 1_000
_SQLITE_ROW = text(
    "INSERT INTO item_words (rowid, title, authority, body) VALUES (:number, :title, :authority, :body)"
)
_SQLITE_DROP = text("DELETE FROM item_words WHERE rowid = :number")
_POSTGRESQL_ROW = insert(t.item_words).values(
    number=bindparam("number"), words=cast(bindparam("words"), TSVECTOR)
)
_POSTGRESQL_DROP = delete(t.item_words).where(t.item_words.c.number == bindparam("number"))
_STATEMENTS: dict[str, tuple[Executable, Executable]] = {
    "sqlite": (_SQLITE_DROP, _SQLITE_ROW),
    "postgresql": (_POSTGRESQL_DROP, _POSTGRESQL_ROW),
}


def words_of(item: Item) -> tuple[list[str], list[str], list[str]]:
    """The words of an item that are searched, by FIELDS."""
    title, authority, body = (
        [token.word for token in tokens(words[:TEXT_READ])]
        for words in (item.title, item.authority, item.summary)
    )
    return title, authority, body


def vector(fields: Iterable[Sequence[str]]) -> str:
    """Words by field as PostgreSQL writes a tsvector, each with its place and the weight of its field."""
    weighted = chain.from_iterable(
        ((word, weight) for word in words) for weight, words in zip("ABC", fields, strict=True)
    )
    return " ".join(f"'{word}':{place}{weight}" for place, (word, weight) in enumerate(weighted, 1))


def index_items(tx: Connection, arrivals: Iterable[tuple[Item, date]]) -> None:
    """Let these items be found by their words; the day is that on which each became known.

    What an older version said can no longer be found. Called where other writers of items wait.
    """
    newest = {item.id: (item, day) for item, day in arrivals}
    numbers = _numbered(tx, newest)
    fields = {key: words_of(item) for key, (item, _) in newest.items()}
    _keep_words(tx, {word for parts in fields.values() for word in chain.from_iterable(parts)})
    if tx.dialect.name == "postgresql":
        rows: list[dict[str, object]] = [
            {"number": numbers[key], "words": vector(parts)} for key, parts in fields.items()
        ]
    else:
        rows = [
            {"number": numbers[key], **dict(zip(FIELDS, map(" ".join, parts), strict=True))}
            for key, parts in fields.items()
        ]
    if rows:
        drop, put = _STATEMENTS[tx.dialect.name]
        tx.execute(drop, [{"number": row["number"]} for row in rows])
        tx.execute(put, rows)


def _numbered(tx: Connection, newest: dict[str, tuple[Item, date]]) -> dict[str, int]:
    """The number of each item, with the facts that a search narrows by brought up to date."""
    c = t.item_text.c
    facts = {
        key: {"country": item.country.value, "language": item.language.value, "day": item.published or day}
        for key, (item, day) in newest.items()
    }
    known = _numbers(tx, newest)
    if known:
        change = t.item_text.update().where(c.number == bindparam("of_number"))
        tx.execute(change, [{"of_number": number, **facts[key]} for key, number in known.items()])
    fresh = [{"item_id": key, **row} for key, row in facts.items() if key not in known]
    if fresh:
        tx.execute(insert(t.item_text), fresh)
    return known | _numbers(tx, [str(row["item_id"]) for row in fresh])


def _numbers(tx: Connection, item_ids: Iterable[str]) -> dict[str, int]:
    c = t.item_text.c
    found: dict[str, int] = {}
    for some in _parts(item_ids):
        found |= {
            key: number for number, key in tx.execute(select(c.number, c.item_id).where(c.item_id.in_(some)))
        }
    return found


def _keep_words(tx: Connection, words: Iterable[str]) -> None:
    c = t.search_word.c
    for some in _parts(sorted(words)):
        known = set(tx.execute(select(c.word).where(c.word.in_(some))).scalars())
        if fresh := [{"word": word} for word in some if word not in known]:
            tx.execute(insert(t.search_word), fresh)


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    """Values in lists that one statement can carry."""
    rest = iter(values)
    while part := list(islice(rest, _ASKED_AT_ONCE)):
        yield part
