"""The order of the tests: what takes longest begins first, so that no core waits for it at the end."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name != "test_smoke.py")
