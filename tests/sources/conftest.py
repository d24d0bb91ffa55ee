"""Sources for tests: entries of the real catalogue, and small ones at a loopback server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sources.catalogue import Source, load_catalogue
from tests.loopback import Loopback, serving

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> bytes:
    """A recorded-like answer, in the project's own words."""
    return (SAMPLES / name).read_bytes()


def a_source(url: str = "https://feeds.example.org/rss.xml", **facts: object) -> Source:
    """A plain RSS source of the Dutch government."""
    entry = {
        "id": "nl-test",
        "name": "Test",
        "authority": "Rijksoverheid",
        "country": "NL",
        "level": "national",
        "language": "nl",
        "format": "rss",
        "url": url,
        "interval_minutes": 30,
        "min_delay_seconds": 0,
        "priority": "primary",
        "standing": "use",
        "basis": "measured",
        **facts,
    }
    return Source.model_validate(entry)


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Source]:
    return load_catalogue()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving() as running:
        yield running
