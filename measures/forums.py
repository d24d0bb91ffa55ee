"""Where a conflict can be brought up: the forums at each border, and which of them to try first.

The facts stand in forums.toml; the order is a proposal, people choose.
"""

import tomllib
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from measures.geography import overlaps, touching
from measures.vocabulary import Border, Topic

LEVELS: dict[str, str] = {
    "political": "governments",
    "ministerial": "ministries and regions",
    "administrative": "border coordinators",
    "treaty": "treaty organisation",
    "crisis": "crisis staff",
    "euregio": "Euregio",
    "municipal": "municipalities",
    "operational": "emergency and health services",
}
RHYTHMS: dict[str, str] = {
    "standing": "always open",
    "yearly": "meets about once a year",
    "two_yearly": "meets about every two years",
    "irregular": "meets from time to time",
    "unknown": "how often it meets is not known",
}
FITS: dict[str, str] = {
    "topic": "First for this topic at this stretch of the border",
    "section": "First at this stretch of the border",
    "ground": "Covers the ground that the rules name",
    "escalate": "Where it can be taken higher",
    "border": "Works at this border",
}
"""Why a forum is named, in the order in which forums are named."""

# A code of a country or Land is too wide to point to a regional forum.
_NARROW = 4


class Forum(BaseModel):
    """A body in which obstacles are brought up. `level` and `rhythm` are codes; `role` is an English message.

    `ground` are NUTS codes, empty where it serves all of its borders; `confidence` is that of the sources.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    borders: tuple[Border, ...]
    section: str = ""
    ground: tuple[str, ...] = ()
    topics: tuple[Topic, ...]
    level: str
    rhythm: str
    role: str
    sources: tuple[str, ...]
    confidence: str


class Section(BaseModel):
    """A stretch of a border: the Land or region at one side of it (NUTS), and its forums by topic."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    border: Border
    name: str
    code: str
    first: str
    escalate: str
    topics: dict[Topic, str] = {}


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads(files("measures").joinpath("forums.toml").read_text("utf-8"))


@cache
def forums() -> dict[str, Forum]:
    """All forums by id."""
    return {row["id"]: Forum.model_validate(row) for row in _facts()["forum"]}


@cache
def sections() -> tuple[Section, ...]:
    """All stretches of the three borders."""
    return tuple(Section.model_validate(row) for row in _facts()["section"])


def sections_of(border: Border, sides: Iterable[Collection[str]] = ()) -> tuple[Section, ...]:
    """The stretches of a border at which the rules of both sides meet.

    `sides` are the NUTS codes in which each rule holds, empty for a whole country.
    """
    narrowed = [codes for codes in sides if codes]
    pairs = touching()[border]
    # Rules that meet nowhere at the border tell nothing of a stretch: then all of them count.
    met = [pair for pair in pairs if all(_share(pair, codes) for codes in narrowed)] or pairs
    return tuple(
        section
        for section in sections()
        if section.border == border and any(_share(pair, (section.code,)) for pair in met)
    )


def suggest(
    border: Border, topics: Collection[Topic], sides: Iterable[Collection[str]] = ()
) -> tuple[tuple[Forum, str], ...]:
    """Every forum at a border with why it is named (a code of FITS), those to try first in front.

    `topics` are in the order of their weight; `sides` as in `sections_of`.
    """
    sides = [tuple(codes) for codes in sides]
    here = sections_of(border, sides)
    codes = [code for side in sides for code in side if len(code) >= _NARROW]
    at_border = [forum for forum in forums().values() if border in forum.borders]
    named = [
        (section.topics[topic], "topic") for topic in topics for section in here if topic in section.topics
    ]
    named += [(section.first, "section") for section in here]
    named += [(forum.id, "ground") for forum in at_border if _covers(forum, codes, topics)]
    named += [(section.escalate, "escalate") for section in here]
    named += [(forum.id, "border") for forum in at_border]
    why: dict[str, str] = {}
    for name, fit in named:
        why.setdefault(name, fit)
    return tuple((forums()[name], fit) for name, fit in why.items())


def _share(first: Iterable[str], second: Collection[str]) -> bool:
    return any(overlaps(one, other) for one in first for other in second)


def _covers(forum: Forum, codes: Iterable[str], topics: Collection[Topic]) -> bool:
    return _share(codes, forum.ground) and bool(set(topics) & set(forum.topics))
