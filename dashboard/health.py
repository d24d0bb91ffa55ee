"""What machines ask: /healthz (is the database reachable) and /metrics (Prometheus)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard import data
from measures.days import day_of
from measures.errors import TaskforceError
from measures.outgoing import Channel, MessageState
from measures.store.sendings import sendings
from measures.vocabulary import SourceHealth


class StoreCollector(Collector):
    """Reads the figures from the store when Prometheus asks, so that none is stale."""

    def collect(self) -> Iterable[Metric]:
        store = data.store()
        played = data.exercise()
        now = played.instant if played else datetime.now(UTC)
        yield GaugeMetricFamily("taskforce_store_revision", "Grows with each change.", store.revision())
        figures = data.figures(day_of(now), now)
        yield GaugeMetricFamily("taskforce_measures", "Measures known.", figures.measures)
        if figures.newest is not None:
            age = (now - figures.newest).total_seconds()
            yield GaugeMetricFamily("taskforce_newest_item_age_seconds", "Age of the newest item.", age)
        sources = GaugeMetricFamily("taskforce_sources", "Sources by health.", labels=["health"])
        for health in SourceHealth:
            sources.add_metric([health.value], figures.sources.get(health, 0))
        yield sources
        conflicts = GaugeMetricFamily(
            "taskforce_conflicts_open", "Conflicts open today.", labels=["severity"]
        )
        for severity in range(1, 6):
            conflicts.add_metric([str(severity)], figures.conflicts.get(severity, 0))
        yield conflicts
        messages = GaugeMetricFamily(
            "taskforce_messages", "Messages to subscribers by state.", labels=["channel", "state"]
        )
        for channel in Channel:
            number = sendings(store, channel).number
            for state in MessageState:
                messages.add_metric([channel.value, state.value], number.get(state, 0))
        yield messages


def healthz(_request: Request) -> Response:
    """200 where the database answers, 503 where it does not."""
    try:
        revision = data.store().revision()
    except (SQLAlchemyError, TaskforceError):
        return JSONResponse({"status": "database unreachable"}, status_code=503)
    return JSONResponse({"status": "ok", "revision": revision})


def metrics(_request: Request) -> Response:
    """The figures in Prometheus' text format; 503 where the database does not answer."""
    registry = CollectorRegistry(auto_describe=False)
    try:
        registry.register(StoreCollector())
        body = generate_latest(registry)
    except (SQLAlchemyError, TaskforceError):
        return Response("database unreachable\n", status_code=503, media_type="text/plain")
    return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})


routes = [Route("/healthz", healthz), Route("/metrics", metrics)]
