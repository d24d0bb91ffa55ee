"""What several rooms' tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_dir() -> Path:
    """The folder with the reference material beside the checkout; skips the test where it is absent."""
    folder = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"reference material is not at {folder}")
    return folder
