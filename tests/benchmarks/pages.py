"""What a page asks of a store with 10,000 measures."""

from tests.benchmarks.harness import Figure


def queries() -> list[Figure]:
    return []
