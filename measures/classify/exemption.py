"""Whether the text itself says that frontier workers or commuters are exempt, or that they are not."""

from measures.classify.card import Card
from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.vocabulary import Impact, Topic

EXEMPTION_FLOOR = 1.5
# Agreements on tax and care and rules of the workplace exempt nobody.
_EXEMPTING_NOBODY = frozenset(
    {Topic.SOCIAL_SECURITY_TAX, Topic.HEALTH_CARE, Topic.WORK, Topic.IDENTITY_DIGITAL}
)


def frontier_exempt(reader: Reader, card: Card, trail: Trail) -> bool | None:
    """True, False, or None where the text says nothing of it."""
    yes, no = reader.score("exempt:true"), reader.score("exempt:false")
    at_border = card.impact in (Impact.DIRECT, Impact.BLOCKING) or Topic.BORDER_CONTROL in card.topics
    if not at_border or _EXEMPTING_NOBODY.issuperset(card.topics) or max(yes, no) < EXEMPTION_FLOOR:
        trail.settle("frontier_exempt", "null", "the text does not say whether frontier workers are exempt")
        return None
    value = yes >= no
    word = str(value).lower()
    trail.note("frontier_exempt", word, reader.findings.get(f"exempt:{word}", ()))
    return value
