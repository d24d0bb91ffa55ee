"""Documented conflicts as JSON Lines, and the declared rules by which a flagged one counts as the same."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from measures.errors import InputError
from measures.items import Name, check, day_from, read_lines
from measures.vocabulary import Border, ConflictKind, Country, Topic


@dataclass(frozen=True, slots=True)
class Case:
    """A conflict that sources document: days inclusive, `until` None where they give no end.

    `items` are the ids of the items that tell of its measures; None where nobody has looked, empty where
    there are none.
    """

    id: str
    border: Border
    kind: ConflictKind
    topics: tuple[Topic, ...]
    since: date
    until: date | None
    items: tuple[str, ...] | None = None

    @property
    def countries(self) -> tuple[Country, Country]:
        return self.border.sides

    def last_day(self, on: date) -> date:
        """Last day that counts: the documented one or, without one, the declared time on; at most `on`."""
        return max(self.since, min(on, self.until or self.since + timedelta(days=declared("open_days") - 1)))


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: Name
    border: Border
    kind: ConflictKind
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    date_from: Annotated[date, BeforeValidator(day_from)]
    date_until: Annotated[date | None, BeforeValidator(day_from)] = None
    items: tuple[Name, ...] | None = None


def read_cases(stream: Iterable[bytes]) -> Iterator[Case]:
    """Documented conflicts, one a line; fields beside those of Case are not read.

    Raises InputError (subject `line N`) with the field and what is wrong with it.
    """
    for subject, line in read_lines(stream):
        read = check(_Line, line, subject)
        if read.date_until is not None and read.date_until < read.date_from:
            raise InputError("date_until lies before date_from", subject=subject)
        yield Case(read.id, read.border, read.kind, read.topics, read.date_from, read.date_until, read.items)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("backtest.toml").read_text("utf-8"))


def declared(name: str) -> int:
    """A declared number of days."""
    return cast(int, _data()[name])


def least_share() -> float:
    """Share of the documented days that a flagged conflict must cover."""
    return cast(float, _data()["least_share"])


@cache
def kinds_for(documented: ConflictKind) -> frozenset[ConflictKind]:
    """The kind itself and those declared to stand for it."""
    others = (row["flagged"] for row in _data()["equivalent"] if row["documented"] == documented)
    return frozenset((documented, *map(ConflictKind, others)))
