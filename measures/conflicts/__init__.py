"""Measures in force on two sides of a border to conflicts: where they collide, for whom, and why.

for each border:
    measures that touch it  -> sides: a step function a country and topic     (sides)
    each rule               -> findings: days, cause, other side              (rules)
    findings of one cause   -> situations, each with a lasting key            (situations)
    situations              -> conflicts with severity and reasons            (severity, reasons)
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from measures.conflicts.findings import Finding
from measures.conflicts.reasons import explain
from measures.conflicts.rules import RULES
from measures.conflicts.sides import Sides, counts_at
from measures.conflicts.situations import conflicts_at, situations
from measures.model import Conflict, Measure
from measures.vocabulary import Border, ConflictKind, Topic

__all__ = ["detect", "explain", "touched"]


def detect(
    measures: Iterable[Measure], on: date, borders: Iterable[Border] = tuple(Border)
) -> list[Conflict]:
    """The conflicts at `borders`, in order of border, first day and key.

    Pure: what is found at a border depends only on the measures that touch it, whatever their order;
    only `early_warning` (it begins after `on`) depends on the day asked. The figures in its severity
    are those of measures.geography. O(n log n) in the phases of the measures, plus what is found.
    """
    known = sorted(measures, key=lambda measure: measure.id)
    found: list[Conflict] = []
    for border in sorted(set(borders), key=list(Border).index):
        sides = Sides(border, known)
        findings = _settle([finding for rule in RULES for finding in rule(sides)])
        at_border = conflicts_at(border, situations(findings), on)
        found += sorted(at_border, key=lambda conflict: (conflict.since, conflict.key))
    return found


def touched(measures: Iterable[Measure]) -> set[Border]:
    """The borders at which any of the measures counts: where detection must run again when they change."""
    return {border for measure in measures for border in Border if counts_at(measure, border)}


def _settle(findings: list[Finding]) -> list[Finding]:
    """One situation is told once: a gap in time or a shut line says why strictness differs."""
    better: dict[tuple[Topic, str], list[Finding]] = defaultdict(list)
    for f in findings:
        if f.kind in (ConflictKind.TIMING_GAP, ConflictKind.CAPACITY_OR_TRANSPORT):
            better[f.topic, f.cause.measure.id].append(f)
    flagged = {f.cause.measure.id for f in findings if f.kind != ConflictKind.INFORMATION_GAP}

    def told_elsewhere(f: Finding) -> bool:
        if f.kind == ConflictKind.DIVERGENT_STRICTNESS:
            others = better.get((f.topic, f.cause.measure.id), ())
            return any(other.since <= f.since and f.until <= other.until for other in others)
        return f.kind == ConflictKind.INFORMATION_GAP and f.cause.measure.id in flagged

    return [f for f in findings if not told_elsewhere(f)]
