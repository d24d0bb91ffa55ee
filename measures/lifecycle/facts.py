"""What lifecycle.toml declares: how long measures without an end count, and what makes events one measure."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from ahocorasick_rs import AhoCorasick

from measures.model import Event
from measures.vocabulary import Force, Topic

_TEXT_READ = 2_000  # characters searched for instruments


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """`counted_days` is how long a measure without a known end counts; the others as in the data."""

    counted_days: int
    one_rule: bool
    why: str
    sets_apart: bool = False
    bilateral: bool = False


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """Weights (0 to 1), threshold and windows (days) for finding the measure an event belongs to."""

    threshold: float
    same_release_days: int
    end_again_days: int
    late_extension_days: int
    late_change_days: int
    silent_days: int
    due_days: int
    topics: float
    main_topic: float
    borders: float
    authority: float
    text: float
    instrument: float
    act: float
    other_way: float
    recency: float
    dates: float


@dataclass(frozen=True, slots=True)
class TwinFacts:
    """What two texts must share to be one release in two languages; `share_of_figures` is 0 to 1."""

    figures: int
    figures_beside_names: int
    names: int
    share_of_figures: float


@cache
def _data() -> dict[str, dict[str, object]]:
    return tomllib.loads(files("measures.lifecycle").joinpath("lifecycle.toml").read_text("utf-8"))


@cache
def topic_facts() -> dict[Topic, TopicFacts]:
    """Facts by topic, for every topic of the vocabulary."""
    return {topic: TopicFacts(**_data()["topic"][topic.value]) for topic in Topic}  # type: ignore[arg-type]


@cache
def link_facts() -> LinkFacts:
    """The declared weights and windows."""
    return LinkFacts(**_data()["link"])  # type: ignore[arg-type]


@cache
def twin_facts() -> TwinFacts:
    """The declared likeness of translations."""
    return TwinFacts(**_data()["twins"])  # type: ignore[arg-type]


@cache
def closure_counted_days() -> int:
    """How long a closed border without a known end is counted at most."""
    days = _data()["closure"]["counted_days"]
    assert isinstance(days, int)
    return days


@cache
def once_counted_days() -> int:
    """How long support that is paid once is counted where no text gives an end."""
    days = _data()["once"]["counted_days"]
    assert isinstance(days, int)
    return days


def words_of(event: Event) -> str:
    """What of a text is searched for instruments, neighbours and payments."""
    return f"{event.item.title} {event.item.summary}"[:_TEXT_READ]


def paid_once(event: Event) -> bool:
    """Whether a text gives support that is paid once."""
    if event.assessment.force != Force.SUPPORT:
        return False
    words = words_of(event).casefold()
    return any(stem in words for stem in cast(list[str], _data()["once"]["stems"]))


@cache
def setting_apart() -> frozenset[Topic]:
    """Topics whose rules are never of one measure with rules of other topics only."""
    return frozenset(topic for topic, facts in topic_facts().items() if facts.sets_apart)


def government_kind(authority: str) -> str | None:
    """How a regional authority (casefolded name) is told apart: by_name, within a larger one, else None."""
    kinds = _lists("governments")
    return next((kind for kind, stems in kinds.items() if any(stem in authority for stem in stems)), None)


@cache
def _terms(table: str) -> tuple[AhoCorasick, tuple[str, ...]]:
    pairs = [(name, stem.casefold()) for name, stems in _lists(table).items() for stem in stems]
    return AhoCorasick([stem for _, stem in pairs]), tuple(name for name, _ in pairs)


def _lists(table: str) -> dict[str, list[str]]:
    return _data()[table]  # type: ignore[return-value]


def _names(table: str, text: str) -> frozenset[str]:
    automaton, names = _terms(table)
    hits = automaton.find_matches_as_indexes(text.casefold(), overlapping=True)
    return frozenset(names[index] for index, _, _ in hits)


@lru_cache(maxsize=20_000)
def instruments(text: str) -> frozenset[str]:
    """The kinds of rule that a text (already cut to a sensible length) names, over the four languages."""
    return _names("instruments", text)


@lru_cache(maxsize=20_000)
def neighbours(text: str) -> frozenset[str]:
    """The neighbouring countries beside ours that a text names (ISO 3166-1 alpha-2)."""
    return _names("neighbours", text)
