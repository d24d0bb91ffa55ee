"""The obstacle card: filled in from the data, one page, and people's words in place of it."""

import io
from datetime import UTC, datetime

import pypdf
import pytest
from docx import Document as Docx

from dashboard.i18n import Reader
from dashboard.reports.blocks import Bullets, Paragraph
from dashboard.reports.card import card, known_words, lines
from dashboard.reports.pdf import to_pdf
from dashboard.reports.word import to_docx
from measures.obstacles import Cause, kinds, known
from measures.vocabulary import ConflictKind, Language

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
    written = {"solutions": "- Vignette by the employer\n- Green lane", "remarks": "Asked on 20 March."}
    docx = Docx(io.BytesIO(to_docx(card(obstacle, written, Reader(Language.EN), NOW))))
    texts = [paragraph.text for paragraph in docx.paragraphs]
    assert "Vignette by the employer" in texts
    assert "Asked on 20 March." in texts
    assert obstacle.solutions[0].what not in "".join(
        cell.text for t in docx.tables for c in t.columns for cell in c.cells
    )


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
