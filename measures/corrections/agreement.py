"""How often people agreed with the machine, by source and label: how far its readings can be trusted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from measures.corrections.apply import standing
from measures.corrections.model import LABELS, OF_LABELS, Correction, same


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `total` items of a source that people looked at, the machine's label was right for `agreed`."""

    source: str
    label: str
    agreed: int
    total: int


def agreement(corrections: Iterable[tuple[str, Correction]]) -> list[Agreement]:
    """By source and label, from (source, correction) pairs; of the answers to one text the last counts."""
    sources = {}
    given = []
    for source, correction in corrections:
        sources[correction.item_id] = source
        given.append(correction)
    last = {(one.item_id, one.text): one for one in standing(given) if one.verdict in OF_LABELS}
    agreed: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    for answer in last.values():
        if answer.human is None or answer.machine is None:
            continue
        source = sources[answer.item_id]
        total[source] += 1
        for label in LABELS:
            agreed[source, label] += same(label, answer.human, answer.machine)
    return [
        Agreement(source, label, agreed[source, label], total[source])
        for source in sorted(total)
        for label in LABELS
    ]
