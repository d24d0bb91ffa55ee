"""The figures of the evaluation against values worked out by hand."""

import pytest

from measures.classify.evaluation import Rate, evaluate, kappa


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
    (row,) = wrong.misclassified()
    assert row["id"] == "b"
    assert row["wrong"]["valid_until"]["read"] == "2021-03-30"
    assert row["wrong"]["topics"]["why"]
    assert "border_life F1" in wrong.render()
    assert wrong.as_json()["by_language"]["nl"]["items"] == 2
