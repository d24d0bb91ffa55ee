"""The dispatcher over a real store and real HTTP: politeness, sharing, and what is written down."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import scheduler.dispatch
from measures.model import Item
from measures.settings import Settings
from measures.store import Store
from measures.store.reading import poll_history, sources_frame, store_summary
from measures.store.sources import ask_poll
from measures.vocabulary import AnswerState
from scheduler.dispatch import Dispatcher, Outcome, conclude, register
from scheduler.pipeline import Taken, take_in
from sources.catalogue import Source
from sources.fetch import Answer, open_client
from sources.poll import NoMemory, decide
from tests.loopback import Loopback, Reply
from tests.sources.conftest import a_source, sample

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FEED = sample("nl-rijksoverheid-news.xml")
SETTINGS = Settings(open_loopback=True, slots=8)


def listed(*sources: Source) -> dict[str, Source]:
    return {source.id: source for source in sources}


def drain(store: Store, catalogue: Mapping[str, Source], now: datetime = NOW) -> list[Outcome]:
    outcomes: list[Outcome] = []

    async def work() -> None:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            dispatcher = Dispatcher(
                store, catalogue, client, SETTINGS, clock=lambda: now, on_outcome=outcomes.append
            )
            await dispatcher.drain()
            await dispatcher.stop()

    register(store, catalogue, NOW)
    asyncio.run(work())
    return outcomes


def test_items_are_stored_and_the_poll_is_logged_with_its_bytes(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED, headers={"ETag": '"1"'})
    (outcome,) = drain(store, listed(a_source(server.url("/a"))))
    assert (outcome.poll.state, outcome.new) == (AnswerState.NEW, 6)
    assert store_summary(store).items == 6
    (row,) = poll_history(store, "nl-test").to_dict("records")
    assert (row["state"], row["item_count"], row["new_count"], row["size"]) == ("new", 6, 6, len(FEED))


def test_what_is_not_due_is_left_alone_and_a_person_can_ask_for_it(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    assert drain(store, catalogue, NOW + timedelta(minutes=29)) == []
    with store.begin() as tx:
        ask_poll(tx, "nl-test", "someone", NOW + timedelta(minutes=1))
    assert len(drain(store, catalogue, NOW + timedelta(minutes=2))) == 1
    assert len(drain(store, catalogue, NOW + timedelta(minutes=40))) == 1


def test_an_entry_on_probation_is_not_polled(store: Store, server: Loopback) -> None:
    assert drain(store, listed(a_source(server.url("/a"), standing="probe"))) == []


def test_news_without_a_new_item_is_none(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    server.routes["/a"] = Reply(FEED.replace(b"<channel>", b"<channel><ttl>5</ttl>"))
    (outcome,) = drain(store, catalogue, NOW + timedelta(hours=1))
    assert (outcome.poll.state, outcome.poll.detail.code) == (AnswerState.UNCHANGED, "same_items")


def test_a_changed_text_is_a_new_version(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    server.routes["/a"] = Reply(FEED.replace(b"8 juni 2027", b"8 juli 2027"))
    (outcome,) = drain(store, catalogue, NOW + timedelta(hours=1))
    assert (outcome.new, outcome.changed) == (0, 1)
    summary = store_summary(store)
    assert (summary.items, summary.versions) == (6, 7)


def test_a_list_that_rolled_over_says_so(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    server.routes["/a"] = Reply(FEED.replace(b"doc-", b"other-"))
    (outcome,) = drain(store, catalogue, NOW + timedelta(days=3))
    assert (outcome.poll.state, outcome.poll.detail.code) == (AnswerState.NEW, "rolled_over")


def test_what_cannot_be_read_has_a_named_state_and_comes_back_by_itself(
    store: Store, server: Loopback
) -> None:
    server.routes["/a"] = Reply(sample("broken-maintenance-200-nl-rijksoverheid-news.xml"))
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    (row,) = sources_frame(store, NOW).to_dict("records")
    assert (row["health"], row["state"], row["code"]) == ("blocked", "blocked", "html_instead")
    server.routes["/a"] = Reply(FEED)
    drain(store, catalogue, NOW + timedelta(hours=2))
    assert sources_frame(store, NOW).to_dict("records")[0]["health"] == "ok"


def test_one_request_a_host_at_a_time_with_its_pause_and_hosts_side_by_side(
    store: Store, server: Loopback
) -> None:
    for name in "abcd":
        server.routes[f"/{name}"] = Reply(FEED, late=0.1)
    here = [a_source(server.url(f"/{name}"), id=f"nl-test-{name}", min_delay_seconds=0.1) for name in "abc"]
    there = a_source(server.url("/d", host="localhost"), id="nl-test-d")
    started = time.monotonic()
    assert len(drain(store, listed(*here, there))) == 4
    assert time.monotonic() - started >= 0.5  # three answers and two pauses
    assert server.most_at_once == 2


def test_a_dead_host_delays_nobody(store: Store, server: Loopback) -> None:
    server.routes["/dead"] = Reply(FEED, late=5)
    server.routes["/a"] = Reply(FEED)
    limits = {"connect_seconds": 0.5, "read_seconds": 0.8, "total_seconds": 2}
    dead = a_source(server.url("/dead", host="localhost"), id="nl-test-dead", limits=limits)
    outcomes = drain(store, listed(dead, a_source(server.url("/a"))))
    assert [outcome.poll.state for outcome in outcomes] == [AnswerState.NEW, AnswerState.TIMEOUT]


def test_an_item_that_fails_inside_costs_neither_the_others_nor_the_next_try(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(at: Store, item: Item, known_at: datetime, **how: bool) -> Taken:
        if "Monumentenprijs" in item.title:
            raise ZeroDivisionError
        return take_in(at, item, known_at, **how)

    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    with monkeypatch.context() as patch:
        patch.setattr(scheduler.dispatch, "take_in", fragile)
        (outcome,) = drain(store, catalogue)
    assert (outcome.poll.ok, outcome.poll.detail.code, outcome.new) == (False, "failed_inside", 5)
    drain(store, catalogue, NOW + timedelta(hours=1))
    assert store_summary(store).items == 6


def test_a_stop_finishes_the_item_in_hand_and_leaves_the_rest_to_the_next_run(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    register(store, catalogue, NOW)

    async def work() -> None:
        taken = asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow(at: Store, item: Item, known_at: datetime, **how: bool) -> Taken:
            loop.call_soon_threadsafe(taken.set)
            time.sleep(0.1)
            return take_in(at, item, known_at, **how)

        monkeypatch.setattr(scheduler.dispatch, "take_in", slow)
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            dispatcher = Dispatcher(store, catalogue, client, SETTINGS, clock=lambda: NOW)
            await dispatcher.tick()
            await taken.wait()
            await dispatcher.stop()

    asyncio.run(work())
    assert store_summary(store).items == 1
    assert poll_history(store, "nl-test").empty
    monkeypatch.undo()
    assert len(drain(store, catalogue)) == 1
    assert store_summary(store).items == 6


def test_two_schedulers_share_the_work(store: Store, server: Loopback) -> None:
    catalogue = listed(*(a_source(server.url(f"/{n}"), id=f"nl-test-{n}") for n in range(12)))
    for n in range(12):
        server.routes[f"/{n}"] = Reply(FEED, late=0.02)
    register(store, catalogue, NOW)

    async def work() -> None:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            both = [
                Dispatcher(store, catalogue, client, Settings(slots=1), clock=lambda: NOW) for _ in range(2)
            ]
            await asyncio.gather(*(dispatcher.drain() for dispatcher in both))
            for dispatcher in both:
                await dispatcher.stop()

    asyncio.run(work())
    assert sorted(asked.path for asked in server.asked) == sorted(f"/{n}" for n in range(12))


def test_the_conclusion_leaves_remarks_and_failures_as_they_are() -> None:
    poll = decide(
        Answer("https://example.org/", 200, body=sample("de-bmf-steuern.xml")), NoMemory(), a_source(), NOW
    )
    assert conclude(poll, 0, 0, "", a_source(), NoMemory()).detail.code == "unread_dates"
    failed = replace(poll, state=AnswerState.TIMEOUT)
    assert conclude(failed, 0, 0, "", a_source(), NoMemory()) == failed
