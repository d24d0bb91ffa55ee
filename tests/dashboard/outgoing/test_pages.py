"""The pages that links in messages lead to: a look changes nothing, the button does."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import date

import httpx
import pytest
from starlette.applications import Starlette

from dashboard import data
from dashboard.outgoing.pages import routes
from measures.outgoing import Channel, Purpose, Subscription, SubscriptionState, Wishes
from measures.settings import load_settings
from measures.store import Store
from measures.store import subscriptions as subs
from measures.store.exercise import Exercise, begin_exercise
from measures.vocabulary import Language
from tests.dashboard.outgoing.conftest import MONDAY, Subscribe

Ask = Callable[..., httpx.Response]


@pytest.fixture(autouse=True)
def _here(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", url)
    load_settings.cache_clear()
    data.store.cache_clear()
    yield
    data.store().close()
    data.store.cache_clear()
    load_settings.cache_clear()


@pytest.fixture
def ask() -> Ask:
    """Asks for a page as a browser or a mail program does."""

    def ask(path: str, method: str = "GET", token: str = "", **more: object) -> httpx.Response:
        async def one() -> httpx.Response:
            transport = httpx.ASGITransport(Starlette(routes=routes))
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
                return await client.request(method, path, params={"token": token}, **more)  # type: ignore[arg-type]

        return asyncio.run(one())

    return ask


@pytest.fixture
def asked(store: Store) -> tuple[Subscription, str]:
    """A subscription that waits, and its token."""
    with store.begin() as tx:
        one = subs.request(tx, Channel.MAIL, "desk@example.org", Wishes(Language.DE), MONDAY)
        assert one is not None
        return one, subs.new_token(tx, one.id, Purpose.CONFIRM, MONDAY)


def state(store: Store, one: Subscription) -> SubscriptionState:
    with store.read() as tx:
        found = subs.subscription(tx, one.id)
    assert found is not None
    return found.state


def test_only_the_button_confirms(store: Store, ask: Ask, asked: tuple[Subscription, str]) -> None:
    one, token = asked
    for method in ("GET", "HEAD", "GET"):
        seen = ask("/subscription/confirm", method, token)
        assert seen.status_code == 200
        assert state(store, one) is SubscriptionState.UNCONFIRMED
    assert '<form method="post"><button type="submit">Bestätigen</button></form>' in seen.text
    assert '<html lang="de">' in seen.text
    for _ in range(2):
        assert "Abonnement bestätigt" in ask("/subscription/confirm", "POST", token).text
        assert state(store, one) is SubscriptionState.ACTIVE


def test_one_click_of_a_mail_program_ends_it(store: Store, ask: Ask, subscribe: Subscribe) -> None:
    one = subscribe()
    with store.begin() as tx:
        token = subs.new_token(tx, one.id, Purpose.END, MONDAY)
    assert "End the subscription" in ask("/subscription/end", token=token).text
    assert state(store, one) is SubscriptionState.ACTIVE
    for _ in range(2):
        said = ask("/subscription/end", "POST", token, data={"List-Unsubscribe": "One-Click"})
        assert said.status_code == 200
        assert "the address has been erased" in said.text
        assert state(store, one) is SubscriptionState.ENDED
    with store.read() as tx:
        found = subs.subscription(tx, one.id)
    assert found is not None
    assert found.address == ""


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "' OR 1=1 --", "\x00", "é", "<script>"])
@pytest.mark.parametrize("path", ["/subscription/confirm", "/subscription/end"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_made_up_token_opens_nothing(ask: Ask, token: str, path: str, method: str) -> None:
    said = ask(path, method, token, headers={"Accept-Language": "nl"})
    assert said.status_code == 404
    assert "niet meer geldig" in said.text
    assert "<script>" not in said.text


def test_a_token_for_one_purpose_serves_no_other(ask: Ask, asked: tuple[Subscription, str]) -> None:
    assert ask("/subscription/end", "POST", asked[1]).status_code == 404


def test_the_token_in_the_address_is_told_to_nobody(ask: Ask, asked: tuple[Subscription, str]) -> None:
    said = ask("/subscription/confirm", token=asked[1])
    assert said.headers["referrer-policy"] == "no-referrer"
    assert said.headers["cache-control"] == "no-store"
    assert "form-action 'self'" in said.headers["content-security-policy"]
    assert asked[1] not in said.text
    assert "desk@example.org" not in said.text


def test_in_an_exercise_nothing_is_confirmed(store: Store, ask: Ask, asked: tuple[Subscription, str]) -> None:
    with store.begin() as tx:
        begin_exercise(tx, Exercise(date(2020, 3, 1), date(2020, 4, 1), 1, MONDAY))
    assert ask("/subscription/confirm", "POST", asked[1]).status_code == 409
    assert state(store, asked[0]) is SubscriptionState.UNCONFIRMED
