"""What kind of norm a text carries: duty, prohibition, advice, permission, support, or information only."""

import re

from measures.classify.card import Card
from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.classify.words import Hit
from measures.vocabulary import Action, Force, Topic

FORCE_FLOOR = 0.9
# Where the title says what is ordered, forbidden or allowed, what the body says besides counts for this.
BODY_SHARE = 0.5
# Beside a duty or ban, what is allowed besides (an exemption, a right to appeal) is not the norm.
BESIDE_SHARE = 0.6
_NORMS = (Force.PROHIBITION, Force.DUTY)
_EASING = (Action.RELAX, Action.END)
# What eases at the border or in public life is allowed again.
_EASED = (Force.PERMISSION, Force.PROHIBITION, Force.DUTY)
# What a sentence that only advises, proposes or speaks of other borders holds.
_SOFT = frozenset(("advice", "travel_advice", "proposal", "undecided", "only_third", "asylum"))
_REFUSES = re.compile(r"\b(?:nicht|niet|not|pas|no|geen|kein\w*|plus)\b")
_SAYS = {force: f"force:{force.value}" for force in Force}


def force(reader: Reader, card: Card, trail: Trail) -> Force:
    """The main norm; the easing of a duty or ban is a permission, and what is no measure informs."""
    if not card.is_measure:
        trail.settle("force", Force.INFORMATION.value, "what is no measure informs")
        return Force.INFORMATION
    titled = [force for force, says in _SAYS.items() if reader.in_title(says)]
    share = BODY_SHARE if titled else 1.0
    weights = {force: reader.shared_score(says, share) for force, says in _SAYS.items()}
    if max(weights[norm] for norm in _NORMS) >= FORCE_FLOOR and Force.PERMISSION not in titled:
        weights[Force.PERMISSION] *= BESIDE_SHARE
    best = max(weights, key=weights.__getitem__)
    if weights[best] < FORCE_FLOOR:
        best = Force.INFORMATION
    if card.action in _EASING and best in _NORMS and not _still_shut(card):
        led = [finding for each in _EASED for finding in reader.findings.get(_SAYS[each], ())]
        trail.note("force", Force.PERMISSION.value, led)
        return Force.PERMISSION
    if best == Force.ADVICE and (shut := _entry_denied(reader)):
        for hit in shut[:2]:
            trail.note_hit("force", Force.PROHIBITION.value, "who may not enter, beside what is advised", hit)
        return Force.PROHIBITION
    if not trail.note("force", best.value, reader.findings.get(_SAYS[best], ())):
        trail.settle("force", best.value, "no words order, forbid, advise, allow or support")
    return best


def _still_shut(card: Card) -> bool:
    """A line that is closed for works is no rule that is eased."""
    return card.topics[:1] == (Topic.TRANSPORT,)


def _entry_denied(reader: Reader) -> list[Hit]:
    """What forbids people to enter in a sentence that advises nothing ("dürfen nicht einreisen")."""
    return [
        hit
        for concepts in reader.by_sentence
        if _SOFT.isdisjoint(concepts) and ("entry" in concepts or "entry_ban" in concepts)
        for hit in (*concepts.get("entry_ban", ()), *concepts.get("ban", ()))
        # "Geen inreisverbod" and "nicht verboten" forbid nothing.
        if "negation" not in concepts or _REFUSES.search(reader.text.folded, hit.start, hit.end)
    ]
