"""A correction: what a person decided on an item, of which text and of which reading."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from measures.items import Labels, labels
from measures.model import Assessment, Item
from measures.vocabulary import Action, Impact

LABELS = tuple(Labels.model_fields)
"""The labels of the codebook that a person gives, in its order."""


class Verdict(StrEnum):
    """What a person decided: on the labels of an item, on the measure it belongs to, or to take that back."""

    ACCEPT = "accept"
    CHANGE = "change"
    NOT_A_MEASURE = "not_a_measure"
    LINK = "link"
    SPLIT = "split"
    MERGE = "merge"
    UNDO = "undo"


OF_LABELS = frozenset({Verdict.ACCEPT, Verdict.CHANGE, Verdict.NOT_A_MEASURE})
OF_MEASURES = frozenset({Verdict.LINK, Verdict.SPLIT, Verdict.MERGE})


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision; never changed, only taken back by a later one.

    Of labels: `human` are the labels given, `machine` those that had been read, `text` the hash of the
    text (`text_hash`) they answer. Of measures: `items` are the other items that are of one measure with
    this one (link, merge) or not (split). `undoes` is the id of the decision that an undo takes back.
    `at` is an instant with zone.
    """

    item_id: str
    verdict: Verdict
    who: str
    at: datetime
    why: str = ""
    text: str = ""
    machine: Labels | None = None
    human: Labels | None = None
    items: tuple[str, ...] = ()
    undoes: str = ""
    id: str = ""


def new_correction(
    item: Item,
    verdict: Verdict,
    who: str,
    at: datetime,
    why: str = "",
    *,
    machine: Assessment | None = None,
    human: Labels | None = None,
    items: Iterable[str] = (),
    undoes: str = "",
) -> Correction:
    """A decision on an item as it stands now. Of labels, `machine` is the reading it answers.

    `human` are the labels given; left out, accept takes those read, and not_a_measure those without effect.
    """
    read = given = None
    if verdict in OF_LABELS:
        if machine is None:
            raise ValueError(f"{verdict} answers a reading, and none is given")
        read = labels_of(machine)
        given = no_measure(human or read) if verdict is Verdict.NOT_A_MEASURE else human
        if given is None:
            if verdict is Verdict.CHANGE:
                raise ValueError("a change needs labels")
            given = read
    others = tuple(sorted(set(items) - {item.id}))
    return with_id(Correction(item.id, verdict, who, at, why, text_hash(item), read, given, others, undoes))


def with_id(correction: Correction) -> Correction:
    """The same with the id that its content gives it: handed in twice, it is known."""
    facts = asdict(replace(correction, machine=None, human=None, id=""))
    for name in ("machine", "human"):
        given: Labels | None = getattr(correction, name)
        facts[name] = None if given is None else given.model_dump(mode="json")
    digest = sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
    return replace(correction, id="c-" + digest[:20])


def no_measure(read: Labels) -> Labels:
    """The labels of an item that is no measure after all: it does nothing to anybody."""
    return read.model_copy(
        update={
            "is_measure": False,
            "action": Action.INFORM,
            "border_impact": Impact.NONE,
            "borders": (),
            "groups": (),
            "frontier_exempt": None,
            "valid_from": None,
            "valid_until": None,
        }
    )


def labels_of(assessment: Assessment) -> Labels:
    """The labels of the codebook as a reading gives them."""
    return Labels.model_validate(labels(assessment))


def text_hash(item: Item) -> str:
    """Hash of the words that are read; an address or a date of publication may change without harm."""
    return sha256(f"{item.title}\n{item.summary}".encode(errors="surrogatepass")).hexdigest()[:32]


def same(label: str, one: Labels, other: Labels) -> bool:
    """Whether two sets of labels give one label the same value; the order of lists does not count."""
    first, second = getattr(one, label), getattr(other, label)
    if isinstance(first, tuple):
        return set(first) == set(second)
    return bool(first == second)
