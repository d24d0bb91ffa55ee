"""How long answers are kept, and what a page follows while it is open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from dashboard import cases, data, reviews
from measures.model import Item
from measures.store import Store
from measures.store.sources import PollRow, record_poll
from measures.vocabulary import AnswerState
from scheduler.pipeline import take_in
from tests.dashboard.conftest import CLOSED

NEW: Item = replace(CLOSED, id="be-new", url="https://example.org/be/new", title="Nieuwe grenscontroles")


def _poll(store: Store) -> None:
    now = datetime.now(UTC)
    with store.begin() as tx:
        record_poll(tx, PollRow("source-1", now, AnswerState.UNCHANGED, now))


def test_a_poll_leaves_kept_answers_about_measures_be(store: Store) -> None:
    asked = []

    @data.kept
    def about_measures() -> int:
        asked.append("measures")
        return len(asked)

    @data.kept_with_sources
    def about_sources() -> int:
        asked.append("sources")
        return len(asked)

    def both() -> list[str]:
        asked.clear()
        about_measures()
        about_sources()
        return list(asked)

    assert both() == ["measures", "sources"]
    assert both() == []
    _poll(store)
    assert both() == ["sources"]
    take_in(store, NEW, datetime.now(UTC))
    assert both() == ["measures", "sources"]


def test_only_the_sources_page_follows_each_poll(store: Store, run: Callable[..., AppTest]) -> None:
    for page, follows in (("sources", True), ("", False), ("conflicts", False)):
        before = run(page).session_state["seen"]
        _poll(store)
        assert (run(page).session_state["seen"] != before) is follows
        before = run(page).session_state["seen"]
        take_in(store, replace(NEW, id=f"new-{page}"), datetime.now(UTC))
        assert run(page).session_state["seen"] != before


def test_answers_of_functions_with_the_same_name_are_kept_apart(store: Store) -> None:
    first, second = reviews.rows(), cases.rows()
    assert "source" in first.columns
    assert "decided" in second.columns
    assert list(reviews.rows().columns) == list(first.columns)
