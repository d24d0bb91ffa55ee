"""The second look: learnt weights of what the rules found."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.classify.learned import ALWAYS, SINGLE, VALUES, Values, answers, by_finding
from measures.classify.tables import table
from measures.classify.training import train
from measures.items import read_labelled
from tests.support import ROOT

READ: Values = {
    "action": ("introduce",),
    "border_impact": ("indirect",),
    "frontier_exempt": ("null",),
    "topics": ("work",),
    "groups": ("everyone",),
}
MEASURE = {"read as a measure": 1.0, ALWAYS: 1.0}


def test_where_nothing_is_learnt_the_rules_answer():
    assert answers(by_finding({}), MEASURE, READ) == READ


def test_what_speaks_for_a_value_gives_it_and_what_speaks_against_one_takes_it():
    weights = {"topics": {"testing": {"swab": 2.0}, "work": {"swab": -2.0}}}
    assert answers(by_finding(weights), MEASURE | {"swab": 1.0}, READ)["topics"] == ("testing",)
    assert answers(by_finding(weights), MEASURE, READ) == READ


def test_a_weak_word_does_not_overrule_what_the_rules_read():
    weights = {"topics": {"testing": {"swab": 0.1}, "work": {"swab": -0.1}}}
    assert answers(by_finding(weights), MEASURE | {"swab": 1.0}, READ) == READ


def test_what_is_no_measure_keeps_its_action():
    weights = {"action": {"end": {ALWAYS: 9.0}}}
    assert answers(by_finding(weights), MEASURE, READ)["action"] == ("end",)
    assert answers(by_finding(weights), {ALWAYS: 1.0}, READ)["action"] == ("introduce",)


@given(
    st.dictionaries(
        st.sampled_from(sorted(by_finding(table("learned.toml")["weights"]).of)), st.floats(0, 1), max_size=30
    )
)
def test_any_finding_gives_values_of_the_vocabulary_and_one_where_one_is_due(found):
    said = answers(by_finding(table("learned.toml")["weights"]), found, READ)
    assert all(len(said[label]) == 1 for label in SINGLE)
    for label, values in said.items():
        assert values
        assert set(values) <= set(VALUES[label])
        assert len(set(values)) == len(values)


def rows(name: str):
    return list(read_labelled((ROOT / "tests/evaluation/items" / f"{name}.jsonl").read_bytes().splitlines()))


def test_the_same_items_give_the_same_weights_in_whatever_order():
    first, again = train(rows("fr"), rows("nl")), train(rows("fr"), rows("nl"))
    assert first == again
    assert first.data == train(rows("fr")[::-1], rows("nl")).data
    assert first.data != train(rows("fr")[:-1], rows("nl")).data
    assert tomllib.loads(first.as_toml())["weights"].keys() == first.weights.keys()


def test_labels_on_which_the_learnt_answers_are_no_better_get_no_weights():
    trained = train(rows("fr"), rows("nl"))
    for label in VALUES:
        assert (label in trained.weights) == (trained.learnt[label] > trained.rules[label])


def test_the_evidence_of_a_changed_value_names_what_led_to_it(assess):
    for language, country, title in (
        ("nl", "NL", "Avondklok verlengd tot en met 30 maart"),
        ("de", "DE", "Kostenlose Tests für Grenzpendler ab Montag"),
        ("fr", "BE", "Le télétravail n'est plus obligatoire, il reste recommandé"),
    ):
        read = assess(language, country, title)
        assert {e.value for e in read.evidence if e.label == "topics"} == set(read.topics) or not read.topics
        assert {e.value for e in read.evidence if e.label == "action"} == {read.action}


@pytest.mark.parametrize("name", sorted(table("learned.toml")["weights"]))
def test_the_weights_shipped_are_of_known_labels_and_values(name):
    assert set(table("learned.toml")["weights"][name]) <= set(VALUES[name])


def test_an_item_moved_into_or_out_of_border_life_is_left_in_doubt(monkeypatch, assess):
    title = "De grens met Duitsland blijft open"
    summary = (
        "Wie in Duitsland werkt kan de grens over, meldt de gemeente. Aan de regels verandert niets." * 3
    )
    before = assess("nl", "NL", title, summary)
    spoken = by_finding({"border_impact": {"none": {ALWAYS: 9.0}, "direct": {ALWAYS: -9.0}}})
    monkeypatch.setattr("measures.classify.learned._spoken", lambda: spoken)
    moved = assess("nl", "NL", title, summary)
    assert moved.border_impact == "none"
    assert moved.borders == ()
    assert moved.confidence <= before.confidence
