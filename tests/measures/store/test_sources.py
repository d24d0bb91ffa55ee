"""Sources: what is due is claimed once, what came of it is remembered, health follows from it."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from measures.errors import StoreError
from measures.health import FAILURES, health
from measures.model import Reason
from measures.store import Store, open_store
from measures.store.claims import Claim, claim_due, release
from measures.store.hosts import release_hosts
from measures.store.reading import poll_history, sources_frame, store_summary
from measures.store.sources import (
    PollRow,
    SourceRow,
    ask_poll,
    memory_of,
    record_poll,
    record_polls,
    register_sources,
)
from measures.store.tables import poll as poll_table
from measures.store.tables import question
from measures.store.tables import source as source_table
from measures.vocabulary import AnswerState, Country, Level, SourceHealth
from tests.measures.store.facts import MARCH

NOW = MARCH
LEASE = timedelta(minutes=5)
HOUR = timedelta(hours=1)


def a_source(key: str = "be-ibz", **facts: object) -> SourceRow:
    base = {
        "name": "Crisiscentrum",
        "country": Country.BE,
        "authority": "FOD Binnenlandse Zaken",
        "level": Level.NATIONAL,
        "url": f"https://{key}.crisiscentrum.be/feed.xml",
        "interval_minutes": 15,
        "evidence_date": date(2026, 11, 1),
    }
    return SourceRow(key, **{**base, **facts})  # type: ignore[arg-type]


def a_poll(key: str = "be-ibz", **facts: object) -> PollRow:
    base = {"at": NOW, "state": AnswerState.NEW, "next_try_at": NOW + HOUR}
    return PollRow(key, **{**base, **facts})  # type: ignore[arg-type]


def register(store: Store, *rows: SourceRow) -> None:
    with store.begin() as tx:
        register_sources(tx, rows, NOW)


def claimed(store: Store, holder: str = "one", now=NOW, limit: int = 10) -> list[str]:  # type: ignore[no-untyped-def]
    with store.begin() as tx:
        claims = claim_due(tx, now, holder, LEASE, limit)
        # Turns at hosts, which the database's clock decides, have tests of their own.
        release_hosts(tx, holder, {claim.host: 0.0 for claim in claims})
        return [claim.source_id for claim in claims]


def record(store: Store, poll: PollRow) -> None:
    with store.begin() as tx:
        record_poll(tx, poll)


def test_a_new_source_is_due_at_once_and_given_out_once(store: Store) -> None:
    register(store, a_source("a"), a_source("b"), a_source("c"))
    with store.begin() as tx:
        assert claim_due(tx, NOW, "one", LEASE, 1) == [Claim("a", "a.crisiscentrum.be", 0.0)]
    assert claimed(store, "two") == ["b", "c"]
    assert claimed(store, "three") == []


def test_a_recorded_poll_gives_the_claim_back_and_sets_the_next_try(store: Store) -> None:
    register(store, a_source())
    assert claimed(store) == ["be-ibz"]
    record(store, a_poll(holder="one"))
    assert claimed(store, now=NOW + HOUR - timedelta(seconds=1)) == []
    assert claimed(store, now=NOW + HOUR) == ["be-ibz"]


def test_the_claim_of_one_who_died_returns_when_its_lease_is_over(store: Store) -> None:
    register(store, a_source())
    assert claimed(store, "dead") == ["be-ibz"]
    assert claimed(store, "alive", NOW + LEASE - timedelta(seconds=1)) == []
    assert claimed(store, "alive", NOW + LEASE) == ["be-ibz"]
    record(store, a_poll(holder="dead", next_try_at=NOW))
    assert claimed(store, "third", NOW + LEASE) == [], "the late one must not free the other's claim"


def test_what_was_claimed_can_be_given_back(store: Store) -> None:
    register(store, a_source("a"), a_source("b"))
    assert claimed(store, "one", limit=1) == ["a"]
    assert claimed(store, "two") == ["b"]
    with store.begin() as tx:
        release(tx, "two")
    assert claimed(store, "one") == ["b"]


def test_sources_not_in_use_are_polled_only_when_asked(store: Store) -> None:
    register(store, a_source("probe", standing="probe"), a_source("a"))
    assert claimed(store) == ["a"]
    with store.begin() as tx:
        ask_poll(tx, "probe", "anna", NOW)
    assert claimed(store) == ["probe"]


@pytest.mark.parametrize("standing", ["off", "dead"])
def test_a_source_that_is_off_or_dead_is_not_polled_whoever_asks(store: Store, standing: str) -> None:
    register(store, a_source(standing=standing))
    with store.begin() as tx:
        ask_poll(tx, "be-ibz", "anna", NOW)
    assert claimed(store) == []


def test_a_wish_waits_while_a_source_keeps_us_out_and_not_for_other_failures(store: Store) -> None:
    register(store, a_source("a"), a_source("b"), a_source("probe", standing="probe"))
    record(store, a_poll("a", state=AnswerState.BLOCKED, next_try_at=NOW + HOUR))
    record(store, a_poll("b", state=AnswerState.TIMEOUT, next_try_at=NOW + HOUR))
    record(store, a_poll("probe", state=AnswerState.BLOCKED, next_try_at=NOW + HOUR))
    with store.begin() as tx:
        for key in ("a", "b", "probe"):
            ask_poll(tx, key, "anna", NOW)
    assert claimed(store) == ["b"]
    assert claimed(store, "two", NOW + HOUR) == ["a", "b", "probe"]


def test_asking_puts_a_source_first_until_it_was_polled_since(store: Store) -> None:
    register(store, a_source("a"), a_source("b"))
    with store.begin() as tx:
        ask_poll(tx, "b", "anna", NOW)
        with pytest.raises(StoreError, match="no such source"):
            ask_poll(tx, "nowhere", "anna", NOW)
    assert claimed(store, limit=1) == ["b"]
    record(store, a_poll("b", at=NOW - timedelta(minutes=1)))
    assert claimed(store, "two") == ["b", "a"], "the wish came after that poll began"
    record(store, a_poll("b", at=NOW))
    assert sources_frame(store, NOW).asked_at.isna().all()


def test_sources_dropped_from_the_catalogue_keep_their_history(store: Store) -> None:
    register(store, a_source("a"), a_source("b"))
    record(store, a_poll("b", etag='"1"', body_hash="h"))
    register(store, a_source("a"))
    assert list(sources_frame(store).id) == ["a"]
    assert claimed(store, now=NOW + 2 * HOUR) == ["a"]
    register(store, a_source("a"), a_source("b", name="Nieuw"))
    assert list(sources_frame(store).name) == ["Crisiscentrum", "Nieuw"]
    with store.read() as tx:
        assert memory_of(tx, "b").etag == '"1"'


def test_registering_the_same_again_changes_nothing(store: Store) -> None:
    register(store, a_source())
    revision = store.revision()
    register(store, a_source())
    assert store.revision() == revision


def test_validators_are_those_of_the_last_full_answer(store: Store) -> None:
    register(store, a_source())
    record(store, a_poll(etag='"1"', last_modified="Wed", body_hash="h1", new_count=3))
    record(store, a_poll(state=AnswerState.UNCHANGED, at=NOW + HOUR))
    record(store, a_poll(state=AnswerState.TIMEOUT, at=NOW + 2 * HOUR, detail=Reason("slow", (("s", "30"),))))
    with store.read() as tx:
        memory = memory_of(tx, "be-ibz")
    assert (memory.etag, memory.last_modified, memory.body_hash) == ('"1"', "Wed", "h1")
    assert (memory.state, memory.failures) == (AnswerState.TIMEOUT, 1)
    assert (memory.last_try_at, memory.last_ok_at, memory.last_new_at) == (NOW + 2 * HOUR, NOW + HOUR, NOW)
    record(store, a_poll(body_hash="h2"))
    with store.read() as tx:
        assert memory_of(tx, "be-ibz").etag is None


def test_the_frame_says_what_was_wrong_as_a_code_with_arguments(store: Store) -> None:
    register(store, a_source())
    [row] = sources_frame(store, NOW).to_dict("records")
    assert (row["health"], row["state"], row["args"]) == ("unknown", None, {})
    record(store, a_poll(state=AnswerState.BLOCKED, detail=Reason("challenge", (("status", "403"),))))
    [row] = sources_frame(store, NOW).to_dict("records")
    assert (row["health"], row["state"], row["code"]) == ("blocked", "blocked", "challenge")
    assert row["args"] == {"status": "403"}
    history = poll_history(store, "be-ibz")
    assert list(history.state) == ["blocked"]
    assert not history.ok.any()
    assert store_summary(store).last_poll_at == NOW


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"state": None}, SourceHealth.UNKNOWN),
        ({}, SourceHealth.OK),
        ({"state": AnswerState.TIMEOUT, "bad": 1}, SourceHealth.OK),
        ({"state": AnswerState.TIMEOUT, "bad": FAILURES}, SourceHealth.FAILING),
        ({"state": AnswerState.MALFORMED, "bad": 1, "last_ok_at": None}, SourceHealth.FAILING),
        ({"state": AnswerState.BLOCKED, "bad": 1}, SourceHealth.BLOCKED),
        ({"state": AnswerState.MOVED, "bad": 9}, SourceHealth.MOVED),
        ({"state": AnswerState.GONE, "bad": 1, "code": "gone"}, SourceHealth.DEAD),
        ({"state": AnswerState.GONE, "bad": FAILURES - 1, "code": "not_found"}, SourceHealth.OK),
        ({"state": AnswerState.GONE, "bad": FAILURES, "code": "not_found"}, SourceHealth.DEAD),
        ({"state": AnswerState.GONE, "bad": 1, "code": "not_found", "last_ok_at": None}, SourceHealth.DEAD),
        ({"quiet_days": 3}, SourceHealth.OK),
        ({"quiet_days": 3, "last_new_at": NOW - timedelta(days=3, seconds=1)}, SourceHealth.LATE),
        ({"quiet_days": None, "last_new_at": NOW - timedelta(days=900)}, SourceHealth.OK),
        ({"state": AnswerState.EMPTY, "bad": 0}, SourceHealth.OK),
    ],
)
def test_health_follows_from_the_answers(facts: dict[str, object], expected: SourceHealth) -> None:
    usual = {
        "state": AnswerState.UNCHANGED,
        "bad": 0,
        "last_ok_at": NOW,
        "last_new_at": NOW,
        "quiet_days": None,
        "now": NOW,
    }
    assert health(**{**usual, **facts}) == expected  # type: ignore[arg-type]


def test_claimers_at_the_same_moment_share_the_sources_out(url: str) -> None:
    """Each of four claimers has a connection of its own, as schedulers on one database have."""
    store = open_store(url)
    names = {f"s{number:02}" for number in range(60)}
    register(store, *(a_source(name) for name in names))
    got: dict[str, list[str]] = {}
    start = threading.Barrier(4)

    def work(holder: str) -> None:
        own = open_store(url)
        mine = got.setdefault(holder, [])
        start.wait()
        while batch := claimed(own, holder, limit=3):
            mine += batch
        own.close()

    threads = [threading.Thread(target=work, args=(f"scheduler-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    all_claims = [name for batch in got.values() for name in batch]
    assert sorted(all_claims) == sorted(names)


def test_polling_does_not_count_as_a_change_of_measures(store: Store) -> None:
    register(store, a_source())
    before = store.revision(), store.revision("measures")
    record(store, replace(a_poll(), new_count=0))
    assert store.revision() > before[0]
    assert store.revision("measures") == before[1]


def test_polls_written_together_leave_the_same_as_one_by_one(url: str, store: Store) -> None:
    """Whatever they are about: what one leaves never rubs off on another."""
    keys = ["blocked", "filled", "gone", "moved", "other", "same"]
    before = [a_poll(key, etag='"1"', last_modified="Mon", body_hash="1", item_count=3) for key in keys]
    before[5] = replace(before[5], state=AnswerState.TIMEOUT, at=NOW - HOUR)
    polls = [
        a_poll("blocked", state=AnswerState.BLOCKED, retry_after=NOW + 2 * HOUR),
        a_poll("filled", etag='"2"', body_hash="2", item_count=9, new_count=4, missed=7, sha256=None),
        a_poll("filled", follow_up=True, item_count=2, retry_after=NOW + HOUR),
        a_poll("gone", state=AnswerState.GONE, detail=Reason("gone")),
        a_poll("moved", state=AnswerState.MOVED, detail=Reason("moved", (("to", "https://new.example"),))),
        a_poll("other", holder="two", state=AnswerState.UNCHANGED, ok=True),
        a_poll("same", state=AnswerState.UNCHANGED),
    ]
    left: list[list[object]] = []
    for together in (False, True):
        with store.begin() as tx:
            for table in (poll_table, question, source_table):
                tx.execute(table.delete())
        register(store, *(a_source(key) for key in keys))
        for poll in before:
            record(store, poll)
        for key, wished_at in (("same", NOW), ("other", NOW + HOUR)):
            with store.begin() as tx:
                ask_poll(tx, key, "someone", wished_at)
        claimed(store, "one", NOW + 2 * HOUR)
        with store.begin() as tx:
            if together:
                record_polls(tx, polls)
            else:
                for poll in polls:
                    record_poll(tx, poll)
        with store.read() as tx:
            shown = [c for table in (poll_table, question) for c in table.c if c.name != "id"]
            left.append(
                [
                    tx.execute(select(source_table).order_by(source_table.c.id)).all(),
                    *(
                        tx.execute(select(*(c for c in shown if c.table is table)).order_by(table.c.id)).all()
                        for table in (poll_table, question)
                    ),
                ]
            )
    assert left[0] == left[1]
    rows = {row.id: row for row in left[1][0]}  # type: ignore[attr-defined]
    assert (rows["other"].holder, rows["other"].asked_by) == ("one", "someone")
    assert (rows["same"].holder, rows["same"].asked_by, rows["same"].bad_since) == (None, None, None)
    assert (rows["filled"].etag, rows["filled"].last_modified, rows["filled"].holds) == ('"2"', None, 9)
    assert rows["filled"].not_before == NOW + HOUR


def test_of_polls_written_together_none_stands_where_one_source_is_unknown(store: Store) -> None:
    register(store, a_source("a"))
    with pytest.raises(StoreError), store.begin() as tx:
        record_polls(tx, [a_poll("a"), a_poll("unknown")])
    assert poll_history(store, "a").empty
