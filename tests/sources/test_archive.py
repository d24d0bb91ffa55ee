"""The archive that ships: every line holds, and it tells of all three borders through the pandemic years."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from measures.errors import InputError
from measures.geography import borders_touched, regions
from measures.model import Item
from measures.vocabulary import Border, Country, Language
from sources.archive import archive_items
from tests.support import shared_dir

RUN = 9  # words in a row that may not be the same as in a data set
WORD = re.compile(r"\w+")

# Small words that stand in nearly every sentence of one language and in few of the others.
MARKS = {
    Language.NL: {"de", "het", "een", "van", "en", "niet", "naar", "voor", "op", "zijn", "vanaf", "met"},
    Language.DE: {"der", "die", "das", "und", "nicht", "von", "für", "im", "den", "ab", "wird", "mit", "auf"},
    Language.FR: {"le", "la", "les", "des", "du", "et", "une", "pour", "à", "aux", "est", "un", "dans"},
    Language.EN: {"the", "of", "and", "to", "is", "for", "on", "from", "at", "it", "by"},
}


@pytest.fixture(scope="module")
def items() -> list[tuple[Item, datetime]]:
    return list(archive_items())


def text_of(item: Item) -> str:
    return f"{item.title}. {item.summary}"


def test_the_archive_is_large_enough_to_be_useful_at_first_start(items: list[tuple[Item, datetime]]) -> None:
    assert len(items) >= 400
    assert {item.country for item, _ in items} == set(Country)
    assert {item.language for item, _ in items} == set(Language)


def test_ids_are_unique_and_usable_in_addresses(items: list[tuple[Item, datetime]]) -> None:
    counts = Counter(item.id for item, _ in items)
    assert [name for name, count in counts.items() if count > 1] == []
    assert [name for name in counts if not re.fullmatch(r"[a-z0-9][a-z0-9-]{2,63}", name)] == []


def test_an_item_counts_as_known_from_the_start_of_its_day_in_amsterdam(
    items: list[tuple[Item, datetime]],
) -> None:
    known = {item.id: at for item, at in items}
    assert known["a-2020-be-grens-dicht-20-maart"] == datetime(2020, 3, 19, 23, tzinfo=UTC)  # winter time
    assert known["a-2020-nl-antwerpen-oranje"] == datetime(2020, 7, 27, 22, tzinfo=UTC)  # summer time


def test_items_come_in_the_order_of_publication(items: list[tuple[Item, datetime]]) -> None:
    moments = [at for _, at in items]
    assert moments == sorted(moments)
    for item, _ in items:
        assert item.published is not None
        assert date(2020, 1, 1) <= item.published <= date(2026, 11, 24), item.id


def test_every_item_names_the_web_address_of_its_source(items: list[tuple[Item, datetime]]) -> None:
    for item, _ in items:
        address = urlsplit(item.url)
        assert address.scheme in ("http", "https"), item.id
        assert address.hostname, item.id
        assert "." in address.hostname, item.id
        assert not item.url.endswith("..."), f"{item.id}: cut-off address"
        assert not re.search(r"\s", item.url), item.id


def test_every_text_is_in_the_language_it_claims(items: list[tuple[Item, datetime]]) -> None:
    for item, _ in items:
        words = [word.casefold() for word in WORD.findall(text_of(item))]
        hits = {language: sum(word in marks for word in words) for language, marks in MARKS.items()}
        assert max(hits, key=lambda language: hits[language]) == item.language, (item.id, hits)


def test_texts_are_clean_and_short(items: list[tuple[Item, datetime]]) -> None:
    for item, _ in items:
        for text in (item.title, item.summary, item.authority):
            assert text == " ".join(text.split()), item.id
            assert not re.search(r"<\w|&\w+;|\{|\}", text), item.id
        assert len(item.title) <= 200, item.id
        assert 40 <= len(item.summary) <= 1500, item.id


def test_every_region_is_of_the_items_country(items: list[tuple[Item, datetime]]) -> None:
    for item, _ in items:
        for code in item.regions:
            assert code.startswith(item.country.value), (item.id, code)


def test_level_3_regions_at_a_border_are_known_to_the_geography(items: list[tuple[Item, datetime]]) -> None:
    known = set(regions())
    named = {code for item, _ in items for code in item.regions if len(code) == 5}
    # Regions away from the borders may occur (Gütersloh, Warendorf, Noordoost-Brabant, Wesel and Oberhausen).
    assert named - known <= {"DEA42", "DEA38", "NL413", "DEA1F", "DEA17"}


def quarters() -> Iterator[tuple[int, int]]:
    for year in (2020, 2021):
        for quarter in (1, 2, 3, 4):
            yield year, quarter


@pytest.mark.parametrize("border", Border)
def test_each_border_is_told_of_from_both_sides_in_every_quarter_of_2020_and_2021(
    items: list[tuple[Item, datetime]], border: Border
) -> None:
    told = {
        (item.country, item.published.year, (item.published.month + 2) // 3)
        for item, _ in items
        if item.published and border in borders_touched(item.country, item.regions)
    }
    missing = [
        (country, when) for country in border.sides for when in quarters() if (country, *when) not in told
    ]
    assert missing == []


def test_march_2020_at_the_dutch_belgian_border_is_told_whole(items: list[tuple[Item, datetime]]) -> None:
    texts = {item.id: text_of(item) for item, _ in items}
    assert "Grens dicht voor niet-essentiële verplaatsingen" in texts["a-2020-be-grens-dicht-20-maart"]
    assert "sluit de grenzen met België en Duitsland niet" in texts["a-2020-nl-reisadvies-oranje-wereld"]
    assert "vignet" in texts["a-2020-nl-vignet-vitale-beroepen"]
    chain = ["20-30-maart", "19-april", "8-mei", "8-juni", "14-juni"]
    assert [part for part in chain if f"a-2020-be-controles-binnengrenzen-{part}" not in texts] == []


def line(**changes: object) -> str:
    row: dict[str, object] = {
        "id": "x-1",
        "country": "NL",
        "authority": "Rijksoverheid",
        "level": "national",
        "language": "nl",
        "published": "2020-03-20",
        "url": "https://example.org/",
        "title": "Titel",
        "summary": "Tekst",
    }
    row.update(changes)
    return json.dumps({key: value for key, value in row.items() if value is not None})


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", "Expecting"),
        ("[]", "not a JSON object"),
        (line(title=None), "lacks title"),
        (line(labels={}), "unknown fields labels"),
        (line(summary=" "), "summary must be a text"),
        (line(url="ftp://example.org/"), "url must be a web address"),
        (line(country="FR"), "FR"),
        (line(published="20-03-2020"), "20-03-2020"),
        (line(regions="NL41"), "regions must be NUTS codes"),
        (line(regions=["nl41"]), "regions must be NUTS codes"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_in_one_clear_line(tmp_path: Path, bad: str, says: str) -> None:
    (tmp_path / "2020-nl.jsonl").write_text(f"{line()}\n{bad}\n", "utf-8")
    with pytest.raises(InputError) as caught:
        list(archive_items(tmp_path))
    message = str(caught.value)
    assert message.startswith("2020-nl.jsonl line 2: ")
    assert says in message
    assert "\n" not in message


def test_the_same_id_in_two_files_is_an_error_that_names_both(tmp_path: Path) -> None:
    (tmp_path / "2020-nl.jsonl").write_text(line() + "\n", "utf-8")
    (tmp_path / "2021-nl.jsonl").write_text(line(published="2021-01-01") + "\n", "utf-8")
    with pytest.raises(InputError, match=r"2021-nl\.jsonl line 1: id x-1 stands in 2020-nl\.jsonl line 1"):
        list(archive_items(tmp_path))


def test_no_sentence_is_taken_from_the_third_party_data(items: list[tuple[Item, datetime]]) -> None:
    folder = shared_dir() / "datasets"
    ours: dict[tuple[str, ...], str] = {}
    for item, _ in items:
        words = [word.casefold() for word in WORD.findall(text_of(item))]
        for start in range(len(words) - RUN + 1):
            ours[tuple(words[start : start + RUN])] = item.id
    starts = {run[:2] for run in ours}
    copied = set()
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    if cell.count(" ") < RUN - 1:
                        continue
                    words = [word.casefold() for word in WORD.findall(cell)]
                    for start in range(len(words) - RUN + 1):
                        if (words[start], words[start + 1]) not in starts:
                            continue
                        run = tuple(words[start : start + RUN])
                        if run in ours:
                            copied.add((ours[run], " ".join(run)))
    assert copied == set()
