"""From events to measures, a bucket at a time.

`fold` is pure, does not depend on the order of its input, and gives the same for a repeated event.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256

from measures.days import day_of
from measures.geography import names
from measures.lifecycle.draft import Draft
from measures.lifecycle.facts import government_kind, link_facts
from measures.lifecycle.linking import reason_to_link
from measures.lifecycle.links import Link
from measures.lifecycle.twins import are_twins, place
from measures.model import Event, Item, Measure
from measures.vocabulary import Border, Country, Group, Level, Strictness, Topic


def bucket(event: Event) -> str:
    """The government an item comes from; only events of one government are ever linked.

    Depends on the item's own facts alone, so that all versions of an item share a bucket whatever
    is read in them. Land and safety region stay apart from the national government.
    """
    item = event.item
    if item.level in (Level.NATIONAL, Level.EU):
        return f"{item.country}:{item.level}"
    return f"{item.country}:{item.level}:{_area(item)}"


def fold(events: Iterable[Event]) -> list[Measure]:
    """The measures that the events tell of, ordered by id.

    Events that are no measure or have no topic yield none. fold(all) holds the same measures as the
    folds of each bucket together. What a person said of items being of one measure or not goes before
    the likeness of their texts, within one government.
    """
    buckets: dict[str, dict[str, Event]] = defaultdict(dict)
    for event in events:
        held = buckets[bucket(event)]
        twin = held.get(event.id)
        if twin is None or (twin != event and repr(event) < repr(twin)):
            held[event.id] = event
    drafts = (draft for held in buckets.values() for draft in _drafts(held.values()))
    return sorted((_measure(draft) for draft in drafts), key=lambda measure: measure.id)


def _drafts(events: Iterable[Event]) -> list[Draft]:
    """Gather the events of one bucket; measures that nothing can join any more leave the candidates."""
    drafts: list[Draft] = []
    by_item: dict[str, Draft] = {}
    releases: dict[tuple[str, date], list[Event]] = defaultdict(list)
    candidates: dict[Topic, list[Draft]] = defaultdict(list)
    grace = timedelta(days=link_facts().late_extension_days)
    for event in sorted(events, key=lambda e: (e.known_at, e.item.id, e.version)):
        said = event.assessment
        if not said.is_measure or not said.topics:
            continue
        if event.item.id in by_item:
            by_item[event.item.id].add(event, Link.SAME_ITEM)
            _offer(candidates, by_item[event.item.id])
            continue
        told = next((by_item[other] for other in event.together if other in by_item), None)
        if told is not None:
            by_item[event.item.id] = told
            told.add(event, Link.REVIEWER)
            _offer(candidates, told)
            continue
        original = _original(releases, event)
        if original is not None and original.item.id not in event.apart:
            told = by_item[event.item.id] = by_item[original.item.id]
            told.add_translation(event, original)
            _offer(candidates, told)
            continue
        oldest = day_of(event.known_at) - grace
        found: dict[int, Draft] = {}
        for topic in said.topics:
            candidates[topic] = [draft for draft in candidates[topic] if draft.until >= oldest]
            found.update((id(draft), draft) for draft in candidates[topic])
        for other in event.apart:
            if other in by_item:
                found.pop(id(by_item[other]), None)
        best = _best(found.values(), event)
        if best is None:
            draft = Draft.starting_with(event)
            drafts.append(draft)
        else:
            draft, reason = best
            draft.add(event, reason)
        by_item[event.item.id] = draft
        _offer(candidates, draft)
        spot = place(event.item)
        if spot is not None:
            releases[spot].append(event)
    return drafts


def _original(releases: dict[tuple[str, date], list[Event]], event: Event) -> Event | None:
    """The release of which an event is the translation, the first that it may be."""
    spot = place(event.item)
    if spot is None:
        return None
    domain, day = spot
    near = (day, day - timedelta(days=1), day + timedelta(days=1))
    released = (other for when in near for other in releases.get((domain, when), ()))
    return next((other for other in released if are_twins(other, event)), None)


def _offer(candidates: dict[Topic, list[Draft]], draft: Draft) -> None:
    for topic in draft.topics:
        if all(other is not draft for other in candidates[topic]):
            candidates[topic].append(draft)


def _best(drafts: Iterable[Draft], event: Event) -> tuple[Draft, Link] | None:
    """The measure that fits best; of equals the one heard of last, then by its first event."""
    fits = [(found, draft) for draft in drafts if (found := reason_to_link(draft, event)) is not None]
    if not fits:
        return None
    (_, reason), draft = min(
        fits, key=lambda fit: (-fit[0][0], -fit[1].events[-1].known_at.timestamp(), fit[1].events[0].id)
    )
    return draft, reason


def _measure(draft: Draft) -> Measure:
    first, face, phases = draft.events[0], _face(draft), draft.history.closed_phases()
    assessments = [event.assessment for event in draft.events]
    exempt = next((p.frontier_exempt for p in reversed(phases) if p.frontier_exempt is not None), None)
    groups = {group for said in assessments for group in said.groups}
    everywhere = first.item.level in (Level.NATIONAL, Level.EU) and not first.assessment.regions
    regions = draft.regions or set(
        first.item.regions or _codes_named(first.item.authority, first.item.country)
    )
    return Measure(
        id="m-" + sha256(first.item.id.encode()).hexdigest()[:16],
        country=first.item.country,
        authority=face.item.authority,
        level=first.item.level,
        language=face.item.language,
        title=face.item.title,
        url=face.item.url,
        topics=tuple(topic for topic in Topic if topic in draft.topics),
        borders=tuple(border for border in Border if border in draft.borders),
        regions=() if everywhere else tuple(sorted(regions)),
        border_impact=max((phase.border_impact for phase in phases), key=lambda impact: impact.rank),
        groups=tuple(group for group in Group if group in groups),
        frontier_exempt=exempt,
        documents=tuple(dict.fromkeys(document for phase in phases for document in phase.documents)),
        begins=draft.history.begins,
        ends=draft.history.ends,
        counted_until=draft.until,
        phases=phases,
        event_ids=tuple(event.id for event in draft.events),
        item_ids=tuple(dict.fromkeys(event.item.id for event in draft.events)),
        links=tuple((event_id, reason.value) for event_id, reason in draft.links),
        first_known_at=first.known_at,
        last_known_at=draft.events[-1].known_at,
        confidence=round(sum(said.confidence for said in assessments) / len(assessments), 4),
    )


def _face(draft: Draft) -> Event:
    """The text that stands for a measure: of those that brought it in the one with the most effect, or the
    one that made it closed where it was not (a lockdown that grew from a duty to wear masks)."""
    reasons = dict(draft.links)
    bringing = [e for e in draft.events if reasons[e.id] in (Link.FIRST, Link.SAME_RELEASE, Link.TRANSLATION)]
    face = max(bringing, key=lambda event: event.assessment.border_impact.rank)
    closing = (e for e in draft.events if reasons[e.id] == Link.TIGHTENS and _hardest(e) == Strictness.CLOSED)
    outdone = (e for e in closing if e.assessment.border_impact.rank >= face.assessment.border_impact.rank)
    return face if _hardest(face) == Strictness.CLOSED else next(outdone, face)


def _hardest(event: Event) -> Strictness:
    return max((level for _, level in event.assessment.strictness), default=Strictness.NONE)


def _area(item: Item) -> str:
    """The ground a regional or local authority governs: its Land, region or own NUTS code, else its name.

    A safety region shares its province's code with others; a Belgian province governs inside a region.
    """
    if item.level == Level.LOCAL:
        return item.authority.casefold()
    name = item.authority.casefold()
    kind = government_kind(name)
    codes = item.regions or _codes_named(item.authority, item.country)
    if kind == "by_name" or not codes:
        return name
    return "+".join(sorted({code if kind == "within" else _unit(code) for code in codes}))


def _unit(code: str) -> str:
    """German rules are made by the Land, Belgian ones by the region (NUTS 1); Eupen governs itself."""
    return code if code.startswith(("NL", "BE336")) else code[:3]


@lru_cache(maxsize=5_000)
def _codes_named(authority: str, country: Country) -> tuple[str, ...]:
    """The region that an authority's name holds, the longest name first; empty where it holds none."""
    name = authority.casefold()
    known = [place for place, code in names().items() if place in name and code.startswith(country)]
    return (names()[max(known, key=len)],) if known else ()
