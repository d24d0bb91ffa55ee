"""What several rooms' tests share."""

import os
from pathlib import Path

import pytest

from measures.items import read_items
from measures.model import Item

ROOT = Path(__file__).resolve().parent.parent


def shared_dir() -> Path:
    """The folder with the reference material beside the checkout; skips the test where it is absent."""
    folder = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"reference material is not at {folder}")
    return folder


def labelled_items(language: str = "*") -> list[Item]:
    """The items of the developing set, of all four languages or of one."""
    files = sorted((ROOT / "tests/evaluation/items").glob(f"{language}.jsonl"))
    return [item for file in files for _, item in read_items(file.read_bytes().splitlines())]
