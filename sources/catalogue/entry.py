"""The shape of a catalogue entry: what a source is, how it is asked, and what its answer holds."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from measures.geography import names, regions
from measures.vocabulary import Country, Language, Level
from sources.formats import paths
from sources.formats.dates import NAMED_FORMATS

PLACEHOLDERS = frozenset({"from", "to", "from_day", "to_day", "year"})
"""What a request may ask of the clock: see sources.requests."""

Regex = Annotated[str, Field(min_length=1)]
Paths = tuple[str, ...]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Request(_Facts):
    """How a source is asked where a plain GET is not enough; `{names}` stand for params and the clock."""

    method: Literal["GET", "POST"] = "GET"
    headers: dict[str, str] = {}
    body: str = ""
    params: dict[str, str] = {}
    window_days: Annotated[int, Field(ge=1, le=31)] | None = None


class Limits(_Facts):
    """What an answer may cost: seconds to connect, between two pieces, in all; bytes after unpacking."""

    connect_seconds: Annotated[float, Field(gt=0, le=60)] = 10
    read_seconds: Annotated[float, Field(gt=0, le=120)] = 20
    total_seconds: Annotated[float, Field(gt=0, le=300)] = 60
    max_bytes: Annotated[int, Field(ge=1_000, le=400_000_000)] = 5_000_000


class Expect(_Facts):
    """What an answer of this source holds; one that breaks it is an alarm, and never ends a measure.

    `page_size` is the most the source ever gives: a full page may hide more. `quiet_days` is the
    longest usual silence.
    """

    min_items: Annotated[int, Field(ge=0)] = 0
    max_items: Annotated[int, Field(ge=1)] = 2_000
    page_size: Annotated[int, Field(ge=1)] | None = None
    required: tuple[Literal["title", "summary", "published", "url"], ...] = ("title",)
    quiet_days: Annotated[int, Field(ge=1)] | None = None


class Dates(_Facts):
    """How the source writes a day: named formats (rfc822, iso, epoch) or patterns like "%d.%m.%Y".

    `zone` holds for times without one; `ignore_offset` where local time is stamped as if it were UTC.
    """

    formats: tuple[str, ...] = ("rfc822", "iso")
    zone: Literal["Europe/Amsterdam", "UTC"] = "Europe/Amsterdam"
    ignore_offset: bool = False

    @field_validator("formats")
    @classmethod
    def _known(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        for name in formats:
            if name not in NAMED_FORMATS and "%" not in name:
                raise ValueError(
                    f"{name!r} is no date format: use one of {', '.join(NAMED_FORMATS)} or a %-pattern"
                )
        return formats


class Fields(_Facts):
    """Where each field of an item stands in a record: paths in order of preference (sources.formats.paths).

    `id` is what stays the same over the item's versions; `keep_case` where two ids may differ in case only.
    """

    id: Paths = ("id", "link")
    title: Paths = ("title",)
    summary: Paths = ("summary", "content.*.value")
    url: Paths = ("link",)
    published: Paths = ("published", "updated")
    language: Paths = ()
    keep_case: bool = False

    @field_validator("id", "title", "summary", "url", "published", "language")
    @classmethod
    def _readable(cls, candidates: Paths) -> Paths:
        for candidate in candidates:
            paths.check(candidate)
        return candidates


class Source(_Facts):
    """One feed of a government: everything known about it, with the day of the evidence.

    `regions` are NUTS codes of the authority's area, empty for the whole country. `items` are the paths
    of the list in a JSON answer. `only` keeps records whose text one of the patterns finds, `never` drops
    them. `home` is the page for people, used where a record has no address of its own.
    """

    id: Annotated[str, Field(pattern=r"^(nl|de|be|eu)-[a-z0-9-]{2,60}$")]
    name: Annotated[str, Field(min_length=3, max_length=120)]
    authority: Annotated[str, Field(min_length=3, max_length=200)]
    country: Country
    level: Level
    language: Language
    regions: tuple[str, ...] = ()
    format: Literal["rss", "atom", "rdf", "json"]
    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+/?\S*$")]
    home: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    request: Request = Request()
    items: Paths = ()
    fields: Fields = Fields()
    dates: Dates = Dates()
    cut_after: str = ""
    glued_sentences: bool = False
    only: tuple[Regex, ...] = ()
    never: tuple[Regex, ...] = ()
    interval_minutes: Annotated[int, Field(ge=1, le=10_080)]
    fastest_minutes: Annotated[int, Field(ge=1, le=10_080)] | None = None
    min_delay_seconds: Annotated[float, Field(ge=0, le=600)] = 2
    limits: Limits = Limits()
    expect: Expect = Expect()
    priority: Literal["primary", "secondary", "optional"]
    standing: Literal["use", "probe", "off", "dead"]
    basis: Literal["measured", "in_use", "configured", "announced", "inferred"]
    evidence_date: date | None = None
    evidence_precision: Literal["day", "month", "year", "about"] = "day"
    licence: str = ""
    robots: str = ""
    rate: str = ""
    quirks: tuple[str, ...] = ()

    @property
    def least_minutes(self) -> int:
        """The shortest interval, also when busy or in crisis mode: declared, or ten minutes."""
        return min(self.fastest_minutes or 10, self.interval_minutes)

    @property
    def is_polled(self) -> bool:
        """Whether the scheduler asks it: entries on probation wait for one good probe."""
        return self.standing == "use"

    @field_validator("regions")
    @classmethod
    def _known_regions(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        known = set(regions()) | set(names().values())
        for code in codes:
            if not any(other.startswith(code) for other in known):
                raise ValueError(f"unknown region {code!r}")
        return codes

    @field_validator("only", "never")
    @classmethod
    def _patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no pattern: {error}") from None
        return patterns

    @field_validator("items")
    @classmethod
    def _list_paths(cls, candidates: Paths) -> Paths:
        for candidate in candidates:
            if candidate:
                paths.check(candidate)
        return candidates

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.format == "json") != bool(self.items):
            raise ValueError("`items` belongs to format json, and only there")
        asked = {
            name
            for text in (self.url, *self.request.params.values(), self.request.body)
            for name in re.findall(r"\{([a-z_]+)\}", text)
        }
        unknown = asked - PLACEHOLDERS - set(self.request.params)
        if unknown:
            raise ValueError(f"{{{sorted(unknown)[0]}}} stands for nothing: neither a param nor of the clock")
        if asked & {"from", "to", "from_day", "to_day"} and self.request.window_days is None:
            raise ValueError("a request with a window needs `window_days`")
        return self
