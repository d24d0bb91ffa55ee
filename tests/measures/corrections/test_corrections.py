"""A person's labels win over every re-reading of the same text, and can be taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from measures.corrections import (
    LABELS,
    Verdict,
    corrected,
    labels_of,
    new_correction,
    standing,
    tied,
    ties,
)
from measures.corrections.agreement import agreement
from measures.corrections.model import same
from measures.vocabulary import Action, Border, Group, Impact, Strictness, Topic

AT = datetime(2020, 3, 20, 9, tzinfo=UTC)
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2021, 12, 31))
READINGS = st.fixed_dictionaries(
    {
        "is_measure": st.booleans(),
        "topics": st.lists(st.sampled_from(Topic), max_size=3, unique=True).map(tuple),
        "action": st.sampled_from(Action),
        "border_impact": st.sampled_from(Impact),
        "borders": st.lists(st.sampled_from(Border), unique=True).map(tuple),
        "groups": st.lists(st.sampled_from(Group), max_size=3, unique=True).map(tuple),
        "frontier_exempt": st.none() | st.booleans(),
        "valid_from": DAYS,
        "valid_until": DAYS,
    }
)


def _answer(event, verdict=Verdict.CHANGE, at=AT, **human):
    given_labels = labels_of(event.assessment).model_copy(update=human)
    return new_correction(
        event.item, verdict, "M. Jansen", at, "read it", machine=event.assessment, human=given_labels
    )


@given(READINGS, READINGS, READINGS)
def test_what_a_person_says_of_a_text_holds_whatever_is_read_in_it_later(event, read, human, later) -> None:
    first = event("i1", published="2020-03-15")
    first = replace(first, assessment=replace(first.assessment, **read))
    answer = _answer(first, **human)
    again = replace(first, assessment=replace(first.assessment, **later))
    said = corrected(again, [answer])
    assert all(same(label, labels_of(said.assessment), answer.human) for label in LABELS)
    assert said.review is not None
    assert said.review.machine == again.assessment
    assert said.review.answered
    assert corrected(said, [answer]) == said


@given(READINGS, READINGS)
def test_an_undo_restores_what_the_machine_reads(event, read, human) -> None:
    first = event("i1", published="2020-03-15")
    first = replace(first, assessment=replace(first.assessment, **read))
    answer = _answer(first, **human)
    undo = new_correction(first.item, Verdict.UNDO, "M. Jansen", AT + timedelta(hours=1), undoes=answer.id)
    said = corrected(first, [answer])
    assert corrected(said, [answer, undo]) == first
    redo = new_correction(first.item, Verdict.UNDO, "M. Jansen", AT + timedelta(hours=2), undoes=undo.id)
    assert corrected(first, [answer, undo, redo]) == said


@given(READINGS)
def test_steps_fit_the_labels_a_person_gives(event, human) -> None:
    first = event("i1", topics=("border_control", "testing"), step={"border_control": 4, "testing": 1})
    said = corrected(first, [_answer(first, **human)]).assessment
    assert {topic for topic, _ in said.strictness} == (set(said.topics) if said.is_measure else set())
    if said.action is Action.END:
        assert not any(step for _, step in said.strictness)
    elif said.is_measure and said.border_impact is not Impact.BLOCKING and Topic.ENTRY in said.topics:
        assert said.strictness_on(Topic.ENTRY) < Strictness.CLOSED


def test_the_last_answer_to_a_text_counts(event) -> None:
    first = event("i1")
    earlier, later = (
        _answer(first, at=AT, action=Action.RELAX),
        _answer(first, at=AT + timedelta(1), action=Action.END),
    )
    assert corrected(first, [later, earlier]).assessment.action is Action.END


def test_not_a_measure_takes_every_effect_away(event) -> None:
    first = event("i1", impact="blocking", since="2020-03-20")
    said = corrected(first, [_answer(first, Verdict.NOT_A_MEASURE)]).assessment
    assert not said.is_measure
    assert (said.borders, said.border_impact, said.strictness) == ((), Impact.NONE, ())


def test_a_label_a_person_gave_says_so_in_place_of_the_words(event) -> None:
    first = event("i1", borders=("NL-DE",))
    said = corrected(first, [_answer(first, borders=(Border.NL_DE, Border.NL_BE))]).assessment
    assert [(e.value, e.rule) for e in said.evidence if e.label == "borders"] == [
        ("NL-DE", "reviewer"),
        ("NL-BE", "reviewer"),
    ]


def test_a_text_that_changes_without_another_reading_stays_answered(event) -> None:
    first = event("i1", title="Grenscontroles", action="introduce")
    answer = _answer(first, action=Action.TIGHTEN)
    later = event("i1", title="Grenscontroles.", version=2, published="2020-04-01")
    said = corrected(later, [answer])
    assert said.assessment.action is Action.TIGHTEN
    assert said.review is not None
    assert said.review.answered


def test_a_text_that_changes_and_is_read_otherwise_comes_back_and_keeps_the_other_labels(event) -> None:
    first = event("i1", title="Controles", until="2020-04-06", exempt=None)
    answer = _answer(first, frontier_exempt=True)
    later = event("i1", title="Controles verlengd", until="2020-05-06", version=2, published="2020-04-01")
    said = corrected(later, [answer])
    assert said.assessment.valid_until == date(2020, 5, 6)
    assert said.assessment.frontier_exempt is True
    assert said.review is not None
    assert not said.review.answered


def test_a_day_that_a_later_text_gave_was_not_known_from_the_earlier_one(event) -> None:
    first = event("i1", title="Controles", published="2020-03-15")
    later = event("i1", title="Controles tot 6 april", version=2, published="2020-03-18")
    answer = _answer(later, valid_until=date(2020, 4, 6), action=Action.TIGHTEN)
    said = corrected(first, [answer]).assessment
    assert said.valid_until is None
    assert said.action is Action.TIGHTEN


def test_a_split_ends_a_link_and_a_later_link_ends_a_split(event) -> None:
    one, other = event("one").item, event("other").item
    link = new_correction(one, Verdict.LINK, "A", AT, items=["other"])
    split = new_correction(other, Verdict.SPLIT, "B", AT + timedelta(1), items=["one"])
    again = new_correction(one, Verdict.LINK, "A", AT + timedelta(2), items=["other"])
    assert ties([link]).together == {"one": ("other",), "other": ("one",)}
    assert (ties([split, link]).together, ties([split, link]).apart) == (
        {},
        {"one": ("other",), "other": ("one",)},
    )
    assert ties([link, split, again]).apart == {}
    merge = new_correction(one, Verdict.MERGE, "A", AT, items=["other", "third"])
    [told] = tied([event("third")], ties([merge]))
    assert told.together == ("one", "other")


@given(st.lists(st.sampled_from(LABELS), unique=True))
def test_agreement_counts_each_label_of_each_answer_once(event, changed) -> None:
    first = event("i1", exempt=None, since="2020-03-20", until="2020-04-06")
    other = {
        "is_measure": False, "topics": (), "action": Action.END, "border_impact": Impact.NONE,
        "borders": (), "groups": (), "frontier_exempt": True, "valid_from": None, "valid_until": None,
    }  # fmt: skip
    answers = [
        _answer(first, Verdict.NOT_A_MEASURE, at=AT - timedelta(1)),
        _answer(first, **{label: other[label] for label in changed}),
    ]
    found = agreement([("nl-rijk", answer) for answer in answers])
    assert {row.label for row in found if row.agreed == 0} == set(changed)
    assert {row.total for row in found} == {1}


def test_nobody_stands_behind_what_was_taken_back(event) -> None:
    first = event("i1")
    answer = _answer(first)
    undo = new_correction(first.item, Verdict.UNDO, "B", AT, undoes=answer.id)
    assert standing([answer, undo]) == []
    assert agreement([("s", answer), ("s", undo)]) == []
