"""From recorded-like answers to items: every quirk that a real source has."""

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.vocabulary import AnswerState, Language
from sources.catalogue import Source
from sources.errors import FormatError
from sources.formats import parse, read
from sources.formats.records import not_after
from tests.sources.conftest import SAMPLES, a_source, sample

Catalogue = dict[str, Source]


def test_the_news_of_the_dutch_government(catalogue: Catalogue) -> None:
    first = parse(catalogue["nl-rijksoverheid-news"], sample("nl-rijksoverheid-news.xml"))[0]
    assert first.title == "Controles aan de grens met België en Duitsland verlengd tot en met 8 juni 2027"
    assert first.published == date(2026, 11, 23)  # not the day in the path
    assert first.url.startswith("https://www.rijksoverheid.nl/actueel/nieuws/2026/11/20/")
    assert first.authority == "Rijksoverheid (Ministerie van Algemene Zaken)"


def test_a_document_stamped_at_local_midnight_keeps_its_day_and_an_undated_one_survives(
    catalogue: Catalogue,
) -> None:
    items = {
        item.title[:10]: item
        for item in parse(catalogue["nl-rijksoverheid-all"], sample("nl-rijksoverheid-all.xml"))
    }
    assert items["Kamerbrief"].published == date(2026, 11, 20)
    assert items["Moet ik mi"].published is None


def test_a_publication_whose_title_stands_in_the_description(catalogue: Catalogue) -> None:
    first = parse(catalogue["nl-ob-rss-grenscontrole"], sample("nl-ob-rss-grenscontrole.xml"))[0]
    assert first.title.startswith("Besluit tot verlenging van het grenstoezicht")
    assert first.summary == "stcrt-2026-39871 : Ministerie van Asiel en Migratie"


def test_results_wrapped_in_raw_with_relative_addresses(catalogue: Catalogue) -> None:
    first = parse(catalogue["nl-rijksoverheid-search"], sample("nl-rijksoverheid-search.json"))[0]
    assert first.url == (
        "https://www.rijksoverheid.nl/actueel/nieuws/2026/11/20/controles-grens-belgie-duitsland-verlengd"
    )


def test_a_travel_advice_is_one_item_with_the_first_of_two_days(catalogue: Catalogue) -> None:
    (item,) = parse(catalogue["nl-nederlandwereldwijd-bel"], sample("nl-nederlandwereldwijd-bel.json"))
    assert item.published == date(2026, 11, 23)
    assert item.published_raw == "23-11-2026"
    assert "Vanaf 1 december 2026 controleert de Belgische politie" in item.summary
    assert "tot en met 31 mei 2027" in item.summary


def test_entities_escaped_twice(catalogue: Catalogue) -> None:
    first = parse(catalogue["de-bmi-press"], sample("de-bmi-press.xml"))[0]
    assert first.title == "Binnengrenzkontrollen bis 15. März 2027 verlängert"
    assert first.summary.startswith("Die Maßnahme gilt für alle deutschen Landgrenzen")


def test_german_dates_are_read_as_declared_and_an_empty_one_stays_open(catalogue: Catalogue) -> None:
    days = [item.published for item in parse(catalogue["de-bmf-steuern"], sample("de-bmf-steuern.xml"))]
    assert days == [date(2026, 11, 18), date(2026, 11, 12), None]


def test_iso_dates_in_rss(catalogue: Catalogue) -> None:
    assert parse(catalogue["de-bgbl-2"], sample("de-bgbl-2.xml"))[0].published == date(2026, 11, 20)


def test_one_law_in_two_spellings_is_one_item(catalogue: Catalogue) -> None:
    source, body = catalogue["de-gesetze-im-internet"], sample("de-gesetze-im-internet.xml")
    respelt = body.replace(b"BGBl_1/2026/297a", b"bgbl-1/2026/297A")
    assert [item.id for item in parse(source, respelt)] == [item.id for item in parse(source, body)]


def test_only_the_neighbours_of_a_list_of_all_countries(catalogue: Catalogue) -> None:
    source = catalogue["de-auswaertiges-amt-travelwarning"]
    reading = read(source, sample("de-auswaertiges-amt-travelwarning.json"))
    assert [item.title.split(":")[0] for item in reading.items] == ["Niederlande", "Belgien"]
    assert (reading.seen, reading.filtered) == (3, 1)


def test_the_encoding_that_the_declaration_names_and_only_words_of_the_border(catalogue: Catalogue) -> None:
    items = parse(catalogue["de-presseportal-polizei-aachen"], sample("de-presseportal-polizei-aachen.xml"))
    assert items[0].title == "POL-AC: Vollsperrung der A4 am Grenzübergang Vetschau bis Freitag"
    assert not [item for item in items if "Fahrraddiebe" in item.title]


def test_the_terms_after_a_warning_are_not_part_of_it(catalogue: Catalogue) -> None:
    items = parse(
        catalogue["de-mowas-rss-staedteregion-aachen"], sample("de-mowas-rss-staedteregion-aachen.xml")
    )
    assert items[0].summary.endswith("Die Sperrung gilt bis zum 1. Dezember 2026.")


def test_glued_sentences_and_relative_addresses(catalogue: Catalogue) -> None:
    assert (
        ". Les travailleurs frontaliers"
        in parse(catalogue["be-news-fr"], sample("be-news-fr.xml"))[0].summary
    )
    home_affairs = parse(catalogue["eu-home-affairs-news"], sample("eu-home-affairs-news.xml"))
    assert home_affairs[0].url.startswith("https://home-affairs.ec.europa.eu/news/opinion-")


def test_alerts_in_three_languages_without_the_drill(catalogue: Catalogue) -> None:
    items = parse(catalogue["be-be-alert"], sample("be-be-alert.json"))
    assert [item.language for item in items] == [Language.NL, Language.FR, Language.DE]
    assert items[0].title == "Hoogwater Maas Maaseik"
    assert {item.published for item in items} == {date(2026, 11, 23)}  # one date in ISO, one in RFC 822


def test_notices_that_share_an_address_and_number_themselves_by_position(catalogue: Catalogue) -> None:
    source, body = catalogue["be-irail-disturbances"], sample("be-irail-disturbances.json")
    items = parse(source, body)
    assert len({item.id for item in items}) == len(items) == 5
    shifted = body.replace(b'"id": "0"', b'"id": "7"')
    assert [item.id for item in parse(source, shifted)] == [item.id for item in items]


def test_local_time_stamped_as_utc(catalogue: Catalogue) -> None:
    late = sample("be-delijn-press.xml").replace(b"11:26:00 +0000", b"23:26:00 +0000")
    assert parse(catalogue["be-delijn-press"], late)[0].published == date(2026, 11, 23)


def test_a_day_that_has_not_come_is_left_open(catalogue: Catalogue) -> None:
    reading = read(catalogue["be-parlement-wallonie-calendar"], sample("be-parlement-wallonie-calendar.xml"))
    days = [item.published for item in not_after(reading, date(2026, 11, 24)).items]
    assert days == [date(2026, 11, 24), None]


def test_atom_with_its_text_in_content(catalogue: Catalogue) -> None:
    first = parse(catalogue["be-economy-press"], sample("be-economy-press.xml"))[0]
    assert first.summary.startswith("La vente en bidon est limitée à 60 litres")


def test_a_feed_with_a_byte_order_mark_and_the_countries_that_count(catalogue: Catalogue) -> None:
    assert len(parse(catalogue["eu-gdacs"], sample("eu-gdacs.xml"))) == 2


def test_sparql_results(catalogue: Catalogue) -> None:
    item = parse(catalogue["eu-cellar"], sample("eu-cellar.json"))[1]
    assert (item.published, item.url[-10:]) == (date(2026, 11, 18), "32026D2801")


@pytest.mark.parametrize(
    ("file", "source", "code", "state"),
    [
        ("broken-challenge-200-de-bmwe-press.xml", "de-bmi-press", "html_instead", AnswerState.BLOCKED),
        (
            "broken-maintenance-200-nl-rijksoverheid-news.xml",
            "nl-rijksoverheid-news",
            "html_instead",
            AnswerState.BLOCKED,
        ),
        ("broken-hub-page-200-de-bmas-news.xml", "de-bmas-news", "html_instead", AnswerState.BLOCKED),
        (
            "broken-error-500-nl-ob-rss-grenscontrole.xml",
            "nl-ob-rss-grenscontrole",
            "html_instead",
            AnswerState.BLOCKED,
        ),
        (
            "broken-challenge-200-de-auswaertiges-amt-travelwarning.json",
            "de-auswaertiges-amt-travelwarning",
            "html_instead",
            AnswerState.BLOCKED,
        ),
        (
            "broken-xml-200-nl-nederlandwereldwijd-deu.json",
            "nl-nederlandwereldwijd-deu",
            "xml_instead",
            AnswerState.MALFORMED,
        ),
        (
            "broken-empty-200-nl-rijksoverheid-news.xml",
            "nl-rijksoverheid-news",
            "no_bytes",
            AnswerState.MALFORMED,
        ),
    ],
)
def test_what_is_no_data_says_so(
    catalogue: Catalogue, file: str, source: str, code: str, state: AnswerState
) -> None:
    with pytest.raises(FormatError) as caught:
        read(catalogue[source], sample(file))
    assert (caught.value.code, caught.value.state) == (code, state)


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("broken-space-before-declaration.xml", 3),
        ("broken-attributes-de-zoll-news.xml", 3),
        ("broken-not-well-formed-eu-gdacs.xml", 2),
    ],
)
def test_what_is_not_well_formed_and_yet_whole_is_saved(file: str, count: int) -> None:
    reading = read(a_source(), sample(file))
    assert (len(reading.items), reading.repaired, reading.cut_short) == (count, True, False)


def test_of_an_answer_cut_short_the_whole_items_stand_and_the_half_one_does_not() -> None:
    reading = read(a_source(), sample("broken-truncated-nl-rijksoverheid-news.xml"))
    assert (len(reading.items), reading.cut_short) == (3, True)


def test_wherever_an_answer_is_cut_no_half_text_becomes_an_item(catalogue: Catalogue) -> None:
    source, body = catalogue["nl-rijksoverheid-news"], sample("nl-rijksoverheid-news.xml")
    whole = set(parse(source, body))
    for end in range(200, len(body) - 12, 97):
        try:
            reading = read(source, body[:end])
        except FormatError:
            continue
        assert reading.cut_short
        assert set(reading.items) <= whole


def test_entities_of_its_own_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel/></rss>'
    with pytest.raises(FormatError, match="entities_declared"):
        read(a_source(), bomb)


def test_a_body_that_is_the_name_of_a_file_opens_no_file() -> None:
    with pytest.raises(FormatError, match="not_a_feed"):
        read(a_source(), str(SAMPLES / "de-bmi-press.xml").encode())


def test_one_item_given_twice_is_one_item() -> None:
    item = b"<item><title>A</title><guid>1</guid></item>"
    assert len(parse(a_source(), b"<rss><channel>" + item * 3 + b"</channel></rss>")) == 1


def test_ten_thousand_items_are_read() -> None:
    many = b"".join(b"<item><title>Bericht %d</title><guid>g%d</guid></item>" % (n, n) for n in range(10_000))
    assert len(parse(a_source(), b"<rss><channel>" + many + b"</channel></rss>")) == 10_000


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["rss", "json"]))
def test_no_bytes_raise_anything_but_a_format_error(body: bytes, form: str) -> None:
    source = a_source(format=form, items=["a.*", ""] if form == "json" else [])
    with contextlib.suppress(FormatError):
        read(source, body)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_feed_damaged_anywhere_raises_nothing_else_and_keeps_nothing_active(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["de-bgbl-2.xml", "be-delijn-press.xml", "eu-home-affairs-news.xml"]))
    body = bytearray(sample(name))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 8))] = data.draw(
            st.sampled_from(
                [b"<script>x</script>", b"&lt;script&gt;", b"\x00", b"&", b"<", b"]]>", b"\xff", b""]
            )
        )
    try:
        items = parse(a_source(), bytes(body))
    except FormatError:
        return
    assert not [item for item in items if "<script" in item.title + item.summary]
    assert not [item for item in items if not item.url.startswith("http")]


NOTHING_IN_IT = (
    ".empty", ".none", "be-tec-press", "de-meteoalarm", "de-autobahn-warning", "de-mowas-rss-kleve",
    "de-nina-dashboard-heinsberg",
)  # fmt: skip


def test_every_sample_of_a_catalogued_source_is_read(catalogue: Catalogue) -> None:
    read_files = 0
    for name, source in catalogue.items():
        for file in SAMPLES.glob(f"{name}.*"):
            if ".error-" in file.name or ".diagnostic" in file.name:
                continue
            reading = read(source, file.read_bytes())
            assert reading.nameless <= (name == "nl-tweedekamer-syncfeed"), file.name
            assert not reading.undated, file.name
            assert bool(reading.seen) != any(word in file.name for word in NOTHING_IN_IT), file.name
            read_files += 1
    assert read_files >= 60
