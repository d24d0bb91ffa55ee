"""What machines ask, and the cookie that remembers the last visit."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboard import visits
from dashboard.health import routes
from dashboard.visits import VisitMiddleware
from measures.store import Store

Get = Callable[..., httpx.Response]


@pytest.fixture
def get() -> Get:
    app = Starlette(routes=routes, middleware=[Middleware(VisitMiddleware)])

    async def ask(path: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.get(path, headers=headers)

    return lambda path, **headers: asyncio.run(ask(path, headers))


def test_healthz_is_well_while_the_database_answers(store: Store, get: Get) -> None:
    answer = get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_healthz_says_when_the_database_is_gone(empty_store: Store, get: Get) -> None:
    with empty_store.begin() as tx:
        tx.exec_driver_sql("DROP TABLE counter")
    assert get("/healthz").status_code == 503
    assert get("/metrics").status_code == 503


def test_metrics_count_sources_measures_and_conflicts(store: Store, get: Get) -> None:
    text = get("/metrics").text
    assert 'taskforce_sources{health="blocked"} 1.0' in text
    assert "taskforce_newest_item_age_seconds" in text
    assert 'taskforce_conflicts_open{severity="5"}' in text
    assert 'taskforce_messages{channel="mail",state="failed"} 0.0' in text
    measures = next(line for line in text.splitlines() if line.startswith("taskforce_measures "))
    assert float(measures.split()[1]) >= 3


def test_the_cookie_keeps_the_end_of_the_visit_before() -> None:
    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    first = visits.advance("", monday)
    assert visits.read({visits.COOKIE: first}) is None
    later = visits.advance(first, monday + timedelta(minutes=10))
    tuesday = visits.advance(later, monday + timedelta(days=1))
    assert visits.read({visits.COOKIE: tuesday}) == monday + timedelta(minutes=10)
    again = visits.advance(tuesday, monday + timedelta(days=1, minutes=5))
    assert visits.read({visits.COOKIE: again}) == monday + timedelta(minutes=10)


@pytest.mark.parametrize("value", ["", "x", "1.2.3", "99999999999999999.1", "-1.-1", "\x00"])
def test_a_broken_cookie_is_a_first_visit(value: str) -> None:
    assert visits.read({visits.COOKIE: value}) is None
    assert visits.advance(value, datetime(2026, 11, 23, tzinfo=UTC)).count(".") == 1


def test_only_page_loads_set_the_cookie(store: Store, get: Get) -> None:
    assert "set-cookie" not in get("/healthz").headers
    cookie = get("/healthz", accept="text/html").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
