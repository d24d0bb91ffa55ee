"""The review page in a real browser: by keyboard alone, wide and narrow, for those who do not see it."""

import re
import time
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from measures.corrections import Verdict
from measures.model import Item
from measures.store import Store
from measures.store import tables as t
from measures.store.corrections import all_corrections
from measures.store.review import review_frame
from measures.vocabulary import Country, Language, Level
from scheduler.pipeline import take_in
from tests.browser.conftest import Visit, drawn
from tests.browser.test_pages import _violations


@pytest.fixture
def queue(store: Store) -> list[str]:
    """The items that wait, in their order."""
    rows = review_frame(store)
    return list(rows[rows["state"] != "done"]["item_id"])


def _named(page: Page) -> None:
    name = page.get_by_label(re.compile("^(Your name|Uw naam|Ihr Name)$"))
    name.fill("M. Jansen")
    name.press("Enter")
    name.blur()
    drawn(page)


def _last(store: Store) -> tuple[Verdict, str]:
    with store.read() as tx:
        one = list(all_corrections(tx))[-1]
    return one.verdict, one.item_id


def _comes_to(store: Store, page: Page, verdict: Verdict, item: str) -> None:
    """Waits for a decision to be kept: what is pressed is seen to before the page shows that it was."""
    deadline = time.monotonic() + 10
    while _last(store) != (verdict, item) and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert _last(store) == (verdict, item)


def _press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    drawn(page)


@pytest.mark.parametrize(("language", "title"), [("nl-NL", "Beoordelen"), ("de-DE", "Prüfen")])
@pytest.mark.parametrize("form", ["", "e", "l"])
def test_the_page_can_be_used_by_all(language: str, title: str, form: str, visit: Visit) -> None:
    page = visit("/review", language=language)
    expect(page.locator("h1").first).to_have_text(title)
    if form:
        _press(page, form)
        expect(page.locator(".st-key-review-form")).to_be_visible(timeout=15_000)
    assert page.get_by_test_id("stException").count() == 0
    assert _violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page)
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_reviewer_needs_no_mouse(store: Store, visit: Visit, queue: list[str]) -> None:
    page = visit("/review", language="en-GB")
    _named(page)
    left = page.get_by_test_id("stProgress")
    before = left.inner_text()
    _press(page, "n")
    assert _last(store) == (Verdict.NOT_A_MEASURE, queue[0])
    expect(page.get_by_role("status").filter(has_text="not a measure")).to_be_visible()
    expect(page).to_have_url(re.compile(f"item={queue[1]}"))
    _press(page, "u")
    assert _last(store) == (Verdict.UNDO, queue[0])
    expect(page).to_have_url(re.compile(f"item={queue[0]}"))
    assert left.inner_text() == before
    _press(page, "k")
    expect(page).to_have_url(re.compile(f"item={queue[1]}"))
    _press(page, "e")
    page.get_by_label("Reason", exact=True).fill("The text says so")
    _press(page, "Control+Enter")
    assert _last(store)[0] in (Verdict.CHANGE, Verdict.NOT_A_MEASURE)
    assert _last(store)[1] == queue[1]
    expect(page).to_have_url(re.compile(f"item={queue[2]}"))
    _press(page, "l")
    expect(page.get_by_role("heading", name="Link this item to another measure")).to_be_visible()
    _press(page, "Escape")
    expect(page.locator(".st-key-review-form")).to_have_count(0)
    _press(page, "a")
    assert _last(store) == (Verdict.ACCEPT, queue[2])


def test_letters_typed_into_a_field_answer_nothing(store: Store, visit: Visit) -> None:
    page = visit("/review", language="en-GB")
    with store.read() as tx:
        before = len(list(all_corrections(tx)))
    page.get_by_label("Your name").type("anna lues")
    page.get_by_label("Reason (kept with the decision)").type("amens")
    page.keyboard.press("Enter")
    drawn(page)
    with store.read() as tx:
        assert len(list(all_corrections(tx))) == before


def test_single_keys_can_be_switched_off(store: Store, visit: Visit) -> None:
    page = visit("/review", language="en-GB")
    _named(page)
    with store.read() as tx:
        before = len(list(all_corrections(tx)))
    page.get_by_text("Single keys answer").click()
    drawn(page)
    _press(page, "a")
    with store.read() as tx:
        assert len(list(all_corrections(tx))) == before
    page.get_by_role("button", name="Accept").click()
    drawn(page)
    with store.read() as tx:
        assert len(list(all_corrections(tx))) == before + 1


def test_a_half_filled_form_stays_when_news_arrives(store: Store, visit: Visit) -> None:
    page = visit("/review", language="en-GB")
    _press(page, "e")
    page.get_by_label("Reason", exact=True).fill("Half a reas")
    item = Item(
        "test-while-typing", "test", Country.NL, "Ministerie van Justitie en Veiligheid", Level.NATIONAL,
        Language.NL, date(2026, 1, 5), "https://example.org/typing", "Grenscontroles bij Venlo",
        "Vanaf morgen controleert de Marechaussee aan de grens met Duitsland.",
    )  # fmt: skip
    take_in(store, item, datetime.now(UTC))
    page.wait_for_timeout(7_000)
    expect(page.get_by_label("Reason", exact=True)).to_have_value("Half a reas")
    expect(page.locator(".st-key-review-form")).to_be_visible()


def test_a_measure_leads_to_the_review_of_its_items(store: Store, visit: Visit) -> None:
    with store.read() as tx:
        measure = tx.execute(select(t.measure_event.c.measure_id)).scalars().first()
    page = visit(f"/measure?id={measure}", language="en-GB")
    page.get_by_role("link", name="Review this item").last.click()
    expect(page.locator("h1").first).to_have_text("Review")
    expect(page).to_have_url(re.compile("item="))


@pytest.fixture
def some(store: Store) -> str:
    """An item, whether it waits or not."""
    with store.read() as tx:
        return str(tx.execute(select(t.measure_event.c.item_id)).scalars().first())


def test_a_key_pressed_while_the_page_is_drawn_takes_no_answer_away(
    store: Store, visit: Visit, some: str
) -> None:
    page = visit(f"/review?item={some}", language="en-GB")
    _named(page)
    page.keyboard.press("a")
    page.wait_for_timeout(60)
    page.keyboard.press("k")
    drawn(page)
    _comes_to(store, page, Verdict.ACCEPT, some)
    drawn(page)
    page.keyboard.press("u")
    _comes_to(store, page, Verdict.UNDO, some)


def test_from_the_reason_tab_leads_to_the_answers(visit: Visit, some: str) -> None:
    page = visit(f"/review?item={some}", language="en-GB")
    page.get_by_label("Reason (kept with the decision)").focus()
    passed = []
    while "Accept" not in passed:
        page.keyboard.press("Tab")
        passed.append(page.evaluate("() => document.activeElement.innerText.split('\\n')[0]"))
        assert len(passed) < 4, passed
    assert (
        not page.get_by_role("switch")
        .or_(page.get_by_role("checkbox"))
        .first.evaluate("e => e === document.activeElement")
    )


def test_without_a_name_the_field_says_so_and_no_button_moves(visit: Visit, some: str) -> None:
    page = visit(f"/review?item={some}", language="en-GB")
    button = page.get_by_role("button", name="Accept")
    place = button.bounding_box()
    button.click()
    expect(page.get_by_text("Give your name first")).to_be_visible()
    drawn(page)
    assert button.bounding_box() == place
    said = page.get_by_text("Give your name first").bounding_box()
    field = page.get_by_label("Your name").bounding_box()
    assert said
    assert field
    assert abs(said["y"] - field["y"]) < 60
