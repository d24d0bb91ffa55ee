"""What an item does to the rule: introduce, tighten, relax, extend, end, or only inform."""

from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.vocabulary import Action

# A passing word does not make an extension or a relaxation of what else is introduced.
ACTION_FLOOR = 1.0


def action(reader: Reader, is_measure: bool, trail: Trail) -> Action:
    """The weightiest action; a measure that says none introduces, and what is no measure informs."""
    if not is_measure:
        trail.settle("action", Action.INFORM.value, "what is no measure informs")
        return Action.INFORM
    weights = {each: reader.score(f"action:{each.value}") for each in Action}
    best = max(Action, key=lambda each: weights[each])
    if weights[best] < ACTION_FLOOR:
        best = Action.INTRODUCE
    if not trail.note("action", best.value, reader.findings.get(f"action:{best.value}", ())):
        trail.settle("action", best.value, "a measure that says no other action introduces")
    return best
