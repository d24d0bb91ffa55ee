"""The counter's answer on the wire: which rules apply to who lives here and works there, on a day."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from dashboard import counter, feeds
from dashboard.api import answers
from dashboard.api.lookups import conflict_rows
from dashboard.api.models import ConflictRow
from dashboard.api.parameters import Day, Known
from dashboard.blindness import blind
from dashboard.i18n import Reader
from dashboard.worded import WordedReason
from measures import places
from measures.contacts import Basis, Contact, Kind, of_answer
from measures.counter.model import Answer, Bearing, Change, Rule, Stage
from measures.counter.sentences import sentence
from measures.counter.situation import CHOICES, WEEK, School, Sector, Situation, Status, Travel, situation
from measures.counter.situation import Proof as Shown
from measures.model import Reason
from measures.places import Place
from measures.vocabulary import ActKind, Border, Country, Document, Language, Level, Topic


def _place(said: str) -> str:
    """The key of a place; its name as people write it will do."""
    found = places.get(said) or places.named(said)
    if found is None:
        raise PydanticCustomError("place", "Input should be a town or region at one of the borders")
    return found.key


PlaceKey = Annotated[
    str,
    AfterValidator(_place),
    Field(max_length=100, json_schema_extra={"enum": sorted({*places.towns(), *places.areas()})}),
]


class RulesQuery(Known):
    """Who asks: nothing here says who a person is, and nothing of it is kept."""

    model_config = ConfigDict(extra="forbid")

    home: PlaceKey = Field(description="Where they live: a town, or a region by its NUTS code.")
    work: PlaceKey = Field(description="Where they work, study or go to.")
    day: Day | None = Field(default=None, description="The day asked about (default today).")
    status: Status = Field(default=Status.EMPLOYEE, description="As what they go there.")
    sector: Sector = Field(
        default=Sector.UNKNOWN, description="Whether the work is vital by the lists of the measures."
    )
    travel: Travel = Field(default=Travel.CAR, description="How they get there.")
    home_days: int = Field(default=0, ge=0, le=WEEK, description="Days a week worked at home.")
    school: School = Field(default=School.NONE, description="On which side children go to school.")
    proof: Shown = Field(default=Shown.UNKNOWN, description="What they can show where it is asked.")
    lang: Language = Field(default=Language.EN, description="Language of the sentences.")
    format: Literal["json", "csv"] | None = Field(
        default=None, description="Form of the answer; without it the header Accept decides, then JSON."
    )

    def situation(self, today: date) -> Situation:
        """The situation asked about, read as the page reads its address."""
        said = {name: getattr(self, name) for name in ("home", "work", "day", *CHOICES)}
        return situation({name: str(value) for name, value in said.items() if value is not None}, today)


class PlaceOut(BaseModel):
    """A town or region."""

    key: str
    name: str
    country: Country
    nuts: str


class ActOut(BaseModel):
    """An act that the text names."""

    kind: ActKind
    name: str
    day: date | None
    number: str


class RuleOut(BaseModel):
    """A measure as it meets this person: its sentences are made from labels, the law stands in the text.

    `stage` is the first place in the day where it is met. `bearing` is what it is to this person. `until` is
    null where no end is known: it is then counted until `counted_until`, an assumption.
    """

    measure_id: str
    side: Country
    told_by: Country
    stage: Stage
    stages: list[Stage]
    topics: list[Topic]
    bearing: Bearing
    strictness: int
    says: list[WordedReason]
    exemption: WordedReason | None
    notes: list[WordedReason]
    documents: list[Document]
    acts: list[ActOut]
    title: str
    url: str
    authority: str
    level: Level
    regions: list[str]
    language: Language
    since: date
    until: date | None
    counted_until: date
    begin_known: bool
    quote: str = Field(
        description="The sentence of the text that tells most of the rule, in `language`; empty "
        "where the source gives a title only."
    )
    source: str = Field(description="Id of the source that the text came from.")
    first_known_at: datetime
    last_known_at: datetime
    looked_at: datetime | None = Field(
        description="When that source last answered; null where it is not polled, and with as_of a past day."
    )
    confidence: float


class ComingOut(BaseModel):
    """What changes within 14 days; for an end, `day` is the last day."""

    day: date
    change: Change
    rule: RuleOut


class PaperOut(BaseModel):
    """A document to carry; `perhaps` where the texts may ask it of others only."""

    document: Document
    measure_ids: list[str]
    perhaps: bool


class UnknownOut(BaseModel):
    """Topics on which no rule of a side is known: no proof that there is none."""

    country: Country
    topics: list[Topic]


class UnseenOut(BaseModel):
    """Sources of a country that cannot be seen at present, since the first of them went."""

    country: Country
    sources: int
    since: datetime | None
    whole: bool = Field(description="They are all there are: nothing new of that country is seen.")


class ContactOut(BaseModel):
    """Whom this person can ask."""

    id: str
    kind: Kind
    name: str
    role: str
    url: str
    towns: list[str]
    country: Country | None = Field(description="Whose authority it is; null where it serves both sides.")
    basis: Basis = Field(
        description="seen: the address was seen in use; named: a source names the body, its address is not "
        "verified; known: noted from general knowledge and not verified."
    )
    date: date
    note: str = Field(description="How sure the address is, in words: hand it out with the address.")


class RulesAnswer(BaseModel):
    """What applies on the day, by what was known at the end of `known`, in the order of the person's day."""

    home: PlaceOut
    work: PlaceOut
    status: Status
    sector: Sector
    travel: Travel
    home_days: int
    school: School
    proof: Shown
    day: date
    known: date
    border: Border | None
    conflicts: list[ConflictRow]
    rules: list[RuleOut]
    around: list[RuleOut] = Field(description="In force where they are, but asking nothing of them.")
    papers: list[PaperOut]
    coming: list[ComingOut]
    unknown: list[UnknownOut]
    unseen: list[UnseenOut]
    contacts: list[ContactOut] = Field(description="Whom they can ask, the nearest first.")
    watched: bool = Field(
        description="False where none of the sources is seen at present: what is new would be missing."
    )
    kind: Literal["information"] = Field(
        default="information", description="Never legal advice: the official texts alone are binding."
    )


def rules(asked: RulesQuery) -> RulesAnswer:
    """The answer for a situation, worded for its reader."""
    today, now = answers.today(), answers.now()
    person = asked.situation(today)
    given = counter.asked(person, asked.as_of, today, now)
    unseen = blind(feeds.sources(now), person.day)
    watched = unseen is None or not unseen.whole
    return _worded(given, Reader(asked.lang), watched=watched)


def _worded(given: Answer, reader: Reader, *, watched: bool) -> RulesAnswer:
    return RulesAnswer(
        home=_place_out(given.situation.home),
        work=_place_out(given.situation.work),
        **{name: getattr(given.situation, name) for name in CHOICES},
        day=given.situation.day,
        known=given.known,
        border=given.border,
        conflicts=conflict_rows(given.conflicts, reader),
        rules=[_rule_out(rule, reader) for rule in given.rules],
        around=[_rule_out(rule, reader) for rule in given.around],
        papers=[
            PaperOut(document=paper.document, measure_ids=list(paper.measure_ids), perhaps=paper.perhaps)
            for paper in given.papers
        ],
        coming=[
            ComingOut(day=change.day, change=change.change, rule=_rule_out(change.rule, reader))
            for change in given.coming
        ],
        unknown=[UnknownOut(country=gap.country, topics=list(gap.topics)) for gap in given.unknown],
        watched=watched,
        unseen=[
            UnseenOut(country=away.country, sources=away.sources, since=away.since, whole=away.whole)
            for away in given.unseen
        ],
        contacts=[_contact_out(contact, reader) for contact in of_answer(given)],
    )


def _place_out(place: Place) -> PlaceOut:
    return PlaceOut(key=place.key, name=place.name, country=place.country, nuts=place.code)


def _contact_out(contact: Contact, reader: Reader) -> ContactOut:
    return ContactOut(
        id=contact.id,
        kind=contact.kind,
        name=contact.name,
        role=reader.text(contact.role),
        url=contact.url,
        towns=list(contact.town_names),
        country=contact.side,
        basis=contact.basis,
        date=contact.date,
        note=counter.address_note(reader, contact),
    )


def _rule_out(rule: Rule, reader: Reader) -> RuleOut:
    plain = {
        name: getattr(rule, name)
        for name in RuleOut.model_fields
        if name not in ("says", "exemption", "notes", "acts")
    }
    return RuleOut(
        **plain,
        says=_said(rule.says, reader),
        exemption=next(iter(_said([rule.exemption] if rule.exemption else [], reader)), None),
        notes=_said(rule.notes, reader),
        acts=[ActOut(kind=act.kind, name=act.name, day=act.day, number=act.number) for act in rule.acts],
    )


def _said(reasons: Iterable[Reason], reader: Reader) -> list[WordedReason]:
    return [
        WordedReason(code=reason.code, sentence=sentence(reason, reader.text, reader.all_of))
        for reason in reasons
    ]
