"""Where the discs stand at which conflicts begin on the timeline, and which have room for a name. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.lanes import GAP, Layout, Shade
from measures.vocabulary import Border

RADIUS = 9
"""Pixels from the middle of a disc to its edge, and from its line to its middle."""
LABEL = 62
"""Pixels that a disc takes with the name of its border beside it."""
WIDE, NARROW = 640, 280
"""Pixels of the axis of time from which it counts as wide, and those of a narrow one, as on a phone."""


@dataclass(frozen=True, slots=True)
class Disc:
    """A line from `top` to `bottom` over both sides, with the disc at one of its ends (`y`), in pixels.

    `wide` and `narrow` tell whether the name of its border has room on an axis of that width, so that it
    covers no other disc.
    """

    shade: Shade
    top: float
    bottom: float
    y: float
    wide: bool = True
    narrow: bool = True


def place(layout: Layout) -> list[Disc]:
    """A disc for each shade, by day: at the upper end of its line, or the lower one where that is freer."""
    placed: list[Disc] = []
    for shade in sorted(layout.shades, key=_order):
        sides = [layout.lanes[shade.topic, side] for side in shade.border.sides]
        # In the gaps between the lanes, where they hide no sign of a bar.
        top = min(lane.top for lane in sides) - GAP / 2
        bottom = max(lane.top + lane.height for lane in sides) + GAP / 2
        ends = [Disc(shade, top, bottom, y) for y in (top, bottom)]
        placed.append(min(ends, key=lambda disc: sum(_covers(one, disc, WIDE, layout) for one in placed)))
    return [
        Disc(disc.shade, disc.top, disc.bottom, disc.y, *_named(disc, placed[number + 1 :], layout))
        for number, disc in enumerate(placed)
    ]


def _named(disc: Disc, later: Sequence[Disc], layout: Layout) -> tuple[bool, bool]:
    wide, narrow = (not any(_covers(disc, one, width, layout) for one in later) for width in (WIDE, NARROW))
    # A name that stands out at the end makes the axis shorter, which a narrow one cannot spare.
    fits = ((layout.last - disc.shade.since).days + 1) * _a_day(NARROW, layout) >= LABEL
    return wide, narrow and fits


def _covers(earlier: Disc, later: Disc, width: int, layout: Layout) -> bool:
    """Whether a disc's name reaches into a disc that begins no sooner."""
    apart = (later.shade.since - earlier.shade.since).days * _a_day(width, layout)
    return apart < LABEL and abs(earlier.y - later.y) < 2 * RADIUS


def _a_day(width: int, layout: Layout) -> float:
    """Pixels of a day."""
    return width / ((layout.last - layout.first).days + 1)


def _order(shade: Shade) -> tuple[object, ...]:
    return shade.since, shade.topic, list(Border).index(shade.border)
