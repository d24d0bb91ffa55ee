"""Feeds over HTTP: asked for again and again without being sent, refused clearly, limited like the API."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
import pytest

from dashboard.api.shelf import Shelf
from dashboard.syndication.scope import FEEDS
from measures.casework import Act, basis_of
from measures.settings import load_settings
from measures.store import Store
from measures.store.casework import keep_act, read_case
from measures.vocabulary import CaseState
from scheduler.pipeline import take_in
from tests.dashboard.conftest import CHECKS
from tests.dashboard.syndication.conftest import Ask, read

NOW = datetime(2020, 3, 20, 12, tzinfo=UTC)


def test_what_can_be_followed_is_listed_and_answered(store: Store, served: str) -> None:
    listed = httpx.get(served, params={"border": "NL-DE", "severity": "4", "lang": "de"}).json()
    paths = [urlsplit(one["address"]).path.rpartition("/")[2] for one in listed]
    assert paths == list(FEEDS)
    assert all("border=NL-DE" in one["address"] and "NL–DE" in one["title"] for one in listed)
    assert ["severity=4" in one["address"] for one in listed] == [True, True, False, True]
    for one in listed:
        parts = urlsplit(one["address"])
        answered = httpx.get(f"{served}/{parts.path.rpartition('/')[2]}?{parts.query}")
        assert answered.headers["content-type"] == one["media_type"]


@pytest.mark.parametrize("feed", FEEDS)
def test_a_client_is_sent_a_document_once_over_real_http(served: str, store: Store, feed: str) -> None:
    address = f"{served}/{feed}"
    first = httpx.get(address)
    assert first.status_code == 200
    assert first.headers["cache-control"] == "public, max-age=300"
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert parsedate_to_datetime(modified) <= datetime.now(UTC) + timedelta(seconds=1)
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"x", W/{tag}'},
        {"If-Modified-Since": modified},
    ):
        again = httpx.get(address, headers=headers)
        assert (again.status_code, again.content) == (304, b""), headers
        assert again.headers["etag"] == tag
    for headers in (
        {"If-None-Match": '"x"'},
        {"If-None-Match": '"x"', "If-Modified-Since": modified},
        {"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-Modified-Since": "2015"},
        {"If-Modified-Since": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"},
    ):
        assert httpx.get(address, headers=headers).content == first.content, headers
    head = httpx.head(address)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", tag)
    assert head.headers["content-length"] == str(len(first.content))


def test_news_is_sent_and_what_does_not_touch_a_feed_is_not(served: str, store: Store) -> None:
    address = f"{served}/measures.atom?border=BE-DE"
    other = f"{served}/measures.atom?border=NL-BE"
    before, untouched = httpx.get(address), httpx.get(other)
    take_in(store, replace(CHECKS, id="de-more", title="Quarantäne für Einreisende aus Belgien bleibt",
                           summary="Wer aus Belgien einreist, muss ab dem 1. Mai 2020 in Quarantäne."),
            datetime(2020, 4, 21, tzinfo=UTC))  # fmt: skip
    held = {"If-None-Match": before.headers["etag"]}
    after = httpx.get(address, headers=held)
    assert after.status_code == 200
    assert len(read(after.content).entries) >= len(read(before.content).entries)
    since = {"If-Modified-Since": before.headers["last-modified"]}
    assert httpx.get(address, headers=since).status_code == 200, "though within the same second"
    held = {"If-None-Match": untouched.headers["etag"]}
    assert httpx.get(other, headers=held).status_code == 304


def test_what_was_dismissed_is_left_out(store: Store, ask: Ask) -> None:
    [first, *others] = read(ask("new-conflicts.atom").content).entries
    key = first.link.partition("key=")[2].partition("&")[0]
    found = read_case(store, key)
    assert found is not None
    with store.begin() as tx:
        keep_act(tx, Act(key, NOW, "A. Jansen", basis_of(found[1]), "no conflict", CaseState.DISMISSED), 0)
    left = read(ask("new-conflicts.atom").content).entries
    assert [entry.id for entry in left] == [entry.id for entry in others]
    assert key not in ask("days.ics?since=2020-01-01").text


@pytest.mark.parametrize(
    ("asked", "status", "named"),
    [
        ("new-conflicts.atom?border=FR-ES", 422, "border.0"),
        ("new-conflicts.atom?severity=9", 422, "severity"),
        ("changed-conflicts.atom?lang=xx", 422, "lang"),
        ("measures.atom?severity=4", 422, "severity"),
        ("measures.atom?colour=red", 422, "colour"),
        ("days.ics?since=tomorrow", 422, "since"),
        ("nothing.atom", 404, ""),
        ("new-conflicts.rss", 404, ""),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(
    store: Store, ask: Ask, asked: str, status: int, named: str
) -> None:
    answer = ask(asked)
    assert answer.status_code == status
    assert "\n" not in answer.text
    assert [wrong["name"] for wrong in answer.json()["parameters"]] == ([named] if named else [])
    assert answer.headers["cache-control"] == "no-store"


def test_days_out_of_reach_are_brought_within(store: Store, ask: Ask) -> None:
    assert ask("days.ics?since=0001-01-01&until=9999-12-31").status_code == 200


def test_nothing_can_be_sent_to_a_feed(store: Store, ask: Ask) -> None:
    assert ask("new-conflicts.atom", "POST").status_code == 405


def test_every_document_is_safe_to_show_and_open_to_other_sites(store: Store, ask: Ask) -> None:
    headers = ask("new-conflicts.atom", Origin="https://example.org").headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.fixture
def little(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TASKFORCE_API_REQUESTS_PER_MINUTE", "2")
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def test_who_asks_too_often_is_told_to_wait(little: None, ask: Ask) -> None:
    assert [ask("measures.atom").status_code for _ in range(3)] == [200, 200, 429]
    assert int(ask("measures.atom").headers["retry-after"]) > 0


def test_a_database_that_is_away_is_said_plainly(store: Store, ask: Ask) -> None:
    with store.begin() as tx:
        tx.exec_driver_sql("DROP TABLE counter")
    assert ask("new-conflicts.atom").status_code == 503


def test_the_date_of_a_document_is_when_its_content_was_first_seen() -> None:
    now = [NOW]
    shelf = Shelf(lambda: now[0])
    first = shelf.take("a", 1, lambda: b"one")
    assert first.modified == NOW
    now[0] += timedelta(minutes=1)
    assert shelf.take("a", 1, lambda: pytest.fail("it is held")) is first
    same = shelf.take("a", 2, lambda: b"one")
    assert (same.modified, same.tag) == (NOW, first.tag)
    other = shelf.take("a", 3, lambda: b"two")
    assert other.modified == NOW + timedelta(minutes=1)
    assert shelf.take("a", 4, lambda: b"three").modified == NOW + timedelta(minutes=1, seconds=1)
    assert format_datetime(other.modified, usegmt=True).endswith("GMT")


def test_only_so_many_bytes_are_held() -> None:
    made: list[str] = []
    shelf = Shelf(lambda: NOW, most_bytes=30)

    def take(name: str, size: int = 10) -> None:
        def make() -> bytes:
            made.append(name)
            return b"x" * size

        shelf.take(name, size, make)

    for name in "abcadab":
        take(name)
    assert made == ["a", "b", "c", "d", "b"], "the one asked for longest ago went first"
    take("huge", 31)
    take("huge", 31)
    assert made[-2:] == ["huge", "huge"], "it is sent, but not held"
    take("a")
    take("a", 20)
    take("b")
    take("a", 20)
    assert made[-3:] == ["a", "a", "b"]
