"""Both sides of a conflict on a day: what is told of each holds on that day and on its topics."""

from datetime import date

from measures.conflicts import detect
from measures.conflicts.on_day import standing
from measures.lifecycle import fold
from measures.vocabulary import Border, ConflictKind, Country

ON = date(2022, 1, 1)


def one(measures, kind, border=Border.NL_BE):
    [conflict] = [c for c in detect(measures, ON, [border]) if c.kind == kind]
    return conflict


def test_the_first_days_are_told_by_the_rule_that_handed_over(measure):
    shut = {"country": "BE", "topics": ("entry",), "step": 4, "impact": "blocking"}
    closure = measure("closure", since="2020-03-20", until="2020-06-14", **shut)
    notice = measure("notice", since="2020-03-18", until="2020-05-03", **shut)
    conflict = one([closure, notice], ConflictKind.BLOCKED_CROSSING)
    told = {day: standing(conflict, [closure, notice], date(2020, 3, day)) for day in (18, 20)}
    assert [list(sides) for sides in told.values()] == [[Country.BE, Country.NL]] * 2
    assert told[18][Country.BE].measure == notice
    assert told[20][Country.BE].measure == closure
    assert told[20][Country.NL] is None


def test_a_side_is_told_by_its_present_rule_and_by_none_when_it_is_over(measure):
    theirs = {"country": "NL", "topics": ("entry",), "step": 1, "impact": "indirect"}
    closure = measure(
        "closure", country="BE", topics=("entry",), step=4, impact="blocking", since="2020-03-20",
        until="2020-06-14",
    )  # fmt: skip
    first = measure("first", since="2020-03-20", until="2020-04-30", **theirs)
    second = measure("second", since="2020-05-01", until="2020-05-31", **theirs)
    known = [closure, first, second]
    conflict = one(known, ConflictKind.BLOCKED_CROSSING)
    days = (date(2020, 4, 1), date(2020, 5, 1), date(2020, 6, 1))
    found = [standing(conflict, known, day)[Country.NL] for day in days]
    assert [side and side.measure.id for side in found] == ["first", "second", None]


def test_a_rule_that_ended_is_told_where_the_conflict_is_about_its_end(measure):
    entry = {"topics": ("entry",), "impact": "direct", "exempt": True}
    ours = measure("ours", country="BE", since="2020-03-20", until="2020-06-14", **entry)
    theirs = measure("theirs", country="NL", since="2020-03-20", until="2020-05-31", **entry)
    conflict = one([ours, theirs], ConflictKind.TIMING_GAP)
    assert standing(conflict, [ours, theirs], date(2020, 6, 5))[Country.NL].measure == theirs


def test_days_are_those_of_the_rule_on_the_topics_of_the_conflict(event):
    german = {"country": "DE", "authority": "Bundesregierung", "exempt": False}
    known = fold(
        [
            event("a", published="2021-11-24", since="2021-11-24", topics=("testing", "work"), **german),
            event(
                "b", published="2022-03-19", action="end", until="2022-03-19", topics=("testing",), step=0,
                **german,
            ),
        ]
    )  # fmt: skip
    conflict = one(known, ConflictKind.MISSING_EXEMPTION, Border.NL_DE)
    rule = standing(conflict, known, date(2021, 12, 1))[Country.DE]
    assert (
        (rule.begins, rule.ends)
        == (date(2021, 11, 24), date(2022, 3, 19))
        == (conflict.since, conflict.until)
    )
    assert known[0].ends is None
