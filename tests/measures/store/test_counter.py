"""What the counter's answer rests on comes from the store, on both clocks."""

from datetime import UTC, date, datetime

from measures.conflicts import detect
from measures.lifecycle import bucket, fold
from measures.model import Event
from measures.store import Store
from measures.store.conflicts import replace_conflicts
from measures.store.counter import as_known, conflicts_at, measures_near, texts_of
from measures.store.events import save_event
from measures.store.items import save_item
from measures.store.measures import replace_measures
from measures.vocabulary import Action, Border, Country, Impact
from tests.measures.store.facts import an_event, an_item

APRIL = datetime(2020, 4, 3, 8, tzinfo=UTC)
DAY = date(2020, 3, 20)


def test_measures_texts_and_conflicts_are_those_of_the_days_and_sides(store: Store) -> None:
    event = an_event(valid_until=date(2020, 4, 5))
    measures = fold([event])
    with store.begin() as tx:
        save_item(tx, an_item(event.item.id), event.known_at)
        save_event(tx, event, bucket(event))
        replace_measures(tx, bucket(event), measures)
        replace_conflicts(tx, tuple(Border), detect(measures, DAY), event.known_at)
    assert measures_near(store, DAY, DAY, {Country.BE, Country.NL}) == measures
    assert measures_near(store, DAY, DAY, {Country.DE}) == []
    assert measures_near(store, date(2020, 4, 6), date(2020, 4, 20), {Country.BE}) == []
    assert texts_of(store, measures) == {event.id: event}
    assert texts_of(store, []) == {}
    found = conflicts_at(store, Border.NL_BE, DAY)
    assert found
    assert all(conflict.since <= DAY <= conflict.last_day for conflict in found)
    assert conflicts_at(store, Border.NL_BE, date(2020, 4, 6)) == []


def test_what_was_read_wrongly_then_is_given_as_it_was_read(store: Store) -> None:
    read = an_event(valid_until=date(2020, 4, 5))
    misread = an_event(valid_until=date(2020, 4, 5), border_impact=Impact.DIRECT)
    more = an_event("be-ibz-2", known_at=APRIL, action=Action.EXTEND, valid_from=None, valid_until=None)
    with store.begin() as tx:
        for event in (misread, more):
            save_item(tx, an_item(event.item.id), event.known_at)
            save_event(tx, event, bucket(event))
        save_event(tx, read, bucket(read), replaced_at=APRIL)
    [then], texts = as_known(store, DAY)
    assert then.border_impact == texts[read.id].assessment.border_impact == Impact.DIRECT
    [now], texts = as_known(store, date(2020, 4, 4))
    assert now.border_impact == texts[read.id].assessment.border_impact == Impact.BLOCKING
    assert more.id in now.event_ids


def test_what_was_known_then_is_folded_once_until_a_measure_changes(store: Store) -> None:
    event = an_event(valid_until=date(2020, 4, 5))
    _take(store, event)
    then = as_known(store, DAY)
    assert as_known(store, DAY) is then
    late = an_event("be-ibz-2")
    _take(store, late)
    measures, texts = as_known(store, DAY)
    assert {late.id, event.id} == set(texts) == {key for measure in measures for key in measure.event_ids}
    assert as_known(store, date(2020, 3, 17))[0] == ()


def _take(store: Store, event: Event) -> None:
    with store.begin() as tx:
        save_item(tx, event.item, event.known_at)
        save_event(tx, event, bucket(event))
        replace_measures(tx, bucket(event), fold([event]))
