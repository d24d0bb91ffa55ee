"""The labels of the codebook, in one place: the same words in code, database, interface and documents."""

from enum import IntEnum, StrEnum


class Country(StrEnum):
    """Country of the issuing authority (ISO 3166-1 alpha-2, and EU for the Union's bodies)."""

    NL = "NL"
    DE = "DE"
    BE = "BE"
    EU = "EU"


class Level(StrEnum):
    """Level of government of the issuing authority."""

    NATIONAL = "national"
    REGIONAL = "regional"
    LOCAL = "local"
    EU = "eu"


class Language(StrEnum):
    """Language of a text (ISO 639-1)."""

    NL = "nl"
    DE = "de"
    FR = "fr"
    EN = "en"


class Border(StrEnum):
    """A land border between two of the three countries."""

    NL_DE = "NL-DE"
    NL_BE = "NL-BE"
    BE_DE = "BE-DE"

    @property
    def sides(self) -> tuple[Country, Country]:
        """The two countries, in the order of the border's name."""
        return _SIDES[self]

    def other_side(self, country: Country) -> Country:
        """The neighbour of `country` at this border; ValueError where the country is not at it."""
        first, second = self.sides
        if country == first:
            return second
        if country == second:
            return first
        raise ValueError(f"{country} does not touch {self}")


_SIDES: dict[Border, tuple[Country, Country]] = {
    border: (Country(border.value[:2]), Country(border.value[3:])) for border in Border
}


class Topic(StrEnum):
    """What a measure is about."""

    BORDER_CONTROL = "border_control"
    ENTRY = "entry"
    QUARANTINE = "quarantine"
    TESTING = "testing"
    WORK = "work"
    SOCIAL_SECURITY_TAX = "social_security_tax"
    EDUCATION_CHILDCARE = "education_childcare"
    MOVEMENT = "movement"
    SHOPS_EVENTS = "shops_events"
    TRANSPORT = "transport"
    HEALTH_CARE = "health_care"
    ANIMAL_PLANT = "animal_plant"
    ENVIRONMENT_ENERGY = "environment_energy"
    IDENTITY_DIGITAL = "identity_digital"


CROSSING = frozenset({Topic.BORDER_CONTROL, Topic.ENTRY, Topic.QUARANTINE, Topic.TESTING})
"""Topics on crossing a border itself."""

DOMESTIC = frozenset({Topic.MOVEMENT, Topic.SHOPS_EVENTS, Topic.EDUCATION_CHILDCARE, Topic.WORK})
"""Topics of life inside a country."""


class Action(StrEnum):
    """What an item does to the rule; `inform` where it only explains or is no measure."""

    INTRODUCE = "introduce"
    TIGHTEN = "tighten"
    RELAX = "relax"
    EXTEND = "extend"
    END = "end"
    INFORM = "inform"


class Impact(StrEnum):
    """What a measure does to people who live on one side of a border and work on the other."""

    NONE = "none"
    INDIRECT = "indirect"
    DIRECT = "direct"
    BLOCKING = "blocking"

    @property
    def rank(self) -> int:
        """0 (none) to 3 (blocking), for ordering and for weighted agreement."""
        return _IMPACT_ORDER.index(self)


_IMPACT_ORDER = list(Impact)


BORDER_LIFE = frozenset({Impact.DIRECT, Impact.BLOCKING})
"""Effects on people who live on one side and work, study, shop or get care on the other."""


class Group(StrEnum):
    """Whom a measure concerns."""

    FRONTIER_WORKERS = "frontier_workers"
    SELF_EMPLOYED = "self_employed"
    POSTED_WORKERS = "posted_workers"
    STUDENTS_PUPILS = "students_pupils"
    FAMILIES = "families"
    PATIENTS = "patients"
    FREIGHT = "freight"
    SHOPPERS_VISITORS = "shoppers_visitors"
    FARMERS = "farmers"
    EVERYONE = "everyone"


class Force(StrEnum):
    """What kind of norm a text carries: the main one, where it carries several."""

    DUTY = "duty"
    PROHIBITION = "prohibition"
    ADVICE = "advice"
    PERMISSION = "permission"
    SUPPORT = "support"
    INFORMATION = "information"


class Direction(StrEnum):
    """Which way over the border a text speaks of, seen from the issuing country."""

    INTO = "into"
    OUT_OF = "out_of"
    BOTH = "both"


class Document(StrEnum):
    """A paper that a text asks people to carry or to have."""

    VIGNETTE = "vignette"
    EMPLOYER_STATEMENT = "employer_statement"
    STATUS_PROOF = "status_proof"
    SELF_DECLARATION = "self_declaration"
    REGISTRATION = "registration"
    TEST = "test"
    CERTIFICATE = "certificate"
    A1 = "a1"
    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"


class ActKind(StrEnum):
    """What sort of legal act a rule rests on, over the four languages."""

    LAW = "law"
    ROYAL_DECREE = "royal_decree"
    MINISTERIAL_DECREE = "ministerial_decree"
    DECREE = "decree"
    ORDINANCE = "ordinance"
    GENERAL_ORDER = "general_order"
    EMERGENCY_ORDINANCE = "emergency_ordinance"
    LOCAL_ORDER = "local_order"
    TREATY = "treaty"
    EU_REGULATION = "eu_regulation"
    EU_DIRECTIVE = "eu_directive"
    EU_RECOMMENDATION = "eu_recommendation"


class Strictness(IntEnum):
    """How hard a side's rules on a topic are on a day; the steps of the step function of a side."""

    NONE = 0
    ADVICE = 1
    PARTIAL = 2
    FULL = 3
    CLOSED = 4


class ConflictKind(StrEnum):
    """In what way the two sides of a border collide."""

    BLOCKED_CROSSING = "blocked_crossing"
    CONTRADICTORY_DUTIES = "contradictory_duties"
    MISSING_EXEMPTION = "missing_exemption"
    DIVERGENT_STRICTNESS = "divergent_strictness"
    TIMING_GAP = "timing_gap"
    SOCIAL_SECURITY_TAX_GAP = "social_security_tax_gap"
    CAPACITY_OR_TRANSPORT = "capacity_or_transport"
    INFORMATION_GAP = "information_gap"


class CaseState(StrEnum):
    """How far the work on a conflict has come."""

    SIGNALLED = "signalled"
    UNDER_EXAMINATION = "under_examination"
    IN_CONSULTATION = "in_consultation"
    RESOLVED = "resolved"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


CLOSED = frozenset({CaseState.RESOLVED, CaseState.ACCEPTED, CaseState.DISMISSED})
"""States in which nobody works on a conflict any more, until its facts open it again."""


class AnswerState(StrEnum):
    """How one poll of a source ended: each a state of its own, shown to people."""

    NEW = "new"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    BLOCKED = "blocked"
    MALFORMED = "malformed"
    MOVED = "moved"
    GONE = "gone"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    TLS_ERROR = "tls_error"


class SourceHealth(StrEnum):
    """What the history of a source's answers says of it."""

    OK = "ok"
    LATE = "late"
    GAP = "gap"
    FAILING = "failing"
    BLOCKED = "blocked"
    DEAD = "dead"
    MOVED = "moved"
    UNKNOWN = "unknown"
