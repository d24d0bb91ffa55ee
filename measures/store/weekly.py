"""The facts of a week from the store, by the knowledge of then or of now: events folded and compared anew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from sqlalchemy import Connection, func, select

from measures import VERSION, casework, weekly
from measures.casework import Act, Facts
from measures.conflicts import detect, touched
from measures.corrections import Ties, tied
from measures.days import ZONE, day_of
from measures.errors import InputError
from measures.lifecycle import Replaced, fold
from measures.lifecycle.as_of import as_read
from measures.model import Conflict, Event, Measure, Reason
from measures.obstacles import known as obstacle_of
from measures.store import tables as t
from measures.store.as_of import replaced_readings
from measures.store.casework import acts_of
from measures.store.corrections import ties_known
from measures.store.engine import Store
from measures.store.events import buckets, events_in_bucket
from measures.store.signals import raised, signals_by_topic
from measures.vocabulary import Country, Impact
from measures.weekly import Checks, Entry, Erratum, IsoWeek, Known, Missed, Rule, SignalCount, Turn, Week


@dataclass(frozen=True, slots=True)
class _Picture:
    """What was known at an end of a day: measures, and the conflicts they make."""

    measures: list[Measure]
    conflicts: list[Conflict]


def read_week(store: Store, week: IsoWeek, known: Known, now: datetime) -> Week:
    """The facts of a week. A week that is not over is told up to `now`; InputError for one not begun.

    THEN rests on what was known at the end of the week's last day, texts read as they were read then; NOW on
    all that is known, read as now. Case work counts as it stood on that day too.
    """
    today = day_of(now)
    if week.first > today:
        raise InputError("this week has not begun", subject=str(week))
    known_on = min(week.last, today) if known is Known.THEN else today
    with store.read() as tx:
        events = [event for name in buckets(tx) for event in events_in_bucket(tx, name)]
        replaced = replaced_readings(tx)
        after = _picture(tx, events, known_on, replaced if known is Known.THEN else ())
        before, wrong = after, tuple[Erratum, ...]()
        if known is Known.THEN:
            eve = week.first - timedelta(days=1)
            before = _picture(tx, events, eve, replaced)
            wrong = tuple(_errata(tx, events, replaced, before, week.shifted(-1), known_on))
        by_item = {item: m for one in (before, after) for m in one.measures for item in m.item_ids}
        turned = weekly.turns(before.conflicts, after.conflicts, week, by_item)
        keys = [conflict.key for conflict, _, _ in turned]
        acts, back = acts_of(tx, keys), _returned(tx, keys, known_on)
        by_id = {m.id: m for one in (before, after) for m in one.measures}
        entries = tuple(
            _entry(
                *one,
                by_id,
                [act for act in acts.get(one[0].key, ()) if day_of(act.at) <= known_on],
                back.get(one[0].key, 0),
            )
            for one in turned
        )
        counted = signals_by_topic(tx, week.first, min(week.last, known_on))
        watch = _checks(tx, week, min(now, _midnight(week.last + timedelta(days=1))))
    heard = [event.known_at for event in events if day_of(event.known_at) <= known_on]
    return Week(
        str(week),
        week.first,
        week.last,
        known,
        known_on,
        entries,
        tuple(_rules(after.measures, entries, week)),
        wrong,
        watch,
        tuple(SignalCount(*one) for one in counted),
        sum(week.first <= day_of(at) <= week.last for at in heard),
        max(heard, default=None),
        VERSION,
    )


def _picture(
    tx: Connection,
    events: Iterable[Event],
    known_on: date,
    replaced: Iterable[Replaced],
    read_on: date | None = None,
) -> _Picture:
    """What was known at the end of a day; the texts as read at the end of `read_on`, by default that day."""
    before = _midnight((read_on or known_on) + timedelta(days=1))
    ties: Ties = ties_known(tx, before)
    heard = [event for event in events if day_of(event.known_at) <= known_on]
    read = as_read(heard, read_on or known_on, replaced)
    measures = fold(tied([event for event in read if event.assessment.is_measure], ties))
    return _Picture(measures, raised(tx, detect(measures, known_on), known_on))


def _errata(
    tx: Connection,
    events: list[Event],
    replaced: list[Replaced],
    told: _Picture,
    week: IsoWeek,
    read_on: date,
) -> list[Erratum]:
    """What the summary of `week` had wrong by our own reading: the same texts, as read by `read_on`."""
    if not any(week.last < day_of(one.replaced_at) <= read_on for one in replaced):
        return []
    right = _picture(tx, events, week.last, replaced, read_on)
    by_item = {item: m for one in (told, right) for m in one.measures for item in m.item_ids}
    return weekly.errata(told.conflicts, right.conflicts, week, by_item)


def _entry(
    conflict: Conflict,
    turn: Turn,
    told: tuple[Reason, ...],
    measures: Mapping[str, Measure],
    acts: list[Act],
    returned: int,
) -> Entry:
    """`returned` is the row of history that last flagged it again, 0 for never."""
    obstacle = obstacle_of(conflict, measures)
    case = casework.case(acts, Facts(conflict, turn is not Turn.RESOLVED, returned, returned))
    first = obstacle.forums[0].id if obstacle.forums else ""
    return Entry(
        conflict,
        turn,
        told,
        obstacle.authorities,
        tuple(rule.measure.regions for rule in obstacle.rules),
        case.forum or first,
        bool(case.forum),
        case.state,
        case.step,
        case.reopened,
    )


def _returned(tx: Connection, keys: Iterable[str], known_on: date) -> dict[str, int]:
    """By key, the last row of history by the end of a day that tells of a conflict flagged again."""
    h = t.conflict_history.c
    before = _midnight(known_on + timedelta(days=1))
    query = select(h.conflict_key, func.max(h.id)).where(h.what == "returned", h.at < before)
    found = tx.execute(query.where(h.conflict_key.in_(list(keys))).group_by(h.conflict_key))
    return {key: int(row) for key, row in found}


def _rules(measures: Iterable[Measure], entries: Iterable[Entry], week: IsoWeek) -> list[Rule]:
    """The measures behind the week's conflicts, and those felt at a border that became known in it, hold in
    it or soon will."""
    behind = {id for e in entries for id in (e.conflict.measure_a, e.conflict.measure_b) if id}
    found = []
    for measure in measures:
        new = week.first <= day_of(measure.first_known_at) <= week.last
        near = new or (measure.since <= week.last + weekly.SOON and measure.until >= week.first)
        felt = measure.border_impact is not Impact.NONE
        borders = tuple(sorted(touched([measure])))
        if measure.id in behind or (near and felt and borders):
            own = {name: getattr(measure, name) for name in _RULE_FIELDS}
            found.append(Rule(borders=borders, **own))
    return sorted(found, key=lambda rule: (-rule.border_impact.rank, rule.since, rule.id))


_RULE_FIELDS = tuple(name for name in Rule.__dataclass_fields__ if name != "borders")


def _checks(tx: Connection, week: IsoWeek, end: datetime) -> Checks:
    """How the sources were watched from the beginning of the week to `end`."""
    p, s = t.poll.c, t.source.c
    start = _midnight(week.first)
    polls = tx.execute(
        select(p.source_id, p.at, p.ok).where(p.at >= start, p.at < end).order_by(p.source_id, p.at)
    ).all()
    if not polls:
        return Checks()
    good: dict[str, list[datetime]] = {source_id: [] for source_id, _, _ in polls}
    for source_id, at, ok in polls:
        if ok:
            good[source_id].append(at)
    gaps = [
        (later - earlier, source_id)
        for source_id, times in good.items()
        for earlier, later in pairwise([start, *times, end])
    ]
    longest, where = max(gaps)
    silent = [source_id for source_id, times in good.items() if not times]
    names = {row.id: row for row in tx.execute(select(s.id, s.name, s.country, s.authority, s.last_ok_at))}
    missed = tuple(
        Missed(
            source_id,
            names[source_id].name,
            Country(names[source_id].country),
            names[source_id].authority,
            at if (at := names[source_id].last_ok_at) and at < end else None,
        )
        for source_id in sorted(silent)
    )
    return Checks(len(polls), sum(map(len, good.values())), len(good), missed, longest, names[where].name)


def _midnight(day: date) -> datetime:
    """The instant (UTC) at which a day of Amsterdam begins."""
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)
