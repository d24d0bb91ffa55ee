"""Turns at hosts: one scheduler at a time, the pause kept, and nothing lost with one that dies."""

import threading
from datetime import timedelta

from sqlalchemy import select, update

from measures.model import Reason
from measures.store import Store, open_store
from measures.store import tables as t
from measures.store.claims import Claim, claim_due, release
from measures.store.hosts import clock_of, forget_hosts, release_all_hosts, release_hosts, take_host
from measures.store.questions import answer, questions
from measures.store.sources import ask_poll
from measures.vocabulary import AnswerState
from tests.measures.store.test_sources import HOUR, LEASE, NOW, a_poll, a_source, record, register

HERE = "feeds.example.be"
LONG = timedelta(days=3)


def at(path: str, host: str = HERE) -> dict[str, str]:
    return {"url": f"https://{host}/{path}"}


def claim(store: Store, holder: str, now=NOW, limit: int = 10) -> list[Claim]:  # type: ignore[no-untyped-def]
    with store.begin() as tx:
        return claim_due(tx, now, holder, LEASE, limit)


def ids(claims: list[Claim]) -> list[str]:
    return [claim.source_id for claim in claims]


def take(store: Store, host: str, holder: str, lease: timedelta = LEASE) -> float | None:
    with store.begin() as tx:
        return take_host(tx, host, holder, lease)


def pass_time(store: Store, seconds: float) -> None:
    """Let the database's clock be further on, as seen from the hosts."""
    with store.begin() as tx:
        for row in tx.execute(select(t.host)).all():
            if row.free_at:
                earlier = row.free_at - timedelta(seconds=seconds)
                tx.execute(update(t.host).where(t.host.c.name == row.name).values(free_at=earlier))


def test_a_host_goes_with_the_claim_and_its_other_sources_wait_for_its_holder(store: Store) -> None:
    register(store, a_source("a", **at("a")), a_source("b", **at("b")), a_source("c", **at("c", "other.be")))
    assert claim(store, "one", limit=1) == [Claim("a", HERE, 0.0)]
    assert ids(claim(store, "two")) == ["c"]
    assert ids(claim(store, "one")) == ["b"], "the holder takes more of its own host"


def test_a_host_that_rests_is_claimed_only_where_the_pause_is_short_and_then_told(store: Store) -> None:
    register(store, a_source("a", **at("a")), a_source("b", **at("b")))
    claim(store, "one", limit=1)
    with store.begin() as tx:
        release_hosts(tx, "one", {HERE: LEASE.total_seconds()})
    assert claim(store, "two") == []
    pass_time(store, LEASE.total_seconds() / 2 + 1)
    (found,) = claim(store, "two")
    assert 0 < found.rest < LEASE.total_seconds() / 2


def test_the_host_of_one_who_died_comes_back_when_its_lease_is_over(store: Store) -> None:
    register(store, a_source("a", **at("a")), a_source("b", **at("b")))
    claim(store, "dead", limit=1)
    pass_time(store, LEASE.total_seconds() - 1)
    assert claim(store, "alive") == []
    pass_time(store, 2)
    assert claim(store, "alive") == [Claim("b", HERE, 0.0)]
    with store.begin() as tx:
        release_hosts(tx, "dead", {HERE: 3600.0})
    assert claim(store, "third") == [], "the late one must not free the other's host"


def test_a_host_that_nobody_listed_is_taken_by_one_at_a_time(store: Store) -> None:
    assert take(store, "www.example.be", "one") == 0
    assert take(store, "www.example.be", "one") == 0
    assert take(store, "www.example.be", "two") is None
    with store.begin() as tx:
        release_hosts(tx, "one", {"www.example.be": 20.0})
    rest = take(store, "www.example.be", "two")
    assert rest is not None
    assert 19 < rest <= 20
    with store.read() as tx:
        assert tx.execute(select(t.host.c.free_at)).scalar_one() > clock_of(tx) + LEASE + timedelta(
            seconds=18
        )


def test_a_shorter_claim_does_not_shorten_what_is_held_longer(store: Store) -> None:
    register(store, a_source("a", **at("a")))
    take(store, HERE, "one", LONG)
    assert ids(claim(store, "one")) == ["a"]
    pass_time(store, LEASE.total_seconds() + 10)
    assert take(store, HERE, "two") is None


def test_the_host_follows_a_source_to_the_address_that_a_person_accepts(store: Store) -> None:
    register(store, a_source("a", **at("a")), a_source("b", **at("b", "new.example.be")))
    moved = {"to": "https://new.example.be/a"}
    record(store, a_poll("a", state=AnswerState.MOVED, detail=Reason("moved", tuple(moved.items()))))
    (question,) = questions(store).to_dict("records")
    with store.begin() as tx:
        answer(tx, question["id"], "accept", "anna", "", NOW)
    assert {claim.host for claim in claim(store, "one")} == {"new.example.be"}
    register(
        store, a_source("a", **at("moved", "newest.example.be")), a_source("b", **at("b", "new.example.be"))
    )
    assert [claim.host for claim in claim(store, "two", NOW + 2 * LEASE)] == ["newest.example.be"]


def test_one_who_stops_gives_all_its_hosts_back(store: Store) -> None:
    register(store, a_source("a", **at("a")), a_source("b", **at("b", "other.be")))
    assert len(claim(store, "one")) == 2
    with store.begin() as tx:
        release(tx, "one")
        release_hosts(tx, "one", {HERE: 0.0})
        release_all_hosts(tx, "one")
    told = {found.source_id: found.rest for found in claim(store, "two")}
    assert told["a"] == 0
    assert 0 < told["b"] <= 60, "it was never asked, and its earlier pause is not known"


def test_hosts_that_a_redirect_led_to_are_forgotten_and_those_of_sources_stay(store: Store) -> None:
    register(store, a_source("a", **at("a")))
    take(store, HERE, "one")
    take(store, "elsewhere.example.be", "one")
    pass_time(store, timedelta(days=2).total_seconds())
    with store.begin() as tx:
        forget_hosts(tx)
        assert list(tx.execute(select(t.host.c.name)).scalars()) == [HERE]


def test_two_who_claim_at_the_same_moment_never_share_a_host(url: str) -> None:
    stores = [open_store(url), open_store(url)]
    sources = [a_source(f"s{n}", **at(str(n), f"h{n % 4}.example.be")) for n in range(40)]
    register(stores[0], *sources)
    found: dict[str, list[Claim]] = {"one": [], "two": []}
    start = threading.Barrier(2)

    def work(store: Store, holder: str) -> None:
        start.wait()
        for _ in range(30):
            found[holder] += claim(store, holder, limit=3)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(stores, ("one", "two"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hosts = [{claim.host for claim in claims} for claims in found.values()]
    assert not hosts[0] & hosts[1]
    assert sorted(ids(found["one"]) + ids(found["two"])) == sorted(source.id for source in sources)
    for store in stores:
        store.close()


def test_a_time_that_the_server_named_holds_for_wishes_and_for_the_rhythm(store: Store) -> None:
    register(store, a_source())
    record(
        store,
        a_poll(state=AnswerState.REFUSED, next_try_at=NOW + HOUR, retry_after=NOW + HOUR),
    )
    with store.begin() as tx:
        ask_poll(tx, "be-ibz", "anna", NOW)
        tx.execute(update(t.source).values(next_try_at=NOW))
    assert claim(store, "one", NOW + HOUR - timedelta(seconds=1)) == []
    assert ids(claim(store, "one", NOW + HOUR)) == ["be-ibz"]
