"""Where things stand on the timeline: topics as blocks, countries as lanes, overlaps in rows. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from measures.vocabulary import Border, Country, Topic

HEADING = 28
"""Pixels of a topic's heading: its words, with their middle at HEADLINE, and the discs below them."""
HEADLINE = 9
ROW = 14
BAR = 10
GAP = 8


@dataclass(frozen=True, slots=True)
class Stretch:
    """A measure as drawn: first and last day, inclusive; after `firm_until` it is only assumed."""

    id: str
    country: Country
    topics: tuple[Topic, ...]
    since: date
    firm_until: date
    until: date
    open_start: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict as drawn, up to the last day on which it is counted (None: none is known)."""

    key: str
    border: Border
    topics: tuple[Topic, ...]
    since: date
    until: date | None
    severity: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One country's strip within a topic's block: top edge and height in pixels."""

    topic: Topic
    country: Country
    top: int
    height: int

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch put into its lane, clipped to the window; nothing is firm where `firm_until` lies before."""

    stretch: Stretch
    topic: Topic
    since: date
    firm_until: date
    until: date
    top: int


@dataclass(frozen=True, slots=True)
class Shade:
    """Conflicts of one border and topic that follow one another without a gap, drawn as one."""

    topic: Topic
    border: Border
    since: date
    until: date
    clashes: tuple[Clash, ...]

    @property
    def worst(self) -> Clash:
        return max(self.clashes, key=lambda clash: (clash.severity, clash.key))


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture: first and last day, lanes from top to bottom, and what lies in them."""

    first: date
    last: date
    headings: Mapping[Topic, int]
    lanes: Mapping[tuple[Topic, Country], Lane]
    bars: Sequence[Bar]
    shades: Sequence[Shade]
    height: int


def lay_out(
    stretches: Iterable[Stretch],
    clashes: Iterable[Clash],
    first: date,
    last: date,
    topics: Sequence[Topic],
    countries: Sequence[Country],
) -> Layout:
    """Places everything that meets the days `first` to `last`; topics with nothing to show are left out.

    The lanes of `countries` stand under each other in the given order, that of the EU only where it has
    something to show. The order of the input does not matter.
    """
    seen = [s for s in stretches if s.since <= last and s.until >= first and s.country in countries]
    found = [c for c in clashes if c.since <= last and (c.until is None or c.until >= first)]
    headings: dict[Topic, int] = {}
    lanes: dict[tuple[Topic, Country], Lane] = {}
    bars: list[Bar] = []
    shades: list[Shade] = []
    top = 0
    for topic in topics:
        of_topic = [s for s in seen if topic in s.topics]
        if not of_topic:
            continue
        headings[topic] = top
        top += HEADING
        for country in countries:
            rows = stack([s for s in of_topic if s.country == country])
            if country == Country.EU and not rows:
                continue
            height = max(len(rows), 1) * ROW
            lanes[topic, country] = Lane(topic, country, top, height)
            for number, row in enumerate(rows):
                bars += [
                    Bar(
                        s,
                        topic,
                        max(s.since, first),
                        min(s.firm_until, last),
                        min(s.until, last),
                        top + number * ROW + (ROW - BAR) // 2,
                    )
                    for s in row
                ]
            top += height + GAP
        shades += [
            shade
            for border in Border
            if set(border.sides) <= set(countries)
            for shade in _shades(
                [c for c in found if c.border == border and topic in c.topics], topic, first, last
            )
        ]
        top += GAP
    return Layout(first, last, headings, lanes, bars, shades, max(top, ROW))


def stack(stretches: Iterable[Stretch]) -> list[list[Stretch]]:
    """Rows in which no two stretches overlap; earlier ones come first, longer before shorter."""
    rows: list[list[Stretch]] = []
    for stretch in sorted(stretches, key=lambda s: (s.since, -(s.until - s.since).days, s.id)):
        row = next((row for row in rows if row[-1].until < stretch.since), None)
        if row is None:
            rows.append([stretch])
        else:
            row.append(stretch)
    return rows


def _shades(clashes: list[Clash], topic: Topic, first: date, last: date) -> list[Shade]:
    groups: list[tuple[date, date, list[Clash]]] = []
    for clash in sorted(clashes, key=lambda c: (c.since, c.key)):
        since, until = max(clash.since, first), min(clash.until or last, last)
        if groups and since <= groups[-1][1] + timedelta(days=1):
            begun, reached, members = groups[-1]
            groups[-1] = (begun, max(reached, until), [*members, clash])
        else:
            groups.append((since, until, [clash]))
    return [Shade(topic, clash[0].border, since, until, tuple(clash)) for since, until, clash in groups]
