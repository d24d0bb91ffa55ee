"""What people decided on items: their labels laid over the machine's, for ever; both values are kept."""

from measures.corrections.apply import REVIEWER, corrected, standing
from measures.corrections.model import LABELS, Correction, Verdict, labels_of, new_correction, text_hash
from measures.corrections.ties import Ties, tied, ties

__all__ = [
    "LABELS",
    "REVIEWER",
    "Correction",
    "Ties",
    "Verdict",
    "corrected",
    "labels_of",
    "new_correction",
    "standing",
    "text_hash",
    "tied",
    "ties",
]
