"""Corrections travel as lines of the codebook, and come back as they went."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.corrections import Verdict, labels_of, new_correction
from measures.corrections.lines import read_corrections, to_fields
from measures.errors import InputError
from measures.items import read_labelled, to_line
from measures.vocabulary import Action, Impact

AT = datetime(2020, 3, 20, 9, tzinfo=UTC)
NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)


@st.composite
def corrections(draw, event):
    item = event(draw(NAMES), title=draw(NAMES)).item
    read = event(impact=draw(st.sampled_from(Impact)), since=draw(st.none() | st.just("2020-03-20")))
    verdict = draw(st.sampled_from(Verdict))
    zone = timezone(timedelta(hours=draw(st.integers(-12, 12))))
    return item, new_correction(
        item,
        verdict,
        draw(NAMES),
        draw(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(zone))),  # noqa: DTZ001
        draw(NAMES | st.just("")),
        machine=read.assessment
        if verdict in (Verdict.ACCEPT, Verdict.CHANGE, Verdict.NOT_A_MEASURE)
        else None,
        human=labels_of(read.assessment).model_copy(update={"action": draw(st.sampled_from(Action))})
        if verdict is Verdict.CHANGE
        else None,
        items=draw(st.sets(NAMES, min_size=2, max_size=3))
        if verdict in (Verdict.LINK, Verdict.SPLIT, Verdict.MERGE)
        else (),
        undoes="c-1" if verdict is Verdict.UNDO else "",
    )


@given(st.data(), st.booleans())
def test_export_and_import_give_the_same_back(event, data, stored) -> None:
    item, given_one = data.draw(corrections(event))
    line = to_line(to_fields(given_one, item if stored else None))
    assert list(read_corrections([line])) == [given_one]


def test_a_line_with_labels_can_be_evaluated(event) -> None:
    first = event("i1")
    answer = new_correction(first.item, Verdict.ACCEPT, "A", AT, machine=first.assessment)
    [(line, item)] = read_labelled([to_line(to_fields(answer, first.item))])
    assert (item, line["labels"]["is_measure"]) == (first.item, True)


def test_labels_of_a_plain_codebook_line_are_those_of_who_hands_them_in(event) -> None:
    first = event("i1", title="De grens met België is dicht", summary="Vanaf 20 maart.")
    answer = new_correction(first.item, Verdict.ACCEPT, "A", AT, machine=first.assessment)
    line = to_fields(answer, first.item)
    del line["correction"]
    [given_one] = read_corrections([to_line(line)], "B. Claes", AT)
    assert (given_one.who, given_one.verdict, given_one.human) == ("B. Claes", Verdict.CHANGE, answer.human)
    assert given_one.machine is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"correction": None}, "line 2: field correction"),
        ({"correction.verdict": "perhaps"}, "line 2: field correction.verdict"),
        ({"correction.at": "2020-03-20T09:00:00"}, "line 2: field correction.at"),
        ({"correction.who": ""}, "line 2: field correction.who"),
        ({"correction.who": "Jan\x00"}, "line 2: field correction.who"),
        ({"correction.text": ""}, "line 2: field correction.text: is missing"),
        ({"correction.id": "c-other"}, "line 2: field correction.id: does not belong"),
        ({"labels": None}, "line 2: field labels: is missing"),
        ({"note": "another reason"}, "line 2: field correction.id: does not belong"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_what_is_wrong(event, change, said) -> None:
    first = event("i1")
    answer = new_correction(first.item, Verdict.ACCEPT, "A", AT, machine=first.assessment)
    line = json.loads(to_line(to_fields(answer, first.item)))
    for name, value in change.items():
        field, _, inner = name.partition(".")
        if inner:
            line[field][inner] = value
        else:
            line[field] = value
    with pytest.raises(InputError) as caught:
        list(read_corrections([to_line(to_fields(answer, first.item)), to_line(line)]))
    assert str(caught.value).startswith(said)


def test_a_line_of_labels_needs_someone_who_gave_them(event) -> None:
    with pytest.raises(InputError, match="say who gave"):
        list(read_corrections([b'{"id": "i1", "labels": {}}']))
