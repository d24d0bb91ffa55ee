"""Which items people said are of one measure, or are not: constraints for the fold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from measures.corrections.apply import standing
from measures.corrections.model import Correction, Verdict
from measures.model import Event


@dataclass(frozen=True, slots=True)
class Ties:
    """By item id: the other items of its measure, and those that are of another; both ways round."""

    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def ties(corrections: Iterable[Correction]) -> Ties:
    """The constraints that stand; of two that contradict each other the later one counts."""
    together: dict[str, set[str]] = defaultdict(set)
    apart: dict[str, set[str]] = defaultdict(set)
    for correction in standing(corrections):
        if correction.verdict is Verdict.SPLIT:
            added, dropped = apart, together
        elif correction.verdict in (Verdict.LINK, Verdict.MERGE):
            added, dropped = together, apart
        else:
            continue
        for one, other in _pairs(correction):
            added[one].add(other)
            dropped[one].discard(other)
    return Ties(_closed(together), {item: tuple(sorted(others)) for item, others in apart.items() if others})


def tied(events: Iterable[Event], known: Ties) -> list[Event]:
    """The events with the constraints on their items."""
    return [
        replace(
            event, together=known.together.get(event.item.id, ()), apart=known.apart.get(event.item.id, ())
        )
        for event in events
    ]


def _pairs(correction: Correction) -> Iterable[tuple[str, str]]:
    """The item with each of the others, both ways round; a merge ties all of them through it."""
    for other in correction.items:
        yield correction.item_id, other
        yield other, correction.item_id


def _closed(pairs: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """Who is tied to whom over any number of steps."""
    closed: dict[str, tuple[str, ...]] = {}
    for start in pairs:
        if start in closed:
            continue
        reached, waiting = {start}, [start]
        while waiting:
            fresh = pairs.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting += fresh
        for item in reached:
            closed[item] = tuple(sorted(reached - {item}))
    return {item: others for item, others in closed.items() if others}
