"""`python -m measures export` and `import`: the whole data out of the store, and into an empty one."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder.")]


def export(folder: Folder) -> None:
    """Write the whole data as open data (CSV, Parquet, dictionary, DCAT-AP) into a new or empty folder."""
    # Imported here, as below: the commands that store nothing start without these libraries.
    from measures.correcting import opened_store
    from measures.opendata.folder import export as write
    from measures.settings import load_settings

    with opened_store() as store:
        write(store, folder, load_settings(), datetime.now(UTC), _told)
    _told(f"written to {folder}")


def take_in(
    folder: Folder,
    csv: Annotated[
        bool, typer.Option("--csv", help="Read the CSV files, also where Parquet is there.")
    ] = False,
) -> None:
    """Take the open data of a folder into an empty store, all or nothing: it then gives the same answers."""
    from measures.correcting import opened_store
    from measures.opendata.taking import take_in as read

    with opened_store() as store:
        taken = read(store, folder, datetime.now(UTC), force_csv=csv, told=_told)
    _told(
        f"{taken.events} versions of items taken in: {taken.measures} measures, {taken.conflicts} conflicts; "
        f"{taken.otherwise} of them otherwise than the folder tells."
    )


def _told(line: str) -> None:
    sys.stderr.write(f"{line}\n")
