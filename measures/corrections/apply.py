"""Laying people's labels over a reading: they win over every re-reading of the same text, for ever."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from measures.corrections.model import LABELS, OF_LABELS, Correction, Verdict, labels_of, same, text_hash
from measures.items import Labels
from measures.model import Assessment, Event, Evidence, Review
from measures.vocabulary import Action, Force, Impact, Strictness, Topic

# A day that a later text gives was not known from an earlier one.
_DAYS = frozenset({"valid_from", "valid_until"})
_CROSSING = frozenset({Topic.BORDER_CONTROL, Topic.ENTRY, Topic.TRANSPORT})
REVIEWER = "reviewer"
"""The rule that stands in the evidence of a label that a person gave."""


def standing(corrections: Iterable[Correction]) -> list[Correction]:
    """The decisions that nobody has taken back, oldest first; an undo can be taken back as well."""
    undone: set[str] = set()
    kept: list[Correction] = []
    for correction in sorted(corrections, key=lambda one: one.at)[::-1]:
        if correction.id in undone:
            continue
        if correction.verdict is Verdict.UNDO:
            undone.add(correction.undoes)
        else:
            kept.append(correction)
    return kept[::-1]


def corrected(event: Event, corrections: Iterable[Correction]) -> Event:
    """The event with people's labels laid over the machine's reading, which is kept in its `review`.

    On the text that was answered, the last answer holds whatever the machine reads now. On another text of
    the item each label holds for as long as the machine reads it as it did then; days only on later texts.
    """
    machine = event.review.machine if event.review else event.assessment
    found = [one for one in standing(corrections) if _speaks_of(one, event)]
    if not found:
        return event if event.review is None else replace(event, assessment=machine, review=None)
    read, text = labels_of(machine), text_hash(event.item)
    # What was said of this very text goes last, and so wins.
    found.sort(key=lambda answer: answer.text == text)
    given = {
        label: getattr(answer.human, label)
        for answer in found
        for label in LABELS
        if answer.text == text or _carries(label, answer, read, event)
    }
    answered = any(answer.text == text or _reads_the_same(answer, read) for answer in found)
    laid = _overlaid(machine, read, given, answered)
    return replace(event, assessment=laid, review=Review(machine, answered))


def _speaks_of(correction: Correction, event: Event) -> bool:
    of_labels = correction.verdict in OF_LABELS and correction.human is not None
    return of_labels and correction.item_id == event.item.id


def _carries(label: str, answer: Correction, read: Labels, event: Event) -> bool:
    if answer.machine is None or not same(label, answer.machine, read):
        return False
    return label not in _DAYS or event.known_at > answer.at


def _reads_the_same(answer: Correction, read: Labels) -> bool:
    return answer.machine is not None and all(same(label, answer.machine, read) for label in LABELS)


def _overlaid(machine: Assessment, read: Labels, given: dict[str, Any], answered: bool) -> Assessment:
    human = read.model_copy(update=given)
    changed = {label for label in given if not same(label, human, read)}
    evidence = tuple(piece for piece in machine.evidence if piece.label not in changed)
    told = tuple(
        Evidence(label, _text(value), REVIEWER, "title", 0, 0, "")
        for label in LABELS
        if label in changed
        for value in _values(given[label])
    )
    said = replace(
        machine,
        **{label: given[label] for label in changed},
        strictness=_steps(machine, human) if changed else machine.strictness,
        evidence=evidence + told,
        confidence=1.0 if answered else machine.confidence,
    )
    if human.is_measure:
        return said
    # What is no measure informs: it orders nothing, and asks for nothing.
    return replace(said, documents=(), acts=(), direction=None, force=Force.INFORMATION)


def _steps(machine: Assessment, human: Labels) -> tuple[tuple[Topic, Strictness], ...]:
    """Steps that go with a person's labels: the machine's own where they still can be."""
    if not human.is_measure:
        return ()
    return tuple((topic, _step(topic, machine, human)) for topic in human.topics)


def _step(topic: Topic, machine: Assessment, human: Labels) -> Strictness:
    if human.action is Action.END:
        return Strictness.NONE
    if human.border_impact is Impact.BLOCKING and topic in _CROSSING:
        return Strictness.CLOSED
    step = machine.strictness_on(topic)
    if step is Strictness.NONE:
        return Strictness.PARTIAL
    return min(step, Strictness.FULL) if topic in _CROSSING else step


def _values(value: object) -> tuple[object, ...]:
    return (value or (None,)) if isinstance(value, tuple) else (value,)


def _text(value: object) -> str:
    return "none" if value is None else str(value)
