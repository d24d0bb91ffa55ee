"""Real measures of 2020-2026 as items in the project's own words, each with the address of its real source.

One file of JSON Lines a year and country in `items/`; a line holds the codebook's item fields, no labels.
Where a source gives no day of publication, it is the first day the rule held, or else the end of its month.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from importlib.resources import files
from importlib.resources.abc import Traversable

from measures.days import ZONE
from measures.errors import InputError
from measures.model import Item
from measures.vocabulary import Country, Language, Level

SOURCE = "archive"

_REQUIRED = frozenset(
    ("id", "country", "authority", "level", "language", "published", "url", "title", "summary")
)
_OPTIONAL = frozenset(("regions",))
_NUTS = re.compile(r"(?:NL|DE|BE)[0-9A-Z]{1,3}")


def archive_items(folder: Traversable | None = None) -> Iterator[tuple[Item, datetime]]:
    """Every archive item with the instant it counts as known, in the order of publication.

    The instant is the start of the day of publication in Europe/Amsterdam, given in UTC. `folder` holds
    the `.jsonl` files, by default those shipped here. InputError names the file and line that cannot be read.
    """
    items = sorted(_read(folder or files(__name__).joinpath("items")), key=lambda item: (item[0], item[1].id))
    for published, item in items:
        yield item, datetime.combine(published, time.min, ZONE).astimezone(UTC)


def _read(folder: Traversable) -> Iterator[tuple[date, Item]]:
    seen: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".jsonl"):
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            place = f"{file.name} line {number}"
            try:
                published, item = parse_line(line)
            except (ValueError, TypeError) as error:
                raise InputError(str(error), subject=place) from None
            if item.id in seen:
                raise InputError(f"id {item.id} stands in {seen[item.id]} already", subject=place)
            seen[item.id] = place
            yield published, item


def parse_line(line: str) -> tuple[date, Item]:
    """The day of publication and the item of one line; ValueError or TypeError says what is wrong with it."""
    row = json.loads(line)
    if not isinstance(row, dict):
        raise TypeError("not a JSON object")
    if missing := _REQUIRED - row.keys():
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    if unknown := row.keys() - _REQUIRED - _OPTIONAL:
        raise ValueError(f"has unknown fields {', '.join(sorted(unknown))}")
    for name in _REQUIRED:
        if not isinstance(row[name], str) or not row[name].strip():
            raise ValueError(f"{name} must be a text, got {row[name]!r}")
    if not row["url"].startswith(("https://", "http://")):
        raise ValueError(f"url must be a web address, got {row['url']!r}")
    regions = row.get("regions", [])
    if not isinstance(regions, list) or not all(isinstance(r, str) and _NUTS.fullmatch(r) for r in regions):
        raise ValueError(f"regions must be NUTS codes, got {regions!r}")
    published = date.fromisoformat(row["published"])
    return published, Item(
        id=row["id"],
        source=SOURCE,
        country=Country(row["country"]),
        authority=row["authority"],
        level=Level(row["level"]),
        language=Language(row["language"]),
        published=published,
        url=row["url"],
        title=row["title"],
        summary=row["summary"],
        regions=tuple(regions),
        published_raw=row["published"],
    )
