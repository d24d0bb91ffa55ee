"""A summary as one reader gets it: the facts narrowed to their scope, with edition and editors' notes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time

from measures.days import ZONE
from measures.vocabulary import Border, CaseState, Language, Topic
from measures.weekly import Edition, Note, Week, digest, narrowed
from measures.weekly.notes import standing

# Letters of a scope in a file's name; a longer one is told by a hash.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader wants to be told of; empty means all. `regions` are NUTS codes."""

    borders: tuple[Border, ...] = ()
    topics: tuple[Topic, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """What documents are drawn from. `edition` is None where the facts were worked out on demand;
    `notes` are by what they are about (see measures.weekly.Note); `dismissed` is how many conflicts are
    left out because people dismissed them."""

    week: Week
    scope: Scope = Scope()
    edition: Edition | None = None
    notes: Mapping[str, Note] = field(default_factory=dict)
    dismissed: int = 0

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
        scope = self.scope
        chosen = "-".join((*scope.borders, *scope.topics, *scope.regions)).lower()
        where = chosen if len(chosen) <= _LONGEST else digest(chosen)[:12]
        return f"weekly-{self.week.week}{where and f'-{where}'}"


def issue(
    week: Week, language: Language, scope: Scope, edition: Edition | None, notes: Iterable[Note]
) -> Issue:
    """The issue of a week in a language; `notes` in the order written."""
    facts = narrowed(week, scope.borders, scope.topics, scope.regions)
    kept = tuple(entry for entry in facts.entries if entry.state is not CaseState.DISMISSED)
    left_out = len(facts.entries) - len(kept)
    return Issue(replace(facts, entries=kept), scope, edition, standing(notes, language), left_out)
