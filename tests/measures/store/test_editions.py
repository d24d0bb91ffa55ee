"""Editions of the weekly summary: once a week, unchangeable, due on Mondays at six; and notes beside them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from measures.casework import Act, basis_of
from measures.classify import classify
from measures.errors import InputError, StoreError
from measures.lifecycle import bucket
from measures.model import Conflict, Event, Item, Reason
from measures.store import Store
from measures.store.casework import keep_act, read_case
from measures.store.conflicts import replace_conflicts
from measures.store.editions import (
    editions,
    facts_of,
    first_week,
    keep_edition,
    keep_note,
    make_due,
    newest_due,
    notes_of,
    read_edition,
)
from measures.store.events import save_event
from measures.store.items import save_item
from measures.store.sources import PollRow, SourceRow, record_poll, register_sources
from measures.store.weekly import read_week
from measures.vocabulary import AnswerState, Border, CaseState, Country, Impact, Language, Level
from measures.weekly import IsoWeek, Known, Note, Turn

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
W12, W13 = IsoWeek.parse("2020-W12"), IsoWeek.parse("2020-W13")
MONDAY = datetime(2020, 3, 30, 6, tzinfo=AMSTERDAM)
CLOSED = Item(
    "be-closed", "archive", Country.BE, "Federale Overheidsdienst Binnenlandse Zaken", Level.NATIONAL,
    Language.NL, date(2020, 3, 20), "https://example.org/be/grenzen",
    "België sluit de grenzen voor alle niet-essentiële verplaatsingen",
    "Vanaf 20 maart 2020 zijn de Belgische grenzen gesloten voor niet-essentiële verplaatsingen. "
    "Grensarbeiders mogen de grens met Nederland blijven oversteken met een vignet.",
)  # fmt: skip


def save(store: Store, item: Item, at: datetime) -> Event:
    event = Event(item, classify(item), at)
    with store.begin() as tx:
        save_item(tx, item, at)
        save_event(tx, event, bucket(event))
    return event


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 10, 26, 5, 59, tzinfo=AMSTERDAM), "2026-W42"),
        (datetime(2026, 10, 26, 6, 0, tzinfo=AMSTERDAM), "2026-W43"),
        (datetime(2026, 3, 30, 5, 59, tzinfo=AMSTERDAM), "2026-W12"),
        (datetime(2026, 3, 30, 6, 0, tzinfo=AMSTERDAM), "2026-W13"),
        (datetime(2026, 10, 25, 3, 30, tzinfo=AMSTERDAM), "2026-W42"),
        (datetime(2021, 1, 4, 5, 0, tzinfo=UTC), "2020-W53"),
    ],
)
def test_an_edition_is_due_on_monday_at_six_also_after_the_clocks_changed(now: datetime, week: str) -> None:
    assert str(newest_due(now)) == week


def test_each_week_is_kept_once_and_what_was_missed_is_made_up_for(store: Store) -> None:
    save(store, CLOSED, datetime(2020, 3, 20, 9, tzinfo=UTC))
    assert first_week(store) == W12
    assert [one.week for one in make_due(store, MONDAY)] == ["2020-W13"]
    assert make_due(store, MONDAY + timedelta(days=6, hours=23)) == []
    later = make_due(store, MONDAY + timedelta(weeks=3))
    assert [(one.number, one.week) for one in later] == [(2, "2020-W14"), (3, "2020-W15"), (4, "2020-W16")]
    assert next(one.week for one in editions(store)) == "2020-W16"
    assert len(make_due(store, MONDAY + timedelta(weeks=40))) == 8


def test_several_at_once_make_one_edition(store: Store) -> None:
    save(store, CLOSED, datetime(2020, 3, 20, 9, tzinfo=UTC))
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: make_due(store, MONDAY), range(4)))
    assert sorted(map(len, made)) == [0, 0, 0, 1]


def test_a_week_that_is_not_over_makes_no_edition_and_one_not_begun_no_facts(store: Store) -> None:
    with pytest.raises(InputError, match="not due"):
        keep_edition(store, W13, MONDAY - timedelta(minutes=1))
    with pytest.raises(InputError, match="not begun"):
        read_week(store, W13.shifted(2), Known.NOW, MONDAY)


@pytest.mark.parametrize(
    "change",
    ["UPDATE edition SET body = ''", "DELETE FROM edition", "UPDATE week_note SET text = ''",
     "DELETE FROM week_note"],
)  # fmt: skip
def test_what_is_kept_cannot_be_changed(change: str, store: Store) -> None:
    keep_edition(store, W13, MONDAY)
    with store.begin() as tx:
        keep_note(tx, Note(str(W13), "", Language.NL, "Eerste week.", "Redactie", MONDAY))
    with pytest.raises(DBAPIError, match="append-only"), store.begin() as tx:
        tx.execute(text(change))
    assert [note.text for note in notes_of(store, W13)] == ["Eerste week."]


def test_facts_that_are_not_those_kept_are_told(store: Store) -> None:
    keep_edition(store, W13, MONDAY)
    off, on = {
        "sqlite": ("DROP TRIGGER edition_no_update", "SELECT 1"),
        "postgresql": ("ALTER TABLE edition DISABLE TRIGGER ALL", "ALTER TABLE edition ENABLE TRIGGER ALL"),
    }[store.engine.dialect.name]
    with store.begin() as tx:
        for statement in (off, "UPDATE edition SET body = body || ' '", on):
            tx.execute(text(statement))
    with pytest.raises(StoreError, match="not those that were kept"):
        read_edition(store, W13)


def test_a_note_has_a_name_and_a_length(store: Store) -> None:
    note = Note(str(W13), "", Language.NL, "Tekst", " ", MONDAY)
    for bad in (note, replace(note, who="Redactie", text="x" * 5_000)):
        with pytest.raises(InputError), store.begin() as tx:
            keep_note(tx, bad)
    assert notes_of(store, W13) == []


def test_the_edition_stays_as_known_then_and_now_tells_what_came_since(store: Store) -> None:
    save(store, CLOSED, datetime(2020, 3, 20, 9, tzinfo=UTC))
    edition = keep_edition(store, W12, MONDAY)
    assert edition is not None
    late = replace(
        CLOSED, id="de-late", country=Country.DE, authority="Bundesministerium des Innern",
        language=Language.DE, title="Quarantäne für Einreisende aus Belgien und den Niederlanden",
        summary="Wer aus den Niederlanden oder Belgien einreist, muss ab dem 18. März 2020 in Quarantäne.",
    )  # fmt: skip
    save(store, late, datetime(2020, 3, 27, 9, tzinfo=UTC))
    kept, then = facts_of(store, W12, Known.THEN, MONDAY)
    assert kept == edition
    assert read_week(store, W12, Known.THEN, MONDAY) == then
    none, now = facts_of(store, W12, Known.NOW, MONDAY)
    assert none is None
    assert {rule.id for rule in then.rules} < {rule.id for rule in now.rules}


def test_our_misreading_is_an_erratum_of_the_next_week_and_a_changed_rule_is_not(store: Store) -> None:
    at = datetime(2020, 3, 18, 9, tzinfo=UTC)
    event = Event(CLOSED, classify(CLOSED), at)
    misread = replace(event.assessment, is_measure=False, border_impact=Impact.NONE)
    with store.begin() as tx:
        save_item(tx, CLOSED, at)
        save_event(tx, replace(event, assessment=misread), bucket(event))
        save_event(tx, event, bucket(event), replaced_at=datetime(2020, 3, 25, 9, tzinfo=UTC))
    facts = read_week(store, W13, Known.THEN, MONDAY)
    assert {one.what for one in facts.errata} == {"missed"}
    assert facts.of(Turn.NEW)
    assert read_week(store, W12, Known.THEN, MONDAY).entries == ()
    assert read_week(store, W12, Known.NOW, MONDAY).entries
    assert read_week(store, W13.shifted(1), Known.THEN, MONDAY + timedelta(weeks=1)).errata == ()


def test_what_was_not_reachable_may_be_missing(store: Store) -> None:
    rows = [
        SourceRow(name, f"Bron {name}", Country.NL, "Rijksoverheid", Level.NATIONAL,
                  "https://example.org/f", 30, evidence_date=date(2020, 1, 1))
        for name in ("good", "silent")
    ]  # fmt: skip
    begun = datetime(2020, 3, 23, 6, tzinfo=UTC)
    with store.begin() as tx:
        register_sources(tx, rows, begun)
        for day in range(6):
            at = begun + timedelta(days=day)
            record_poll(tx, PollRow("good", at, AnswerState.NEW, at, item_count=1, new_count=1))
            record_poll(
                tx, PollRow("silent", at, AnswerState.BLOCKED, at, Reason("bot_wall"), ok=False)
            )  # fmt: skip
    checks = read_week(store, W13, Known.THEN, MONDAY).checks
    assert (checks.polls, checks.good, checks.sources) == (12, 6, 2)
    assert [one.id for one in checks.missed] == ["silent"]
    # That Sunday the clocks went forward: the week has an hour less.
    assert checks.longest_gap == timedelta(days=7, hours=-1)
    assert read_week(store, W12, Known.THEN, MONDAY).checks.polls == 0


def test_a_resolved_conflict_that_returned_is_open_again_with_its_reason(store: Store) -> None:
    save(store, CLOSED, datetime(2020, 3, 20, 9, tzinfo=UTC))
    found = [entry.conflict for entry in read_week(store, W13, Known.THEN, MONDAY).open]
    one = found[0]

    def flag(conflicts: list[Conflict], day: int) -> None:
        with store.begin() as tx:
            replace_conflicts(tx, list(Border), conflicts, datetime(2020, 3, day, 9, tzinfo=UTC))

    flag(found, 20)
    known = read_case(store, one.key)
    assert known is not None
    resolved = Act(
        one.key,
        datetime(2020, 3, 21, 9, tzinfo=UTC),
        "A. Vos",
        basis_of(known[1]),
        "agreed by telephone",
        CaseState.RESOLVED,
    )
    with store.begin() as tx:
        keep_act(tx, resolved, 0)
    flag([], 22)
    flag(found, 25)

    def work(week: IsoWeek) -> tuple[CaseState, list[str]]:
        facts = read_week(store, week, Known.THEN, MONDAY)
        entry = next(entry for entry in facts.entries if entry.conflict.key == one.key)
        return entry.state, [reason.code for reason in entry.reopened]

    assert work(W12) == (CaseState.RESOLVED, [])
    assert work(W13) == (CaseState.SIGNALLED, ["case_returned"])
