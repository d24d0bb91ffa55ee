"""python -m dashboard.reports weekly: the summary of a week as files, as the page offers them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress

from dashboard.i18n import Reader
from dashboard.reports.weekly.issue import Scope, issue
from dashboard.reports.weekly.made import FORMATS, files
from measures.errors import InputError, TaskforceError
from measures.geography import regions
from measures.settings import load_settings
from measures.store import migrate, open_store
from measures.store.editions import facts_of, notes_of
from measures.vocabulary import Border, Language, Topic
from measures.weekly import IsoWeek, Known

T = TypeVar("T", bound=str)
app = typer.Typer(no_args_is_help=True, add_completion=False, help="Documents that leave the house.")


@app.callback()
def documents() -> None:
    """Documents that leave the house."""


@contextmanager
def _clear_errors() -> Iterator[None]:
    """One clear line and exit code 2 for what was asked for wrongly, or cannot be read or written."""
    try:
        yield
    except TaskforceError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@app.command()
def weekly(
    week: Annotated[str, typer.Option(metavar="2020-W13", help="The week, by ISO 8601.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files; made where it is missing.")],
    lang: Annotated[str, typer.Option(help="Languages, separated by commas: nl, de, fr, en.")] = "en",
    formats: Annotated[
        str, typer.Option("--format", help=f"Formats, separated by commas: {', '.join(FORMATS)}.")
    ] = "docx,pdf",
    border: Annotated[list[str] | None, typer.Option(help="Only this border (again for others).")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Only this topic (again for others).")] = None,
    region: Annotated[
        list[str] | None, typer.Option(help="Only this NUTS region (again for others).")
    ] = None,
    known: Annotated[
        str, typer.Option(help="then: as known when the week ended (its edition, where one is kept), or now.")
    ] = "then",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Write the summary of a week as files."""
    with _clear_errors():
        asked = _named("--week", IsoWeek.parse, week)
        languages = [_one(Language, "--lang", code) for code in _split(lang, "--lang")]
        forms = [_known(form, "--format", tuple(FORMATS)) for form in _split(formats, "--format")]
        scope = Scope(
            tuple(_one(Border, "--border", name) for name in border or ()),
            tuple(_one(Topic, "--topic", name) for name in topic or ()),
            tuple(_region(code) for code in region or ()),
        )
        clock = _one(Known, "--known", known)
        _folder(out)
        settings = load_settings()
        migrate(settings.database)
        store = open_store(settings.database)
        try:
            edition, facts = facts_of(store, asked, clock, datetime.now(UTC))
            notes = notes_of(store, asked)
        finally:
            store.close()
        with Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
            task = progress.add_task(str(asked), total=len(languages) * len(forms))
            for language in languages:
                reader = Reader(language)
                content = issue(facts, language, scope, edition, notes)
                for form in forms:
                    for name, body in files(content, reader, form):
                        _write(out / name, body)
                        if not quiet:
                            typer.echo(str(out / name))
                    progress.advance(task)


def _split(text: str, option: str) -> list[str]:
    found = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not found:
        raise InputError("names none", subject=option)
    return found


def _named(option: str, read: Callable[[str], IsoWeek], text: str) -> IsoWeek:
    try:
        return read(text)
    except InputError as error:
        raise InputError(error.message, subject=option) from None


def _one(kind: type[T], option: str, text: str) -> T:
    return kind(_known(text, option, [str(member) for member in kind]))  # type: ignore[attr-defined]


def _known(text: str, option: str, names: Sequence[str]) -> str:
    if text not in names:
        raise InputError(f"{text[:40]!r} is not known; there are {', '.join(names)}", subject=option)
    return text


def _region(code: str) -> str:
    if not any(known.startswith(code) for known in regions()) or len(code) < 2:
        raise InputError(f"{code[:40]!r} is no NUTS code of a region at these borders", subject="--region")
    return code


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder cannot be made: {error.strerror}", subject=str(out)) from None


def _write(file: Path, body: bytes) -> None:
    """All of a file or none of it."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(body)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(f"cannot be written: {error.strerror}", subject=str(file)) from None


if __name__ == "__main__":
    app()
