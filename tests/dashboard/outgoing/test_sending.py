"""Digests sent to a real mail server: what arrives, and what becomes of what the server does not take."""

import re
import ssl
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from dashboard.outgoing import sending
from dashboard.outgoing.sending import Sent, send_mail
from measures.model import Reason
from measures.outgoing import Channel, Purpose, Rhythm, SubscriptionState, Wishes
from measures.settings import Settings
from measures.store import Store
from measures.store import subscriptions as subs
from measures.store.editions import facts_of
from measures.store.outbox import GIVEN_UP_AFTER
from measures.store.sendings import sendings, troubles
from measures.vocabulary import Border, Language
from tests.dashboard.outgoing.conftest import MONDAY, MORNING, Put, Subscribe, a_conflict, settings_for
from tests.postbox import Postbox, receiving


def send(store: Store, settings: Settings, now: datetime = MORNING) -> Sent:
    return send_mail(store, settings, lambda: now, lambda: False)


def body(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def token_of(message: EmailMessage) -> str:
    return str(message["List-Unsubscribe"]).partition("token=")[2].rstrip(">")


def test_a_subscription_is_confirmed_told_and_ended_by_its_links(
    store: Store, settings: Settings, postbox: Postbox, put: Put
) -> None:
    with store.begin() as tx:
        wishes = Wishes(Language.NL, Rhythm.DAILY, (Border.NL_BE,))
        assert subs.request(tx, Channel.MAIL, "desk@example.org", wishes, MONDAY)
    assert send(store, settings, MONDAY).sent == 1
    [(to, asked)] = postbox.arrived
    assert to == asked["To"] == "desk@example.org"
    assert asked["List-Unsubscribe"] is None
    [link] = [line for line in body(asked).splitlines() if "/subscription/confirm?" in line]
    with store.begin() as tx:
        assert subs.confirm(tx, link.partition("token=")[2], MONDAY)
    put(a_conflict())
    send(store, settings)
    message = postbox.arrived[1][1]
    with store.begin() as tx:
        one = subs.of_token(tx, token_of(message), Purpose.END)
    assert one is not None
    assert one.state is SubscriptionState.ACTIVE


def test_the_headers_are_those_of_automatic_mail_with_one_click_to_end(
    store: Store, settings: Settings, postbox: Postbox, put: Put, subscribe: Subscribe
) -> None:
    subscribe()
    put(a_conflict())
    send(store, settings)
    [(_, message)] = postbox.arrived
    assert message["From"] == "Taskforce Grænser <borders@example.org>"
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Date"].datetime == MORNING
    assert message["Auto-Submitted"] == "auto-generated"
    # As it went over the line: an encoded one would be decoded here, but not by mail programs.
    on_the_line = dict(message.raw_items())["List-Unsubscribe"].strip()
    assert re.fullmatch(
        r"<https://taskforce\.example\.org/subscription/end\?token=[\w-]{43}>", on_the_line, re.ASCII
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Content-Language"] == "en"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Subject"].startswith("New conflict, 5 critical: NL–BE")
    for kind in ("plain", "html"):
        assert "https://taskforce.example.org/conflicts?key=c-1" in body(message, kind)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("nl", "Nieuw knelpunt, 5 kritiek"),
        ("de", "Neuer Konflikt, 5 kritisch"),
        ("fr", "Nouveau conflit, 5 critique"),
        ("en", "New conflict, 5 critical"),
    ],
)
def test_each_is_told_in_their_language(
    store: Store,
    settings: Settings,
    postbox: Postbox,
    put: Put,
    subscribe: Subscribe,
    language: str,
    subject: str,
) -> None:
    subscribe(language=language)
    put(a_conflict())
    send(store, settings)
    [(_, message)] = postbox.arrived
    assert message["Subject"].startswith(subject)
    assert f'<html lang="{language}">' in body(message, "html")
    assert all(len(line) <= 78 or "http" in line for line in body(message).splitlines())


def test_what_was_put_off_arrives_later_as_the_same_message(
    store: Store, settings: Settings, postbox: Postbox, put: Put, subscribe: Subscribe
) -> None:
    subscribe()
    put(a_conflict())
    postbox.answers["desk@example.org"] = ["451 4.7.1 <desk@example.org> greylisted, try again"]
    assert send(store, settings).later == 1
    [trouble] = troubles(store, Channel.MAIL)
    assert (trouble.code, trouble.attempts) == ("smtp_later", 1)
    assert dict(trouble.args)["said"] == "451 4.7.1 <d…@example.org> greylisted, try again"
    assert send(store, settings).later == 0, "not before its time"
    assert send(store, settings, MORNING + timedelta(minutes=5)).sent == 1
    assert len(postbox.arrived) == 1
    assert troubles(store, Channel.MAIL) == []


def test_an_address_that_refuses_again_and_again_is_no_longer_written_to(
    store: Store, settings: Settings, postbox: Postbox, put: Put, subscribe: Subscribe
) -> None:
    one = subscribe()
    other = subscribe("other@example.org")
    put(a_conflict())
    postbox.answers["desk@example.org"] = ["550 5.1.1 no such user"] * 9
    for day in range(GIVEN_UP_AFTER):
        assert send(store, settings, MORNING + timedelta(days=day)).failed == 1
    assert send(store, settings, MORNING + timedelta(days=9)).failed == 0
    with store.begin() as tx:
        found, kept = subs.subscription(tx, one.id), subs.subscription(tx, other.id)
    assert found is not None
    assert kept is not None
    assert (found.state, found.code) == (SubscriptionState.DISABLED, "smtp_refused")
    assert kept.state is SubscriptionState.ACTIVE
    assert [to for to, _ in postbox.arrived] == ["other@example.org"]


def test_a_connection_that_breaks_in_the_midst_of_a_message_costs_nobody_theirs(
    store: Store, settings: Settings, postbox: Postbox, put: Put, subscribe: Subscribe
) -> None:
    for number in range(3):
        subscribe(f"desk{number}@example.org")
    put(a_conflict())
    postbox.breaks = 1
    assert send(store, settings) == Sent(sent=2, later=1)
    assert send(store, settings, MORNING + timedelta(minutes=5)) == Sent(sent=1)
    assert sorted(to for to, _ in postbox.arrived) == [f"desk{number}@example.org" for number in range(3)]


def test_without_a_mail_server_all_waits_and_the_reason_is_told(
    store: Store, settings: Settings, postbox: Postbox, put: Put, subscribe: Subscribe
) -> None:
    for number in range(3):
        subscribe(f"desk{number}@example.org")
    put(a_conflict())
    nowhere = settings_for(postbox, smtp_port=9)
    assert send(store, nowhere) == Sent(later=3)
    assert {trouble.code for trouble in troubles(store, Channel.MAIL)} == {"smtp_unreachable"}
    assert sendings(store, Channel.MAIL).waiting == 3
    assert send(store, settings, MORNING + timedelta(minutes=5)) == Sent(sent=3)


def test_several_senders_at_once_send_each_message_once(
    store: Store, settings: Settings, postbox: Postbox, put: Put, subscribe: Subscribe
) -> None:
    for number in range(12):
        subscribe(f"desk{number}@example.org")
    put(a_conflict())
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: send(store, settings), range(3)))
    assert sum(one.sent for one in done) == len(postbox.arrived) == 12
    assert len({to for to, _ in postbox.arrived}) == 12


def test_the_server_is_spoken_to_encrypted_with_a_login(
    store: Store, settings: Settings, put: Put, subscribe: Subscribe, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    subscribe()
    put(a_conflict())
    with receiving(context, password=b"right") as box:
        login = {"smtp_security": "starttls", "smtp_user": "taskforce", "smtp_password": "right"}
        assert send(store, settings_for(box, **login)) == Sent(later=1), "a stranger's certificate"
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        wrong = settings_for(box, **login | {"smtp_password": "wrong"})
        assert send(store, wrong, MORNING + timedelta(minutes=5)) == Sent(later=1)
        [trouble] = troubles(store, Channel.MAIL)
        assert trouble.code == "smtp_login", trouble
        assert "wrong" not in repr(wrong) + str(trouble)
        assert send(store, settings_for(box, **login), MORNING + timedelta(hours=1)) == Sent(sent=1)
        assert set(box.logins) == {b"taskforce"}


def test_a_sender_that_is_told_to_stop_finishes_the_message_in_hand(
    store: Store, settings: Settings, postbox: Postbox, put: Put, subscribe: Subscribe
) -> None:
    for number in range(5):
        subscribe(f"desk{number}@example.org")
    put(a_conflict())
    done = send_mail(store, settings, lambda: MORNING, lambda: len(postbox.arrived) == 2)
    assert done == Sent(sent=2)
    assert sendings(store, Channel.MAIL).waiting == 3
    assert send(store, settings) == Sent(sent=3)


def test_the_facts_of_a_week_are_worked_out_once_for_all_its_subscribers(
    store: Store, settings: Settings, postbox: Postbox, subscribe: Subscribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    monkeypatch.setattr(sending, "facts_of", lambda *args: (read.append(args), facts_of(*args))[1])
    for number, language in enumerate(Language):
        subscribe(f"desk{number}@example.org", language, rhythm=Rhythm.WEEKLY)
    assert send(store, settings, MONDAY + timedelta(days=7)).sent == len(Language)
    assert len(read) == 1


def test_a_weekly_message_carries_the_figures_and_the_link_of_the_summary(
    store: Store, settings: Settings, postbox: Postbox, put: Put, subscribe: Subscribe
) -> None:
    subscribe(rhythm=Rhythm.WEEKLY, borders=(Border.NL_BE,))
    assert send(store, settings).sent == 0
    assert send(store, settings, MORNING + timedelta(days=6)).sent == 1
    [(_, message)] = postbox.arrived
    assert message["Subject"] == "Conflicts at the borders: week 13 of 2020"
    assert "The situation in five sentences" in body(message)
    assert "/weekly?week=2020-W13&border=NL-BE" in body(message)


def test_hostile_text_stays_text_and_adds_no_header(
    store: Store, settings: Settings, postbox: Postbox, put: Put, subscribe: Subscribe
) -> None:
    subscribe()
    evil = "x\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>"
    put(a_conflict(reasons=(Reason("blocked", (
        ("country", "BE"), ("other", "NL"), ("since", "2020-03-20"), ("authority", evil)
    )),)))  # fmt: skip
    send(store, settings)
    [(_, message)] = postbox.arrived
    assert message["Bcc"] is None
    assert "<script>" not in body(message, "html")
    assert "alert(1)" in body(message)
