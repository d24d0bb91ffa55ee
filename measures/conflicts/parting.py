"""A situation is parted where the rule it rests on is over, so that on each day one in force tells of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from measures.conflicts import facts
from measures.conflicts.findings import Finding


@dataclass(frozen=True, slots=True)
class Part:
    """Days (ordinals, inclusive) of a situation, what was found on them, and the measures (ids) that are a
    cause of it on all of them but those of a handover."""

    since: int
    until: int
    findings: list[Finding]
    lasting: frozenset[str]


class _Held(NamedTuple):
    """Days on end on which a measure is a cause."""

    since: int
    until: int
    measure: str


def parts(findings: Iterable[Finding], since: int, until: int) -> list[Part]:
    """The parts of a situation in order of time, as few as there can be; they have all its days.

    O(n log n) in the findings: none goes through more than a few parts, for then it would carry one.
    """
    found = sorted(findings, key=lambda f: f.since)
    days = list(_parted(_held(found), since, until))
    if len(days) == 1:
        return [Part(since, until, found, days[0][2])]
    told: list[list[Finding]] = [[] for _ in days]
    first = 0
    for finding in found:
        while days[first][1] < finding.since:
            first += 1
        at = first
        while at < len(days) and days[at][0] <= finding.until:
            told[at].append(_within(finding, days[at][0], days[at][1]))
            at += 1
    return [Part(a, b, kept, lasting) for (a, b, lasting), kept in zip(days, told, strict=True)]


def _held(findings: Iterable[Finding]) -> list[_Held]:
    """The days on end of each cause, in the order in which they begin."""
    by_cause: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_cause[finding.cause.measure.id].append(finding)
    held: list[_Held] = []
    for measure, found in by_cause.items():
        since, until = found[0].since, found[0].until
        for finding in found[1:]:
            if finding.since > until + 1:
                held.append(_Held(since, until, measure))
                since = finding.since
            until = max(until, finding.until)
        held.append(_Held(since, until, measure))
    return sorted(held)


def _parted(held: list[_Held], since: int, until: int) -> Iterator[tuple[int, int, frozenset[str]]]:
    """First and last day of each part, with the measures that carry it: the furthest of those in force."""
    handover, at = facts.handover_days(), 0
    while since <= until:
        carrying: list[_Held] = []
        while at < len(held) and held[at].since <= since + handover:
            carrying.append(held[at])
            at += 1
        last = max(one.until for one in carrying)
        last = until if last >= until - handover else last
        yield since, last, frozenset(one.measure for one in carrying if one.until >= last - handover)
        since = last + 1


def _within(finding: Finding, since: int, until: int) -> Finding:
    """A finding on the days of a part alone; where it goes on after them its end is not theirs."""
    if since <= finding.since and finding.until <= until:
        return finding
    goes_on = finding.until > until
    return replace(
        finding,
        since=max(finding.since, since),
        until=min(finding.until, until),
        open=finding.open or goes_on,
    )
