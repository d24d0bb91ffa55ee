"""A summary as one reader gets it: the facts narrowed to their scope, with edition and editors' notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from measures.days import ZONE
from measures.vocabulary import Border, Language, Topic
from measures.weekly import Edition, Note, Week, narrowed
from measures.weekly.notes import standing


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader wants to be told of; empty means all. `regions` are NUTS codes."""

    borders: tuple[Border, ...] = ()
    topics: tuple[Topic, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """What documents are drawn from. `edition` is None where the facts were worked out on demand;
    `notes` are by what they are about (see measures.weekly.Note)."""

    week: Week
    scope: Scope = Scope()
    edition: Edition | None = None
    notes: Mapping[str, Note] = field(default_factory=dict)

    @property
    def made_at(self) -> datetime:
        """The time of the data, so that the same facts give the same file (UTC)."""
        if self.edition:
            return self.edition.made_at
        begun = datetime.combine(self.week.first, time.min, ZONE).astimezone(UTC)
        return self.week.data_until or begun

    @property
    def name(self) -> str:
        """The beginning of its files' names."""
        where = "".join(f"-{border.lower()}" for border in self.scope.borders)
        return f"weekly-{self.week.week}{where}"


def issue(
    week: Week, language: Language, scope: Scope, edition: Edition | None, notes: Iterable[Note]
) -> Issue:
    """The issue of a week in a language; `notes` in the order written."""
    facts = narrowed(week, scope.borders, scope.topics, scope.regions)
    return Issue(facts, scope, edition, standing(notes, language))
