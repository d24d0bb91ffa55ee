"""The API as its users meet it: filters, paging, as of a day, CSV, caching, limits and errors."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import api
from dashboard.api import answers
from dashboard.api.limits import CLIENTS, Buckets, client_of
from measures.settings import load_settings
from measures.store import Store
from scheduler.pipeline import take_in
from tests.dashboard.conftest import CHECKS, CLOSED

Get = Callable[..., httpx.Response]
DAY = "2020-03-20"


def results(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


@pytest.mark.parametrize(
    ("asked", "countries"),
    [
        ("measures", {"NL", "DE", "BE"}),
        ("measures?country=DE", {"DE"}),
        ("measures?country=DE&country=BE", {"DE", "BE"}),
        ("measures?on=2020-03-15", {"NL"}),
        ("measures?until=2020-03-16", {"NL", "DE"}),
        ("measures?border=NL-BE&impact=blocking", {"BE"}),
        ("measures?topic=shops_events", {"NL"}),
        ("measures?region=DEA23", {"DE"}),
        ("measures?q=vignet", {"BE"}),
        ("measures?q=nothingofthekind", set()),
        ("measures?on=9999-12-31", set()),
    ],
)
def test_measures_are_narrowed(get: Get, asked: str, countries: set[str]) -> None:
    assert {row["country"] for row in results(get(asked))} == countries


def test_what_was_known_on_a_day_is_answered_as_of_it(get: Get) -> None:
    assert {row["country"] for row in results(get("measures?as_of=2020-03-16"))} == {"NL", "DE"}
    assert {row["country"] for row in results(get("measures?as_of=2020-03-16&country=DE&q=quarantäne"))} == {
        "DE"
    }
    assert results(get("measures?as_of=2020-03-16&q=vignet")) == []
    assert results(get("measures?as_of=2020-03-14")) == []


@pytest.mark.parametrize("order", ["since", "newest", "until", "known", "impact"])
@pytest.mark.parametrize("narrowed", ["", "&on=2020-03-20", "&group=frontier_workers", "&region=BE"])
def test_as_of_today_is_what_is_known_now(get: Get, order: str, narrowed: str) -> None:
    now = results(get(f"measures?order={order}{narrowed}"))
    assert now == results(get(f"measures?as_of=2026-01-01&order={order}{narrowed}"))


@pytest.mark.parametrize("state", ["open", "early", "near", "all"])
def test_conflicts_as_of_today_are_those_known_now(get: Get, state: str) -> None:
    now = results(get(f"conflicts?on={DAY}&state={state}"))
    then = results(get(f"conflicts?on={DAY}&state={state}&as_of=2026-01-01"))
    assert [row | {"first_flagged_at": None} for row in now] == then


def test_conflicts_tell_their_reasons_in_the_language_asked_for(get: Get) -> None:
    worst = results(get(f"conflicts?on={DAY}&border=NL-BE&lang=nl"))[0]
    assert worst["severity"] == 5
    assert "grens" in worst["reasons"][0]["sentence"]
    assert all(row["border"] == "NL-BE" for row in results(get(f"conflicts?on={DAY}&border=NL-BE")))
    assert results(get(f"conflicts?on={DAY}&as_of=2020-03-14")) == []


def test_one_measure_has_its_life_and_its_texts(get: Get) -> None:
    [row] = results(get("measures?country=BE"))
    one = get(f"measures/{row['id']}").json()
    assert row.items() <= one.items()
    assert one["texts"][0]["url"] == CLOSED.url
    assert one["phases"][0]["strictness"]["border_control"] == 4


def test_one_conflict_has_its_sides_and_its_history(get: Get) -> None:
    row = results(get(f"conflicts?on={DAY}"))[0]
    one = get(f"conflicts/{row['key']}?on={DAY}").json()
    assert row.items() <= one.items()
    assert {side["id"] for side in one["measures"]} == {row["measure_a"], row["measure_b"]} - {None}
    assert one["history"][0]["what"] == "flagged"


@pytest.mark.parametrize(
    "path",
    ["measures/m-none", "conflicts/c-none", "conflicts/%00", "measures/a%0Ab", "nothing", "measures/a/b"],
)
def test_what_there_is_not_is_not_found(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_pages_follow_each_other_by_their_addresses(get: Get) -> None:
    every = [row["id"] for row in results(get("measures"))]
    seen, address = [], "/api/measures?size=1"
    while address:
        answer = get(address.removeprefix("/api/"))
        seen += [row["id"] for row in results(answer)]
        assert answer.json()["total"] == int(answer.headers["X-Total-Count"]) == len(every)
        address = answer.json()["next"]
        assert ("Link" in answer.headers) == bool(address)
    assert seen == every


def test_search_marks_where_the_words_stand(get: Get) -> None:
    [hit] = results(get("search?q=quarantene&language=de"))
    assert [hit["title"][start:end] for start, end in hit["title_spans"]] == ["Quarantäne"]
    assert hit["measure_id"]
    assert results(get("search?q=maastricht&only=news"))[0]["measure_id"] is None


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("measures?on=yesterday", "on"),
        ("measures?on=20200320", "on"),
        ("measures?on=0", "on"),
        ("measures?border=FR-ES", "border.0"),
        ("measures?size=0", "size"),
        ("measures?page=99999999999999999999", "page"),
        ("measures?colour=red", "colour"),
        ("conflicts?severity=9", "severity"),
        ("conflicts?lang=xx", "lang"),
        ("search", "q"),
        ("search?q=", "q"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(get: Get, asked: str, named: str) -> None:
    answer = get(asked)
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "bad_parameters"
    assert [wrong["name"] for wrong in body["parameters"]] == [named]
    assert body["parameters"][0]["message"]


@pytest.mark.parametrize(
    ("asked", "accept"),
    [
        ("measures?format=csv", "*/*"),
        ("measures", "text/csv"),
        ("measures", "application/json;q=0.5, text/csv"),
    ],
)
def test_the_same_rows_come_as_a_table(get: Get, asked: str, accept: str) -> None:
    answer = get(asked, Accept=accept)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="measures.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == [row["id"] for row in results(get("measures"))]
    german = next(row for row in rows if row["country"] == "DE")
    assert german["borders"] == "NL-DE; BE-DE"
    assert german["frontier_exempt"] == "true"


@pytest.mark.parametrize(
    "accept", ["text/csv;q=0.1, application/json", "text/csv;q=x", "*/*", "", "text/html"]
)
def test_without_a_liking_for_csv_it_is_json(get: Get, accept: str) -> None:
    assert get("measures", Accept=accept).headers["content-type"] == "application/json"
    assert get("measures?format=json", Accept="text/csv").headers["content-type"] == "application/json"


@given(st.text())
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    assert not answers._cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert answers._cell(text) in (text, f"'{text}")


def test_an_answer_that_has_not_changed_is_not_sent_again(get: Get, store: Store) -> None:
    first = get("measures")
    again = get("measures", If_None_Match=first.headers["etag"])
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert "max-age" in again.headers["cache-control"]
    assert get("measures?country=DE", If_None_Match=first.headers["etag"]).status_code == 200
    assert get("measures", Accept="text/csv", If_None_Match=first.headers["etag"]).status_code == 200
    take_in(store, replace(CHECKS, id="de-more"), datetime(2020, 3, 21, tzinfo=UTC))
    assert get("measures", If_None_Match=first.headers["etag"]).status_code == 200


def test_a_tag_is_known_again_in_a_list_and_without_its_mark_of_weakness(get: Get) -> None:
    tag = get("measures").headers["etag"]
    assert tag.startswith("W/")
    for held in (f'"other", {tag}', tag.removeprefix("W/")):
        assert get("measures", If_None_Match=held).status_code == 304
    assert get("measures", If_None_Match='W/"other"').status_code == 200


def test_who_has_any_answer_is_sent_none_of_what_there_is(get: Get) -> None:
    id = get("measures").json()["results"][0]["id"]
    for path in ("measures", f"measures/{id}", "conflicts", "search?q=grens"):
        assert get(path, If_None_Match="*").status_code == 304
    for path in ("measures/none", "conflicts/none"):
        assert get(path, If_None_Match="*").status_code == 404


def test_another_version_of_the_software_words_its_answers_anew(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ("measures", "rules?home=maastricht&work=hasselt")
    tags = [get(path).headers["etag"] for path in paths]
    monkeypatch.setattr(answers, "VERSION", "999")
    for path, tag in zip(paths, tags, strict=True):
        assert get(path, If_None_Match=tag).status_code == 200


def test_every_answer_is_safe_to_show_and_open_to_other_sites(get: Get) -> None:
    for path in ("measures", "nothing", "measures?on=x", "openapi.json"):
        headers = get(path, Origin="https://example.org").headers
        assert headers["access-control-allow-origin"] == "*"
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed(get: Get, method: str) -> None:
    answer = get("measures", method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"


def test_head_answers_as_get_without_a_body(get: Get) -> None:
    answer = get("measures", "HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["etag"] == get("measures").headers["etag"]


def test_a_database_that_is_away_is_said_plainly(get: Get, store: Store) -> None:
    with store.begin() as tx:
        tx.exec_driver_sql("DROP TABLE counter")
    answer = get("measures")
    assert answer.status_code == 503
    assert answer.json()["code"] == "database_unreachable"


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch, empty_store: Store) -> Iterator[None]:
    monkeypatch.setenv("TASKFORCE_API_REQUESTS_PER_MINUTE", "12")
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


def test_who_asks_too_much_is_told_to_wait(little: None, get: Get) -> None:
    assert [get("measures").status_code for _ in range(2)] == [200, 200]
    assert get("measures?as_of=2020-03-20").status_code == 200, "counts for ten"
    refused = get("measures")
    assert refused.status_code == 429
    assert refused.json()["code"] == "too_many_requests"
    assert int(refused.headers["retry-after"]) == 5


def test_a_bucket_fills_with_time() -> None:
    now = [0.0]
    buckets = Buckets(60, lambda: now[0])
    assert [buckets.wait("a") for _ in range(61)] == [0] * 60 + [1]
    assert buckets.wait("b") == 0, "another client has its own"
    now[0] = 1.0
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 1]


def test_only_so_many_clients_are_remembered() -> None:
    buckets = Buckets(1, lambda: 0.0)
    for number in range(CLIENTS + 5):
        buckets.wait(f"client {number}")
    assert len(buckets._buckets) == CLIENTS


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_client_is_an_address_or_a_household(host: str, client: str) -> None:
    assert client_of({"type": "http", "client": (host, 1)}) == client
    assert client_of({"type": "http"}) == ""


def test_the_manual_names_every_address_and_its_examples_work(get: Get) -> None:
    page = get("")
    assert page.headers["content-type"].startswith("text/html")
    for path in get("openapi.json").json()["paths"]:
        assert f"/api{path}" in page.text
    for address, _ in api.manual.EXAMPLES:
        assert get(address).status_code == 200, address


def test_a_day_out_of_reach_is_brought_within(get: Get) -> None:
    assert results(get("measures?on=0001-01-01&as_of=0001-01-01")) == []
    assert get("conflicts?on=9999-12-31&as_of=9999-12-31").status_code == 200
