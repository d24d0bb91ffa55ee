"""What counts as a duty, a closure or an arrangement: questions to a stretch that several rules ask."""

from collections.abc import Iterable, Iterator

from measures.conflicts import facts
from measures.conflicts.sides import Sides, Stretch
from measures.vocabulary import ConflictKind, Country, Impact, Strictness, Topic

_AT_BORDER = (Topic.BORDER_CONTROL, Topic.ENTRY)


def each(sides: Sides, topics: Iterable[Topic]) -> Iterator[tuple[Country, Topic]]:
    return ((country, topic) for topic in topics for country in sides.border.sides)


def is_duty(s: Stretch) -> bool:
    """A duty or restriction on crossing itself, short of closing."""
    return s.level >= Strictness.PARTIAL and s.impact.rank >= Impact.DIRECT.rank and not_closing(s)


def closes(s: Stretch) -> bool:
    """Whether the stretch is part of a closed border: a blocking rule on crossing, or lines shut with it."""
    if s.impact != Impact.BLOCKING:
        return False
    if s.topic == Topic.TRANSPORT:
        return any(level and topic in _AT_BORDER for topic, level in s.phase.strictness)
    return s.topic in facts.topics(ConflictKind.BLOCKED_CROSSING)


def not_closing(s: Stretch) -> bool:
    return not closes(s)


def is_zone(s: Stretch) -> bool:
    """A zone around an outbreak among animals, rather than a rule for a whole country."""
    return s.topic == Topic.ANIMAL_PLANT and (bool(s.measure.regions) or facts.names_a_zone(s.measure.title))
