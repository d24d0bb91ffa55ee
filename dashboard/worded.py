"""Reasons as programs are told them: a lasting code beside the sentence."""

from pydantic import BaseModel

from dashboard.i18n import Reader
from measures.conflicts import reasons
from measures.model import Reason


class WordedReason(BaseModel):
    """Why a conflict is flagged: a lasting code, and the sentence in the language asked for."""

    code: str
    sentence: str


def worded(reason: Reason, reader: Reader) -> WordedReason:
    """A reason in the reader's language; the code alone where it is none that is known."""
    known = reasons.is_known(reason)
    words = reasons.sentence(reason, reader.text, reader.day, reader.number) if known else reason.code
    return WordedReason(code=reason.code, sentence=words)
