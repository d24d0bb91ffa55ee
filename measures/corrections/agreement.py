"""How often people agreed with the machine, by source and label: how far its readings can be trusted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from measures.corrections.apply import standing
from measures.corrections.model import LABELS, OF_LABELS, Correction, Verdict, same


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `total` items of a source for which people gave a label, the machine's was right for `agreed`."""

    source: str
    label: str
    agreed: int
    total: int


def agreement(corrections: Iterable[tuple[str, Correction]]) -> list[Agreement]:
    """By source and label, from (source, correction) pairs; of the answers to one text the last counts.

    A text that is no measure may still be of a topic: whoever answers so says nothing of topics, and only
    the labels that follow from the answer count. `total` is 0 where nobody gave a label.
    """
    sources = {}
    given = []
    for source, correction in corrections:
        sources[correction.item_id] = source
        given.append(correction)
    last = {(one.item_id, one.text): one for one in standing(given) if one.verdict in OF_LABELS}
    agreed: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for answer in last.values():
        if answer.human is None or answer.machine is None:
            continue
        source = sources[answer.item_id]
        for label in LABELS:
            if label == "topics" and answer.verdict is Verdict.NOT_A_MEASURE:
                continue
            agreed[source, label] += same(label, answer.human, answer.machine)
            total[source, label] += 1
    return [
        Agreement(source, label, agreed[source, label], total[source, label])
        for source in sorted({source for source, _ in total})
        for label in LABELS
    ]
