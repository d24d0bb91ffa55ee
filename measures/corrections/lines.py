"""Corrections as JSON Lines in the format of the codebook: `labels` are a person's, `correction` says whose.

Lines of label verdicts are items with labels, as `python -m measures evaluate` reads them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from measures.classify import classify
from measures.corrections.model import OF_LABELS, OF_MEASURES, Correction, Verdict, new_correction, with_id
from measures.errors import InputError
from measures.items import ItemLine, Labels, Text, check, read_lines
from measures.model import Item

# A database may refuse control characters, and no name or reason needs them.
_Line = Annotated[Text, Field(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=1_000)]
_Name = Annotated[_Line, Field(min_length=1)]


class _Given(BaseModel):
    """The field `correction` of a line."""

    model_config = ConfigDict(extra="forbid")

    id: _Line = ""
    verdict: Verdict
    who: _Name
    at: AwareDatetime
    text: _Line = ""
    machine: Labels | None = None
    items: tuple[_Name, ...] = ()
    undoes: _Line = ""


class _CorrectionLine(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: _Name
    labels: Labels | None = None
    note: _Line = ""
    correction: _Given


class _PlainLine(ItemLine):
    labels: Labels
    note: _Line = ""


def to_fields(correction: Correction, item: Item | None) -> dict[str, Any]:
    """One line: the item with the text that was answered (None where it is not stored), and the decision."""
    facts = {} if item is None else asdict(item)
    facts.pop("published_raw", None)
    fields: dict[str, Any] = {**facts, "id": correction.item_id}
    if correction.human is not None:
        fields["labels"] = correction.human.model_dump(mode="json")
    told: dict[str, Any] = {
        "id": correction.id,
        "verdict": correction.verdict,
        "who": correction.who,
        "at": correction.at.isoformat(),
    }
    if correction.machine is not None:
        told |= {"text": correction.text, "machine": correction.machine.model_dump(mode="json")}
    elif correction.text:
        told["text"] = correction.text
    if correction.items:
        told["items"] = correction.items
    if correction.undoes:
        told["undoes"] = correction.undoes
    return {**fields, "note": correction.why, "correction": told}


def read_corrections(
    stream: Iterable[bytes], who: str = "", at: datetime | None = None
) -> Iterator[Correction]:
    """The decisions that lines hold; InputError (subject `line N`) at the first that cannot be read.

    Where `who` and `at` (with zone) are given, a line with labels and without `correction` is what that
    person says of the item as of that instant.
    """
    for subject, line in read_lines(stream):
        if "correction" in line:
            yield _from(check(_CorrectionLine, line, subject), subject)
        elif who and at is not None:
            yield _plain(check(_PlainLine, line, subject), who, at)
        else:
            raise InputError("field correction: is missing; or say who gave the labels", subject=subject)


def _from(line: _CorrectionLine, subject: str) -> Correction:
    given = line.correction
    of_labels = given.verdict in OF_LABELS
    needed = (
        ("labels", of_labels and line.labels is None),
        ("correction.machine", of_labels and given.machine is None),
        ("correction.text", of_labels and not given.text),
        ("correction.items", given.verdict in OF_MEASURES and not given.items),
        ("correction.undoes", given.verdict is Verdict.UNDO and not given.undoes),
    )
    for field, missing in needed:
        if missing:
            raise InputError(f"field {field}: is missing, {given.verdict} needs it", subject=subject)
    correction = with_id(
        Correction(
            item_id=line.id,
            verdict=given.verdict,
            who=given.who,
            at=given.at,
            why=line.note,
            text=given.text,
            machine=given.machine if of_labels else None,
            human=line.labels if of_labels else None,
            items=given.items,
            undoes=given.undoes,
        )
    )
    if given.id and given.id != correction.id:
        raise InputError(
            "field correction.id: does not belong to the rest of the line; leave it out after a change",
            subject=subject,
        )
    return correction


def _plain(line: _PlainLine, who: str, at: datetime) -> Correction:
    item = Item(**line.model_dump(exclude={"labels", "note"}))
    return new_correction(item, Verdict.CHANGE, who, at, line.note, machine=classify(item), human=line.labels)
