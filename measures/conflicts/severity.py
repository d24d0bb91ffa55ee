"""How grave a conflict is, from 1 to 5, as a sum whose parts are shown; the weights stand in rules.toml."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from measures.conflicts import facts
from measures.conflicts.sides import Stretch
from measures.geography import Flow, border_regions, overlaps
from measures.model import Conflict
from measures.vocabulary import Border, Country, Group, Topic

Parts = tuple[tuple[str, float], ...]

SIGNALS = "signals"
"""The part of the sum that signals from the counter add."""


def severity_parts(
    border: Border,
    causes: list[Stretch],
    topics: Collection[Topic],
    groups: Collection[Group],
    flow: Flow | None,
    days: int,
) -> Parts:
    """Points for impact, groups, commuters, duration, exemption and topic, each the highest that applies.

    `flow` is the direction hit; its daily commuters count by the share of the border's regions that
    the measures touch. `days` is how long the conflict lasts or is counted.
    """
    commuters = (flow.daily if flow is not None else 0) * max(_share(border, cause) for cause in causes)
    return (
        ("impact", max(facts.points("impact")[cause.impact] for cause in causes)),
        ("groups", max(facts.points("groups")[group] for group in groups)),
        ("commuters", _by_size("commuters", commuters)),
        ("duration", _by_size("duration", days)),
        ("exemption", facts.points("exemption")[exemption(causes)]),
        ("topic", max(facts.points("topic").get(topic, 0.0) for topic in topics)),
    )


def total(parts: Parts) -> int:
    """The severity that the parts add up to: rounded half up, at least 1 and at most 5."""
    return max(1, min(5, int(sum(worth for _, worth in parts) + 0.5)))


def with_signals(conflict: Conflict, happened: Iterable[date]) -> Conflict:
    """The conflict with what signals from the counter add to its severity, in place of what they did.

    `happened` are the days of the signals tied to it. Those within its period count that fall in the stretch
    of [severity.signals] days which ends with the newest of them; so no clock is needed.
    """
    parts = tuple(part for part in conflict.severity_parts if part[0] != SIGNALS)
    worth = _by_size(SIGNALS, signals_counted(conflict, happened))
    if worth:
        parts = (*parts, (SIGNALS, worth))
    if parts == conflict.severity_parts:
        return conflict
    return replace(conflict, severity_parts=parts, severity=total(parts))


def signals_counted(conflict: Conflict, happened: Iterable[date]) -> int:
    """How many signals of these days count for the severity of a conflict."""
    within = [day for day in happened if conflict.since <= day <= conflict.last_day]
    newest = max(within, default=date.min)
    return sum(newest - day < timedelta(days=facts.signal_days()) for day in within)


def exemption(causes: list[Stretch]) -> str:
    """What the causes say of frontier workers, the weightiest first: a word of [severity.exemption]."""
    said = next((c.phase.frontier_exempt for c in causes if c.phase.frontier_exempt is not None), None)
    if said is None:
        return "unsaid"
    if not said:
        return "not_exempt"
    return "exempt_with_documents" if documents(causes) else "exempt"


def documents(causes: list[Stretch]) -> tuple[str, ...]:
    """The documents that any of the causes asks for."""
    return tuple(dict.fromkeys(document for cause in causes for document in cause.phase.documents))


def _by_size(part: str, size: float) -> float:
    return max(worth for low, worth in facts.steps(part) if size >= low)


def _share(border: Border, cause: Stretch) -> float:
    return _share_of(border, cause.measure.country, cause.measure.regions)


@lru_cache(maxsize=5_000)
def _share_of(border: Border, country: Country, codes: tuple[str, ...]) -> float:
    regions = border_regions(border, country)
    if not codes or not regions:
        return 1.0
    return sum(any(overlaps(r.code, code) for code in codes) for r in regions) / len(regions)
