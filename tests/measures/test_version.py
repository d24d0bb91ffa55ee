"""The version stands in two places, which agree."""

import tomllib

from measures import VERSION
from tests.support import ROOT


def test_the_version_is_that_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION
