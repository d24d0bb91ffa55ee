"""Who stands at the counter: where they live and go, as what, on which day; as parameters of an address.

Nothing here says who a person is: a situation is what many people share.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from measures import places
from measures.places import Place
from measures.vocabulary import Border, Country, Group

WEEK = 5
"""Working days of a week."""

Choice = TypeVar("Choice", bound=StrEnum)


class Status(StrEnum):
    """As what somebody goes to the other side."""

    EMPLOYEE = "employee"
    SELF_EMPLOYED = "self_employed"
    POSTED = "posted"
    STUDENT = "student"
    JOBSEEKER = "jobseeker"
    PENSIONER = "pensioner"
    CARER = "carer"
    PATIENT = "patient"


class Sector(StrEnum):
    """Whether the work is in a vital sector by the lists of the measures."""

    UNKNOWN = "unknown"
    VITAL = "vital"
    OTHER = "other"


class Travel(StrEnum):
    """How somebody gets there."""

    CAR = "car"
    PUBLIC = "public"
    BICYCLE = "bicycle"
    LORRY = "lorry"


class School(StrEnum):
    """On which side the children go to school or to childcare."""

    NONE = "none"
    HOME = "home"
    WORK = "work"


class Proof(StrEnum):
    """What somebody can show where a measure asks for it."""

    UNKNOWN = "unknown"
    NONE = "none"
    TESTED = "tested"
    VACCINATED = "vaccinated"


WORKERS = frozenset({Status.EMPLOYEE, Status.SELF_EMPLOYED, Status.POSTED})
CHILDREN = frozenset({Group.STUDENTS_PUPILS, Group.FAMILIES})
"""The groups of the codebook in which the children of this person are meant."""

_GROUPS: Mapping[Status, frozenset[Group]] = {
    Status.EMPLOYEE: frozenset({Group.FRONTIER_WORKERS}),
    Status.SELF_EMPLOYED: frozenset({Group.FRONTIER_WORKERS, Group.SELF_EMPLOYED}),
    Status.POSTED: frozenset({Group.FRONTIER_WORKERS, Group.POSTED_WORKERS}),
    Status.STUDENT: frozenset({Group.STUDENTS_PUPILS}),
    Status.CARER: frozenset({Group.FAMILIES}),
    Status.PATIENT: frozenset({Group.PATIENTS}),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What is asked about. `home` is where somebody lives, `work` where they work, study or go to.

    `home_days` are the days a week (0 to 5) worked at home; `day` is a day in Europe/Amsterdam.
    """

    home: Place
    work: Place
    day: date
    status: Status = Status.EMPLOYEE
    sector: Sector = Sector.UNKNOWN
    travel: Travel = Travel.CAR
    home_days: int = 0
    school: School = School.NONE
    proof: Proof = Proof.UNKNOWN

    @property
    def border(self) -> Border | None:
        """The border between home and work; None where both lie in one country."""
        sides = {self.home.country, self.work.country}
        return next((border for border in Border if set(border.sides) == sides), None)

    @property
    def works(self) -> bool:
        """Whether they go to the other side to work."""
        return self.status in WORKERS

    @property
    def groups(self) -> frozenset[Group]:
        """The groups of the codebook that they belong to, beside everyone."""
        found = _GROUPS.get(self.status, frozenset())
        if self.travel == Travel.LORRY:
            found |= {Group.FREIGHT}
        return found

    @property
    def has_children_at_school(self) -> bool:
        return self.school != School.NONE

    @property
    def school_country(self) -> Country | None:
        """The country in which the children go to school; None without such children."""
        sides = {School.HOME: self.home.country, School.WORK: self.work.country}
        return sides.get(self.school)

    def places_in(self, country: Country) -> list[Place]:
        """Their places in a country."""
        return [place for place in (self.home, self.work) if place.country == country]

    def params(self) -> dict[str, str]:
        """Address parameters; what has its default is left out, but never the two places."""
        said = {
            "home": self.home.key,
            "work": self.work.key,
            "status": self.status.value,
            "sector": self.sector.value,
            "travel": self.travel.value,
            "home_days": str(self.home_days),
            "school": self.school.value,
            "proof": self.proof.value,
        }
        return {name: text for name, text in said.items() if text != _DEFAULTS.get(name)} | {
            "day": self.day.isoformat()
        }


_DEFAULTS = {
    "status": Status.EMPLOYEE.value,
    "sector": Sector.UNKNOWN.value,
    "travel": Travel.CAR.value,
    "home_days": "0",
    "school": School.NONE.value,
    "proof": Proof.UNKNOWN.value,
}


CHOICES = tuple(_DEFAULTS)
"""The parameters beside the two places and the day, in the order of the form."""


class SituationError(ValueError):
    """An address parameter that says nothing that is known; `name` is the parameter, `said` what it held."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{name}: {said!r}")
        self.name = name
        self.said = said


def situation(params: Mapping[str, str], today: date) -> Situation:
    """The situation that address parameters tell; SituationError names the first that cannot be read.

    Places are keys of measures.places or names of towns and regions as people write them. A missing day is
    `today`; the two places must be there.
    """
    days = params.get("home_days", "0")
    if days not in tuple(str(number) for number in range(WEEK + 1)):
        raise SituationError("home_days", days)
    return Situation(
        home=_place(params, "home"),
        work=_place(params, "work"),
        day=_day(params, today),
        status=_one(Status, params, "status"),
        sector=_one(Sector, params, "sector"),
        travel=_one(Travel, params, "travel"),
        home_days=int(days),
        school=_one(School, params, "school"),
        proof=_one(Proof, params, "proof"),
    )


def _place(params: Mapping[str, str], name: str) -> Place:
    said = params.get(name, "")
    found = places.get(said) or places.named(said)
    if found is None:
        raise SituationError(name, said)
    return found


def _one(kind: type[Choice], params: Mapping[str, str], name: str) -> Choice:
    said = params.get(name, _DEFAULTS[name])
    try:
        return kind(said)
    except ValueError:
        raise SituationError(name, said) from None


def _day(params: Mapping[str, str], today: date) -> date:
    said = params.get("day")
    if said is None:
        return today
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise SituationError("day", said) from None
