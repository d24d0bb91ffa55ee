"""What the counter answers: rules along a person's day, what is around, what comes, what is not known."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from measures.counter.situation import Situation
from measures.model import Conflict, LegalAct, Reason
from measures.vocabulary import Border, Country, Document, Language, Level, Strictness, Topic


class Stage(StrEnum):
    """Where in a person's day a rule is met, in the order of the day."""

    BEFORE = "before"
    OUT = "out"
    WORK = "work"
    BACK = "back"
    HOME = "home"
    CHILDREN = "children"
    MONEY = "money"


class Bearing(StrEnum):
    """What a rule is to this person, the hardest first."""

    BAN = "ban"
    DUTY = "duty"
    EXEMPT = "exempt"
    ADVICE = "advice"
    ALLOWED = "allowed"
    SUPPORT = "support"
    LEFT_OUT = "left_out"


class Change(StrEnum):
    """What happens to a rule on a coming day."""

    STARTS = "starts"
    CHANGES = "changes"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Rule:
    """One measure as it meets this person at one stage of the day.

    `title`, `url`, `authority` and `language` are those of the text that brought the rule about as it is on
    the day; `measure_id` leads to the rest. `side` is the country whose rule it is (EU for the Union's),
    `told_by` that of the authority which tells of it: the neighbour's, at times.
    `quote` is the sentence of that text which tells most of it, in `language`; empty where the source gives a
    title only. `source` is the id of the source it came from,
    `looked_at` when that last answered: None where it is not polled, and in an answer as known on an earlier
    day.
    `stage` is the first place in the day, `stages` all of them. `says` is what it says on each topic,
    `exemption` whether an exemption frees this person and why, `notes` what else they should know: codes of
    measures.counter.sentences. `documents` are the papers of it that this person needs. `since` and `until`
    are the first and last day, inclusive; `until` is None where no end is known, and it is then counted to
    `counted_until` by assumption. `begin_known` is unset where `since` is only the day on which it became
    known. Instants are UTC; `confidence` is the share of items read this way that are read right.
    """

    measure_id: str
    side: Country
    told_by: Country
    stage: Stage
    stages: tuple[Stage, ...]
    topics: tuple[Topic, ...]
    bearing: Bearing
    strictness: Strictness
    says: tuple[Reason, ...]
    exemption: Reason | None
    notes: tuple[Reason, ...]
    documents: tuple[Document, ...]
    acts: tuple[LegalAct, ...]
    title: str
    url: str
    authority: str
    level: Level
    regions: tuple[str, ...]
    language: Language
    quote: str
    item_id: str
    source: str
    since: date
    until: date | None
    counted_until: date
    begin_known: bool
    first_known_at: datetime
    last_known_at: datetime
    confidence: float
    looked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """What changes for this person: on `day` the rule starts or changes; for an end, `day` is its last day.

    `rule` is as it is from that day on, or as it was until then where it ends.
    """

    day: date
    change: Change
    rule: Rule


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to carry, and the ids of the measures that name it.

    `perhaps` is set where this person is exempt and the texts may ask it of the others only.
    """

    document: Document
    measure_ids: tuple[str, ...]
    perhaps: bool


@dataclass(frozen=True, slots=True)
class Unseen:
    """Sources of a country that cannot be seen, since the first of them went (UTC; None: never seen).

    `whole` says that they are all there are: nothing new of that country is seen.
    """

    country: Country
    sources: int
    since: datetime | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Topics on which nothing is known on one side: that is no proof that there is no rule."""

    country: Country
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What applies to a situation on its day, by what was known at the end of `known` (Europe/Amsterdam).

    `conflicts` hit this person, the gravest first. `rules` stand in the order of the day and, within a
    stage, the hardest first; `around` is in force where they are but asks nothing special of them.
    `coming` are the changes of the next days, in order. `unknown` and `unseen` say what is not known.
    """

    situation: Situation
    known: date
    border: Border | None
    conflicts: tuple[Conflict, ...]
    rules: tuple[Rule, ...]
    around: tuple[Rule, ...]
    papers: tuple[Paper, ...]
    coming: tuple[Coming, ...]
    unknown: tuple[Unknown, ...]
    unseen: tuple[Unseen, ...]
