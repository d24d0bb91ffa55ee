"""Whether the text itself says that frontier workers or commuters are exempt, or that they are not."""

from measures.classify.card import Card
from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.vocabulary import Action, Impact, Topic

_EXEMPTABLE = {
    Topic.BORDER_CONTROL,
    Topic.ENTRY,
    Topic.QUARANTINE,
    Topic.TESTING,
    Topic.MOVEMENT,
    Topic.EDUCATION_CHILDCARE,
}


def frontier_exempt(reader: Reader, card: Card, trail: Trail) -> bool | None:
    """True, False, or None where the text says nothing of it."""
    yes, no = reader.score("exempt:true"), reader.score("exempt:false")
    relevant = bool(_EXEMPTABLE & set(card.topics)) and (
        card.impact in (Impact.DIRECT, Impact.BLOCKING) or Topic.BORDER_CONTROL in card.topics
    )
    value: bool | None = None
    if relevant and max(yes, no) >= 1.5:
        value = yes >= no
    if value is None:
        trail.settle(
            "frontier_exempt", "null", "the text says nothing of frontier workers being exempt or not"
        )
        return None
    word = str(value).lower()
    trail.note("frontier_exempt", word, reader.findings.get(f"exempt:{word}", ()))
    return value


__all__ = ["Action", "frontier_exempt"]
