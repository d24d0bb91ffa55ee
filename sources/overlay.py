"""The operator's own changes to the catalogue: overlay.toml in the data directory, laid over its entries.

    [change.nl-some-feed]        any fields of an entry, to be read in place of its own
    standing = "use"

    [[source]]                   an entry of one's own, as in the catalogue

`python -m sources probe` writes what it found here; whatever else stands in the file is left as it is.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError

from measures.days import day_of
from measures.settings import Settings
from measures.vocabulary import AnswerState
from sources.catalogue import Source, load_catalogue
from sources.errors import CatalogueError
from sources.poll import Poll

NAME = "overlay.toml"


@dataclass(frozen=True, slots=True)
class Move:
    """What one probe says of an entry: from now on it is in use, or dead."""

    source_id: str
    standing: str
    evidence_date: date


def overlay_file(settings: Settings) -> Path:
    """Where the operator's changes stand, or will."""
    return settings.data_dir / NAME


def load_sources(settings: Settings) -> dict[str, Source]:
    """The catalogue with the operator's changes; CatalogueError with file and entry where one is wrong."""
    catalogue = load_catalogue(settings.catalogue)
    file = overlay_file(settings)
    return laid_over(catalogue, _read(file).unwrap(), file.name) if file.exists() else catalogue


def laid_over(catalogue: dict[str, Source], tables: dict[str, Any], file: str = NAME) -> dict[str, Source]:
    """The catalogue with the tables of an overlay laid over it; pure."""
    changes, own = tables.get("change", {}), tables.get("source", [])
    if tables.keys() - {"change", "source"} or not isinstance(changes, dict) or not isinstance(own, list):
        raise CatalogueError("holds something else than [change.<id>] and [[source]] tables", subject=file)
    found = dict(catalogue)
    for number, entry in enumerate(own, start=1):
        source = _checked(entry, f"{file}, {entry.get('id', f'entry {number}')}")
        if source.id in found:
            raise CatalogueError("this id is taken", subject=f"{file}, {source.id}")
        found[source.id] = source
    for key, change in changes.items():
        if key not in found:
            raise CatalogueError("no such entry in the catalogue", subject=f"{file}, {key}")
        if not isinstance(change, dict) or change.get("id", key) != key:
            raise CatalogueError("changes fields of an entry, and never its id", subject=f"{file}, {key}")
        found[key] = _checked(_merged(found[key].model_dump(exclude_unset=True), change), f"{file}, {key}")
    return found


def judge_probe(source: Source, poll: Poll) -> Move | None:
    """What a probe changes: one good answer puts an entry in use, a 404 or 410 ends it.

    A good answer may be empty where the entry says so: lists of warnings mostly are. Nothing else does: a
    machine without internet, or a bot wall for the day, says nothing of the entry. An entry that is off
    stays off, and one in use is for the scheduler to watch.
    """
    day = day_of(poll.at)
    if source.standing not in ("probe", "dead"):
        return None
    if poll.ok:
        return Move(source.id, "use", day)
    if poll.state is AnswerState.GONE and source.standing == "probe":
        return Move(source.id, "dead", day)
    return None


def write_moves(file: Path, moves: Iterable[Move], at: datetime) -> None:
    """Write these moves into the overlay, at once or not at all; its other lines and comments stay."""
    document = _read(file) if file.exists() else tomlkit.document()
    if not document:
        document.add(tomlkit.comment("This operator's changes to the catalogue; see sources/overlay.py."))
    changes = document.setdefault("change", tomlkit.table(is_super_table=True))
    for move in moves:
        change = changes.setdefault(move.source_id, tomlkit.table())
        facts = {"standing": move.standing, "evidence_date": move.evidence_date, "evidence_precision": "day"}
        if move.standing == "use":
            facts["basis"] = "measured"
        change.update(facts)
        change["standing"].comment(f"probed {at.isoformat(timespec='seconds')}")
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f"{file.name}.{os.getpid()}")
    half.write_text(tomlkit.dumps(document), "utf-8")
    half.replace(file)


def _read(file: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise CatalogueError(f"cannot be read: {error}", subject=str(file)) from None


def _checked(entry: dict[str, Any], subject: str) -> Source:
    try:
        return Source.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise CatalogueError(message, subject=f"{subject}: {field}" if field else subject) from None


def _merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        under = merged.get(key)
        if isinstance(under, dict) and isinstance(value, dict):
            merged[key] = _merged(under, value)
        else:
            merged[key] = value
    return merged
