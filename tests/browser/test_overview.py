"""The overview in a real browser: for those who use no mouse, do not see the map, or have a narrow screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, drawn
from tests.browser.test_pages import _violations

DAY = "2020-04-10"


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_can_be_used_by_all(dark: bool, visit: Visit) -> None:
    page = visit(f"/overview?day={DAY}", language="nl-NL", dark=dark)
    expect(page.locator("h1").first).to_have_text("Overzicht op 10 april 2020")
    assert page.get_by_test_id("stException").count() == 0
    expect(page.locator("[role='graphics-symbol'][aria-label*='Zuid-Limburg']").first).to_be_attached()
    assert _violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page)
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_region_is_chosen_by_keyboard_or_by_its_tile_and_stands_in_the_address(visit: Visit) -> None:
    page = visit(f"/overview?day={DAY}", language="en-GB")
    page.get_by_label("Region", exact=True).focus()
    page.keyboard.type("Twente")
    page.keyboard.press("Enter")
    drawn(page)
    expect(page).to_have_url(re.compile("region=NL213"))
    expect(page.get_by_role("heading", name="Twente (NL)")).to_be_visible()
    page.locator("[role='graphics-symbol'][aria-label^='Zuid-Limburg']").first.click(force=True)
    drawn(page)
    expect(page).to_have_url(re.compile("region=NL423"))
    page.go_back()
    drawn(page)
    expect(page.get_by_role("heading", name="Zuid-Limburg (NL)")).not_to_be_visible()
