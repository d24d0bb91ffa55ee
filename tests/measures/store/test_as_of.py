"""The store answers what applied on a day as known on a day, on both clocks."""

from datetime import UTC, date, datetime

from measures.lifecycle import bucket
from measures.store import Store
from measures.store.as_of import standing
from measures.store.events import save_event
from measures.store.items import save_item
from measures.vocabulary import Action, Impact
from tests.measures.store.facts import an_event, an_item

APRIL = datetime(2020, 4, 3, 8, tzinfo=UTC)
MAY = datetime(2020, 5, 20, 8, tzinfo=UTC)


def test_a_prolongation_and_a_corrected_reading_are_told_apart(store: Store) -> None:
    first = an_event(valid_until=date(2020, 4, 5))
    more = an_event("be-ibz-2", known_at=APRIL, action=Action.EXTEND, valid_from=None, valid_until=None)
    misread = an_event(valid_until=date(2020, 4, 5), border_impact=Impact.DIRECT)
    with store.begin() as tx:
        for event in (misread, more):
            save_item(tx, an_item(event.item.id), event.known_at)
            save_event(tx, event, bucket(event))
        save_event(tx, first, bucket(first), replaced_at=MAY)

    # In March the end was known to be 5 April; the prolongation came on 3 April.
    assert standing(store, date(2020, 4, 10), date(2020, 3, 31)) == []
    [then] = standing(store, date(2020, 4, 10), date(2020, 4, 10))
    # What was shown then was read wrongly; read as now, the border was shut.
    assert then.phase.border_impact == Impact.DIRECT
    [now] = standing(store, date(2020, 4, 10), date(2020, 4, 10), as_read_then=False)
    assert now.phase.border_impact == Impact.BLOCKING
    assert standing(store, date(2020, 4, 10), date(2020, 5, 20)) == [now]
