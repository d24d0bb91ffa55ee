"""Whether a text leaves those who cross to work out of what it gives, as its sentences say."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import cast

from measures.classify.tables import table
from measures.classify.text import fold
from measures.counter.passages import passages
from measures.counter.situation import Situation
from measures.model import Event
from measures.vocabulary import Country, Group, Language

# How far from those people the denial may stand.
_REACH = 130
# A sentence that goes on about the people of the one before ("Zij komen niet in aanmerking").
_GOING_ON = re.compile(r"(?:zij|ze|deze groep|sie|diese|dieser|ils|elles|ceux-ci|celles-ci|they|these)\b")


def left_out(situation: Situation, country: Country, text: Event) -> bool:
    """Whether what a text of `country` gives is, by its own words, not for this person as a frontier worker.

    A text that leaves out those who live, or who work, on the other side leaves out no others.
    """
    if Group.FRONTIER_WORKERS not in situation.groups:
        return False
    words, told = _words(text.item.language), passages(text.item)
    before = ""
    for passage in told:
        line = fold(passage.words)
        people = _people(line, words)
        joined = line
        if not people and before and _GOING_ON.match(line):
            people, joined = [(0, 0)], f"{before} {line}"
        denied = [match.span() for match in words["denied"].finditer(line)]
        if any(_gap(who, said) <= _REACH for who in people for said in denied):
            return _is_of_them(situation, country, joined, words)
        before = line if people else ""
    return False


def _people(line: str, words: dict[str, re.Pattern[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in words["commuters"].finditer(line)]


def _is_of_them(situation: Situation, country: Country, line: str, words: dict[str, re.Pattern[str]]) -> bool:
    """Whether those left out live, or work, where this person does."""
    lives, works = words["home"].search(line), words["work"].search(line)
    if lives and not works:
        return situation.home.country != country
    if works and not lives:
        return situation.work.country != country
    return True


def _gap(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(other[0] - one[1], one[0] - other[1], 0)


@cache
def _words(language: Language) -> dict[str, re.Pattern[str]]:
    """The patterns of a language by name."""
    text = files("measures.counter").joinpath("barred.toml").read_text("utf-8")
    own = cast(dict[str, dict[str, list[str]]], tomllib.loads(text))[language.value]
    read: dict[str, list[str]] = table("exemption.toml")[language.value]
    forms = own | {"commuters": read["commuters"]}
    return {name: re.compile(rf"(?<!\w)(?:{'|'.join(each)})") for name, each in forms.items()}
