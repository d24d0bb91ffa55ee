"""Structured measures as JSON Lines: what the engine compares, handed in without a text to be read.

The format is described in docs/measures.md.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from measures.days import ZONE, day_of
from measures.errors import InputError
from measures.geography import borders_touched
from measures.items import Name, Text, bounded_day, check, read_lines
from measures.lifecycle.strands import counted_days
from measures.model import YEARS, Measure, Phase
from measures.vocabulary import Border, Country, Document, Group, Impact, Language, Level, Strictness, Topic

_DAY = timedelta(days=1)
_LANGUAGES = {
    Country.NL: Language.NL, Country.DE: Language.DE, Country.BE: Language.NL, Country.EU: Language.EN,
}  # fmt: skip
_OF_A_MEASURE = "a measure says `from` or `phases`, and `topics` with their steps"

Day = Annotated[date | None, BeforeValidator(bounded_day)]
Steps = dict[Topic, Annotated[Strictness, Field(strict=False)]]


class _Rules(BaseModel):
    """The days of one set of rules, and what they are; what is left out of a phase is as the measure says."""

    model_config = ConfigDict(extra="forbid")

    since: Day = Field(None, alias="from")
    until: Day = None
    topics: Steps | None = Field(None, min_length=1)
    impact: Impact = Impact.INDIRECT
    groups: tuple[Group, ...] = (Group.EVERYONE,)
    exempt: Annotated[bool | None, Field(strict=True)] = None
    documents: tuple[Document, ...] = ()
    lapsing: tuple[Topic, ...] = ()


class MeasureLine(_Rules):
    """One structured measure as handed in."""

    id: Name
    country: Country
    level: Level = Level.NATIONAL
    authority: Text = ""
    language: Language | None = None
    title: Text = ""
    url: Text = ""
    regions: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}[A-Z0-9]{0,3}$")], ...] = ()
    borders: tuple[Border, ...] | None = None
    phases: tuple[_Rules, ...] = ()
    begins: Day = None
    counted_until: Day = None
    items: tuple[Name, ...] = ()
    first_known: AwareDatetime | None = None
    last_known: AwareDatetime | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        outside = [code for code in self.regions if not code.startswith(self.country)]
        if outside and self.country != Country.EU:
            raise ValueError(f"region {outside[0]} is not in {self.country}")
        away = [b for b in self.borders or () if self.country != Country.EU and self.country not in b.sides]
        if away:
            raise ValueError(f"border {away[0]} is not one of {self.country}")
        periods = self.periods()
        if any(rules.since is None or not rules.topics for rules in periods):
            raise ValueError(_OF_A_MEASURE)
        if any(
            b.since and a.since and a.until and not a.since < b.since > a.until for a, b in pairwise(periods)
        ):
            raise ValueError("phases overlap, or are not in order of time")
        if any(rules.until and rules.since and rules.until < rules.since for rules in periods):
            raise ValueError("`until` lies before `from`")
        return self

    def periods(self) -> list[_Rules]:
        """The phases, each with all its rules; one where the measure gives none. Only the last may have no
        `until`: the others last to the day before the next."""
        if not self.phases:
            return [self]
        said = {name: getattr(self, name) for name in _Rules.model_fields if name in self.model_fields_set}
        filled = [
            phase.model_copy(update={n: v for n, v in said.items() if n not in phase.model_fields_set})
            for phase in self.phases
        ]
        for phase, following in pairwise(filled):
            if phase.until is None and following.since:
                phase.until = following.since - _DAY
        return filled


def read_measures(stream: Iterable[bytes]) -> Iterator[Measure]:
    """The measure on each line; blank lines are passed over.

    Lines are UTF-8. Raises InputError (subject `line N`) with the field and what is wrong with it, at the
    first line that cannot be read or says an id again.
    """
    seen: dict[str, str] = {}
    for subject, fields in read_lines(stream):
        line = check(MeasureLine, fields, subject)
        if line.id in seen:
            raise InputError(f"field id: {line.id!r:.80} is that of {seen[line.id]} too", subject=subject)
        seen[line.id] = subject
        yield _measure(line)


def to_fields(measure: Measure) -> dict[str, Any]:
    """A measure as a line, for items.to_line: read back, it collides with others as before.

    ValueError for a measure that never holds, as it was withdrawn before its first day.
    """
    phases = [phase for phase in measure.phases if phase.until is None or phase.since <= phase.until]
    if not phases:
        raise ValueError(f"measure {measure.id} never holds")
    return {
        "id": measure.id,
        "country": measure.country,
        "level": measure.level,
        "authority": measure.authority,
        "language": measure.language,
        "title": measure.title,
        "url": measure.url,
        "regions": list(measure.regions),
        "borders": list(measure.borders),
        "begins": measure.begins and measure.begins.isoformat(),
        "counted_until": measure.counted_until.isoformat(),
        "items": list(measure.item_ids),
        "first_known": measure.first_known_at.isoformat(),
        "last_known": measure.last_known_at.isoformat(),
        "confidence": measure.confidence,
        "phases": [
            {
                "from": phase.since.isoformat(),
                "until": phase.until and phase.until.isoformat(),
                "topics": {topic: int(step) for topic, step in phase.strictness},
                "impact": phase.border_impact,
                "groups": list(phase.groups),
                "exempt": phase.frontier_exempt,
                "documents": list(phase.documents),
                "lapsing": list(phase.lapsing),
            }
            for phase in phases
        ],
    }


def _measure(line: MeasureLine) -> Measure:
    periods = line.periods()
    phases = tuple(_phase(rules, f"{line.id}@{number}") for number, rules in enumerate(periods, 1))
    topics = tuple(topic for topic in Topic if any(topic in dict(p.strictness) for p in phases))
    begins = line.begins if "begins" in line.model_fields_set else phases[0].since
    known = line.first_known or datetime.combine(phases[0].since, time(), ZONE).astimezone(UTC)
    last_known = max(known, line.last_known or known)
    heard = max(day_of(last_known), phases[-1].since)
    borders = line.borders if line.borders is not None else borders_touched(line.country, line.regions)
    event_ids = tuple(phase.event_id for phase in phases)
    return Measure(
        id=line.id,
        country=line.country,
        authority=line.authority or line.country.value,
        level=line.level,
        language=line.language or _LANGUAGES[line.country],
        title=line.title or line.id,
        url=line.url,
        topics=topics,
        borders=tuple(border for border in Border if border in borders),
        regions=line.regions,
        border_impact=max((phase.border_impact for phase in phases), key=lambda impact: impact.rank),
        groups=tuple(group for group in Group if any(group in phase.groups for phase in phases)),
        frontier_exempt=phases[-1].frontier_exempt,
        documents=tuple(dict.fromkeys(document for phase in phases for document in phase.documents)),
        begins=begins,
        ends=phases[-1].until,
        counted_until=phases[-1].until or line.counted_until or _counted(heard, topics),
        phases=phases,
        event_ids=event_ids,
        item_ids=line.items or (line.id,),
        links=tuple((event_id, "first") for event_id in event_ids[:1]),
        first_known_at=known.astimezone(UTC),
        last_known_at=last_known.astimezone(UTC),
        confidence=line.confidence,
    )


def _phase(rules: _Rules, event_id: str) -> Phase:
    assert rules.since is not None
    assert rules.topics is not None
    steps = tuple((topic, rules.topics[topic]) for topic in Topic if topic in rules.topics)
    return Phase(
        rules.since, rules.until, steps, rules.impact, rules.exempt, rules.groups, rules.documents, event_id,
        rules.lapsing,
    )  # fmt: skip


def _counted(heard: date, topics: tuple[Topic, ...]) -> date:
    """How long a measure without a known end is counted after the last word on it."""
    return min(heard + timedelta(days=counted_days(topics)), date(YEARS[-1], 12, 31))
