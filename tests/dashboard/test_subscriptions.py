"""The page of subscriptions: the form, the same answer to all, and how the sending stands."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from measures.outgoing import Channel, Rhythm, Wishes
from measures.settings import load_settings
from measures.store import Store
from measures.store import subscriptions as subs
from measures.store.exercise import Exercise, begin_exercise
from measures.store.outbox import claim, record_failed
from measures.vocabulary import Border, Language, Topic
from tests.dashboard.conftest import texts

Run = Callable[..., AppTest]


@pytest.fixture
def mailing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a mail server in the settings; the page itself speaks to none."""
    monkeypatch.setenv("TASKFORCE_SMTP_HOST", "localhost")
    monkeypatch.setenv("TASKFORCE_SMTP_SENDER", "borders@example.org")
    load_settings.cache_clear()


def type_in(app: AppTest, address: str) -> AppTest:
    app.text_input(key="subscribe:address").set_value(address)
    [button] = [one for one in app.button if one.label == "Subscribe"]
    return button.click().run()


def test_without_a_mail_server_the_page_says_how_to_set_one(store: Store, run: Run) -> None:
    app = run("subscriptions")
    assert not app.exception
    assert any("TASKFORCE_SMTP_HOST" in info.value for info in app.info)
    assert not [one for one in app.button if one.label == "Subscribe"]


def test_a_wish_waits_for_confirmation_with_the_choices_of_the_address(
    store: Store, mailing: None, run: Run
) -> None:
    app = run("subscriptions", border="NL-BE", topic="work", least="3", when="immediate", written="fr")
    type_in(app, " Desk@Example.org ")
    assert not app.exception
    [one] = subs.subscriptions(store, Channel.MAIL)
    wishes = Wishes(Language.FR, Rhythm.IMMEDIATE, (Border.NL_BE,), (Topic.WORK,), 3)
    assert (one.address, one.wishes) == ("Desk@example.org", wishes)
    assert any("asks to confirm" in said.value for said in app.success)
    assert app.text_input(key="subscribe:address").value == ""
    assert "Desk@example.org" not in str(dict(app.query_params))


def test_whether_an_address_is_known_cannot_be_told_from_the_answer(
    store: Store, mailing: None, run: Run
) -> None:
    answers = set()
    for _ in range(subs.MOST_A_DAY + 2):
        app = type_in(run("subscriptions"), "desk@example.org")
        answers.add(tuple(said.value for said in app.success) + tuple(said.value for said in app.error))
    assert len(answers) == 1
    assert len(subs.subscriptions(store, Channel.MAIL)) == subs.MOST_A_DAY


def test_what_is_no_address_is_said_and_stays_in_its_field(store: Store, mailing: None, run: Run) -> None:
    app = type_in(run("subscriptions"), "desk at example.org")
    assert [said.value for said in app.error] == [
        "This is no e-mail address that a message can be sent to; look at it once more."
    ]
    assert app.text_input(key="subscribe:address").value == "desk at example.org"
    assert subs.subscriptions(store, Channel.MAIL) == []


def test_the_state_of_sending_shows_reasons_and_no_address_in_full(
    store: Store, mailing: None, run: Run
) -> None:
    now = datetime.now(UTC)
    with store.begin() as tx:
        subs.request(tx, Channel.MAIL, "desk@example.org", Wishes(Language.NL), now)
        [message] = claim(tx, Channel.MAIL, now, "one", timedelta(minutes=5), 1)
        record_failed(tx, message, "one", "smtp_later", (("said", "451 [greylisted](x)"),), now)
    app = run("subscriptions")
    shown = " ".join(str(table.value.to_dict()) for table in app.table)
    assert "451" in shown
    assert r"\\[greylisted\\]" in shown, "a server's words are no link"
    assert "d…" in shown
    assert "desk" not in shown + texts(app)
    assert [metric.value for metric in app.metric][:3] == ["0", "1", "0"]


def test_nobody_has_subscribed_is_said(store: Store, mailing: None, run: Run) -> None:
    assert any("Nobody has subscribed yet" in info.value for info in run("subscriptions").info)


def test_in_an_exercise_nobody_can_subscribe(store: Store, mailing: None, run: Run) -> None:
    with store.begin() as tx:
        begin_exercise(tx, Exercise(date(2020, 3, 1), date(2020, 4, 1), 1, datetime(2020, 3, 2, tzinfo=UTC)))
    app = run("subscriptions")
    assert any("nothing of it leaves the house" in info.value for info in app.info)
    assert not [one for one in app.button if one.label == "Subscribe"]


@pytest.mark.parametrize(
    ("lang", "title"), [("nl", "Abonnementen"), ("de", "Abonnements"), ("fr", "Abonnements")]
)
def test_the_page_speaks_the_readers_language(
    store: Store, mailing: None, run: Run, lang: str, title: str
) -> None:
    app = run("subscriptions", lang=lang)
    assert not app.exception
    assert app.title[0].value == title
