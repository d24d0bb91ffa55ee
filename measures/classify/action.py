"""What an item does to the rule: introduce, tighten, relax, extend, end, or only inform."""

from measures.classify.dates import Mention
from measures.classify.evidence import Trail
from measures.classify.readings import Reader
from measures.vocabulary import Action

# A passing word does not make an extension or a relaxation of what else is introduced.
ACTION_FLOOR = 1.0
# Where the title itself says what is done, what the body tells besides counts for this.
BODY_SHARE = 0.5
# Actions that a title says of itself; that something begins, most of them say too.
_TELLING = (Action.EXTEND, Action.END, Action.RELAX, Action.TIGHTEN)


def action(reader: Reader, is_measure: bool, days: list[Mention], trail: Trail) -> Action:
    """The weightiest action; a measure that says none introduces, and what is no measure informs.

    `days` are those the text names: a body that merely gives a rule's last day does not end it.
    """
    if not is_measure:
        trail.settle("action", Action.INFORM.value, "what is no measure informs")
        return Action.INFORM
    told = any(reader.in_title(f"action:{each.value}") for each in _TELLING)
    share = BODY_SHARE if told else 1.0
    weights = {each: reader.shared_score(f"action:{each.value}", share) for each in Action}
    if _only_runs_out(reader, days):
        weights[Action.END] = 0.0
    best = max(Action, key=lambda each: weights[each])
    if weights[best] < ACTION_FLOOR:
        best = Action.INTRODUCE
    if not trail.note("action", best.value, reader.findings.get(f"action:{best.value}", ())):
        trail.settle("action", best.value, "a measure that says no other action introduces")
    return best


def _only_runs_out(reader: Reader, days: list[Mention]) -> bool:
    """Whether all that speaks of an end stands in the body beside the day on which the rule runs out."""
    last = {day.sentence for day in days if day.role == "ending"}
    ends = [finding.sentence for finding in reader.findings.get(f"action:{Action.END.value}", ())]
    return bool(last) and not reader.in_title(f"action:{Action.END.value}") and last.issuperset(ends)
