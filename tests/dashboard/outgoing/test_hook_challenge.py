"""A webhook is added, shows that it wants the messages, is tried, and removed; nobody is troubled by it."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard import data, hooks
from dashboard.outgoing.hooks import MOST_BYTES
from measures.errors import StoreError
from measures.hosts import host_of
from measures.outgoing import Channel, Subscription, SubscriptionState, WebAddressError, Wishes
from measures.settings import load_settings
from measures.store import Store, open_store
from measures.store import hooks as hook_store
from measures.store import subscriptions as subs
from measures.store import tables as t
from measures.store.outgoing import collect
from measures.vocabulary import Language
from tests.dashboard.outgoing.conftest import MONDAY, MORNING, Put, a_conflict
from tests.loopback import Asked, Loopback, Reply, serving

WISHES = Wishes(Language.FR)
INE = "Ine Maes"
Answer = Callable[[str], bytes]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        yield running


@pytest.fixture
def store(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that the pages use, too."""
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("TASKFORCE_OPEN_LOOPBACK", "true")
    load_settings.cache_clear()
    data.store.cache_clear()
    opened = open_store(url)
    yield opened
    opened.close()
    data.store().close()
    data.store.cache_clear()
    load_settings.cache_clear()


@pytest.fixture
def hook(store: Store, server: Loopback) -> Subscription:
    return hooks.add(server.url("/hook?token=s3cret"), WISHES, INE, MONDAY)


def answering(server: Loopback, answer: Answer, status: int = 200) -> None:
    def route(asked: Asked) -> Reply:
        return Reply(answer(json.loads(asked.body)["data"].get("challenge", "")), status)

    server.routes["/hook"] = route


def state(store: Store, one: Subscription) -> SubscriptionState:
    with store.read() as tx:
        found = subs.subscription(tx, one.id)
    assert found is not None
    return found.state


@pytest.mark.parametrize(
    "answer",
    [
        lambda word: word.encode(),
        lambda word: f"  {word}\n".encode(),
        lambda word: json.dumps({"challenge": word}).encode(),
        lambda word: json.dumps(word).encode(),
    ],
)
def test_a_hook_begins_when_it_sends_the_challenge_back(
    answer: Answer, store: Store, server: Loopback, hook: Subscription, put: Put
) -> None:
    put(a_conflict())
    assert collect(store, Channel.WEBHOOK, MORNING) == 0
    answering(server, answer)
    assert hooks.challenge(hook.id, INE, MONDAY) is None
    assert state(store, hook) is SubscriptionState.ACTIVE
    assert hooks.test(hook.id, INE, MONDAY) is None
    assert [json.loads(asked.body)["type"] for asked in server.asked] == ["webhook.challenge", "webhook.test"]


def test_a_chat_that_the_operator_trusts_need_only_accept_a_test(
    store: Store, server: Loopback, hook: Subscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(server, lambda _: b"ok", 403)
    monkeypatch.setenv("TASKFORCE_CHAT_HOSTS", f"chat.example.org, {host_of(server.url('/'))}")
    load_settings.cache_clear()
    refused = hooks.challenge(hook.id, INE, MONDAY)
    assert refused is not None
    assert state(store, hook) is SubscriptionState.UNCONFIRMED
    answering(server, lambda _: b"ok")
    assert hooks.challenge(hook.id, INE, MONDAY) is None
    assert state(store, hook) is SubscriptionState.ACTIVE
    assert {json.loads(asked.body)["type"] for asked in server.asked} == {"webhook.test"}


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (lambda word: b"", 200, "hook_no_echo"),
        (lambda word: b"ok", 200, "hook_no_echo"),
        (lambda word: word[:-1].encode(), 200, "hook_no_echo"),
        (lambda word: word.encode(), 400, "hook_refused"),
        (lambda word: word.encode(), 302, "hook_redirect"),
        (lambda word: b" " * MOST_BYTES + word.encode(), 200, "hook_no_echo"),
        (
            lambda word: json.dumps({"data": 1, "challenge": word}).encode(),
            200,
            "hook_no_echo",
        ),
        (lambda word: b"\xff\xfe" + word.encode(), 200, "hook_no_echo"),
        (lambda word: b"[" * 3000, 200, "hook_no_echo"),
    ],
)
def test_any_other_answer_begins_nothing(
    answer: Answer, status: int, code: str, store: Store, server: Loopback, hook: Subscription
) -> None:
    answering(server, answer, status)
    failed = hooks.challenge(hook.id, INE, MONDAY)
    assert failed is not None
    assert failed.code == code
    assert state(store, hook) is SubscriptionState.UNCONFIRMED


def test_a_program_that_sends_everything_back_has_not_said_yes(
    store: Store, server: Loopback, hook: Subscription
) -> None:
    server.routes["/hook"] = lambda asked: Reply(asked.body)
    failed = hooks.challenge(hook.id, INE, MONDAY)
    assert failed is not None
    assert failed.code == "hook_no_echo"


def test_an_endless_answer_is_not_read_to_its_end(store: Store, server: Loopback, hook: Subscription) -> None:
    server.routes["/hook"] = Reply(b"x" * 4000, endless=True)
    failed = hooks.challenge(hook.id, INE, MONDAY)
    assert failed is not None
    assert failed.code == "hook_no_echo"


def test_nobody_is_troubled_by_way_of_us(store: Store, server: Loopback, hook: Subscription) -> None:
    for _ in range(hook_store.MOST_AN_HOUR):
        hooks.challenge(hook.id, INE, MONDAY)
    with pytest.raises(subs.TooManyError):
        hooks.challenge(hook.id, INE, MONDAY)
    assert len(server.asked) == hook_store.MOST_AN_HOUR
    assert hooks.challenge(hook.id, INE, MONDAY + timedelta(hours=1)) is not None
    for _ in range(hook_store.MOST_AN_HOUR - 1):
        hooks.remove(hooks.add(server.url("/hook"), WISHES, INE, MONDAY).id, INE, MONDAY)
    with pytest.raises(subs.TooManyError):
        hooks.add(server.url("/hook"), WISHES, INE, MONDAY)


def test_only_so_many_at_the_same_time(store: Store, server: Loopback) -> None:
    for number in range(hook_store.MOST):
        hooks.add(server.url("/hook"), WISHES, INE, MONDAY + timedelta(hours=number))
    with pytest.raises(subs.TooManyError):
        hooks.add(server.url("/hook"), WISHES, INE, MONDAY + timedelta(days=9))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://10.0.0.1/hook", "hook_private"),
        ("https://[fd00::1]/hook", "hook_private"),
        ("http://169.254.169.254/latest/meta-data", "hook_private"),
        ("http://desk.example.org/hook", "hook_not_https"),
        ("ftp://desk.example.org/hook", "hook_not_https"),
        ("javascript:alert(1)", "hook_no_address"),
        ("https://ine:word@desk.example.org/", "hook_user"),
        ("https://desk.example.org\\@10.0.0.1/", "hook_no_address"),
        ("https://desk.example.org/a b", "hook_no_address"),
        ("https://desk.example.org/\r\nHost: x", "hook_no_address"),
        ("https://desk.example.org:99999/", "hook_no_address"),
        ("https://desk.example.org/" + "a" * 2000, "hook_no_address"),
        ("", "hook_no_address"),
    ],
)
def test_addresses_that_no_hook_can_have(address: str, code: str, store: Store) -> None:
    with pytest.raises(WebAddressError) as raised:
        hooks.add(address, WISHES, INE, MONDAY)
    assert raised.value.code == code
    assert hooks.lines() == []


def test_a_removed_hook_leaves_no_address_and_no_secret(
    store: Store, server: Loopback, hook: Subscription
) -> None:
    answering(server, lambda word: word.encode())
    hooks.challenge(hook.id, INE, MONDAY)
    hooks.remove(hook.id, INE, MORNING)
    assert hooks.lines() == []
    with pytest.raises(StoreError):
        hooks.test(hook.id, INE, MORNING)
    with pytest.raises(StoreError):
        hooks.challenge(hook.id, INE, MORNING)
    with store.read() as tx:
        kept = str([tx.execute(select(table)).all() for table in (t.audit, t.outbox, t.subscription)])
        acts = tx.execute(select(t.audit.c.who, t.audit.c.what).where(t.audit.c.subject == hook.id)).all()
    assert "s3cret" not in kept
    assert hook.secret not in kept
    assert [(who, what.removeprefix("subscription:")) for who, what in acts] == [
        (INE, "request"), (INE, "webhook"), (INE, "challenge"), (INE, "active"), (INE, "end"),
    ]  # fmt: skip


def test_a_hook_removed_while_it_answers_does_not_begin(
    store: Store, server: Loopback, hook: Subscription
) -> None:
    def removing(word: str) -> bytes:
        with store.begin() as tx:
            subs.end(tx, hook.id, INE, "removed", MONDAY)
        return word.encode()

    answering(server, removing)
    with pytest.raises(StoreError):
        hooks.challenge(hook.id, INE, MONDAY)
    assert state(store, hook) is SubscriptionState.ENDED


def test_a_test_is_for_those_that_have_begun(store: Store, server: Loopback, hook: Subscription) -> None:
    with pytest.raises(StoreError):
        hooks.test(hook.id, INE, MONDAY)
    assert server.asked == []
