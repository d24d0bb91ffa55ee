"""The labelled sets hold what tests/evaluation/README.md says of them, and share no text."""

import json
import re
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from measures.vocabulary import Action, Border, Country, Group, Impact, Language, Level, Topic

HERE = Path(__file__).resolve().parent
RUN = 12  # words in a row that two items of different sets may not have in common
WORD = re.compile(r"\w+")

Row = dict[str, Any]

TEXTS = ("id", "country", "authority", "level", "language", "published", "url", "title", "summary")
LABELS = {
    "is_measure",
    "topics",
    "action",
    "border_impact",
    "borders",
    "groups",
    "frontier_exempt",
    "valid_from",
    "valid_until",
}


def rows(name: str) -> list[Row]:
    files = sorted((HERE / name).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


SETS = {name: rows(name) for name in ("items", "own", "fresh")}
ALL = {**SETS, "learning": rows("learning")}
EVERY = [pytest.param(row, id=row["id"]) for found in ALL.values() for row in found]


@pytest.mark.parametrize("row", EVERY)
def test_an_item_carries_every_field_and_only_the_codebooks_labels(row: Row) -> None:
    assert set(row) - {"note"} == {*TEXTS, "labels"}
    assert all(isinstance(row[name], str) and row[name].strip() for name in TEXTS)
    assert all(row[name] == " ".join(row[name].split()) for name in ("authority", "title"))
    assert urlsplit(row["url"]).scheme in ("http", "https")
    assert isinstance(row.get("note", ""), str)
    for name, words in (("country", Country), ("level", Level), ("language", Language)):
        assert row[name] in set(words)
    date.fromisoformat(row["published"])
    labels = row["labels"]
    assert set(labels) == LABELS
    assert isinstance(labels["is_measure"], bool)
    assert labels["frontier_exempt"] in (True, False, None)
    assert labels["action"] in set(Action)
    assert labels["border_impact"] in set(Impact)
    for name, words in (("topics", Topic), ("borders", Border), ("groups", Group)):
        assert set(labels[name]) <= set(words)
        assert len(set(labels[name])) == len(labels[name])
    assert len(labels["topics"]) <= 3


@pytest.mark.parametrize("row", EVERY)
def test_the_labels_of_an_item_agree_with_each_other(row: Row) -> None:
    labels = row["labels"]
    start, end = (labels[name] and date.fromisoformat(labels[name]) for name in ("valid_from", "valid_until"))
    assert not (start and end) or start <= end
    assert (labels["border_impact"] == "none") == (not labels["borders"])
    if not labels["is_measure"]:
        assert labels["action"] == "inform"


def test_ids_are_unique_across_the_sets() -> None:
    counts = Counter(row["id"] for found in ALL.values() for row in found)
    assert [name for name, count in counts.items() if count > 1] == []


def test_each_language_has_enough_own_items_and_each_topic_occurs() -> None:
    languages = Counter(row["language"] for row in SETS["own"])
    assert all(languages[language] >= 60 for language in Language), languages
    topics = Counter(topic for row in SETS["own"] for topic in row["labels"]["topics"])
    assert all(topics[topic] >= 5 for topic in Topic), topics


def test_the_own_set_knows_every_action_impact_exemption_level_and_year() -> None:
    own = SETS["own"]
    assert {row["labels"]["action"] for row in own} == set(Action)
    assert {row["labels"]["border_impact"] for row in own} == set(Impact)
    assert {row["labels"]["frontier_exempt"] for row in own} == {True, False, None}
    assert {row["level"] for row in own} == set(Level)
    assert {row["published"][:4] for row in own} == {str(year) for year in range(2020, 2027)}


def runs(row: Row) -> set[tuple[str, ...]]:
    words = [word.casefold() for word in WORD.findall(f"{row['title']} . {row['summary']}")]
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def test_fresh_is_a_second_sample_of_the_kind_of_items() -> None:
    languages = Counter(row["language"] for row in SETS["fresh"])
    assert languages == {Language.NL: 55, Language.DE: 50, Language.FR: 35, Language.EN: 20}
    for key, share in shares("items").items():
        assert abs(shares("fresh")[key] - share) < 0.08, key


def shares(name: str) -> dict[str, float]:
    """The parts of a set, from 0 to 1, that are measures, that have each impact and each action."""
    counts, keys = tally(SETS[name]), ("measures", "border_impact", "action")
    return {key: count / counts["all"] for key, count in counts.items() if key.startswith(keys)}


@pytest.mark.parametrize(("first", "second"), list(combinations(ALL, 2)))
def test_no_text_is_shared_between_the_sets(first: str, second: str) -> None:
    known = {run: row["id"] for row in ALL[first] for run in runs(row)}
    shared = {(row["id"], known[run]) for row in ALL[second] for run in runs(row) & known.keys()}
    assert shared == set()
    titles = {row["title"].casefold() for row in ALL[first]}
    assert [row["id"] for row in ALL[second] if row["title"].casefold() in titles] == []


def table() -> str:
    """The counts as the README shows them, one line a value."""
    lines = [f"| | {' | '.join(SETS)} |", f"|---{'|---:' * len(SETS)}|"]
    counts = [tally(found) for found in SETS.values()]
    for key in dict.fromkeys(key for count in counts for key in count):
        lines.append(f"| {key} | {' | '.join(str(count[key]) for count in counts)} |")
    return "\n".join(lines)


def tally(found: list[Row]) -> Counter[str]:
    labels = [row["labels"] for row in found]
    counts = Counter({"all": len(found), "measures": sum(label["is_measure"] for label in labels)})
    for name, words in (("language", Language), ("country", Country), ("level", Level)):
        counts |= Counter({f"{name} {word}": sum(row[name] == word for row in found) for word in words})
    for name, words in (("action", Action), ("border_impact", Impact)):
        counts |= Counter({f"{name} {word}": sum(label[name] == word for label in labels) for word in words})
    exempt = [label["frontier_exempt"] for label in labels]
    counts |= Counter(
        {"frontier_exempt true": exempt.count(True), "frontier_exempt false": exempt.count(False)}
    )
    for name, words in (("topics", Topic), ("borders", Border), ("groups", Group)):
        counts |= Counter({f"{name} {word}": sum(word in label[name] for label in labels) for word in words})
    for name in ("valid_from", "valid_until"):
        counts[name] = sum(label[name] is not None for label in labels)
    return counts


def test_the_readme_gives_the_counts_as_they_are() -> None:
    assert table() in (HERE / "README.md").read_text("utf-8"), f"the table should read\n{table()}"
