"""The comparison on its page: the sides next to each other, to read and to send, as the address asks."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from measures.settings import load_settings
from measures.store import Store
from tests.dashboard.conftest import CLOSED, texts

Run = Callable[..., AppTest]
ASKED = {"section": "NL-BE-BE2", "day": "2020-03-20", "lang": "en"}


def told(app: AppTest) -> str:
    return texts(app).replace("\\", "")


def test_both_sides_stand_next_to_each_other_with_what_differs(store: Store, run: Run) -> None:
    app = run("comparison", **ASKED)
    said = told(app)
    assert "NL–BE · Vlaanderen: the sides compared, 20 March 2020" in said
    (table,) = app.table
    assert list(table.value.columns) == ["Topic", "What differs", "Netherlands", "Belgium"]
    closed = table.value[table.value["Topic"].str.contains("Border checks")].iloc[0]
    assert "Closed" in closed["Belgium"]
    assert "No rule known" in closed["Netherlands"]
    assert "Belgium" in closed["What differs"]
    assert CLOSED.url in said


def test_the_same_is_there_as_text_for_a_mail(store: Store, run: Run) -> None:
    (block,) = run("comparison", **ASKED).code
    assert "BORDER CHECKS AND CLOSURE" in block.value
    assert "Belgium: Closed" in block.value
    assert CLOSED.url in block.value
    assert f"{CLOSED.title}” (" in block.value
    assert "Closed or forbidden: “" in block.value
    assert "/comparison?section=NL-BE-BE2&day=2020-03-20&lang=en" in block.value


def test_the_mail_is_set_as_its_language_is(store: Store, run: Run) -> None:
    (block,) = run("comparison", **{**ASKED, "lang": "fr"}).code
    assert "Belgique : Fermé" in block.value
    assert "Fermé ou interdit : «" in block.value


def test_it_is_told_as_it_was_known_then(store: Store, run: Run) -> None:
    app = run("comparison", **ASKED, known="2020-03-19")
    assert CLOSED.title not in told(app)
    assert "As it was known here on 19 March 2020" in told(app)


def test_choosing_a_stretch_is_written_into_the_address(store: Store, run: Run) -> None:
    app = run("comparison", **ASKED)
    app.selectbox(key="address:section").select("corner").run()
    assert app.query_params["section"] == "corner"
    assert "where the three countries meet" in told(app)


def test_the_stretch_of_the_information_point_comes_first(
    store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TASKFORCE_PLACE", "lanaken")
    load_settings.cache_clear()
    assert run("comparison", lang="en").selectbox(key="address:section").value == "NL-BE-BE2"
    load_settings.cache_clear()


def test_a_day_without_rules_says_so(store: Store, run: Run) -> None:
    app = run("comparison", section="BE-DE-DEB", day="2010-01-01", lang="en")
    assert any("No rule is known here on this day" in info.value for info in app.info)
    assert not app.exception


def test_nonsense_in_the_address_falls_back(store: Store, run: Run) -> None:
    app = run("comparison", section="<b>", day="x", known="y", lang="en")
    assert not app.exception


def test_an_empty_database_says_what_to_do(empty_store: Store, run: Run) -> None:
    assert any("database is empty" in info.value for info in run("comparison", lang="en").info)
