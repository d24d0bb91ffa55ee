"""Subscriptions in a real browser: asked for and confirmed by keyboard alone, wide and narrow."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from measures.outgoing import Channel, Purpose, SubscriptionState
from measures.store import Store
from measures.store import subscriptions as subs
from tests.browser.conftest import Visit, drawn
from tests.browser.test_pages import _violations


def _grave(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")]


@pytest.mark.parametrize(("language", "title"), [("nl-NL", "Abonnementen"), ("fr-BE", "Abonnements")])
def test_the_page_can_be_used_by_all(language: str, title: str, visit: Visit) -> None:
    page = visit("/subscriptions", language=language)
    expect(page.locator("h1").first).to_have_text(title)
    assert page.get_by_test_id("stException").count() == 0
    assert _violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page)
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_one_subscribes_confirms_and_ends_without_a_mouse(store: Store, visit: Visit, address: str) -> None:
    page = visit("/subscriptions?border=NL-BE&least=3", language="en-GB")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("keyboard@example.org")
    page.keyboard.press("Tab")
    drawn(page)
    page.get_by_role("button", name="Subscribe").press("Enter")
    drawn(page)
    expect(page.get_by_text("asks to confirm")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value("")
    [one] = [s for s in subs.subscriptions(store, Channel.MAIL) if s.address == "keyboard@example.org"]
    now = datetime.now(UTC)
    for purpose, path, button, said, state in (
        (Purpose.CONFIRM, "confirm", "Confirm", "Subscription confirmed", SubscriptionState.ACTIVE),
        (Purpose.END, "end", "End the subscription", "Subscription ended", SubscriptionState.ENDED),
    ):
        with store.begin() as tx:
            token = subs.new_token(tx, one.id, purpose, now)
        page.goto(f"{address}/subscription/{path}?token={token}")
        assert _grave(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= 390")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=button)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=said)).to_be_visible()
        with store.read() as tx:
            found = subs.subscription(tx, one.id)
        assert found is not None
        assert found.state is state
