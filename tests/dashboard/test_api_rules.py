"""The counter's answer by the API: who lives in Maastricht and works in Hasselt while the border is shut."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from measures.store import Store
from measures.store.sources import PollRow, SourceRow, record_poll, register_sources
from measures.vocabulary import AnswerState, Country, Level
from tests.dashboard.conftest import CLOSED

Get = Callable[..., httpx.Response]
QUOTED = "Grensarbeiders mogen de grens met Nederland blijven oversteken met een vignet."
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
        {"country": "NL", "sources": 1, "since": told["unseen"][0]["since"], "whole": False},
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


def test_the_original_is_quoted_in_its_own_language(get: Get) -> None:
    shut = next(rule for rule in answer(get(ROUTE))["rules"] if "border_control" in rule["topics"])
    assert (shut["language"], shut["quote"]) == ("nl", QUOTED)
    assert shut["quote"] in CLOSED.summary


def polled(store: Store, at: datetime) -> None:
    """The sources of the texts are polled: they answered at `at`."""
    with store.begin() as tx:
        row = SourceRow("archive", "Archief", Country.BE, "FOD", Level.NATIONAL, "https://example.org/be", 30)
        register_sources(tx, [row], at)
        record_poll(tx, PollRow("archive", at, AnswerState.UNCHANGED, at))


def test_when_the_source_was_last_looked_at_is_told_of_today_alone(get: Get, store: Store) -> None:
    assert all(rule["looked_at"] is None for rule in answer(get(ROUTE))["rules"])
    at = datetime.now(UTC).replace(microsecond=0)
    polled(store, at)
    told = answer(get(ROUTE))["rules"]
    assert {datetime.fromisoformat(rule["looked_at"]) for rule in told} == {at}
    assert {rule["source"] for rule in told} == {"archive"}
    then = answer(get(f"{ROUTE}&as_of=2020-03-20"))
    assert then["rules"]
    assert all(rule["looked_at"] is None for rule in then["rules"])


def test_a_side_of_which_no_source_is_seen_is_told_as_such(get: Get, store: Store) -> None:
    with store.begin() as tx:
        tx.exec_driver_sql("UPDATE source SET last_try_at = NULL, state = NULL")
        tx.exec_driver_sql("UPDATE counter SET value = value + 1")
    told = answer(get("rules?home=maastricht&work=aachen"))["unseen"]
    assert [(lack["country"], lack["sources"], lack["whole"]) for lack in told] == [
        ("NL", 3, True),
        ("DE", 0, True),
    ]


def test_whom_to_ask_is_told_with_how_sure_the_address_is(get: Get) -> None:
    told = answer(get(f"{ROUTE}&lang=nl"))["contacts"]
    point = told[0]
    assert (point["id"], point["basis"], point["kind"]) == ("gip-maastricht", "known", "point")
    assert "niet gecontroleerd" in point["note"]
    assert {contact["id"] for contact in told} >= {"svb-bbz", "onss-rsz"}


@pytest.mark.parametrize("how", [{"path": "&format=csv"}, {"Accept": "text/csv"}])
def test_the_rules_come_as_a_table_as_well(get: Get, how: dict[str, str]) -> None:
    got = get(ROUTE + how.pop("path", ""), **how)
    assert got.headers["content-type"].startswith("text/csv")
    assert got.headers["content-disposition"] == 'attachment; filename="rules.csv"'
    rows = list(csv.DictReader(io.StringIO(got.text)))
    said = answer(get(ROUTE))
    assert [row["title"] for row in rows] == [rule["title"] for rule in (*said["rules"], *said["around"])]
    shut = next(row for row in rows if row["quote"] == QUOTED)
    assert shut["exemption"].startswith("Frontier workers are exempt. The vignette")
    assert shut["says"].startswith("Belgium has closed its border")
    again = get(ROUTE, Accept="text/csv", If_None_Match=got.headers["etag"])
    assert again.status_code == 304


def test_who_has_any_answer_is_sent_none(get: Get) -> None:
    assert get(ROUTE, If_None_Match="*").status_code == 304
    assert get("rules?home=maastricht", If_None_Match="*").status_code == 422


def test_an_answer_that_is_the_same_is_not_sent_again(get: Get) -> None:
    tag = get(ROUTE).headers["etag"]
    assert get(ROUTE, If_None_Match=tag).status_code == 304
    assert get(f"{ROUTE}&travel=lorry", If_None_Match=tag).status_code == 200
