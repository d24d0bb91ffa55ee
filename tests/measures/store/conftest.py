"""A fresh store in each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from measures.store import Store, open_store
from tests.stores import DATABASES, fresh_database, give_back


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database, once for each kind."""
    address = fresh_database(request.param, tmp_path)
    yield address
    give_back(address)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open store in each database."""
    opened = open_store(url)
    yield opened
    opened.close()
