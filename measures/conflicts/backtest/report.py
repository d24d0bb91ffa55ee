"""A backtest as a text table: each documented conflict, recall, and what was flagged beside, by month."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from measures.conflicts.backtest.judging import Backtest, Verdict, kinds_beside
from measures.model import Conflict
from measures.vocabulary import Border


def render(backtest: Backtest, on: date) -> str:
    """The table; `on` is the last day that counts."""
    lines = [*_cases(backtest.verdicts), "", *_recall(backtest), ""]
    return "\n".join([*lines, *_months(backtest), "", *_beside(backtest, on)])


def as_json(backtest: Backtest, on: date) -> dict[str, object]:
    """The same figures for another program; days as YYYY-MM-DD."""
    return {
        "cases": [
            {
                "id": v.case.id,
                "found": v.found,
                "miss": v.miss,
                "share": round(v.share, 3),
                "conflict": v.nearest and v.nearest.key,
                "kind": v.nearest and v.nearest.kind,
            }
            for v in backtest.verdicts
        ],
        "recall": round(_rate(backtest.verdicts), 3),
        "recall_with_items": round(_rate(backtest.with_items), 3),
        "flagged": len(backtest.flagged),
        "beside": len(backtest.beside),
        "beside_by_month": dict(sorted(Counter(_month(c.since) for c in backtest.beside).items())),
        "beside_a_border_and_week": round(_a_border_and_week(backtest, on), 2),
    }


def _rate(verdicts: Iterable[Verdict]) -> float:
    known = list(verdicts)
    return sum(v.found for v in known) / len(known) if known else 0.0


def _cases(verdicts: Iterable[Verdict]) -> Iterator[str]:
    width = max((len(v.case.id) for v in verdicts), default=4) + 2
    yield "case".ljust(width) + "found".ljust(20) + "share  nearest flagged"
    for v in verdicts:
        said = v.miss or "found"
        yield f"{v.case.id:<{width}}{said:<20}{v.share:5.2f}  {_told(v.nearest)}".rstrip()


def _told(conflict: Conflict | None) -> str:
    if conflict is None:
        return ""
    until = conflict.until or f"({conflict.last_day})"
    return f"{conflict.kind} {conflict.since} - {until} {','.join(conflict.topics)}"


def _recall(backtest: Backtest) -> Iterator[str]:
    for name, verdicts in (
        ("all documented conflicts", backtest.verdicts),
        ("those whose measures are among the items", backtest.with_items),
    ):
        found = sum(v.found for v in verdicts)
        yield f"recall, {name}:".ljust(52) + f"{found:4} of {len(verdicts):<4}{_rate(verdicts):8.1%}"
    for miss, count in Counter(v.miss for v in backtest.verdicts if v.miss).most_common():
        yield f"  missed, {miss}:".ljust(52) + f"{count:4}"


def _months(backtest: Backtest) -> Iterator[str]:
    flagged = Counter(_month(c.since) for c in backtest.flagged)
    beside = Counter(_month(c.since) for c in backtest.beside)
    documented = Counter(_month(v.case.since) for v in backtest.verdicts)
    yield "first month   documented   flagged   beside the documented"
    for month in sorted(flagged | documented):
        yield f"{month:<14}{documented[month]:10}{flagged[month]:10}{beside[month]:10}"
    sums = (sum(counter.values()) for counter in (documented, flagged, beside))
    yield "all".ljust(14) + "".join(f"{number:10}" for number in sums)


def _beside(backtest: Backtest, on: date) -> Iterator[str]:
    yield "flagged beside the documented, by kind"
    yield from (f"  {kind:<26}{count:4}" for kind, count in kinds_beside(backtest).items() if count)
    yield f"new ones a border and week, on average: {_a_border_and_week(backtest, on):.2f}"


def _a_border_and_week(backtest: Backtest, on: date) -> float:
    """Conflicts flagged beside the documented ones, by the weeks from the first flagged one until `on`."""
    first = min((c.since for c in backtest.flagged), default=on)
    weeks = max(1.0, (on - first + timedelta(days=1)).days / 7)
    return len(backtest.beside) / weeks / len(Border)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
