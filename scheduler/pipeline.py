"""Item in, conflicts out: the one place that strings reading, folding and detecting together.

    item ─▶ kept (a version) ─▶ classify ─▶ event ─▶ fold its bucket ─▶ detect at the borders touched

One transaction for what came together: it is taken in wholly or not at all, and taking it in again changes
nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from measures.classify import classify
from measures.conflicts import detect
from measures.corrections import tied
from measures.days import day_of
from measures.lifecycle import bucket, fold
from measures.model import Assessment, Conflict, Event, Item, Measure
from measures.store import Store
from measures.store.conflicts import NO_SHIFT, Shift, active_conflicts, as_stored
from measures.store.corrections import laid_over, ties_known
from measures.store.engine import bump
from measures.store.events import buckets, readings, save_events
from measures.store.items import Saved, count_versions, fresh_items, save_items, saved_states, versions_after
from measures.store.measures import all_measures
from measures.store.refolding import redetect, refold
from measures.store.signals import raised
from measures.vocabulary import Border

# Versions looked at in one go by `reassess`: small enough to keep nobody waiting for the database.
_PAGE = 200


@dataclass(frozen=True, slots=True)
class Arrival:
    """A version of an item, when we learnt of it (with zone), and what is read in it."""

    item: Item
    known_at: datetime
    reading: Assessment


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking in items did: to each of them, to measures (ids now new or changed), to conflicts."""

    saved: tuple[Saved, ...]
    measures: tuple[str, ...] = ()
    conflicts: Shift = NO_SHIFT


@dataclass(frozen=True, slots=True)
class Difference:
    """How many records of a kind a re-run added, changed and removed."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Report:
    """What `reassess` found: versions read anew, how many read differently, and what became of it."""

    versions: int
    readings_changed: int
    measures: Difference
    conflicts: Difference


def fresh(store: Store, items: Sequence[Item]) -> list[Item]:
    """Those of some items that are new or changed, in their order: the others need not be taken in."""
    with store.read() as tx:
        return fresh_items(tx, items)


def take_in(store: Store, item: Item, known_at: datetime) -> Taken:
    """Take in a version of an item that we learnt of at `known_at` (with zone)."""
    with store.read() as tx:
        saved = saved_states(tx, [item])
    if saved[0].state == "unchanged":
        return Taken(tuple(saved))
    return take_in_all(store, [Arrival(item, known_at, classify(item))])


def take_in_all(store: Store, arrivals: Sequence[Arrival]) -> Taken:
    """Take in what arrived together, in its order and in one transaction; what is known is left as it is.

    Comes to the same as one by one, except that conflicts are compared once: one that stood only between
    two of the arrivals is not told of, and what changed did so when the last of them was learnt.
    """
    with store.begin() as tx:
        saved = save_items(tx, [(arrival.item, arrival.known_at) for arrival in arrivals])
        events = [
            Event(arrival.item, arrival.reading, arrival.known_at, state.version)
            for arrival, state in zip(arrivals, saved, strict=True)
            if state.state != "unchanged"
        ]
        if not events:
            return Taken(tuple(saved))
        events = laid_over(tx, events)
        save_events(tx, [(event, bucket(event)) for event in events])
        names = {bucket(event) for event in events if event.assessment.is_measure}
        if not names:
            return Taken(tuple(saved))
        return Taken(tuple(saved), *refold(tx, names, max(event.known_at for event in events)))


def reassess(
    store: Store,
    at: datetime | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Read all stored versions anew, after a change of lexicon or rule; readings replaced are kept.

    `at` is the instant of the change (default: now). Works in pages, each a transaction that leaves the
    store consistent: stopped half-way, it goes on where it is run again. `on_progress` hears how many
    versions of how many are done.
    """
    at = at or datetime.now(UTC)
    with store.read() as tx:
        total = count_versions(tx)
        before = _snapshot(tx)
    done = changed = 0
    after = ("", 0)
    while page := _page(store, after):
        fresh = [Event(item, classify(item), known_at, version) for item, version, known_at in page]
        changed += _replace_readings(store, fresh, at)
        done += len(page)
        after = (page[-1][0].id, page[-1][1])
        on_progress(done, total)
    with store.read() as tx:
        names = buckets(tx)
    for name in names:
        with store.begin() as tx:
            bump(tx, "measures")
            refold(tx, [name], at)
    with store.begin() as tx:
        bump(tx, "measures")
        redetect(tx, tuple(Border), at)
        now = _snapshot(tx)
    return Report(done, changed, _difference(before[0], now[0]), _difference(before[1], now[1]))


def recompute(store: Store) -> tuple[list[Measure], list[Conflict]]:
    """What the pure core makes of all stored versions and signals at once, by id and key; writes nothing.

    The incremental way must come to the same.
    """
    events: list[Event] = []
    after = ("", 0)
    while page := _page(store, after):
        read = [Event(item, classify(item), known_at, version) for item, version, known_at in page]
        with store.read() as tx:
            events += tied(laid_over(tx, read), ties_known(tx))
        after = (page[-1][0].id, page[-1][1])
    measures = fold(events)
    found = detect(measures, day_of(datetime.now(UTC)))
    with store.read() as tx:
        conflicts = raised(tx, found)
    return (
        sorted(measures, key=lambda measure: measure.id),
        sorted(map(as_stored, conflicts), key=lambda conflict: conflict.key),
    )


def _replace_readings(store: Store, events: list[Event], at: datetime) -> int:
    """Put the readings that differ in place of the stored ones; returns how many did."""
    with store.read() as tx:
        stored = readings(tx, [event.item.id for event in events])
    differing = [event for event in events if stored.get((event.item.id, event.version)) != event.assessment]
    if not differing:
        return 0
    with store.begin() as tx:
        bump(tx, "measures")
        differing = laid_over(tx, differing)
        moved = save_events(tx, [(event, bucket(event)) for event in differing], replaced_at=at)
        refold(tx, {bucket(event) for event in differing} | {name for name in moved if name}, at)
    return len(differing)


def _page(store: Store, after: tuple[str, int]) -> list[tuple[Item, int, datetime]]:
    with store.read() as tx:
        return list(versions_after(tx, after, _PAGE))


def _snapshot(tx: Connection) -> tuple[dict[str, Measure], dict[str, Conflict]]:
    return (
        {measure.id: measure for measure in all_measures(tx)},
        {conflict.key: conflict for conflict in active_conflicts(tx)},
    )


def _difference(before: Mapping[str, object], after: Mapping[str, object]) -> Difference:
    return Difference(
        added=len(after.keys() - before.keys()),
        changed=sum(before[key] != after[key] for key in before.keys() & after.keys()),
        removed=len(before.keys() - after.keys()),
    )
