"""The figures of an evaluation as a text table."""

from collections.abc import Callable

from measures.classify.evaluation import Evaluation, Scores


def render(evaluation: Evaluation, baseline: Evaluation | None = None) -> str:
    """The figures as a text table: all items, by language, by half, the baseline's; the reliability below."""
    columns = {"all": evaluation.overall, **evaluation.by_language, **evaluation.by_half}
    if baseline is not None:
        columns["baseline"] = baseline.overall
    lines = ["".ljust(34) + "".join(name.rjust(10) for name in columns)]

    def row(name: str, value: Callable[[Scores], float | int]) -> None:
        cells = (value(scores) for scores in columns.values())
        words = (f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in cells)
        lines.append(name.ljust(34) + "".join(word.rjust(10) for word in words))

    row("items", lambda scores: scores.items)
    for rate in evaluation.overall.rates:
        row(f"{rate} precision", lambda scores, r=rate: scores.rates[r].precision)  # type: ignore[misc]
        row(f"{rate} recall", lambda scores, r=rate: scores.rates[r].recall)  # type: ignore[misc]
        row(f"{rate} F1", lambda scores, r=rate: scores.rates[r].f1)  # type: ignore[misc]
    row("border_impact quadratic kappa", lambda scores: scores.impact_kappa)
    row("action macro-F1", lambda scores: scores.action_macro_f1)
    row("dates exact", lambda scores: scores.dates_exact)
    row("dates exact where given", lambda scores: scores.dates_given_exact)
    lines.append("")
    lines.append("confidence   items    said   right (measure and border life)")
    lines += [
        f"{b.low:.2f}-{b.high:.2f}".ljust(11) + f"{b.items:7d}{b.said:8.2f}{b.right:8.2f}"
        for b in evaluation.reliability
    ]
    return "\n".join(lines)
