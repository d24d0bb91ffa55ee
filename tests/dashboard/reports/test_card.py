"""The obstacle card: filled in from the data, one page, and people's words in place of it."""

import io
from datetime import UTC, date, datetime

import pypdf
import pytest
from docx import Document as Docx

from dashboard import wording
from dashboard.i18n import Reader
from dashboard.reports.blocks import Bullets, Paragraph
from dashboard.reports.card import card, known_words, lines
from dashboard.reports.pdf import to_pdf
from dashboard.reports.word import to_docx
from measures.casework import Written
from measures.obstacles import Cause, kinds, known
from measures.vocabulary import ConflictKind, Group, Language

NOW = datetime(2020, 3, 23, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def obstacle(belgian_closure):
    return belgian_closure


def test_every_kind_of_conflict_has_a_cause_and_ways_out():
    assert set(kinds()) == set(ConflictKind)
    assert all(len(kind.solution) >= 2 for kind in kinds().values())


def test_card_names_rule_authority_forum_and_solutions(obstacle):
    assert obstacle.cause is Cause.LAW
    assert obstacle.rules[0].measure.country == "BE"
    assert obstacle.authorities
    assert obstacle.forums
    assert set(known_words(obstacle, Reader(Language.EN))) == {
        "problem",
        "cause",
        "changers",
        "solutions",
        "remarks",
    }


@pytest.mark.parametrize("language", list(Language))
def test_card_is_one_page_in_each_language(obstacle, language):
    reader = Reader(language)
    content = to_pdf(card(obstacle, {}, reader, NOW, "https://example.org/conflicts?key=c"))
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    text = " ".join(page.extract_text().split())
    assert reader.text("What goes wrong, and for whom") in text
    assert obstacle.rules[0].measure.authority in text
    assert obstacle.forums[0].name.split(" / ")[0] in text


def test_words_of_people_take_the_place_of_what_was_filled_in(obstacle):
    written = {
        "solutions": Written("- Vignette by the employer\n- Green lane", "A. Vos", NOW),
        "remarks": Written("Asked on 20 March.", "B. Maes", NOW),
    }
    docx = Docx(io.BytesIO(to_docx(card(obstacle, written, Reader(Language.EN), NOW))))
    texts = [paragraph.text for paragraph in docx.paragraphs]
    assert "Vignette by the employer" in texts
    assert "Asked on 20 March." in texts
    [origin] = [text for text in texts if text.startswith("Written by people")]
    assert "“Remarks” by B. Maes on 23 March 2020" in origin
    assert "“What can be done” by A. Vos on 23 March 2020" in origin
    assert "All else the tool filled in" in origin
    assert obstacle.solutions[0].what not in "".join(
        cell.text for t in docx.tables for c in t.columns for cell in c.cells
    )


@pytest.mark.parametrize("language", list(Language))
def test_paper_says_which_day_it_is_about_and_where_the_conflict_stands(obstacle, language):
    reader, link = Reader(language), "https://example.org/conflicts?key=c&day=2020-03-20"
    content = to_pdf(card(obstacle, {}, reader, NOW, link, day=date(2020, 3, 20)))
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    text = " ".join(page.extract_text().split())
    assert reader.day(date(2020, 3, 20)) in text
    assert reader.moment(NOW) in text
    assert link in text.replace(" ", "")


def test_a_card_on_a_past_day_says_that_less_was_known_then(obstacle):
    def told(day: date) -> bool:
        document = card(obstacle, {}, Reader(Language.EN), NOW, day=day)
        return any("less was known" in str(block) for block in document.blocks)

    assert told(date(2020, 3, 20))
    assert not told(date(2020, 3, 23))


def test_named_groups_stand_without_everyone():
    reader = Reader(Language.EN)
    assert wording.groups(reader, (Group.EVERYONE, Group.PATIENTS)) == "patients"
    assert wording.groups(reader, (Group.EVERYONE,)) == "everyone"


def test_typed_lines_become_paragraphs_and_points():
    assert list(lines("One\n\n- a\n* b\nTwo")) == [
        Paragraph("One"),
        Bullets(("a", "b")),
        Paragraph("Two"),
    ]


def test_measure_no_longer_stored_leaves_the_rest(obstacle):
    bare = known(obstacle.conflict, {})
    assert bare.rules == ()
    assert card(bare, {}, Reader(Language.EN), NOW).blocks
