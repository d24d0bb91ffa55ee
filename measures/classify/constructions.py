"""The constructions of readings.toml, compiled: which concepts together say what, and what that weighs."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from measures.classify.tables import table

# What a reading in the title and in the first sentence counts for (the title says what happens: for the
# action it weighs more).
TITLE_WEIGHT = 1.6
TITLE_WEIGHT_OF_ACTION = 3.0
LEAD_WEIGHT = 1.15


@dataclass(frozen=True, slots=True)
class Reading:
    """A construction: one hit of each slot in one sentence, at most `within` characters from first to last.

    A slot names one concept or several alternatives; `unless` concepts in the same sentence forbid it.
    `others` (the slots but the first) and `unless` hold them as bits, one a concept, so that a sentence is
    asked with an integer. `weights` are those in the title, the first sentence and the others.
    """

    number: int
    name: str
    says: str
    weights: tuple[float, float, float]
    slots: tuple[tuple[str, ...], ...]
    within: int
    others: tuple[int, ...]
    unless: int


class Readings(NamedTuple):
    """All readings, numbered in the file's order, and the bit of each concept that completes or forbids one.

    By concept, those that it makes alone, and the numbers of those that it can begin.
    """

    known: tuple[Reading, ...]
    bits: dict[str, int]
    alone: dict[str, tuple[Reading, ...]]
    opening: dict[str, tuple[int, ...]]


@cache
def readings() -> Readings:
    """What readings.toml holds (kept for the life of the process)."""
    data = table("readings.toml") | table("legal", "readings.toml")
    bits: dict[str, int] = {}

    def mask(concepts: Iterable[str]) -> int:
        return sum(bits.setdefault(concept, 1 << len(bits)) for concept in set(concepts))

    known: list[Reading] = []
    for says, rows in data.items():
        in_title = TITLE_WEIGHT_OF_ACTION if says == "action" else TITLE_WEIGHT
        for label, entries in rows.items():
            for entry in entries:
                slots = tuple(tuple(slot.split("|")) for slot in entry["near"])
                weight = float(entry["weight"])
                known.append(
                    Reading(
                        len(known),
                        f"{says}:{label} by {' + '.join(entry['near'])}",
                        f"{says}:{label}",
                        (weight * in_title, weight * LEAD_WEIGHT, weight),
                        slots,
                        entry.get("within", 90),
                        tuple(mask(slot) for slot in slots[1:]),
                        mask(entry.get("unless", ())),
                    )
                )
    alone: dict[str, tuple[Reading, ...]] = {}
    opening: dict[str, tuple[int, ...]] = {}
    for reading in known:
        first = dict.fromkeys(reading.slots[0])
        for concept in first:
            if len(reading.slots) == len(first) == 1:
                alone[concept] = (*alone.get(concept, ()), reading)
            else:
                opening[concept] = (*opening.get(concept, ()), reading.number)
    return Readings(tuple(known), bits, alone, opening)
