"""What a reader may ask measures and conflicts to be narrowed by, as SQL conditions."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import TypedDict

from sqlalchemy import Column, ColumnElement, Connection, Table, exists, or_, select

from measures.store import tables as t
from measures.store.search_words import numbers_with
from measures.vocabulary import Border, ConflictKind, Country, Group, Impact, Topic


class MeasureFilters(TypedDict, total=False):
    """Filters of measures; an empty one lets all through, within one any word will do, all must agree.

    `since` and `until` are the first and last day of a period in which the measure holds on some day.
    `regions` are NUTS codes: a measure counts where it holds in ground that they share, so a rule of the
    whole country counts in each of its regions; likewise one for everyone concerns each of the groups.
    `search` wants each of its words in one text that tells of the measure (see measures.store.search).
    """

    since: date | None
    until: date | None
    borders: Collection[Border]
    countries: Collection[Country]
    regions: Collection[str]
    topics: Collection[Topic]
    impacts: Collection[Impact]
    groups: Collection[Group]
    search: str


class ConflictFilters(TypedDict, total=False):
    """Filters of conflicts, in the same manner; `measure` wants the measure on one of the two sides."""

    since: date | None
    until: date | None
    borders: Collection[Border]
    kinds: Collection[ConflictKind]
    topics: Collection[Topic]
    groups: Collection[Group]
    min_severity: int
    measure: str


def measure_conditions(tx: Connection, filters: MeasureFilters) -> list[ColumnElement[bool]]:
    """The conditions on the table measure; what stands for the words of `search` is looked up."""
    m = t.measure.c
    found: list[ColumnElement[bool]] = []
    since, until = filters.get("since"), filters.get("until")
    if since is not None:
        found.append(m.until >= since)
    if until is not None:
        found.append(m.since <= until)
    if countries := filters.get("countries"):
        found.append(m.country.in_(_values(countries)))
    if impacts := filters.get("impacts"):
        found.append(m.impact.in_(_values(impacts)))
    if borders := filters.get("borders"):
        found.append(_has(t.measure_border, m.id, _values(borders)))
    if topics := filters.get("topics"):
        found.append(_has(t.measure_topic, m.id, _values(topics)))
    if groups := filters.get("groups"):
        found.append(_has(t.measure_group, m.id, _concerning(groups)))
    if regions := filters.get("regions"):
        found.append(or_(*(_holds_in(region) for region in regions)))
    if (search := filters.get("search", "")).strip():
        e, i = t.measure_event.c, t.item_text.c
        telling = select(e.measure_id).join(t.item_text, i.item_id == e.item_id)
        found.append(m.id.in_(telling.where(i.number.in_(numbers_with(tx, search)))))
    return found


def conflict_conditions(filters: ConflictFilters) -> list[ColumnElement[bool]]:
    """The conditions on the table conflict."""
    c = t.conflict.c
    found: list[ColumnElement[bool]] = []
    since, until = filters.get("since"), filters.get("until")
    if since is not None:
        found.append(c.last_day >= since)
    if until is not None:
        found.append(c.since <= until)
    if borders := filters.get("borders"):
        found.append(c.border.in_(_values(borders)))
    if kinds := filters.get("kinds"):
        found.append(c.kind.in_(_values(kinds)))
    if (severity := filters.get("min_severity", 1)) > 1:
        found.append(c.severity >= severity)
    if measure := filters.get("measure"):
        found.append(or_(c.measure_a == measure, c.measure_b == measure))
    if topics := filters.get("topics"):
        found.append(_has(t.conflict_topic, c.key, _values(topics)))
    if groups := filters.get("groups"):
        found.append(_has(t.conflict_group, c.key, _concerning(groups)))
    return found


def _values(words: Collection[str]) -> list[str]:
    return [str(word) for word in words]


def _concerning(groups: Collection[Group]) -> list[str]:
    """What concerns some of the groups: what names them, and what holds for everyone."""
    return _values({*groups, Group.EVERYONE})


def _has(table: Table, key: Column[str], words: Sequence[str]) -> ColumnElement[bool]:
    owner = next(iter(table.primary_key.columns))
    return exists().where(owner == key, table.c.value.in_(words)).correlate_except(table)


def _holds_in(region: str) -> ColumnElement[bool]:
    """Whether a measure holds in ground of a NUTS region: above it, within it, or all over its country."""
    m, r = t.measure.c, t.measure_region.c
    above = [region[:length] for length in range(2, len(region) + 1)]
    bounded = exists().where(r.measure_id == m.id).correlate_except(t.measure_region)
    shared = bounded.where(or_(r.value.in_(above), r.value.startswith(region, autoescape=True)))
    return or_(shared, ~bounded & m.country.in_([region[:2], Country.EU.value]))
