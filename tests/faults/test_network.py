"""The network at its worst, over real HTTP: each fault ends in its own state, in bounded time and memory."""

import asyncio
import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import trustme

import measures.network.addresses
import sources.poll
from measures.hosts import is_allowed
from measures.network import open_client
from measures.vocabulary import AnswerState
from sources.catalogue import Source
from sources.politeness import Hosts, Turn
from sources.poll import Found, NoMemory, Poll, poll_source, read_answer
from sources.robots import Robots
from tests.loopback import Asked, Loopback, Reply, serving
from tests.sources.conftest import a_source, sample

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FEED = sample("nl-rijksoverheid-news.xml")
QUICK = {"connect_seconds": 0.5, "read_seconds": 0.4, "total_seconds": 1.0, "max_bytes": 200_000}
ROOMY = {"connect_seconds": 5, "read_seconds": 5, "total_seconds": 8.0, "max_bytes": 200_000}
"""For faults that are none of time, and must not be taken for one on a busy machine."""


def ask(source: Source, memory: NoMemory = NoMemory(), *, open_loopback: bool = True) -> Poll:
    async def once() -> Poll:
        async with open_client(contact="test@example.org", open_loopback=open_loopback) as client:
            return await poll_source(client, source, memory, NOW)

    return asyncio.run(once())


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        yield running


def feed_of(server: Loopback, limits: Mapping[str, float] = ROOMY) -> Source:
    return a_source(server.url("/feed"), limits=limits)


@pytest.mark.parametrize(
    ("reply", "state", "code"),
    [
        (Reply(FEED), AnswerState.NEW, "items_read"),
        (Reply(gzip.compress(FEED), headers={"Content-Encoding": "gzip"}), AnswerState.NEW, "items_read"),
        (
            Reply(gzip.compress(FEED), headers={"Content-Type": "application/xml"}),
            AnswerState.NEW,
            "items_read",
        ),
        (Reply(FEED, headers={"Content-Type": "text/html"}), AnswerState.NEW, "items_read"),
        (Reply(FEED, drip=0.01), AnswerState.TIMEOUT, "total_timeout"),
        (Reply(FEED, late=0.8), AnswerState.TIMEOUT, "read_timeout"),
        (Reply(b"x" * 50_000, endless=True), AnswerState.TOO_LARGE, "too_large"),
        (
            Reply(gzip.compress(b"<rss>" + b" " * 80_000_000), headers={"Content-Encoding": "gzip"}),
            AnswerState.TOO_LARGE,
            "too_large",
        ),
        (
            Reply(b"\x1f\x8b no gzip", headers={"Content-Encoding": "gzip"}),
            AnswerState.MALFORMED,
            "bad_compression",
        ),
        (
            Reply(gzip.compress(FEED)[:-30], headers={"Content-Encoding": "gzip"}),
            AnswerState.REFUSED,
            "connection_lost",
        ),
        (Reply(FEED, headers={"Content-Encoding": "br"}), AnswerState.MALFORMED, "unknown_encoding"),
        (Reply(FEED, reset_after=700), AnswerState.REFUSED, "connection_lost"),
        (Reply(status=302, headers={"Location": "/feed"}), AnswerState.REFUSED, "too_many_redirects"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), AnswerState.REFUSED, "bad_redirect"),
        (
            Reply(status=302, headers={"Location": f"http://{'a.' * 3000}nl/"}),
            AnswerState.REFUSED,
            "bad_redirect",
        ),
        (
            Reply(status=302, headers={"Location": "http://10.0.0.1/"}),
            AnswerState.REFUSED,
            "forbidden_address",
        ),
        (
            Reply(status=302, headers={"Location": "http://[::ffff:169.254.169.254]/"}),
            AnswerState.REFUSED,
            "forbidden_address",
        ),
        (Reply(status=429, headers={"Retry-After": "3600"}), AnswerState.BLOCKED, "too_many_requests"),
    ],
)
def test_a_fault_ends_in_its_state(server: Loopback, reply: Reply, state: AnswerState, code: str) -> None:
    server.routes["/feed"] = reply
    poll = ask(feed_of(server, QUICK if state is AnswerState.TIMEOUT else ROOMY))
    assert (poll.state, poll.detail.code) == (state, code)
    assert poll.seconds < 2
    assert poll.next_try_at > NOW


@contextlib.contextmanager
def speaking(beginning: bytes, forever: bytes = b"") -> Iterator[int]:
    """A server that answers everybody with these bytes, hangs up or goes on for ever; its port."""

    def answer(line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            line.recv(4_096)
            line.sendall(beginning)
            while forever:
                line.sendall(forever)
                time.sleep(0.001)

    def listen() -> None:
        with contextlib.suppress(OSError):
            while True:
                answer(door.accept()[0])

    with socket.create_server(("127.0.0.1", 0)) as door:
        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
    listener.join(5)


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("beginning", "forever", "states"),
    [
        (b"no HTTP at all\r\n\r\n", b"", {AnswerState.REFUSED}),
        (b"", b"", {AnswerState.REFUSED}),
        (OK, b"X-Header: and another\r\n" * 50, {AnswerState.REFUSED, AnswerState.TIMEOUT}),
        (OK + b"X-Header: ", b"x" * 5_000, {AnswerState.REFUSED, AnswerState.TIMEOUT}),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", {AnswerState.REFUSED, AnswerState.TIMEOUT}),
        (OK, b"\r", {AnswerState.REFUSED, AnswerState.TIMEOUT}),
        (OK + b"Content-Length: 9000\r\n\r\n" + FEED[:500], b"", {AnswerState.REFUSED}),
        (OK + b"Content-Length: -1\r\n\r\n" + FEED, b"", {AnswerState.REFUSED}),
        (OK + b"Content-Length: 10\r\nContent-Length: 900\r\n\r\n" + FEED, b"", {AnswerState.REFUSED}),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"", {AnswerState.REFUSED}),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", {AnswerState.TIMEOUT}),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n", b"", {AnswerState.REFUSED}),
        (b"HTTP/1.1 302 Found\r\nLocation: https://x\x00.nl/\r\n\r\n", b"", {AnswerState.REFUSED}),
        (b"HTTP/1.1 302 Found\r\nLocation: http://e.nl:99999/\r\n\r\n", b"", {AnswerState.REFUSED}),
    ],
)
def test_a_server_that_does_not_speak_http_ends_in_a_state(
    beginning: bytes, forever: bytes, states: set[AnswerState]
) -> None:
    with speaking(beginning, forever) as port:
        poll = ask(a_source(f"http://127.0.0.1:{port}/feed", limits=QUICK))
    assert poll.state in states
    assert poll.seconds < 2


def test_an_answer_that_takes_long_to_read_holds_up_nobody(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*given: Any) -> Found:
        time.sleep(0.6)
        return read_answer(*given)

    async def both() -> tuple[Poll, int]:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            poll = asyncio.create_task(poll_source(client, feed_of(server), NoMemory(), NOW))
            turns = 0
            while not poll.done():
                await asyncio.sleep(0.02)
                turns += 1
            return await poll, turns

    monkeypatch.setattr(sources.poll, "read_answer", slow)
    server.routes["/feed"] = Reply(FEED)
    poll, turns = asyncio.run(both())
    assert poll.detail.code == "items_read"
    assert turns > 10


def test_nobody_listening() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        poll = ask(a_source(f"http://127.0.0.1:{unused.getsockname()[1]}/feed", limits=QUICK))
    assert (poll.state, poll.detail.code) == (AnswerState.REFUSED, "no_connection")


def test_loopback_is_closed_unless_a_setting_opens_it(server: Loopback) -> None:
    server.routes["/feed"] = Reply(FEED)
    poll = ask(feed_of(server), open_loopback=False)
    assert (poll.state, poll.detail.code) == (AnswerState.REFUSED, "forbidden_address")
    assert not server.asked


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "2002:a00:1::", "fec0::1", "::127.0.0.1", "::10.0.0.1", "64:ff9b:1::7f00:1", "64:ff9b:1::a00:1",
        "::ffff:0:127.0.0.1", "192.0.0.9", "192.0.0.170", "192.88.99.1", "::ffff:192.0.0.9",
        "64:ff9b::c058:6301", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "3fff::1", "5f00::1",
        "100::1", "ff0e::1", "198.18.0.1", "203.0.113.1", "240.0.0.1",
    ],
)  # fmt: skip
def test_addresses_inside_are_never_reached(address: str) -> None:
    assert not is_allowed(address)
    assert not is_allowed(address, open_loopback=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_loopback_needs_the_setting(address: str) -> None:
    assert not is_allowed(address)
    assert is_allowed(address, open_loopback=True)


@pytest.mark.parametrize("address", ["147.181.2.1", "2a02:1800::1", "64:ff9b::93b5:201"])
def test_public_addresses_are_reached(address: str) -> None:
    assert is_allowed(address)


def test_a_name_that_turns_private_between_two_requests_is_refused(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [["127.0.0.1"], ["10.0.0.7"]]

    async def resolver(host: str, port: int) -> list[str]:
        return answers.pop(0)

    monkeypatch.setattr(measures.network.addresses, "resolve", resolver)
    server.routes["/feed"] = Reply(status=302, headers={"Location": "/again"})
    server.routes["/again"] = Reply(FEED)
    poll = ask(a_source(server.url("/feed", host="feeds.example.org"), limits=QUICK))
    assert (poll.state, poll.detail.code) == (AnswerState.REFUSED, "forbidden_address")
    assert [asked.path for asked in server.asked] == ["/feed"]


def test_the_socket_goes_to_the_address_that_was_checked(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name exists nowhere: only the checked address can have been connected to."""
    looked_up: list[str] = []

    async def resolver(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr(measures.network.addresses, "resolve", resolver)
    server.routes["/feed"] = Reply(FEED)
    poll = ask(a_source(server.url("/feed", host="feeds.example.org"), limits=QUICK))
    assert (poll.state, looked_up) == (AnswerState.NEW, ["feeds.example.org"])
    assert server.asked[0].headers["host"].startswith("feeds.example.org")


def test_one_private_address_among_public_ones_closes_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolver(host: str, port: int) -> list[str]:
        return ["147.181.2.1", "192.168.1.1"]

    monkeypatch.setattr(measures.network.addresses, "resolve", resolver)
    poll = ask(a_source("http://feeds.example.org/", limits=QUICK))
    assert dict(poll.detail.args) == {"host": "feeds.example.org", "address": "192.168.1.1"}


def tls_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.mark.parametrize("expired", [True, False])
def test_a_certificate_that_cannot_be_trusted(expired: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    past = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        authority.issue_cert("127.0.0.1", not_after=past) if expired else authority.issue_cert("127.0.0.1")
    )
    trusted = ssl.create_default_context()
    if expired:
        authority.configure_trust(trusted)
        monkeypatch.setattr(httpx, "create_ssl_context", lambda: trusted)
    with serving(tls_context(certificate)) as server:
        server.routes["/feed"] = Reply(FEED)
        poll = ask(feed_of(server))
    assert (poll.state, poll.detail.code) == (AnswerState.TLS_ERROR, "tls_error")
    assert not expired or "expired" in dict(poll.detail.args)["reason"]


def test_validators_go_back_to_the_server_that_gave_them(server: Loopback) -> None:
    def conditional(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"':
            return Reply(status=304)
        return Reply(FEED, headers={"ETag": '"v1"', "Last-Modified": "Mon, 23 Nov 2026 08:00:00 GMT"})

    server.routes["/feed"] = conditional
    first = ask(feed_of(server))
    memory = NoMemory(etag=first.etag, last_modified=first.last_modified, body_hash=first.body_hash)
    assert ask(feed_of(server), memory).detail.code == "not_modified"
    assert server.asked[1].headers["if-modified-since"] == "Mon, 23 Nov 2026 08:00:00 GMT"


def test_we_say_who_we_are(server: Loopback) -> None:
    server.routes["/feed"] = Reply(FEED)
    ask(feed_of(server))
    agent = server.asked[0].headers["user-agent"]
    assert agent.startswith("cross-border-taskforce-dashboard/")
    assert agent.endswith("(+test@example.org)")


def test_a_request_with_a_body_is_sent_whole(server: Loopback) -> None:
    server.routes["/search"] = Reply(b'{"hits": [{"id": "1", "title": "Verordnung"}]}')
    request = {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": '{"year": {year}}'}
    source = a_source(server.url("/search"), format="json", items=["hits"], request=request, limits=QUICK)
    assert ask(source).state is AnswerState.NEW
    assert (server.asked[0].method, server.asked[0].body) == ("POST", b'{"year": 2026}')


def test_a_permanent_redirect_is_followed_and_told(server: Loopback) -> None:
    server.routes["/feed"] = Reply(status=301, headers={"Location": "/new"})
    server.routes["/new"] = Reply(FEED)
    poll = ask(feed_of(server))
    assert (poll.state, len(poll.items)) == (AnswerState.MOVED, 6)
    assert dict(poll.detail.args)["to"] == server.url("/new")


def test_a_cookie_lasts_for_one_chain_of_redirects_only(server: Loopback) -> None:
    server.routes["/feed"] = Reply(
        status=303, headers={"Location": "/real", "Set-Cookie": "balancer=7; Path=/"}
    )
    server.routes["/real"] = Reply(FEED)

    async def twice() -> None:
        async with open_client(contact="test@example.org", open_loopback=True) as client:
            for _ in range(2):
                await poll_source(client, feed_of(server), NoMemory(), NOW)

    asyncio.run(twice())
    assert [asked.headers.get("cookie") for asked in server.asked] == [None, "balancer=7", None, "balancer=7"]


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "nonsense"])
def test_a_wrong_encoding_costs_letters_and_never_the_feed(server: Loopback, declared: str) -> None:
    text = '<?xml version="1.0" encoding="{}"?><rss><channel><item><title>Grenzüberschreitend</title><link>https://e.de/1</link></item></channel></rss>'
    sent = "windows-1252" if declared == "utf-8" else "utf-8"
    headers = {"Content-Type": f"application/xml; charset={declared}"}
    server.routes["/feed"] = Reply(text.format(declared).encode(sent), headers=headers)
    poll = ask(feed_of(server))
    assert (poll.state, len(poll.items)) == (AnswerState.NEW, 1)
    assert poll.items[0].title.startswith("Grenz")


def test_entities_that_grow_without_end_are_not_expanded(server: Loopback) -> None:
    grow = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    item = "<item><title>&e11;</title></item>"
    body = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{grow}]><rss><channel>{item}</channel></rss>'
    server.routes["/feed"] = Reply(body.encode())
    poll = ask(feed_of(server))
    assert (poll.state, poll.detail.code, poll.items) == (AnswerState.MALFORMED, "entities_declared", ())


def test_a_feed_of_ten_thousand_items_is_read_whole_and_remarked_on(server: Loopback) -> None:
    item = (
        "<item><title>Bericht {0}</title><link>https://e.nl/{0}</link><description>Tekst</description></item>"
    )
    body = "<rss><channel>" + "".join(item.format(n) for n in range(10_000)) + "</channel></rss>"
    server.routes["/feed"] = Reply(body.encode())
    poll = ask(a_source(server.url("/feed")))
    assert (poll.state, poll.detail.code, len(poll.items)) == (AnswerState.NEW, "too_many_items", 10_000)


def test_a_certificate_error_while_reading_robots_txt_is_told_as_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(tls_context(trustme.CA().issue_cert("127.0.0.1"))) as server:

        async def once() -> Poll:
            async with open_client(contact="test@example.org", open_loopback=True) as client:
                gate = Robots(client).gate(Turn(Hosts(), 0, 60))
                return await poll_source(client, feed_of(server), NoMemory(), NOW, gate=gate)

        assert asyncio.run(once()).state is AnswerState.TLS_ERROR
