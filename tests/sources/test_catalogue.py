"""The catalogue: what it must cover, and the one clear line for each mistake in it."""

from pathlib import Path

import pytest

from measures.vocabulary import Country, Level
from sources.catalogue import Source, load_catalogue
from sources.errors import CatalogueError

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
    assert len(polled) >= 40
    assert {source.country for source in polled} == set(Country)
    assert {source.level for source in polled} >= {Level.NATIONAL, Level.REGIONAL, Level.EU}


def test_what_rests_on_a_sister_address_only_waits_for_a_probe(catalogue: dict[str, Source]) -> None:
    assert not [source.id for source in catalogue.values() if source.basis == "inferred" and source.is_polled]


def test_every_entry_tells_when_its_evidence_dates_from(catalogue: dict[str, Source]) -> None:
    assert not [
        source.id for source in catalogue.values() if source.is_polled and source.evidence_date is None
    ]


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
