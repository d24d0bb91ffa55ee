"""The things the domain speaks of: frozen, typed, without clock, network or database.

Days are calendar days in Europe/Amsterdam; instants are UTC with zone.
"""

from dataclasses import dataclass
from datetime import date, datetime

from measures.vocabulary import (
    Action,
    ActKind,
    Border,
    ConflictKind,
    Country,
    Direction,
    Document,
    Force,
    Group,
    Impact,
    Language,
    Level,
    Strictness,
    Topic,
)

# Years in which a day that is told can lie; others are misprints, or stand for "unknown" and "for ever".
YEARS = range(1990, 2101)


@dataclass(frozen=True, slots=True)
class Item:
    """One news item of a government source, as it came (fields of the codebook).

    `id` is stable over the item's versions; `published` is None where the source gives no date that
    can be read (the raw text stays in `published_raw`): an invented date is worse than none.
    `regions` are NUTS codes of the authority's area, empty for the whole country.
    """

    id: str
    source: str
    country: Country
    authority: str
    level: Level
    language: Language
    published: date | None
    url: str
    title: str
    summary: str
    regions: tuple[str, ...] = ()
    published_raw: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that led to a label: `text` stands at `start:end` of the item's `field`.

    `label` is a field of Assessment, `value` the value given to it, `rule` the rule that read the words.
    Labels that rest on the item's own facts (country, authority) name that field.
    """

    label: str
    value: str
    rule: str
    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class LegalAct:
    """An act that a text names: its name as written there, with the article where one is given.

    `day` is that of the act, None where the text gives none with its year; `number` is the official one
    ("2016/399"). The same act has the same kind, day and number in every language.
    """

    kind: ActKind
    name: str
    day: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one version of an item says, in the labels of the codebook.

    `valid_from` and `valid_until` are the first and the last day in force as the text says, None
    where it says none. `strictness` gives each topic of a measure its step (ended rules give NONE).
    `regions` are the NUTS codes where the rule holds, empty for the whole country. `level` is that of the
    government whose rule it is, which need not be the one that tells of it. `direction` is seen from the
    issuing country, None where the text names no way. `level` and `force` are None only in readings made
    before these labels were read. `confidence` is the share (0 to 1) of items read this way that are read
    right on the evaluation set.
    """

    is_measure: bool
    topics: tuple[Topic, ...]
    action: Action
    border_impact: Impact
    borders: tuple[Border, ...]
    groups: tuple[Group, ...]
    frontier_exempt: bool | None
    valid_from: date | None
    valid_until: date | None
    strictness: tuple[tuple[Topic, Strictness], ...] = ()
    regions: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    level: Level | None = None
    direction: Direction | None = None
    force: Force | None = None
    acts: tuple[LegalAct, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.0

    def strictness_on(self, topic: Topic) -> Strictness:
        """The step this text gives to `topic`; NONE where it says nothing of it."""
        return dict(self.strictness).get(topic, Strictness.NONE)


@dataclass(frozen=True, slots=True)
class Review:
    """That a person looked at an item: `machine` is what had been read before their answer was laid over it.

    `answered` is False where the text and the reading have both changed since: it is to be looked at again.
    """

    machine: Assessment
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """One assessed version of an item: when it applies (in the assessment) and when we learnt it.

    `known_at` is the moment we first saw a live item, and the publication of an archive item (UTC).
    `together` and `apart` are ids of items that a person said are, or are not, of the same measure.
    """

    item: Item
    assessment: Assessment
    known_at: datetime
    version: int = 1
    review: Review | None = None
    together: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Stable name of the event: the item and its version."""
        return f"{self.item.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a measure's life with one set of rules: first and last day, inclusive.

    `until` is None where no end is known. `event_id` is the event that brought the phase about.
    `lapsing` are the topics on which no source gives the last day: they are counted to the end of this
    phase and no longer, by assumption.
    """

    since: date
    until: date | None
    strictness: tuple[tuple[Topic, Strictness], ...]
    border_impact: Impact
    frontier_exempt: bool | None
    groups: tuple[Group, ...]
    documents: tuple[Document, ...]
    event_id: str
    lapsing: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A rule in the world, folded from the events that tell of it.

    `begins` is None where no source gives a beginning (the first phase then starts on the day we
    learnt of it); `ends` is None where no end is known. `counted_until` is the last day on which a
    measure without a known end is still counted as in force when nothing more is heard of it: an
    assumption, shown as such, never an end.
    """

    id: str
    country: Country
    authority: str
    level: Level
    language: Language
    title: str
    url: str
    topics: tuple[Topic, ...]
    borders: tuple[Border, ...]
    regions: tuple[str, ...]
    border_impact: Impact
    groups: tuple[Group, ...]
    frontier_exempt: bool | None
    documents: tuple[Document, ...]
    begins: date | None
    ends: date | None
    counted_until: date
    phases: tuple[Phase, ...]
    event_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    first_known_at: datetime
    last_known_at: datetime
    confidence: float

    @property
    def since(self) -> date:
        """First day on which the measure is taken to hold."""
        return self.phases[0].since

    @property
    def until(self) -> date:
        """Last day on which the measure is taken to hold: its end, or the assumption."""
        return self.ends if self.ends is not None else self.counted_until

    def in_force(self, day: date) -> bool:
        """Whether the measure is taken to hold on `day`."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was flagged: a code of measures.conflicts.reasons and its arguments.

    Put into words in the reader's language when shown; values are vocabulary words, ISO days,
    numbers, or names in the authority's language.
    """

    code: str
    args: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides of a border that collide for people who live on one and work on the other.

    `key` stays the same while the measures behind it are prolonged or amended. `since` and `until`
    are the first and last day, inclusive; `until` is None where neither side's end is known, and
    `counted_until` is then the last day on which it is still counted as open (an assumption).
    `measure_b` is None where the other side has no rule. `hurt_from`/`hurt_to` give the commuters'
    direction (country of residence, country of work) that is hit most. `severity` runs from 1 to 5,
    the sum of `severity_parts`, capped. `early_warning` is set where it begins after the day asked.
    """

    key: str
    border: Border
    kind: ConflictKind
    topics: tuple[Topic, ...]
    groups: tuple[Group, ...]
    since: date
    until: date | None
    severity: int
    severity_parts: tuple[tuple[str, float], ...]
    measure_a: str
    measure_b: str | None
    items_a: tuple[str, ...]
    items_b: tuple[str, ...]
    hurt_from: Country
    hurt_to: Country
    commuters: int | None
    reasons: tuple[Reason, ...]
    early_warning: bool = False
    counted_until: date | None = None

    @property
    def last_day(self) -> date:
        """Last day on which the conflict is taken to exist: its end, or the assumption."""
        return self.until or self.counted_until or date.max
