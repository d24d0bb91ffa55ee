"""The counter's answer by the API: who lives in Maastricht and works in Hasselt while the border is shut."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from measures.store import Store
from tests.dashboard.conftest import CLOSED

Get = Callable[..., httpx.Response]
ROUTE = "rules?home=maastricht&work=hasselt&day=2020-03-20"


def answer(got: httpx.Response) -> dict[str, Any]:
    assert got.status_code == 200, got.text
    return got.json()


def test_the_shut_border_is_told_with_its_source_and_the_exemption(get: Get) -> None:
    told = answer(get(f"{ROUTE}&sector=vital"))
    shut = next(rule for rule in told["rules"] if "border_control" in rule["topics"])
    assert told["border"] == "NL-BE"
    assert (shut["side"], shut["url"], shut["stage"]) == ("BE", CLOSED.url, "out")
    assert shut["exemption"]["code"].startswith("exempt")
    assert "vignette" in [paper["document"] for paper in told["papers"]]
    assert told["conflicts"][0]["kind"] == "blocked_crossing"
    assert told["kind"] == "information"


def test_names_as_people_write_them_lead_to_the_same_place(get: Get) -> None:
    same = answer(get("rules?home=Maestricht&work=HASSELT&day=2020-03-20"))
    assert same["home"] == {"key": "maastricht", "name": "Maastricht", "country": "NL", "nuts": "NL423"}
    assert same == answer(get(ROUTE))


def test_what_was_known_then_is_answered_as_of_then(get: Get) -> None:
    now, then = answer(get(ROUTE)), answer(get(f"{ROUTE}&as_of=2026-01-01"))
    for part in ("rules", "around", "papers", "coming", "unknown"):
        assert then[part] == now[part], part
    before = answer(get(f"{ROUTE}&as_of=2020-03-17"))
    assert before["known"] == "2020-03-17"
    assert not any("border_control" in rule["topics"] for rule in before["rules"])


def test_what_is_not_known_and_not_seen_is_said(get: Get) -> None:
    told = answer(get("rules?home=maastricht&work=aachen"))
    assert told["unknown"]
    assert told["unseen"] == [
        {"country": "NL", "sources": 1, "since": told["unseen"][0]["since"]},
    ]


def test_where_no_source_is_polled_it_is_said_that_nobody_watches(get: Get, store: Store) -> None:
    assert answer(get("rules?home=maastricht&work=aachen"))["watched"]
    with store.begin() as tx:
        tx.exec_driver_sql("UPDATE source SET last_try_at = NULL, state = NULL")
        tx.exec_driver_sql("UPDATE counter SET value = value + 1")
    assert not answer(get("rules?home=maastricht&work=aachen"))["watched"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("rules?home=maastricht", "work"),
        ("rules?home=atlantis&work=aachen", "home"),
        ("rules?home=maastricht&work=aachen&home_days=6", "home_days"),
        ("rules?home=maastricht&work=aachen&status=king", "status"),
        ("rules?home=maastricht&work=aachen&name=Jansen", "name"),
    ],
)
def test_what_cannot_be_read_is_named(get: Get, asked: str, named: str) -> None:
    got = get(asked)
    assert got.status_code == 422
    assert [wrong["name"] for wrong in got.json()["parameters"]] == [named]


def test_an_answer_that_is_the_same_is_not_sent_again(get: Get) -> None:
    tag = get(ROUTE).headers["etag"]
    assert get(ROUTE, If_None_Match=tag).status_code == 304
    assert get(f"{ROUTE}&travel=lorry", If_None_Match=tag).status_code == 200
