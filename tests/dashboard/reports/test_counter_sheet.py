"""The counter sheet: one A4 in every language, opened again and read by its code, whatever comes."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from html import escape

import pypdf
import pytest
import zxingcpp
from PIL import Image

from dashboard import wording
from dashboard.i18n import Reader
from dashboard.reports import blocks
from dashboard.reports.counter_sheet import LONGEST_TITLE, qr_code, sheet
from dashboard.reports.html import to_html
from dashboard.reports.pdf import pages, to_pdf, to_pictures
from dashboard.reports.word import to_docx
from measures.classify import classify
from measures.conflicts import detect
from measures.contacts import of_answer
from measures.counter import Answer, answer
from measures.counter.model import Paper, Unknown, Unseen
from measures.counter.situation import situation
from measures.lifecycle.as_of import known_then
from measures.model import Event
from measures.vocabulary import Country, Document, Language, Topic
from sources.archive import archive_items

MADE = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
DAY = date(2021, 2, 10)
LINK = (
    "https://taskforce.example.org/rules?home=maastricht&work=lanaken&sector=vital&home_days=2"
    "&school=work&day=2021-02-10&known=2021-02-10&lang=nl"
)
POINT = "Grensinfopunt Maastricht · +31 43 000 00 00"


@cache
def busiest() -> Answer:
    """Of all frequent routes on 10 February 2021 the one with the most rules: Maastricht to Lanaken."""
    events = [
        Event(item, classify(item), known_at) for item, known_at in archive_items() if known_at.year <= 2021
    ]
    measures = known_then(events, DAY)
    asked = situation(
        {
            "home": "maastricht",
            "work": "lanaken",
            "sector": "vital",
            "home_days": "2",
            "school": "work",
            "day": DAY.isoformat(),
        },
        DAY,
    )
    texts = {event.id: event for event in events}
    return answer(asked, measures, known=DAY, texts=texts, conflicts=detect(measures, DAY, [asked.border]))


@pytest.fixture
def drawn() -> Callable[..., blocks.Document]:
    def made(
        language: Language = Language.NL, given: Answer | None = None, link: str = LINK
    ) -> blocks.Document:
        given = given or busiest()
        return sheet(given, of_answer(given), Reader(language), MADE, link, POINT)

    return made


def test_no_code_is_printed_that_leads_to_the_machine_that_printed_it(drawn) -> None:
    assert drawn().corner is not None
    assert drawn(link="http://127.0.0.1:8501/rules?home=maastricht&work=lanaken").corner is None


def text_of(document: blocks.Document) -> str:
    (page,) = pypdf.PdfReader(io.BytesIO(to_pdf(document))).pages
    return " ".join(page.extract_text().split())


@pytest.mark.parametrize("language", list(Language))
def test_the_busiest_day_is_one_tagged_page_with_sources_contacts_and_the_time(drawn, language) -> None:
    document, reader = drawn(language), Reader(language)
    opened = pypdf.PdfReader(io.BytesIO(to_pdf(document)))
    (page,) = opened.pages
    root = opened.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    text = " ".join(page.extract_text().split())
    assert "Maastricht → Lanaken" in text
    assert reader.moment(MADE) in text
    assert POINT in text
    assert "Grensinfopunt Maastricht" in text
    assert reader.text("Whom to ask") in text
    links = {a.get_object()["/A"]["/URI"] for a in page["/Annots"]}
    assert LINK in links
    left = {rule.url for rule in busiest().rules} - links
    assert len(left) <= 3


@pytest.mark.parametrize("language", list(Language))
def test_the_code_on_the_printed_page_leads_to_the_answer(drawn, language) -> None:
    (picture,) = to_pictures(drawn(language), 150)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert found.text == LINK


def test_what_does_not_fit_is_counted_and_linked(drawn) -> None:
    given = busiest()
    many = tuple(
        replace(rule, measure_id=f"{rule.measure_id}-{number}", title="Een heel lange titel " * 20)
        for rule in given.rules
        for number in range(12)
    )
    document = drawn(Language.EN, replace(given, rules=many, coming=given.coming * 30))
    assert pages(document) == 1
    text = text_of(document)
    assert "more rules do not fit on this sheet" in text
    assert "…" in text
    assert "Een heel lange titel " * 8 not in text
    printed = text.count("Een heel lange titel Een heel lange titel")
    assert 6 <= printed < len(many)


def test_the_least_room_is_one_page_still(drawn) -> None:
    given = busiest()
    long = "Grensarbeidersvignetaanvraag " * 9
    rules = [replace(rule, title=long, authority=long[:LONGEST_TITLE]) for rule in given.rules]
    bare = drawn(Language.DE, replace(given, rules=tuple(rules * 3)), LINK + "&x=" + "y" * 300)
    assert pages(bare) == 1


def test_a_quiet_day_says_that_nothing_is_known_and_whom_to_ask(drawn) -> None:
    asked = situation({"home": "aachen", "work": "maastricht", "day": "2019-05-01"}, DAY)
    text = text_of(drawn(Language.EN, answer(asked, (), known=asked.day, texts={})))
    assert "No rule that this person meets is known." in text
    assert "no proof that there is none" in text
    assert "GrenzInfoPunkt Aachen-Eurode" in text
    assert "As it was known here on 1 May 2019" in text


def test_the_printable_page_and_the_docx_tell_the_same(drawn) -> None:
    document = drawn(Language.FR)
    page = to_html(document)
    assert '<html lang="fr">' in page
    assert '<body class="compact" style="--grown: 1">' in page
    assert page.index('class="corner"') < page.index("<h1>")
    assert LINK.replace("&", "&amp;") in page
    assert to_docx(document).startswith(b"PK")


def test_the_words_of_each_text_stand_in_their_own_language_with_first_and_last_day(drawn) -> None:
    given = busiest()
    rule = next(rule for rule in given.rules if rule.quote and rule.until and rule.language == Language.NL)
    document = drawn(Language.DE, replace(given, rules=(rule,), coming=(), conflicts=()))
    text, reader = text_of(document), Reader(Language.DE)
    assert rule.quote[:60] in text
    assert f"{reader.day(rule.since, 'medium')} – {reader.day(rule.until, 'medium')}" in text
    assert f'<span lang="nl">{escape(reader.quoted(rule.quote))[:40]}' in to_html(document)
    structure = pypdf.PdfReader(io.BytesIO(to_pdf(document)))
    assert "(nl)" in " ".join(str(value) for value in _languages(structure))
    with zipfile.ZipFile(io.BytesIO(to_docx(document))) as docx:
        assert 'w:lang w:val="nl-NL"' in docx.read("word/document.xml").decode()
    bare = drawn(Language.DE, replace(given, rules=(replace(rule, quote=""),), coming=(), conflicts=()))
    assert "Die Quelle gibt nur einen Titel an." in text_of(bare)


def _languages(opened: pypdf.PdfReader) -> list[str]:
    """The languages that the marked parts of a PDF are in."""
    found = [f"({value['/Lang']})" for value in map(opened.get_object, range(1, len(opened.xref[0]) + 1))
             if isinstance(value, dict) and "/Lang" in value]  # fmt: skip
    (page,) = opened.pages
    return [*found, *re.findall(r"/Lang ?(\(\w+\))", page.get_contents().get_data().decode("latin-1"))]


def test_either_paper_that_says_who_one_is_will_do(drawn) -> None:
    named = (Document.PASSPORT, Document.A1, Document.IDENTITY_CARD)
    papers = tuple(Paper(document, ("m-1",), perhaps=False) for document in named)
    text = text_of(drawn(Language.NL, replace(busiest(), papers=papers)))
    assert "Mee te nemen: identiteitskaart of paspoort en A1-verklaring" in text


def test_the_gravest_conflict_that_hits_them_stands_on_top(drawn) -> None:
    given = busiest()
    assert given.conflicts
    text, reader = text_of(drawn(Language.NL)), Reader(Language.NL)
    kind = wording.word(reader, given.conflicts[0].kind)
    assert text.index(f"{kind} ({reader.text(wording.SEVERITY[given.conflicts[0].severity])}):") < (
        text.index(reader.text("Before leaving"))
    )


def test_what_is_not_known_is_called_so(drawn) -> None:
    given = replace(busiest(), unknown=(Unknown(Country.BE, (Topic.TESTING,)),))
    crowded = text_of(drawn(Language.DE, given))
    assert "Nicht bekannt: Zu diesen Themen ist hier keine Regel bekannt" in crowded
    given = replace(given, rules=given.rules[:3])
    document = drawn(Language.DE, given)
    assert blocks.Heading("Nicht bekannt") in document.blocks
    assert "Nicht bekannt Zu diesen Themen ist hier keine Regel bekannt" in text_of(document)


def test_with_room_to_spare_all_is_larger_and_what_is_around_is_named(drawn) -> None:
    given = busiest()
    assert given.around
    few = replace(given, rules=given.rules[:3], coming=(), conflicts=())
    document = drawn(Language.DE, few)
    assert document.grown > drawn(Language.DE).grown
    assert pages(document) == 1
    text = text_of(document)
    assert "Außerdem in ihrem Umfeld in Kraft" in text
    assert given.around[0].title[:40] in text
    assert "auf Niederländisch „" in text


def test_a_side_of_which_no_source_is_seen_is_said_on_the_sheet(drawn) -> None:
    since = datetime(2021, 2, 3, 9, tzinfo=UTC)
    unseen = (Unseen(Country.NL, 3, since, whole=True), Unseen(Country.BE, 2, None, whole=True))
    text = text_of(drawn(Language.EN, replace(busiest(), rules=(), coming=(), unseen=unseen)))
    assert "Netherlands: no source has been seen since 3 Feb 2021, so news is missing." in text
    assert "Belgium: no source has been seen yet, so all news is missing." in text


def test_an_address_that_nobody_verified_says_so(drawn) -> None:
    text = text_of(drawn(Language.EN))
    assert "address not verified since it was noted in November 2026" in text
    assert "named by a source in" in text


def test_hostile_titles_and_addresses_are_only_text(drawn) -> None:
    given = busiest()
    bad = replace(given.rules[0], title="#link <script>x</script> \u202e", url="javascript:alert(1)")
    document = drawn(Language.NL, replace(given, rules=(bad,)))
    assert "<script" not in to_html(document)
    assert "javascript:" not in to_html(document)
    assert "#link <script>x</script>" in text_of(document)


def test_the_longest_address_still_has_a_code() -> None:
    assert qr_code("https://example.org/rules?" + "x" * 900).startswith("<svg")
