"""The form of Current rules starts with what its information point keeps, unless the address says another."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard import starting
from measures import places
from measures.counter.situation import Situation, Status
from measures.settings import load_settings
from measures.store import Store
from measures.store.point_choices import keep_choices, point_choices
from measures.store.tables import audit
from tests.dashboard.conftest import texts
from tests.measures.store.facts import MARCH

Run = Callable[..., AppTest]
LIEGE = Situation(
    places.towns()["liege"], places.towns()["maastricht"], date(2020, 3, 20), Status.STUDENT, home_days=1
)


@pytest.fixture
def point(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TASKFORCE_POINT", "GIP Maastricht")
    load_settings.cache_clear()
    yield "GIP Maastricht"
    load_settings.cache_clear()


def keep(store: Store, point: str, asked: Situation = LIEGE) -> None:
    with store.begin() as tx:
        keep_choices(tx, point, asked, "An", MARCH)


def opened(app: AppTest) -> AppTest:
    """The same page with what it keeps folded out."""
    app.session_state["start"] = True
    return app.run()


def test_choices_are_kept_under_a_name_and_found_by_whoever_comes_next(
    store: Store, run: Run, point: str
) -> None:
    app = opened(run("rules", home="liege", work="maastricht", status="student", home_days="1", lang="en"))
    assert "no choices are kept" in texts(app)
    app.button(key="start:keep:go").click().run()
    assert "Give your name" in texts(app)
    app.text_input(key="start:keep:who").set_value("An")
    app.button(key="start:keep:go").click().run()
    assert "Kept by An" in texts(app)
    assert app.button(key="start:keep").disabled

    other = run("rules", lang="en")
    assert other.header[0].value.startswith("Liège → Maastricht")
    assert other.query_params["status"] == "student"
    assert "Starts with Liège → Maastricht · student or pupil · 1 day a week at home" in texts(opened(other))
    assert other.button(key="route:maastricht:liege")


def test_the_address_always_wins(store: Store, run: Run) -> None:
    keep(store, "")
    app = run("rules", home="lanaken", work="maastricht", lang="en")
    assert app.header[0].value.startswith("Lanaken → Maastricht")
    assert app.selectbox(key="address:status").value == "employee"


def test_whoever_comes_back_finds_what_they_asked_last(store: Store, run: Run) -> None:
    app = run("rules", home="lanaken", work="maastricht", lang="en")
    keep(store, "")
    for name in ("home", "work"):
        del app.query_params[name]
    app.session_state["session:page"] = "search"
    assert app.run().header[0].value.startswith("Lanaken → Maastricht")


def test_forgotten_choices_start_nothing_any_more(store: Store, run: Run, point: str) -> None:
    keep(store, point)
    app = run("rules", lang="en")
    app.session_state["care:name"] = "Bea"
    opened(app).button(key="start:forget").click().run()
    assert "no choices are kept" in texts(app)
    assert point_choices(store, point) is None
    assert run("rules", lang="en").header[0].value.startswith("Aachen → Maastricht")
    with store.read() as tx:
        [who] = tx.execute(select(audit.c.who).where(audit.c.what == "forget_choices")).scalars()
    assert who == "Bea"


def test_another_information_point_has_its_own_start(store: Store, run: Run, point: str) -> None:
    keep(store, "Eupen")
    assert run("rules", lang="en").header[0].value.startswith("Aachen → Maastricht")


def test_the_routes_of_the_point_come_first_both_ways(store: Store) -> None:
    keep(store, "")
    kept = starting.kept_here()
    assert starting.routes(kept)[:2] == (("liege", "maastricht"), ("maastricht", "liege"))
    assert sorted(starting.routes(kept)) == sorted(starting.routes(None))
