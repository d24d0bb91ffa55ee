"""Turns at hosts within one process, alone and with others who take hosts too; redirects between hosts."""

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine

import pytest

from measures.hosts import host_of
from measures.network import open_client
from measures.vocabulary import AnswerState
from sources.fetch import fetch
from sources.politeness import HostBusyError, Hosts, Take
from sources.poll import NoMemory, Poll, poll_source
from sources.requests import Outgoing
from sources.robots import LIMITS, Robots
from tests.loopback import Asked, Loopback, Reply
from tests.sources.conftest import a_source, sample
from tests.sources.test_robots import NOW

FEED = Reply(sample("nl-rijksoverheid-news.xml"))
PAUSE = 0.3


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Feeds.Example.org/rss", "feeds.example.org"),
        ("http://feeds.example.org:80/", "feeds.example.org"),
        ("https://feeds.example.org.:443/", "feeds.example.org"),
        ("https://someone:secret@feeds.example.org/", "feeds.example.org"),
        ("http://127.0.0.1:8080/a", "127.0.0.1:8080"),
        ("http://[2A02::1]/", "2a02::1"),
        ("https://Münster.de/", "xn--mnster-3ya.de"),
        ("https://example.org:99999/", ""),
        (f"https://{'a.' * 200}org/", ""),
        (f"https://{'ü' * 80}.org/", ""),
        ("nonsense", ""),
    ],
)
def test_a_host_is_a_name_with_its_unusual_port(url: str, host: str) -> None:
    assert host_of(url) == host


class Diary:
    """Notes for each host when it was asked, and when it had answered."""

    def __init__(self, server: Loopback, late: float = 0.05) -> None:
        self.asked: dict[str, list[tuple[float, float]]] = {}
        self._late = late
        server.routes["/robots.txt"] = self.noting(Reply(status=404))

    def noting(self, reply: Reply) -> Callable[[Asked], Reply]:
        def route(asked: Asked) -> Reply:
            now = time.monotonic()
            self.asked.setdefault(asked.headers["host"], []).append((now, now + self._late))
            return Reply(reply.body, reply.status, reply.headers, late=self._late)

        return route

    def gaps(self) -> list[float]:
        """The seconds between an answer and the next request at its host, of all hosts."""
        return [
            after[0] - before[1]
            for noted in self.asked.values()
            for before, after in itertools.pairwise(noted)
        ]


def ask_all(*urls: str, pause: float = PAUSE) -> list[Poll]:
    """Asks all sources side by side, as a scheduler does."""

    async def run() -> list[Poll]:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            hosts, robots = Hosts(), Robots(client)

            async def one(url: str) -> Poll:
                source = a_source(url, min_delay_seconds=pause, limits={"total_seconds": 2})
                async with hosts.turn(source) as turn:
                    return await poll_source(client, source, NoMemory(), NOW, gate=robots.gate(turn))

            return await asyncio.gather(*map(one, urls))

    return asyncio.run(run())


def test_a_redirect_to_another_host_waits_for_its_turn_and_its_pause(server: Loopback) -> None:
    diary = Diary(server)
    there = {"Location": server.url("/real", host="localhost")}
    server.routes["/away"] = diary.noting(Reply(status=302, headers=there))
    server.routes["/real"] = diary.noting(FEED)
    here = server.url("/away")
    polls = ask_all(here, server.url("/real", host="localhost"), here, server.url("/real", host="localhost"))
    assert {poll.state for poll in polls} == {AnswerState.NEW}
    assert {host: len(noted) for host, noted in diary.asked.items()} == {
        f"127.0.0.1:{server.port}": 3,
        f"localhost:{server.port}": 5,
    }
    assert min(diary.gaps()) >= PAUSE - 0.02


def test_hosts_that_lead_to_each_other_hold_up_nobody(server: Loopback) -> None:
    diary = Diary(server)
    for path, target in (("/a", "localhost"), ("/b", "127.0.0.1")):
        there = {"Location": server.url("/real", host=target)}
        server.routes[path] = diary.noting(Reply(status=302, headers=there))
    server.routes["/real"] = diary.noting(FEED)
    started = time.monotonic()
    polls = ask_all(*[server.url("/a"), server.url("/b", host="localhost")] * 3, pause=0.1)
    assert {poll.state for poll in polls} == {AnswerState.NEW}
    assert time.monotonic() - started < 10
    assert min(diary.gaps()) >= 0.08


def test_robots_txt_that_lies_at_another_host_is_read_in_that_hosts_turn(server: Loopback) -> None:
    diary = Diary(server)
    there = {"Location": server.url("/rules", host="localhost")}

    def robots(asked: Asked) -> Reply:
        away = asked.headers["host"].startswith("127.0.0.1")
        return diary.noting(Reply(status=301, headers=there) if away else Reply(status=404))(asked)

    server.routes["/robots.txt"] = robots
    server.routes["/rules"] = diary.noting(Reply(b"User-agent: *\nDisallow: /hidden"))
    server.routes["/feed"] = server.routes["/hidden"] = diary.noting(FEED)
    polls = ask_all(
        server.url("/feed"), server.url("/feed", host="localhost"), server.url("/hidden"), server.url("/feed")
    )
    assert [poll.detail.code for poll in polls] == ["items_read"] * 2 + ["robots_disallow", "items_read"]
    assert min(diary.gaps()) >= PAUSE - 0.02


def test_the_wait_for_a_turn_is_not_the_servers_time(server: Loopback) -> None:
    server.routes["/feed"] = FEED

    async def run() -> None:
        async def slow(url: str) -> None:
            await asyncio.sleep(0.5)

        async with open_client(contact="test@example.org", open_loopback=True) as client:
            limits = LIMITS.model_copy(update={"total_seconds": 0.4})
            request = Outgoing("GET", server.url("/feed"), (), None)
            answer = await fetch(client, request, limits, gate=slow)
            assert (answer.status, answer.seconds < 0.4) == (200, True)

    asyncio.run(run())


def in_turns(take: Take, work: Callable[[Hosts], Coroutine[None, None, None]]) -> None:
    asyncio.run(work(Hosts(take, lease=2.0)))


def test_a_host_of_another_process_is_waited_for_and_its_pause_kept() -> None:
    answers: list[float | None] = [None, 0.4]
    asked: list[tuple[str, float]] = []

    async def take(host: str, seconds: float) -> float | None:
        asked.append((host, seconds))
        return answers.pop(0)

    async def work(hosts: Hosts) -> None:
        started = time.monotonic()
        async with hosts.turn_at("https://a.example/", pause=0.1, longest=5):
            assert time.monotonic() - started >= 0.9, "half a second until the second look, and its pause"
        async with hosts.turn_at("https://a.example/", pause=0.1, longest=4):
            pass
        assert asked == [("a.example", 7.1)] * 2, "held for the request, its pause and a lease"
        (idle,) = hosts.idle().items()
        assert idle[0] == "a.example"
        assert 0 < idle[1] <= 0.1
        answers.append(0.0)
        async with hosts.turn_at("https://a.example/", pause=0, longest=4):
            assert len(asked) == 3, "what was given back is taken again"

    in_turns(take, work)


def test_a_host_that_is_needed_is_not_given_back() -> None:
    async def take(host: str, seconds: float) -> float | None:
        return 0.0

    async def work(hosts: Hosts) -> None:
        hosts.need("a.example", time.monotonic(), 30, 0)
        async with hosts.turn_at("https://b.example/", pause=0, longest=4):
            assert hosts.idle() == {}
        assert set(hosts.idle()) == {"b.example"}
        hosts.unneed("a.example")
        assert set(hosts.idle()) == {"a.example"}

    in_turns(take, work)


def test_a_redirect_to_a_host_that_stays_busy_is_given_up_in_time() -> None:
    async def take(host: str, seconds: float) -> float | None:
        return 0.0 if host == "a.example" else None

    async def work(hosts: Hosts) -> None:
        async with hosts.turn_at("https://a.example/", pause=0, longest=4) as turn:
            with pytest.raises(HostBusyError, match=r"b\.example"):
                await turn.move("https://b.example/")
        async with asyncio.timeout(1), hosts.turn_at("https://a.example/", pause=0, longest=4):
            pass

    in_turns(take, work)
