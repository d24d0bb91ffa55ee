"""Search over all items and the measures they tell of, best first, with the words that were found marked."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Unpack

from sqlalchemy import CTE, ColumnElement, Connection, and_, false, func, literal, or_, select, union_all

from measures.model import Item, Measure
from measures.store import tables as t
from measures.store.codec import decode
from measures.store.engine import Store
from measures.store.filters import MeasureFilters, measure_conditions
from measures.store.measures import read_measure
from measures.store.search_words import Term, matches, terms
from measures.tokens import Token, tokens
from measures.vocabulary import Language

EXCERPT = 280
"""Characters of a text that a hit shows."""

_LEAD = 70  # of them before the first word found
_SHORT = 2  # letters of a word that says little beside longer ones
_BEFORE, _AFTER = "… ", " …"
_LABELS = ("borders", "regions", "topics", "impacts", "groups")

Only = Literal["all", "measures", "news"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A measure with the text of it that fits best, or an item that tells of none (`measure` is None).

    `excerpt` is part of the item's text; the spans are (start, end) of the words found in title and excerpt.
    """

    item: Item
    known_at: datetime
    measure: Measure | None
    title_spans: tuple[Span, ...]
    excerpt: str
    excerpt_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, best first, and how many there are in all.

    `meant` gives typed words for which others had to be taken, each with the one found most. `every` is
    False where no text holds all of the words: the hits then hold some.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    meant: tuple[tuple[str, str], ...] = ()
    every: bool = True


def search(
    store: Store,
    text: str,
    *,
    only: Only = "all",
    languages: Collection[Language] = (),
    limit: int = 20,
    offset: int = 0,
    **filters: Unpack[MeasureFilters],
) -> Found:
    """Texts with the words of `text`, in any language, case and spelling of accents.

    A word also finds compounds with it, and where it stands nowhere, words a slip or two away. The filters
    are those of measures; items that tell of none pass them by country and day, never by a label.
    `languages` are those of the text. Whatever is typed, nothing is raised.
    """
    narrowed: MeasureFilters = {**filters, "search": ""}
    with store.read() as tx:
        for guess, every in ((False, True), (True, True), (True, False)):
            wanted = terms(tx, text, guess=guess)
            if not wanted:
                return Found()
            conditions = _conditions(tx, only, languages, narrowed)
            if rows := _rows(tx, wanted, every, conditions, limit, offset):
                break
            if offset and (first := _rows(tx, wanted, every, conditions, 1, 0)):
                return Found(total=first[0].total, every=every)
        else:
            return Found(every=False)
        items = _items(tx, [row.item_id for row in rows])
        measures = _measures(tx, [row.measure_id for row in rows if row.measure_id])
    words = _marked(wanted)
    hits = tuple(_hit(*items[row.item_id], measures.get(row.measure_id), words) for row in rows)
    return Found(hits, rows[0].total, tuple(_meant(wanted, hits)), every)


def _rows(
    tx: Connection,
    wanted: Sequence[Term],
    every: bool,
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
    offset: int,
) -> Sequence[Any]:
    """The page's things (item_id, measure_id, total), one row a measure or lone item."""
    if not (all if every else any)(term.words for term in wanted):
        return ()
    e, i, m = t.measure_event.c, t.item_text.c, t.measure.c
    hit = _ranked(tx, wanted, every)
    thing = func.coalesce(m.id, i.item_id)
    best_first = (hit.c.tier, hit.c.rank, i.day.desc(), i.item_id)
    place = func.row_number().over(partition_by=thing, order_by=best_first)
    each = (
        select(i.item_id, m.id.label("measure_id"), i.day, hit.c.tier, hit.c.rank, place.label("place"))
        .select_from(hit)
        .join(t.item_text, i.number == hit.c.number)
        .outerjoin(t.measure_event, e.item_id == i.item_id)
        .outerjoin(t.measure, m.id == e.measure_id)
        .where(*conditions)
        .subquery()
    )
    c = each.c
    query = select(c.item_id, c.measure_id, func.count().over().label("total")).where(c.place == 1)
    query = query.order_by(c.tier, c.rank, c.day.desc(), c.item_id, c.measure_id)
    return tx.execute(query.limit(limit).offset(offset)).all()


def _ranked(tx: Connection, wanted: Sequence[Term], every: bool) -> CTE:
    """Texts by number, tier and rank: first those that hold every word as typed, then compounds and slips."""
    wide = matches(tx, [term.words for term in wanted], every=every).add_columns(literal(1).label("tier"))
    exact = [(term.typed,) for term in wanted if term.typed in term.words]
    if len(exact) < len(wanted):
        return wide.cte("hit").prefix_with("MATERIALIZED")
    typed = matches(tx, exact).add_columns(literal(0).label("tier"))
    return union_all(typed, wide).cte("hit").prefix_with("MATERIALIZED")


def _conditions(
    tx: Connection, only: Only, languages: Collection[Language], filters: MeasureFilters
) -> list[ColumnElement[bool]]:
    i, m = t.item_text.c, t.measure.c
    conditions: list[ColumnElement[bool]] = []
    if languages:
        conditions.append(i.language.in_([language.value for language in languages]))
    of_measures: list[ColumnElement[bool]] = [m.id.is_not(None), *measure_conditions(tx, filters)]
    of_news: list[ColumnElement[bool]] = [m.id.is_(None)]
    if countries := filters.get("countries"):
        of_news.append(i.country.in_([str(country) for country in countries]))
    if since := filters.get("since"):
        of_news.append(i.day >= since)
    if until := filters.get("until"):
        of_news.append(i.day <= until)
    if any(filters.get(name) for name in _LABELS):
        of_news.append(false())
    parts = {"all": (of_measures, of_news), "measures": (of_measures,), "news": (of_news,)}[only]
    return [*conditions, or_(*(and_(*part) for part in parts))]


def _items(tx: Connection, item_ids: Sequence[str]) -> dict[str, tuple[Item, datetime]]:
    """The newest versions, each with the instant at which it became known."""
    i, v = t.item.c, t.item_version.c
    newest = (v.item_id == i.id) & (v.version == i.version)
    query = select(i.id, v.body, v.known_at).join(t.item_version, newest).where(i.id.in_(item_ids))
    return {key: (decode(Item, body), known_at) for key, body, known_at in tx.execute(query)}


def _measures(tx: Connection, measure_ids: Sequence[str]) -> dict[str, Measure]:
    query = select(t.measure.c.id, t.measure.c.body).where(t.measure.c.id.in_(measure_ids))
    return {key: read_measure(body) for key, body in tx.execute(query)}


def _hit(item: Item, known_at: datetime, measure: Measure | None, words: frozenset[str]) -> Hit:
    in_title = tuple((token.start, token.end) for token in tokens(item.title) if token.word in words)
    body = tokens(item.summary)
    return Hit(item, known_at, measure, in_title, *_excerpt(item.summary, body, words))


def _excerpt(text: str, body: list[Token], words: frozenset[str]) -> tuple[str, tuple[Span, ...]]:
    """The stretch of a text around the first word found, whole words only, and the spans found in it."""
    found = [(token.start, token.end) for token in body if token.word in words]
    first = found[0][0] if found else 0
    # A text that fits, or whose first find is near its beginning, is shown from there.
    start = 0 if len(text) <= EXCERPT or first <= EXCERPT - _LEAD else first - _LEAD
    start = next((token.start for token in body if token.start >= start), start) if start else 0
    end = min(len(text), start + EXCERPT)
    if end < len(text):
        end = max((token.end for token in body if start < token.end <= end), default=end)
    before, after = _BEFORE if start else "", _AFTER if end < len(text) else ""
    shift = len(before) - start
    spans = tuple((a + shift, b + shift) for a, b in found if start <= a and b <= end)
    return f"{before}{text[start:end]}{after}", spans


def _meant(wanted: Iterable[Term], hits: Iterable[Hit]) -> Iterator[tuple[str, str]]:
    """Each word that stands nowhere with the one found most in its stead, as the texts write it."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for text in (text for hit in hits for text in (hit.item.title, hit.item.summary)):
        for token in tokens(text):
            written[token.word][text[token.start : token.end]] += 1
    for term in wanted:
        there = [word for word in term.words if word in written]
        if term.guessed and there:
            most = max(there, key=lambda word: written[word].total())
            yield term.typed, written[most].most_common(1)[0][0]


def _marked(wanted: Sequence[Term]) -> frozenset[str]:
    """The words to mark: those of the longer words typed, where there are any."""
    telling = [term for term in wanted if len(term.typed) > _SHORT] or wanted
    return frozenset(word for term in telling for word in term.words)
