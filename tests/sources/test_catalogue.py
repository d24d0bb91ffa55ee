"""The catalogue: what it must cover, and the one clear line for each mistake in it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from measures.vocabulary import Country, Level
from sources.catalogue import Source, load_catalogue
from sources.details import same_site
from sources.errors import CatalogueError
from sources.formats import _READERS
from sources.requests import outgoing
from tests.support import ROOT, shared_dir

ENTRY = """
[[source]]
id = "nl-news"
name = "Voorbeeld"
authority = "Rijksoverheid"
country = "NL"
level = "national"
language = "nl"
format = "rss"
url = "https://www.example.org/rss"
interval_minutes = 30
priority = "primary"
standing = "use"
basis = "measured"
evidence_date = 2026-10-01
"""


def test_polled_sources_cover_the_three_countries_the_union_and_their_regions(
    catalogue: dict[str, Source],
) -> None:
    polled = [source for source in catalogue.values() if source.is_polled]
    assert len(polled) >= 100
    assert {source.country for source in polled} == set(Country)
    assert {source.level for source in polled} >= {Level.NATIONAL, Level.REGIONAL, Level.EU}


def test_what_rests_on_a_sister_address_only_waits_for_a_probe(catalogue: dict[str, Source]) -> None:
    assert not [source.id for source in catalogue.values() if source.basis == "inferred" and source.is_polled]


def test_every_entry_tells_when_its_evidence_dates_from(catalogue: dict[str, Source]) -> None:
    assert not [
        source.id for source in catalogue.values() if source.is_polled and source.evidence_date is None
    ]


ASKED_OTHERWISE = {
    # Details of a list, asked for behind its records.
    "nl-ob-publication-page": "nl-ob-rss-grenscontrole",
    "de-auswaertiges-amt-travelwarning-country": "de-auswaertiges-amt-travelwarning",
    "de-nina-warning": "de-nina-dashboard-kleve",
    "be-be-alert-message": "be-be-alert",
    "be-eli-page": "be-justel-list",
    # One entry a road.
    "de-autobahn-closure": "de-autobahn-closure-a61",
    "de-autobahn-roadworks": "de-autobahn-roadworks-a61",
    "de-autobahn-warning": "de-autobahn-warning-a61",
}
NO_ITEMS = {
    "de-autobahn-roads", "de-autobahn-count-closure", "de-autobahn-count-roadworks",
    "de-autobahn-count-warning",
}  # fmt: skip
NOT_WATCHED = {
    # Three links that the ministry's news feed holds as well; a search bound to the visit.
    "nl-rijksoverheid-ministry-page", "de-bundesanzeiger",
}  # fmt: skip


def documented() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((shared_dir() / "sources" / "catalogue.json").read_text("utf-8"))
    return rows


def test_every_documented_source_has_an_entry(catalogue: dict[str, Source]) -> None:
    wanted = {
        row["id"]
        for row in documented()
        if row["standing"] in ("use", "probe") or (row["standing"] == "html" and row["priority"] != "none")
    }
    assert wanted - set(catalogue) == set(ASKED_OTHERWISE) | NO_ITEMS | NOT_WATCHED
    assert set(ASKED_OTHERWISE.values()) <= set(catalogue)
    assert all(catalogue[name].follows for name in list(ASKED_OTHERWISE.values())[:5])


def test_each_entry_asks_where_and_with_what_caution_its_evidence_says(catalogue: dict[str, Source]) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    for row in documented():
        if (source := catalogue.get(row["id"])) is None:
            continue
        asked, told = urlsplit(outgoing(source, now).url), urlsplit(row["url"])
        assert (asked.netloc, asked.path) == (told.netloc, told.path), source.id
        assert source.basis == row["basis"], source.id
        assert str(source.evidence_date) == str(row["last_evidence"]), source.id
        told_of = {quirk for quirk in row["quirks"] if not quirk.startswith("as ")}
        assert told_of <= set(source.quirks), source.id
        if row["standing"] == "use" and source.standing == "probe":
            assert source.basis == "inferred", source.id
        assert row["standing"] != "dead", source.id
        if row["standing"] == "avoid":
            assert source.robots_exception, source.id


def test_every_entry_declares_what_is_to_be_expected(catalogue: dict[str, Source]) -> None:
    for source in catalogue.values():
        assert {"min_items", "max_items"} <= source.expect.model_fields_set, source.id
        assert source.expect.min_items <= source.expect.max_items, source.id
        assert source.expect.page_size is None or source.expect.page_size <= source.expect.max_items, (
            source.id
        )


def test_details_are_asked_of_the_sources_own_site(catalogue: dict[str, Source]) -> None:
    told = [source for source in catalogue.values() if source.detail and source.detail.url]
    assert len(told) >= 19
    for source in told:
        assert source.detail is not None
        assert all(same_site(url.partition("{")[0], source.url) for url in source.detail.url), source.id


def test_pages_that_matter_for_life_at_the_border_are_watched(catalogue: dict[str, Source]) -> None:
    hosts = {
        urlsplit(source.url).hostname for source in catalogue.values() if source.format in ("html", "page")
    }
    assert hosts >= {
        "www.grensinfo.nl", "www.svb.nl", "www.onss.be", "crisiscenter.be", "ostbelgienlive.be",
        "www.wallonie.be", "www.bundespolizei.de", "home-affairs.ec.europa.eu", "www.limburg.nl",
        "www.zeeland.nl", "www.brabant.nl", "www.overijssel.nl", "www.gelderland.nl", "www.kreis-kleve.de",
        "www.kreis-borken.de", "www.kreis-heinsberg.de", "www.kreis-viersen.de", "www.emsland.de",
    }  # fmt: skip


def test_what_a_robots_file_forbids_waits_for_the_operator(catalogue: dict[str, Source]) -> None:
    source = catalogue["nl-ob-sru-staatscourant"]
    assert not source.is_polled
    assert source.standing_with({"repository.overheid.nl"}) == "use"
    assert source.standing_with({"zoekservice.overheid.nl"}) == "off"
    assert catalogue["nl-ob-sru-provincie-limburg"].standing_with({"repository.overheid.nl"}) == "probe"


def test_closures_keep_to_the_corridor(catalogue: dict[str, Source]) -> None:
    roads = [s for s in catalogue.values() if s.format == "datex2" or s.id.startswith("de-autobahn-")]
    assert len(roads) >= 30
    assert {source.corridor_km for source in roads} == {15}


def test_what_is_never_polled_says_why(catalogue: dict[str, Source]) -> None:
    off = [source for source in catalogue.values() if source.standing == "off"]
    assert not [source.id for source in off if not source.quirks[-1].startswith("not polled: ")]


def test_shared_facts_lie_under_an_entry(tmp_path: Path) -> None:
    (tmp_path / "nl.toml").write_text(
        "[shared.calm]\nmin_delay_seconds = 9\n[shared.calm.expect]\nmin_items = 2\nquiet_days = 5\n"
        + ENTRY
        + 'shared = "calm"\n[source.expect]\nmin_items = 1\n'
    )
    source = load_catalogue(tmp_path)["nl-news"]
    assert (source.min_delay_seconds, source.expect.min_items, source.expect.quiet_days) == (9, 1, 5)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (ENTRY + "colour = 1\n", "nl.toml, nl-news: colour: Extra inputs are not permitted"),
        (ENTRY + ENTRY, "nl.toml, nl-news: this id stands twice"),
        (ENTRY.replace('"rss"', '"gopher"'), "nl.toml, nl-news: format: "),
        (ENTRY + 'regions = ["XX99"]\n', "nl.toml, nl-news: regions: unknown region 'XX99'"),
        (
            ENTRY + '[source.dates]\nformats = ["soon"]\n',
            "nl.toml, nl-news: dates.formats: 'soon' is no date format",
        ),
        (ENTRY + '[source.fields]\ntitle = ["a..b"]\n', "nl.toml, nl-news: fields.title: 'a..b' is no path"),
        (
            ENTRY.replace('"rss"', '"html"') + 'items = ["a[["]\n[source.fields]\nsummary = []\n',
            "nl.toml, nl-news: 'a[[' is no CSS selector",
        ),
        (
            ENTRY.replace('"rss"', '"html"') + 'items = ["a"]\n[source.fields]\nsummary = ["p:x("]\n',
            "nl.toml, nl-news: fields.summary: 'p:x(' is no CSS selector",
        ),
        (ENTRY.replace('"rss"', '"xml"'), "nl.toml, nl-news: items: format xml needs the paths of its list"),
        (ENTRY + 'items = ["a"]\n', "nl.toml, nl-news: items: there is none in format rss"),
        (ENTRY + 'landmark = "main"\n', "nl.toml, nl-news: `landmark`, `without` and `encoding` belong to"),
        (ENTRY + "corridor_km = 0\n", "nl.toml, nl-news: corridor_km: Input should be greater than 0"),
        (
            ENTRY + '[source.detail]\nformat = "json"\nurl = ["{a}"]\n',
            "nl.toml, nl-news: items: format json needs the paths of its list",
        ),
        (
            ENTRY + '[source.detail]\nformat = "cap"\nurl = ["https://a.nl/{a..b}"]\n',
            "nl.toml, nl-news: detail.url: 'https://a.nl/{a..b}' is no path",
        ),
        (ENTRY + 'only = ["("]\n', "nl.toml, nl-news: only: '(' is no pattern"),
        (ENTRY.replace("org/rss", "org/{week}"), "nl.toml, nl-news: {week} stands for nothing"),
        (ENTRY.replace('id = "nl-news"\n', ""), "nl.toml, entry 1: id: Field required"),
        (ENTRY + 'shared = "x"\n', "nl.toml, nl-news: no [shared.x] in this file"),
        ("[[source]\n", "nl.toml: cannot be read"),
        ("other = 1\n", "nl.toml: holds something else"),
    ],
)
def test_a_mistake_is_one_line_with_file_entry_and_field(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "nl.toml").write_text(text)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no catalogue files"):
        load_catalogue(tmp_path)


def test_the_page_on_sources_tells_every_key_and_every_format() -> None:
    text = (ROOT / "docs" / "sources.md").read_text("utf-8")
    told = set(re.findall(r"`([a-z0-9_]+)`", text))
    assert not set(Source.model_fields) - told
    assert not set(_READERS) - told
