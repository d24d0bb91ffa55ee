"""The page Search: what is typed, what is found and marked, and what is said where nothing is."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from measures.store import Store
from tests.dashboard.conftest import texts

Run = Callable[..., AppTest]


def test_before_anything_is_typed_there_are_examples_that_search(store: Store, run: Run) -> None:
    app = run("search", lang="en")
    app.button(key="example:grensarbeider").click().run()
    assert app.query_params["q"] == "grensarbeider"
    assert "result" in texts(app)


def test_words_found_are_marked_and_lead_to_the_measure(store: Store, run: Run) -> None:
    app = run("search", q="VIGNET grenzen", lang="en")
    said = texts(app)
    assert "1 result." in said
    assert ":orange-background[grenzen]" in said
    assert ":orange-background[vignet]" in said
    assert [element.proto.page for element in app.get("page_link")][-1] == "measure"


def test_a_slip_is_said_to_be_one(store: Store, run: Run) -> None:
    assert "“quarantene” is in no text; shown is what has “Quarantäne”." in texts(
        run("search", q="quarantene")
    )


def test_some_of_the_words_are_better_than_none(store: Store, run: Run) -> None:
    assert "these hold some of them" in texts(run("search", q="vignet horeca", lang="en"))


def test_nothing_found_says_what_to_try(store: Store, run: Run) -> None:
    app = run("search", q="nothingofthekind", lang="en")
    assert "Try fewer or other words" in app.info[0].value


def test_filters_that_let_nothing_through_are_cleared_by_a_button(store: Store, run: Run) -> None:
    app = run("search", q="vignet", country="DE", lang="en")
    assert "passes these filters" in app.info[0].value
    app.button[-1].click().run()
    assert "country" not in app.query_params
    assert "1 result." in texts(app)


def test_news_without_a_measure_is_found_and_is_text_alone(store: Store, run: Run) -> None:
    app = run("search", q="maastricht", only="news", lang="en")
    said = texts(app)
    assert "1 result." in said
    assert "[klik](" not in said
    assert "\\<b\\>" in said


def test_hostile_words_are_shown_as_text(store: Store, run: Run) -> None:
    app = run("search", q="zzqq](http://zzqq.zz)<zzqq>'", lang="en")
    assert not app.exception
    assert "](http" not in app.info[0].value


def test_words_that_the_timeline_does_not_have_can_be_searched_on_all_days(store: Store, run: Run) -> None:
    app = run(day="2024-01-01", words="vignet", lang="en")
    assert "Search for “vignet” on all days" in texts(app)
