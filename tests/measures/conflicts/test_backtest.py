"""Documented conflicts against flagged ones: when one counts as found, and what is said of those missed."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest

from measures.conflicts import detect
from measures.conflicts.backtest import Miss, as_json, judge, read_cases, render
from measures.conflicts.backtest.cases import kinds_for
from measures.errors import InputError
from measures.lifecycle import fold
from measures.vocabulary import ConflictKind

ON = date(2021, 12, 31)
CASE = {
    "id": "shops",
    "border": "NL-BE",
    "kind": "divergent_strictness",
    "topics": ["shops_events"],
    "date_from": "2020-11-02",
    "date_until": "2020-11-30",
    "side_a": {"country": "BE", "what": "not read"},
}


def cases(*changes):
    lines = [json.dumps(CASE | change).encode() for change in changes or ({},)]
    return list(read_cases(io.BytesIO(b"\n".join(lines))))


@pytest.fixture
def shut(event):
    def made(**changes):
        return event(
            "shops",
            **{
                "country": "BE",
                "authority": "Overlegcomité",
                "published": "2020-10-30",
                "topics": ("shops_events",),
                "step": 4,
                "impact": "indirect",
                "since": "2020-11-02",
                "until": "2020-11-30",
            }
            | changes,
        )

    return made


def judged(events, *changes):
    measures = fold(events)
    return judge(cases(*changes), detect(measures, ON), measures, events, ON)


@pytest.mark.parametrize(
    ("changes", "miss"),
    [
        ({}, None),
        ({"until": "2020-11-16"}, None),
        ({"until": "2020-11-15"}, Miss.OTHER_PERIOD),
        ({"impact": "none", "borders": ()}, Miss.MISREAD),
        ({"step": 1}, Miss.NO_RULE),
        ({"published": "2021-03-01", "since": "2021-03-01", "until": "2021-03-31"}, Miss.NO_ITEM),
    ],
    ids=["found", "just over half", "less than half", "read as far from the border", "advice", "none"],
)
def test_found_where_half_the_documented_days_are_covered_else_the_reason_is_told(shut, changes, miss):
    (verdict,) = judged([shut(**changes)]).verdicts
    assert verdict.miss == miss


def test_other_kind_is_told_unless_declared_to_stand_for_it(shut):
    closed = shut(topics=("entry",), impact="blocking", exempt=None)
    exempting = {"kind": "missing_exemption", "topics": ["entry"]}
    (found,) = judged([closed], exempting).verdicts
    assert found.found
    assert found.nearest.kind == ConflictKind.BLOCKED_CROSSING
    (missed,) = judged([closed], {"kind": "timing_gap", "topics": ["entry"]}).verdicts
    assert missed.miss == Miss.OTHER_KIND


def test_items_that_a_case_names_decide_what_it_is_missed_for(shut):
    (verdict,) = judged([shut(impact="none", borders=())], {"items": ["another"]}).verdicts
    assert verdict.miss == Miss.NO_ITEM


def test_open_ended_case_counts_for_a_year_and_not_beyond_the_last_day(shut):
    (case,) = cases({"date_until": None})
    assert case.last_day(ON) == date(2021, 11, 1)
    assert case.last_day(date(2020, 12, 31)) == date(2020, 12, 31)
    assert not judged([shut()], {"date_until": None}).verdicts[0].found


def test_case_that_begins_after_the_last_day_is_left_out(shut):
    assert judged([shut()], {"date_from": "2022-01-01", "date_until": None}).verdicts == ()


def test_conflicts_beside_the_documented_are_counted_by_month(shut):
    events = [shut(), replace(shut(topics=("education_childcare",), since="2021-01-04", until="2021-01-29"))]
    events[1] = replace(events[1], item=replace(events[1].item, id="schools", published=date(2021, 1, 1)))
    result = judged(events)
    borders = [conflict.border for conflict in result.beside]
    assert sorted(borders) == ["BE-DE", "BE-DE", "NL-BE"]
    figures = as_json(result, ON)
    assert (figures["recall"], figures["flagged"], figures["beside"]) == (1.0, 4, 3)
    assert figures["beside_by_month"] == {"2020-11": 1, "2021-01": 2}
    table = render(result, ON)
    assert "recall, all documented conflicts:" in table
    assert "2021-01" in table


def test_each_kind_stands_for_itself_and_equivalents_have_a_reason():
    assert all(kind in kinds_for(kind) for kind in ConflictKind)
    assert kinds_for(ConflictKind.BLOCKED_CROSSING) == {ConflictKind.BLOCKED_CROSSING}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "unknown"}, "field kind"),
        ({"topics": []}, "field topics"),
        ({"date_from": "2 November"}, "field date_from"),
        ({"date_until": "2020-11-01"}, "date_until lies before date_from"),
    ],
)
def test_line_that_is_no_case_is_named(change, said):
    with pytest.raises(InputError, match=said) as raised:
        cases({}, change)
    assert raised.value.subject == "line 2"
