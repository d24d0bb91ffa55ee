"""python -m scheduler: run, once, load-archive, reassess, status; each migrates the database first."""

import asyncio
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from measures.answers import TEMPLATES
from measures.days import ZONE
from measures.errors import InputError, TaskforceError
from measures.model import YEARS
from measures.settings import Settings, check_port, load_settings
from measures.store import Store, migrate, open_store
from measures.store.reading import sources_frame, store_summary
from measures.vocabulary import SourceHealth
from scheduler import jobs
from scheduler.dispatch import Outcome, register, utc_now
from scheduler.exercise.play import Plan, check_plan, fresh_store, load_past, play
from scheduler.pipeline import reassess as reassess_store
from scheduler.pipeline import take_in
from scheduler.replay import replay_formats, replay_readings
from sources.archive import archive_items
from sources.catalogue import Source
from sources.overlay import load_sources
from sources.terminal import show

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Polls the sources and keeps the store up to date."
)
_DAY = "YYYY-MM-DD"
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


@contextmanager
def _clear_errors() -> Iterator[None]:
    """One clear line and exit code 2 where a setting, the catalogue or the database cannot work."""
    try:
        yield
    except TaskforceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@contextmanager
def _opened() -> Iterator[tuple[Settings, Store, dict[str, Source]]]:
    """Settings, a migrated store and the catalogue."""
    with _clear_errors():
        settings = load_settings()
        _log_to_stderr(settings.log_level)
        catalogue = load_sources(settings)
        migrate(settings.database)
        store = open_store(settings.database)
        try:
            yield settings, store, catalogue
        finally:
            store.close()


def _log_to_stderr(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    # A tick that finds the one before still at work is no fault: the next one comes.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _progress(label: str, quiet: bool) -> Progress:
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True)


@app.command()
def run() -> None:
    """Poll each source in its own rhythm until stopped (Ctrl-C or SIGTERM)."""
    with _opened() as (settings, store, catalogue):
        asyncio.run(jobs.run(store, catalogue, settings))


@app.command()
def once(
    every: Annotated[
        bool, typer.Option("--all", help="Also those not due yet, except where they block us.")
    ] = False,
) -> None:
    """Poll everything that is due once and say what came of it; a source that fails fails nothing else."""
    with _opened() as (settings, store, catalogue):
        outcomes = asyncio.run(jobs.once(store, catalogue, settings, every=every))
    rows = []
    for outcome in outcomes:
        poll = outcome.poll
        said = TEMPLATES[poll.detail.code].format(**dict(poll.detail.args))
        rows.append((poll.source_id, poll.state.value, len(poll.items), outcome.new, outcome.changed, said))
    show(("source", "state", "items", "new", "changed", "what came"), rows)
    typer.echo(_summary(outcomes))


def _summary(outcomes: list[Outcome]) -> str:
    states = Counter(outcome.poll.state.value for outcome in outcomes)
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "none due"
    new = sum(outcome.new for outcome in outcomes)
    changed = sum(outcome.changed for outcome in outcomes)
    sources = "source" if len(outcomes) == 1 else "sources"
    return f"{len(outcomes)} {sources} polled ({told}); {new} items new, {changed} changed."


@app.command("load-archive")
def load_archive(quiet: Quiet = False) -> None:
    """Load the archive of measures since 2020; what is there already is left as it is."""
    with _opened() as (settings, store, catalogue):
        register(store, catalogue, utc_now(), settings.robots_exception_hosts)
        entries = list(archive_items())
        counts: Counter[str] = Counter()
        with _progress("Archive", quiet) as progress:
            for item, known_at in progress.track(entries):
                counts[take_in(store, item, known_at).saved[0].state] += 1
    if not quiet:
        typer.echo(
            f"{len(entries)} archive items: {counts['new']} new, {counts['changed']} changed, "
            f"{counts['unchanged']} known already."
        )


@app.command()
def reassess(quiet: Quiet = False) -> None:
    """Read every stored item anew, after a change of lexicon or rule, and say what changed."""
    with _opened() as (_, store, _catalogue), _progress("Items", quiet) as progress:
        task = progress.add_task("", total=None)
        report = reassess_store(
            store, on_progress=lambda done, total: progress.update(task, completed=done, total=total)
        )
    if quiet:
        return
    typer.echo(f"{report.versions} versions read anew, {report.readings_changed} read differently.")
    for name, change in (("Measures", report.measures), ("Conflicts", report.conflicts)):
        typer.echo(f"{name}: {change.added} added, {change.changed} changed, {change.removed} removed.")


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """What the store holds, and how the sources are."""
    with _opened() as (settings, store, catalogue):
        register(store, catalogue, utc_now(), settings.robots_exception_hosts)
        summary, sources = store_summary(store), sources_frame(store)
    rows = json.loads(sources.to_json(orient="records", date_format="iso"))
    if as_json:
        typer.echo(
            json.dumps({"store": asdict(summary), "sources": rows}, default=_plain, ensure_ascii=False)
        )
        return
    for name, value in asdict(summary).items():
        typer.echo(f"{name.replace('_', ' ')}: {'none' if value is None else value}")
    cells = []
    for row in rows:
        polled = row["standing"] == "use" and not row["retired_at"]
        health, next_try = (row["health"], _minute(row["next_try_at"])) if polled else ("", "")
        last_ok = _minute(row["last_ok_at"])
        cells.append((row["id"], row["standing"], health, row["state"] or "", last_ok, next_try))
    show(
        ("source", "standing", "health", "state", "last good answer (UTC)", "next try (UTC)"),
        cells,
    )
    typer.echo(_totals(rows))


def _minute(instant: str | None) -> str:
    """An instant of UTC in ISO form, to the minute."""
    return (instant or "")[:16].replace("T", " ")


def _totals(rows: list[dict[str, Any]]) -> str:
    """How many sources are polled, by health, and how many are not."""
    polled = Counter(row["health"] for row in rows if row["standing"] == "use" and not row["retired_at"])
    told = ", ".join(f"{polled[health]} {health}" for health in SourceHealth if polled[health])
    rest = len(rows) - polled.total()
    return f"{polled.total()} polled: {told or 'none'}; {rest} not polled."


@app.command()
def replay(
    since: Annotated[str, typer.Option("--since", metavar=_DAY, help="Day from which on (Amsterdam).")],
    formats: Annotated[
        bool, typer.Option("--formats", help="Parse the kept bytes anew, not only read the stored items.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Say what today's formats and lexicons would change in what was received; changes nothing."""
    with _clear_errors():
        start = datetime.combine(_day(since, "--since"), time.min, ZONE)
    with _opened() as (_, store, catalogue):
        found = replay_formats(store, catalogue, start) if formats else replay_readings(store, start)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    if found.changes:
        cells = ((c.what, c.source, c.title or c.item, "\n".join(c.differs)) for c in found.changes)
        show(("what", "source", "item", "differs"), cells)
    counts = Counter(change.what for change in found.changes)
    told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "nothing would change"
    typer.echo(f"{found.answers} answers, {found.items} items looked at: {told}.")


@app.command()
def exercise(
    since: Annotated[str, typer.Option("--from", metavar=_DAY, help="First day played.")] = "2020-03-01",
    until: Annotated[str, typer.Option("--until", metavar=_DAY, help="Last day played.")] = "2020-04-20",
    speed: Annotated[float, typer.Option(help="Days a second, 0.01 to 100.")] = 1.0,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the exercise's dashboard.")] = 8502,
    dashboard: Annotated[bool, typer.Option(help="Open a dashboard beside it.")] = True,
    quiet: Quiet = False,
) -> None:
    """Train on the past: play days of the archive as live feeds into a database of its own."""
    with _clear_errors():
        plan = Plan(_day(since, "--from"), _day(until, "--until"), speed)
        check_plan(plan)
        settings = load_settings()
        _log_to_stderr("warning")
        if dashboard:
            check_port(settings.host, port)
        with fresh_store(settings.data_dir) as (url, store):
            with _progress("What was known before", quiet) as progress:
                load_past(store, plan, progress.track)
            shown = {"DATABASE_URL": url, "TASKFORCE_PORT": str(port), "TASKFORCE_LOG_LEVEL": "warning"}
            if dashboard and not quiet:
                typer.echo(f"The exercise shows at http://{settings.host}:{port}  (Ctrl-C stops it)")
            ended = asyncio.run(play(store, plan, settings, shown if dashboard else None))
            summary = store_summary(store)
    if not quiet:
        typer.echo(
            f"{'Played' if ended else 'Stopped while playing'} {plan.since} to {plan.until}: "
            f"{summary.items} items, {summary.measures} measures, {summary.conflicts} conflicts."
        )


def _day(text: str, option: str) -> date:
    """The day that an option names; InputError where it is none, or outside the years a day can lie in."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no day; write one as 2020-03-31", subject=option) from None
    if day.year not in YEARS:
        raise InputError(f"a day lies between {YEARS[0]}-01-01 and {YEARS[-1]}-12-31", subject=option)
    return day


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


if __name__ == "__main__":
    app()
