"""The care of sources: alarms and their acknowledgement, questions to a person, crisis mode, gaps, rhythm."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from measures.errors import StoreError
from measures.model import Reason
from measures.rhythm import learn
from measures.store import Store
from measures.store.alarms import acknowledge, alarms
from measures.store.claims import prolong, renew
from measures.store.crisis import crisis, set_crisis
from measures.store.questions import answer, questions
from measures.store.reading import poll_history, sources_frame
from measures.store.robots import RobotsRow, keep_robots, robots_of
from measures.store.sources import ask_poll, memory_of, record_poll
from measures.store.tables import audit
from measures.vocabulary import AnswerState
from tests.measures.store.facts import MARCH
from tests.measures.store.test_sources import LEASE, a_poll, a_source, claimed, record, register

NOW = MARCH
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MOVED = Reason("moved", (("to", "https://new.example.org/feed"),))


def fail(
    store: Store, times: int, state: AnswerState = AnswerState.TIMEOUT, code: str = "read_timeout"
) -> None:
    for n in range(times):
        record(store, a_poll(at=NOW + n * HOUR, state=state, detail=Reason(code), next_try_at=NOW + 40 * DAY))


def audited(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as tx:
        return [(row.who, row.what, row.subject) for row in tx.execute(select(audit).order_by(audit.c.id))]


def of_source(store: Store) -> dict[str, object]:
    (row,) = sources_frame(store, NOW + HOUR).to_dict("records")
    return row


def test_a_failing_source_sounds_an_alarm_since_its_first_failure(store: Store) -> None:
    register(store, a_source())
    record(store, a_poll(at=NOW - DAY, new_count=2))
    assert alarms(store, NOW).empty
    fail(store, 3)
    (alarm,) = alarms(store, NOW + 3 * HOUR).to_dict("records")
    assert (alarm["source_id"], alarm["alarm"], alarm["health"]) == ("be-ibz", "failing", "failing")
    assert (alarm["since"], alarm["code"], alarm["sounds"]) == (NOW, "read_timeout", True)
    record(store, a_poll(at=NOW + 4 * HOUR, next_try_at=NOW + 5 * HOUR))
    assert alarms(store, NOW + 4 * HOUR).empty


def test_a_source_that_answers_and_has_nothing_new_for_too_long_is_another_alarm(store: Store) -> None:
    register(store, a_source(quiet_days=3))
    record(store, a_poll(new_count=2))
    record(store, a_poll(at=NOW + 4 * DAY, state=AnswerState.UNCHANGED, next_try_at=NOW + 5 * DAY))
    (alarm,) = alarms(store, NOW + 4 * DAY).to_dict("records")
    assert (alarm["alarm"], alarm["health"], alarm["since"]) == ("silent", "late", NOW)


def test_an_acknowledged_alarm_is_quiet_to_the_end_of_its_day_and_the_other_alarm_is_not(
    store: Store,
) -> None:
    register(store, a_source())
    fail(store, 3)
    until = date(2020, 3, 25)
    with store.begin() as tx:
        acknowledge(tx, "be-ibz", "failing", until, "anna", "they rebuild their site", NOW)
        acknowledge(tx, "be-ibz", "silent", until + DAY, "anna", "", NOW)

    def sounds(at_utc) -> bool:  # type: ignore[no-untyped-def]
        (alarm,) = alarms(store, at_utc).to_dict("records")
        assert (alarm["acknowledged_until"], alarm["acknowledged_by"]) == (until, "anna")
        return bool(alarm["sounds"])

    last = NOW.replace(year=2020, month=3, day=25, hour=22, minute=59)
    assert not sounds(last)
    assert sounds(last + timedelta(minutes=1)), "midnight in Amsterdam"
    with store.begin() as tx:
        with pytest.raises(StoreError, match="no such alarm"):
            acknowledge(tx, "be-ibz", "loud", until, "anna", "", NOW)
        with pytest.raises(StoreError, match="no such source"):
            acknowledge(tx, "nowhere", "silent", until, "anna", "", NOW)
    assert audited(store)[0] == ("anna", "acknowledge", "be-ibz")


def test_a_move_is_asked_once_and_the_new_address_is_used_when_accepted(store: Store) -> None:
    register(store, a_source())
    for n in range(2):
        record(store, a_poll(at=NOW + n * HOUR, state=AnswerState.MOVED, ok=False, detail=MOVED, etag="x"))
    (question,) = questions(store).to_dict("records")
    assert (question["what"], question["target"]) == ("moved", "https://new.example.org/feed")
    with store.begin() as tx:
        with pytest.raises(StoreError, match="no answer"):
            answer(tx, question["id"], "retire", "anna", "", NOW)
        with pytest.raises(StoreError, match="no such question"):
            answer(tx, 99, "keep", "anna", "", NOW)
        answer(tx, question["id"], "accept", "anna", "same authority", NOW)
    with store.read() as tx:
        memory = memory_of(tx, "be-ibz")
    assert (memory.address, memory.etag) == ("https://new.example.org/feed", None)
    assert questions(store).empty
    assert list(questions(store, open_only=False).answer) == ["accept"]
    assert audited(store)[-1] == ("anna", "answer_question", "be-ibz")
    register(store, a_source(url="https://newest.example.org/feed"))
    assert of_source(store)["address"] is None, "the catalogue has a new address of its own"


def test_a_move_that_is_kept_is_not_asked_again_but_another_target_is(store: Store) -> None:
    register(store, a_source())
    record(store, a_poll(state=AnswerState.MOVED, ok=False, detail=MOVED))
    with store.begin() as tx:
        answer(tx, int(questions(store).id[0]), "keep", "anna", "a detour of theirs", NOW)
    record(store, a_poll(state=AnswerState.MOVED, ok=False, detail=MOVED))
    assert questions(store).empty
    with store.read() as tx:
        assert memory_of(tx, "be-ibz").kept_to == "https://new.example.org/feed"
    record(store, a_poll(state=AnswerState.MOVED, ok=False, detail=Reason("moved", (("to", "https://c/"),))))
    assert list(questions(store).target) == ["https://c/"]


def test_a_feed_that_is_gone_is_retired_by_a_person_only(store: Store) -> None:
    register(store, a_source())
    record(store, a_poll(state=AnswerState.GONE, detail=Reason("gone"), next_try_at=NOW))
    assert claimed(store) == ["be-ibz"], "nothing is given up silently"
    question = int(questions(store).id[0])
    record(store, a_poll(state=AnswerState.GONE, detail=Reason("gone"), next_try_at=NOW))
    with store.begin() as tx:
        answer(tx, question, "retire", "anna", "ministry dissolved", NOW)
    assert claimed(store, now=NOW + DAY) == []
    assert alarms(store, NOW + HOUR).empty
    with store.begin() as tx:
        ask_poll(tx, "be-ibz", "anna", NOW)
    assert claimed(store, now=NOW + DAY) == ["be-ibz"], "whoever asks gets it"
    with store.begin() as tx:
        answer(tx, question, "keep", "anna", "it lives", NOW)
    assert of_source(store)["retired_at"] is None


def test_nothing_found_is_asked_about_after_three_times_and_withdrawn_when_it_returns(store: Store) -> None:
    register(store, a_source())
    fail(store, 2, AnswerState.GONE, "not_found")
    assert questions(store).empty
    fail(store, 1, AnswerState.GONE, "not_found")
    assert list(questions(store).what) == ["gone"]
    record(store, a_poll(at=NOW + DAY))
    assert questions(store).empty
    assert list(questions(store, open_only=False).answer) == ["withdrawn"]


def test_a_move_that_can_be_read_is_no_failure_and_is_shown_and_asked_about_until_it_ends(
    store: Store,
) -> None:
    register(store, a_source())
    record(store, a_poll(at=NOW - DAY, new_count=2))
    record(store, a_poll(state=AnswerState.MOVED, ok=False, failures=0, detail=MOVED))
    row = of_source(store)
    assert (row["health"], row["failures"], row["bad_since"]) == ("moved", 0, NOW)
    assert list(questions(store).what) == ["moved"]
    record(store, a_poll(at=NOW + HOUR, next_try_at=NOW + 2 * HOUR))
    assert of_source(store)["health"] == "ok"
    assert questions(store).empty


def test_a_feed_that_is_back_is_not_asked_about_though_there_is_a_remark_on_it(store: Store) -> None:
    register(store, a_source())
    fail(store, 3, AnswerState.GONE, "not_found")
    assert list(questions(store).what) == ["gone"]
    few = Reason("too_few_items", (("count", "1"), ("least", "5")))
    record(store, a_poll(at=NOW + 4 * HOUR, ok=False, failures=0, detail=few))
    assert questions(store).empty
    fail(store, 1, AnswerState.GONE, "not_found")
    assert questions(store).empty, "one answer is not three in a row"


def test_crisis_mode_is_switched_once_logged_and_brings_the_next_polls_forward(store: Store) -> None:
    register(store, a_source("a", interval_minutes=60, fastest_minutes=10), a_source("b"))
    record(store, a_poll("a", next_try_at=NOW + HOUR))
    record(store, a_poll("b", state=AnswerState.TIMEOUT, next_try_at=NOW + DAY))
    assert crisis(store) is None
    for _ in range(2):
        with store.begin() as tx:
            set_crisis(tx, True, "anna", "flood on the Meuse", NOW)
    mode = crisis(store)
    assert mode is not None
    assert (mode.since, mode.who, mode.why) == (NOW, "anna", "flood on the Meuse")
    assert claimed(store, now=NOW + timedelta(minutes=19)) == []
    assert claimed(store, now=NOW + timedelta(minutes=20)) == ["a"], "what backs off is left in peace"
    with store.begin() as tx:
        set_crisis(tx, False, "bert", "water is falling", NOW + DAY)
    assert crisis(store) is None
    assert audited(store) == [("anna", "set_crisis", "crisis"), ("bert", "set_crisis", "crisis")]


def test_gaps_are_counted_and_shown(store: Store) -> None:
    register(store, a_source())
    record(store, a_poll(at=NOW, item_count=20, missed=7, next_try_at=NOW + 40 * DAY))
    record(store, a_poll(at=NOW + HOUR, missed=3, next_try_at=NOW + 40 * DAY))
    row = of_source(store)
    assert (row["health"], row["missed"], row["gap_at"]) == ("gap", 10, NOW + HOUR)
    assert list(poll_history(store, "be-ibz").missed) == [3, 7]
    with store.read() as tx:
        history = memory_of(tx, "be-ibz").history
    assert (history.holds, history.gaps, history.gap_at) == (20, 2, NOW + HOUR)
    record(store, a_poll(at=NOW + 9 * DAY, missed=1))
    with store.read() as tx:
        assert memory_of(tx, "be-ibz").history.gaps == 1


def test_the_rhythm_is_learnt_from_the_log_of_polls_once_a_day(store: Store) -> None:
    register(store, a_source())
    news = [(NOW + n * DAY, 2) for n in range(35)]
    for at, count in news:
        record(store, a_poll(at=at, new_count=count, next_try_at=at + DAY))
    with store.read() as tx:
        memory = memory_of(tx, "be-ibz")
    assert memory.history.rhythm == learn(news, NOW, news[-1][0])
    assert memory.learnt_at == news[-1][0]
    assert sources_frame(store, news[-1][0]).items_a_week[0] == pytest.approx(14, abs=0.1)


def test_a_further_request_of_a_poll_is_logged_and_changes_nothing_else(store: Store) -> None:
    register(store, a_source())
    claimed(store)
    record(store, a_poll(follow_up=True, new_count=3, etag="x", body_hash="y"))
    assert len(poll_history(store, "be-ibz")) == 1
    assert claimed(store, "two") == []
    assert of_source(store)["health"] == "unknown"


def test_a_claim_can_be_kept_longer_by_its_holder_only(store: Store) -> None:
    register(store, a_source())
    claimed(store, "one")
    with store.begin() as tx:
        assert renew(tx, "be-ibz", "one", NOW + 3 * LEASE)
        assert not renew(tx, "be-ibz", "two", NOW + 9 * LEASE)
    assert claimed(store, "two", NOW + 2 * LEASE) == []
    assert claimed(store, "two", NOW + 3 * LEASE) == ["be-ibz"]


def test_claims_are_prolonged_for_their_holder_and_never_shortened(store: Store) -> None:
    register(store, a_source("a"), a_source("b"), a_source("c"))
    claimed(store, "one", limit=2)
    claimed(store, "two")
    with store.begin() as tx:
        renew(tx, "b", "one", NOW + 4 * LEASE)
        prolong(tx, ["a", "b", "c"], "one", NOW + 3 * LEASE)
    assert claimed(store, "three", NOW + 2 * LEASE) == ["c"]
    assert claimed(store, "three", NOW + 3 * LEASE) == ["a", "c"]
    assert claimed(store, "four", NOW + 4 * LEASE) == ["a", "b", "c"]


def test_claims_that_are_being_recorded_are_not_waited_for(store: Store) -> None:
    if store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    register(store, a_source("a"), a_source("b"))
    claimed(store, "one")
    with store.begin() as recording:
        record_poll(recording, a_poll("b", holder="one", next_try_at=NOW + DAY))
        with store.begin() as tx:
            tx.execute(text("SET LOCAL lock_timeout = '2s'"))
            prolong(tx, ["a", "b"], "one", NOW + 3 * LEASE)
    assert claimed(store, "two", NOW + 2 * LEASE) == []


def test_a_poll_that_is_long_overdue_makes_the_health_unknown(store: Store) -> None:
    register(store, a_source())
    record(store, a_poll(next_try_at=NOW + HOUR))
    assert list(sources_frame(store, NOW + DAY).health) == ["ok"]
    assert list(sources_frame(store, NOW + DAY + 2 * HOUR).health) == ["unknown"]


def test_robots_are_remembered_until_their_time(store: Store) -> None:
    first = RobotsRow("https://a.example", "rules", "User-agent: *", NOW, NOW + DAY)
    with store.begin() as tx:
        keep_robots(tx, first)
        keep_robots(tx, RobotsRow("https://a.example", "open", "", NOW, NOW + DAY))
        assert robots_of(tx, ["https://a.example"], NOW)["https://a.example"] == RobotsRow(
            "https://a.example", "open", "", NOW, NOW + DAY
        )
        assert robots_of(tx, ["https://a.example"], NOW + DAY) == {}
        assert robots_of(tx, ["https://b.example"], NOW) == {}
