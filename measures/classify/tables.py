"""The lexicon's files: data that policy officers extend, read as they stand."""

import tomllib
from importlib.resources import files
from typing import Any


def table(*path: str) -> dict[str, Any]:
    """A file of the folder lexicon, by its name or by folder and name."""
    return tomllib.loads(files("measures.classify").joinpath("lexicon", *path).read_text("utf-8"))
