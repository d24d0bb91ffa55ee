"""What the commands of the domain share: the day asked, files of measures in, JSON Lines out."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from measures.days import ZONE
from measures.errors import InputError
from measures.items import bounded_day, to_line
from measures.model import Measure
from measures.structured import read_measures

On = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="Day from which early warnings count; today if left out."),
]


def day_given(text: str | None) -> date:
    """The day of an option `--on`, today where it is left out; InputError for what is no day."""
    try:
        day = bounded_day(text)
    except ValueError as error:
        raise InputError(f"{error}, got {text!r:.40}", subject="--on") from None
    return day or datetime.now(ZONE).date()


def structured_from(file: Path) -> list[Measure]:
    """The structured measures of a file; InputError names file and line."""
    with opened(file) as stream:
        return list(read_measures(stream))


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """A file to read from; what is wrong with it or in it is an InputError with its name."""
    try:
        with file.open("rb") as stream:
            yield stream
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", subject=str(file)) from None
    except InputError as error:
        raise InputError(error.message, subject=f"{file}, {error.subject}") from None


def say(fields: dict[str, Any]) -> None:
    """Write a line of JSON to standard output."""
    write(to_line(fields))


def write(line: bytes) -> None:
    """Hand a line on at once; a reader that went away ends the run quietly."""
    try:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
