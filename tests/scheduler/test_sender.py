"""The sender as a process of the scheduler: started when something is due, bounded, not again at once."""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from measures.outgoing import Channel, Wishes
from measures.settings import Settings
from measures.store import Store
from measures.store.subscriptions import request
from measures.vocabulary import Language
from scheduler import outgoing
from scheduler.outgoing import PAUSE, Sender

NOW = datetime(2020, 3, 24, 6, 30, tzinfo=UTC)
MAILING = Settings(smtp_host="localhost", smtp_sender="borders@example.org")


def ask(store: Store) -> None:
    with store.begin() as tx:
        assert request(tx, Channel.MAIL, "desk@example.org", Wishes(Language.NL), NOW)


def script(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


def test_nothing_is_started_without_something_due_or_without_a_mail_server(store: Store) -> None:
    assert not Sender(MAILING, lambda: NOW).is_due(store)
    ask(store)
    assert Sender(MAILING, lambda: NOW).is_due(store)
    assert not Sender(Settings(), lambda: NOW).is_due(store)


def test_after_a_sender_that_failed_the_next_one_waits(store: Store) -> None:
    ask(store)
    clock = [NOW]
    sender = Sender(MAILING, lambda: clock[0], script("raise SystemExit(3)"))
    asyncio.run(sender.send())
    assert not sender.is_due(store)
    clock[0] += PAUSE
    assert sender.is_due(store)


def test_a_sender_that_takes_too_long_is_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "LONGEST_SECONDS", 0.5)
    begun = time.monotonic()
    asyncio.run(Sender(MAILING, lambda: NOW, script("import time; time.sleep(60)")).send())
    assert time.monotonic() - begun < 30


def test_a_sender_learns_of_our_end_by_its_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "GRACE_SECONDS", 0.2)
    text = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); sys.stdin.read()"

    async def go() -> int | None:
        sender = Sender(MAILING, lambda: NOW, script(text))
        running = asyncio.create_task(sender.send())
        await asyncio.sleep(1)
        process = sender._process
        assert process is not None
        await sender.stop()
        assert process.stdin is not None
        process.stdin.close()
        await running
        return process.returncode

    assert asyncio.run(go()) is not None


def test_a_wait_that_is_not_over_keeps_the_sender_away(store: Store) -> None:
    ask(store)
    assert not Sender(MAILING, lambda: NOW - timedelta(minutes=1)).is_due(store)
