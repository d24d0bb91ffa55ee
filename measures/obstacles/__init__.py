"""An obstacle on one page: what goes wrong for whom, what causes it, who can change it, and how.

What the data know is filled in (`known`); what people wrote on it is kept with the case and laid over it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from measures.forums import Forum, suggest
from measures.model import Conflict, Measure
from measures.vocabulary import ConflictKind, Country

# Forums named first; the others stand on the conflict's page.
_FORUMS = 3


class Cause(StrEnum):
    """What sort of thing has to change for an obstacle to go away."""

    LAW = "law"
    IMPLEMENTATION = "implementation"
    INFORMATION = "information"
    COORDINATION = "coordination"


CAUSES: dict[Cause, str] = {
    Cause.LAW: "Law: a rule says so, and has to be changed.",
    Cause.IMPLEMENTATION: "Implementation: the rule could stay, it has to be carried out otherwise.",
    Cause.INFORMATION: "Information: nobody says clearly what holds.",
    Cause.COORDINATION: "Coordination: each side decides alone.",
}


class Solution(BaseModel):
    """A way out with what speaks for and against it; English messages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    pro: str
    con: str


class _Kind(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    cause: Cause
    solution: tuple[Solution, ...] = Field(min_length=2)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule behind an obstacle: the side it stands on and the measure."""

    country: Country
    measure: Measure


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What the data know of an obstacle. `rules` has the measures still stored, the acting side's first;
    `authorities` are those behind them, `forums` where it can be brought up, the first to try in front."""

    conflict: Conflict
    cause: Cause
    rules: tuple[Rule, ...]
    authorities: tuple[str, ...]
    forums: tuple[Forum, ...]
    solutions: tuple[Solution, ...]


def known(conflict: Conflict, measures: Mapping[str, Measure]) -> Obstacle:
    """What the data know of a conflict's obstacle; `measures` gives those behind it by id."""
    named = (conflict.measure_a, conflict.measure_b)
    rules = tuple(Rule(measures[key].country, measures[key]) for key in named if key and key in measures)
    kind = kinds()[conflict.kind]
    found = suggest(conflict.border, conflict.topics, [rule.measure.regions for rule in rules])
    return Obstacle(
        conflict,
        kind.cause,
        rules,
        tuple(dict.fromkeys(rule.measure.authority for rule in rules)),
        tuple(forum for forum, _ in found[:_FORUMS]),
        kind.solution,
    )


@cache
def kinds() -> dict[ConflictKind, _Kind]:
    """Cause and solutions by kind of conflict, from solutions.toml."""
    rows = tomllib.loads(files("measures.obstacles").joinpath("solutions.toml").read_text("utf-8"))
    return {ConflictKind(name): _Kind.model_validate(row) for name, row in rows.items()}


def messages() -> dict[str, str]:
    """All messages of solutions.toml, each under its own words."""
    solutions = (solution for kind in kinds().values() for solution in kind.solution)
    return {text: text for solution in solutions for text in (solution.what, solution.pro, solution.con)}
