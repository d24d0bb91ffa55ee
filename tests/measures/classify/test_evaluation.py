"""The figures of the evaluation against values worked out by hand."""

import pytest

from measures.classify.baseline import baseline
from measures.classify.evaluation import HALVES, Rate, evaluate, half_of, kappa
from measures.classify.report import render
from measures.items import read_labelled
from tests.support import ROOT


def labelled(identity: str, **labels: object) -> dict:
    base = {
        "is_measure": True,
        "topics": ["movement"],
        "action": "extend",
        "border_impact": "indirect",
        "borders": ["NL-DE", "NL-BE"],
        "groups": ["everyone"],
        "frontier_exempt": None,
        "valid_from": None,
        "valid_until": "2021-03-30",
    }
    return {"id": identity, "language": "nl", "title": "Avondklok", "labels": base | labels}


def test_precision_recall_and_f1_of_counts():
    rate = Rate(6, 2, 4)
    assert (rate.precision, rate.recall) == (0.75, 0.6)
    assert rate.f1 == pytest.approx(2 / 3)
    assert Rate(0, 0, 0).f1 == 1.0


def test_quadratic_kappa():
    assert kappa([(0, 0), (1, 1), (3, 3)]) == 1.0
    # observed 0+1+4 = 5; by chance (4+3+8)/3 = 5
    assert kappa([(0, 0), (1, 2), (2, 0)]) == pytest.approx(0.0)
    # observed 1; by chance (0+4+1+1)/2 = 3
    assert kappa([(0, 0), (1, 2)]) == pytest.approx(2 / 3)
    assert kappa([(0, 3), (3, 0)]) == -1.0


def test_items_are_compared_label_by_label(assess):
    read = assess("nl", "NL", "Avondklok verlengd tot en met 30 maart")
    right = evaluate([(labelled("a"), read)])
    assert right.overall.rates["is_measure"].f1 == 1.0
    assert right.overall.dates_exact == 1.0
    assert right.overall.action_macro_f1 == 1.0
    wrong = evaluate(
        [(labelled("a"), read), (labelled("b", valid_until="2021-04-01", topics=["work"]), read)]
    )
    assert wrong.overall.dates_exact == 0.75
    assert wrong.overall.dates_given_exact == 0.5
    assert wrong.overall.rates["topics"].f1 == 0.5
    (row,) = wrong.misread
    assert row["id"] == "b"
    assert row["wrong"]["valid_until"]["read"] == "2021-03-30"
    assert row["wrong"]["topics"]["why"]
    assert "border_life F1" in render(wrong)
    assert wrong.as_json()["by_language"]["nl"]["items"] == 2


def test_the_halves_share_no_item_and_leave_none_out(assess):
    read = assess("nl", "NL", "Avondklok verlengd tot en met 30 maart")
    found = evaluate([(labelled(str(n)), read) for n in range(40)])
    assert sum(found.by_half[half].items for half in HALVES) == 40
    assert all(found.by_half[half].items for half in HALVES)
    assert half_of("a-2020-be-fase-2-scholen-horeca") == "even"


def test_the_baseline_answers_every_item_from_the_other_folds_alone():
    files = sorted((ROOT / "tests/evaluation/items").glob("*.jsonl"))
    rows = [row for file in files for row in read_labelled(file.read_bytes().splitlines())]
    pairs = baseline(rows)
    assert [line["id"] for line, _ in pairs] == [line["id"] for line, _ in rows]
    scores = evaluate(pairs).overall
    # Far better than chance at what words alone tell, and blind to days.
    assert 0.8 < scores.rates["is_measure"].f1 < 0.95
    assert scores.dates_given_exact == 0.0
    # An item must not be known from its own label: with only this one to learn from, nothing is learnt.
    changed = [({**line, "labels": {**line["labels"], "action": "end"}}, item) for line, item in rows[:1]]
    assert baseline(changed + rows[1:])[0][1] == pairs[0][1]
