"""Findings to conflicts: what has one cause at one time is one situation with one lasting key."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from measures.conflicts import facts
from measures.conflicts.findings import Finding
from measures.conflicts.parting import parts
from measures.conflicts.reasons import reasons_for
from measures.conflicts.severity import exemption, severity_parts, total
from measures.conflicts.sides import Stretch
from measures.geography import flows
from measures.model import Conflict, Measure
from measures.vocabulary import Border, ConflictKind, Country, Group, Topic


@dataclass(slots=True)
class Situation:
    """Findings of one kind at one border that belong together; `lasting` are the measures (ids) that cause
    it from its first days to its last."""

    findings: list[Finding]
    since: int
    until: int
    lasting: frozenset[str] = frozenset()
    causes: list[Stretch] = field(default_factory=list)
    others: list[Stretch] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether it ends by assumption alone."""
        return all(finding.open for finding in self.findings if finding.until == self.until)

    def settle(self) -> None:
        """Order the measures behind it: the weightiest causes, and what met the first of them longest."""
        acting = self.findings[0].acting
        causes = _weighty(finding.cause for finding in self.findings)
        self.causes = sorted(
            causes,
            key=lambda s: (
                s.measure.id not in self.lasting,
                s.measure.country != acting,
                s.weight[2],
                not _began_with(s.topic, s.measure),
            ),
        )
        others = _weighty(finding.other for finding in self.findings if finding.other is not None)
        self.others = sorted(
            others, key=lambda other: (other.weight[2], -_days_shared(self.causes[0], other))
        )

    @property
    def identity(self) -> Measure:
        """The cause known longest: prolonging or joining measures does not change it."""
        return min((s.measure for s in self.causes), key=lambda m: (m.first_known_at, m.id))


def situations(findings: Iterable[Finding]) -> list[Situation]:
    """Join the findings of one border: first each strand's days on end, then strands by a common cause; and
    part what none of its causes carries from end to end."""
    strands: dict[tuple[ConflictKind, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        strands[finding.kind, finding.strand].append(finding)
    runs = [run for found in strands.values() for run in _runs(found)]
    joined = [run for run in runs if not _checked_on_both_sides(run, runs)]
    found = [
        Situation(part.findings, part.since, part.until, part.lasting)
        for run in _join_by_cause(joined)
        for part in parts(run.findings, run.since, run.until)
    ]
    for situation in found:
        situation.settle()
    return found


def _checked_on_both_sides(run: Situation, runs: list[Situation]) -> bool:
    """Whether these are checks by one side while both check all the time: that is told as a double burden."""
    return all(finding.code == "checks" for finding in run.findings) and any(
        other.findings[0].kind == ConflictKind.CONTRADICTORY_DUTIES
        and other.since <= run.since
        and run.until <= other.until
        and any(finding.topic == Topic.BORDER_CONTROL for finding in other.findings)
        for other in runs
    )


def conflicts_at(border: Border, found: list[Situation], on: date) -> list[Conflict]:
    """The conflicts of a border; situations with the same cause are numbered in order of time."""
    alike: dict[tuple[ConflictKind, str], list[Situation]] = defaultdict(list)
    for situation in found:
        alike[situation.findings[0].kind, situation.identity.id].append(situation)
    return [
        _conflict(border, situation, f"{kind}|{border}|{cause}|{number}", on)
        for (kind, cause), same in alike.items()
        for number, situation in enumerate(sorted(same, key=_in_time))
    ]


def _in_time(situation: Situation) -> tuple[int, int, str, tuple[str, ...]]:
    return (
        situation.since,
        situation.until,
        situation.findings[0].acting,
        tuple(sorted(f.strand for f in situation.findings)),
    )


def _runs(findings: list[Finding]) -> Iterable[Situation]:
    run: Situation | None = None
    for finding in sorted(findings, key=lambda f: (f.since, f.until, f.topic)):
        if run is not None and finding.since <= run.until + 1:
            run.findings.append(finding)
            run.until = max(run.until, finding.until)
            continue
        if run is not None:
            yield run
        run = Situation([finding], finding.since, finding.until)
    if run is not None:
        yield run


def _join_by_cause(runs: list[Situation]) -> list[Situation]:
    """Union of runs of one kind and acting country that share a cause while they touch in time."""
    parent = list(range(len(runs)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    by_cause: dict[tuple[ConflictKind, Country, str], set[int]] = defaultdict(set)
    for index, run in enumerate(runs):
        for finding in run.findings:
            by_cause[finding.kind, finding.acting, finding.cause.measure.id].add(index)
    for indexes in by_cause.values():
        reach, last = -1, -1
        for index in sorted(indexes, key=lambda i: (runs[i].since, i)):
            if last >= 0 and runs[index].since <= reach + 1:
                parent[root(index)] = root(last)
                reach = max(reach, runs[index].until)
            else:
                reach = runs[index].until
            last = index
    groups: dict[int, list[Situation]] = defaultdict(list)
    for index, run in enumerate(runs):
        groups[root(index)].append(run)
    return [
        Situation(
            [finding for run in group for finding in run.findings],
            min(run.since for run in group),
            max(run.until for run in group),
        )
        for group in groups.values()
    ]


def _weighty(stretches: Iterable[Stretch]) -> list[Stretch]:
    """One stretch a measure, states before towns, then the strictest and oldest."""
    best: dict[str, Stretch] = {}
    for stretch in stretches:
        held = best.get(stretch.measure.id)
        if held is None or stretch.weight < held.weight:
            best[stretch.measure.id] = stretch
    return sorted(best.values(), key=lambda s: (s.weight[2], s.weight))


def _began_with(topic: Topic, measure: Measure) -> bool:
    """Whether a measure was about a topic from the start; a package that took it up later says less of it."""
    return topic in dict(measure.phases[0].strictness)


def _days_shared(first: Stretch, second: Stretch) -> int:
    return min(first.until, second.until) - max(first.since, second.since)


def _conflict(border: Border, situation: Situation, name: str, on: date) -> Conflict:
    kind = situation.findings[0].kind
    since, until = date.fromordinal(situation.since), date.fromordinal(situation.until)
    topics = {finding.topic for finding in situation.findings}
    cause = situation.causes[0]
    acting = next(f.acting for f in situation.findings if f.cause.measure.id == cause.measure.id)
    on_crossing = all(finding.code == "divergent_crossing" for finding in situation.findings)
    home, work = _hurt("larger" if on_crossing else facts.hurt(kind), border, acting)
    flow = flows().get((home, work))
    groups = _groups(kind, situation.causes)
    days = situation.until - situation.since + 1
    parts = severity_parts(border, situation.causes, topics, groups, flow, days)
    ordered = tuple(topic for topic in Topic if topic in topics)
    return Conflict(
        key="c-" + sha256(name.encode()).hexdigest()[:16],
        border=border,
        kind=kind,
        topics=ordered,
        groups=groups,
        since=since,
        until=None if situation.open else until,
        severity=total(parts),
        severity_parts=parts,
        measure_a=cause.measure.id,
        measure_b=situation.others[0].measure.id if situation.others else None,
        items_a=_items(situation.causes),
        items_b=_items(situation.others),
        hurt_from=home,
        hurt_to=work,
        commuters=flow.daily if flow is not None else None,
        reasons=reasons_for(
            situation.findings, situation.causes, situation.others, acting, border.other_side(acting),
            since, until, situation.open, flow,
        ),
        early_warning=since > on,
        counted_until=until,
    )  # fmt: skip


def _items(stretches: list[Stretch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for stretch in stretches for item in stretch.measure.item_ids))


def _groups(kind: ConflictKind, causes: list[Stretch]) -> tuple[Group, ...]:
    """Who is hurt. A closure that lets frontier workers through without papers leaves out those who visit."""
    named = {group for cause in causes for group in cause.phase.groups} or {Group.EVERYONE}
    if kind == ConflictKind.BLOCKED_CROSSING and exemption(causes) == "exempt":
        named = named - {Group.FRONTIER_WORKERS} or {Group.FAMILIES, Group.SHOPPERS_VISITORS}
    return tuple(group for group in Group if group in named)


def _hurt(way: facts.Hurt, border: Border, acting: Country) -> tuple[Country, Country]:
    """The commuters hit most, as (residence, work).

    A country's rule on crossing meets those who live with the neighbour and work in it, and its own
    residents coming home; the larger flow is taken. A telework duty hits those who come in to work;
    a stricter rule at home moves its own residents out.
    """
    incoming = (border.other_side(acting), acting)
    outgoing = (acting, border.other_side(acting))
    match way:
        case "incoming":
            return incoming
        case "outgoing":
            return outgoing
        case _:
            known = flows()
            return max(
                (incoming, outgoing), key=lambda pair: known[pair].daily if pair in known else -1
            )  # incoming where both are alike
