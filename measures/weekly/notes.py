"""What an edition is kept as, and what its editors wrote on a week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from measures.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Edition:
    """A summary as it went out: its number, and the SHA-256 of its facts, which no one can change since."""

    number: int
    week: str
    made_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Note:
    """Words of an editor on a week: the introduction (`about` empty) or a remark on a conflict (its key).

    A later note on the same thing in the same language replaces an earlier one; empty takes it away.
    """

    week: str
    about: str
    language: Language
    text: str
    who: str
    at: datetime


def standing(notes: Iterable[Note], language: Language) -> dict[str, Note]:
    """The notes that count, by what they are about; in another language where there is none in this one.

    `notes` in the order written.
    """
    found: dict[str, Note] = {}
    for note in current(notes).values():
        before = found.get(note.about)
        if before is None or before.language != language:
            found[note.about] = note
    return found


def current(notes: Iterable[Note]) -> dict[tuple[str, Language], Note]:
    """The last words on each thing in each language, without those taken away; the latest written last."""
    last: dict[tuple[str, Language], Note] = {}
    for note in notes:
        last.pop((note.about, note.language), None)
        last[note.about, note.language] = note
    return {key: note for key, note in last.items() if note.text.strip()}
