"""What an item does to the rule: introduce, tighten, relax, extend, end, or only inform."""

from measures.classify.dates import Mention
from measures.classify.evidence import Trail
from measures.classify.readings import Finding, Reader
from measures.vocabulary import Action

# A passing word does not make an extension or a relaxation of what else is introduced.
ACTION_FLOOR = 1.0
# Where the title itself says what is done, what the body tells besides counts for this.
BODY_SHARE = 0.5
# Words like "higher" and "fewer" that stand in the body alone may speak of anything.
BODY_CHANGE = 0.55
# What it weighs that a rule stays until a day.
KEPT_WEIGHT = 2.4
_BEGINNING = frozenset(("begin", "decide", "closed", "ban", "road_closed", "strike"))
# What a title tells of a rule that changes or of something that happens.
_HAPPENS = frozenset(
    (
        "begin",
        "decide",
        "ban",
        "closed",
        "open",
        "stopped",
        "disruption",
        "strike",
        "road_closed",
        "extend",
        "end",
        "expire",
        "tighten",
        "relax",
        "animal_rule",
        "border_closed",
        "support",
    )
)
# A text that tells of neither, and of no day from which, explains what holds anyway: what that weighs, the
# more where it speaks to its reader or of dues and benefits, and what the word of a beginning still counts.
EXPLAINING_WEIGHT = 0.4
ADDRESSING_WEIGHT = 0.8
EXPLAINED_SHARE = 0.5
_ADDRESSING = frozenset(("question", "inform", "live_work", "tax", "social_security", "care_rule", "eid"))
# Actions that a title says of itself; that something begins, most of them say too.
_SAYS = {action: f"action:{action.value}" for action in Action}
_TELLING = (Action.EXTEND, Action.END, Action.RELAX, Action.TIGHTEN)


def action(reader: Reader, is_measure: bool, days: list[Mention], trail: Trail) -> Action:
    """The weightiest action; a measure that says none introduces, and what is no measure informs.

    `days` are those the text names: a body that merely gives a rule's last day does not end it.
    """
    if not is_measure:
        trail.settle("action", Action.INFORM.value, "what is no measure informs")
        return Action.INFORM
    titles = reader.by_sentence[: reader.text.title_sentences]
    told = any(reader.in_title(_SAYS[each]) for each in _TELLING) or any(
        not _BEGINNING.isdisjoint(concepts) for concepts in titles
    )
    share = BODY_SHARE if told else 1.0
    weights = {each: reader.shared_score(says, share) for each, says in _SAYS.items()}
    for each in (Action.TIGHTEN, Action.RELAX):
        if not reader.in_title(_SAYS[each]):
            weights[each] *= BODY_CHANGE
    if _kept_until(reader, days):
        weights[Action.EXTEND] += KEPT_WEIGHT
    if _only_runs_out(reader, days):
        weights[Action.END] = 0.0
    if _explains(reader, days):
        weights[Action.INTRODUCE] *= EXPLAINED_SHARE
        weights[Action.INFORM] += EXPLAINING_WEIGHT + ADDRESSING_WEIGHT * _addresses(reader)
    best = max(weights, key=weights.__getitem__)
    if weights[best] < ACTION_FLOOR:
        best = Action.INTRODUCE
    if not trail.note("action", best.value, reader.findings.get(_SAYS[best], ())):
        trail.settle("action", best.value, "a measure that says no other action introduces")
    return best


def _explains(reader: Reader, days: list[Mention]) -> bool:
    """Whether the title tells of no change, and no day is given from which something holds."""
    titles = reader.by_sentence[: reader.text.title_sentences]
    happens = any(not _HAPPENS.isdisjoint(concepts) for concepts in titles)
    return not happens and not any(day.role == "from" for day in days)


def _addresses(reader: Reader) -> bool:
    """Whether a text speaks to its reader, or its title of what people may, have or owe."""
    titles = reader.by_sentence[: reader.text.title_sentences]
    return reader.has("you") or any(not _ADDRESSING.isdisjoint(concepts) for concepts in titles)


def _kept_until(reader: Reader, days: list[Mention]) -> bool:
    """Whether what holds stays until a day, and nothing begins: that is said of a rule carried on."""
    lead = reader.text.title_sentences
    stays = any("remain" in concepts for concepts in reader.by_sentence[: lead + 1])
    until = any(day.role == "until" and day.sentence <= lead for day in days)
    return stays and until and not any(day.role in ("from", "on") for day in days)


def _only_runs_out(reader: Reader, days: list[Mention]) -> bool:
    """Whether all that speaks of an end stands in the body beside the day on which the rule runs out."""
    ends = reader.findings.get(_SAYS[Action.END], ())
    return (
        bool(ends)
        and not reader.in_title(_SAYS[Action.END])
        and all(any(_runs_out(finding, day) for day in days) for finding in ends)
    )


def _runs_out(end: Finding, day: Mention) -> bool:
    """Whether the day is the one on which the rule runs out: "läuft am 19. April aus"."""
    if day.sentence != end.sentence:
        return False
    inside = any(hit.start <= day.start and day.end <= hit.end for hit in end.hits)
    return day.role == "ending" or inside
