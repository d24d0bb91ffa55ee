"""robots.txt over real HTTP: obeyed, kept for a day, and never a reason to ask in vain."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from protego import Protego

from measures.network import open_client, reason
from measures.vocabulary import AnswerState
from sources.catalogue import load_catalogue
from sources.fetch import Answer, Fault
from sources.politeness import Hosts, Turn
from sources.poll import NoMemory, Poll, poll_source
from sources.robots import Robots, Rules, judge
from tests.loopback import Loopback, Reply
from tests.sources.conftest import a_source, sample

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FEED = Reply(sample("nl-rijksoverheid-news.xml"))
FORBIDS = Reply(b"User-agent: *\nDisallow: /")


def with_robots(
    work: Callable[[Robots, Callable[..., Awaitable[Poll]]], Awaitable[None]], **options: object
) -> None:
    async def run() -> None:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            robots = Robots(client, **options)  # type: ignore[arg-type]

            async def ask(url: str, turn: Turn | None = None) -> Poll:
                gate = robots.gate(turn or Turn(Hosts(), 0, 60))
                return await poll_source(client, a_source(url), NoMemory(), NOW, gate=gate)

            await work(robots, ask)

    asyncio.run(run())


def ask_once(server: Loopback, path: str = "/feed", **options: object) -> Poll:
    got: list[Poll] = []

    async def work(_: Robots, ask: Callable[..., Awaitable[Poll]]) -> None:
        got.append(await ask(server.url(path)))

    with_robots(work, **options)
    return got[0]


def paths(server: Loopback) -> list[str]:
    return [asked.path for asked in server.asked]


@pytest.mark.parametrize(
    ("robots", "code"),
    [
        (FORBIDS, "robots_disallow"),
        (Reply(b"User-agent: cross-border-taskforce-dashboard\nDisallow: /feed"), "robots_disallow"),
        (Reply(b"User-agent: *\nDisallow: /*.php$\nAllow: /"), "items_read"),
        (Reply(b"User-agent: other\nDisallow: /"), "items_read"),
        (Reply(b"<html>no such page</html>"), "items_read"),
        (Reply(status=404), "items_read"),
        (Reply(status=403), "items_read"),
        (Reply(b"x" * 600_000), "items_read"),
        (Reply(status=503), "robots_unavailable"),
    ],
)
def test_what_robots_txt_says_is_done(server: Loopback, robots: Reply, code: str) -> None:
    server.routes.update({"/robots.txt": robots, "/feed": FEED})
    poll = ask_once(server)
    assert poll.detail.code == code
    if code.startswith("robots"):
        assert (poll.state, paths(server), poll.reached_host) == (AnswerState.BLOCKED, ["/robots.txt"], False)


def test_a_path_in_another_spelling_is_another_path(server: Loopback) -> None:
    """As documented of the German ministry of the interior on 2026-09-30."""
    path = urlsplit(load_catalogue()["de-bmi-press"].url).path
    rules = b"User-agent: *\nCrawl-delay: 10\nDisallow: /DE/Service/\nDisallow: /SiteGlobals/Forms/"
    server.routes.update({"/robots.txt": Reply(rules), path: FEED})
    polls: list[Poll] = []

    async def work(_: Robots, ask: Callable[..., Awaitable[Poll]]) -> None:
        for asked in (path, path.replace("/service/", "/Service/")):
            polls.append(await ask(server.url(asked)))

    with_robots(work)
    assert [poll.detail.code for poll in polls] == ["items_read", "robots_disallow"]


def test_long_rules_that_take_long_to_read_hold_up_nobody(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(body: str) -> Protego:
        time.sleep(0.6)
        return read_rules(body)

    read_rules = Protego.parse
    monkeypatch.setattr(Protego, "parse", slow)
    rules = b"User-agent: *\n" + b"Disallow: /hidden\n" * 20_000
    server.routes.update({"/robots.txt": Reply(rules), "/feed": FEED})
    turns = 0

    async def work(_: Robots, ask: Callable[..., Awaitable[Poll]]) -> None:
        nonlocal turns
        poll = asyncio.create_task(ask(server.url("/feed")))
        while not poll.done():
            await asyncio.sleep(0.02)
            turns += 1
        assert (await poll).detail.code == "items_read"

    with_robots(work)
    assert turns > 10


@pytest.mark.parametrize("rule", ["/" + "*a" * 5_000 + "b", "/" + "a*" * 30 + "b$", "/*" * 10_000])
def test_no_rule_takes_long_to_compare(server: Loopback, rule: str) -> None:
    server.routes["/robots.txt"] = Reply(f"User-agent: *\nDisallow: {rule}".encode())
    server.routes["/" + "a" * 2_000] = FEED
    started = time.process_time()
    ask_once(server, "/" + "a" * 2_000)
    assert time.process_time() - started < 2


def test_it_is_read_once_a_day_for_a_host(server: Loopback) -> None:
    server.routes["/feed"] = FEED
    now = [NOW]

    async def work(_: Robots, ask: Callable[..., Awaitable[Poll]]) -> None:
        for later in (timedelta(0), timedelta(hours=23), DAY):
            now[0] = NOW + later
            await ask(server.url("/feed"))

    with_robots(work, clock=lambda: now[0])
    assert paths(server).count("/robots.txt") == 2


def test_what_another_process_has_read_is_not_asked_again(server: Loopback) -> None:
    kept: list[Rules] = []

    async def recall(origin: str, now: datetime) -> Rules | None:
        return kept[0] if kept else None

    async def keep(rules: Rules) -> None:
        kept.append(rules)

    server.routes.update({"/feed": FEED, "/robots.txt": FORBIDS})
    for _ in range(2):
        assert ask_once(server, recall=recall, keep=keep).detail.code == "robots_disallow"
    assert paths(server) == ["/robots.txt"]


def test_a_host_that_the_operator_excepts_is_not_asked(server: Loopback) -> None:
    server.routes.update({"/feed": FEED, "/robots.txt": FORBIDS})
    poll = ask_once(server, exceptions=frozenset({f"127.0.0.1:{server.port}"}))
    assert (poll.detail.code, paths(server)) == ("items_read", ["/feed"])


def test_a_redirect_leads_to_no_address_that_is_forbidden(server: Loopback) -> None:
    server.routes["/feed"] = Reply(status=302, headers={"Location": "/hidden/feed"})
    server.routes["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /hidden")
    assert ask_once(server).detail.code == "robots_disallow"
    assert "/hidden/feed" not in paths(server)


def test_the_pause_that_robots_txt_asks_for_is_kept_up_to_a_minute(server: Loopback) -> None:
    server.routes.update({"/feed": FEED, "/robots.txt": Reply(b"User-agent: *\nCrawl-delay: 3000")})
    turn = Turn(Hosts(), 0, 60)

    async def work(_: Robots, ask: Callable[..., Awaitable[Poll]]) -> None:
        await ask(server.url("/feed"), turn)

    with_robots(work)
    assert turn.pause == 60


def test_a_host_that_cannot_be_reached_is_told_as_that() -> None:
    fault = Fault(AnswerState.REFUSED, reason("no_address"))
    assert judge("https://a", Answer("https://a/robots.txt", fault=fault), NOW) == fault


def test_an_error_closes_for_an_hour_or_as_long_as_the_server_asks() -> None:
    def until(**headers: str) -> datetime:
        rules = judge("https://a", Answer("https://a/robots.txt", 503, headers), NOW)  # type: ignore[arg-type]
        assert isinstance(rules, Rules)
        return rules.until

    assert until() == NOW + timedelta(hours=1)
    assert until(**{"retry-after": "7200"}) == NOW + timedelta(hours=2)
    assert until(**{"retry-after": "9999999"}) == NOW + DAY
