"""Whom people at the borders can ask: information points by place, desks and health authorities by topic.

The facts stand in contacts.toml, each with the address of its page and the day of what that rests on.
"""

import tomllib
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field, model_validator

from measures import places
from measures.counter.model import Answer
from measures.geography import overlaps
from measures.places import Place
from measures.vocabulary import CROSSING, Border, Country, Topic


class Kind(StrEnum):
    """What sort of body it is, the first to ask in front."""

    POINT = "point"
    DESK = "desk"
    HEALTH = "health"


class Basis(StrEnum):
    """What an entry rests on: its address seen, the body named by a source, or general knowledge."""

    SEEN = "seen"
    NAMED = "named"
    KNOWN = "known"


class Contact(BaseModel):
    """A body that answers people. `role` is an English message; `date` the day of what the entry rests on.

    `ground` are NUTS codes, empty where it serves all of its borders; `topics` are empty for an information
    point, which answers on all; `side` is the country whose authority it is, None where it serves both.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    name: str
    url: str = Field(pattern=r"^https?://\S+$")
    role: str
    basis: Basis
    date: date
    borders: tuple[Border, ...] = Field(min_length=1)
    source: str = Field(default="", pattern=r"^$|^https?://\S+$")
    side: Country | None = None
    towns: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()

    @model_validator(mode="after")
    def _has_its_source(self) -> "Contact":
        assert (self.basis == Basis.KNOWN) == (not self.source), f"{self.id}: basis and source differ"
        return self

    @property
    def town_names(self) -> tuple[str, ...]:
        """The towns of its offices, by their own names."""
        return tuple(places.towns()[key].name for key in self.towns)

    @property
    def is_checked(self) -> bool:
        """Whether more than general knowledge stands behind it."""
        return self.basis != Basis.KNOWN


@cache
def contacts() -> tuple[Contact, ...]:
    """All of them, in the order of the file."""
    rows = tomllib.loads(files("measures").joinpath("contacts.toml").read_text("utf-8"))["contact"]
    return tuple(Contact.model_validate(row) for row in rows)


def find(border: Border, where: Iterable[Place], topics: Collection[Topic]) -> tuple[Contact, ...]:
    """Whom to ask at a border about these topics, from these places: information points first.

    Of each kind those in the same region stand before those with a wider ground.
    """
    codes = [place.code for place in where]
    wanted = set(topics)
    found = [
        contact
        for contact in contacts()
        if border in contact.borders
        and (not contact.ground or _share(contact.ground, codes))
        and (contact.kind == Kind.POINT or not wanted.isdisjoint(contact.topics))
    ]
    return tuple(sorted(found, key=lambda contact: (list(Kind).index(contact.kind), *_far(contact, codes))))


def of_answer(answer: Answer) -> tuple[Contact, ...]:
    """Whom a person at the counter can ask, by what they meet and what is unknown; none without a border."""
    asked, border = answer.situation, answer.border
    if border is None:
        return ()
    topics = {topic for rule in answer.rules for topic in rule.topics}
    # That no rule on tests is known sends nobody to a health authority.
    topics |= {topic for lacking in answer.unknown for topic in lacking.topics} - CROSSING
    return find(border, (asked.home, asked.work), topics)


def _far(contact: Contact, codes: Iterable[str]) -> tuple[bool, int]:
    """No office in one of the regions, then the width of its ground."""
    codes = list(codes)
    offices = [places.towns()[key].code for key in contact.towns]
    narrow = max((len(code) for code in contact.ground if _share((code,), codes)), default=0)
    return not _share(offices, codes), -narrow


def _share(first: Iterable[str], second: Collection[str]) -> bool:
    return any(overlaps(one, other) for one in first for other in second)
