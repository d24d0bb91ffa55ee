"""Exemptions of frontier workers, as officials word them in the four languages."""

import tomllib
from pathlib import Path

import pytest

_NOTICES = tomllib.loads(Path(__file__).with_name("exemptions.toml").read_text("utf-8"))["notices"]
_SAYS = {"exempt": True, "held": False, "neither": None}


@pytest.mark.parametrize(
    ("notice", "sentence", "value"),
    [
        pytest.param(notice["read"], sentence, value, id=sentence)
        for notice in _NOTICES
        for kind, value in _SAYS.items()
        for sentence in notice[kind]
    ],
)
def test_what_a_sentence_says_of_frontier_workers(assess, notice, sentence, value):
    language, country, title, lead = notice
    read = assess(language, country, title, f"{lead} {sentence}")
    assert read.frontier_exempt is value
    assert (value is None) is not any(
        evidence.text for evidence in read.evidence if evidence.label == "frontier_exempt"
    )
