"""Items as JSON Lines, the fields of the codebook: read and checked line by line, written back whole."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from measures.days import ZONE
from measures.errors import InputError
from measures.model import YEARS, Assessment, Item
from measures.vocabulary import Action, Border, Country, Group, Impact, Language, Level, Topic


def day_from(value: object) -> date | None:
    """A day written YYYY-MM-DD, or None for None; ValueError for all else, instants and numbers too."""
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day is written YYYY-MM-DD")
    return date.fromisoformat(value)


def bounded_day(value: object) -> date | None:
    """As day_from, and ValueError for days outside the YEARS in which a day can lie."""
    day = day_from(value)
    if day and day.year not in YEARS:
        raise ValueError(f"a day lies between {YEARS[0]}-01-01 and {YEARS[-1]}-12-31")
    return day


def _whole(value: object) -> object:
    """Text without half characters, which no UTF-8 can hold; each gives way to one mark, so places stay."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value


_HALF = re.compile("[\ud800-\udfff]")
_Model = TypeVar("_Model", bound=BaseModel)
Day = Annotated[date | None, BeforeValidator(day_from)]
Published = Annotated[date | None, BeforeValidator(bounded_day)]
Text = Annotated[str, BeforeValidator(_whole)]
Name = Annotated[Text, Field(min_length=1)]


class ItemLine(BaseModel):
    """An item as handed in; other fields of the line are kept for the output, not read."""

    model_config = ConfigDict(extra="ignore")

    id: Name
    country: Country
    authority: Name
    level: Level
    language: Language
    published: Published
    url: Text
    title: Text
    summary: Text
    source: Text = "input"
    regions: tuple[Text, ...] = ()


class Labels(BaseModel):
    """The labels of the codebook, as given by a person."""

    model_config = ConfigDict(extra="ignore", strict=False, frozen=True)

    is_measure: Annotated[bool, Field(strict=True)]
    topics: tuple[Topic, ...]
    action: Action
    border_impact: Impact
    borders: tuple[Border, ...]
    groups: tuple[Group, ...]
    frontier_exempt: Annotated[bool | None, Field(strict=True)]
    valid_from: Day
    valid_until: Day


class _Labelled(BaseModel):
    model_config = ConfigDict(extra="ignore")

    labels: Labels


def read_items(stream: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], Item]]:
    """Each line as handed in and the item it holds; blank lines are passed over.

    Lines are UTF-8 whatever the locale. Raises InputError (subject `line N`) with the field and what is
    wrong with it, at the first line that cannot be read.
    """
    for subject, line in read_lines(stream):
        checked = check(ItemLine, line, subject)
        yield line, Item(**checked.model_dump())


def read_labelled(stream: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], Item]]:
    """As read_items, for lines that must carry the labels of the codebook; unknown labels are errors."""
    for subject, line in read_lines(stream):
        check(_Labelled, line, subject)
        checked = check(ItemLine, line, subject)
        yield line, Item(**checked.model_dump())


def known_at(item: Item, otherwise: date) -> datetime:
    """When an item that is handed in became known: the start of its day of publication in Amsterdam, in UTC.

    `otherwise` is the day taken for an item without a date of publication.
    """
    return datetime.combine(item.published or otherwise, time(), ZONE).astimezone(UTC)


def labels(assessment: Assessment) -> dict[str, Any]:
    """The labels of the codebook as a reading gives them, days as YYYY-MM-DD."""
    return {
        "is_measure": assessment.is_measure,
        "topics": list(assessment.topics),
        "action": assessment.action,
        "border_impact": assessment.border_impact,
        "borders": list(assessment.borders),
        "groups": list(assessment.groups),
        "frontier_exempt": assessment.frontier_exempt,
        "valid_from": assessment.valid_from and assessment.valid_from.isoformat(),
        "valid_until": assessment.valid_until and assessment.valid_until.isoformat(),
    }


def to_line(fields: dict[str, Any]) -> bytes:
    """One JSON line in UTF-8; characters that UTF-8 cannot hold are written as JSON escapes."""
    try:
        return json.dumps(fields, ensure_ascii=False, default=str).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(fields, default=str).encode() + b"\n"


def read_lines(stream: Iterable[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each JSON object with its place (`line N`), blank lines passed over; InputError where one is none."""
    for number, raw in enumerate(stream, 1):
        subject = f"line {number}"
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            if not text:
                continue
            line = json.loads(text, parse_constant=_no_constant)
        except UnicodeDecodeError:
            raise InputError("is not UTF-8", subject=subject) from None
        except json.JSONDecodeError as error:
            raise InputError(f"is not JSON: {error.msg} at column {error.colno}", subject=subject) from None
        except (ValueError, RecursionError):
            raise InputError("is not JSON that can be read", subject=subject) from None
        if not isinstance(line, dict):
            raise InputError("is not a JSON object", subject=subject)
        yield subject, line


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def check(model: type[_Model], line: dict[str, Any], subject: str) -> _Model:
    """A line as `model`; InputError naming the first field that is missing or wrong."""
    try:
        return model.model_validate(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        if not field:
            raise InputError(said, subject=subject) from None
        problem = f"{said}, got {first['input']!r:.80}"
        if first["type"] == "missing":
            problem = "is missing"
        raise InputError(f"field {field}: {problem}", subject=subject) from None
