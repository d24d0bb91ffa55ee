"""A measure while its events are gathered, and what its texts have in common."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from measures.lifecycle.facts import instruments, neighbours, words_of
from measures.lifecycle.history import History
from measures.lifecycle.links import Link
from measures.lifecycle.twins import joined
from measures.model import Assessment, Event
from measures.vocabulary import Action, ActKind, Border, Direction, Language, Topic

Act = tuple[ActKind, date | None, str]

_TEXT_COMPARED = 240  # characters compared word by word
_DECIDING = frozenset(ActKind) - {
    ActKind.LAW, ActKind.EU_REGULATION, ActKind.EU_DIRECTIVE, ActKind.EU_RECOMMENDATION,
}  # fmt: skip


@lru_cache(maxsize=20_000)
def wording(title: str, summary: str) -> str:
    """What of a text is compared with other texts of its language."""
    return f"{title} {summary}"[:_TEXT_COMPARED].casefold()


@dataclass(slots=True)
class Draft:
    """A measure while its events are gathered, oldest first; `links` say why each is taken to be of it.

    `until` is the last day on which the measure counts: its end, or the assumption.
    """

    events: list[Event]
    history: History
    links: list[tuple[str, Link]]
    borders: set[Border] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    authorities: set[str] = field(default_factory=set)
    named: Counter[str] = field(default_factory=Counter)
    acts: set[Act] = field(default_factory=set)
    directions: set[Direction] = field(default_factory=set)
    neighbours: set[str] = field(default_factory=set)
    wordings: dict[Language, str] = field(default_factory=dict)
    readings: dict[str, Assessment] = field(default_factory=dict)
    until: date = date.min

    @classmethod
    def starting_with(cls, event: Event) -> "Draft":
        """A measure of which `event` is the first word."""
        draft = cls([], History.starting_with(event), [])
        draft._remember(event, Link.FIRST)
        return draft

    def add(self, event: Event, reason: Link) -> None:
        """Take in a later event."""
        self._tell(event, reason)
        self._remember(event, reason)

    def add_translation(self, event: Event, of: Event) -> None:
        """Take in an event that tells in another language what `of` told: both are one word."""
        self.readings[of.id] = joined(self.readings.get(of.id, of.assessment), event.assessment)
        self._remember(event, Link.TRANSLATION)
        # The history is told anew, each release once, by its reading over all its languages.
        told = zip(self.events, self.links, strict=True)
        first, *later = [
            (replace(event, assessment=self.readings.get(event.id, event.assessment)), reason)
            for event, (_, reason) in told
        ]
        self.history = History.starting_with(first[0])
        for once, reason in later:
            self._tell(once, reason)
        self.until = self.history.until

    def _tell(self, event: Event, reason: Link) -> None:
        if reason in (Link.TRANSLATION, Link.ENDS_AGAIN):
            return
        if reason == Link.CONTINUES:
            event = replace(event, assessment=replace(event.assessment, action=Action.EXTEND))
        self.history.apply(event, restates=reason == Link.SAME_ITEM)

    def _remember(self, event: Event, reason: Link) -> None:
        said = event.assessment
        self.events.append(event)
        self.links.append((event.id, reason))
        self.borders.update(said.borders)
        self.regions.update(said.regions)
        self.authorities.add(event.item.authority.casefold())
        self.named.update(instruments(words_of(event)))
        self.acts.update(own_acts(said))
        if said.direction is not None:
            self.directions.add(said.direction)
        self.neighbours.update(neighbours(words_of(event)))
        self.wordings[event.item.language] = wording(event.item.title, event.item.summary)
        self.until = self.history.until

    @property
    def topics(self) -> frozenset[Topic]:
        """All topics that it has rules on, or had."""
        return frozenset(self.history.strands)


def own_acts(said: Assessment) -> frozenset[Act]:
    """The acts that tell one rule from another: decrees and agreements with their day or number.

    Laws and those of the Union are the ground of many rules.
    """
    own = (act for act in said.acts if act.kind in _DECIDING and (act.day or act.number))
    return frozenset((act.kind, act.day, act.number) for act in own)
