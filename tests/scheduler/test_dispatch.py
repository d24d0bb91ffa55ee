"""The dispatcher over a real store and real HTTP: politeness, sharing, and what is written down."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

import measures.network.addresses
import scheduler.desk
import scheduler.dispatch
from measures.network import open_client, reason
from measures.settings import Settings
from measures.store import Store
from measures.store.alarms import alarms
from measures.store.crisis import set_crisis
from measures.store.questions import answer, questions
from measures.store.reading import poll_history, sources_frame, store_summary
from measures.store.sources import Memory, ask_poll
from measures.vocabulary import AnswerState
from scheduler.dispatch import Dispatcher, Outcome, at_address, register, utc_now
from scheduler.pipeline import Arrival, Taken, take_in_all
from scheduler.rhythm import REQUESTS, conclude
from sources.catalogue import Source
from sources.fetch import Answer
from sources.poll import NoMemory, Poll, decide
from tests.loopback import Asked, Loopback, Reply
from tests.sources.conftest import a_source, sample

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FEED = sample("nl-rijksoverheid-news.xml")
SETTINGS = Settings(open_loopback=True, slots=8)


def listed(*sources: Source) -> dict[str, Source]:
    return {source.id: source for source in sources}


def drain(
    store: Store, catalogue: Mapping[str, Source], now: datetime = NOW, settings: Settings = SETTINGS
) -> list[Outcome]:
    outcomes: list[Outcome] = []

    async def work() -> None:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            dispatcher = Dispatcher(
                store, catalogue, client, settings, clock=lambda: now, on_outcome=outcomes.append
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


@pytest.mark.parametrize("status", [403, 429, 503])
def test_no_wish_goes_before_the_time_that_a_server_named(
    store: Store, server: Loopback, status: int
) -> None:
    server.routes["/a"] = Reply(status=status, headers={"Retry-After": "7200"})
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    (row,) = sources_frame(store, NOW).to_dict("records")
    assert row["not_before"] == row["next_try_at"] == NOW + timedelta(hours=2)
    with store.begin() as tx:
        ask_poll(tx, "nl-test", "someone", NOW + timedelta(minutes=1))
    assert drain(store, catalogue, NOW + timedelta(hours=2, seconds=-1)) == []
    server.routes["/a"] = Reply(FEED)
    assert len(drain(store, catalogue, NOW + timedelta(hours=2))) == 1


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
    server.routes["/d"] = Reply(FEED, late=0.5)
    there = a_source(server.url("/d", host="localhost"), id="nl-test-d")
    started = time.monotonic()
    assert len(drain(store, listed(*here, there))) == 4
    assert time.monotonic() - started >= 0.5  # three answers and two pauses
    assert server.most_at_once == 2


def test_a_dead_host_delays_nobody(store: Store, server: Loopback) -> None:
    asked: dict[str, float] = {}

    def noting(reply: Reply) -> Callable[[Asked], Reply]:
        def route(asked_for: Asked) -> Reply:
            asked[asked_for.path] = time.monotonic()
            return reply

        return route

    server.routes |= {"/dead": noting(Reply(FEED, late=5)), "/a": noting(Reply(FEED))}
    limits = {"connect_seconds": 1, "read_seconds": 3, "total_seconds": 4}
    dead = a_source(server.url("/dead", host="localhost"), id="nl-a-dead", limits=limits)
    outcomes = drain(store, listed(dead, a_source(server.url("/a"))), settings=Settings(slots=1))
    assert {outcome.poll.source_id: outcome.poll.state for outcome in outcomes} == {
        "nl-a-dead": AnswerState.TIMEOUT,
        "nl-test": AnswerState.NEW,
    }
    assert 0.5 < asked["/a"] - asked["/dead"] < 2.5, "the only slot goes on to the next one"


def test_an_item_that_fails_inside_costs_neither_the_others_nor_the_next_try(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(at: Store, arrivals: Sequence[Arrival]) -> Taken:
        if any("Monumentenprijs" in arrival.item.title for arrival in arrivals):
            raise ZeroDivisionError
        return take_in_all(at, arrivals)

    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    with monkeypatch.context() as patch:
        patch.setattr(scheduler.desk, "take_in_all", fragile)
        (outcome,) = drain(store, catalogue)
    assert (outcome.poll.ok, outcome.poll.detail.code, outcome.new) == (False, "failed_inside", 5)
    drain(store, catalogue, NOW + timedelta(hours=1))
    assert store_summary(store).items == 6


@pytest.mark.parametrize("where", ["sources.poll.decide", "scheduler.desk.conclude"])
def test_a_poll_that_fails_inside_has_a_state_and_a_growing_pause(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    server.routes["/a"] = Reply(FEED, headers={"ETag": '"1"'})
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    pauses, now = [], NOW + timedelta(hours=1)
    server.routes["/a"] = Reply(FEED.replace(b"8 juni 2027", b"8 juli 2027"))
    with monkeypatch.context() as patch:
        patch.setattr(where, broken)
        for _ in range(3):
            (outcome,) = drain(store, catalogue, now)
            assert (outcome.poll.state, outcome.poll.detail) == (
                AnswerState.MALFORMED,
                reason("failed_inside", reason="ZeroDivisionError"),
            )
            assert drain(store, catalogue, now) == []
            pauses.append(outcome.poll.next_try_at - now)
            now = outcome.poll.next_try_at
    assert pauses[0] >= timedelta(minutes=30)
    assert pauses[1] > pauses[0] * 1.5
    assert pauses[2] > pauses[1] * 1.5
    (row,) = sources_frame(store, now).to_dict("records")
    assert (row["health"], row["code"]) == ("failing", "failed_inside")
    (outcome,) = drain(store, catalogue, now)
    assert (outcome.poll.ok, outcome.poll.failures) == (True, 0)
    assert "if-none-match" not in server.asked[-1].headers


def test_of_polls_that_end_together_one_that_fails_inside_costs_no_other(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(poll: Poll, *known: Any, **how: Any) -> Poll:
        if poll.source_id == "nl-test-2":
            raise ZeroDivisionError
        return conclude(poll, *known, **how)

    monkeypatch.setattr(scheduler.desk, "conclude", fragile)
    monkeypatch.setattr(scheduler.dispatch, "GATHERED_SECONDS", 0.5)
    for n in range(5):
        server.routes[f"/{n}"] = Reply(FEED)
    outcomes = drain(
        store,
        listed(*(a_source(server.url(f"/{n}"), id=f"nl-test-{n}", min_delay_seconds=0) for n in range(5))),
    )
    codes = {outcome.poll.source_id: outcome.poll.detail.code for outcome in outcomes}
    assert codes == {f"nl-test-{n}": "failed_inside" if n == 2 else "items_read" for n in range(5)}
    assert all(len(poll_history(store, f"nl-test-{n}")) == 1 for n in range(5))


def test_a_stop_finishes_the_items_in_hand_and_leaves_the_rest_to_the_next_run(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    register(store, catalogue, NOW)

    async def work() -> None:
        taken = asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow(at: Store, arrivals: Sequence[Arrival]) -> Taken:
            loop.call_soon_threadsafe(taken.set)
            time.sleep(0.1)
            return take_in_all(at, arrivals)

        monkeypatch.setattr(scheduler.desk, "TOGETHER", 2)
        monkeypatch.setattr(scheduler.desk, "take_in_all", slow)
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            dispatcher = Dispatcher(store, catalogue, client, SETTINGS, clock=lambda: NOW)
            await dispatcher.tick()
            await taken.wait()
            await dispatcher.stop()

    asyncio.run(work())
    assert store_summary(store).items == 2
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
    paths = [asked.path for asked in server.asked if asked.path != "/robots.txt"]
    assert sorted(paths) == sorted(f"/{n}" for n in range(12))


def test_a_claim_lasts_as_long_as_its_poll_takes(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(at: Store, arrivals: Sequence[Arrival]) -> Taken:
        time.sleep(2.5)
        return take_in_all(at, arrivals)

    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a"), limits={"total_seconds": 0.1}, min_delay_seconds=0))
    register(store, catalogue, utc_now())
    monkeypatch.setattr(scheduler.desk, "take_in_all", slow)

    async def work() -> None:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            settings = Settings(open_loopback=True, lease_seconds=1)
            both = [Dispatcher(store, catalogue, client, settings) for _ in range(2)]
            assert await both[0].tick() == 1
            polling = asyncio.create_task(both[0].drain())
            while not polling.done():
                await both[1].tick()
                await asyncio.sleep(0.1)
            for dispatcher in both:
                await dispatcher.stop()

    asyncio.run(work())
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/a"]


def test_a_source_of_a_larger_catalogue_is_left_to_whoever_knows_it(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED)
    known, more = a_source(server.url("/a")), a_source(server.url("/b"), id="nl-test-more")
    register(store, listed(known, more), NOW)
    ticks: list[int] = []

    async def work() -> None:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            now = NOW
            dispatcher = Dispatcher(store, listed(known), client, SETTINGS, clock=lambda: now)
            for _ in range(3):
                ticks.append(await dispatcher.tick())
                await asyncio.sleep(0.5)
                now += timedelta(minutes=10)
            await dispatcher.stop()

    asyncio.run(work())
    assert ticks == [2, 0, 0]


def test_the_conclusion_leaves_remarks_and_failures_as_they_are() -> None:
    poll = decide(
        Answer("https://example.org/", 200, body=sample("de-bmf-steuern.xml")), NoMemory(), a_source(), NOW
    )
    assert conclude(poll, 0, 0, "", a_source(), Memory()).detail.code == "unread_dates"
    failed = replace(poll, state=AnswerState.TIMEOUT)
    assert conclude(failed, 0, 0, "", a_source(), Memory()) == failed


def test_a_remark_on_an_answer_hides_no_gap() -> None:
    answer = Answer("https://example.org/", 200, body=sample("nl-rijksoverheid-news.xml"))
    poll = replace(
        decide(answer, NoMemory(), a_source(), NOW), detail=reason("details_missing", missing=1, count=6)
    )
    before = Memory(last_ok_at=NOW - timedelta(days=1))
    concluded = conclude(poll, len(poll.items), 0, "", a_source(), before)
    assert (concluded.detail.code, bool(concluded.missed)) == ("details_missing", True)
    assert concluded.next_try_at < conclude(poll, 1, 0, "", a_source(), before).next_try_at


def log_of(store: Store, source: str = "nl-test") -> list[tuple[str, str]]:
    """The polls of a source, oldest first: state and code."""
    return [(row.state, row.code) for row in poll_history(store, source).iloc[::-1].itertuples()]


def test_robots_txt_that_forbids_is_a_condition_of_its_own(store: Store, server: Loopback) -> None:
    server.routes.update({"/a": Reply(FEED), "/robots.txt": Reply(b"User-agent: *\nDisallow: /")})
    drain(store, listed(a_source(server.url("/a"))))
    drain(store, listed(a_source(server.url("/a"))), NOW + timedelta(hours=2))
    assert log_of(store) == [("blocked", "robots_disallow")] * 2
    assert [asked.path for asked in server.asked] == ["/robots.txt"], "remembered, and nothing else asked"
    (row,) = sources_frame(store, NOW + timedelta(hours=2)).to_dict("records")
    assert (row["health"], row["failures"]) == ("blocked", 2)


def test_answers_that_are_read_with_a_remark_are_no_failures_and_still_sound_the_alarm(
    store: Store, server: Loopback
) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a"), expect={"min_items": 7}))
    for hours in range(4):
        drain(store, catalogue, NOW + timedelta(hours=hours))
    assert log_of(store) == [("new", "too_few_items")] + [("unchanged", "too_few_items")] * 3
    now = NOW + timedelta(hours=3)
    (row,) = sources_frame(store, now).to_dict("records")
    assert (row["failures"], row["health"], row["bad_since"]) == (0, "failing", NOW)
    assert list(alarms(store, now).alarm) == ["failing"]
    with store.begin() as tx:
        set_crisis(tx, True, "anna", "flood", now)
    assert sources_frame(store, now).next_try_at[0] == now + timedelta(minutes=10), "it does not back off"
    server.routes["/a"] = Reply(status=503)
    (outcome,) = drain(store, catalogue, now + timedelta(hours=1))
    assert outcome.poll.failures == 1
    assert outcome.poll.next_try_at <= now + timedelta(hours=1, minutes=33)


def test_a_source_is_asked_where_a_person_says_it_lives_now(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(status=301, headers={"Location": "/b"})
    server.routes["/b"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    (question,) = questions(store).to_dict("records")
    assert question["target"] == server.url("/b")
    with store.begin() as tx:
        answer(tx, question["id"], "keep", "anna", "", NOW)
    drain(store, catalogue, NOW + timedelta(hours=1))
    assert log_of(store)[-1] == ("unchanged", "same_items")
    with store.begin() as tx:
        answer(tx, question["id"], "accept", "anna", "", NOW)
    server.asked.clear()
    drain(store, catalogue, NOW + timedelta(hours=2))
    assert [asked.path for asked in server.asked] == ["/b"]
    assert sources_frame(store, NOW + timedelta(hours=2)).health[0] == "ok"


def test_an_accepted_address_keeps_the_places_for_the_clock() -> None:
    source = a_source("https://old.example.org/api?from={from_day}", request={"window_days": 2})
    moved = at_address(source, Memory(address="https://new.example.org/v2?from=2026-11-22"))
    assert moved.url == "https://new.example.org/v2?from={from_day}"
    path = a_source("https://old.example.org/{year}/feed")
    assert at_address(path, Memory(address="https://new.example.org/2026/feed")) == path


def windowed(server: Loopback, page: int) -> Source:
    """A source with news every hour of the two days up to tomorrow, `page` items an answer at most."""
    start = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)

    def within(asked: Asked) -> Reply:
        query = httpx.URL(asked.path).params
        since, until = (datetime.fromisoformat(query[name]) for name in ("from", "to"))
        hours = [start + timedelta(hours=n) for n in range(48)]
        found = [at for at in hours if since <= at <= until][:page]
        items = "".join(
            f"<item><title>Bericht {at:%d %H}</title><link>https://e.nl/{at:%d%H}</link></item>"
            for at in found
        )
        return Reply(f"<rss><channel>{items}</channel></rss>".encode())

    server.routes["/news"] = within
    return a_source(
        server.url("/news?from={from}&to={to}"), request={"window_days": 2}, expect={"page_size": page}
    )


def test_a_full_window_is_halved_at_once_until_all_of_it_is_read(store: Store, server: Loopback) -> None:
    catalogue = listed(windowed(server, page=20))
    (outcome,) = drain(store, catalogue)
    assert store_summary(store).items == 48
    assert (outcome.poll.detail.code, dict(outcome.poll.detail.args)["count"]) == ("halved", "48")
    assert len(log_of(store)) == 7, "the full one, two halves that are full, and four quarters"
    server.asked.clear()
    drain(store, catalogue, NOW + timedelta(hours=1))
    assert len(server.asked) == 1, "a full window in which all is known is not followed up"


def test_halving_is_bounded_and_says_that_more_may_be_there(store: Store, server: Loopback) -> None:
    (outcome,) = drain(store, listed(windowed(server, page=2)))
    assert outcome.poll.detail.code == "full_page"
    assert len([asked for asked in server.asked if asked.path != "/robots.txt"]) == 1 + REQUESTS


def test_a_gap_is_estimated_and_the_source_asked_sooner(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    server.routes["/a"] = Reply(FEED.replace(b"doc-", b"other-"))
    later = NOW + timedelta(days=3)
    (outcome,) = drain(store, catalogue, later)
    assert outcome.poll.missed
    assert outcome.poll.next_try_at == later + timedelta(minutes=15)
    (row,) = sources_frame(store, later).to_dict("records")
    assert (row["health"], row["missed"]) == ("gap", outcome.poll.missed)


def test_in_crisis_mode_sources_are_asked_faster(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a"), interval_minutes=60, fastest_minutes=5))
    with store.begin() as tx:
        set_crisis(tx, True, "anna", "flood", NOW)
    (outcome,) = drain(store, catalogue)
    assert outcome.poll.next_try_at == NOW + timedelta(minutes=20)


def test_without_a_network_a_round_is_over_at_once(
    store: Store, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    async def resolver(host: str, port: int) -> list[str]:
        looked_up.append(host)
        raise OSError("no network")

    monkeypatch.setattr(measures.network.addresses, "resolve", resolver)
    everything = [
        a_source(f"https://host{n % 5}.example.org/{n}", id=f"nl-test-{n}", min_delay_seconds=60)
        for n in range(40)
    ]
    started = time.monotonic()
    outcomes = drain(store, listed(*everything))
    assert time.monotonic() - started < 10
    assert {outcome.poll.detail.code for outcome in outcomes} == {"no_address"}
    assert len(outcomes) == 40
    assert len(looked_up) == 5, "a name without an address is not looked up for each feed"


def test_the_log_tells_a_vanished_feed_and_its_items_stay(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED)
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue)
    before = store_summary(store)
    del server.routes["/a"]
    for day in range(1, 5):
        drain(store, catalogue, NOW + timedelta(days=day))
    after = store_summary(store)
    assert (after.items, after.versions, after.measures) == (before.items, before.versions, before.measures)
    assert list(questions(store).what) == ["gone"]
    assert sources_frame(store, NOW + timedelta(days=4)).health[0] == "dead"


def test_a_clock_that_was_set_back_stops_nothing(store: Store, server: Loopback) -> None:
    server.routes["/a"] = Reply(FEED, headers={"Date": "Mon, 23 Nov 1970 09:00:00 GMT"})
    catalogue = listed(a_source(server.url("/a")))
    drain(store, catalogue, NOW + timedelta(days=2))
    register(store, catalogue, NOW)
    with store.begin() as tx:
        ask_poll(tx, "nl-test", "someone", NOW)
    (outcome,) = drain(store, catalogue, NOW)
    assert (outcome.poll.state, outcome.poll.missed) == (AnswerState.UNCHANGED, None)
    assert outcome.poll.next_try_at == NOW + timedelta(minutes=30)


def test_two_items_of_one_identity_are_one(store: Store, server: Loopback) -> None:
    item = b"<item><guid>7</guid><title>%s</title><link>https://e.nl/%s</link></item>"
    body = b"<rss><channel>" + item % (b"Eerste", b"1") + item % (b"Tweede", b"2") + b"</channel></rss>"
    server.routes["/a"] = Reply(body)
    catalogue = listed(a_source(server.url("/a")))
    for hour in range(3):
        drain(store, catalogue, NOW + timedelta(hours=hour))
    summary = store_summary(store)
    assert (summary.items, summary.versions) == (1, 1), "and they do not take turns as its versions"
