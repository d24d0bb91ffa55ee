"""Working on a conflict in a real browser: by keyboard alone, wide and narrow, two people at once."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from measures.casework import Case
from measures.store import Store
from measures.store.casework import read_case
from measures.store.reading import conflicts_frame
from measures.vocabulary import CaseState
from tests.browser.conftest import Visit, drawn
from tests.browser.test_pages import _violations

DAY = "2020-03-20"


@pytest.fixture
def keys(store: Store) -> list[str]:
    """The conflicts of the day, the most severe first."""
    return list(conflicts_frame(store, on=date.fromisoformat(DAY), open_only=True)["key"])


def _case(store: Store, key: str) -> Case:
    found = read_case(store, key)
    assert found is not None
    return found[0]


def _path(key: str) -> str:
    return f"/conflicts?key={key}&day={DAY}"


def _focus(page: Page) -> str:
    return str(
        page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")
    )


def _tab_to(page: Page, name: str) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        if name in _focus(page):
            return
    raise AssertionError(f"the keyboard does not come to {name}")


def test_a_case_is_worked_on_without_a_mouse(store: Store, visit: Visit, keys: list[str]) -> None:
    page = visit(_path(keys[0]), language="en-GB")
    page.get_by_label("Your name", exact=True).first.focus()
    page.keyboard.type("A. Vos")
    _tab_to(page, "Who works on it")
    page.keyboard.type("B. Maes")
    _tab_to(page, "Reason or note")
    page.keyboard.type("The mayor asked")
    _tab_to(page, "Examine it")
    page.keyboard.press("Enter")
    drawn(page)
    now = _case(store, keys[0])
    assert (now.state, now.assignee, now.by, now.why) == (
        CaseState.UNDER_EXAMINATION, "B. Maes", "A. Vos", "The mayor asked",
    )  # fmt: skip
    expect(page.get_by_text("It is kept.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Take back")).focus()
    page.keyboard.press("Enter")
    drawn(page)
    assert _case(store, keys[0]).state is CaseState.SIGNALLED
    expect(page.get_by_role("cell", name="taken back: under examination")).to_be_visible()


def test_a_conflict_opened_from_the_list_has_its_own_address_and_stays_when_work_is_kept(
    store: Store, visit: Visit, keys: list[str]
) -> None:
    page = visit(f"/?day={DAY}", language="en-GB")
    page.get_by_role("link", name=re.compile("^.*Conflicts$")).first.click()
    expect(page.get_by_role("heading", name="Conflicts", exact=True)).to_be_visible()
    drawn(page)
    page.get_by_label("At least").click()
    page.get_by_role("option", name="2 moderate").click()
    expect(page).to_have_url(re.compile("least=2$"))
    drawn(page)
    page.locator(f"a[href*='{keys[3]}']").first.click()
    expect(page).to_have_url(re.compile(f"key={keys[3]}"))
    page.reload()
    expect(page.get_by_role("heading", name="Why it is flagged")).to_be_visible()
    drawn(page)
    page.get_by_label("Your name", exact=True).first.fill("A. Vos")
    page.get_by_role("button", name="Examine it").click()
    drawn(page)
    assert _case(store, keys[3]).state is CaseState.UNDER_EXAMINATION
    expect(page.get_by_text("It is kept.")).to_be_in_viewport()
    page.go_back()
    drawn(page)
    expect(page.get_by_role("heading", name="Conflicts", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("least=2$"))
    for _ in range(2):
        page.go_back()
        drawn(page)
    expect(page.locator("h1").first).to_have_text("Situation on 20 March 2020")
    assert page.url.endswith(f"/?day={DAY}")
    for _ in range(3):
        page.go_forward()
        drawn(page)
    expect(page.get_by_role("heading", name="Why it is flagged")).to_be_visible()
    drawn(page)
    page.get_by_role("link", name="All conflicts").click()
    expect(page.get_by_role("heading", name="Conflicts", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(f"/conflicts\\?day={DAY}$"))


def test_the_enter_key_in_a_field_changes_no_state(store: Store, visit: Visit, keys: list[str]) -> None:
    page = visit(_path(keys[1]), language="en-GB")
    page.get_by_label("Your name", exact=True).first.fill("A. Vos")
    page.get_by_label("Who works on it").fill("C. Peeters")
    page.keyboard.press("Enter")
    drawn(page)
    now = _case(store, keys[1])
    assert (now.state, now.assignee) == (CaseState.SIGNALLED, "C. Peeters")


def test_two_people_at_once_see_each_other_and_lose_nothing(
    store: Store, visit: Visit, keys: list[str]
) -> None:
    mine = visit(_path(keys[2]), language="en-GB")
    theirs = visit(_path(keys[2]), language="en-GB")
    mine.get_by_label("Your name", exact=True).first.fill("A. Vos")
    mine.get_by_label("Reason or note").fill("A long thought that must not be lost")
    theirs.get_by_label("Your name", exact=True).first.fill("B. Maes")
    theirs.get_by_label("Who works on it").fill("B. Maes")
    theirs.get_by_role("button", name="Examine it").click()
    drawn(theirs)
    # Drawn anew by itself when something has changed.
    expect(mine.get_by_text("The plan was changed while this form was open.")).to_be_visible(timeout=15_000)
    expect(mine.get_by_label("Reason or note")).to_have_value("A long thought that must not be lost")
    mine.get_by_role("button", name="Dismiss it").click()
    drawn(mine)
    now = _case(store, keys[2])
    assert (now.state, now.assignee, now.by) == (CaseState.DISMISSED, "B. Maes", "A. Vos")


@pytest.mark.parametrize("language", ["nl-NL", "fr-BE"])
def test_the_page_of_a_case_can_be_used_by_all(language: str, visit: Visit, keys: list[str]) -> None:
    page = visit(_path(keys[2]), language=language)
    assert page.get_by_test_id("stException").count() == 0
    assert _violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page)
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_the_filters_of_work_can_be_used_by_all(visit: Visit) -> None:
    page = visit(f"/conflicts?day={DAY}&dismissed=1", language="en-GB")
    page.get_by_role("button", name="Who works on what").click()
    expect(page.get_by_label("State of work").first).to_be_visible()
    assert _violations(page) == []
