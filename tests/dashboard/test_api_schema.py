"""The API keeps what its own description promises, whatever it is asked."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from starlette.applications import Starlette

from dashboard import api
from dashboard.api.application import api as described_api
from measures.settings import load_settings
from measures.store import Store

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@pytest.fixture
def app(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starlette]:
    """The API over a store with a few measures, without a limit."""
    monkeypatch.setenv("TASKFORCE_API_REQUESTS_PER_MINUTE", "0")
    load_settings.cache_clear()
    yield Starlette(routes=api.routes())
    load_settings.cache_clear()


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", sorted(described_api.openapi()["paths"]))
def test_answers_are_as_described(path: str, mode: GenerationMode, app: Starlette) -> None:
    described = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    operation = described[path]["GET"]

    @settings(max_examples=20, deadline=timedelta(seconds=5), suppress_health_check=SLOW)
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case) -> None:
        case.call_and_validate()

    asked()
