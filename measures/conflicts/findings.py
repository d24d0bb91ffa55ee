"""What a rule finds at a border: days, a cause, and the other side's rule, if one is known."""

from dataclasses import dataclass

from measures.conflicts.sides import Span, Step, Stretch
from measures.vocabulary import ConflictKind, Country, Topic


@dataclass(frozen=True, slots=True)
class Finding:
    """Days (ordinals, inclusive) on which a rule sees a conflict on one topic.

    `acting` is the country whose rule is the cause. Findings of one `strand` that follow on each other
    are one situation; so are findings of different strands with a cause in common at the same time.
    `code` is the reason that says what is wrong, `detail` its further arguments.
    """

    kind: ConflictKind
    acting: Country
    topic: Topic
    since: int
    until: int
    open: bool
    cause: Stretch
    other: Stretch | None
    strand: str
    code: str
    detail: tuple[tuple[str, str], ...] = ()


def from_span(
    kind: ConflictKind,
    acting: Country,
    topic: Topic,
    span: Span,
    cause: Step,
    other: Step | None,
    *,
    strand: str,
    code: str,
) -> Finding:
    """A finding for the days of a span."""
    return Finding(
        kind,
        acting,
        topic,
        span.since,
        span.until,
        span.open,
        cause.by,
        other.by if other is not None else None,
        strand,
        code,
    )
