"""Subscriptions and the outbox: each subscriber gets each digest once, whoever sends and whatever fails."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from measures.casework import Act, basis_of
from measures.model import Conflict
from measures.outgoing import (
    Channel,
    MessageState,
    NoticeKind,
    Purpose,
    Rhythm,
    Subscription,
    SubscriptionState,
    Wishes,
)
from measures.store import Store
from measures.store import subscriptions as subs
from measures.store import tables as t
from measures.store.casework import keep_act, read_case
from measures.store.conflicts import replace_conflicts
from measures.store.exercise import Exercise, begin_exercise
from measures.store.outbox import (
    GIVEN_UP_AFTER,
    KEPT,
    Message,
    claim,
    forget_texts,
    give_back,
    record_failed,
    record_sent,
    renew,
)
from measures.store.outgoing import collect, something_is_due
from measures.vocabulary import Border, CaseState, Language
from tests.measures.store.facts import a_conflict

MONDAY = datetime(2020, 3, 23, 12, tzinfo=UTC)
MORNING = datetime(2020, 3, 24, 6, 30, tzinfo=UTC)
LEASE = timedelta(minutes=5)
MAIL = Channel.MAIL


def put(store: Store, *conflicts: Conflict, at: datetime = MONDAY) -> None:
    with store.begin() as tx:
        replace_conflicts(tx, [Border.NL_BE], conflicts, at)


def request(
    store: Store, address: str = "desk@example.org", at: datetime = MONDAY, **wishes: object
) -> Subscription:
    with store.begin() as tx:
        one = subs.request(tx, MAIL, address, Wishes(Language.NL, **wishes), at)  # type: ignore[arg-type]
    assert one is not None
    return one


def subscribe(
    store: Store, address: str = "desk@example.org", at: datetime = MONDAY, **wishes: object
) -> Subscription:
    one = request(store, address, at, **wishes)
    with store.begin() as tx:
        [message] = [m for m in claim(tx, MAIL, at, "t", LEASE, 100) if m.subscription_id == one.id]
        assert message.is_confirmation
        record_sent(tx, message, at)
        confirmed = subs.confirm(tx, subs.new_token(tx, one.id, Purpose.CONFIRM, at), at)
    assert confirmed is not None
    return confirmed


def take(store: Store, now: datetime, holder: str = "one", limit: int = 100) -> list[Message]:
    with store.begin() as tx:
        return claim(tx, MAIL, now, holder, LEASE, limit)


def told(messages: list[Message]) -> list[tuple[str, NoticeKind]]:
    return [(notice.key, notice.kind) for message in messages for notice in message.digest.notices]


def states(store: Store) -> list[str]:
    with store.read() as tx:
        return list(tx.execute(select(t.outbox.c.state).order_by(t.outbox.c.id)).scalars())


def test_a_daily_digest_tells_what_came_since_the_confirmation(store: Store) -> None:
    put(store, a_conflict("old"))
    subscribe(store)
    put(store, a_conflict("old"), a_conflict("new", severity=3))
    assert not something_is_due(store, MAIL, MONDAY)
    assert something_is_due(store, MAIL, MORNING)
    assert collect(store, MAIL, MORNING) == 1
    assert told(take(store, MORNING)) == [("new", NoticeKind.NEW)]
    assert collect(store, MAIL, MORNING) == 0
    assert take(store, MORNING) == []


def test_nothing_new_makes_no_daily_digest_but_a_weekly_one(store: Store) -> None:
    subscribe(store)
    subscribe(store, "week@example.org", rhythm=Rhythm.WEEKLY)
    assert collect(store, MAIL, MORNING) == 0
    assert not something_is_due(store, MAIL, MORNING)
    assert collect(store, MAIL, MORNING + timedelta(days=6)) == 1
    assert [m.slot for m in take(store, MORNING + timedelta(days=6))] == ["2020-03-30"]


def test_an_immediate_subscriber_is_told_at_once_and_an_end_in_the_morning_after(store: Store) -> None:
    subscribe(store, rhythm=Rhythm.IMMEDIATE, least=4)
    ending = a_conflict("c", severity=3, until=date(2020, 3, 24))
    put(store, ending)
    collect(store, MAIL, MONDAY)
    assert take(store, MONDAY) == []
    put(store, replace(ending, severity=5))
    assert something_is_due(store, MAIL, MONDAY)
    collect(store, MAIL, MONDAY)
    assert told(take(store, MONDAY)) == [("c", NoticeKind.NEW)]
    assert collect(store, MAIL, MORNING) == 0
    collect(store, MAIL, MORNING + timedelta(days=1))
    assert ("c", NoticeKind.ENDED) in told(take(store, MORNING + timedelta(days=1)))


def test_days_without_a_sender_are_caught_up_with_once(store: Store) -> None:
    subscribe(store)
    put(store, a_conflict())
    late = MORNING + timedelta(days=5)
    assert collect(store, MAIL, late) == 1
    assert [message.slot for message in take(store, late)] == ["2020-03-29"]


def test_what_was_long_over_when_it_became_known_is_not_told(store: Store) -> None:
    subscribe(store)
    put(store, a_conflict(until=date(2020, 3, 21)))
    assert collect(store, MAIL, MORNING) == 0


def test_a_dismissed_conflict_is_neither_told_nor_said_to_be_over(store: Store) -> None:
    subscribe(store)
    put(store, a_conflict())
    collect(store, MAIL, MORNING)
    subscribe(store, "late@example.org", rhythm=Rhythm.IMMEDIATE)
    found = read_case(store, "c-1")
    assert found is not None
    act = Act("c-1", MORNING, "Ine Maes", basis_of(found[1]), "nobody is hurt", CaseState.DISMISSED)
    with store.begin() as tx:
        keep_act(tx, act, 0)
    assert collect(store, MAIL, MORNING + timedelta(days=1)) == 0


def test_an_exercise_never_leaves_the_house(store: Store) -> None:
    subscribe(store, rhythm=Rhythm.IMMEDIATE)
    put(store, a_conflict())
    with store.begin() as tx:
        begin_exercise(tx, Exercise(date(2020, 3, 1), date(2020, 4, 1), 1, MONDAY))
    assert not something_is_due(store, MAIL, MORNING)
    assert collect(store, MAIL, MORNING) == 0


def test_several_collectors_and_senders_at_once_give_each_message_to_one(store: Store) -> None:
    for number in range(12):
        subscribe(store, f"desk{number}@example.org", at=MONDAY + timedelta(hours=number // 40))
    put(store, a_conflict())
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: collect(store, MAIL, MORNING), range(4))) == 12
        taken = [
            m.id for found in pool.map(lambda n: take(store, MORNING, str(n), 4), range(6)) for m in found
        ]
    assert len(taken) == len(set(taken)) == 12


def test_the_database_refuses_a_second_message_for_a_slot_and_a_second_notice(store: Store) -> None:
    subscribe(store)
    put(store, a_conflict())
    collect(store, MAIL, MORNING)
    for table in (t.outbox, t.notice):
        with store.read() as tx:
            row = tx.execute(select(table).order_by(table.c.id.desc())).first()
        again = {name: value for name, value in row._asdict().items() if name != "id"}  # type: ignore[union-attr]
        if table is t.outbox:
            again["message_id"] = "another"
        with pytest.raises(IntegrityError), store.begin() as tx:
            tx.execute(insert(table).values(**again))


def test_a_claim_that_ran_out_returns_with_the_same_message_id(store: Store) -> None:
    subscribe(store)
    put(store, a_conflict())
    collect(store, MAIL, MORNING)
    [first] = take(store, MORNING)
    assert take(store, MORNING + LEASE / 2, "two") == []
    [second] = take(store, MORNING + LEASE, "two")
    assert (second.message_id, second.attempts) == (first.message_id, 2)
    with store.begin() as tx:
        assert not renew(tx, first, "one", MORNING + 2 * LEASE)
        assert renew(tx, second, "two", MORNING + 3 * LEASE)
        record_sent(tx, first, MORNING)
        record_failed(tx, second, "two", "smtp_refused", (), MORNING)
    assert states(store)[-1] == MessageState.SENT, "what one got out, another's failure does not undo"


def test_what_was_not_tried_goes_back_uncounted(store: Store) -> None:
    subscribe(store)
    put(store, a_conflict())
    collect(store, MAIL, MORNING)
    take(store, MORNING)
    with store.begin() as tx:
        give_back(tx, "one")
    [again] = take(store, MORNING)
    assert again.attempts == 1


def test_a_failed_try_is_repeated_later_and_a_failed_message_told_in_the_next(store: Store) -> None:
    one = subscribe(store)
    put(store, a_conflict())
    collect(store, MAIL, MORNING)
    [message] = take(store, MORNING)
    with store.begin() as tx:
        assert not record_failed(tx, message, "one", "smtp_later", (("said", "451 greylisted"),), MORNING)
    assert take(store, MORNING + timedelta(minutes=4)) == []
    [message] = take(store, MORNING + timedelta(minutes=5))
    with store.begin() as tx:
        assert record_failed(tx, message, "one", "smtp_refused", (), MORNING, final=True)
        kept = subs.subscription(tx, one.id)
    assert kept is not None
    assert kept.failures == 1 < GIVEN_UP_AFTER
    assert take(store, MORNING + timedelta(hours=9)) == []
    tomorrow = MORNING + timedelta(days=1)
    collect(store, MAIL, tomorrow)
    assert told(take(store, tomorrow)) == [("c-1", NoticeKind.NEW)]


def test_tokens_are_stored_hashed_and_serve_one_purpose(store: Store) -> None:
    one = request(store)
    with store.begin() as tx:
        token = subs.new_token(tx, one.id, Purpose.CONFIRM, MONDAY)
        other = subs.new_token(tx, one.id, Purpose.CONFIRM, MONDAY)
        assert token != other
        assert subs.of_token(tx, token, Purpose.END) is None
        assert subs.of_token(tx, token, Purpose.CONFIRM) == one
        assert subs.confirm(tx, "made up", MONDAY) is None
        kept = " ".join(map(str, tx.execute(select(t.subscription_token)).all()))
    assert token not in kept
    with store.begin() as tx:
        assert subs.confirm(tx, token, MONDAY) is not None
        assert subs.confirm(tx, other, MONDAY) is None, "once is enough"


def test_confirming_the_same_wishes_again_replaces_the_older_one(store: Store) -> None:
    first, second = subscribe(store), subscribe(store, "Desk@example.org")
    third = subscribe(store, rhythm=Rhythm.WEEKLY)
    found = {one.id: one.state for one in subs.subscriptions(store, MAIL)}
    assert found == {
        first.id: SubscriptionState.ENDED,
        second.id: SubscriptionState.ACTIVE,
        third.id: SubscriptionState.ACTIVE,
    }


def test_an_ended_subscription_keeps_no_address_and_gets_nothing_more(store: Store) -> None:
    one = subscribe(store)
    put(store, a_conflict())
    collect(store, MAIL, MORNING)
    [message] = take(store, MORNING)
    said = (("said", "550 desk@example.org is not known"),)
    with store.begin() as tx:
        record_failed(tx, message, "one", "smtp_refused", said, MORNING, final=True)
    collect(store, MAIL, MORNING + timedelta(days=1))
    with store.begin() as tx:
        token = subs.new_token(tx, one.id, Purpose.END, MORNING)
        assert subs.end(tx, one.id, subs.WHO, "asked", MORNING)
        assert not subs.end(tx, one.id, subs.WHO, "asked", MORNING)
        found = subs.of_token(tx, token, Purpose.END)
    assert found is not None
    assert (found.state, found.address) == (SubscriptionState.ENDED, "")
    assert take(store, MORNING + timedelta(days=1)) == []
    with store.read() as tx:
        assert tx.execute(select(func.count()).select_from(t.notice)).scalar_one() == 0
        kept = [tx.execute(select(table)).all() for table in (t.audit, t.outbox, t.subscription)]
    assert "desk@example.org" not in str(kept)


def test_what_nobody_confirmed_and_what_cannot_be_reached_is_forgotten_in_time(store: Store) -> None:
    request(store, "never@example.org")
    one = subscribe(store)
    with store.begin() as tx:
        subs.disable(tx, one.id, "smtp_refused", (("said", "550 no such user"),), MONDAY)
        found = subs.subscription(tx, one.id)
    assert found is not None
    assert (found.state, found.args) == (SubscriptionState.DISABLED, (("said", "550 no such user"),))
    with store.begin() as tx:
        assert subs.forget_subscriptions(tx, MONDAY + timedelta(days=6)) == 0
        assert subs.forget_subscriptions(tx, MONDAY + timedelta(days=7)) == 1
        assert subs.forget_subscriptions(tx, MONDAY + timedelta(days=30)) == 1
        forget_texts(tx, MONDAY + KEPT)
    [ended] = subs.subscriptions(store, MAIL)
    assert (ended.state, ended.address) == (SubscriptionState.ENDED, "")
    assert (ended.code, ended.args) == ("", ()), "what a server answered may repeat the address"
    with store.read() as tx:
        assert list(tx.execute(select(t.outbox.c.body)).scalars()) == [""]


def test_a_disabled_one_that_is_resumed_is_told_what_came_meanwhile(store: Store) -> None:
    one = subscribe(store)
    with store.begin() as tx:
        subs.disable(tx, one.id, "smtp_refused", (), MONDAY)
    put(store, a_conflict())
    assert collect(store, MAIL, MORNING) == 0
    with store.begin() as tx:
        found = subs.subscription(tx, one.id)
        assert found is not None
        subs.activate(tx, found, MORNING, "Ine")
    tomorrow = MORNING + timedelta(days=1)
    collect(store, MAIL, tomorrow)
    assert told(take(store, tomorrow)) == [("c-1", NoticeKind.NEW)]


def test_one_address_and_all_together_can_ask_only_so_often(store: Store) -> None:
    for _ in range(subs.MOST_A_DAY):
        request(store)
    with store.begin() as tx:
        assert subs.request(tx, MAIL, "DESK@example.org", Wishes(Language.DE), MONDAY) is None
    for number in range(subs.MOST_AN_HOUR - subs.MOST_A_DAY):
        request(store, f"{number}@example.org")
    with store.begin() as tx, pytest.raises(subs.TooManyError):
        subs.request(tx, MAIL, "one@example.org", Wishes(Language.DE), MONDAY)
    request(store, at=MONDAY + timedelta(days=1))
