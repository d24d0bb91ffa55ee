"""The command line of the domain: items in, readings or conflicts out, as JSON Lines.

Only `corrections` touches the store.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from measures import correcting
from measures.classify import classify as read
from measures.conflicts import detect, explain
from measures.days import ZONE
from measures.errors import InputError, TaskforceError
from measures.items import bounded_day, known_at, labels, read_items, read_labelled, to_line
from measures.lifecycle import fold
from measures.model import Assessment, Conflict, Event, Measure

if TYPE_CHECKING:
    from measures.classify.baseline import Labelled
    from measures.classify.evaluation import Evaluation

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Read government items, fold them into measures, find conflicts at the borders of NL, DE and BE.",
)


app.add_typer(correcting.app, name="corrections")


@app.command()
def classify() -> None:
    """Label items: JSON Lines on standard input, the same lines out with labels, evidence and confidence."""
    for line, item in read_items(sys.stdin.buffer):
        assessment = read(item)
        _say({**line, "labels": labels(assessment), **_grounds(assessment)})


@app.command()
def conflicts(
    on: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Day from which early warnings count; today if left out."),
    ] = None,
) -> None:
    """Find conflicts: items as JSON Lines on standard input, one conflict a line out, by border and day."""
    day = _day(on)
    events = [Event(item, read(item), known_at(item, day)) for _, item in read_items(sys.stdin.buffer)]
    measures = {measure.id: measure for measure in fold(_numbered(events))}
    for conflict in detect(measures.values(), day):
        _say(_conflict(conflict, measures))


@app.command()
def backtest(
    cases: Annotated[Path, typer.Option(help="Documented conflicts, JSON Lines (id, border, kind, days).")],
    items: Annotated[
        list[Path], typer.Option(help="Items as JSON Lines, or a folder of such files; repeatable.")
    ],
    on: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="Last day that counts; today if left out.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print figures as JSON instead of a table.")
    ] = False,
) -> None:
    """Hold the conflicts found in items against documented ones: found, missed and why, flagged beside."""
    from measures.conflicts import backtest as past

    day = _day(on)
    with _opened(cases) as stream:
        documented = list(past.read_cases(stream))
    events = []
    for file in (each for path in items for each in _files(path)):
        with _opened(file) as stream:
            events += [Event(item, read(item), known_at(item, day)) for _, item in read_items(stream)]
    measures = fold(_numbered(events))
    result = past.judge(documented, detect(measures, day), measures, events, day)
    if as_json:
        _say(past.as_json(result, day))
    else:
        _write(past.render(result, day).encode() + b"\n")


@app.command()
def evaluate(
    items: Annotated[Path, typer.Option(help="Labelled items, JSON Lines as in the codebook.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print figures as JSON instead of a table.")
    ] = False,
    misread: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the misread items there, with what led to each label."),
    ] = None,
    with_baseline: Annotated[
        bool,
        typer.Option("--baseline/--no-baseline", help="Measure a plain TF-IDF classifier beside the rules."),
    ] = True,
) -> None:
    """Compare readings with labels given by people: precision, recall and F1 by label, language and half."""
    from measures.classify.evaluation import evaluate as score
    from measures.classify.report import render

    rows = _labelled(items)
    result = score((line, read(item)) for line, item in rows)
    if misread is not None:
        _keep(misread, b"".join(map(to_line, result.misread)))
    beside = _baseline(rows) if with_baseline and len(rows) > 1 else None
    if as_json:
        _say(result.as_json() | ({"baseline": beside.overall.as_json()} if beside else {}))
    else:
        _write(render(result, beside).encode() + b"\n")


@app.command()
def train(
    items: Annotated[list[Path], typer.Option(help="Labelled items to learn from, JSON Lines; repeatable.")],
    judge: Annotated[Path, typer.Option(help="Labelled items to learn from that no rule writer has read.")],
    out: Annotated[Path, typer.Option(help="Where the weights are written (TOML).")],
) -> None:
    """Learn the weights of the second look; labels on which they do no better than the rules get none.

    That is told by the judging items, each judged by weights learnt without it.
    """
    from measures.classify.training import FOLDS
    from measures.classify.training import train as learn

    known, judged = [row for file in items for row in _labelled(file)], _labelled(judge)
    if len(judged) < FOLDS:
        raise InputError(f"at least {FOLDS} items are needed", subject=str(judge))
    try:
        trained = learn(known, judged)
    except ImportError:
        raise InputError("scikit-learn is not installed", subject="train") from None
    _keep(out, trained.as_toml().encode())
    _write(trained.render().encode() + b"\n")


def _numbered(events: Iterable[Event]) -> Iterator[Event]:
    """Later lines of one item are its later versions."""
    seen: Counter[str] = Counter()
    for event in events:
        seen[event.item.id] += 1
        yield replace(event, version=seen[event.item.id])


def _files(path: Path) -> list[Path]:
    """The file itself, or the JSON Lines in a folder by name."""
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """A file to read from; what is wrong with it or in it is told with its name."""
    try:
        with file.open("rb") as stream:
            yield stream
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", subject=str(file)) from None
    except InputError as error:
        raise InputError(error.message, subject=f"{file} {error.subject}") from None


def _labelled(file: Path) -> "list[Labelled]":
    with _opened(file) as stream:
        return list(read_labelled(stream))


def _keep(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", subject=str(file)) from None


def _baseline(rows: "list[Labelled]") -> "Evaluation | None":
    from measures.classify.baseline import baseline
    from measures.classify.evaluation import evaluate as score

    try:
        return score(baseline(rows))
    except ImportError:
        sys.stderr.write("no baseline beside the rules: scikit-learn is not installed\n")
        return None


def _day(text: str | None) -> date:
    try:
        day = bounded_day(text)
    except ValueError as error:
        raise InputError(f"{error}, got {text!r:.40}", subject="--on") from None
    return day or datetime.now(ZONE).date()


def _grounds(assessment: Assessment) -> dict[str, Any]:
    return {
        "evidence": [asdict(evidence) for evidence in assessment.evidence],
        "confidence": assessment.confidence,
    }


def _conflict(conflict: Conflict, measures: dict[str, Measure]) -> dict[str, Any]:
    return {
        "key": conflict.key,
        "border": conflict.border,
        "kind": conflict.kind,
        "topics": conflict.topics,
        "groups": conflict.groups,
        "from": conflict.since,
        "until": conflict.until,
        "counted_until": conflict.counted_until,
        "severity": conflict.severity,
        "severity_parts": dict(conflict.severity_parts),
        "measure_a": conflict.measure_a,
        "measure_b": conflict.measure_b,
        "items_a": conflict.items_a,
        "items_b": conflict.items_b,
        "early_warning": conflict.early_warning,
        "hurt": {
            "from": conflict.hurt_from,
            "to": conflict.hurt_to,
            "commuters": conflict.commuters,
        },
        "explanation": explain(conflict, measures),
    }


def _say(fields: dict[str, Any]) -> None:
    _write(to_line(fields))


def _write(line: bytes) -> None:
    """Hand a line on at once; a reader that went away ends the run quietly."""
    try:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def main() -> None:
    """Run the command line; bad input ends with one line on standard error and code 2."""
    try:
        app(prog_name="python -m measures")
    except TaskforceError as error:
        sys.stderr.buffer.write(f"error: {error}\n".encode(errors="backslashreplace"))
        sys.exit(2)


if __name__ == "__main__":
    main()
