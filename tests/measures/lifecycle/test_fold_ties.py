"""What a person says of items being of one measure goes before what their texts are like."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from measures.lifecycle import fold


def _items_by_measure(events):
    return sorted(sorted(measure.item_ids) for measure in fold(events))


def test_an_item_that_a_person_links_joins_a_measure_it_shares_nothing_with(event) -> None:
    checks = event("checks", topics=("border_control",), title="Grenscontroles", published="2020-03-15")
    school = event("school", topics=("education_childcare",), title="Scholen dicht", published="2021-05-01")
    assert _items_by_measure([checks, school]) == [["checks"], ["school"]]
    tied = [replace(checks, together=("school",)), replace(school, together=("checks",))]
    (measure,) = fold(tied)
    assert measure.item_ids == ("checks", "school")
    assert dict(measure.links)["school@1"] == "reviewer"


def test_items_that_a_person_parts_are_two_measures(event) -> None:
    first = event("first", title="Grenscontroles", published="2020-03-15", until="2020-04-15")
    later = event("later", action="extend", published="2020-04-10", until="2020-05-15")
    assert _items_by_measure([first, later]) == [["first", "later"]]
    parted = [replace(first, apart=("later",)), replace(later, apart=("first",))]
    assert _items_by_measure(parted) == [["first"], ["later"]]


def test_a_further_version_of_a_parted_item_stays_with_it(event) -> None:
    first = event("first", published="2020-03-15", until="2020-04-15")
    later = event("later", action="extend", published="2020-04-10", until="2020-05-15")
    again = replace(later, version=2, known_at=later.known_at.replace(month=5))
    parted = [replace(first, apart=("later",)), *(replace(e, apart=("first",)) for e in (later, again))]
    assert _items_by_measure(parted) == [["first"], ["later"]]


@given(st.permutations(range(5)), st.sets(st.integers(0, 4), min_size=2))
def test_items_tied_together_are_one_measure_in_any_order(event, order, tied) -> None:
    topics = ("border_control", "testing", "work", "transport", "animal_plant")
    events = [
        event(
            f"i{number}", topics=(topics[number],), published=f"2020-0{number + 1}-10", title=f"Nr. {number}"
        )
        for number in range(5)
    ]
    told = {f"i{number}" for number in tied}
    events = [
        replace(e, together=tuple(sorted(told - {e.item.id}))) if e.item.id in told else e for e in events
    ]
    assert sorted(told) in _items_by_measure([events[number] for number in order])
