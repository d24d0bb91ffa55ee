"""What rules.toml declares: the topics, gaps and weights that the rules go by."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from measures.vocabulary import ConflictKind, Topic

Hurt = Literal["incoming", "outgoing", "larger"]


@cache
def _data() -> dict[str, dict[str, object]]:
    return tomllib.loads(files("measures.conflicts").joinpath("rules.toml").read_text("utf-8"))


@cache
def topics(kind: ConflictKind) -> tuple[Topic, ...]:
    """Topics on which a rule of this kind looks for conflicts."""
    return tuple(Topic(word) for word in cast(list[str], _data()[kind.value]["topics"]))


@cache
def pairs(kind: ConflictKind) -> tuple[tuple[Topic, Topic], ...]:
    """Pairs of topics, one on each side."""
    return tuple((Topic(a), Topic(b)) for a, b in cast(list[list[str]], _data()[kind.value]["pairs"]))


@cache
def number(kind: ConflictKind, name: str) -> int:
    """A declared number of days or steps."""
    return cast(int, _data()[kind.value][name])


@cache
def hurt(kind: ConflictKind) -> Hurt:
    """Which direction of commuters a conflict of this kind hits."""
    return cast(Hurt, _data()[kind.value]["hurt"])


@cache
def points(part: str) -> dict[str, float]:
    """Severity points of a part by word."""
    return cast(dict[str, float], _data()["severity"][part])


@cache
def steps(part: str) -> tuple[tuple[float, float], ...]:
    """Severity points of a part by size: (from, points), ascending."""
    table = cast(dict[str, list[list[float]]], _data()["severity"][part])
    return tuple((low, worth) for low, worth in table["steps"])


@cache
def signal_days() -> int:
    """How many days, up to the newest signal of a conflict, signals count together."""
    return cast(int, cast(dict[str, object], _data()["severity"]["signals"])["days"])
