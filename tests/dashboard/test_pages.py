"""The pages' logic, run by Streamlit's own test harness over a real store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard import feeds
from dashboard.i18n import Reader
from dashboard.syndication.scope import FEEDS
from measures.days import ZONE, day_of
from measures.store import Store, reading
from measures.store import tables as t
from measures.store.conflicts import active_conflicts, replace_conflicts
from measures.vocabulary import Border, Language
from scheduler.pipeline import take_in
from tests.dashboard.conftest import CLOSED, texts

Run = Callable[..., AppTest]
# Of those opened without a name in the address.
PAGES = [
    "",
    "rules",
    "comparison",
    "conflicts",
    "search",
    "overview",
    "signals",
    "whatif",
    "weekly",
    "review",
]
PAGES += ["sources", "measure"]
DAY = "2020-03-20"


def _measure(store: Store, item_id: str) -> str:
    with store.read() as tx:
        return tx.execute(
            select(t.measure_event.c.measure_id).where(t.measure_event.c.item_id == item_id)
        ).scalar_one()


def _worst(store: Store) -> str:
    return str(reading.conflicts_frame(store, on=date(2020, 3, 20))["key"].iloc[0])


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_in_every_language(page: str, language: Language, store: Store, run: Run) -> None:
    app = run(page, lang=language.value, day=DAY)
    assert not app.exception
    assert len(app.title) == 1


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_says_what_to_do(page: str, empty_store: Store, run: Run) -> None:
    app = run(page)
    assert not app.exception
    assert app.info


def test_an_unreachable_database_is_said_plainly(
    empty_store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_store.begin() as tx:
        tx.exec_driver_sql("DROP TABLE counter")
    app = run(lang="de")
    assert not app.exception
    assert app.title[0].value == "Die Datenbank ist nicht erreichbar"


def test_what_is_new_names_a_measure_once_and_no_time_that_nobody_gave(empty_store: Store, run: Run) -> None:
    again = replace(CLOSED, id="be-closed-2", title="Grenzen dicht: wie mag nog door met een vignet?")
    for item in (CLOSED, again):
        take_in(empty_store, item, datetime(2020, 3, 20, tzinfo=ZONE))
    app = run(day=DAY, lang="en")
    [line] = [caption.value for caption in app.caption if "more text" in caption.value]
    assert "1 more text on it" in line
    assert "12:00" not in line


def test_the_situation_tells_of_the_closed_border(store: Store, run: Run) -> None:
    app = run(day=DAY, lang="en")
    said = texts(app)
    assert app.title[0].value == "Situation on 20 March 2020"
    assert "NL–BE" in said
    assert "Blocked crossing" in said
    assert "In force at the borders: 0" not in said


def test_words_of_the_page_are_dutch_and_those_of_the_measure_stay(store: Store, run: Run) -> None:
    said = texts(run(day=DAY, lang="nl"))
    assert "Situatie op 20 maart 2020" in said
    assert "Quarantäne für Einreisende" in said


def test_filters_in_the_address_narrow_the_table(store: Store, run: Run) -> None:
    everything = run(day=DAY).table[-1].value
    narrowed = run(day=DAY, topic=["shops_events"], border="NL-BE").table[-1].value
    assert len(narrowed) < len(everything)
    assert "horeca" in narrowed.to_csv()
    assert "Quarant" not in narrowed.to_csv()


def test_the_addresses_to_follow_it_by_are_those_of_the_filters(store: Store, run: Run) -> None:
    shown = [code.value for code in run(day=DAY, topic=["shops_events"], border="NL-BE").code]
    assert [address.partition("?")[0].rpartition("/")[2] for address in shown] == list(FEEDS)
    assert all("border=NL-BE" in address and "topic=shops_events" in address for address in shown)


def test_a_filter_that_lets_nothing_through_says_how_to_widen(store: Store, run: Run) -> None:
    app = run(day=DAY, words="nothingofthekind")
    assert any("Widen the period" in info.value for info in app.info)


def test_choosing_a_filter_writes_it_into_the_address(store: Store, run: Run) -> None:
    app = run(day=DAY)
    app.multiselect(key="address:border").select("NL-BE").run()
    assert app.query_params["border"] == "NL-BE"
    assert app.query_params["day"] == DAY


def test_a_region_that_is_not_known_is_said_to_be_left_out(store: Store, run: Run) -> None:
    app = run("situation", day=DAY, region="Hintertupfing", lang="en")
    assert "“Hintertupfing” is not known here; it is left out." in [error.value for error in app.error]
    app.multiselect(key="address:region").select("aachen").run()
    assert not app.error


def test_what_is_no_day_is_said(store: Store, run: Run) -> None:
    today = Reader(Language.EN).day(day_of(datetime.now(UTC)))
    said = f"“foo” in the address is no day; {today} is shown."
    assert said in texts(run("situation", day="foo", lang="en"))
    assert said not in texts(run("situation", lang="en"))


def test_of_a_day_before_the_first_text_it_is_said_that_nothing_can_be_known(store: Store, run: Run) -> None:
    told = "of 1 January 2019 little or nothing is known."
    for page in ("situation", "rules", "comparison"):
        assert told in texts(run(page, day="2019-01-01", lang="en"))
    assert "The texts kept here begin on" not in texts(run("situation", day="2020-03-20", lang="en"))


def test_nonsense_in_the_address_is_ignored(store: Store, run: Run) -> None:
    app = run(day="yesterday", lang="xx", border="FR-ES", topic=["nonsense"], page="-7", new="../../etc")
    assert not app.exception
    assert len(app.title) == 1


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2100-01-02", "9999-12-31"])
@pytest.mark.parametrize("page", PAGES)
def test_days_out_of_reach_are_brought_within(page: str, day: str, store: Store, run: Run) -> None:
    item = _measure(store, CLOSED.id)
    app = run(page, **{"day": day, "from": day, "to": day, **({"id": item} if page == "measure" else {})})
    assert not app.exception
    assert not app.error
    assert len(app.title) == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_outermost_day_alone_leaves_the_timeline_its_period(day: str, store: Store, run: Run) -> None:
    app = run(day=day, lang="en")
    assert not app.exception
    assert not app.error
    assert app.title[0].value == f"Situation on 1 January {'2000' if day < '1' else '2100'}"
    shown = [app.date_input(key=f"address:{name}").value for name in ("from", "to")]
    assert shown == sorted(shown)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_one_conflict_is_shown_on_the_outermost_days(day: str, store: Store, run: Run) -> None:
    app = run("conflicts", key=_worst(store), day=day)
    assert not app.exception
    assert not app.error


def test_text_from_outside_is_shown_as_text(store: Store, run: Run) -> None:
    said = texts(run(day=DAY))
    assert "\\<b\\>Maastricht" in said
    assert "[klik](" not in said
    assert not any(element.proto.url.startswith("javascript") for element in run(day=DAY).get("link_button"))


def test_a_measure_shows_the_words_behind_its_labels(store: Store, run: Run) -> None:
    app = run("measure", id=_measure(store, CLOSED.id), lang="en", day=DAY)
    said = texts(app)
    assert not app.exception
    assert ":orange-background[" in said
    assert "in force on 20 March 2020" in "".join(element.value for element in app.get("markdown")) + said
    assert any("Label" in table.value.columns for table in app.table)


def test_an_unknown_measure_is_said_to_be_unknown(store: Store, run: Run) -> None:
    assert run("measure", id="m-none").warning


def test_a_conflict_shows_both_sides_reasons_and_commuters(store: Store, run: Run) -> None:
    app = run("conflicts", key=_worst(store), day=DAY, lang="en")
    said = texts(app)
    assert not app.exception
    headers = [header.value for header in app.header]
    assert {"Why it is flagged", "Who is hurt"} <= set(headers)
    assert any(header.startswith("Both sides on ") for header in headers)
    assert "Commuters a day in this direction" in said
    assert "Sum" in said


def test_a_conflict_on_a_past_day_says_that_less_was_known_then(store: Store, run: Run) -> None:
    app = run("conflicts", key=_worst(store), day=DAY, lang="en")
    assert any("on 20 March 2020 less was known" in said.value for said in app.info)
    assert any("known=2020-03-20" in link.proto.query_string for link in app.get("page_link"))
    assert not any("less was known" in said.value for said in run("conflicts", key=_worst(store)).info)


def test_the_history_of_a_conflict_says_in_words_what_changed(store: Store, run: Run) -> None:
    key = _worst(store)
    with store.begin() as tx:
        here = [one for one in active_conflicts(tx) if one.border == Border.NL_BE]
        now = [replace(one, severity=2, until=date(2020, 4, 5)) if one.key == key else one for one in here]
        replace_conflicts(tx, [Border.NL_BE], now, datetime(2020, 3, 27, 23, tzinfo=UTC))
    app = run("conflicts", key=key, day=DAY, lang="nl")
    rows = next(table.value for table in app.table if "Periode" in table.value)
    assert list(rows["Wanneer"])[1:] == ["28 mrt 2020"], "what is dated by day shows no time"
    assert rows["Wat"].iloc[1].startswith("Ernst van 5 naar 2")
    assert "Het einde is nu bekend" in rows["Wat"].iloc[1]
    assert "einde onbekend (meegeteld tot en met" in rows["Periode"].iloc[0]


def test_the_list_of_conflicts_can_be_narrowed_by_severity(store: Store, run: Run) -> None:
    app = run("conflicts", day=DAY, least="5", kind="information_gap")
    assert app.info


def test_a_blocked_source_is_named_as_blocked_and_explained(store: Store, run: Run) -> None:
    said = texts(run("sources", source="source-0", lang="nl"))
    assert "geblokkeerd" in said
    assert "robotcontrole" in said


def test_poll_now_asks_the_scheduler_and_leaves_a_trace(store: Store, run: Run) -> None:
    app = run("sources", source="source-1")
    app.text_input(key="poll-now:who").input("M. Jansen")
    app.button(key="poll-now:go").click().run()
    row = feeds.sources(datetime.now(UTC)).set_index("id").loc["source-1"]
    assert row["asked_by"] == "M. Jansen"
    with store.read() as tx:
        assert tx.execute(select(t.audit.c.what)).scalars().all() == ["ask_poll"]
    assert app.button(key="poll-now").disabled


def test_sources_without_any_poll_ask_whether_a_scheduler_runs(store: Store, run: Run) -> None:
    with store.begin() as tx:
        tx.exec_driver_sql("UPDATE source SET last_try_at = NULL, state = NULL")
        tx.exec_driver_sql("UPDATE counter SET value = value + 1")
    assert "No source has been polled yet" in texts(run("sources", lang="en"))


def test_days_are_written_as_the_reader_writes_them() -> None:
    assert Reader(Language.DE).day(date(2020, 3, 20)) == "20. März 2020"
    assert Reader(Language.FR).day(date(2020, 3, 20)) == "20 mars 2020"


def test_the_region_filter_finds_towns_by_any_name_and_in_spite_of_typing_errors(
    store: Store, run: Callable[..., AppTest]
) -> None:
    app = run("situation", day="2020-03-20", region="Aken", lang="en")
    field = app.multiselect(key="address:region")
    assert field.value == ["aachen"]
    field.set_value(["aachen", "Mastricht", "zzzzzz"]).run()
    assert app.query_params["region"] == ["aachen", "maastricht"]
    assert app.multiselect(key="address:region").value == ["aachen", "maastricht"]


def test_a_region_of_the_address_narrows_the_timeline_as_its_town_does(
    store: Store, run: Callable[..., AppTest]
) -> None:
    tables = [
        run("situation", day="2020-03-20", region=said, lang="en").table[0].value.to_csv()
        for said in ("DEA2D", "aachen", "Aix-la-Chapelle")
    ]
    assert len(set(tables)) == 1
    assert "Quarantäne" in tables[0]
    assert not run("situation", region="<b>", lang="en").exception


def test_the_conflicts_page_offers_feeds_and_calendar_for_what_is_chosen(
    run: Callable[..., AppTest], store: Store
) -> None:
    app = run("conflicts", day="2020-03-20", lang="nl", border="NL-BE", topic="work", least="3")
    asked = "lang=nl&border=NL-BE&topic=work"
    assert [urlsplit(code.value).path for code in app.code] == [f"/api/feeds/{name}" for name in FEEDS]
    assert [urlsplit(code.value).query for code in app.code] == [
        asked if "measures.atom" in code.value else f"{asked}&severity=3" for code in app.code
    ]
