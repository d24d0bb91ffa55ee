"""Webhooks on the page Subscriptions: added, checked by a real request, tried, switched on again, removed."""

import json
from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import hooks
from measures.outgoing import SubscriptionState
from measures.settings import load_settings
from measures.store import Store
from measures.store import subscriptions as subs
from tests.dashboard.conftest import texts
from tests.loopback import Asked, Loopback, Reply, serving

Run = Callable[..., AppTest]


@pytest.fixture
def server(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """A receiver that sends challenges back, near enough to be reached."""
    monkeypatch.setenv("TASKFORCE_OPEN_LOOPBACK", "true")
    load_settings.cache_clear()

    def answer(asked: Asked) -> Reply:
        data = json.loads(asked.body)["data"]
        return Reply(data.get("challenge", "").encode())

    with serving() as running:
        running.routes["/hook"] = answer
        yield running
    load_settings.cache_clear()


def errors(app: AppTest) -> list[str]:
    """The errors as they are read, without Markdown's escapes."""
    return [error.value.replace("\\", "").replace("\u2060", "") for error in app.error]


def button(app: AppTest, label: str) -> object:
    return next(one for one in app.button if one.label == label)


def press(app: AppTest, label: str) -> AppTest:
    return button(app, label).click().run()  # type: ignore[attr-defined,no-any-return]


def add(app: AppTest, address: str, who: str = "Ine Maes") -> AppTest:
    app.text_input(key="webhook:address").set_value(address)
    app.text_input(key="webhook:who").set_value(who)
    app.multiselect(key="webhook:border").set_value(["NL-BE"])
    return press(app, "Add")


def test_without_any_the_page_says_so(store: Store, run: Run) -> None:
    app = run("subscriptions")
    assert not app.exception
    assert "There is no webhook yet." in texts(app)


def test_a_webhook_from_its_address_to_its_end(run: Run, server: Loopback) -> None:
    app = add(run("subscriptions"), server.url("/hook?key=s3cret"))
    assert not app.exception
    [line] = hooks.lines()
    secret = line.subscription.secret
    assert [code.value for code in app.code] == [secret]
    assert "waits for its check" in texts(app)
    assert "s3cret" not in texts(app)
    assert app.text_input(key="webhook:address").value == ""
    app = press(app, "I have kept it")
    assert secret not in texts(app) + "".join(code.value for code in app.code)

    app = press(app, "Check and switch on")
    assert "The receiver has answered as it should: it is told from now on." in app.success[0].value
    assert hooks.lines()[0].subscription.state is SubscriptionState.ACTIVE
    app = press(app, "Send a test")
    assert [one.value for one in app.success] == ["The test has arrived."]
    assert [json.loads(asked.body)["type"] for asked in server.asked] == ["webhook.challenge", "webhook.test"]

    app = press(app, "Remove")
    assert "There is no webhook yet." in texts(app)
    assert hooks.lines() == []


@pytest.mark.parametrize(
    ("address", "who", "said"),
    [
        ("http://desk.example.org/", "Ine Maes", "The address must begin with https://."),
        ("https://10.0.0.1/", "Ine Maes", "The address does not lead to a public network."),
        ("desk", "Ine Maes", "This is no web address that messages can be sent to."),
        ("https://desk.example.org/", " ", "Give your name: it is kept in the audit trail."),
    ],
)
def test_what_cannot_be_added_is_said_and_stays_typed(
    address: str, who: str, said: str, run: Run, server: Loopback
) -> None:
    app = add(run("subscriptions"), address, who)
    assert said in errors(app)
    assert app.text_input(key="webhook:address").value == address
    assert hooks.lines() == []


def test_a_check_that_fails_says_why(run: Run, server: Loopback) -> None:
    server.routes["/hook"] = Reply(b"ok")
    app = press(add(run("subscriptions"), server.url("/hook")), "Check and switch on")
    assert "The receiver answered, but did not send the challenge back." in errors(app)
    server.routes["/hook"] = Reply(status=302, headers={"Location": "http://10.0.0.1/"})
    app = press(app, "Check and switch on")
    assert any("points to another address" in error for error in errors(app))


def test_one_that_was_switched_off_says_why_and_begins_again(
    store: Store, run: Run, server: Loopback
) -> None:
    app = press(add(run("subscriptions"), server.url("/hook")), "Check and switch on")
    [line] = hooks.lines()
    assert line.subscription.confirmed_at is not None
    with store.begin() as tx:
        args = (("status", "500"),)
        subs.disable(tx, line.subscription.id, "hook_refused", args, line.subscription.confirmed_at)
    app = run("subscriptions", lang="nl")
    assert "uitgeschakeld: berichten kwamen niet aan" in texts(app)
    assert "De ontvanger neemt het niet aan" in texts(app)
    app = add_name_and_press(app, line.subscription.id)
    assert hooks.lines()[0].subscription.state is SubscriptionState.ACTIVE


def add_name_and_press(app: AppTest, hook_id: str) -> AppTest:
    """A new session gives its name with the first press."""
    app.text_input(key=f"webhook:{hook_id}:check:who").set_value("Jan Peeters")
    return app.button(key=f"webhook:{hook_id}:check:go").click().run()


def test_too_many_presses_are_put_off(run: Run, server: Loopback) -> None:
    app = press(add(run("subscriptions"), server.url("/hook")), "Check and switch on")
    for _ in range(10):
        app = press(app, "Send a test")
    assert any("asked for too often" in error for error in errors(app))
    assert len(server.asked) == 10
