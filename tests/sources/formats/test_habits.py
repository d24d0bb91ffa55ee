"""Habits of single sources that no other test shows: see tests/sources/quirks.toml for which is which."""

import ast
import json
import tomllib
from datetime import UTC, date, datetime

import pytest

from measures.classify import classify
from measures.vocabulary import AnswerState
from sources.catalogue import Source
from sources.details import merged
from sources.formats import parse, read
from sources.poll import NoMemory, decide
from sources.requests import outgoing
from tests.sources.conftest import SAMPLES, sample
from tests.sources.test_poll import answer
from tests.support import ROOT

Catalogue = dict[str, Source]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_an_id_that_is_no_address_names_an_item_also_when_it_is_dated_anew(catalogue: Catalogue) -> None:
    source, body = catalogue["nl-rijksoverheid-news"], sample("nl-rijksoverheid-news.xml")
    anew = body.replace(b"23 Nov 2026", b"24 Nov 2026").replace(b"/2026/11/20/", b"/2026/11/24/")
    assert anew != body
    assert [item.id for item in parse(source, anew)] == [item.id for item in parse(source, body)]


def test_a_day_of_all_news_without_any_is_a_warning(catalogue: Catalogue) -> None:
    for name in ("nl-rijksoverheid-news", "nl-rijksoverheid-all"):
        poll = decide(answer(b"<rss><channel/></rss>"), NoMemory(), catalogue[name], NOW)
        assert (poll.state, poll.ok, poll.detail.code) == (AnswerState.EMPTY, False, "unexpectedly_empty")


def test_windows_are_asked_for_by_full_instants(catalogue: Catalogue) -> None:
    url = outgoing(catalogue["nl-rijksoverheid-news"], NOW).url
    assert "2026-11-21T23%3A00%3A00.000Z" in url
    assert "2026-11-23T22%3A59%3A59.999Z" in url


@pytest.mark.parametrize("full", ["results", "rawResults"])
def test_of_two_lists_of_results_the_one_that_is_filled(catalogue: Catalogue, full: str) -> None:
    record = {"id": {"raw": "1"}, "page_title": {"raw": "Vogelgriep"}, "url": {"raw": "/actueel/x"}}
    body = {"results": [], "rawResponse": {"rawResults": []}}
    (body if full == "results" else body["rawResponse"])[full] = [record]  # type: ignore[index,call-overload]
    (item,) = parse(catalogue["nl-nvwa-search"], json.dumps(body).encode())
    assert (item.title, item.published, item.url[-10:]) == ("Vogelgriep", None, "/actueel/x")


def test_letters_to_parliament_with_times_in_three_forms(catalogue: Catalogue) -> None:
    items = parse(catalogue["nl-tweedekamer-odata"], sample("nl-tweedekamer-odata.json"))
    assert [item.published for item in items] == [date(2026, 11, 20)] * 2 + [date(2026, 11, 21)] * 2


def test_what_parliament_deletes_is_no_item(catalogue: Catalogue) -> None:
    items = parse(catalogue["nl-tweedekamer-syncfeed"], sample("nl-tweedekamer-syncfeed.xml"))
    assert [item.summary for item in items] == ["Brief regering", "Motie", "Verslag"]


def test_disruptions_bare_or_wrapped_without_tags_and_without_times(catalogue: Catalogue) -> None:
    source = catalogue["nl-ns-disruptions"]
    items = parse(source, sample("nl-ns-disruptions.json"))
    (wrapped,) = parse(source, sample("nl-ns-disruptions.wrapped.json"))
    assert wrapped == items[0]
    assert items[0].published == date(2026, 11, 22), "an offset without a colon"
    assert (items[-1].title, items[-1].published) == ("Winterse neerslag", None)
    assert not [item for item in items if "<" in item.summary]


def test_the_dutch_half_of_an_alert_and_no_test_message(catalogue: Catalogue) -> None:
    reading = read(catalogue["nl-nl-alert-mirror"], sample("nl-nl-alert-mirror.json"))
    assert (len(reading.items), reading.filtered) == (3, 1)
    assert reading.items[1].title == "NL-Alert. Rook bij Venlo vanuit Nettetal (D). Sluit ramen en deuren."
    assert not [item for item in reading.items if "*" in item.title + item.summary]


def test_advice_that_is_an_object_or_a_list_of_one_reads_alike(catalogue: Catalogue) -> None:
    source, body = catalogue["nl-nederlandwereldwijd-deu"], sample("nl-nederlandwereldwijd-deu.json")
    (item,) = parse(source, body)
    told = json.loads(body)
    other = told[0] if isinstance(told, list) else [told]
    assert parse(source, json.dumps(other).encode()) == [item]


def test_advice_changes_with_its_text_and_not_with_its_stamp(catalogue: Catalogue) -> None:
    source, body = catalogue["nl-nederlandwereldwijd-deu"], sample("nl-nederlandwereldwijd-deu.json")
    told = json.loads(body)
    told["lastmodified"] = "2026-11-23T09:00:00Z"
    assert parse(source, json.dumps(told).encode()) == parse(source, body)


def test_news_of_a_federal_ministry_without_logo_in_the_order_of_its_list(catalogue: Catalogue) -> None:
    items = parse(catalogue["de-bmas-news"], sample("de-bmas-news.xml"))
    assert items[1].published == date(2026, 11, 5), "a day and an hour of one digit"
    assert items[2].title.startswith("Video:")
    assert items[2].published == date(2026, 10, 23), "listed weeks after its day"
    assert items[0].summary.startswith("Wer weniger als die Hälfte")
    assert len({item.id for item in items}) == 5


def test_the_list_of_warnings_and_the_map_name_a_warning_alike(catalogue: Catalogue) -> None:
    listed = parse(catalogue["de-nina-dashboard-kleve"], sample("de-nina-dashboard-kleve.json"))
    mapped = parse(catalogue["de-nina-mapdata-mowas"], sample("de-nina-mapdata-mowas.json"))
    assert mapped[0].title == listed[1].title
    assert len({item.id for item in listed}) == 5, "two warnings of the weather service are two"
    assert not parse(catalogue["de-nina-dashboard-heinsberg"], sample("de-nina-dashboard-heinsberg.json"))


def test_closures_of_a_motorway_with_an_end_in_words_or_none(catalogue: Catalogue) -> None:
    items = parse(catalogue["de-autobahn-closure-a61"], sample("de-autobahn-closure.json"))
    first, _, last = map(classify, items)
    assert (first.valid_from, first.valid_until) == (date(2026, 11, 27), date(2026, 11, 30))
    assert last.valid_until is None


def test_railway_disruptions_without_numbers_for_their_place(catalogue: Catalogue) -> None:
    body = sample("de-strecken-info-disruptions.json")
    assert b"NaN" in body
    items = parse(catalogue["de-strecken-info-disruptions"], body)
    assert [item.published for item in items] == [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 23)]
    assert "<br>" not in items[0].summary


def test_a_law_with_a_letter_in_its_number_and_the_real_name_of_a_statute(catalogue: Catalogue) -> None:
    laws = parse(catalogue["de-bgbl-1"], sample("de-bgbl-1.xml"))
    assert laws[1].url.endswith("/2026/297a")
    assert {item.published for item in laws} == {date(2026, 11, day) for day in (17, 19, 20)}
    statutes = parse(catalogue["de-gesetze-im-internet"], sample("de-gesetze-im-internet.xml"))
    assert all(item.title for item in statutes)
    assert [item for item in statutes if not item.summary or item.summary != item.title]


def test_gazettes_whose_values_are_lists_and_whose_fields_are_misspelt(catalogue: Catalogue) -> None:
    nrw = parse(catalogue["de-nw-recht-search"], sample("de-nw-recht-search.json"))
    assert nrw[0].url == "https://recht.nrw.de/gvnrw/2026-97"
    lower_saxony = parse(catalogue["de-ni-verkuendung"], sample("de-ni-verkuendung.json"))
    assert lower_saxony[0].url.endswith("/api/ndsgvbl/2026/90/0/nds-gvbl-2026-90.pdf")
    assert lower_saxony[1].url.endswith("/api/ndsmbl/2026/512/0/nds-mbl-2026-512.pdf")


def test_releases_of_one_minute_with_cut_and_numbered_addresses(catalogue: Catalogue) -> None:
    items = parse(catalogue["be-news-fr"], sample("be-news-fr.xml"))
    assert len({item.id for item in items}) == len(items) == 6


def test_an_older_form_of_notices_and_addresses_with_a_blank(catalogue: Catalogue) -> None:
    source = catalogue["be-irail-disturbances"]
    old = parse(source, sample("be-irail-disturbances.v1-1.json"))
    assert [item.title for item in old][:2] == ["Hasselt - Maastricht (NL)", "Volledige net"]
    assert len({item.id for item in old}) == 3, "two of them share the address of a page of questions"
    body = json.loads(sample("be-irail-disturbances.json"))
    body["disturbance"] = body["disturbance"][:1]
    body["disturbance"][0]["link"] = "http: //www.belgianrail.be/x?messageID=1"
    (item,) = parse(source, json.dumps(body).encode())
    assert item.url == "http://www.belgianrail.be/x?messageID=1"


def test_addresses_that_a_feed_still_announces_without_tls(catalogue: Catalogue) -> None:
    items = parse(catalogue["be-mobility-news"], sample("be-mobility-news.xml"))
    assert items[0].url == "https://mobilit.belgium.be/fr/node/4471"
    elsewhere = parse(
        catalogue["be-parlement-wallonie-calendar"], sample("be-parlement-wallonie-calendar.xml")
    )
    assert elsewhere[0].url.startswith("http://nautilus."), "of another host nobody knows that"


def test_days_without_an_hour_and_long_texts(catalogue: Catalogue) -> None:
    first = parse(catalogue["be-finance-news"], sample("be-finance-news.xml"))[0]
    assert first.published == date(2026, 11, 20)
    assert len(first.summary) > 140


def test_a_feed_without_items_is_no_fault_where_that_may_be(catalogue: Catalogue) -> None:
    poll = decide(answer(sample("be-tec-press.xml")), NoMemory(), catalogue["be-tec-press"], NOW)
    assert (poll.state, poll.ok) == (AnswerState.EMPTY, True)


def test_decisions_given_twice_and_stamped_at_local_midnight(catalogue: Catalogue) -> None:
    reading = read(catalogue["be-vlaanderen-decisions"], sample("be-vlaanderen-decisions.json"))
    assert (reading.seen, len(reading.items)) == (4, 3)
    assert {item.published for item in reading.items} == {date(2026, 11, 20)}


def test_a_drawn_warning_tells_from_when_to_when(catalogue: Catalogue) -> None:
    items = parse(catalogue["be-meteoalarm-atom"], sample("be-meteoalarm-atom.xml"))
    said = classify(items[2])
    assert items[2].title == "Yellow Wind Warning issued for Belgium - Coast"
    assert (said.valid_from, said.valid_until) == (date(2026, 11, 21), date(2026, 11, 21)), "over"


def test_acts_of_the_union_known_by_their_number(catalogue: Catalogue) -> None:
    source, body = catalogue["eu-eurlex-oj-l"], sample("eu-eurlex-oj-l.xml")
    moved = body.replace(b"/EN/TXT/", b"/NL/TXT/")
    assert moved != body
    assert [item.id for item in parse(source, moved)] == [item.id for item in parse(source, body)]


def test_emergency_maps_of_our_countries_with_times_in_utc(catalogue: Catalogue) -> None:
    reading = read(catalogue["eu-copernicus-ems"], sample("eu-copernicus-ems.json"))
    assert [item.published for item in reading.items] == [date(2026, 11, 22), date(2026, 11, 21)]
    late = sample("eu-copernicus-ems.json").replace(b"T18:30:00", b"T23:30:00")
    assert parse(catalogue["eu-copernicus-ems"], late)[1].published == date(2026, 11, 22)


def test_an_event_that_grows_worse_is_a_new_version_of_its_item(catalogue: Catalogue) -> None:
    source, body = catalogue["eu-gdacs"], sample("eu-gdacs.xml")
    worse = body.replace(b"Green flood alert in Belgium", b"Red flood alert in Belgium")
    before, after = parse(source, body)[1], parse(source, worse)[1]
    assert before.id == after.id
    assert before.title != after.title


def test_what_has_no_identity_of_its_own_is_known_by_its_address(catalogue: Catalogue) -> None:
    source, body = catalogue["de-bmi-press"], sample("de-bmi-press.xml")
    assert b"<guid" not in body
    retold = body.replace(b"M&#228;rz", b"April")
    assert [item.id for item in parse(source, retold)] == [item.id for item in parse(source, body)]


def test_a_feed_in_rdf_is_read_like_any_other(catalogue: Catalogue) -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
     xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.belgium.be/fr"><title>N</title>
     </channel><item rdf:about="https://news.belgium.be/fr/a"><title>Contr\xc3\xb4les</title>
     <link>https://news.belgium.be/fr/a</link><dc:date>2026-11-20T14:00:11+01:00</dc:date></item></rdf:RDF>"""
    (item,) = parse(catalogue["be-news-fr"], body)
    assert (item.title, item.published) == ("Contrôles", date(2026, 11, 20))


def test_the_validity_of_a_publication_is_read_from_its_page(catalogue: Catalogue) -> None:
    source = catalogue["nl-ob-rss-grenscontrole"]
    reading = read(source, sample("nl-ob-rss-grenscontrole.xml"))
    first = reading.items[0]
    assert reading.beside[first.id].detail == first.url
    assert first.published == date(2026, 11, 23)
    page = decide(answer(sample("nl-ob-publication-page.html")), NoMemory(), source.at_detail(first.url), NOW)
    whole = merged(source, first, page)
    assert whole is not None
    assert (whole.id, whole.title) == (first.id, first.title)
    assert whole.summary == "Geldig van 2026-12-09 tot en met 2027-06-08."


def test_every_habit_of_a_source_with_a_sample_is_shown_by_a_test_or_needs_none(catalogue: Catalogue) -> None:
    table = tomllib.loads((ROOT / "tests/sources/quirks.toml").read_text("utf-8"))
    shown = {start: test for test, starts in table["shown"].items() for start in starts}
    sampled = {file.name.split(".")[0] for file in SAMPLES.iterdir()}
    sampled |= {f"{name}-a61" for name in sampled if name.startswith("de-autobahn")}
    quirks = {quirk for name, source in catalogue.items() if name in sampled for quirk in source.quirks}
    starts = (*shown, *table["told"])
    assert not sorted(quirk for quirk in quirks if not quirk.startswith(starts)), "neither shown nor told"
    assert not [start for start in starts if not any(quirk.startswith(start) for quirk in quirks)]
    tests = {
        node.name
        for file in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert not set(shown.values()) - tests
