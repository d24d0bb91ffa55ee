"""Webhooks over real HTTP: signed, tried again, given up; and nothing gets where it should not."""

import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
import pytest
import trustme
from sqlalchemy import select
from standardwebhooks import Webhook

import measures.network.addresses
from dashboard.outgoing import hooks as posting
from dashboard.outgoing.hook_sending import send_hooks
from dashboard.outgoing.hooks import new_secret
from dashboard.outgoing.payload import MOST, schema
from dashboard.outgoing.sending import Sent
from measures.outgoing import Channel, Rhythm, Subscription, SubscriptionState, Wishes
from measures.outgoing.rhythm import next_try
from measures.settings import Settings, load_settings
from measures.store import Store, hooks
from measures.store import subscriptions as subs
from measures.store import tables as t
from measures.store.outbox import GIVEN_UP_AFTER
from measures.store.sendings import troubles
from measures.vocabulary import Language
from tests.dashboard.outgoing.conftest import MONDAY, MORNING, Put, a_conflict
from tests.loopback import Asked, Loopback, Reply, serving

HOOK = Channel.WEBHOOK
Add = Callable[..., Subscription]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        running.routes["/hook"] = Reply(status=204)
        yield running


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setenv("TASKFORCE_PUBLIC_URL", "https://taskforce.example.org")
    monkeypatch.setenv("TASKFORCE_OPEN_LOOPBACK", "true")
    load_settings.cache_clear()
    yield load_settings()
    load_settings.cache_clear()


@pytest.fixture
def add(store: Store, server: Loopback) -> Add:
    """A webhook that has answered its challenge."""

    def one(address: str = "", language: str = "en", **wishes: object) -> Subscription:
        with store.begin() as tx:
            wanted = Wishes(Language(language), **wishes)  # type: ignore[arg-type]
            added = hooks.add(tx, address or server.url("/hook"), new_secret(), wanted, "Ine Maes", MONDAY)
            hooks.begin(tx, added.id, "Ine Maes", MONDAY)
        return added

    return one


def send(store: Store, settings: Settings, at: datetime = MORNING) -> Sent:
    return send_hooks(store, settings, lambda: at, lambda: False)


def state(store: Store, one: Subscription) -> Subscription:
    with store.read() as tx:
        found = subs.subscription(tx, one.id)
    assert found is not None
    return found


def assert_signed(asked: Asked, secret: str) -> None:
    """By the letter of the specification, without the library that signed."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    signature = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{signature}"


def sent(asked: Asked) -> Any:
    found = json.loads(asked.body)
    jsonschema.validate(found, schema(), format_checker=jsonschema.FormatChecker())
    return found


def test_a_digest_arrives_signed_and_as_described(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    one = add(language="nl")
    put(a_conflict(severity=4))
    assert str(send(store, settings)) == "1 sent, 0 to be tried again, 0 given up"
    [asked] = server.asked
    assert_signed(asked, one.secret)
    assert (asked.method, asked.headers["content-type"]) == ("POST", "application/json")
    assert int(asked.headers["webhook-timestamp"]) == int(MORNING.timestamp())
    with store.read() as tx:
        assert asked.headers["webhook-id"] == tx.execute(select(t.outbox.c.message_id)).scalar_one()
    found = sent(asked)
    assert (found["version"], found["type"]) == (1, "conflicts.digest")
    [notice] = found["data"]["notices"]
    assert (notice["kind"], notice["before"], notice["conflict"]["severity"]) == ("new", None, 4)
    assert (notice["conflict"]["key"], notice["conflict"]["border"]) == ("c-1", "NL-BE")
    assert notice["url"] == "https://taskforce.example.org/conflicts?key=c-1&lang=nl"
    assert "België" in notice["conflict"]["reasons"][0]["sentence"]
    assert found["data"]["weekly_url"] is None
    assert send(store, settings).sent == 0, "once"


def test_the_specification_s_own_library_accepts_what_is_sent_now(
    store: Store, settings: Settings, server: Loopback, add: Add
) -> None:
    one = add()
    now = datetime.now(UTC)
    signed = posting.headers(one.secret, "msg", '{"a": "é"}', now)
    assert Webhook(one.secret).verify('{"a": "é"}', signed) == {"a": "é"}


def test_a_weekly_message_leads_to_the_summary_of_the_week_before(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    add(rhythm=Rhythm.WEEKLY, language="de")
    send(store, settings, MORNING + timedelta(days=6))
    found = sent(server.asked[0])
    assert "weekly?week=2020-W13" in found["data"]["weekly_url"]
    assert found["data"]["notices"] == []
    assert found["text"]


def test_a_flood_of_news_is_told_in_part_and_counted(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    add()
    put(*(a_conflict(f"c-{number}") for number in range(MOST + 20)))
    send(store, settings)
    data = sent(server.asked[0])["data"]
    assert (len(data["notices"]), data["left_off"]) == (MOST, 20)


@pytest.mark.parametrize(
    "reply", [Reply(), Reply(status=202), Reply(b"x" * 50_000), Reply(b"ok", endless=True)]
)
def test_any_2xx_is_a_yes_whatever_else_is_said(
    reply: Reply, store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    add()
    put(a_conflict())
    server.routes["/hook"] = reply
    assert send(store, settings).sent == 1


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=500), "hook_refused"),
        (Reply(status=404), "hook_refused"),
        (Reply(status=429), "hook_later"),
        (Reply(b"x" * 100, reset_after=0, status=500), "hook_refused"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/latest"}), "hook_redirect"),
        (Reply(status=307, headers={"Location": "/other"}), "hook_redirect"),
    ],
)
def test_a_refusal_is_tried_again_with_the_same_id_and_body_and_no_redirect_followed(
    reply: Reply, code: str, store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    one = add()
    put(a_conflict())
    server.routes["/hook"] = reply
    server.routes["/other"] = Reply()
    assert send(store, settings).later == 1
    [trouble] = troubles(store, HOOK)
    assert (trouble.code, trouble.address, trouble.subscription_id) == (
        code,
        f"http://127.0.0.1:{server.port}/…",
        one.id,
    )
    assert send(store, settings, MORNING + timedelta(minutes=4)).sent == 0
    server.routes["/hook"] = Reply()
    assert send(store, settings, MORNING + timedelta(minutes=5)).sent == 1
    first, second = server.asked
    assert first.path == second.path == "/hook"
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 300
    assert_signed(second, one.secret)


@pytest.mark.parametrize(
    ("wish", "pause"),
    [
        ("7200", timedelta(hours=2)),
        ("99999999999", timedelta(days=1)),
        ("Tue, 24 Mar 2020 07:30:00 GMT", timedelta(hours=1)),
        ("1", timedelta(minutes=5)),
        ("soon", timedelta(minutes=5)),
    ],
)
def test_a_receiver_may_ask_for_a_pause_within_bounds(
    wish: str, pause: timedelta, store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    add()
    put(a_conflict())
    server.routes["/hook"] = Reply(status=503, headers={"Retry-After": wish})
    send(store, settings)
    [trouble] = troubles(store, HOOK)
    assert trouble.again_at == MORNING + pause


def test_gone_is_gone_at_once_and_can_be_begun_again(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    one = add()
    put(a_conflict())
    server.routes["/hook"] = Reply(status=410)
    assert send(store, settings).failed == 1
    found = state(store, one)
    assert (found.state, found.code) == (SubscriptionState.DISABLED, "hook_gone")
    later = MORNING + timedelta(days=1)
    assert str(send(store, settings, later)) == "0 sent, 0 to be tried again, 0 given up"
    server.routes["/hook"] = Reply()
    with store.begin() as tx:
        hooks.begin(tx, one.id, "Ine Maes", later)
    assert send(store, settings, later + timedelta(days=1)).sent == 1
    assert [n["conflict"]["key"] for n in sent(server.asked[-1])["data"]["notices"]] == ["c-1"]


def test_lasting_failure_switches_it_off_and_says_why(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    one = add(rhythm=Rhythm.IMMEDIATE)
    server.routes["/hook"] = Reply(status=500)
    at, messages = MORNING, 0
    while state(store, one).state is SubscriptionState.ACTIVE:
        messages += 1
        put(*(a_conflict(f"c-{number}") for number in range(messages)))
        attempts, due = 0, at
        while due is not None:
            at = due
            send(store, settings, at)
            attempts += 1
            due = next_try(attempts, at)
    assert messages == GIVEN_UP_AFTER
    found = state(store, one)
    assert (found.state, found.code, found.args) == (
        SubscriptionState.DISABLED,
        "hook_refused",
        (("status", "500"),),
    )


def test_several_messages_come_in_order_and_wait_for_the_first(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    add(rhythm=Rhythm.IMMEDIATE)
    put(a_conflict("a"))
    server.routes["/hook"] = Reply(status=503)
    send(store, settings)
    put(a_conflict("a"), a_conflict("b"))
    send(store, settings, MORNING + timedelta(minutes=1))
    asked_while_away = len(server.asked)
    server.routes["/hook"] = Reply()
    send(store, settings, MORNING + timedelta(minutes=6))
    keys = [[n["conflict"]["key"] for n in sent(asked)["data"]["notices"]] for asked in server.asked]
    assert asked_while_away == 2
    assert keys == [["a"], ["b"], ["a"], ["b"]]


def test_slow_receivers_do_not_keep_the_others_waiting(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 0.6)
    server.routes["/drip"] = Reply(b"y" * 1000, drip=0.1)
    server.routes["/late"] = Reply(late=60)
    for path in ("/late", "/drip", "/hook", "/late2"):
        add(server.url(path.rstrip("2")))
    put(a_conflict())
    done = send(store, settings)
    assert (done.sent, done.later) == (2, 2), "a yes is a yes however slowly its body drips"
    assert {one.code for one in troubles(store, HOOK)} == {"total_timeout"}
    assert server.most_at_once >= 3


def test_a_name_that_turns_private_after_the_check_is_not_connected_to(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What was public when it was added leads into the house on the morning it is written to.
    answers = [["10.0.0.7"], ["147.181.2.1", "169.254.169.254"], ["::ffff:192.168.1.1"], ["127.0.0.1"]]
    looked_up = []

    async def resolver(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return answers[len(looked_up) - 1]

    monkeypatch.setattr(measures.network.addresses, "resolve", resolver)
    closed = settings.model_copy(update={"open_loopback": False})
    add(f"https://desk.example.org:{server.port}/hook")
    put(a_conflict())
    at = MORNING
    for attempt in range(1, len(answers) + 1):
        assert send(store, closed, at).later == 1
        [trouble] = troubles(store, HOOK)
        assert (trouble.code, trouble.args) == ("hook_private", ()), "says nothing of what the name leads to"
        at = next_try(attempt, at)  # type: ignore[assignment]
    assert looked_up == ["desk.example.org"] * len(answers)
    assert server.asked == []


def test_plain_http_is_for_loopback_alone_and_only_while_that_is_open(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    add()
    put(a_conflict())
    assert send(store, settings.model_copy(update={"open_loopback": False})).later == 1
    assert [one.code for one in troubles(store, HOOK)] == ["hook_private"]
    assert server.asked == []


def test_a_certificate_nobody_vouches_for_is_not_spoken_to(
    store: Store, settings: Settings, add: Add, put: Put
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving(context) as server:
        add(server.url("/hook"))
        put(a_conflict())
        assert send(store, settings).later == 1
        assert [one.code for one in troubles(store, HOOK)] == ["tls_error"]
        assert server.asked == []


def test_a_message_that_cannot_be_written_keeps_no_other_waiting(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    add()
    broken = add()
    put(a_conflict())
    with store.begin() as tx:
        tx.execute(t.subscription.update().where(t.subscription.c.id == broken.id).values(secret="whsec_"))
    done = send(store, settings)
    assert (done.sent, done.later) == (1, 1)
    assert [one.code for one in troubles(store, HOOK)] == ["not_written"]


def test_a_hook_removed_meanwhile_gets_nothing_more(
    store: Store, settings: Settings, server: Loopback, add: Add, put: Put
) -> None:
    one = add(rhythm=Rhythm.IMMEDIATE)
    server.routes["/hook"] = Reply(status=503)
    for number in (1, 2):
        put(*(a_conflict(f"c-{n}") for n in range(number)))
        send(store, settings)

    def removing(asked: Asked) -> Reply:
        with store.begin() as tx:
            subs.end(tx, one.id, "Ine Maes", "removed", MORNING)
        return Reply()

    server.routes["/hook"] = removing
    send(store, settings, MORNING + timedelta(minutes=5))
    assert len(server.asked) == 2 + 1
    with store.read() as tx:
        kept = [tx.execute(select(table)).all() for table in (t.audit, t.outbox, t.subscription)]
    assert one.secret not in str(kept)
    assert "/hook" not in str(kept)
