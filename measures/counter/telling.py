"""Whose rule a text tells of: authorities also tell their people what holds on the other side."""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from measures.places import folded
from measures.vocabulary import Country


@lru_cache(maxsize=20_000)
def acting(country: Country, title: str) -> Country:
    """The state whose rule a title of `country` speaks of: the neighbour where it names that state's rule."""
    words = folded(title)
    found = (other for other, said in _patterns().items() if other != country and said.search(words))
    return next(found, country)


@cache
def _patterns() -> dict[Country, re.Pattern[str]]:
    text = files("measures.counter").joinpath("told.toml").read_text("utf-8")
    table = cast(dict[str, list[str]], tomllib.loads(text)["of"])
    return {Country(code): re.compile(rf"\b(?:{'|'.join(forms)})\b") for code, forms in table.items()}
