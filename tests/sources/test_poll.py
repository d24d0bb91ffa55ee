"""What an answer means and when to ask again: a decision on facts alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.answers import TEMPLATES
from measures.vocabulary import AnswerState
from sources.catalogue import Source
from sources.fetch import Answer
from sources.poll import NoMemory, decide, next_try
from sources.requests import outgoing
from tests.sources.conftest import a_source, sample

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Catalogue = dict[str, Source]


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("https://feeds.example.org/rss.xml", status, httpx.Headers(named), body)


@pytest.mark.parametrize(
    ("given_answer", "state", "code"),
    [
        (answer(sample("nl-rijksoverheid-news.xml")), AnswerState.NEW, "items_read"),
        (answer(status=304), AnswerState.UNCHANGED, "not_modified"),
        (answer(b""), AnswerState.MALFORMED, "no_bytes"),
        (answer(b"", 202), AnswerState.BLOCKED, "bot_wall"),
        (answer(sample("broken-waf-202-eu-eurlex-oj-l.xml"), 202), AnswerState.BLOCKED, "bot_wall"),
        (answer(sample("broken-captcha-403-be-news-fr.xml"), 403), AnswerState.BLOCKED, "access_denied"),
        (
            answer(sample("broken-maintenance-200-nl-rijksoverheid-news.xml")),
            AnswerState.BLOCKED,
            "html_instead",
        ),
        (answer(b"", 429), AnswerState.BLOCKED, "too_many_requests"),
        (answer(b"", 404), AnswerState.GONE, "not_found"),
        (answer(b"", 410), AnswerState.GONE, "gone"),
        (
            answer(sample("broken-error-500-nl-ob-rss-grenscontrole.xml"), 500),
            AnswerState.REFUSED,
            "server_error",
        ),
        (answer(b"", 400), AnswerState.REFUSED, "bad_request"),
        (answer(sample("broken-truncated-nl-rijksoverheid-news.xml")), AnswerState.MALFORMED, "cut_short"),
        (answer(sample("broken-space-before-declaration.xml")), AnswerState.NEW, "repaired"),
        (answer(b"<rss><channel/></rss>"), AnswerState.EMPTY, "no_items"),
        (answer(b"\x89PNG"), AnswerState.MALFORMED, "not_a_feed"),
    ],
)
def test_every_answer_ends_in_one_named_state(given_answer: Answer, state: AnswerState, code: str) -> None:
    poll = decide(given_answer, NoMemory(), a_source(), NOW)
    assert (poll.state, poll.detail.code) == (state, code)
    assert TEMPLATES[code].format(**dict(poll.detail.args))


def test_a_gazette_without_any_entry_is_not_nothing_new(catalogue: Catalogue) -> None:
    poll = decide(answer(sample("de-bgbl-2.empty.xml")), NoMemory(), catalogue["de-bgbl-2"], NOW)
    assert (poll.state, poll.ok, poll.detail.code) == (AnswerState.EMPTY, False, "unexpectedly_empty")


def test_alerts_from_a_stuck_cache_are_not_taken_for_the_present(catalogue: Catalogue) -> None:
    source, body = catalogue["be-be-alert"], sample("be-be-alert.json")
    fresh = decide(answer(body), NoMemory(), source, NOW + timedelta(minutes=14))
    assert (fresh.state, len(fresh.items)) == (AnswerState.NEW, 3)
    late = decide(answer(body), NoMemory(body_hash=fresh.body_hash), source, NOW + timedelta(minutes=16))
    assert (late.state, late.ok, late.detail.code) == (AnswerState.MALFORMED, False, "stale_answer")
    assert late.items == ()


def test_the_same_bytes_are_not_read_again_where_the_server_gives_no_validators() -> None:
    first = decide(answer(sample("de-bgbl-2.xml")), NoMemory(), a_source(), NOW)
    again = decide(answer(sample("de-bgbl-2.xml")), NoMemory(body_hash=first.body_hash), a_source(), NOW)
    assert (again.state, again.detail.code) == (AnswerState.UNCHANGED, "same_bytes")


def test_validators_are_kept_on_a_whole_answer_and_dropped_after_a_partial_one() -> None:
    whole = decide(answer(sample("de-bgbl-2.xml"), ETag='"a"'), NoMemory(), a_source(), NOW)
    cut = decide(answer(sample("de-bgbl-2.xml")[:-300], ETag='"b"'), NoMemory(etag='"a"'), a_source(), NOW)
    silent = decide(answer(status=304), NoMemory(etag='"a"'), a_source(), NOW)
    assert (whole.etag, cut.etag, silent.etag) == ('"a"', "", None)


def test_a_date_nobody_can_read_is_told_and_costs_neither_items_nor_rhythm() -> None:
    body = sample("de-bmf-steuern.xml")
    poll = decide(answer(body), NoMemory(failures=3), a_source(), NOW)
    assert (poll.detail.code, dict(poll.detail.args)["example"], poll.ok) == (
        "unread_dates",
        "12.11.2026",
        True,
    )
    assert (len(poll.items), poll.next_try_at) == (3, NOW + timedelta(minutes=30))


def test_a_field_that_every_item_lacks_is_an_alarm() -> None:
    source = a_source(expect={"required": ["title", "published"]})
    body = b"<rss><channel><item><title>A</title><link>https://example.org/a</link></item></channel></rss>"
    poll = decide(answer(body), NoMemory(), source, NOW)
    assert (poll.ok, poll.detail.code, len(poll.items)) == (False, "missing_field", 1)


def test_a_moved_feed_is_read_and_a_person_is_told() -> None:
    moved = replace(answer(sample("de-bgbl-2.xml")), moved_to="https://new.example.org/rss.xml")
    poll = decide(moved, NoMemory(), a_source(), NOW)
    assert (poll.state, len(poll.items), poll.next_try_at) == (
        AnswerState.MOVED,
        3,
        NOW + timedelta(minutes=30),
    )


def test_a_feed_that_moved_to_a_page_backs_off() -> None:
    moved = replace(answer(b"<html><body>Start</body></html>"), moved_to="https://new.example.org/")
    poll = decide(moved, NoMemory(failures=4), a_source(), NOW)
    assert (poll.state, poll.items) == (AnswerState.MOVED, ())
    assert poll.next_try_at > NOW + timedelta(hours=4)


@pytest.mark.parametrize("raw", ["7200", "Mon, 23 Nov 2026 11:00:00 GMT"])
def test_what_the_server_asks_for_is_kept(raw: str) -> None:
    poll = decide(answer(status=429, Retry_After=raw), NoMemory(), a_source(), NOW)
    assert poll.next_try_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    "raw",
    ["172800", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 -1200"],
)
def test_a_server_silences_itself_for_a_day_at_most(raw: str) -> None:
    poll = decide(answer(status=429, Retry_After=raw), NoMemory(), a_source(), NOW)
    assert poll.next_try_at == NOW + timedelta(days=1)


@pytest.mark.parametrize("status", [200, 203, 304])
def test_only_a_server_that_turns_us_away_may_ask_for_a_pause(status: int) -> None:
    body = sample("nl-rijksoverheid-news.xml") if status != 304 else b""
    poll = decide(answer(body, status, Retry_After="80000"), NoMemory(), a_source(), NOW)
    assert (poll.retry_after, poll.next_try_at) == (None, NOW + timedelta(minutes=30))


@pytest.mark.parametrize("raw", ["Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 01 Jan 0100 00:00:00 +1200"])
def test_a_wish_for_the_past_changes_nothing(raw: str) -> None:
    assert answer(status=503, Retry_After=raw).retry_after(NOW) == NOW


@pytest.mark.parametrize("raw", ["soon", "-5", "", "Mon, 99 Foo", f"Mon, 01 Jan {'9' * 30} 00:00:00 GMT"])
def test_a_wish_that_cannot_be_read_is_none(raw: str) -> None:
    assert answer(status=429, Retry_After=raw).retry_after(NOW) is None


def test_a_page_that_is_full_in_its_window_may_hide_more(catalogue: Catalogue) -> None:
    item = b"<item><title>Bericht %d</title><link>https://www.rijksoverheid.nl/%d</link></item>"
    body = b"<rss><channel>" + b"".join(item % (n, n) for n in range(20)) + b"</channel></rss>"
    poll = decide(answer(body), NoMemory(), catalogue["nl-rijksoverheid-news"], NOW)
    assert (poll.state, poll.detail.code) == (AnswerState.NEW, "full_page")


@given(st.integers(0, 60), st.sampled_from(AnswerState), st.integers(1, 10_080))
def test_pauses_grow_with_failures_up_to_a_day_and_are_never_shorter_than_the_rhythm(
    failures: int, state: AnswerState, minutes: int
) -> None:
    source = a_source(interval_minutes=minutes)
    rhythm = timedelta(minutes=minutes)
    pause = next_try(source, state, failures, NOW) - NOW
    longer = next_try(source, state, failures + 1, NOW) - NOW
    assert rhythm <= pause <= max(rhythm, timedelta(days=1))
    assert failures == 0 or longer >= pause
    assert failures or pause == rhythm


def test_a_window_runs_from_local_midnight_also_when_the_clocks_change(catalogue: Catalogue) -> None:
    source = catalogue["nl-rijksoverheid-news"]

    def window(now: datetime, ok: datetime | None = None) -> tuple[str, str]:
        query = httpx.URL(outgoing(source, now, ok).url).params["query"]
        return query.split('"from": "')[1][:24], query.split('"to": "')[1][:24]

    assert window(NOW) == ("2026-11-21T23:00:00.000Z", "2026-11-23T22:59:59.999Z")
    spring = datetime(2026, 3, 29, 12, tzinfo=UTC)
    assert window(spring) == ("2026-03-27T23:00:00.000Z", "2026-03-29T21:59:59.999Z")
    autumn = datetime(2026, 10, 25, 12, tzinfo=UTC)
    assert window(autumn) == ("2026-10-23T22:00:00.000Z", "2026-10-25T22:59:59.999Z")


def test_after_an_outage_the_window_reaches_back_to_the_last_good_answer(catalogue: Catalogue) -> None:
    url = outgoing(catalogue["nl-rijksoverheid-news"], NOW, NOW - timedelta(days=9)).url
    assert "2026-11-13T23%3A00%3A00.000Z" in url
    far = outgoing(catalogue["nl-rijksoverheid-news"], NOW, NOW - timedelta(days=400)).url
    assert "2026-10-22T22%3A00%3A00.000Z" in far


def test_every_request_of_the_catalogue_can_be_made(catalogue: Catalogue) -> None:
    for source in catalogue.values():
        request = outgoing(source, NOW)
        assert "{" not in request.url, source.id
        assert b"{year}" not in (request.body or b"")
        assert httpx.URL(request.url).host
