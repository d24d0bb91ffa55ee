"""The same release in several languages: found by publisher, day and figures, as its words differ."""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from measures.lifecycle.facts import twin_facts
from measures.model import YEARS, Assessment, Event, Item
from measures.vocabulary import Impact, Strictness, Topic

_TEXT_READ = 4_000  # characters searched for figures and names
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[\w./-]{4,80}")
_NAME = re.compile(r"\b[^\W\d_a-zß-ÿ][\w'-]{3,30}")


class Marks(NamedTuple):
    """What a translation leaves as it is: figures (days, sums, hours), addresses and names."""

    figures: frozenset[str]
    names: frozenset[str]


def place(item: Item) -> tuple[str, date] | None:
    """The publisher's domain and the day, which releases in several languages share; None without either."""
    if item.published is None or item.published.year not in YEARS:
        return None
    try:
        host = urlsplit(item.url).hostname
    except ValueError:
        return None
    return (".".join(host.split(".")[-2:]), item.published) if host else None


def are_twins(first: Event, second: Event) -> bool:
    """Whether two items of one publisher, a day apart at most, are one release in two languages."""
    if first.item.language == second.item.language or not _agree(first.assessment, second.assessment):
        return False
    facts, a, b = twin_facts(), marks_of(first), marks_of(second)
    common = len(a.figures & b.figures)
    if common < facts.share_of_figures * len(a.figures | b.figures):
        return False
    return common >= facts.figures or (
        common >= facts.figures_beside_names and len(a.names & b.names) >= facts.names
    )


def marks_of(event: Event) -> Marks:
    """The figures, addresses and names of an event's text; the year of publication tells nothing."""
    item = event.item
    year = str(item.published.year) if item.published else ""
    found = _marks(f"{item.title}\n{item.summary}"[:_TEXT_READ])
    return Marks(found.figures - {year}, found.names)


def joined(first: Assessment, second: Assessment) -> Assessment:
    """One reading of a release from those of two languages: the first's, completed by the second's."""
    theirs = dict(second.strictness)
    steps = {topic: max(step, theirs.get(topic, Strictness.NONE)) for topic, step in first.strictness}
    impacts: list[Impact] = [first.border_impact, second.border_impact]
    exempt = first.frontier_exempt if first.frontier_exempt is not None else second.frontier_exempt
    return replace(
        first,
        strictness=tuple(steps.items()),
        border_impact=max(impacts, key=lambda impact: impact.rank),
        groups=tuple(dict.fromkeys((*first.groups, *second.groups))),
        documents=tuple(dict.fromkeys((*first.documents, *second.documents))),
        frontier_exempt=exempt,
        valid_from=first.valid_from or second.valid_from,
        valid_until=first.valid_until or second.valid_until,
    )


def _agree(first: Assessment, second: Assessment) -> bool:
    """Whether two readings may be of one text: a topic in common, and no two different days."""
    days = ((first.valid_from, second.valid_from), (first.valid_until, second.valid_until))
    shared: set[Topic] = set(first.topics) & set(second.topics)
    return bool(shared) and all(a is None or b is None or a == b for a, b in days)


@lru_cache(maxsize=20_000)
def _marks(text: str) -> Marks:
    addresses = {address.group().rstrip("./-") for address in _ADDRESS.finditer(text)}
    numbers = {
        re.sub(r"[.,:]", "", number.group()).lstrip("0") or "0"
        for number in _NUMBER.finditer(_ADDRESS.sub(" ", text))
    }
    names = {name.group().casefold() for name in _NAME.finditer(text)}
    return Marks(frozenset(addresses | numbers), frozenset(names))
