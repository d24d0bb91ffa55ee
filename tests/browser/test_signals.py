"""The page of signals in a real browser: by keyboard alone, wide and narrow, and what is typed stays."""

import re
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from measures.signals import Signal
from measures.store import Store
from measures.store.signals import signals_frame
from measures.store.tying import report
from measures.vocabulary import Border, Group, Topic
from tests.browser.conftest import Visit, drawn
from tests.browser.test_pages import _violations

REFUSED = "Sent back at the crossing with a valid vignette."


@pytest.fixture(scope="module")
def signal(store: Store) -> str:
    """A signal that stands alone."""
    given = Signal(
        "s-browser", datetime(2020, 4, 2, 9, tzinfo=UTC), "GrenzInfoPunkt Aachen-Eurode", date(2020, 4, 1),
        Border.NL_BE, Group.FRONTIER_WORKERS, "Een verpleegkundige werd teruggestuurd.", "NL423", "Lanaken",
        Topic.BORDER_CONTROL,
    )  # fmt: skip
    with store.begin() as tx:
        report(tx, given)
    return given.id


@pytest.mark.parametrize(
    ("language", "title"), [("nl-NL", "Signalen van het loket"), ("de-DE", "Signale aus der")]
)
@pytest.mark.parametrize("one", [False, True])
def test_the_page_can_be_used_by_all(language: str, title: str, one: bool, signal: str, visit: Visit) -> None:
    page = visit(f"/signals?signal={signal}" if one else "/signals", language=language)
    expect(page.locator("h1").first).to_contain_text("NL–BE" if one else title)
    assert page.get_by_test_id("stException").count() == 0
    assert _violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page)
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_report_needs_no_mouse_and_outlives_a_change_of_page(
    store: Store, signal: str, visit: Visit
) -> None:
    page = visit("/signals?border=NL-BE", language="en-GB")
    page.get_by_label("What happened").focus()
    page.keyboard.type(REFUSED)
    with store.begin() as tx:  # something arrives while someone types
        report(
            tx,
            Signal("s-other", datetime.now(UTC), "GIP", date(2020, 4, 1), Border.NL_DE, Group.FAMILIES, "X"),
        )
    page.wait_for_timeout(6_000)
    expect(page.get_by_label("What happened")).to_have_value(REFUSED)
    page.keyboard.type(" Mr Smith.")
    page.keyboard.press("Tab")
    page.keyboard.type("GIP Eurode")
    page.keyboard.press("Tab")
    drawn(page)
    expect(page.get_by_text("This looks like a person's name")).to_be_visible()
    page.get_by_role("link", name=re.compile("Conflicts")).first.press("Enter")
    drawn(page)
    page.get_by_role("link", name=re.compile("Signals")).first.press("Enter")
    drawn(page)
    expect(page.get_by_label("What happened")).to_have_value(f"{REFUSED} Mr Smith.")
    expect(page.get_by_label("Reporting point")).to_have_value("GIP Eurode")
    page.get_by_label("I have read it again").focus()
    page.keyboard.press("Space")
    drawn(page)
    page.get_by_role("button", name="Report").press("Enter")
    drawn(page)
    expect(page.get_by_role("status").filter(has_text="Reported")).to_be_visible()
    rows = signals_frame(store, search="vignette")
    assert list(rows["text"]) == [f"{REFUSED} Mr Smith."]
    assert list(rows["border"]) == ["NL-BE"]
