"""The command line of the domain: items in, readings or conflicts out, as JSON Lines.

Only `corrections`, `export` and `import` touch the store.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from measures import correcting, drafting
from measures.classify import classify as read
from measures.command import On, day_given, opened, say, structured_from, write
from measures.conflicts import detect
from measures.conflicts.lines import to_fields
from measures.errors import InputError, TaskforceError
from measures.items import known_at, labels, read_items, read_labelled, to_line
from measures.lifecycle import fold
from measures.model import Assessment, Event
from measures.opendata import commands as opendata

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
app.command("export")(opendata.export)
app.command("import")(opendata.take_in)


@app.command()
def classify() -> None:
    """Label items: JSON Lines on standard input, the same lines out with labels, evidence and confidence."""
    for line, item in read_items(sys.stdin.buffer):
        assessment = read(item)
        say({**line, "labels": labels(assessment), **_grounds(assessment)})


@app.command()
def conflicts(
    on: On = None,
    structured: Annotated[
        Path | None,
        typer.Option(
            "--measures", metavar="FILE", help="Structured measures instead of items (docs/measures.md)."
        ),
    ] = None,
) -> None:
    """Find conflicts: items as JSON Lines on standard input, one conflict a line out, by border and day."""
    day = day_given(on)
    if structured is None:
        events = (Event(item, read(item), known_at(item, day)) for _, item in read_items(sys.stdin.buffer))
        found = fold(_numbered(events))
    else:
        found = structured_from(structured)
    measures = {measure.id: measure for measure in found}
    for conflict in detect(measures.values(), day):
        say(to_fields(conflict, measures))


app.command()(drafting.whatif)


@app.command()
def backtest(
    cases: Annotated[Path, typer.Option(help="Documented conflicts, JSON Lines (id, border, kind, days).")],
    items: Annotated[
        list[Path], typer.Option(help="Items as JSON Lines, or a folder of such files; repeatable.")
    ],
    on: On = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print figures as JSON instead of a table.")
    ] = False,
) -> None:
    """Hold the conflicts found in items against documented ones: found, missed and why, flagged beside."""
    from measures.conflicts import backtest as past

    day = day_given(on)
    with opened(cases) as stream:
        documented = list(past.read_cases(stream))
    events = []
    for file in (each for path in items for each in _files(path)):
        with opened(file) as stream:
            events += [Event(item, read(item), known_at(item, day)) for _, item in read_items(stream)]
    measures = fold(_numbered(events))
    result = past.judge(documented, detect(measures, day), measures, events, day)
    if as_json:
        say(past.as_json(result, day))
    else:
        write(past.render(result, day).encode() + b"\n")


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
        say(result.as_json() | ({"baseline": beside.overall.as_json()} if beside else {}))
    else:
        write(render(result, beside).encode() + b"\n")


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
    write(trained.render().encode() + b"\n")


def _numbered(events: Iterable[Event]) -> Iterator[Event]:
    """Later lines of one item are its later versions."""
    seen: Counter[str] = Counter()
    for event in events:
        seen[event.item.id] += 1
        yield replace(event, version=seen[event.item.id])


def _files(path: Path) -> list[Path]:
    """The file itself, or the JSON Lines in a folder by name."""
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def _labelled(file: Path) -> "list[Labelled]":
    with opened(file) as stream:
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


def _grounds(assessment: Assessment) -> dict[str, Any]:
    return {
        "evidence": [asdict(evidence) for evidence in assessment.evidence],
        "confidence": assessment.confidence,
    }


def main() -> None:
    """Run the command line; bad input ends with one line on standard error and code 2."""
    try:
        app(prog_name="python -m measures")
    except TaskforceError as error:
        sys.stderr.buffer.write(f"error: {error}\n".encode(errors="backslashreplace"))
        sys.exit(2)


if __name__ == "__main__":
    main()
