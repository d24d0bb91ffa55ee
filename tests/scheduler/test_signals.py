"""Signals from the counter beside what comes in: whatever the order, it comes to the same as all at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from measures.conflicts.severity import SIGNALS
from measures.model import Item
from measures.signals import Act, Done, Signal, standing
from measures.store import Store, open_store
from measures.store.conflicts import active_conflicts
from measures.store.measures import all_measures
from measures.store.signals import read_signal
from measures.store.tying import act, report
from measures.vocabulary import Border, Country, Group, Language, Level
from scheduler.pipeline import reassess, recompute, take_in
from tests.stores import fresh_database

DAY_ONE = datetime(2020, 3, 20, 9, tzinfo=UTC)
CLOSURE = Item(
    id="closure",
    source="be-ibz",
    country=Country.BE,
    authority="FOD Binnenlandse Zaken",
    level=Level.NATIONAL,
    language=Language.NL,
    published=date(2020, 3, 20),
    url="https://crisiscentrum.be/nl/news/grenzen",
    title="België sluit de grenzen voor niet-essentiële verplaatsingen",
    summary="Vanaf 20 maart 2020 is de Belgische grens gesloten voor niet-essentiële verplaatsingen. "
    "Grensarbeiders mogen met een vignet de grens over.",
)
SHOPS = replace(
    CLOSURE, id="shops", title="Winkels dicht", summary="Vanaf 21 maart 2020 zijn alle winkels gesloten."
)
OVER = replace(
    CLOSURE, title="De grenzen gaan open", summary="Vanaf 15 juni 2020 zijn de Belgische grenzen weer open."
)
STEPS = ("closure", "shops", "over", "news", "report", "tie", "untie", "withdraw", "reassess")
steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 60), st.integers(0, 5)), max_size=14)


@settings(deadline=None, max_examples=25)
@given(history=steps)
@example(
    history=[
        ("closure", 0, 0),
        *[("report", day, 0) for day in range(4)],
        ("over", 9, 0),
        ("withdraw", 20, 1),
    ]
)
def test_signals_among_what_comes_in_come_to_the_same_as_all_at_once(
    history: list[tuple[str, int, int]],
) -> None:
    folder = TemporaryDirectory()
    store = open_store(fresh_database("sqlite", Path(folder.name)))
    for number, (what, days, which) in enumerate([("closure", 0, 0), *history]):
        do(store, what, days, which, number)
    measures, conflicts = recompute(store)
    with store.read() as tx:
        assert all_measures(tx) == measures
        assert active_conflicts(tx) == conflicts
    store.close()
    folder.cleanup()


def do(store: Store, what: str, days: int, which: int, number: int) -> None:
    """One step of a history: something comes in, or people do something with one of the signals."""
    at = DAY_ONE + timedelta(days=days)
    match what:
        case "closure" | "shops" | "over" | "news":
            item = {"closure": CLOSURE, "shops": SHOPS, "over": OVER}.get(what)
            take_in(
                store, item or replace(CLOSURE, id=f"news-{number}", title="Nieuws", summary="Nieuws."), at
            )
        case "reassess":
            assert reassess(store, at).conflicts.changed == 0
        case "report":
            with store.begin() as tx:
                keys = [conflict.key for conflict in active_conflicts(tx)]
                signal = Signal(
                    f"s-{number}",
                    at,
                    "GIP",
                    at.date(),
                    Border.NL_BE,
                    Group.FAMILIES,
                    f"Geweigerd ({number}).",
                )
                report(tx, signal, keys[which % len(keys)] if keys else None)
        case _:
            with store.begin() as tx:
                found = read_signal(tx, f"s-{which + 1}")
                keys = [conflict.key for conflict in active_conflicts(tx)]
                if found is None or not keys or (now := standing(found[1])).withdrawn:
                    return
                key = keys[days % len(keys)] if what == "tie" else None
                act(tx, Done(found[0].id, Act(what), at, "M. Jansen", key), now)


def test_taking_in_a_prolongation_keeps_what_signals_add(tmp_path: Path) -> None:
    store = open_store(fresh_database("sqlite", tmp_path))
    take_in(store, CLOSURE, DAY_ONE)
    for number in range(2):
        do(store, "report", number, 0, number)
    take_in(store, replace(SHOPS, country=Country.NL, id="nl-shops"), DAY_ONE + timedelta(days=3))
    with store.read() as tx:
        parts = [dict(conflict.severity_parts) for conflict in active_conflicts(tx)]
    assert [part[SIGNALS] for part in parts if SIGNALS in part] == [0.5]
    store.close()
