"""What an address turns out to be, and the entry it would make."""

import json
import tomllib

import pytest
from typer.testing import CliRunner

from sources.__main__ import app
from sources.catalogue import Source
from sources.proposal import propose
from tests.sources.conftest import sample

URL = "https://www.gemeente.example.nl/nieuws.xml"


@pytest.mark.parametrize(
    ("name", "form"),
    [("nl-rijksoverheid-news.xml", "rss"), ("be-news-fr.xml", "rss"), ("eu-home-affairs-news.xml", "rss")],
)
def test_a_feed_gives_a_valid_entry(name: str, form: str) -> None:
    proposal = propose(URL, sample(name))
    (entry,) = tomllib.loads(proposal.toml())["source"]
    source = Source.model_validate(entry)
    assert (proposal.kind, source.format, source.standing, source.country) == ("feed", form, "probe", "NL")
    assert {"min_items", "max_items"} <= source.expect.model_fields_set
    assert source.id == "nl-gemeente-example-nl-nieuws-xml"


def test_atom_is_told_from_rss_and_the_country_from_the_address() -> None:
    body = (
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Kreis Borken'
        b"</title><entry><title>A</title><id>1</id></entry></feed>"
    )
    entry = propose("https://kreis.example.de/atom", body).entry
    assert (entry["format"], entry["country"], entry["language"], entry["name"]) == (
        "atom", "DE", "de", "Kreis Borken",
    )  # fmt: skip


def test_json_gives_the_path_of_its_list_and_of_its_fields() -> None:
    body = json.dumps(
        {"meta": [1], "data": {"hits": [{"guid": "7", "headline": "Besluit", "date": "2026-11-23"}]}}
    )
    entry = propose("https://api.example.be/news", body.encode()).entry
    assert entry["items"] == ["data.hits"]
    assert entry["fields"] == {"id": ["guid"], "title": ["headline"], "published": ["date"]}


def test_a_page_names_the_feeds_that_it_announces() -> None:
    body = (
        b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss">'
        b'<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
        b'<link rel="alternate" type="application/rss+xml" href="http://[::1">'
        b'<link rel="alternate" hreflang="de" href="/de"></head></html>'
    )
    assert propose("https://stad.example.nl/", body).feeds == ("https://stad.example.nl/rss",)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "neither"),
        (b"\x89PNG", "neither"),
        (b"<html><body>Welkom</body></html>", "announces no feed"),
        (b"<rss><channel/></rss>", "without any entry"),
        (b"{", "no well-formed JSON"),
        (b'{"a": [1, 2]}', "no list of records"),
        (b"<sitemapindex/>", "list of sitemaps"),
    ],
)
def test_what_makes_no_entry_says_why(body: bytes, says: str) -> None:
    proposal = propose(URL, body)
    assert not proposal.entry
    assert says in proposal.problem


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1", "http://", "ftp://stad.example.nl/", "stad.example.nl", "http://stad.example.nl:99999/",
        "http://stad.example.nl:a/", "http://stad.example.nl/\x1b[31m", "http://stad.example.nl/\r\nX: y",
        "http://stad\t.example.nl/", "http://stad.example.nl/\u202e", "http://stad .example.nl/",
        "http://stad.example.nl/\udc80", "http://xn--\u00fc-/", "",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_one_clear_line(address: str) -> None:
    result = CliRunner().invoke(app, ["add", address])
    assert result.exit_code == 2
    assert result.stderr.endswith("is no address of the web\n")
    assert result.stderr.rstrip("\n").isprintable()
