"""A store, a mail server, and subscribers who have confirmed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from measures.model import Conflict, Reason
from measures.outgoing import Channel, Purpose, Subscription, Wishes
from measures.settings import Settings, load_settings
from measures.store import Store, open_store
from measures.store import subscriptions as subs
from measures.store import tables as t
from measures.store.conflicts import replace_conflicts
from measures.vocabulary import Border, Language
from tests.measures.store import facts as facts_of_march
from tests.postbox import Postbox, receiving
from tests.stores import fresh_database

MONDAY = datetime(2020, 3, 23, 12, tzinfo=UTC)
MORNING = datetime(2020, 3, 24, 6, 30, tzinfo=UTC)
_BLOCKED = (("country", "BE"), ("other", "NL"), ("since", "2020-03-20"), ("authority", "FOD BiZa"))
Subscribe = Callable[..., Subscription]
Put = Callable[..., None]


def a_conflict(key: str = "c-1", **facts: object) -> Conflict:
    """The closed Belgian border of March 2020, with its reason in full."""
    return facts_of_march.a_conflict(key, **{"reasons": (Reason("blocked", _BLOCKED),), **facts})


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with receiving() as box:
        yield box


@pytest.fixture
def url(tmp_path: Path) -> str:
    return fresh_database("sqlite", tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def settings(postbox: Postbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings that lead to the mail server, also those that links are made by."""
    monkeypatch.setenv("TASKFORCE_PUBLIC_URL", "https://taskforce.example.org")
    load_settings.cache_clear()
    yield settings_for(postbox)
    load_settings.cache_clear()


def settings_for(postbox: Postbox, **more: object) -> Settings:
    base = {"smtp_host": "localhost", "smtp_port": postbox.port, "smtp_security": "none"}
    base["smtp_sender"] = "Taskforce Grænser <borders@example.org>"
    return Settings(**{**base, **more})  # type: ignore[arg-type]


@pytest.fixture
def subscribe(store: Store) -> Subscribe:
    """Lets an address subscribe and confirm, without a message being sent."""

    def one(address: str = "desk@example.org", language: str = "en", **wishes: object) -> Subscription:
        with store.begin() as tx:
            wanted = Wishes(Language(language), **wishes)  # type: ignore[arg-type]
            asked = subs.request(tx, Channel.MAIL, address, wanted, MONDAY)
            assert asked is not None
            tx.execute(t.outbox.delete().where(t.outbox.c.subscription_id == asked.id))
            confirmed = subs.confirm(tx, subs.new_token(tx, asked.id, Purpose.CONFIRM, MONDAY), MONDAY)
        assert confirmed is not None
        return confirmed

    return one


@pytest.fixture
def put(store: Store) -> Put:
    """Lets the conflicts at the border of NL and BE be these."""

    def these(*conflicts: Conflict) -> None:
        with store.begin() as tx:
            replace_conflicts(tx, [Border.NL_BE], conflicts, MONDAY)

    return these
