"""What people see: every page in two languages, by keyboard and screen reader, wide and narrow."""

import re
import urllib.parse
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from measures.model import Item
from measures.store import Store, reading
from measures.store import tables as t
from measures.store.crisis import set_crisis
from measures.store.engine import bump
from measures.store.exercise import Exercise, begin_exercise, set_instant
from measures.store.sources import PollRow, record_poll
from measures.vocabulary import AnswerState, Border, Country, Language, Level
from scheduler.pipeline import take_in
from tests.browser.conftest import Visit, drawn

DAY = "2020-03-20"
TITLES = {
    "situation": {"nl-NL": "Situatie op 20 maart 2020", "de-DE": "Lage am 20. März 2020"},
    "conflicts": {"nl-NL": "Knelpunten", "de-DE": "Konflikte"},
    "conflict": {"nl-NL": "NL–BE", "de-DE": "NL–BE"},
    "whatif": {"nl-NL": "Wat als", "de-DE": "Was wäre wenn"},
    "card": {"nl-NL": "Knelpuntkaart", "de-DE": "Hinderniskarte"},
    "sources": {"nl-NL": "Bronnen", "de-DE": "Quellen"},
    "source": {"nl-NL": "Bron 0", "de-DE": "Bron 0"},
    "measure": {"nl-NL": "", "de-DE": ""},
    "rules": {"nl-NL": "Geldende regels", "de-DE": "Geltende Regeln"},
    "comparison": {"nl-NL": "De kanten vergeleken", "de-DE": "Die Seiten im Vergleich"},
    "search": {"nl-NL": "Zoeken", "de-DE": "Suche"},
    "search-start": {"nl-NL": "Zoeken", "de-DE": "Suche"},
}


@pytest.fixture(scope="module")
def paths(store: Store) -> dict[str, str]:
    with store.read() as tx:
        measure = (
            tx.execute(select(t.measure.c.id).order_by(t.measure.c.impact_rank.desc())).scalars().first()
        )
    conflict = reading.conflicts_frame(store, on=date(2020, 3, 20), borders=(Border.NL_BE,), open_only=True)[
        "key"
    ].iloc[0]
    return {
        "situation": f"/?day={DAY}",
        "conflicts": f"/conflicts?day={DAY}",
        "conflict": f"/conflicts?day={DAY}&key={conflict}",
        "whatif": f"/whatif?day={DAY}&country=NL&topic=entry&step-entry=4&impact=blocking&from=2020-04-01",
        "card": f"/card?key={conflict}",
        "sources": "/sources",
        "source": "/sources?source=source-0",
        "measure": f"/measure?id={measure}&day={DAY}",
        "comparison": "/comparison?section=NL-BE-BE2&day=2020-03-25",
        "search": "/search?q=grens",
        "search-start": "/search",
        "rules": "/rules?home=lanaken&work=maastricht&day=2020-03-25",
    }


def _violations(page: Page) -> list[str]:
    """What axe finds wrong; looked at again where a page was still fading in."""
    for _ in range(2):
        if not (found := _found(page)):
            return []
        page.wait_for_timeout(1_000)
        drawn(page)
    return found


def _found(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("language", ["nl-NL", "de-DE"])
@pytest.mark.parametrize("name", list(TITLES))
def test_every_page_speaks_the_language_and_can_be_used_by_all(
    name: str, language: str, paths: dict[str, str], visit: Visit
) -> None:
    page = visit(paths[name], language=language)
    expect(page.locator("h1").first).to_contain_text(TITLES[name][language])
    assert page.get_by_test_id("stException").count() == 0
    assert page.locator("h1").count() == 1
    levels = [int(tag[1]) for tag in page.eval_on_selector_all("h1,h2,h3", "all => all.map(e => e.tagName)")]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert _violations(page) == []


def test_a_draft_is_described_by_hand_sent_as_a_link_and_taken_along_as_a_document(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit(f"/whatif?day={DAY}", language="en-GB")
    page.get_by_label("Topic").click()
    page.get_by_role("option", name="Quarantine").click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="With the draft").wait_for()
    drawn(page)
    assert "topic=quarantine" in page.url
    path = page.url[page.url.index("/whatif") :]
    expect(visit(path, language="en-GB").get_by_role("heading", name="With the draft")).to_be_visible()
    for label, name in (("Word (DOCX)", "docx"), ("PDF, to print", "pdf")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        file = tmp_path / f"note.{name}"
        download.value.save_as(file)
        assert download.value.suggested_filename == f"border-effects-note.{name}"
        assert file.read_bytes()[:4] in (b"PK\x03\x04", b"%PDF")


def test_the_dark_theme_is_legible_too(paths: dict[str, str], visit: Visit) -> None:
    assert _violations(visit(paths["situation"], dark=True)) == []


@pytest.mark.parametrize("name", list(TITLES))
def test_a_narrow_screen_never_scrolls_sideways(name: str, paths: dict[str, str], visit: Visit) -> None:
    page = visit(paths[name], width=390)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_the_timeline_is_a_drawing_with_a_sentence_for_those_who_do_not_see_it(
    paths: dict[str, str], visit: Visit
) -> None:
    page = visit(paths["situation"], language="en-GB")
    chart = page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg").first).to_be_visible()
    expect(chart).to_have_attribute(
        "aria-label", re.compile(r"measures between .*conflicts; the most severe at")
    )


def test_a_click_on_a_bar_opens_its_measure(paths: dict[str, str], visit: Visit) -> None:
    page = visit(paths["situation"])
    page.get_by_test_id("stVegaLiteChart").first.scroll_into_view_if_needed()
    # A bar whose middle lies in the window and under nothing else.
    spot = page.evaluate(
        """() => [...document.querySelectorAll("path[aria-roledescription='rect mark']")].map(bar => {
             const box = bar.getBoundingClientRect();
             return [bar, box.x + box.width / 2, box.y + box.height / 2];
           }).filter(([bar, x, y]) => y > 100 && document.elementFromPoint(x, y) === bar)
             .map(([bar, x, y]) => [x, y])[0]"""
    )
    page.mouse.click(*spot)
    page.wait_for_url(re.compile(r"/measure\?"), timeout=10_000)


def test_a_choice_of_language_and_filters_travels_in_the_link(visit: Visit) -> None:
    page = visit(f"/?day={DAY}&border=NL-BE&topic=work&lang=fr", language="nl-NL")
    expect(page.locator("h1").first).to_have_text("Situation au 20 mars 2020")
    expect(page.get_by_test_id("stMultiSelect").filter(has_text="Frontière").first).to_contain_text("NL–BE")
    page.get_by_role("link", name=re.compile("^.*Conflits$")).first.click()
    expect(page.locator("h1").first).to_have_text("Conflits")
    drawn(page)
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)
    assert query["lang"] == ["fr"]
    assert query["day"] == [DAY]


def test_the_switch_changes_the_language(visit: Visit) -> None:
    page = visit("/conflicts", language="nl-NL")
    page.get_by_test_id("stSelectbox").first.click()
    page.get_by_role("option", name="Deutsch").click()
    expect(page.locator("h1").first).to_have_text("Konflikte")
    expect(page).to_have_url(re.compile("lang=de"))


def test_a_new_item_appears_without_a_reload(store: Store, visit: Visit) -> None:
    page = visit("/", language="en-GB")
    item = Item(
        id="test-new",
        source="test",
        country=Country.NL,
        authority="Ministerie van Justitie en Veiligheid",
        level=Level.NATIONAL,
        language=Language.NL,
        published=datetime.now(UTC).date(),
        url="https://example.org/new",
        title="Nieuwe grenscontroles bij Venlo",
        summary="Vanaf morgen controleert de Koninklijke Marechaussee reizigers aan de grens met Duitsland.",
    )
    take_in(store, item, datetime.now(UTC))
    expect(page.get_by_text("Nieuwe grenscontroles bij Venlo").first).to_be_visible(timeout=10_000)


def test_poll_now_is_noted_for_the_scheduler(store: Store, visit: Visit) -> None:
    page = visit("/sources?source=source-2", language="nl-NL")
    page.get_by_role("button", name="Nu bevragen").click()
    page.get_by_label("Uw naam").fill("M. Jansen")
    page.get_by_test_id("stForm").get_by_role("button", name="Nu bevragen").click()
    expect(page.get_by_text("aan de planner gevraagd")).to_be_visible()
    asked = reading.sources_frame(store).set_index("id").loc["source-2", "asked_at"]
    assert (datetime.now(UTC) - asked).total_seconds() < 60
    expect(page.get_by_role("button", name="Nu bevragen")).to_be_disabled()
    now = datetime.now(UTC)
    with store.begin() as tx:
        record_poll(tx, PollRow("source-2", now, AnswerState.TIMEOUT, now))
    expect(page.get_by_role("button", name="Nu bevragen")).to_be_enabled(timeout=10_000)


@pytest.fixture
def exercise(store: Store) -> Iterator[None]:
    """The store marked as that of an exercise, for one test."""
    with store.begin() as tx:
        begin_exercise(
            tx, Exercise(date(2020, 3, 1), date(2020, 4, 20), 1.0, datetime(2020, 3, 20, tzinfo=UTC))
        )
    yield
    with store.begin() as tx:
        bump(tx, "sources")
        tx.execute(t.exercise.delete())


def test_an_exercise_stands_above_every_page_and_follows_its_clock(
    exercise: None, store: Store, visit: Visit
) -> None:
    for path in ("/", "/conflicts", "/sources", "/measure"):
        page = visit(path, width=390, language="de-DE")
        expect(page.get_by_text("Übung. Simulierter Tag: 20. März 2020.")).to_be_visible()
        assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")
        assert _violations(page) == []
    page = visit("/", language="en-GB")
    expect(page.locator("h1").first).to_have_text("Situation on 20 March 2020")
    with store.begin() as tx:
        set_instant(tx, datetime(2020, 3, 21, 9, tzinfo=UTC))
    expect(page.locator("h1").first).to_have_text("Situation on 21 March 2020", timeout=15_000)


def test_the_banner_leads_from_what_is_not_seen_to_the_sources(visit: Visit) -> None:
    page = visit("/", language="nl-NL")
    page.get_by_role("link", name=re.compile("hier tellen zijn niet te zien")).click()
    expect(page.locator("h1").first).to_have_text("Bronnen")
    drawn(page)
    expect(page.get_by_text("hier tellen zijn niet te zien")).to_be_visible()


def test_crisis_mode_is_switched_by_a_person_with_a_name(store: Store, visit: Visit) -> None:
    page = visit("/sources", language="nl-NL")
    page.get_by_role("button", name="Inschakelen").click()
    page.get_by_label("Uw naam").first.fill("M. Jansen")
    page.get_by_label("Reden").first.fill("Hoogwater in de Maas")
    assert _violations(page) == []
    page.get_by_test_id("stFormSubmitButton").get_by_role("button", name="Inschakelen").click()
    expect(page.get_by_text("Hoogwater in de Maas").first).to_be_visible()
    mode = reading.crisis(store)
    assert mode
    assert mode.who == "M. Jansen"
    with store.begin() as tx:
        set_crisis(tx, False, "test", "over", datetime.now(UTC))


def test_an_alarm_is_acknowledged_on_the_page_of_its_source(store: Store, visit: Visit) -> None:
    page = visit("/sources?source=source-2", language="en-GB", width=390)
    page.get_by_role("button", name="Acknowledge").first.click()
    page.get_by_label("Your name").fill("M. Jansen")
    page.get_by_label("Reason").fill("Works on it until Friday")
    assert _violations(page) == []
    page.get_by_test_id("stFormSubmitButton").get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("Works on it until Friday")).to_be_visible()
    rows = reading.alarms(store, datetime.now(UTC)).set_index("source_id")
    assert not rows.loc["source-2", "sounds"]
