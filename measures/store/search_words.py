"""What a reader types as words of the texts: as typed, within compounds, or as it was probably meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from sqlalchemy import (
    ARRAY,
    REAL,
    ColumnClause,
    Connection,
    Engine,
    Select,
    cast,
    false,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from measures.store import tables as t
from measures.tokens import tokens

WORDS_TYPED = 8
"""Words of a search that count."""

_TYPED = 200  # characters of a search that are read
_ALIKE = 200  # words of the texts that may stand for a typed one
_MEANT = 12  # words that a typed one may be a slip of
# What a word in the title, the authority's name and the body weighs; PostgreSQL names them C, B, A.
_SQLITE_WEIGHTS = (8.0, 2.0, 1.0)
_POSTGRESQL_WEIGHTS = (0.1, 0.2, 0.8)


@dataclass(frozen=True, slots=True)
class Term:
    """A typed word and the words of texts that may stand for it, itself the first where it is one."""

    typed: str
    words: tuple[str, ...]
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class KnownWords:
    """The words of all texts, in the order in which they came; `last` is the number of the newest."""

    words: tuple[str, ...] = ()
    last: int = 0

    def term(self, typed: str, *, guess: bool = False) -> Term:
        """What a typed word stands for; `guess` takes likely slips in, as does a word that is unknown."""
        found = self._holding(typed)
        if found and not guess:
            return Term(typed, found)
        meant = tuple(word for word in self._meant(typed) if word not in found)
        return Term(typed, found + meant, guessed=not found)

    def _holding(self, typed: str) -> tuple[str, ...]:
        """The word itself, those that begin with it, and, where it is long enough, those that contain it."""
        if len(typed) < 3:
            return (typed,) if typed in self.words else ()
        if len(typed) == 3:
            found = [word for word in self.words if word.startswith(typed)]
        else:
            found = [word for word in self.words if typed in word]
        found.sort(key=lambda word: (not word.startswith(typed), len(word), word))
        return tuple(found[:_ALIKE])

    def _meant(self, typed: str) -> tuple[str, ...]:
        if len(typed) < 4 or typed.isdigit():
            return ()
        slips = 1 if len(typed) < 6 else 2 if len(typed) < 12 else 3
        near = extract(typed, self.words, scorer=OSA.distance, score_cutoff=slips, limit=_MEANT)
        return tuple(word for word, _, _ in sorted(near, key=lambda found: (found[1], found[0])))


_known: WeakKeyDictionary[Engine, KnownWords] = WeakKeyDictionary()
_lock = Lock()


def known_words(tx: Connection) -> KnownWords:
    """The words of all texts as a reading transaction sees them; only those that are new are read."""
    c = t.search_word.c
    with _lock:
        kept = _known.get(tx.engine, KnownWords())
        last = tx.execute(select(func.coalesce(func.max(c.number), 0))).scalar_one()
        if last < kept.last:  # another database at the same address
            kept = KnownWords()
        if last > kept.last:
            query = select(c.word).where(c.number > kept.last).order_by(c.number)
            kept = KnownWords((*kept.words, *tx.execute(query).scalars()), last)
            _known[tx.engine] = kept
        return kept


def typed_words(text: str) -> list[str]:
    """The different words of what was typed, as they are compared."""
    return list(dict.fromkeys(token.word for token in tokens(text[:_TYPED])))[:WORDS_TYPED]


def terms(tx: Connection, text: str, *, guess: bool = False) -> list[Term]:
    """What was typed, word by word; empty where it holds no word."""
    known = known_words(tx)
    return [known.term(word, guess=guess) for word in typed_words(text)]


def matches(tx: Connection, groups: Iterable[Sequence[str]], *, every: bool = True) -> Select[int, float]:
    """The numbers of texts that hold a word of every group (or of any), each with its rank, best lowest.

    Words are letters and digits alone, so none can be taken for an operator between its quotes.
    """
    is_postgresql = tx.dialect.name == "postgresql"
    quote, one, both = ("'", " | ", " & ") if is_postgresql else ('"', " OR ", " AND ")
    parts = [f"({one.join(f'{quote}{word}{quote}' for word in words)})" for words in groups if words]
    expression = (both if every else one).join(parts)
    if is_postgresql:
        query = cast(expression, TSQUERY)
        words = t.item_words.c.words
        rank = -func.ts_rank(cast([0.0, *_POSTGRESQL_WEIGHTS], ARRAY(REAL)), words, query)
        return select(t.item_words.c.number, rank.label("rank")).where(words.op("@@")(query))
    table: ColumnClause[str] = literal_column("item_words")
    found = select(literal_column("rowid").label("number"), func.bm25(table, *_SQLITE_WEIGHTS).label("rank"))
    return found.select_from(text("item_words")).where(table.match(expression))


def numbers_with(tx: Connection, text: str) -> Select[int]:
    """The numbers of the texts that hold every word of what was typed; of none where it holds no word."""
    wanted = terms(tx, text)
    if not wanted or not all(term.words for term in wanted):
        return select(t.item_text.c.number).where(false())
    found = matches(tx, [term.words for term in wanted]).subquery()
    return select(found.c.number)
