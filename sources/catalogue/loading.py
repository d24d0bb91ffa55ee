"""Reading the catalogue's files: shared facts laid under each entry, one clear line for each mistake."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from sources.catalogue.entry import Source
from sources.errors import CatalogueError

HERE = Path(__file__).parent


def load_catalogue(folder: Path | None = None) -> dict[str, Source]:
    """The sources by id, from `folder` or the built-in files.

    A file holds `[[source]]` tables and, beside them, `[shared.<name>]` tables that entries with
    `shared = "<name>"` build upon. Raises CatalogueError with file, entry and field in its subject.
    """
    return dict(_load(folder or HERE))


@cache
def _load(folder: Path) -> dict[str, Source]:
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise CatalogueError("no catalogue files (*.toml) here", subject=str(folder))
    found: dict[str, Source] = {}
    for file in files:
        for source in _read(file):
            if source.id in found:
                raise CatalogueError(
                    "this id stands twice in the catalogue", subject=f"{file.name}, {source.id}"
                )
            found[source.id] = source
    return found


def _read(file: Path) -> list[Source]:
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"cannot be read: {error}", subject=file.name) from None
    shared = tables.pop("shared", {})
    entries = tables.pop("source", [])
    if tables or not isinstance(entries, list) or not isinstance(shared, dict):
        raise CatalogueError("holds something else than [[source]] and [shared.*] tables", subject=file.name)
    return [_entry(file.name, number, entry, shared) for number, entry in enumerate(entries, start=1)]


def _entry(file: str, number: int, entry: dict[str, object], shared: dict[str, dict[str, object]]) -> Source:
    subject = f"{file}, {entry.get('id', f'entry {number}')}"
    base: dict[str, object] = {}
    if (name := entry.pop("shared", None)) is not None:
        if not isinstance(name, str) or name not in shared:
            raise CatalogueError(f"no [shared.{name}] in this file", subject=subject)
        base = shared[name]
    try:
        return Source.model_validate(_laid_over(base, entry))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise CatalogueError(message, subject=f"{subject}: {field}" if field else subject) from None


def _laid_over(base: dict[str, object], entry: dict[str, object]) -> dict[str, object]:
    merged = dict(base)
    for key, value in entry.items():
        under = merged.get(key)
        merged[key] = (
            _laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
        )
    return merged
