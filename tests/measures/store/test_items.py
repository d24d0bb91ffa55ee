"""Items: every version is kept, the same text is kept once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import StatementError

from measures.store import Store
from measures.store.events import events_in_bucket, save_event
from measures.store.items import Saved, content_hash, save_item, saved_states, versions_after
from measures.store.reading import item_versions
from measures.store.tables import event_reading
from tests.measures.store.facts import MARCH, a_reading, an_event, an_item

LATER = MARCH + timedelta(days=2)


def test_the_same_item_again_writes_nothing(store: Store) -> None:
    with store.begin() as tx:
        assert save_item(tx, an_item(), MARCH) == Saved("new", 1)
    revision = store.revision()
    with store.begin() as tx:
        assert save_item(tx, an_item(), LATER) == Saved("unchanged", 1)
    assert store.revision() == revision
    assert item_versions(store, "be-ibz-1") == [(1, MARCH, an_item())]


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(store: Store) -> None:
    changed = an_item(summary="Zonder vignet komt u de grens niet over.")
    with store.begin() as tx:
        save_item(tx, an_item(), MARCH)
        assert saved_states(tx, [changed, an_item()]) == [Saved("changed", 2), Saved("changed", 3)]
        assert save_item(tx, changed, LATER) == Saved("changed", 2)
        assert save_item(tx, an_item(), LATER + timedelta(hours=1)) == Saved("changed", 3)
    assert [(version, item.summary) for version, _, item in item_versions(store, "be-ibz-1")] == [
        (1, an_item().summary),
        (2, changed.summary),
        (3, an_item().summary),
    ]


def test_known_time_comes_back_in_utc_whatever_zone_it_came_in(store: Store) -> None:
    amsterdam = datetime.fromisoformat("2020-03-18T10:30:00+01:00")
    with store.begin() as tx:
        save_item(tx, an_item(), amsterdam)
    [(_, known_at, _)] = item_versions(store, "be-ibz-1")
    assert known_at == amsterdam
    assert known_at.tzinfo == UTC


def test_a_time_without_zone_is_refused_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(StatementError, match="time zone"), store.begin() as tx:
        save_item(tx, an_item(), MARCH.replace(tzinfo=None))
    assert item_versions(store, "be-ibz-1") == []


def test_the_raw_date_is_kept_but_makes_no_new_version() -> None:
    assert content_hash(an_item(published_raw="18 maart 2020")) == content_hash(an_item())
    assert content_hash(replace(an_item(), published=None)) != content_hash(an_item())


def test_hostile_text_comes_back_as_it_went_in(store: Store) -> None:
    item = an_item("x'; DROP TABLE item; --", title="nul \0, bidi \u202e, emoji \U0001f6c2", summary="%_\\")
    with store.begin() as tx:
        save_item(tx, item, MARCH)
    [(_, _, kept)] = item_versions(store, item.id)
    assert kept == item


def test_walking_over_all_versions_meets_each_once(store: Store) -> None:
    with store.begin() as tx:
        for key in ("b", "a", "c"):
            save_item(tx, an_item(key), MARCH)
        save_item(tx, an_item("a", title="Grenzen weer open"), LATER)
    met: list[tuple[str, int]] = []
    after = ("", 0)
    with store.read() as tx:
        while page := list(versions_after(tx, after, 3)):
            met += [(item.id, version) for item, version, _ in page]
            after = met[-1]
    assert met == [("a", 1), ("a", 2), ("b", 1), ("c", 1)]


def test_events_come_back_in_the_order_in_which_they_became_known(store: Store) -> None:
    with store.begin() as tx:
        for key, known_at in (("b", LATER), ("a", LATER), ("c", MARCH)):
            save_item(tx, an_item(key), known_at)
            assert save_event(tx, an_event(key, known_at=known_at), "BE") is None
        save_item(tx, an_item("elsewhere"), MARCH)
        save_event(tx, an_event("elsewhere"), "DE")
        events = events_in_bucket(tx, "BE")
    assert [event.item.id for event in events] == ["c", "a", "b"]
    assert events[0] == an_event("c")


def test_another_reading_of_the_same_text_replaces_the_old_one_which_is_kept(store: Store) -> None:
    other = an_event(confidence=0.4, topics=())
    with store.begin() as tx:
        save_item(tx, an_item(), MARCH)
        save_event(tx, an_event(), "BE")
        assert save_event(tx, an_event(), "BE", replaced_at=LATER) == "BE"
        assert tx.execute(event_reading.select()).all() == []
        assert save_event(tx, other, "none", replaced_at=LATER) == "BE"
        assert events_in_bucket(tx, "BE") == []
        assert events_in_bucket(tx, "none") == [other]
        [old] = tx.execute(event_reading.select())
    assert (old.item_id, old.version, old.replaced_at) == ("be-ibz-1", 1, LATER)
    assert f'"confidence":{a_reading().confidence}' in old.body


def test_a_transaction_that_fails_leaves_nothing_behind(store: Store) -> None:
    def take_in_and_fail() -> None:
        with store.begin() as tx:
            save_item(tx, an_item(), MARCH)
            save_event(tx, an_event(), "BE")
            raise RuntimeError("the plug is pulled")

    with pytest.raises(RuntimeError):
        take_in_and_fail()
    assert item_versions(store, "be-ibz-1") == []
    assert store.revision() == 0
