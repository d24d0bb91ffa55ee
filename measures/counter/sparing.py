"""Whom an exemption in a text names beside those who cross to work: by the sentence it stands in."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import cast

from measures.classify.tables import table
from measures.classify.text import fold
from measures.counter.passages import Passage, passages
from measures.model import Event
from measures.vocabulary import Group, Language

# How a line of a list ends that another follows.
_LISTED = re.compile(r"[;,]\s*$|\n$")
_GROUPS = (Group.STUDENTS_PUPILS, Group.FAMILIES, Group.PATIENTS, Group.FREIGHT)
# How the reading of an exemption by leave to cross names itself (measures.classify.exemption).
_BY_LEAVE = (": may", ": only", ": paper", ": lane")
_CLAUSE_END = re.compile(r"[,;.:()\n]|$")


def spared(text: Event) -> frozenset[Group]:
    """The groups that the exemption of a text names, so that it frees them as it frees frontier workers.

    A group that the text only speaks of elsewhere, holds to the rule or leaves out is none of them.
    """
    if text.assessment.frontier_exempt is not True:
        return frozenset()
    words, told = _words(text.item.language), passages(text.item)
    found: set[Group] = set()
    carried = listing = False  # whether the sentence before exempts, and opens or goes on with a list
    for passage in told:
        line = fold(passage.words)
        spans = _exempting(text, passage, line, words)
        goes_on = carried and (listing or words["same"].search(line) is not None)
        said = set()
        if spans:
            said = _beside(line, spans, words)
        elif goes_on:
            people = _mentions(line, words)
            said = {group for group, span in people if _shares(_clause(line, *span), "", words)}
        found |= said
        listing = line.rstrip().endswith(":") or (listing and _LISTED.search(line) is not None)
        carried = bool(spans) or (goes_on and (listing or bool(said)))
    return frozenset(found)


def _exempting(
    text: Event, passage: Passage, line: str, words: dict[str, re.Pattern[str]]
) -> list[tuple[int, int]]:
    """Where a sentence exempts: by what was read of frontier workers in it, or by a word that exempts."""
    granted = [piece for piece in text.assessment.evidence if piece.label == "frontier_exempt"]
    read = [
        (piece.start - passage.start, min(piece.end - passage.start, len(line)))
        for piece in granted
        if passage.holds(piece)
    ]
    # Where leave to cross is what exempts, others may be given it in the same words.
    manners = ("free", "may") if any(piece.rule.endswith(_BY_LEAVE) for piece in granted) else ("free",)
    said = [match.span() for manner in manners for match in words[manner].finditer(line)]
    return [*read, *(span for span in said if not _denied(line, span, words))]


def _denied(line: str, span: tuple[int, int], words: dict[str, re.Pattern[str]]) -> bool:
    """Whether leave is refused just before it: "niet vrijgesteld", "keine Ausnahme"."""
    return words["denies"].search(line, max(0, span[0] - 25), span[0]) is not None


def _beside(line: str, spans: list[tuple[int, int]], words: dict[str, re.Pattern[str]]) -> set[Group]:
    """The groups of a sentence that share in what its `spans` say."""
    # What was read as exempting is no denial or duty of somebody else.
    rest = list(line)
    for start, end in spans:
        rest[start:end] = "~" * (end - start)
    blank = "".join(rest)
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    found = set()
    for group, (start, end) in _mentions(line, words):
        between = blank[end:first] if end <= first else blank[last:start]
        if _shares(_clause(blank, start, end), between, words):
            found.add(group)
    return found


def _mentions(line: str, words: dict[str, re.Pattern[str]]) -> Iterator[tuple[Group, tuple[int, int]]]:
    for group in _GROUPS:
        for match in words[group].finditer(line):
            yield group, match.span()


def _shares(clause: str, between: str, words: dict[str, re.Pattern[str]]) -> bool:
    """Whether nothing is asked of people in their clause and before it, and it does not leave them out."""
    if words["binds"].search(clause) or words["binds"].search(between):
        return False
    return bool(words["same"].search(clause)) or not (
        words["but"].search(clause) or words["but"].search(between)
    )


def _clause(line: str, start: int, end: int) -> str:
    """The stretch between two commas or the like."""
    begin = max((line.rfind(mark, 0, start) for mark in ",;.:()\n"), default=-1) + 1
    close = _CLAUSE_END.search(line, end)
    return line[begin : close.start() if close else len(line)]


@cache
def _words(language: Language) -> dict[str, re.Pattern[str]]:
    """The patterns of a language by name."""
    text = files("measures.counter").joinpath("spared.toml").read_text("utf-8")
    own = cast(dict[str, dict[str, list[str]]], tomllib.loads(text))[language.value]
    read: dict[str, list[str]] = table("exemption.toml")[language.value]
    whole = {name: own[name] for name in ("but", "binds", "same", *_GROUPS)}
    begun = {name: read[name] for name in ("free", "may", "denies")}
    return {name: re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)") for name, forms in whole.items()} | {
        name: re.compile(rf"(?<!\w)(?:{'|'.join(forms)})") for name, forms in begun.items()
    }
