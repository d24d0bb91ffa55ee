"""SRU, sitemaps and other XML by paths: official publications as their servers really write them."""

from datetime import date

import pytest

from measures.vocabulary import AnswerState
from sources.catalogue import Source
from sources.errors import FormatError
from sources.formats import parse, read
from tests.sources.conftest import a_source, sample

Catalogue = dict[str, Source]


def test_a_publication_with_its_day_and_the_page_for_people(catalogue: Catalogue) -> None:
    first = parse(catalogue["nl-ob-sru-staatscourant"], sample("nl-ob-sru-staatscourant.xml"))[0]
    assert first.title.startswith("Besluit tot verlenging van het grenstoezicht")
    assert first.summary.startswith("Verlenging van 9 december 2026 tot en met 8 juni 2027.")
    assert first.published == date(2026, 11, 23)
    assert first.url == "https://zoek.officielebekendmakingen.nl/stcrt-2026-39871.html"


def test_where_the_title_is_missing_the_abstract_stands_for_it(catalogue: Catalogue) -> None:
    second = parse(catalogue["nl-ob-sru-staatscourant"], sample("nl-ob-sru-staatscourant.xml"))[1]
    assert second.title == "Regeling beschermings- en bewakingszone hoogpathogene vogelgriep Gennep 2026"


def test_other_prefixes_and_default_namespaces_read_alike(catalogue: Catalogue) -> None:
    items = parse(catalogue["nl-ob-sru-provincie-limburg"], sample("nl-ob-sru-provincie-limburg.xml"))
    assert [item.url[-19:] for item in items[:2]] == ["prb-2026-17211.html", "prb-2026-17188.html"]
    assert {item.regions for item in items} == {("NL42",)}


@pytest.mark.parametrize(("answer", "count"), [("", 1), (".many", 3), (".none", 0)])
def test_one_record_as_an_object_many_as_a_list_and_none_as_nothing(
    catalogue: Catalogue, answer: str, count: int
) -> None:
    body = sample(f"nl-ob-sru-gemeenteblad-venlo{answer}.json")
    assert read(catalogue["nl-ob-sru-gemeenteblad-venlo"], body).seen == count


def test_a_refused_query_with_status_200_is_said_and_not_taken_for_silence(catalogue: Catalogue) -> None:
    with pytest.raises(FormatError, match="query_refused reason=Query syntax error") as caught:
        read(catalogue["nl-ob-sru-staatscourant"], sample("nl-ob-sru-staatscourant.diagnostic.xml"))
    assert caught.value.state is AnswerState.REFUSED


def test_the_sitemap_of_news_with_the_day_of_publication(catalogue: Catalogue) -> None:
    items = parse(catalogue["nl-rijksoverheid-news-sitemap"], sample("nl-rijksoverheid-news-sitemap.xml"))
    assert len(items) == 4
    assert items[2].title.startswith("Vergoeding van € 0,23 per kilometer")
    assert items[1].published == date(2026, 11, 22)


def test_a_sitemap_without_addresses_is_empty_and_another_document_is_not() -> None:
    source = a_source(format="xml", items=["urlset.url"], fields={"id": ["loc"], "title": ["loc"]})
    assert read(source, b'<urlset xmlns="x"></urlset>').seen == 0
    with pytest.raises(FormatError, match="no_list"):
        read(source, b"<other/>")


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?><l><i><t>Z\xc3\xbcrich</t></i></l>',
        b'  \n<?xml version="1.0"?><l><i><t>Z\xc3\xbcrich</t></i></l>',
        '<?xml version="1.0" encoding="ISO-8859-1"?><l><i><t>Zürich</t></i></l>'.encode("latin-1"),
        '<?xml version="1.0" encoding="utf-16"?><l><i><t>Zürich</t></i></l>'.encode("utf-16"),
        b"<!-- c --><l><i a='1'><t lang='de'>Z&#252;rich</t></i></l>",
    ],
)
def test_every_encoding_that_is_declared(body: bytes) -> None:
    source = a_source(format="xml", items=["l.i"], fields={"id": ["t"], "title": ["t"]})
    assert [item.title for item in parse(source, body)] == ["Zürich"]


def test_entities_that_grow_are_refused() -> None:
    source = a_source(format="xml", items=["l.i"])
    with pytest.raises(FormatError, match="entities_declared"):
        read(source, b'<!DOCTYPE l [<!ENTITY a "aa">]><l><i>&a;</i></l>')


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(FormatError, match="too deep"):
        read(a_source(format="xml", items=["a.b"]), b"<a>" * 5_000)


def test_a_host_that_moves_leaves_an_item_that_is_known_by_its_path() -> None:
    source = a_source(fields={"id": [r"link ~ https?://[^/]+(/.*)"]})
    old, new = (
        b"<rss><channel><item><title>A</title><link>https://%b/x</link></item></channel></rss>" % host
        for host in (b"crisiscentrum.be", b"crisiscenter.be")
    )
    assert parse(source, old)[0].id == parse(source, new)[0].id


def test_the_day_of_an_agenda_stands_in_its_title(catalogue: Catalogue) -> None:
    body = sample("be-parlement-wallonie-calendar.xml")
    items = parse(catalogue["be-parlement-wallonie-calendar"], body)
    assert [item.published for item in items] == [date(2026, 11, 24), date(2026, 11, 25)]
