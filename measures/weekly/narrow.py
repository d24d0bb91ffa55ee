"""A week's facts for a reader: what concerns their borders, regions and topics."""

from collections.abc import Collection
from dataclasses import replace

from measures.geography import overlaps
from measures.model import Conflict
from measures.vocabulary import Border, Country, Topic
from measures.weekly.model import Entry, Rule, Week


def narrowed(
    week: Week,
    borders: Collection[Border] = (),
    topics: Collection[Topic] = (),
    regions: Collection[str] = (),
) -> Week:
    """The same week with only what touches any of these; an empty choice lets all through.

    `regions` are NUTS codes: a rule of a whole country holds in each of its regions. How the sources were
    watched is left whole: a blind spot is one for every reader.
    """
    wanted = set(borders), set(topics)

    def concerns(conflict: Conflict) -> bool:
        return _meets((conflict.border,), wanted[0]) and _meets(conflict.topics, wanted[1])

    def of_rule(rule: Rule) -> bool:
        near = _holds_in(rule.regions, str(rule.country), regions)
        return near and _meets(rule.borders, wanted[0]) and _meets(rule.topics, wanted[1])

    return replace(
        week,
        entries=tuple(e for e in week.entries if concerns(e.conflict) and _entry_holds_in(e, regions)),
        rules=tuple(rule for rule in week.rules if of_rule(rule)),
        errata=tuple(one for one in week.errata if concerns(one.conflict)),
        signals=tuple(
            one
            for one in week.signals
            if _meets((one.border,), wanted[0]) and (not topics or one.topic in wanted[1])
        ),
    )


def _meets(own: Collection[object], wanted: Collection[object]) -> bool:
    return not wanted or bool(set(own) & set(wanted))


def _entry_holds_in(entry: Entry, regions: Collection[str]) -> bool:
    if not regions:
        return True
    here = {code[:2] for code in regions}
    if not here & {side.value for side in entry.conflict.border.sides}:
        return False
    named = [code for side in entry.sides for code in side if code[:2] in here]
    return not named or _share(named, regions)


def _holds_in(own: Collection[str], country: str, regions: Collection[str]) -> bool:
    # What the Union rules holds everywhere.
    if not regions or country == Country.EU:
        return True
    return _share(own or (country,), regions)


def _share(first: Collection[str], second: Collection[str]) -> bool:
    return any(overlaps(one, other) for one in first for other in second)
