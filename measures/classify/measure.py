"""Whether an item announces, changes, explains or ends a rule or a real disruption, or is news only."""

from measures.classify.dates import Mention
from measures.classify.evidence import Trail
from measures.classify.readings import Reader

MEASURE_FLOOR = 1.0
NEWS_WEIGHT = 1.2
# What a day from which or until which something holds adds: news tells of days, rules have bounds.
DATED_WEIGHT = 0.8
# And more of trains and buses, whose timetables change on a day without a word that orders anything.
TIMETABLE_WEIGHT = 0.6
_COUNTING = frozenset(("statistics", "crime", "visit", "study"))
# What figures and arrests in the body count for where the title itself announces a rule.
QUIET_BODY = 0.6
# And what rules the body restates count for where the title demands, counts or tells of an arrest or visit.
VETOED_BODY = 0.5
_TITLE_VETO = ("noise:proposal", "noise:crime", "noise:blog", "noise:statistics", "noise:visit")


def is_measure(reader: Reader, days: list[Mention], trail: Trail) -> tuple[bool, float]:
    """The answer and its margin; `days` are those the text names, with their roles."""
    yes, no = reader.score("measure:yes"), reader.score("measure:no")
    if reader.in_title("measure:yes") and not reader.in_title("measure:no"):
        no *= QUIET_BODY
    bound = [reader.by_sentence[day.sentence] for day in days if _is_bound(reader, day)]
    yes += DATED_WEIGHT * bool(bound) + TIMETABLE_WEIGHT * any("rail" in c or "bus" in c for c in bound)
    if any(reader.in_title(says) for says in _TITLE_VETO):
        yes *= VETOED_BODY
    margin = yes - NEWS_WEIGHT * no - MEASURE_FLOOR
    value = margin > 0
    word = str(value).lower()
    if not trail.note("is_measure", word, reader.findings.get("measure:yes" if value else "measure:no", ())):
        trail.settle("is_measure", word, "nothing in the text orders, allows or ends anything")
    return value, margin


def _is_bound(reader: Reader, day: Mention) -> bool:
    return day.role in ("from", "until") and _COUNTING.isdisjoint(reader.by_sentence[day.sentence])
