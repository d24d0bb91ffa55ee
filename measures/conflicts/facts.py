"""What rules.toml declares: the topics, gaps and weights that the rules go by."""

import tomllib
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, cast

from measures.model import Measure
from measures.vocabulary import Border, ConflictKind, Country, Topic

Hurt = Literal["incoming", "outgoing", "larger"]


@cache
def _data() -> dict[str, dict[str, object]]:
    return tomllib.loads(files("measures.conflicts").joinpath("rules.toml").read_text("utf-8"))


@cache
def topics(kind: ConflictKind) -> tuple[Topic, ...]:
    """Topics on which a rule of this kind looks for conflicts."""
    return tuple(Topic(word) for word in cast(list[str], _data()[kind.value]["topics"]))


@cache
def going_on() -> frozenset[Topic]:
    """Topics on which a rule that has ended on one side is looked for on the other."""
    return frozenset(Topic(word) for word in cast(list[str], _data()["timing_gap"]["goes_on"]))


@cache
def many_rules() -> frozenset[Topic]:
    """Topics on which two rules are the same only if their titles say so."""
    return frozenset(Topic(word) for word in cast(list[str], _data()["timing_gap"]["many_rules"]))


@cache
def pairs(kind: ConflictKind) -> tuple[tuple[Topic, Topic], ...]:
    """Pairs of topics, one on each side."""
    return tuple((Topic(a), Topic(b)) for a, b in cast(list[list[str]], _data()[kind.value]["pairs"]))


@cache
def number(kind: ConflictKind, name: str) -> int:
    """A declared number of days or steps."""
    return cast(int, _data()[kind.value][name])


@cache
def handover_days() -> int:
    """How many days at either end of a situation may rest on another rule than those between."""
    return cast(int, _data()["situation"]["handover_days"])


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


@lru_cache(maxsize=5_000)
def moves_nobody(topic: Topic, title: str) -> bool:
    """Whether the title of a rule on a topic says that it keeps nobody from going where they went."""
    stems = cast(dict[str, list[str]], _data()["divergent_strictness"]["moves_nobody"]).get(topic.value, ())
    folded = title.casefold() if stems else ""
    return any(stem in folded for stem in stems)


@lru_cache(maxsize=5_000)
def stops_care(title: str) -> bool:
    """Whether the title of a rule on health care says that patients are taken in no longer."""
    folded = title.casefold()
    return any(stem in folded for stem in cast(list[str], _data()["capacity_or_transport"]["stops"]))


@cache
def peoples(country: Country) -> tuple[str, ...]:
    """Stems by which a title speaks of this country's rules."""
    return tuple(cast(dict[str, list[str]], _data()["peoples"]).get(country.value, ()))


@lru_cache(maxsize=5_000)
def names_a_zone(title: str) -> bool:
    """Whether the title of a rule on animals speaks of a zone around an outbreak."""
    folded = title.casefold()
    return any(stem in folded for stem in cast(dict[str, list[str]], _data()["zones"])["animal_plant"])


def home_share(level: int) -> float:
    """The part of working time spent at home under a rule on telework of this strictness."""
    shares = cast(dict[str, float], _data()[ConflictKind.SOCIAL_SECURITY_TAX_GAP.value]["home_share"])
    return shares.get(str(level), 0.0)


def home_limits(border: Border, on: date) -> tuple[int, float]:
    """Days a year and part of working time at home that leave tax and insurance where they are."""
    days, share = 0, 0.0
    for limit in _limits():
        if limit["from"] <= on and border in limit.get("borders", tuple(Border)):
            days, share = limit.get("days", days), limit.get("share", share)
    return days, share


@cache
def first_limit() -> date:
    """From this day on arrangements without an end allow only so much work at home."""
    return min(cast(date, limit["from"]) for limit in _limits() if limit["standing"])


def _limits() -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], _data()[ConflictKind.SOCIAL_SECURITY_TAX_GAP.value]["limit"])


def is_payment(measure: Measure) -> bool:
    """Whether its title speaks of a payment or price rather than of an arrangement."""
    return not concerns(measure)


def concerns(measure: Measure) -> frozenset[str]:
    """What an arrangement on days at home is about: tax, insurance or both; nothing if it is a payment."""
    return _concerns(measure.title.casefold(), measure.authority.casefold())


@lru_cache(maxsize=5_000)
def _concerns(title: str, authority: str) -> frozenset[str]:
    stems = cast(dict[str, list[str]], _data()["arrangements"])
    if any(stem in title for stem in stems["benefit"]):
        return frozenset()
    both = frozenset(("tax", "insurance"))
    named = {what for what in both if any(stem in f"{title} {authority}" for stem in stems[what])}
    return frozenset(named) or both


@cache
def signal_days() -> int:
    """How many days, up to the newest signal of a conflict, signals count together."""
    return cast(int, cast(dict[str, object], _data()["severity"]["signals"])["days"])
