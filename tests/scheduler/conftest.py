"""A store of its own for each test, and catalogues that lead to a loopback server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from measures.store import Store, migrate, open_store
from tests.loopback import Loopback, serving


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'data' / 'taskforce.db'}"
    migrate(url)
    opened = open_store(url)
    yield opened
    opened.close()
