"""What the overview counts comes from the store with its days and regions."""

from datetime import date, timedelta

from measures.store import Store
from measures.store.conflicts import replace_conflicts
from measures.store.items import save_items
from measures.store.measures import replace_measures
from measures.store.overview import watched
from measures.vocabulary import Border
from tests.measures.store.facts import MARCH, a_conflict, a_measure, an_item


def test_the_text_that_made_a_conflict_visible_gives_the_lead(store: Store) -> None:
    flagged = MARCH + timedelta(days=3)
    with store.begin() as tx:
        save_items(tx, [(an_item("be-ibz-1", published=date(2020, 3, 10)), MARCH - timedelta(days=8))])
        save_items(tx, [(an_item("nl-1", published=date(2020, 3, 19)), MARCH + timedelta(days=3))])
        save_items(
            tx, [(an_item("nl-1", published=date(2020, 5, 1), title="Later"), MARCH + timedelta(days=44))]
        )
        replace_measures(tx, "b", [a_measure(regions=("BE223",))])
        replace_conflicts(tx, [Border.NL_BE], [a_conflict(items_b=("nl-1",))], flagged)
    [found] = watched(store)
    assert (found.flagged, found.published) == (date(2020, 3, 21), date(2020, 3, 19))
    assert set(found.regions) == {"BE223", "NL423"}


def test_a_conflict_without_dated_texts_or_measure_is_counted_all_the_same(store: Store) -> None:
    with store.begin() as tx:
        save_items(tx, [(an_item("be-ibz-1", published=None), MARCH)])
        replace_conflicts(tx, [Border.NL_BE], [a_conflict(), a_conflict("c-2", items_a=("x",))], MARCH)
    assert [(found.published, "NL423" in found.regions) for found in watched(store)] == [(None, True)] * 2
    with store.begin() as tx:
        replace_conflicts(tx, [Border.NL_BE], [], MARCH)
    assert watched(store) == []
