"""Writing the folder of open data: wholly or not at all, and the newest one under a name that stays."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from measures.days import day_of
from measures.errors import InputError, StoreError
from measures.model import Event, Measure
from measures.opendata import dcat
from measures.opendata import tables as d
from measures.opendata.csvfile import write_csv
from measures.opendata.dcat import FileFacts, describe
from measures.opendata.dictionary import codes_csv, dictionary_csv
from measures.opendata.parquet import write_parquet
from measures.opendata.readme import index, readme
from measures.opendata.tables import Row, Table
from measures.settings import Settings
from measures.store import Store
from measures.store.conflicts import conflict_steps
from measures.store.exercise import exercise
from measures.store.measures import all_measures
from measures.store.whole import every_correction, every_event, every_replacement, every_source, moment

WHO = "open data"
"""In whose name decisions stand that came by open data: nobody's."""
PUBLISHED = "open"
"""The name in the data directory under which the newest folder is found."""

_FOLDERS = f".{PUBLISHED}-"

Told = Callable[[str], None]


def export(
    store: Store, folder: Path, settings: Settings, now: datetime, told: Told = lambda _: None
) -> None:
    """Write the whole data into a folder that is empty or not there; `told` hears of each table.

    InputError where the folder cannot be used, StoreError for an exercise, whose data are not real.
    """
    if exercise(store) is not None:
        raise StoreError("this store is for an exercise, which is no open data")
    # The folder that a link leads to is the one written.
    folder = folder.resolve()
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError("is not an empty folder", subject=str(folder))
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _write(store, made, settings, now, told)
            made.chmod(0o755)
            # One step; it takes the place of an empty folder, and fails where one is no longer empty.
            made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", subject=str(folder)) from None


def publish(store: Store, settings: Settings, now: datetime) -> bool:
    """Let the newest data be found under PUBLISHED in the data directory; whether they are other ones.

    Readers see the old folder or the new one, never half of one, and what they are fetching stays until the
    next time. Data that are as before stay as they are. Nothing is published of an exercise, nor while
    another process publishes.
    """
    if exercise(store) is not None:
        return False
    home = settings.data_dir.resolve()
    place, new = home / PUBLISHED, home / f"{_FOLDERS}{now:%Y%m%dT%H%M%S%f}"
    try:
        home.mkdir(parents=True, exist_ok=True)
        with (home / f".{PUBLISHED}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            old = place.resolve() if place.is_symlink() else None
            _drop_all(home, keep=old)
            export(store, new, settings, now)
            if old is not None and _same(old, new):
                shutil.rmtree(new)
                return False
            link = home / f"{_FOLDERS}link"
            link.symlink_to(new.name)
            link.replace(place)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", subject=str(place)) from None
    return True


def _drop_all(home: Path, keep: Path | None) -> None:
    """Remove what earlier times left: folders that are no longer shown, and what was cut short."""
    for path in (*home.glob(f"{_FOLDERS}*"), *home.glob(f".{_FOLDERS}*")):
        if path.is_symlink():
            path.unlink()
        elif path != keep:
            shutil.rmtree(path, ignore_errors=True)


def _of_which(table: Table, rows: list[Row]) -> str:
    """What tells a count of conflicts from the one that pages show: those over or withdrawn are kept too."""
    if table is not d.CONFLICTS:
        return ""
    standing = sum(row["active"] for row in rows)
    return f" ({standing} that stand, {len(rows) - standing} withdrawn and kept for their history)"


def _write(store: Store, folder: Path, settings: Settings, now: datetime, told: Told) -> None:
    with moment(store) as tx:
        events = every_event(tx)
        measures = sorted(all_measures(tx), key=lambda measure: measure.id)
        steps = conflict_steps(tx)
        rows = {
            d.MEASURES: list(map(d.measure_row, measures)),
            d.EVENTS: list(map(d.event_row, events)),
            d.REPLACED: list(map(d.replaced_row, every_replacement(tx))),
            d.CORRECTIONS: list(map(d.correction_row, every_correction(tx, WHO))),
            d.CONFLICTS: d.conflict_rows(steps),
            d.HISTORY: list(map(d.step_row, steps)),
            d.SOURCES: list(map(d.source_row, every_source(tx))),
        }
    files = []
    for table, found in rows.items():
        for ending, write in (("csv", write_csv), ("parquet", write_parquet)):
            path = folder / f"{table.name}.{ending}"
            write(path, table, found)
            files.append(_facts(path, table.name))
        told(f"{table.name}: {len(found)} rows{_of_which(table, found)}")
    texts = {
        "README.md": readme(settings),
        "dictionary.csv": dictionary_csv(),
        "codes.csv": codes_csv(),
        "index.html": index(files, settings),
        dcat.NAME: describe(files, _covered(measures, events), now, settings),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="")
    # What is renamed is on the disk: a machine that dies meanwhile leaves the old data or the new.
    for path in folder.iterdir():
        with path.open("rb") as stream:
            os.fsync(stream.fileno())


def _facts(path: Path, table: str) -> FileFacts:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return FileFacts(path.name, table, path.stat().st_size, digest)


def _covered(measures: list[Measure], events: list[Event]) -> tuple[date, date] | None:
    """The first and the last day told of: of measures, and the days on which texts became known."""
    heard = [day_of(event.known_at) for event in events]
    days = [*heard, *(measure.since for measure in measures), *(m.ends for m in measures if m.ends)]
    return (min(days), max(days)) if days else None


def _same(old: Path, new: Path) -> bool:
    """Whether two folders hold the same but for the instant at which they were written."""
    names = {path.name for path in new.iterdir()}
    try:
        if names != {path.name for path in old.iterdir()}:
            return False
        plain = all((old / name).read_bytes() == (new / name).read_bytes() for name in names - {dcat.NAME})
        return plain and _timeless(old) == _timeless(new)
    except (OSError, ValueError):
        return False


def _timeless(folder: Path) -> object:
    def without(parts: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in parts.items() if name != "dct:modified"}

    return json.loads((folder / dcat.NAME).read_text("utf-8"), object_hook=without)
