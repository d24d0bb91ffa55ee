"""Which measure an event speaks of: by government, area, topics, borders, dates, instrument and words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz import fuzz

from measures.geography import overlaps
from measures.lifecycle.facts import instruments, link_facts, neighbours, setting_apart, topic_facts
from measures.lifecycle.history import History
from measures.lifecycle.links import BY_ACTION, Link
from measures.lifecycle.phases import day_of
from measures.lifecycle.strands import Strand, family
from measures.lifecycle.twins import joined
from measures.model import Assessment, Event
from measures.vocabulary import CROSSING, DOMESTIC, Action, Border, Language, Topic

_TEXT_READ = 2_000  # characters searched for instruments
_TEXT_COMPARED = 240  # characters compared word by word
_MOSTLY = 0.5  # share of a measure's texts that name an instrument, from which it is the measure's
_LIKE = 0.55  # likeness from which words alone tie two texts on a topic of many rules


@lru_cache(maxsize=20_000)
def _wording(title: str, summary: str) -> str:
    return f"{title} {summary}"[:_TEXT_COMPARED].casefold()


def _read(event: Event) -> str:
    return f"{event.item.title} {event.item.summary}"[:_TEXT_READ]


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
    neighbours: set[str] = field(default_factory=set)
    wordings: dict[Language, str] = field(default_factory=dict)
    readings: dict[str, Assessment] = field(default_factory=dict)
    until: date = date.min

    @classmethod
    def starting_with(cls, event: Event) -> "Draft":
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
        self.named.update(instruments(_read(event)))
        self.neighbours.update(neighbours(_read(event)))
        self.wordings[event.item.language] = _wording(event.item.title, event.item.summary)
        self.until = self.history.until

    @property
    def topics(self) -> frozenset[Topic]:
        """All topics that it has rules on, or had."""
        return frozenset(self.history.strands)


def reason_to_link(draft: Draft, event: Event) -> tuple[float, Link] | None:
    """How well an event fits a measure (0 to 1) and the reason code; None where it does not belong."""
    facts, said, day = link_facts(), event.assessment, day_of(event.known_at)
    strands = draft.history.strands
    common = strands.keys() & said.topics
    if not common or _set_apart(strands, said.topics):
        return None
    if _is_of_another_kind(draft.history.founding, said.topics[0]):
        return None
    if not _same_borders(draft.borders, said.borders) or _elsewhere(draft, event):
        return None
    if said.regions and draft.regions and not _share_ground(draft.regions, said.regions):
        return None
    latest_ending = max(draft.history.spoken_of(said.topics), key=lambda strand: strand.until)
    gap = max(0, (day - latest_ending.until).days)
    if draft.history.tells_end_again(event, facts.end_again_days):
        return 1.0, Link.ENDS_AGAIN
    extending = said.action == Action.EXTEND
    latest = facts.late_change_days
    if extending:
        latest = min(facts.late_extension_days, latest_ending.counted_days)
    if gap > latest or (gap and latest_ending.lifted):
        return None
    named = instruments(_read(event))
    same_instrument = max((draft.named[name] / len(draft.events) for name in named), default=0.0)
    one_rule = any(topic_facts()[topic].one_rule for topic in common)
    if not one_rule and draft.named and named and not same_instrument:
        return None
    alike = _likeness(draft, event)
    if not one_rule and not same_instrument and alike < _LIKE:
        return None
    score = (
        facts.topics * _topics_shared(_alive(draft, day), set(said.topics))
        + facts.main_topic * (said.topics[0] in family(draft.events[0].assessment.topics[0]))
        + facts.borders * (draft.borders == set(said.borders))
        + facts.authority * (event.item.authority.casefold() in draft.authorities)
        + facts.text * alike
        + facts.instrument * min(1.0, same_instrument / _MOSTLY)
        + facts.recency * (1 - gap / latest)
        + facts.dates * _dates_meet(latest_ending, draft.history.begins, event)
    )
    if score < facts.threshold:
        return None
    if _continues(latest_ending, said, same_instrument):
        return score, Link.CONTINUES
    same_words = same_instrument > 0 or alike >= _LIKE
    if said.action == Action.INTRODUCE and not _same_release(draft, event, same_words):
        return None
    return score, Link.EXTENDS_AFTER_GAP if extending and gap > facts.late_change_days else BY_ACTION[
        said.action
    ]


def _continues(strand: Strand, said: Assessment, same_instrument: float) -> bool:
    """Whether a text that seems to bring in or explain a rule prolongs one by the same instrument.

    It gives a later last day, and no first day but the one on which the present rule runs out.
    """
    if (
        said.action not in (Action.INTRODUCE, Action.INFORM)
        or strand.ends is None
        or said.valid_until is None
    ):
        return False
    seamless = said.valid_from in (None, strand.ends, strand.ends + timedelta(days=1))
    return seamless and said.valid_until > strand.ends and not strand.lifted and same_instrument >= _MOSTLY


def _same_release(draft: Draft, event: Event, same_words: bool) -> bool:
    """Whether an introduction only repeats one we have, in another language or by another ministry."""
    if draft.events[0].assessment.action == Action.END:
        return False
    first, second = draft.events[0].assessment.valid_from, event.assessment.valid_from
    if first is not None and second is not None:
        return first == second
    days = (event.known_at - draft.events[0].known_at).days
    return same_words and days <= link_facts().same_release_days


def _topics_shared(ours: set[Topic], theirs: set[Topic]) -> float:
    """From 0 to 1: half for all of theirs being ours, half for nothing else; a long life gathers topics."""
    common = len(ours & theirs)
    return (common / len(theirs) + common / len(ours | theirs)) / 2


def _alive(draft: Draft, day: date) -> set[Topic]:
    """Topics that the measure still has rules on, or had until lately; all where none is left."""
    oldest = day - timedelta(days=link_facts().late_change_days)
    return {topic for topic, s in draft.history.strands.items() if s.until >= oldest} or set(draft.topics)


def _dates_meet(strand: Strand, begins: date | None, event: Event) -> float:
    """From 0 to 1: whether a text gives the measure's first day, its end, or the day after it.

    Half for a prolongation told when the known end is near: what has no end is not prolonged.
    """
    said = event.assessment
    if said.valid_from is not None and said.valid_from == begins:
        return 1.0
    if strand.ends is None:
        return 0.0
    if said.action == Action.EXTEND:
        near = (strand.ends - day_of(event.known_at)).days <= link_facts().due_days
        return 1.0 if said.valid_from in (strand.ends, strand.ends + timedelta(days=1)) else 0.5 * near
    return float(
        said.valid_until == strand.ends or said.valid_from in (strand.ends, strand.ends + timedelta(days=1))
    )


def _likeness(draft: Draft, event: Event) -> float:
    """Likeness of wording within one language, 0 for none; unrelated notices share some words too."""
    other = draft.wordings.get(event.item.language)
    if other is None:
        return 0.0
    ratio = fuzz.token_set_ratio(other, _wording(event.item.title, event.item.summary)) / 100
    return max(0.0, (ratio - 0.45) / 0.55)


def _set_apart(ours: Iterable[Topic], theirs: Iterable[Topic]) -> bool:
    """Whether one side has a topic that never shares a measure with others, which the other side lacks."""
    apart = setting_apart()
    return apart.intersection(ours) != apart.intersection(theirs)


def _is_of_another_kind(founding: frozenset[Topic], main: Topic) -> bool:
    """A text mainly on life inside a country changes no rule on crossing alone, nor the other way round."""
    for kind, other in ((DOMESTIC, CROSSING), (CROSSING, DOMESTIC)):
        if main in kind and kind.isdisjoint(founding) and not other.isdisjoint(founding):
            return True
    return False


def _same_borders(first: set[Border], second: tuple[Border, ...]) -> bool:
    """A rule at other borders (none of ours) and a rule at one of ours are two rules."""
    return not first.isdisjoint(second) if first else not second


def _elsewhere(draft: Draft, event: Event) -> bool:
    """Whether both are at borders none of ours, and name different neighbours."""
    if draft.borders or event.assessment.borders or draft.topics.isdisjoint(CROSSING):
        return False
    ours, theirs = draft.neighbours, neighbours(_read(event))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _share_ground(first: set[str], second: tuple[str, ...]) -> bool:
    return any(overlaps(a, b) for a in first for b in second)
