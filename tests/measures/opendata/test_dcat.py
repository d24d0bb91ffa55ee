"""The description of the data, read by a program that knows RDF and nothing of us."""

import hashlib
from datetime import date, datetime

import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from measures.opendata.folder import export
from measures.opendata.tables import TABLES
from measures.settings import Settings
from measures.store import Store
from tests.measures.opendata.conftest import NOW, Past

SPDX = Namespace("http://spdx.org/rdf/terms#")
# The library's own parser still uses what the library no longer likes.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
EU = "http://publications.europa.eu/resource/authority/"


@pytest.fixture(scope="module")
def graph(past: Past) -> Graph:
    return Graph().parse(past.folder / "dcat.jsonld", format="json-ld")


def only(graph: Graph, kind: URIRef) -> list[URIRef]:
    return [one for one in graph.subjects(RDF.type, kind) if isinstance(one, URIRef)]


def test_what_dcat_ap_demands_is_there(graph: Graph) -> None:
    [catalogue] = only(graph, DCAT.Catalog)
    datasets = only(graph, DCAT.Dataset)
    assert len(datasets) == len(TABLES)
    assert set(graph.objects(catalogue, DCAT.dataset)) == set(datasets)
    for one in (catalogue, *datasets):
        assert len(list(graph.objects(one, DCTERMS.title))) == 1
        assert len(list(graph.objects(one, DCTERMS.description))) == 1
        [publisher] = graph.objects(one, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in graph
        assert list(graph.objects(publisher, FOAF.name)) == [Literal("Ministry of <Borders> & Co")]
    for one in only(graph, DCAT.Distribution):
        [address] = graph.objects(one, DCAT.accessURL)
        assert isinstance(address, URIRef)


def test_vocabularies_are_those_of_the_union(graph: Graph) -> None:
    for dataset in only(graph, DCAT.Dataset):
        assert [str(one) for one in graph.objects(dataset, DCTERMS.accrualPeriodicity)] == [
            f"{EU}frequency/DAILY"
        ]
        assert {str(one) for one in graph.objects(dataset, DCAT.theme)} == {
            f"{EU}data-theme/GOVE", f"{EU}data-theme/SOCI",
        }  # fmt: skip
        assert {str(one) for one in graph.objects(dataset, DCTERMS.language)} == {
            f"{EU}language/{code}" for code in ("NLD", "DEU", "FRA", "ENG")
        }
        places = {str(one) for one in graph.objects(dataset, DCTERMS.spatial)}
        assert {f"http://data.europa.eu/nuts/code/{code}" for code in ("NL", "DE", "BE")} < places
    formats = {str(one).rpartition("/")[2] for one in graph.objects(None, DCTERMS.format)}
    assert formats == {"CSV", "PARQUET"}


def test_each_file_is_described_by_its_size_and_checksum(past: Past, graph: Graph) -> None:
    found = set()
    for one in only(graph, DCAT.Distribution):
        [address] = graph.objects(one, DCAT.downloadURL)
        path = past.folder / str(address).rpartition("/")[2]
        [size] = graph.objects(one, DCAT.byteSize)
        assert size == Literal(str(path.stat().st_size), datatype=XSD.nonNegativeInteger)
        [checksum] = graph.objects(one, SPDX.checksum)
        assert (checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256) in graph
        [digest] = graph.objects(checksum, SPDX.checksumValue)
        assert str(digest).lower() == hashlib.sha256(path.read_bytes()).hexdigest()
        found.add(path.name)
    assert found == {f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet")}


def test_days_covered_licence_and_instant_are_typed(graph: Graph) -> None:
    [catalogue] = only(graph, DCAT.Catalog)
    [period] = graph.objects(catalogue, DCTERMS.temporal)
    [start], [end] = graph.objects(period, DCAT.startDate), graph.objects(period, DCAT.endDate)
    assert start.toPython() < date(2020, 3, 1) < date(2026, 1, 1) < end.toPython()
    [modified] = graph.objects(catalogue, DCTERMS.modified)
    assert modified.toPython() == NOW
    assert isinstance(modified.toPython(), datetime)
    for one in (catalogue, *only(graph, DCAT.Dataset), *only(graph, DCAT.Distribution)):
        assert [str(lic) for lic in graph.objects(one, DCTERMS.license)] == ["https://example.org/licence"]


def test_without_a_licence_that_is_said(sqlite: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("plain") / "out"
    export(sqlite, folder, Settings(), NOW)
    graph = Graph().parse(folder / "dcat.jsonld", format="json-ld")
    assert list(graph.objects(None, DCTERMS.license)) == []
    assert "set no licence" in "".join(str(one) for one in graph.objects(None, None))
    assert "set no licence" in (folder / "README.md").read_text("utf-8")
    assert list(graph.objects(None, DCTERMS.temporal)) == []
