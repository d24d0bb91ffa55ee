"""What may be asked: the parameters of each address, checked and documented by these models."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from dashboard.address import EARLIEST, LATEST
from measures.vocabulary import Border, ConflictKind, Country, Group, Impact, Language, Topic

MOST = 1_000
"""Rows that one page of an answer holds at most."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written_as_day(given: object) -> object:
    """Days alone: a number would be taken for the seconds since 1970."""
    if isinstance(given, str) and not _DAY.fullmatch(given):
        raise PydanticCustomError("day", "Input should be a day, written YYYY-MM-DD")
    return given


Day = Annotated[
    date, BeforeValidator(_written_as_day), AfterValidator(lambda day: min(max(day, EARLIEST), LATEST))
]
NutsCode = Annotated[str, Field(pattern="^[A-Z]{2}[A-Z0-9]{0,3}$")]
Words = Annotated[str, Field(max_length=200)]


class Paged(BaseModel):
    """Which part of the answer, and in which form. Parameters that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid")

    page: int = Field(default=1, ge=1, le=1_000_000, description="Page of the answer, from 1.")
    size: int = Field(default=100, ge=1, le=MOST, description="Rows a page.")
    format: Literal["json", "csv"] | None = Field(
        default=None, description="Form of the answer; without it the header Accept decides, then JSON."
    )

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.page - 1) * self.size


class Known(BaseModel):
    """As of when."""

    as_of: Day | None = Field(
        default=None,
        description="Only what was known at the end of this day, read as it was read then "
        "(Europe/Amsterdam). Without it: what is known now.",
    )


class Labels(BaseModel):
    """Labels shared by measures and conflicts; of several values of one, any will do."""

    border: list[Border] = Field(default=[], description="Borders that are touched.")
    topic: list[Topic] = Field(default=[], description="Topics.")
    group: list[Group] = Field(
        default=[], description="Whom it concerns; what is for everyone concerns each group."
    )


class MeasureQuery(Labels, Known, Paged):
    """Measures, narrowed: every parameter that is given must hold."""

    on: Day | None = Field(default=None, description="In force on this day; the same as since and until.")
    since: Day | None = Field(default=None, description="In force on some day from this one on.")
    until: Day | None = Field(default=None, description="In force on some day up to this one.")
    country: list[Country] = Field(default=[], description="Country of the issuing authority.")
    region: list[NutsCode] = Field(default=[], description="NUTS codes of ground in which it holds.")
    impact: list[Impact] = Field(default=[], description="Effect on people who cross the border.")
    q: Words = Field(default="", description="Words that a text on the measure must hold (see /search).")
    order: Literal["since", "newest", "until", "known", "impact"] = Field(
        default="since",
        description="since: earliest first; newest: latest beginning first; until: what ends first; "
        "known: last heard of first; impact: hardest first.",
    )


class ConflictQuery(Labels, Known, Paged):
    """Conflicts, narrowed: the most severe first."""

    on: Day | None = Field(
        default=None, description="The day looked at (default today): begun by then, or known to begin."
    )
    state: Literal["open", "early", "near", "all"] = Field(
        default="near",
        description="open: exists on the day; early: begins within 60 days; near: both; "
        "all: whenever it exists.",
    )
    kind: list[ConflictKind] = Field(default=[], description="Kinds of conflict.")
    severity: int = Field(default=1, ge=1, le=5, description="Least severity.")
    measure: Annotated[str, Field(max_length=200)] = Field(
        default="", description="Id of a measure that is on one of the two sides."
    )
    lang: Language = Field(default=Language.EN, description="Language of the reasons.")


class OneConflictQuery(BaseModel):
    """How one conflict is told."""

    model_config = ConfigDict(extra="forbid")

    on: Day | None = Field(default=None, description="The day from which early warnings count.")
    lang: Language = Field(default=Language.EN, description="Language of the reasons.")


class SearchQuery(Paged):
    """Search over all texts, best first."""

    q: Words = Field(min_length=1, description="Words, in any language; slips of the pen are seen through.")
    only: Literal["all", "measures", "news"] = Field(
        default="all", description="Texts on measures, or news that tell of none."
    )
    language: list[Language] = Field(default=[], description="Language of the text.")
    country: list[Country] = Field(default=[], description="Country of the authority.")
    border: list[Border] = Field(default=[], description="Borders that the measure touches.")
    topic: list[Topic] = Field(default=[], description="Topics of the measure.")
