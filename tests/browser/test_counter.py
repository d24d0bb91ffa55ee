"""The counter's task from beginning to end, by keyboard alone."""

import io
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from measures.store import Store
from measures.store.point_choices import point_choices
from tests.browser.conftest import Visit, drawn

ASKED = "/rules?home=aachen&work=maastricht&day=2020-03-25"
# The fields by name, the sector that is chosen, how the answer goes on, and the sheet's button.
WORDS = {
    "nl-NL": (
        "Woont in",
        "Sector",
        "vitale sector",
        "Uw sector is vitaal",
        "Mee te nemen",
        "Downloaden als PDF",
    ),
    "de-DE": (
        "Wohnt in",
        "Bereich",
        "systemrelevanter",
        "Ihr Bereich ist systemrelevant",
        "Mitzuführen",
        "Als PDF herunterladen",
    ),
    "fr-BE": (
        "Habite à",
        "Secteur",
        "secteur vital",
        "Votre secteur est vital",
        "À emporter",
        "Télécharger en PDF",
    ),
    "en-GB": ("Lives in", "Sector", "vital sector", "Your sector is vital", "To carry", "Take it as PDF"),
}


def _tab_to(page: Page, label: str) -> None:
    """Presses Tab until the field of that name has the focus."""
    field = page.get_by_role("combobox", name=label, exact=True)
    for _ in range(40):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            return
    raise AssertionError(f"{label} cannot be reached by keyboard")


def _press(page: Page, label: str) -> None:
    """Presses Tab until the button of that name has the focus."""
    button = page.get_by_role("button", name=label)
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            return
    raise AssertionError(f"{label} cannot be reached by keyboard")


def _choose(page: Page, typed: str) -> None:
    """Types into the field that has the focus and takes what is offered first."""
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(typed)
    page.get_by_role("option").first.wait_for()
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    drawn(page)


def _grave(page: Page) -> list[object]:
    """What keeps people with other means than eyes and a mouse out."""
    return [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("language", list(WORDS))
def test_who_is_at_the_counter_is_answered_by_keyboard_alone(language: str, visit: Visit) -> None:
    lives, sector, vital, exempt, carry, take = WORDS[language]
    page = visit(ASKED, language=language)
    _tab_to(page, lives)
    _choose(page, "Lanakn")
    expect(page.locator("h2").first).to_contain_text("Lanaken → Maastricht")
    _tab_to(page, sector)
    _choose(page, vital)
    expect(page.get_by_text(exempt).first).to_be_visible()
    expect(page.get_by_text(carry).first).to_be_visible()
    assert "home=lanaken" in page.url
    assert "sector=vital" in page.url
    _press(page, take)
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    (sheet,) = pypdf.PdfReader(taken.value.path()).pages
    text = " ".join(sheet.extract_text().split())
    assert "Lanaken → Maastricht" in text
    assert exempt in text
    assert carry in text
    assert _grave(page) == []


def test_the_printable_sheet_is_one_page_of_paper(visit: Visit) -> None:
    page = visit("/rules?home=antwerpen&work=roosendaal&day=2020-04-14&home_days=2", language="de-DE")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Als HTML herunterladen").click()
    page.set_content(Path(taken.value.path()).read_text("utf-8"))
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    assert "Antwerpen → Roosendaal, 14. April 2020" in " ".join(printed.pages[0].extract_text().split())
    assert round(printed.pages[0].mediabox.height) == 842


def test_the_answer_fits_a_narrow_screen(visit: Visit) -> None:
    page = visit(ASKED, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("h2").first).to_contain_text("Aachen → Maastricht")


def test_what_a_colleague_keeps_starts_the_form_in_another_browser(store: Store, visit: Visit) -> None:
    mine = visit("/rules?home=liege&work=maastricht&status=student", language="en-GB")
    mine.get_by_text("Start of this form").click()
    mine.get_by_role("button", name="Start with these choices from now on").click()
    mine.get_by_label("Your name").fill("An")
    mine.get_by_test_id("stPopoverBody").get_by_role("button").click()
    expect(mine.get_by_text("Kept by An")).to_be_visible()
    assert _grave(mine) == []

    theirs = visit("/rules", language="de-DE")
    expect(theirs.locator("h2").first).to_contain_text("Liège → Maastricht")
    assert "status=student" in theirs.url
    other = visit(ASKED, language="de-DE")
    expect(other.locator("h2").first).to_contain_text("Aachen → Maastricht")

    theirs.locator("summary", has_text="Anfang dieses Formulars").focus()
    theirs.keyboard.press("Enter")
    theirs.get_by_role("button", name="Vergessen").click()
    theirs.get_by_label("Ihr Name").fill("Bea")
    theirs.get_by_label("Ihr Name").press("Enter")
    expect(theirs.get_by_text("keine Auswahl gemerkt")).to_be_visible()
    assert point_choices(store, "") is None


def test_what_is_folded_away_is_drawn_when_it_is_opened_by_keyboard(visit: Visit) -> None:
    page = visit(ASKED, language="en-GB")
    heading = page.get_by_role("heading", name="Also in force around them")
    expect(heading).to_be_visible()
    fold = page.locator("summary", has_text="Show").last
    around = page.get_by_test_id("stExpander").filter(has=fold)
    assert around.get_by_role("listitem").count() == 0
    fold.focus()
    page.keyboard.press("Enter")
    expect(around.get_by_role("listitem").first).to_be_visible()
    expect(fold).to_be_focused()
    assert _grave(page) == []


@pytest.mark.parametrize("path", ["/comparison?day=2020-04-14", "/sources", "/weekly?week=2020-W14"])
def test_no_column_of_a_table_is_cut_off_on_a_narrow_screen(path: str, visit: Visit) -> None:
    page = visit(path, width=390)
    page.locator("table").first.wait_for()
    cut = "tables => tables.filter(table => table.scrollWidth > table.parentElement.clientWidth).length"
    assert page.locator("table").evaluate_all(cut) == 0
    assert _grave(page) == []


def test_a_town_that_is_not_known_is_said_beside_the_field(visit: Visit) -> None:
    page = visit(ASKED, language="en-GB")
    _tab_to(page, "Lives in")
    _choose(page, "Hintertupfing")
    expect(page.get_by_role("alert").filter(has_text="“Hintertupfing” is not known here")).to_be_visible()
    expect(page.locator("h2").first).to_contain_text("Aachen → Maastricht")
    page.get_by_role("combobox", name="Lives in", exact=True).focus()
    _choose(page, "Lanakn")
    expect(page.get_by_role("alert").filter(has_text="Hintertupfing")).to_have_count(0)
    expect(page.locator("h2").first).to_contain_text("Lanaken → Maastricht")
