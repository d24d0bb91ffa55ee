"""Two writers that meet: the second waits for the first, and neither of them fails."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from measures.store import open_store
from measures.store.engine import bump
from measures.store.reading import sources_frame
from measures.store.received import keep_bytes, kept_bytes
from measures.store.robots import RobotsRow, keep_robots, robots_of
from measures.store.sources import PollRow, SourceRow, ask_poll, record_poll, register_sources
from measures.vocabulary import AnswerState, Country, Level
from tests.measures.store.facts import MARCH

NOW = MARCH
LATER = NOW + timedelta(hours=1)
SOURCE = SourceRow(
    "be-ibz", "Crisiscentrum", Country.BE, "IBZ", Level.NATIONAL, "https://crisiscentrum.be/rss", 15
)
BODY = b"<rss/>" * 50


Act = Callable[[Connection], object]


def meet(url: str, first: Act, second: Act, then: Act | None = None) -> None:
    """Let `second` get as far as it can before the transaction of `first` (and `then`) commits."""
    mine, other = open_store(url), open_store(url)
    failed: list[Exception] = []

    def work() -> None:
        try:
            with other.begin() as tx:
                second(tx)
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    try:
        with mine.begin() as tx:
            first(tx)
            thread.start()
            thread.join(0.3)
            assert thread.is_alive(), "the second waits for the first"
            if then is not None:
                then(tx)
        thread.join(20)
    finally:
        mine.close()
        other.close()
    assert not failed


def robots(at_hours: int) -> RobotsRow:
    at = NOW + timedelta(hours=at_hours)
    return RobotsRow("https://example.org:443", "rules", f"# {at_hours}", at, at + timedelta(days=1))


def test_two_schedulers_that_start_together_register_the_same_sources(url: str) -> None:
    meet(
        url,
        lambda tx: register_sources(tx, [SOURCE], NOW),
        lambda tx: register_sources(tx, [SOURCE], NOW),
    )
    store = open_store(url)
    assert list(sources_frame(store, NOW).id) == ["be-ibz"]
    assert store.revision("sources") == 1
    store.close()


def test_the_same_bytes_from_two_sources_at_once_are_kept_once(url: str) -> None:
    meet(url, lambda tx: keep_bytes(tx, BODY, NOW), lambda tx: keep_bytes(tx, BODY, LATER))
    store = open_store(url)
    with store.begin() as tx:
        assert kept_bytes(tx, keep_bytes(tx, BODY, LATER)) == BODY
    store.close()


@pytest.mark.parametrize("known", [False, True])
def test_two_schedulers_that_read_one_robots_txt_leave_the_last(url: str, known: bool) -> None:
    store = open_store(url)
    if known:
        with store.begin() as tx:
            keep_robots(tx, robots(0))
    meet(url, lambda tx: keep_robots(tx, robots(1)), lambda tx: keep_robots(tx, robots(2)))
    with store.read() as tx:
        assert list(robots_of(tx, ["https://example.org:443"], LATER).values()) == [robots(2)]
    store.close()


def test_a_wish_and_the_record_of_a_poll_wait_for_each_other_in_one_order(url: str) -> None:
    store = open_store(url)
    with store.begin() as tx:
        register_sources(tx, [SOURCE], NOW)
    meet(
        url,
        lambda tx: bump(tx, "sources"),
        lambda tx: ask_poll(tx, "be-ibz", "anna", LATER),
        then=lambda tx: record_poll(tx, PollRow("be-ibz", NOW, AnswerState.NEW, LATER)),
    )
    assert sources_frame(store, NOW).asked_by.tolist() == ["anna"]
    store.close()
