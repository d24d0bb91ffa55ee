"""The catalogue: what it must cover, and the one clear line for each mistake in it."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from measures.vocabulary import Country, Level
from sources.catalogue import Source, load_catalogue
from sources.errors import CatalogueError
from sources.formats import _READERS
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
    # Details of a list, read through it; and answers that hold no items at all.
    "nl-ob-publication-page", "de-auswaertiges-amt-travelwarning-country", "de-nina-warning",
    "be-be-alert-message", "be-eli-page", "de-autobahn-roads", "de-autobahn-count-closure",
    "de-autobahn-count-roadworks", "de-autobahn-count-warning",
}  # fmt: skip


def test_every_documented_source_has_an_entry(catalogue: dict[str, Source]) -> None:
    rows = json.loads((shared_dir() / "sources" / "catalogue.json").read_text("utf-8"))
    wanted = {row["id"] for row in rows if row["standing"] in ("use", "probe")} - ASKED_OTHERWISE
    assert not [
        name
        for name in wanted
        if not any(known == name or known.startswith(f"{name}-a") for known in catalogue)
    ]


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
