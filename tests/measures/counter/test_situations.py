"""Written situations of life at the borders, with what the archive's sources say applied to them."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from measures.conflicts.reasons import is_known
from measures.counter import sentences

_FILES = sorted(Path(__file__).with_name("situations").glob("*.toml"))
CASES = [case for file in _FILES for case in tomllib.loads(file.read_text("utf-8"))["situation"]]
_DAYS = (
    "2020-03-25",
    "2020-04-14",
    "2020-11-15",
    "2021-02-10",
    "2021-04-20",
    "2021-12-20",
    "2024-10-01",
    "2025-01-15",
)


@pytest.fixture(params=CASES, ids=lambda case: f"{case['ask']['day']}: {case['name']}")
def case(request, ask):
    return request.param, ask(**request.param["ask"])


def test_there_are_situations_enough_on_each_of_the_days():
    assert len(CASES) >= 40
    assert len({case["name"] for case in CASES}) == len(CASES)
    on = Counter(case["ask"]["day"] for case in CASES)
    assert all(on[day] >= 3 for day in _DAYS)


def test_what_applies_is_answered_with_its_source(case, texts):
    written, answer = case
    for expected in written.get("rule", ()):
        found = [rule for rule in answer.rules if rule.item_id == expected["item"]]
        matching = [rule for rule in found if _differs(rule, expected) is None]
        assert matching, [_differs(rule, expected) for rule in found] or f"no rule of {expected['item']}"
        assert {rule.url for rule in found} == {expected["source"]}
        assert any(event.item.url == expected["source"] for event in texts.values())


def test_what_is_only_around_or_nothing_to_them_is_told_apart(case):
    written, answer = case
    met = {rule.item_id for rule in answer.rules}
    around = {rule.item_id for rule in answer.around}
    assert set(written.get("around", ())) <= around - met
    assert met.isdisjoint(written.get("not_met", ()))
    assert (met | around).isdisjoint(written.get("absent", ()))


def test_what_comes_and_what_is_not_known_are_said(case):
    written, answer = case
    coming = {f"{change.day} {change.change} {change.rule.item_id}" for change in answer.coming}
    assert set(written.get("coming", ())) <= coming
    unknown = {f"{lacking.country}:{topic}" for lacking in answer.unknown for topic in lacking.topics}
    assert set(written.get("unknown", ())) <= unknown
    assert unknown.isdisjoint(written.get("known", ()))
    papers = {paper.document.value for paper in answer.papers if not paper.perhaps}
    if "papers" in written:
        assert papers == set(written["papers"])
    kinds = {conflict.kind.value for conflict in answer.conflicts}
    assert set(written.get("conflicts", ())) <= kinds


def test_every_answer_can_be_said_and_names_its_days(case):
    _, answer = case
    for rule in (*answer.rules, *answer.around):
        reasons = [*rule.says, *rule.notes, *([rule.exemption] if rule.exemption else [])]
        assert rule.says
        for reason in reasons:
            assert "{" not in sentences.sentence(reason)
        assert rule.since <= answer.situation.day <= rule.counted_until
        assert rule.until is None or rule.until >= answer.situation.day
        assert rule.url.startswith(("https://", "http://"))
    assert all(is_known(reason) for conflict in answer.conflicts for reason in conflict.reasons)
    last = answer.situation.day
    for change in answer.coming:
        assert last <= change.day
        last = change.day


def _differs(rule, expected):
    """What of an expectation a rule does not fulfil; None where it does all."""
    got = {
        "stage": [stage.value for stage in rule.stages],
        "bearing": rule.bearing.value,
        "exemption": rule.exemption.code if rule.exemption else "",
        "side": rule.side.value,
        "notes": sorted(note.code for note in rule.notes),
        "papers": sorted(paper.value for paper in rule.documents),
        "until": rule.until or date.max,
    }
    for name, value in expected.items():
        if name in ("item", "source"):
            continue
        if name == "stage" and value not in got[name]:
            return name, value, got[name]
        if name != "stage" and got[name] != (sorted(value) if isinstance(value, list) else value):
            return name, value, got[name]
    return None
