"""The lexicons as data: the same concepts in every language, each read by some rule, none asked in vain."""

import re
import subprocess
import sys
import tomllib
from importlib.resources import files

import pytest

from measures.classify.constructions import readings
from measures.classify.legal import legal
from measures.classify.turns import turns
from measures.vocabulary import Action, Group, Impact, Language, Topic

FOLDER = files("measures.classify").joinpath("lexicon")
# Concepts that the reader makes itself from places, negations and road numbers.
MADE = {"their_place", "their_people", "own_place", "only_third", "denied", "road_name"}


def table(name: str) -> dict:
    return tomllib.loads(FOLDER.joinpath(name).read_text("utf-8"))


@pytest.mark.parametrize("language", Language)
def test_every_language_speaks_of_the_same_concepts(language):
    assert set(table(f"{language.value}.toml")["concepts"]) == set(table("nl.toml")["concepts"])


@pytest.mark.parametrize("language", Language)
def test_no_form_stands_twice_under_a_concept(language):
    for concept, forms in table(f"{language.value}.toml")["concepts"].items():
        assert len(forms) == len(set(forms)), concept
        assert all(form.strip("*").strip() == form.strip("*") != "" for form in forms), concept


@pytest.mark.parametrize("language", Language)
def test_a_form_has_two_parts_at_most_and_stars_at_their_edges_only(language):
    for forms in table(f"{language.value}.toml")["concepts"].values():
        for form in forms:
            parts = form.split(" .. ")
            assert len(parts) <= 2, form
            assert all("*" not in part.removesuffix("$").strip("*") for part in parts), form


def test_readings_ask_for_known_concepts_only():
    assert _asked() <= set(table("nl.toml")["concepts"]) | set(legal(Language.NL).concepts) | MADE


def test_every_concept_is_read_by_some_rule():
    code = "".join(
        path.read_text("utf-8") for path in files("measures.classify").iterdir() if path.suffix == ".py"
    )
    named = set(re.findall(r'"([a-z_0-9]+)"', code)) | set(
        " ".join(re.findall(r'"([a-z_ ]+)"', code)).split()
    )
    turning = set(turns()) | {beside for rows in turns().values() for turn in rows for beside in turn.beside}
    concepts = {c for c in table("nl.toml")["concepts"] if not c.startswith("doc_")}
    assert concepts <= _asked() | named | turning


def _asked() -> set[str]:
    """The concepts of which the readings are made, and those that forbid them."""
    known = readings()
    return known.bits.keys() | known.alone.keys() | known.opening.keys()


def test_turns_ask_for_known_concepts_and_give_concepts_that_are_read():
    for word, rows in turns().items():
        for turn in rows:
            assert {word, *turn.beside} <= set(table("nl.toml")["concepts"]) | MADE, word
            assert turn.means in readings()[1], turn.means


def test_readings_say_labels_of_the_codebook():
    values = {
        "topic": set(Topic),
        "action": set(Action),
        "group": set(Group),
        "impact": set(Impact),
        "measure": {"yes", "no"},
        "exempt": {"true", "false"},
    }
    for kind, rows in table("readings.toml").items():
        assert set(rows) <= values.get(kind, set(rows)), kind
    assert {f"topic:{topic}" for topic in Topic} <= {reading.says for reading in readings()[0]}


def test_the_reading_does_not_hang_on_the_order_of_hashing():
    script = (
        "from measures.classify import classify\nfrom measures.model import Item\n"
        "from measures.vocabulary import Country, Language, Level\n"
        "print(classify(Item('i', 's', Country.NL, 'a', Level.NATIONAL, Language.NL, None, 'u', "
        "'Grens met België dicht', 'Grensarbeiders mogen de grens over; winkels blijven gesloten.')))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(answers) == 1
