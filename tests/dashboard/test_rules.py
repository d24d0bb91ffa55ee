"""Current rules: whoever is at the counter is answered at once, and the address holds what was asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import counter
from dashboard.i18n import Reader
from measures import places
from measures.counter.model import Bearing, Change, Stage
from measures.counter.situation import Proof, School, Sector, Situation, Status, Travel
from measures.days import day_of
from measures.settings import load_settings
from measures.store import Store
from measures.store.conflicts import active_conflicts
from measures.store.counter import as_known, measures_near, texts_of
from measures.store.sources import PollRow, SourceRow, record_poll, register_sources
from measures.vocabulary import AnswerState, Country, Language, Level
from scheduler.pipeline import take_in
from tests.dashboard.conftest import CLOSED, texts

Run = Callable[..., AppTest]
ASKED = {"home": "lanaken", "work": "maastricht", "day": "2020-03-20", "lang": "en"}


def key_of_one(store: Store) -> str:
    with store.read() as tx:
        return active_conflicts(tx)[0].key


def told(app: AppTest) -> str:
    """All that the page says, without the marks that keep Markdown from reading it."""
    return texts(app).replace("\\", "")


def test_a_frontier_worker_hears_the_exemption_and_what_to_carry(store: Store, run: Run) -> None:
    said = told(run("rules", **ASKED, sector="vital"))
    assert "Lanaken → Maastricht, 20 March 2020" in said
    assert "Your sector is vital: carry the vignette" in said
    assert "**To carry:** vignette for vital professions" in said
    assert "België sluit de grenzen" in said
    assert CLOSED.url in said
    assert "Blocked crossing" in said


def test_a_jobseeker_hears_that_only_others_are_let_through(store: Store, run: Run) -> None:
    said = told(run("rules", **ASKED, status="jobseeker"))
    assert "Only others are exempt" in said
    assert "To carry" not in said


def test_choosing_changes_the_answer_without_a_submit_and_is_written_into_the_address(
    store: Store, run: Run
) -> None:
    app = run("rules", **ASKED)
    assert "is yours one?" in told(app)
    app.selectbox(key="address:sector").select("other").run()
    assert app.query_params["sector"] == "other"
    assert "is yours one?" not in told(app)


def test_a_town_in_the_address_may_stand_under_any_name(store: Store, run: Run) -> None:
    app = run("rules", **{**ASKED, "home": "Luik"})
    assert app.header[0].value.startswith("Liège → Maastricht")


def test_the_way_round_and_a_frequent_route_are_one_key_away(store: Store, run: Run) -> None:
    app = run("rules", **ASKED)
    app.button(key="swap").click().run()
    assert (app.query_params["home"], app.query_params["work"]) == ("maastricht", "lanaken")
    app.button(key="route:eupen:aachen").click().run()
    assert app.header[0].value.startswith("Eupen → Aachen")


def test_what_was_not_yet_known_is_not_answered(store: Store, run: Run) -> None:
    said = told(run("rules", **ASKED, known="2020-03-19"))
    assert "As it was known here on 19 March 2020" in said
    assert "België sluit de grenzen" not in said
    assert "België sluit de grenzen" in told(run("rules", **ASKED, known="2020-03-20"))


def test_nonsense_in_the_address_falls_back_to_what_is_asked_most(store: Store, run: Run) -> None:
    app = run("rules", home="<b>", work="../..", status="king", home_days="99", day="x", known="y")
    assert not app.exception
    assert app.selectbox(key="address:home").value == "aachen"


@pytest.mark.parametrize("name", ["home", "work"])
def test_a_place_that_is_not_known_is_said_and_so_is_whom_the_answer_is_for(
    store: Store, run: Run, name: str
) -> None:
    app = run("rules", **{**ASKED, name: "atlantis"})
    instead = {"home": "Aachen", "work": "Maastricht"}[name]
    (error,) = app.error
    assert error.value == f"“atlantis” is not known here; the answer is for {instead}."
    app.selectbox(key=f"address:{name}").select("eupen").run()
    assert not app.error


def test_today_and_tomorrow_are_one_key_away(store: Store, run: Run) -> None:
    app = run("rules", **ASKED)
    app.button(key="to-tomorrow").click().run()
    tomorrow = (day_of(datetime.now(UTC)) + timedelta(days=1)).isoformat()
    assert app.query_params["day"] == tomorrow
    assert app.button(key="to-tomorrow").disabled
    app.button(key="to-today").click().run()
    assert "day" not in app.query_params


def test_what_is_closed_around_them_is_told_without_opening_anything(store: Store, run: Run) -> None:
    closed = replace(
        CLOSED,
        id="shops",
        title="Lockdown: winkels en horeca dicht",
        summary="Winkels en horeca zijn gesloten van 18 maart tot en met 5 april 2020.",
    )
    take_in(store, closed, datetime(2020, 3, 18, tzinfo=UTC))
    said = told(run("rules", home="maastricht", work="lanaken", day="2020-03-20", lang="en"))
    assert "Lockdown: winkels en horeca dicht" in said


def test_whoever_is_answered_hears_whom_to_ask_and_can_take_a_sheet(store: Store, run: Run) -> None:
    app = run("rules", **ASKED)
    said = told(app)
    assert "Whom to ask" in said
    assert said.index("Grensinfopunt Maastricht") < said.index("RSZ / ONSS")
    assert "svb.nl/nl/bbz" in said
    assert [button.label for button in app.get("download_button")] == ["Take it as PDF", "Take it as HTML"]
    app.selectbox(key="address:sheet").select(Language.FR).run()
    assert app.query_params["sheet"] == "fr"
    assert "Whom to ask" in told(app)


@pytest.mark.parametrize("page", ["rules", "weekly", "situation"])
def test_where_links_lead_nobody_else_anywhere_it_is_said_beside_what_is_taken_along(
    store: Store, run: Run, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    asked = ASKED if page == "rules" else {"lang": "en"}
    warning = "Links in it lead to this machine only: set `TASKFORCE_PUBLIC_URL`."
    assert warning in told(run(page, **asked))
    monkeypatch.setenv("TASKFORCE_PUBLIC_URL", "https://taskforce.example.org")
    load_settings.cache_clear()
    assert warning not in told(run(page, **asked))
    load_settings.cache_clear()


def test_a_text_is_named_by_where_it_leads_and_not_called_official(store: Store, run: Run) -> None:
    app = run("conflicts", lang="en", key=key_of_one(store))
    labels = [button.label.replace("\\", "") for button in app.get("link_button")]
    assert "Text at example.org" in labels
    assert "Official text" not in told(app)


def test_the_words_of_the_text_stand_beside_each_rule(store: Store, run: Run) -> None:
    said = told(run("rules", **ASKED))
    assert "> The text says (in Dutch): “Grensarbeiders mogen de grens met Nederland" in said


def only(store: Store, **changes: str) -> None:
    """Nothing is stored but the closure, changed."""
    take_in(store, replace(CLOSED, **changes), datetime(2020, 3, 20, tzinfo=UTC))


@pytest.mark.parametrize("lang", ["nl", "de", "fr", "en"])
def test_hostile_words_of_a_text_are_only_text(empty_store: Store, run: Run, lang: str) -> None:
    only(
        empty_store,
        summary="Grensarbeiders mogen de grens met [Nederland](javascript:alert(1)) over <b>nu</b>.",
    )
    shown = texts(run("rules", **{**ASKED, "lang": lang})).replace("\u2060", "")
    assert r"\[Nederland\]\(javascript\:alert" in shown
    assert "<b>nu" not in shown


def test_a_text_that_is_a_title_only_is_said_to_be(empty_store: Store, run: Run) -> None:
    only(empty_store, summary="")
    assert "The source gives a title only." in told(run("rules", **ASKED))


def test_when_the_source_was_looked_at_stands_beside_what_was_last_heard(store: Store, run: Run) -> None:
    assert "source looked at on" not in told(run("rules", **ASKED))
    now = datetime.now(UTC)
    with store.begin() as tx:
        row = SourceRow("archive", "Archief", Country.BE, "FOD", Level.NATIONAL, "https://example.org/be", 30)
        register_sources(tx, [row], now)
        record_poll(tx, PollRow("archive", now, AnswerState.UNCHANGED, now))
    said = told(run("rules", **ASKED))
    assert f"source looked at on {Reader(Language.EN).moment(now)}" in said
    assert "source looked at on" not in told(run("rules", **ASKED, known="2020-03-20"))


def test_a_side_of_which_nothing_is_seen_is_told_as_such(store: Store, run: Run) -> None:
    with store.begin() as tx:
        tx.exec_driver_sql("UPDATE source SET last_try_at = NULL, state = NULL")
        tx.exec_driver_sql("UPDATE counter SET value = value + 1")
    said = told(run("rules", home="lanaken", work="maastricht", lang="en"))
    assert "Netherlands: no source has been seen yet, so all news is missing." in said


def test_within_one_country_no_border_is_crossed(store: Store, run: Run) -> None:
    app = run("rules", **{**ASKED, "home": "lanaken", "work": "antwerpen"})
    assert any("no border is crossed" in info.value for info in app.info)
    assert "Blocked crossing" not in told(app)


def test_the_routes_of_the_information_point_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert counter.routes("gent")[0] == ("gent", "terneuzen")
    assert counter.routes("NL423")[0] == ("aachen", "maastricht")
    assert counter.routes("") == counter.routes("nowhere")
    assert all(key in places.towns() for route in counter.routes("") for key in route)
    monkeypatch.setenv("TASKFORCE_PLACE", "gent")
    load_settings.cache_clear()
    assert load_settings().place == "gent"
    load_settings.cache_clear()


def test_the_store_gives_what_the_counter_needs_on_both_clocks(store: Store) -> None:
    day = date(2020, 3, 20)
    near = measures_near(store, day, day, (Country.BE,))
    assert [measure.country for measure in near] == [Country.BE]
    events = texts_of(store, near)
    assert {event_id for measure in near for event_id in measure.event_ids} == set(events)
    assert {measure.id for measure in near} <= {measure.id for measure in as_known(store, day)[0]}
    assert not as_known(store, date(2020, 1, 1))[0]


@pytest.mark.parametrize("language", list(Language))
def test_every_choice_has_words(language: Language) -> None:
    reader = Reader(language)
    choices = (counter.STATUS, counter.SECTOR, counter.TRAVEL, counter.SCHOOL, counter.PROOF)
    for table in (*choices, counter.STAGE):
        words = [reader.text(text) for text in table.values()]
        assert len(set(words)) == len(words)
    assert {*counter.BEARING} == {*Bearing}
    assert {*counter.CHANGE} == {*Change}
    assert {*counter.STAGE} == {*Stage}
    assert all(counter.place_name(reader, place) for place in counter.offered().values())
    for kind, table in ((Status, counter.STATUS), (Sector, counter.SECTOR), (Travel, counter.TRAVEL)):
        assert {*table} == {*kind}
    assert ({*counter.SCHOOL}, {*counter.PROOF}) == ({*School}, {*Proof})


def test_an_answer_is_kept_until_the_store_changes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Situation(places.towns()["lanaken"], places.towns()["maastricht"], date(2020, 3, 20))
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    first = counter.asked(asked, None, now.date(), now)
    monkeypatch.setattr(counter, "answer", None)
    assert counter.asked(asked, None, now.date(), now) == first


def test_a_choice_goes_back_to_its_default(store, run):
    app = run("rules", lang="en")
    for status in ("student", "employee"):
        app.selectbox(key="address:status").select(status).run()
        assert app.selectbox(key="address:status").value == status
