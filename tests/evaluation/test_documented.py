"""Documented conflicts in the archive: most are found, and the archive flags little beside them."""

from datetime import date

import pytest

from measures.classify import classify
from measures.conflicts import detect
from measures.conflicts.backtest import Miss, judge, read_cases
from measures.lifecycle import fold
from measures.model import Event
from sources.archive import archive_items
from tests.support import ROOT

ON = date(2026, 11, 24)


@pytest.fixture(scope="module")
def result():
    events = [Event(item, classify(item), known) for item, known in archive_items()]
    measures = fold(events)
    with (ROOT / "tests/evaluation/conflicts/documented.jsonl").open("rb") as stream:
        return judge(list(read_cases(stream)), detect(measures, ON), measures, events, ON)


def test_of_the_cases_whose_measures_are_in_the_archive_most_are_found(result):
    told = result.with_items
    assert sum(verdict.found for verdict in told) / len(told) >= 0.95
    missed = {verdict.case.id: verdict.miss for verdict in result.verdicts if verdict.miss}
    assert missed == {
        "c-nlbe-2021-02-belgian-gp-no-jab": Miss.NO_ITEM,
        # The one text on it opens a vaccination centre; that its proof is not taken over is said beside it.
        "c-nlde-2021-12-vaccination-not-in-app": Miss.NO_RULE,
        "x-nlde-2024-11-emmerich-line": Miss.OTHER_PERIOD,
    }


def test_few_conflicts_are_flagged_beside_them(result):
    weeks = (ON - date(2020, 3, 1)).days / 7
    assert len(result.beside) / weeks / 3 < 0.2
