"""The shape of a catalogue entry: what a source is, how it is asked, and what its answer holds."""

import re
from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from measures.geography import names, regions
from measures.vocabulary import Country, Language, Level
from sources.formats import pages, paths
from sources.formats.dates import NAMED_FORMATS

PLACEHOLDERS = frozenset({"from", "to", "from_day", "to_day", "year"})
"""What a request may ask of the clock: see sources.requests."""

Regex = Annotated[str, Field(min_length=1)]
Paths = tuple[str, ...]


_LISTED = ("json", "xml", "html", "page")
"""Formats in which the entry says where the list stands."""


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
    longest usual silence. An answer made longer ago than `made_minutes` (see `made_at`) is refused.
    """

    min_items: Annotated[int, Field(ge=0)] = 0
    max_items: Annotated[int, Field(ge=1)] = 2_000
    page_size: Annotated[int, Field(ge=1)] | None = None
    required: tuple[Literal["title", "summary", "published", "url"], ...] = ("title",)
    quiet_days: Annotated[int, Field(ge=1)] | None = None
    made_minutes: Annotated[int, Field(ge=1)] | None = None


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
    `place` gives coordinates. In web pages the paths are CSS selectors (sources.formats.pages).
    """

    id: Paths = ("id", "link")
    title: Paths = ("title",)
    summary: Paths = ("summary", "content.*.value")
    url: Paths = ("link",)
    published: Paths = ("published", "updated")
    language: Paths = ()
    place: Paths = ()
    keep_case: bool = False


class Detail(_Facts):
    """Where the whole text behind a record of the list stands, and how it is read.

    `url` and `version` are paths in the record: the address (by default the record's link), and what is
    another text when the detail is another one (by default the record's own). `format` none: not asked for.
    """

    format: Literal["cap", "json", "html", "article", "none"]
    url: Paths = ()
    version: Paths = ()
    items: Paths = ()
    fields: Fields = Fields()


_ARTICLE = Detail(format="article")
_LINKING = ("rss", "atom", "rdf", "html")


class Source(_Facts):
    """One feed of a government: everything known about it, with the day of the evidence.

    `regions` are NUTS codes of the authority's area, empty for the whole country. `home` is the page for
    people, used where a record has no address of its own. `items` are the paths of the list in JSON or XML;
    in a web page the selectors of its records, of a watched page that of its main text; `without` is cut
    away first, and `landmark` is what only the right page holds. `made_at` are the paths in JSON of the
    instant at which the answer was made. `only` keeps records whose text one of the
    patterns finds, `never` drops them; `corridor_km` keeps those with a place so near to a border.
    `detail` says where the whole text behind a record stands; by default feeds and lists of links are
    followed to their pages where the text is short (sources.details).
    `robots_exception` is the host whose robots.txt forbids what its manual offers: the source is polled
    only where the operator's setting names that host.
    """

    id: Annotated[str, Field(pattern=r"^(nl|de|be|eu)-[a-z0-9-]{2,60}$")]
    name: Annotated[str, Field(min_length=3, max_length=120)]
    authority: Annotated[str, Field(min_length=3, max_length=200)]
    country: Country
    level: Level
    language: Language
    regions: tuple[str, ...] = ()
    format: Literal["rss", "atom", "rdf", "json", "xml", "sru", "cap", "datex2", "html", "page", "article"]
    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+/?\S*$")]
    home: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    request: Request = Request()
    items: Paths = ()
    made_at: Paths = ()
    landmark: str = ""
    without: tuple[str, ...] = ()
    encoding: Literal["", "iso-8859-1", "utf-8"] = ""
    corridor_km: Annotated[float, Field(gt=0, le=100)] | None = None
    fields: Fields = Fields()
    detail: Detail | None = None
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
    basis: Literal["measured", "in_use", "configured", "announced", "inferred", "none"]
    evidence_date: date | None = None
    evidence_precision: Literal["day", "month", "year", "about"] = "day"
    licence: str = ""
    robots: str = ""
    robots_exception: str = ""
    rate: str = ""
    quirks: tuple[str, ...] = ()

    def standing_with(self, robots_exceptions: Collection[str]) -> str:
        """Its standing where the operator allows these hosts against their robots.txt: off without that."""
        forbidden = self.robots_exception and self.robots_exception not in robots_exceptions
        return "off" if forbidden and self.standing == "use" else self.standing

    @property
    def least_minutes(self) -> int:
        """The shortest interval, also when busy or in crisis mode: declared, or ten minutes."""
        return min(self.fastest_minutes or 10, self.interval_minutes)

    @property
    def is_polled(self) -> bool:
        """Whether the scheduler asks it where the operator has set nothing.

        Entries on probation wait for one good probe.
        """
        return self.standing_with(()) == "use"

    @property
    def follows(self) -> Detail | None:
        """What is asked for behind its records; None where nothing is."""
        found = self.detail or (_ARTICLE if self.format in _LINKING else None)
        return found if found and found.format != "none" else None

    def at_detail(self, url: str) -> Self:
        """The source as it is asked for the detail at `url`."""
        if (detail := self.follows) is None:
            raise ValueError(f"{self.id} has no details")
        headers = {name: value for name, value in self.request.headers.items() if name.lower() != "accept"}
        changes = {
            "url": url,
            "format": detail.format,
            "items": detail.items,
            "fields": detail.fields,
            "request": Request(headers=headers),
            "expect": Expect(),
            "detail": None,
            "only": (),
            "landmark": "",
            "without": (),
            "encoding": "",
            "corridor_km": None,
        }
        return self.model_copy(update=changes)

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

    @model_validator(mode="after")
    def _readable(self) -> Self:
        """Each path and selector can be read in this format, and in that of its details."""
        _check_paths(self)
        if self.detail is not None and self.detail.format != "none":
            _check_paths(self.at_detail(self.url))
        return self

    @model_validator(mode="after")
    def _whole(self) -> Self:
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


def _check_paths(source: Source) -> None:
    """ValueError with the field where a path or selector cannot be read in the source's format."""
    if source.format in _LISTED and not source.items:
        raise ValueError(f"items: format {source.format} needs the paths of its list")
    if source.items and source.format not in (*_LISTED, "cap"):
        raise ValueError(f"items: there is none in format {source.format}")
    is_page = source.format in ("html", "page")
    if not is_page and (source.landmark or source.without or source.encoding):
        raise ValueError("`landmark`, `without` and `encoding` belong to web pages")
    for selector in (*(source.items if is_page else ()), *source.without, *filter(None, [source.landmark])):
        pages.check_selector(selector)
    declared = {f"fields.{name}": value for name, value in source.fields if isinstance(value, tuple)}
    if not is_page:
        declared["items"] = tuple(filter(None, source.items))
    if source.detail is not None:
        declared |= {"detail.url": source.detail.url, "detail.version": source.detail.version}
    for name, candidates in declared.items():
        for candidate in candidates:
            try:
                pages.check(candidate) if is_page else paths.check(candidate)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
